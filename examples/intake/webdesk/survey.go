package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

type surveyPage struct {
	frame
	Token     string
	Questions []field
	Comment   field
	Faults    faults
	Done      bool
}

// survey asks a petitioner who has the link. Nothing of the case is told.
func (h *handler) survey(v *visit) error { return h.showSurvey(v, 200, nil) }

func (h *handler) showSurvey(v *visit, status int, wrong faults) error {
	token := v.r.PathValue("token")
	if err := v.limit("track", v.ipKey()); err != nil {
		return err
	}
	set, err := h.Rooms.Oversight.SurveyForm(v.r.Context(), token)
	if err != nil {
		return err
	}
	page := surveyPage{frame: v.frame(v.T("نظر شما", "Your opinion")), Token: token, Faults: wrong}
	marks := group{}
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		marks.Options = append(marks.Options, option{Value: n, Label: page.N(n)})
	}
	for _, q := range set.Questions {
		page.Questions = append(page.Questions, field{
			Name: "q-" + q.ID, Kind: "radio", Label: q.Text.In(v.lang), Hint: v.T("۱ یعنی هیچ، ۵ یعنی کامل", "1 is not at all, 5 is fully"), Groups: []group{marks},
			Required: true, Value: v.r.PostForm.Get("q-" + q.ID), Fault: wrong.At("q-" + q.ID),
		})
	}
	page.Comment = field{Name: "comment", Kind: "area", ID: "comment", Label: v.T("هرچه می‌خواهید بگویید", "Anything else"), Optional: v.T("(اختیاری)", "(optional)"), Value: v.r.PostForm.Get("comment")}
	return v.show(status, "survey", page)
}

// answerSurvey records what was said, once.
func (h *handler) answerSurvey(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	token := v.r.PathValue("token")
	set, err := h.Rooms.Oversight.SurveyForm(v.r.Context(), token)
	if err != nil {
		return err
	}
	answer := oversight.SurveyAnswer{Scores: map[string]int{}, Comment: strings.TrimSpace(v.value("comment")), By: samad.Web}
	var wrong faults
	for _, q := range set.Questions {
		mark, err := v.number("q-" + q.ID)
		if err != nil || mark < 1 || mark > 5 {
			wrong = append(wrong, fault{Field: "q-" + q.ID, Text: v.T("از ۱ تا ۵ برگزینید.", "Choose from 1 to 5.")})
		}
		answer.Scores[q.ID] = mark
	}
	if wrong != nil {
		return h.showSurvey(v, 422, wrong)
	}
	if err := h.Rooms.Oversight.AnswerSurvey(v.r.Context(), token, answer); err != nil {
		wrong, err := v.roomFaults(err)
		if err != nil {
			return err
		}
		return h.showSurvey(v, 422, wrong)
	}
	return v.show(200, "survey", surveyPage{frame: v.frame(v.T("نظر شما", "Your opinion")), Done: true})
}
