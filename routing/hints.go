package routing

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// HintKind is what a [Hint] warns of.
type HintKind string

// The kinds of hints.
const (
	HintEmpty        HintKind = "empty"         // no word that names a matter, or too few
	HintOutOfScope   HintKind = "out-of-scope"  // no matter for the state's offices
	HintAbuse        HintKind = "abuse"         // abusive words, with or without a matter
	HintPersonalData HintKind = "personal-data" // numbers that identify somebody
	HintEmergency    HintKind = "emergency"     // life may be in danger: show Numbers at once
)

// Hint is something that an operator who screens a message should see, and that
// a form may show the petitioner while they write. It is never a decision.
type Hint struct {
	Kind HintKind
	// Reason is the case within the kind, a word that does not change: for
	// out-of-scope "court", "private", "advert", "chat" or "orders"; for
	// personal data "national-id", "mobile", "landline", "card" or "iban";
	// for an emergency "fire", "gas", "power", "medical", "crime" or "rescue"; "" else.
	Reason string
	// Evidence is where in the text, in order. It is empty only for
	// [HintEmpty].
	Evidence []Evidence
	// Numbers are whom to call instead or at once, the first first: 110
	// police, 112 Red Crescent, 115 ambulance, 125 fire brigade, 191 the
	// judiciary's advice, 194 gas, 121 power, 123 social emergency.
	Numbers []string
}

// Hints reads a text and returns what should be noticed before it is screened,
// emergencies first, at most one hint for each kind and reason. Numbers count
// as national ID or card only with the right check digit.
func (t *Table) Hints(text string) []Hint {
	words := fold.Words(text)
	var out []Hint
	for _, c := range cues() {
		if c.kind == HintOutOfScope && calmed(words) {
			continue
		}
		at := c.find(words)
		if len(at) == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(h Hint) bool { return h.Kind == c.kind && h.Reason == c.reason })
		if i < 0 {
			out = append(out, Hint{Kind: c.kind, Reason: c.reason, Numbers: slices.Clone(numbersOf[c.reason])})
			i = len(out) - 1
		}
		for _, w := range at {
			out[i].Evidence = append(out[i].Evidence, evidence(text, words, w, w+1))
		}
	}
	out = append(out, personalData(text)...)
	s := t.Suggest(text)
	if h, ok := t.abuse(text, words); ok {
		out = append(out, h)
	}
	if s.Screening == LooksIncomplete && s.Topic == "" {
		out = append(out, Hint{Kind: HintEmpty})
	}
	for i := range out {
		e := out[i].Evidence
		slices.SortFunc(e, func(a, b Evidence) int { return cmp.Compare(a.Start, b.Start) })
		out[i].Evidence = slices.CompactFunc(e, func(a, b Evidence) bool { return a.Start == b.Start })
	}
	slices.SortStableFunc(out, func(a, b Hint) int {
		return cmp.Compare(slices.Index(hintOrder, a.Kind), slices.Index(hintOrder, b.Kind))
	})
	return out
}

var hintOrder = []HintKind{HintEmergency, HintPersonalData, HintAbuse, HintOutOfScope, HintEmpty}

// abuse collects the words of abuse.
func (t *Table) abuse(text string, words []fold.Word) (Hint, bool) {
	r := t.reader
	h := Hint{Kind: HintAbuse}
	for _, found := range r.hits(words) {
		for _, m := range r.marks[found.phrase] {
			// «آشغال» is also a matter; only where nothing else says so is it
			// abuse.
			if m.kind == senseMark && m.sense == soundsAbusive && m.weight >= 2 {
				h.Evidence = append(h.Evidence, evidence(text, words, found.first, found.end))
			}
		}
	}
	return h, len(h.Evidence) > 0
}

// numbersOf are whom to call for a reason. The emergency numbers are those of
// the national services: 110 police, 112 Red Crescent, 115 ambulance, 125 fire.
var numbersOf = map[string][]string{
	"fire":    {"125", "115"},
	"gas":     {"194", "125"},
	"power":   {"121", "125"},
	"medical": {"115"},
	"crime":   {"110", "123"},
	"rescue":  {"112", "115", "125"},
	"court":   {"191"},
	"private": {"191"},
}

// cue is a set of beginnings of words that stand near each other.
type cue struct {
	kind   HintKind
	reason string
	stems  []string // folded
}

// cueReach is within how many words the stems of a cue stand.
const cueReach = 7

// find returns the words in which the stems of a cue were found near each
// other, nil if they were not.
func (c cue) find(words []fold.Word) []int {
	for first, w := range words {
		if !startsWith(w.Text, c.stems[0]) {
			continue
		}
		at := []int{first}
		for _, stem := range c.stems[1:] {
			near := -1
			for i := max(0, first-cueReach); i < min(len(words), first+cueReach+1); i++ {
				if !slices.Contains(at, i) && startsWith(words[i].Text, stem) {
					near = i
					break
				}
			}
			if near < 0 {
				break
			}
			at = append(at, near)
		}
		if len(at) == len(c.stems) {
			return at
		}
	}
	return nil
}

// startsWith reports whether a word begins with a stem. Short stems begin many words
// (گاز and گازوئیل), so of these only one letter more is allowed: a possessive
// or the spoken است.
func startsWith(word, stem string) bool {
	left, ok := strings.CutPrefix(word, stem)
	return ok && (utf8.RuneCountInString(stem) > 3 || utf8.RuneCountInString(left) <= 1)
}

// calmed reports words that make a matter of what else would be out of scope:
// somebody complains of adverts, or asks what the judiciary's offices do.
func calmed(words []fold.Word) bool {
	return slices.ContainsFunc(words, func(w fold.Word) bool {
		for _, stem := range officeStems {
			if strings.HasPrefix(w.Text, stem) {
				return true
			}
		}
		return false
	})
}

