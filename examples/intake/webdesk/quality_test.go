package webdesk

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/samad111/go-samad/samad"
)

func TestAnswersAreAskedThreeQuestions(t *testing.T) {
	t.Parallel()
	v := &visit{lang: samad.Persian}
	whole := samad.AnswerText{
		Explanation: "لوله اصلی خیابان امام شکسته بود و آب محله از بامداد شنبه قطع شد.",
		Done:        "گروه تعمیر شنبه شب لوله را عوض کرد و آب وصل شد.",
		Next:        "اگر باز قطع شد در همین پرونده بنویسید.",
	}
	for name, test := range map[string]struct {
		change  func(a *samad.AnswerText)
		outcome samad.Outcome
		want    [3]bool
	}{
		"whole":              {func(*samad.AnswerText) {}, samad.Partly, [3]bool{true, true, true}},
		"done needs no next": {func(a *samad.AnswerText) { a.Next = "" }, samad.Done, [3]bool{true, true, true}},
		"later needs a next": {func(a *samad.AnswerText) { a.Next = "" }, samad.NeedsTime, [3]bool{true, true, false}},
		"a phrase":           {func(a *samad.AnswerText) { a.Explanation = "  بررسی   شد. " }, samad.Done, [3]bool{false, true, true}},
		"too short":          {func(a *samad.AnswerText) { a.Done = "وصل شد" }, samad.Done, [3]bool{true, false, true}},
		"gaps of a template": {func(a *samad.AnswerText) {
			a.Done = "در روز … واحد … این کار را انجام داد: …"
		}, samad.Done, [3]bool{true, false, true}},
		"nothing at all":      {func(a *samad.AnswerText) { *a = samad.AnswerText{} }, "", [3]bool{}},
		"next is only spaces": {func(a *samad.AnswerText) { a.Next = "  \n " }, samad.Done, [3]bool{true, true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := whole
			test.change(&a)
			var got [3]bool
			for i, c := range v.checkAnswer(a, test.outcome) {
				got[i] = c.OK
			}
			assert.Equal(t, test.want, got)
		})
	}
}
