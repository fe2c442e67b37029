package webdesk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
)

// quality is what an answer is asked before it goes out, with what it lacks.
type quality struct {
	Asks string
	OK   bool
	Says string // how to mend it
}

// The least that an answer says, in letters: shorter ones in past cases were
// phrases such as "بررسی شد".
const (
	leastExplanation = 30
	leastDone        = 20
	leastNext        = 10
)

// phrases say nothing when they are all there is.
func phrases() []string {
	return []string{
		"بررسی شد", "اقدام شد", "اقدام لازم انجام شد", "در دست اقدام است", "در دست بررسی است", "پیگیری شد", "انجام شد", "اقدام گردید",
		"بررسی گردید", "طبق مقررات", "طبق ضوابط اقدام شد", "به واحد مربوطه ارجاع شد", "مراجعه کنند", "حضوری مراجعه کنند",
	}
}

// hollow reports whether a text is too short to say something, only such a
// phrase, or still has gaps of a template.
func hollow(text string, least int) bool {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " .،؛!")
	return strings.Contains(text, "…") || utf8.RuneCountInString(text) < least || slices.Contains(phrases(), text)
}

// checkAnswer asks of an answer what a petitioner would: does it explain, does
// it say what was done, does it say what comes next.
func (v *visit) checkAnswer(a samad.AnswerText, outcome samad.Outcome) []quality {
	settled := outcome == samad.Done
	return []quality{
		{
			Asks: v.T("توضیح می‌دهد؟", "Does it explain?"), OK: !hollow(a.Explanation, leastExplanation),
			Says: v.T("بنویسید موضوع چه بود و چرا چنین شد؛ «بررسی شد» به‌تنهایی چیزی نمی‌گوید.", "Say what the matter was and why it came so; “looked into” alone says nothing."),
		},
		{
			Asks: v.T("می‌گوید چه کاری انجام شد؟", "Does it say what was done?"), OK: !hollow(a.Done, leastDone),
			Says: v.T("بنویسید چه کسی، چه کاری و در چه روزی انجام داد؛ اگر نشدنی است چرا.", "Say who did what, and on which day; if it cannot be done, why."),
		},
		{
			Asks: v.T("می‌گوید گام بعدی چیست؟", "Does it say what comes next?"), OK: settled && a.Next == "" || !hollow(a.Next, leastNext),
			Says: v.T("بنویسید از این پس چه می‌شود، تا کی، و متقاضی چه باید بکند.", "Say what happens from now on, until when, and what the petitioner has to do."),
		},
	}
}

type qualityPage struct {
	frame
	Checks []quality
	Good   bool
}

func (v *visit) qualityPage() qualityPage {
	page := qualityPage{frame: v.frame(""), Good: true}
	next := v.value("next")
	if a, ok, err := v.chosenArticle(); err == nil && ok {
		next += "\n" + a.inAnswer() // what is wrong with it is said when the answer is sent
	}
	page.Checks = v.checkAnswer(samad.AnswerText{
		Explanation: v.value("explanation"), Done: v.value("done"), Basis: v.value("basis"), Next: next,
	}, samad.Outcome(v.value("outcome")))
	for _, c := range page.Checks {
		page.Good = page.Good && c.OK
	}
	return page
}

// answerCheck answers scripts that ask before an answer is sent.
func (h *handler) answerCheck(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	return v.part("dossier", "quality", v.qualityPage())
}

// answerTemplate is how an answer may begin.
type answerTemplate struct {
	Name, Explanation, Done, Next string
	Outcome                       samad.Outcome
}

func (v *visit) answerTemplates() []answerTemplate {
	return []answerTemplate{
		{
			Name:        v.T("انجام شد", "Done"),
			Explanation: v.T("موضوع درخواست شما در روز … بررسی شد و روشن شد که …", "Your matter was looked into on … and it was found that …"),
			Done:        v.T("در روز … واحد … این کار را انجام داد: …", "On … the unit … did this: …"), Outcome: samad.Done,
		},
		{
			Name:        v.T("در برنامه است", "Planned"),
			Explanation: v.T("انجام این کار به … نیاز دارد و به همین دلیل اکنون شدنی نیست.", "This needs …, which is why it cannot be done now."),
			Done:        v.T("تا امروز این کارها انجام شده است: …", "So far this was done: …"),
			Outcome:     samad.NeedsTime,
			Next:        v.T("این کار تا روز … انجام می‌شود و خبر آن در همین پرونده می‌آید.", "It will be done by …, and you will read of it in this case."),
		},
		{
			Name:        v.T("نشدنی است", "Not possible"),
			Explanation: v.T("بر پایه ماده … قانون … این خواسته پذیرفتنی نیست، زیرا …", "By article … of … this cannot be granted, because …"),
			Done:        v.T("پرونده شما در روز … دیده شد و این راه‌ها هم سنجیده شد: …", "Your file was seen on …; these ways were considered as well: …"),
			Outcome:     samad.NotPossible,
			Next:        v.T("اگر نمی‌پذیرید تا پایان مهلت اعتراض در همین پرونده اعتراض کنید یا به … روی آورید.", "If you do not accept this, object in this case in time, or turn to …"),
		},
	}
}
