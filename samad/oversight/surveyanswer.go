package oversight

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// surveyBy finds the survey of a link.
func (o *Office) surveyBy(ctx context.Context, token string) (Survey, error) {
	list, _, err := o.books.surveys.List(ctx, o.ledger, ledger.Query{
		Keys: []ledger.Key{{Name: "token", Value: tokenSum(strings.ToLower(strings.TrimSpace(token)))}}, Limit: 1})
	if err != nil {
		return Survey{}, err
	}
	if len(list) == 0 {
		return Survey{}, fmt.Errorf("oversight: survey: %w", samad.ErrNotFound)
	}
	return list[0], nil
}

// SurveyForm returns the questions behind a link. Nothing of the case is told.
func (o *Office) SurveyForm(ctx context.Context, token string) (QuestionSet, error) {
	s, err := o.surveyBy(ctx, token)
	if err != nil {
		return QuestionSet{}, err
	}
	return s.Set, o.answerable(s, o.instant())
}

func (o *Office) answerable(s Survey, now time.Time) error {
	switch {
	case s.State == SurveyAnswered:
		return &StateError{Step: "answer", State: string(s.State)}
	case s.State != SurveySent || !now.Before(s.Expires):
		return fmt.Errorf("oversight: answer a survey: %w", samad.ErrTooLate)
	}
	return nil
}

// SurveyAnswer is what a petitioner says.
type SurveyAnswer struct {
	Scores  map[string]int // 1 to 5 for every question of the set
	Comment string
	By      samad.Channel // web, sms or phone
}

// AnswerSurvey records the answer to the survey behind a link, once.
func (o *Office) AnswerSurvey(ctx context.Context, token string, a SurveyAnswer) error {
	s, err := o.surveyBy(ctx, token)
	if err != nil {
		return err
	}
	stamp := ledger.StampOf(samad.Anonymous(), samad.RolePetitioner)
	return o.answerSurvey(ctx, s.ID, stamp, a)
}

// AnswerSurveyFor records what a petitioner on the line says, for the latest
// open survey of a case. The operator has verified who calls.
func (o *Office) AnswerSurveyFor(ctx context.Context, actor samad.Actor, id samad.CaseID, a SurveyAnswer) error {
	c, err := o.cases.Case(ctx, id)
	if err != nil {
		return fmt.Errorf("oversight: answer a survey: %w", err)
	}
	if _, err := permit(actor, AnswerSurveys, Subject{Place: c.Province}); err != nil || actor.Agency != c.Centre {
		return errors.Join(err, notFound(o.books.surveys.Ref(string(id))))
	}
	list, _, err := o.books.surveys.List(ctx, o.ledger, ledger.Query{States: []string{string(SurveySent)},
		Keys: []ledger.Key{{Name: "case", Value: string(id)}}, Limit: 1})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return notFound(o.books.surveys.Ref(string(id)))
	}
	a.By = samad.Phone
	role, _ := by(actor, AnswerSurveys, Subject{Place: c.Province})
	return o.answerSurvey(ctx, list[0].ID, ledger.StampOf(actor, role), a)
}

func (o *Office) answerSurvey(ctx context.Context, id string, stamp samad.Stamp, a SurveyAnswer) error {
	return retry("answer survey", func() error {
		d, err := edit(ctx, o, o.books.surveys, id)
		if err != nil {
			return err
		}
		w := &write{o: o, now: o.instant(), stamp: stamp}
		if err := o.answerable(d.State, w.now); err != nil {
			return err
		}
		var f faults
		f.optional("/comment", a.Comment)
		f.check(a.By == samad.Web || a.By == samad.SMS || a.By == samad.Phone, "/by", "راه پاسخ را بنویسید.", "say by which way")
		f.check(len(a.Scores) == len(d.State.Set.Questions), "/scores", "به همه پرسش‌ها پاسخ دهید.", "answer every question")
		for _, q := range d.State.Set.Questions {
			f.check(a.Scores[q.ID] >= 1 && a.Scores[q.ID] <= 5, "/scores/"+q.ID, "از ۱ تا ۵.", "from 1 to 5")
		}
		if err := f.err(); err != nil {
			return err
		}
		event := &surveyAnswered{Scores: a.Scores, By: a.By}
		if says(a.Comment) {
			event.Comment, err = o.desk.SealFor(ctx, d.State.Case, commentName(id), []byte(a.Comment))
			if err != nil && !errors.Is(err, samad.ErrErased) {
				return err
			}
		}
		keep(w, d)
		if err := add(w, d, event); err != nil {
			return err
		}
		return w.apply(ctx)
	})
}

// commentName binds a sealed comment to its survey.
func commentName(survey string) string { return "survey/" + survey + "/comment" }

// Comment returns what a petitioner wrote, "" for nothing. It fails with an
// error matching samad.ErrErased once the case's data is erased.
func (o *Office) Comment(ctx context.Context, actor samad.Actor, survey string) (string, error) {
	s, err := read(ctx, o, o.books.surveys, survey)
	if err != nil {
		return "", err
	}
	if _, err := allow(actor, ReadComments, "", o.subject(s.Agency, s.Place), o.books.surveys.Ref(survey)); err != nil {
		return "", err
	}
	if len(s.Comment) == 0 {
		return "", nil
	}
	plain, err := o.desk.OpenFor(ctx, s.Case, commentName(survey), s.Comment)
	return string(plain), err
}
