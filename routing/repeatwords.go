package routing

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
)

// traits are what two messages are compared by.
type traits struct {
	words  []trait // each once, by key
	joined []string
	spots  []spot
	aside  []string // names of spots and what they are called, sorted
	weight float64  // of all words
	matter float64  // of those that are no names of spots
}

// trait is one word of a message that may name its matter.
type trait struct {
	key    string
	weight float64 // the rarer the word, the more
}

// spot is a name or number behind a word that tells what is so called: the street
// Kaveh, the line 91.
type spot struct {
	sort   string // what is so called
	keys   []string
	proper bool // a number, or a word that is no word of the topics
}

const (
	plainWeight  = 4.0 // of a word where nothing is known of how rare words are
	unseenTimes  = 0.5 // how often a word counts as seen that never was
	rareWeight   = 6.5 // from which weight on a word is one that few messages share
	unseenWeight = 8.5 // from which on it is one that no topic knows, or just one once
	properWeight = 7.0 // from which on a word behind that for a street is its name
	placeWeight  = 2.0 // of a name of a county or city
	numberWeight = 1.5 // of a number of one or two digits
	longNumber   = 7.0 // of a longer one: a file, a sum
)

// traitsOf reads a message. rarity tells what a stem weighs, nil for all alike.
func traitsOf(text string, rarity func(stem string) float64) traits {
	var t traits
	words := fold.Words(text)
	last := "" // the key before, "" where none stands right before
	for i, w := range words {
		key, weight := traitOf(w.Text, rarity)
		if key == "" {
			last = ""
			continue
		}
		if last != "" {
			t.joined = append(t.joined, joinKeys(words[i-1].Text, w.Text))
		}
		last = key
		t.words = append(t.words, trait{key, weight})
	}
	slices.SortFunc(t.words, func(a, b trait) int { return strings.Compare(a.key, b.key) })
	t.words = slices.CompactFunc(t.words, func(a, b trait) bool { return a.key == b.key })
	slices.Sort(t.joined)
	t.joined = slices.Compact(t.joined)
	t.spots, t.aside = spotsOf(words, rarity)
	slices.Sort(t.aside)
	for _, w := range t.words {
		t.weight += w.weight
		if !t.names(w.key) {
			t.matter += w.weight
		}
	}
	return t
}

// traitOf returns the key of a folded word by which it is compared, "" for a word
// that names nothing, and its weight.
func traitOf(word string, rarity func(string) float64) (key string, weight float64) {
	if n, ok := numberOf(word); ok {
		if n == "" {
			return "", 0
		}
		if len(n) > 2 {
			return "#" + n, longNumber
		}
		return "#" + n, numberWeight
	}
	stem := fold.Stem(word)
	if emptyWords[stem] {
		return "", 0
	}
	stem = plainStem(word, stem)
	weight = plainWeight
	if rarity != nil {
		weight = rarity(stem)
	}
	return soundKey(stem), weight
}

// soundKey is the same for spellings of a word that sound alike, and for words
// that mean one thing.
func soundKey(stem string) string {
	key := stem
	if bone := appendSkeleton(nil, stem); len(bone) > leastSkeleton {
		key = string(bone)
	}
	if same, ok := sameSounds()[key]; ok {
		return same
	}
	return key
}

// sameSounds are [sameWords] by the keys of their words.
var sameSounds = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for word, first := range sameWords {
		key := word
		if bone := appendSkeleton(nil, plainStem(word, word)); len(bone) > leastSkeleton {
			key = string(bone)
		}
		out[key] = first
	}
	return out
})

func joinKeys(a, b string) string {
	stem := fold.Stem(a + b)
	return soundKey(plainStem(a+b, stem))
}

// numberOf reads a folded word as a number: digits, or a small number in words. A
// duration's year or a count says little, so ones are left out.
func numberOf(word string) (digits string, ok bool) {
	if word[0] >= '0' && word[0] <= '9' {
		end := 0
		for end < len(word) && word[end] >= '0' && word[end] <= '9' {
			end++
		}
		return strings.TrimLeft(word[:end], "0"), true
	}
	n, ok := smallNumbers[word]
	if !ok {
		n, ok = smallNumbers[strings.TrimSuffix(word, "م")]
	}
	if !ok {
		return "", false
	}
	return strconv.Itoa(n), true
}

// smallNumbers are numbers as they are written in words. One is not among them:
// it is the article too.
var smallNumbers = map[string]int{
	"دو": 2, "سه": 3, "سوم": 3, "چهار": 4, "چار": 4, "پنج": 5, "شش": 6, "شیش": 6, "هفت": 7, "هشت": 8,
	"یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15, "پونزده": 15, "شانزده": 16, "هفده": 17, "هجده": 18, "نوزده": 19, "بیست": 20,
}