var officeStems = []string{"پیامک", "شارژ", "سرویس", "اداره", "شهردار", "کلاهبردار", "تعزیرات", "فتا", "یارانه", "بیمه", "payamak"}

// cues are read once, when first asked for.
var cues = sync.OnceValue(func() []cue { return newCues(cueWords) })

// cueWords are common knowledge of the language: cues of each kind and reason,
// a comma between cues, a plus between their stems.
var cueWords = map[HintKind]map[string]string{
	HintEmergency: {
		"fire":    "اتیش+گرفت, اتش+گرفت, داره+میسوز, دود+ساختم+بیرون, دود+پاساژ, خون+اتیش, انبار+اتیش, انبار+اتش, atish+gereft, اتش+میسوز, ماشین+اتیش",
		"gas":     "بو+گاز, بوی+گاز, نشت+گاز, نشتی+گاز, گاز+نشت, لوله+گاز+خورد, علمک+شکست, گازگرفتگی, booye+gaz, boye+gaz, گاز+هیس, گاز+سوت, علمک+فس, لوله+گاز+ترک, بوش+گاز",
		"power":   "سیم+برق+افتاد, سیم+افتاد+کوچه, سیم+لخت, کابل+افتاد, تیر+میفت, تیر+داره+افتاد, ترانس+دود, برق+گرفت+نفر, سیم+جرقه, کابل+جرقه",
		"medical": "نفس+نمیکش, بیهوش+شد, سکته+کرد+الان, خونریز+شدید, مسموم+شد+نفر, قلب+وایساد, زایو+گیر, زایو+برف, زایو+ماشین, تشنج+کرده, خودکش, اکسیژن+خاموش",
		"crime":   "دارن+میزنن+بچه, کتک+میزن+الان, صدا+جیغ+بچه, کتک+جیغ, تهدید+چاقو, چاقو+کش, قمه+الان, دزد+خون+الان, میخواد+بکش, جیغ+کمک, دخترش+کتک, میزنتش",
		"rescue":  "سیل+اومد, سیل+برد, سیل+امد, زیر+اوار, گیر+افتاده, گیر+افتادیم, گیر+کرد+برف, گیر+کردیم, برف+گیر, کوه+رانش, سنگ+داره+روستا, غرق+شد, داره+غرق, ساختمون+میریز, ساختمان+ریزش, زیر+ابه+خون, طغیان+خون, موند+برف, خون+ریخت+زلزله, بوران+موند",
	},
	HintOutOfScope: {
		"court":   "حکم+قطعی, رای+قطعی, رای+دادگاه+نقض, رای+دادگاه+لغو, حکم+دادگاه+لغو, رای+باطل, حکم+لغو+استاندار, تجدیدنظر+نقض",
		"private": "شریک+طلب, قرض+پس+نمی, باجناق, عموزاده, خواهرزاده+دعوا, برادر+دعوا, ارث+برادر, سهم+ارث, ارث+خواهر, ارثیه, زنم+قهر, شوهر+رفت+امد, عروس+احترام, دوست+پسر, دوست+دختر, همسایم+حرف, پشت+سر+حرف, چک+شخصی, پول+باجناق, مادرشوهر, طلبم, دعوا+شخصی, برادر+پول+نصیحت",
		"advert":  "فروش+ویژه, تخفیف+ویژه, سفارش+دهید, سفارش+بدید, ارسال+رایگان, سود+تضمین, کانال+دنبال, پیج+سر+بزن, خریدار+ضایعات, وام+فوری+ضامن, وام+فوری+تماس, لاغری, بدون+پیش+پرداخت, همین+حالا+تماس, رمان+خرید, تبلیغ+پیج, مشاوره+رایگان+تماس",
		"chat":    "جوک, joke, لطیفه, شعر+بنویس, شعر+عاشق, فال+بگیر, طالع, بازی+برد, بازی+چند+استقلال, بازی+میبره, نتیجه+بازی, تکلیف+ریاضی, دلار+فردا, فیلترشکن, چت+کن, chat+konim, باز+بخت, ریاضی+حل, مهاجرت+کانادا, عید+مبارک, رییس+جمهور+امریکا, هوا+چطور",
		"orders":  "دستور+قبل, تنظیمات+قبل, ignore+instructions, previous+instructions, print+instructions, administrator, system+prompt, نادیده+بگیر, فراموش+تنظیم, بی+خیال+دستور, پیام+برچسب+ثبت, پرامپت",
	},
}

// newCues reads the table above into an order that does not change.
func newCues(table map[HintKind]map[string]string) []cue {
	var out []cue
	for kind, reasons := range table {
		for reason, list := range reasons {
			for one := range strings.SplitSeq(list, ", ") {
				c := cue{kind: kind, reason: reason}
				for stem := range strings.SplitSeq(one, "+") {
					c.stems = append(c.stems, fold.Text(stem))
				}
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b cue) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.reason, b.reason), slices.Compare(a.stems, b.stems))
	})
	return out
}

// cued reports whether any cue of a kind stands in the words.
func cued(words []fold.Word, kind HintKind) bool {
	if kind == HintOutOfScope && calmed(words) {
		return false
	}
	return slices.ContainsFunc(cues(), func(c cue) bool { return c.kind == kind && len(c.find(words)) > 0 })
}

// inDanger reports whether a message of a kind in which something happens
// names a danger to life.
func inDanger(words []fold.Word, kind samad.Kind) bool {
	switch kind {
	case samad.Consultation, samad.Suggestion, samad.Idea, samad.Criticism:
		return false
	}
	return cued(words, HintEmergency)
}
