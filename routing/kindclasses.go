package routing

import (
	"strings"
	"sync"

	"github.com/samad111/go-samad/internal/fold"
)

// wordClasses are sorts of words that tell what somebody wants, whatever the
// matter: words of one sort stand for each other, so that one learned from few
// messages speaks for all. A word may be of several.
var wordClasses = [...]struct {
	name  string
	words string // whole words, folded, with blanks between
	begin string // beginnings of words
}{
	{"question", "کی کجا کجاست چند چن چنده چطور چطوری چجوری چیطو چطو چگونه چیه چیست چقدر چقد چقدره آیا کدوم کدام چه چی کجاس چندم کدومه چنتا koja chand chandta kodoom kodam aya che chi chie ya key", "چجور چطور میتون بتون میشه chejo cheju cheto chegh chejoori mitoon mitun mishe"},
	{"asks", "سوال سؤال بپرسم بدونم بدانم میپرسد پرسید پرسیده میپرسه میپرسند soal bedoonam", "راهنمای مشاوره"},
	{"why", "چرا chera", ""},
	{"lasts", "ماهه روزه ساله هفتس هفته ماهس سالس روزس ساعته برجه mahe roze rooze sale hafte saate سالهاست ماههاست مدتهاست", ""},
	{"imperative", "کنید کنین بکنین بکنید بدین بدید بدهید برسید برسین بیاین بیایید بیاید konid konin bedid bedin bezarid bezarin", "بفرست بذار بزار بگذار بزن بیار بریز بساز بردار befrest bezan"},
	{"wants", "درخواست تقاضا تقاضای خواستار خواهان متقاضی لطفا لطف خواهشمند خواهشمندم استدعا نیاز نیازمند نیازمندیم مساعدت lotfan komak niaz", "میخوا میخا خواهش mikha mikho darkhast taghaz"},
	{"proposes", "پیشنهاد پیشنهادم پیشنهادی پیشنهادات بهتر بهتره کاش ایکاش خوبه pishnahad behtare kash", ""},
	{"invents", "ایده ایدهام ایدم طرحم طرحی اختراع مخترع ابداع ابتکار اپ اپی اپلیکیشن ربات نمونه سامانهای ساختهام ساخته‌ام نوشتهام نوشته‌ام طراحی پایاننامه ide tarhi", ""},
	{"blames", "مسئولان مسئولین مسولین مسولان شعار وعده مدیریت مدیران سیاست بودجه آقازاده آقازادهها عدالت همیشه", "سوءمدیر بیتدبیر"},
	{"angry", "خجالت افتضاح شرم بیعرضه ظلم زورگیری دزدی مسخره رباخوار بیغیرت وجدان", "بیخاص بیوجدان"},
	{"protests", "شکایت شاکی اعتراض معترض معترضم معترضند گلایه گله نارضایتی تبعیض توهین بیاحترامی شکایتم shekayat eteraz", ""},
	{"reports", "گزارش گزارشی مشاهده غیرمجاز شبانه شبونه قاچاق تخلف متخلف مخفیانه محفوظ محرمانه ناشناس یارو gozaresh", ""},
	{"pending", "پیگیری نوبت منتظر منتظرم منتظریم هنوز معطل نیومده نیامده نشده نگرفتم نگرفتیم واریز صادر hanooz hanuz nayomade nobat peygiri", ""},
	{"refuses", "قبول نمیدن نمیدهند نمیده نمیدهد نمیکنن نمیکنند نمیکنه ندادن ندادند نداد نمیدم رد قطع حذف گرفتن گرفتند میگیرن میگیرند nemidan nemide nadadan ghat hazf migire migiran", ""},
	{"thanks", "تشکر سپاس سپاسگزارم سپاسگزار قدردانی ممنون ممنونم دمتون دستتون تقدیر mamnoon merci", ""},
}

// classIndex finds the sorts of a word.
type classIndex struct {
	whole map[string][]string
	stems stemSet
	begin [][]string // by stem
}

// classes are read once, when first asked for.
var classes = sync.OnceValue(func() *classIndex {
	x := &classIndex{whole: map[string][]string{}}
	for _, c := range wordClasses {
		for w := range strings.FieldsSeq(c.words) {
			w = fold.Text(w)
			x.whole[w] = append(x.whole[w], c.name)
		}
		for w := range strings.FieldsSeq(c.begin) {
			n := int(x.stems.add(fold.Text(w)))
			if n == len(x.begin) {
				x.begin = append(x.begin, nil)
			}
			x.begin[n] = append(x.begin[n], c.name)
		}
	}
	x.stems.seal()
	return x
})

// longVerb is the size in bytes above which a word with the sign of the present
// and an ending of a person is taken for a verb.
const longVerb = 8

// classesOf calls found with the name of every sort that a folded word is of.
func classesOf(word string, found func(class string)) {
	x := classes()
	for _, c := range x.whole[word] {
		found(c)
	}
	x.stems.beginning(word, func(stem int32, _, _ int) {
		for _, c := range x.begin[stem] {
			found(c)
		}
	})
	switch {
	case strings.HasPrefix(word, "نمی"), strings.HasPrefix(word, "nemi"):
		found("not")
	case !strings.HasPrefix(word, "می") || len(word) <= longVerb:
	case strings.HasSuffix(word, "ن"), strings.HasSuffix(word, "ند"):
		found("they")
	case strings.HasSuffix(word, "ید"), strings.HasSuffix(word, "ین"):
		found("you")
	}
}