// spotsOf finds what is named: the words or number right behind a word of
// [spotSorts], titles left out.
func spotsOf(words []fold.Word, rarity func(string) float64) (out []spot, aside []string) {
	for i := 0; i+1 < len(words); i++ {
		sort, ok := spotSorts[fold.Stem(words[i].Text)]
		if !ok {
			sort, ok = spotSorts[words[i].Text]
		}
		if !ok {
			continue
		}
		s := spot{sort: sort}
		key, _ := traitOf(words[i].Text, nil)
		aside = append(aside, key)
		for j := i + 1; j < len(words) && len(s.keys) < 2; j++ {
			word := words[j].Text
			if spotTitles[word] {
				continue
			}
			if n, ok := numberOf(word); ok {
				if n != "" && len(s.keys) == 0 {
					s.keys, s.proper = append(s.keys, "#"+n), true
				}
				break
			}
			stem := fold.Stem(word)
			if emptyWords[stem] || emptyWords[word] || spotSorts[stem] != "" || spotEnds[word] {
				break
			}
			stem = plainStem(word, stem)
			s.keys = append(s.keys, soundKey(stem))
			s.proper = s.proper || rarity == nil || rarity(stem) >= properWeight
			if len(s.keys) == 1 && j+1 < len(words) {
				// فضل آباد and فضل‌آباد are one name.
				if next := words[j+1].Text; !emptyWords[fold.Stem(next)] {
					s.keys = append(s.keys, joinKeys(word, next))
					if stem := plainStem(next, fold.Stem(next)); rarity != nil && rarity(stem) >= properWeight {
						aside = append(aside, soundKey(stem))
					}
				}
				break
			}
		}
		if len(s.keys) > 0 {
			out, aside = append(out, s), append(aside, s.keys...)
		}
	}
	return out, aside
}

// spotSorts are words behind which a name stands, by what they stand for.
var spotSorts = wordsByStem(
	"خیابان خیابون خ خیابونه khiyaban khiaban kh", "کوچه کوچ بن‌بست kuche kooche", "محله محل شهرک mahale mahalle", "روستا روستای ده", "پارک بوستان", "میدان میدون",
	"چهارراه سه‌راه چارراه تقاطع", "مدرسه دبستان دبیرستان هنرستان مهدکودک", "بیمارستان درمانگاه کلینیک مطب", "ایستگاه", "خط", "بلوار", "بزرگراه اتوبان", "پل", "مسجد",
	"تالار", "مجتمع ساختمان ساختمون پاساژ", "شرکت کارخانه کارخونه", "بانک", "شعبه باجه", "پلاک", "فاز", "واحد بلوک", "منطقه", "پرونده", "جاده", "بازارچه بازار", "هتل آژانس", "مرکز",
	"دانشگاه", "کوه", "امامزاده", "فروشگاه", "سایت", "پادگان",
)

// spotTitles stand before a name and are left out in speech.
var spotTitles = wordSet("شهید شهدای حاج دکتر آیت‌الله آیت الله سید مهندس استاد سردار عمومی دولتی اصلی قدیم جدید متخصص نبش شماره پیمانکاری تعاونی اول")

// spotEnds follow where no name does.
var spotEnds = wordSet("ما مون مان آن این را رو که و از به در تو با بی بدون برای خراب تاریک است قطع من تا هم شده")

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[fold.Text(w)] = true
	}
	return out
}

// wordsByStem maps the words of each list, and their stems, to its first one.
func wordsByStem(lists ...string) map[string]string {
	out := map[string]string{}
	for _, list := range lists {
		first := ""
		for w := range strings.FieldsSeq(list) {
			w = fold.Text(w)
			if first == "" {
				first = w
			}
			out[w] = first
			out[fold.Stem(w)] = first
		}
	}
	return out
}

// sameWords are words of everyday matters of which people use one or the other
// for the same thing.
var sameWords = wordsByStem(
	"دکتر پزشک طبیب", "مدرسه دبستان دبیرستان", "زباله آشغال زباله‌ها", "نانوا نانوایی نونوا نونوایی", "ماشین خودرو", "کتک میزند میزنه میزنتش", "لامپ چراغ روشنایی",
	"جوی جوب", "کنار بغل نزدیک", "روبه‌رو جلو دم", "پول نقد", "کارگر پرسنل کارکنان کارمند", "فشار افت", "حقوق مواجب دستمزد", "مزاحم اذیت سروصدا", "معتاد معتادان", "سگ سگهای",
	"برج ماه", "دستشویی توالت", "گرفته میگیرند میگیرن میگیره", "ترکیده شکسته ترکیدگی شکستگی", "اره بریده", "حبس زندانی", "قطع رفته پریده نیست", "نشست فرونشست", "گذرنامه پاسپورت پاس",
	"حصر انحصار", "گنده بزرگ", "چاله گودال سوراخ", "فامیل آشنا", "داروخانه داروخونه", "بوی بو", "شب شبها شبا", "گاو گاوداری", "پیاده‌رو پیاده", "عروسی تالار", "دزد دزدیدن می‌دزدد دزدیده",
)

// rarityOf tells how rare a stem is in what the table knows of topics.
func (t *Table) rarityOf(stem string) float64 {
	if t.reader.placeWords[stem] {
		return placeWeight
	}
	l := t.reader.likeness
	if s, ok := l.stems[stem]; ok {
		if f := l.whole[s]; f >= 0 {
			return math.Sqrt(l.square[f])
		}
	}
	if r, _ := utf8.DecodeRuneInString(stem); r < 0x80 {
		if f, ok := l.bones[string(appendSkeleton(nil, stem))]; ok {
			return math.Sqrt(l.square[f])
		}
	}
	return l.rarest
}
