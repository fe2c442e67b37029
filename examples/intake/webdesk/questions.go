package webdesk

import (
	"fmt"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// spareQuestions is how many empty rows a form of questions has.
const spareQuestions = 2

// questionsPage shows the questions of surveys as they are asked now, with a
// form for the next version of each set.
func (h *handler) questionsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("پرسش‌های نظرسنجی", "Questions of surveys")), Back: link{v.T("نظرسنجی", "Surveys"), "/desk/surveys"}, Action: "/desk/questions"}
	page.Lead = v.T("هر نسخه‌ای که منتشر شود دیگر تغییر نمی‌کند و هر نظرسنجی پرسش‌های روز فرستادن خود را نگه می‌دارد.", "A published version never changes, and a survey keeps the questions of the day on which it was sent.")
	for _, occasion := range []oversight.Occasion{oversight.AfterAnswer, oversight.AfterClosing} {
		set, err := h.Rooms.Oversight.Questions(v.r.Context(), occasion, v.province())
		if err != nil {
			return page, err
		}
		version := page.N(set.Version)
		if set.Version == 0 { // the one that nobody published
			version = v.T("آغازین", "0")
		}
		title := v.T("پرسش‌های ", "Questions ") + occasionName(occasion).In(v.lang)
		t := table(title+v.T("، نسخه ", ", version ")+version, "", v.T("پرسش", "Question"))
		for _, q := range set.Questions {
			t.add("", q.Text.In(v.lang))
		}
		t.Hint = set.Reason
		page.Tables = append(page.Tables, t)
		if v.role(samad.RoleOversight) {
			page.Forms = append(page.Forms, v.questionForm(page.frame, set))
		}
	}
	return page, nil
}

func (v *visit) questionForm(f frame, set oversight.QuestionSet) form {
	out := form{Step: string(set.Occasion), Title: v.T("نسخه تازه ", "Next version ") + occasionName(set.Occasion).In(v.lang), Button: v.T("انتشار نسخه تازه", "Publish"),
		Hint: v.T("پرسشی که فارسی‌اش خالی شود دیگر پرسیده نمی‌شود. اگر معنای پرسشی دگرگون می‌شود آن را خالی کنید و پرسشی تازه بنویسید.", "A question whose Persian is emptied is no longer asked. Where the meaning changes, empty it and write a new one.")}
	for i := range len(set.Questions) + spareQuestions {
		var q oversight.SurveyQuestion
		if i < len(set.Questions) {
			q = set.Questions[i]
		}
		n := f.N(i + 1)
		out.Fields = append(out.Fields,
			field{Name: fmt.Sprintf("fa-%d", i), Kind: "text", Label: v.T("پرسش ", "Question ") + n + v.T("، فارسی", ", Persian"), Value: q.Text.Fa},
			field{Name: fmt.Sprintf("en-%d", i), Kind: "text", Label: v.T("پرسش ", "Question ") + n + v.T("، انگلیسی", ", English"), Value: q.Text.En})
	}
	out.Fields = append(out.Fields, field{Name: "reason", Kind: "area", Label: v.T("چرا تغییر می‌کند", "Why it changes"), Required: true})
	return out
}

// questionsStep publishes the next version of a set. Questions that stay keep
// their ids, so that their scores go on; new ones are named for their version.
func (h *handler) questionsStep(v *visit, step string) (string, error) {
	occasion := oversight.Occasion(step)
	if occasion != oversight.AfterAnswer && occasion != oversight.AfterClosing {
		return "", errNoStep
	}
	now, err := h.Rooms.Oversight.Questions(v.r.Context(), occasion, v.province())
	if err != nil {
		return "", err
	}
	next := oversight.QuestionSet{Occasion: occasion, Reason: strings.TrimSpace(v.value("reason"))}
	for i := range len(now.Questions) + spareQuestions {
		q := oversight.SurveyQuestion{ID: fmt.Sprintf("v%d_%d", now.Version+1, i+1), Text: samad.Text{
			Fa: strings.TrimSpace(v.value(fmt.Sprintf("fa-%d", i))), En: strings.TrimSpace(v.value(fmt.Sprintf("en-%d", i))),
		}}
		if i < len(now.Questions) {
			q.ID = now.Questions[i].ID
		}
		if q.Text.Fa != "" {
			next.Questions = append(next.Questions, q)
		}
	}
	_, err = h.Rooms.Oversight.PublishQuestions(v.r.Context(), v.actor(), next)
	return "/desk/questions?done=" + step, err
}
