package oversight

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Occasion says after what a survey is sent.
type Occasion string

// The occasions.
const (
	AfterAnswer  Occasion = "answer"
	AfterClosing Occasion = "closing"
)

// SurveyQuestion is one question, answered from 1 (not at all) to 5 (fully).
type SurveyQuestion struct {
	ID   string     `json:"id"` // a slug that keeps its meaning over versions
	Text samad.Text `json:"text"`
}

// QuestionSet is a version of the questions of an occasion. A published one
// never changes; surveys keep the one with which they were sent.
type QuestionSet struct {
	Occasion Occasion `json:"occasion"`
	// Place is the province, or county, for which it was published, "" for the
	// whole installation. The smallest place that has a set of its own asks it.
	Place     samad.PlaceID    `json:"place,omitempty"`
	Version   int              `json:"version"` // 0 for the built-in one
	Questions []SurveyQuestion `json:"questions"`
	Reason    string           `json:"reason,omitempty"`
}

// ID returns "occasion/version", or "occasion/place/version".
func (q QuestionSet) ID() string { return q.series() + "/" + strconv.Itoa(q.Version) }

// series is what versions of a set have in common.
func (q QuestionSet) series() string {
	if q.Place == "" {
		return string(q.Occasion)
	}
	return string(q.Occasion) + "/" + string(q.Place)
}

// DefaultQuestions returns the built-in questions. They ask about the answer,
// the service and trust in Samad: clients "are polled on their satisfaction with
// the answers and the service" (the source article's claim 62), and answers
// under oversight "bring more trust" (claims 15 and 64). No public source gives
// the form; the words are ours.
func DefaultQuestions(occasion Occasion) QuestionSet {
	trust := SurveyQuestion{"trust", samad.Text{
		Fa: "چقدر اطمینان دارید که سامد درخواست شما را پیگیری می‌کند؟",
		En: "How much do you trust Samad to follow up your request?"}}
	service := SurveyQuestion{"service", samad.Text{
		Fa: "از رفتار و خدمت‌رسانی دستگاه چقدر راضی هستید؟",
		En: "How satisfied are you with the agency's conduct and service?"}}
	if occasion == AfterClosing {
		return QuestionSet{Occasion: AfterClosing, Questions: []SurveyQuestion{
			{"result", samad.Text{Fa: "از نتیجه کار چقدر راضی هستید؟", En: "How satisfied are you with the result?"}}, service, trust,
		}}
	}
	return QuestionSet{Occasion: AfterAnswer, Questions: []SurveyQuestion{
		{"answer", samad.Text{Fa: "پاسخ دستگاه چقدر روشن و کامل بود؟", En: "How clear and complete was the agency's answer?"}}, service, trust,
	}}
}

func questionBook() *ledger.Book[QuestionSet] {
	return ledger.NewBook("question_set",
		func(q QuestionSet) ledger.Keys {
			return ledger.Keys{State: "published", Free: []ledger.Key{{Name: "occasion", Value: q.series()}}}
		},
		func() ledger.Payload[QuestionSet] { return new(questionsPublished) })
}

type questionsPublished struct{ QuestionSet }

func (*questionsPublished) EventType() string { return "published" }

func (p *questionsPublished) Apply(s *QuestionSet, _ ledger.Event) error {
	*s = p.QuestionSet
	return nil
}

// Questions returns the set that is asked in a place on an occasion: the latest
// of the place, else of the place above, else of the installation, else the
// built-in one.
func (o *Office) Questions(ctx context.Context, occasion Occasion, place samad.PlaceID) (QuestionSet, error) {
	for {
		q, ok, err := o.latest(ctx, QuestionSet{Occasion: occasion, Place: place})
		if err != nil || ok {
			return q, err
		}
		if place == "" {
			return DefaultQuestions(occasion), nil
		}
		place = place[:len(place)-min(2, len(place))] // codes of places are pairs of digits
	}
}

// latest is the last published version of a set for exactly its place.
func (o *Office) latest(ctx context.Context, q QuestionSet) (QuestionSet, bool, error) {
	sets, _, err := o.books.questions.List(ctx, o.ledger, ledger.Query{Keys: []ledger.Key{{Name: "occasion", Value: q.series()}}, Limit: 1})
	if err != nil || len(sets) == 0 {
		return QuestionSet{}, false, err
	}
	return sets[0], true, nil
}

// QuestionSet returns a published version by its id, or an error matching
// [samad.ErrNotFound].
func (o *Office) QuestionSet(ctx context.Context, id string) (QuestionSet, error) {
	q, err := o.books.questions.Read(ctx, o.ledger, id)
	if err != nil {
		return QuestionSet{}, fmt.Errorf("oversight: questions %s: %w", id, err)
	}
	return q, nil
}

// PublishQuestions publishes the next version of an occasion's questions, with
// the reason for the change, for the set's place: by default the actor's own, and
// never beyond that. The questions that are asked there by a version of its own
// already make none: that version is returned.
func (o *Office) PublishQuestions(ctx context.Context, actor samad.Actor, q QuestionSet) (QuestionSet, error) {
	var f faults
	f.check(q.Occasion == AfterAnswer || q.Occasion == AfterClosing, "/occasion", "زمان نظرسنجی را بنویسید.", "say after what it is asked")
	f.check(len(q.Questions) > 0 && len(q.Questions) <= 10, "/questions", "یک تا ده پرسش.", "one to ten questions")
	f.text("/reason", q.Reason)
	var ids []string
	for i, x := range q.Questions {
		f.text("/questions/"+strconv.Itoa(i)+"/text/fa", x.Text.Fa)
		f.check(ledger.Kind(x.ID).Valid() && !slices.Contains(ids, x.ID), "/questions/"+strconv.Itoa(i)+"/id",
			"شناسه پرسش درست نیست.", "the question's id is not valid or comes twice")
		ids = append(ids, x.ID)
	}
	if err := f.err(); err != nil {
		return QuestionSet{}, err
	}
	if q.Place == "" {
		q.Place = actor.Place
	}
	role, err := permit(actor, KeepSurveys, Subject{Place: q.Place})
	if err != nil {
		return QuestionSet{}, err
	}
	err = retry("publish questions", func() error {
		last, own, err := o.latest(ctx, q)
		if err != nil {
			return err
		}
		if own && slices.Equal(last.Questions, q.Questions) {
			q = last // published before: nothing changes
			return nil
		}
		q.Version = last.Version + 1
		w := o.begin(actor, role)
		d := keep(w, o.books.questions.New(q.ID()))
		if err := add(w, d, &questionsPublished{q}); err != nil {
			return err
		}
		return w.apply(ctx)
	})
	return q, err
}
