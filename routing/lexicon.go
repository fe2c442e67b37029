package routing

import "github.com/samad111/go-samad/samad"

// sense is what a word of the lexicon tells about a message.
type sense uint8

const (
	asksRequest sense = iota
	asksComplaint
	asksSuggestion
	asksCriticism
	asksReport
	asksIdea
	asksConsultation
	soundsEmergency
	soundsAbusive
	outOfScope
	saysNothing // greetings and fillers, which are no matter
)

// sensesOfKinds gives each kind its sense, in the order of the constants.
var sensesOfKinds = []samad.Kind{
	samad.Request, samad.Complaint, samad.Suggestion, samad.Criticism, samad.Report, samad.Idea, samad.Consultation,
}

// lexicon is common knowledge of the language, the same in every province.
// Weights say how surely the words speak: 1 hints, 3 decides against hints.
var lexicon = []struct {
	sense  sense
	weight float64
	words  []string
}{
	{asksRequest, 2, []string{"درخواست", "تقاضا", "متقاضی", "درخواست دارم", "تقاضا دارم"}},
	{asksRequest, 1, []string{"خواهشمند", "خواهش میکنم", "لطفا پیگیری", "پیگیری کنید", "نیاز دارم", "نیاز به", "کمک کنید", "میخواهم", "میخوام", "میخام", "درست کنید", "تعمیر شود", "رسیدگی فرمایید", "اقدام فرمایید"}},
	{asksComplaint, 3, []string{"شکایت", "شکایت دارم", "شاکی"}},
	{asksComplaint, 1.5, []string{"اعتراض", "اعتراض دارم", "ندادن", "ندادند", "نداده", "رد کرده اند", "قطع کردن", "جواب نمیده", "جواب نمیدهد", "جواب نمیدن", "خسته شدیم", "خجالت", "خجالت بکشید", "افتضاح", "هنوز", "چرا", "بی عرضه", "گردن نمیگیره", "امروز فردا", "قبول نمیکنن", "رد نکرده", "زورگویی", "حق ما"}},
	{asksSuggestion, 4, []string{"پیشنهاد", "پیشنهاد میکنم", "پیشنهاد دارم", "پیشنهادی دارم"}},
	{asksSuggestion, 2, []string{"بهتره که", "بهتر است که", "خوب است که", "کاش"}},
	{asksIdea, 4, []string{"ایده", "ایده ای دارم", "طرحی دارم", "طرح ساده ای", "نمونه اولیه"}},
	{asksIdea, 2, []string{"طرح", "اپلیکیشن", "اختراع"}},
	{asksCriticism, 3, []string{"انتقاد", "انتقاد دارم", "گلایه", "گله دارم"}},
	{asksCriticism, 1.5, []string{"این چه", "این همه", "مسئولان", "روی کاغذ", "هیچ کدام", "به جای این", "بیچاره کردید", "مردم چه گناهی"}},
	{asksReport, 3, []string{"گزارش", "گزارش مردمی", "گزارش میدهم", "اطلاع میدهم", "خبر میدهم"}},
	{asksReport, 1, []string{"شبانه", "شبها", "دارن میسازن", "نامم محفوظ", "نامم فاش نشود", "مکان دقیق", "گشت بفرستید", "گشت بفرستین"}},
	{asksConsultation, 3, []string{"چطور", "چطوری", "چجوری", "چگونه", "چه مدارکی", "راهنمایی", "مشاوره", "میپرسد", "سوال داشتم", "سوال دارم", "کجا باید", "کجا مراجعه", "شرایط", "آیا"}},
	{asksConsultation, 1.5, []string{"میتونم", "میشه", "کجا برم", "کجا", "چیه", "تکلیف ما چیه", "چند سالگی", "چقدره", "چند درصد", "هزینه داره", "قبوله", "کی میاد", "تا کی میشه", "ثبت نام میکنه"}},

	{soundsEmergency, 2, []string{"فوری", "اورژانسی", "جانمان", "خفه", "آتش گرفته", "آتیش گرفته", "زخمی", "مجروح", "گیر افتاده", "گیر کردیم", "در خطر", "خطر جانی", "داره میاد", "برق گرفت", "منفجر", "ریزش کرد"}},

	{soundsAbusive, 2, []string{"آشغال", "آشغالی", "حروم خور", "حرام خور", "حرومزاده", "بی شرف", "بی ناموس", "کثافت", "گمشو", "مرده شور", "پدرسوخته", "بی همه چیز", "فحاشی", "احمق", "عوضی", "خفه شو", "لعنتی", "دزدای", "لعنت"}},

	{outOfScope, 3, []string{"خواستگار", "فال", "طالع", "جوک", "لطیفه", "فروش اقساطی", "بدون پیش پرداخت", "برنده قرعه کشی", "جایزه میلیونی", "تخفیف ویژه", "دعوای شخصی", "قرض گرفته", "نادیده بگیر", "دستورهای قبلی", "مریخ", "عید شما مبارک", "سال نو مبارک", "تولدت مبارک", "رای قطعی دادگاه", "حکم قطعی", "رای را باطل", "آلمان", "ارث پدری", "دوست دخترم", "دوست پسرم"}},

	{saysNothing, 1, []string{"سلام", "با سلام", "درود", "وقت بخیر", "خسته نباشید", "تست", "الو", "امتحان", "با تشکر", "ممنون", "لطفا", "خواهشمندم", "پیگیری", "پیگیری کنید", "پیگیری بفرمایید", "مشکلی دارم", "یه مشکلی دارم", "زنگ بزنید", "تماس بگیرید", "تماس قطع شد", "کد ملی", "اینجانب", "رابطه", "ادارات", "مشکل", "دارم", "هست", "یه", "یکی", "که", "از", "در", "با", "و", "به", "من", "را", "رو", "فقط", "گفت", "درباره", "نام", "نشانی", "نداد", "لطف کنید", "کنید", "خواهش", "پاسخ", "شماره"}},
}

func (r *reader) readLexicon() {
	for _, l := range lexicon {
		for _, w := range l.words {
			r.mark(w, mark{kind: senseMark, sense: l.sense, weight: l.weight})
		}
	}
}
