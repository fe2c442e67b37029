package oversight

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// SurveyState says how far a survey has come.
type SurveyState string

// The states of a survey.
const (
	SurveyWaiting  SurveyState = "waiting" // goes out later
	SurveySent     SurveyState = "sent"
	SurveyAnswered SurveyState = "answered"
	SurveyExpired  SurveyState = "expired" // nobody answered in time
	SurveySkipped  SurveyState = "skipped" // was never sent, with the reason
)

// Survey (نظرسنجی) asks one petitioner about one episode of a case.
type Survey struct {
	ID       string         `json:"id"` // the case, its episode and the occasion
	State    SurveyState    `json:"state"`
	Occasion Occasion       `json:"occasion"`
	Case     samad.CaseID   `json:"case"`
	Episode  int            `json:"episode"`
	Agency   samad.AgencyID `json:"agency"`
	Topic    samad.TopicID  `json:"topic,omitempty"`
	Place    samad.PlaceID  `json:"place"` // the county
	// Officer is the role of whoever answered.
	Officer samad.Role  `json:"officer,omitempty"`
	Set     QuestionSet `json:"set,omitzero"`
	// SendAt and Expires are when time asks for something.
	SendAt  time.Time `json:"send_at"`
	Sent    time.Time `json:"sent,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	// Token is the SHA-256 sum of what stands in the link.
	Token string `json:"token,omitempty"`
	// Scores are 1 to 5 by the question's id.
	Scores   map[string]int `json:"scores,omitempty"`
	By       samad.Channel  `json:"by,omitempty"`
	Answered time.Time      `json:"answered,omitzero"`
	// Comment is sealed under the key of the case.
	Comment []byte `json:"comment,omitempty"`
	Skipped string `json:"skipped,omitempty"`
}

// Mean is the mean of the scores, 0 without any.
func (s Survey) Mean() float64 {
	if len(s.Scores) == 0 {
		return 0
	}
	sum := 0
	for _, x := range s.Scores {
		sum += x
	}
	return float64(sum) / float64(len(s.Scores))
}

func surveyBook() *ledger.Book[Survey] {
	return ledger.NewBook("survey",
		func(s Survey) ledger.Keys {
			k := ledger.Keys{State: string(s.State), Agency: s.Agency, Place: s.Place, At: s.Sent,
				Free: []ledger.Key{{Name: "case", Value: string(s.Case)}}}
			if s.Token != "" {
				k.Free = append(k.Free, ledger.Key{Name: "token", Value: s.Token})
			}
			switch s.State {
			case SurveyWaiting:
				k.NextDue = s.SendAt
			case SurveySent:
				k.NextDue = s.Expires
			}
			return k
		},
		func() ledger.Payload[Survey] { return new(surveyPlanned) },
		func() ledger.Payload[Survey] { return new(surveySent) },
		func() ledger.Payload[Survey] { return new(surveyAnswered) },
		func() ledger.Payload[Survey] { return new(surveyEnded) },
	)
}

type surveyPlanned struct {
	Occasion Occasion       `json:"occasion"`
	Case     samad.CaseID   `json:"case"`
	Episode  int            `json:"episode"`
	Agency   samad.AgencyID `json:"agency"`
	Topic    samad.TopicID  `json:"topic,omitempty"`
	Place    samad.PlaceID  `json:"place"`
	Officer  samad.Role     `json:"officer,omitempty"`
	SendAt   time.Time      `json:"send_at"`
}

func (*surveyPlanned) EventType() string { return "planned" }

func (p *surveyPlanned) Apply(s *Survey, e ledger.Event) error {
	*s = Survey{ID: e.Ref.ID, State: SurveyWaiting, Occasion: p.Occasion, Case: p.Case, Episode: p.Episode,
		Agency: p.Agency, Topic: p.Topic, Place: p.Place, Officer: p.Officer, SendAt: p.SendAt}
	return nil
}

type surveySent struct {
	Set     QuestionSet `json:"set"`
	Token   string      `json:"token"`
	Expires time.Time   `json:"expires"`
}

func (*surveySent) EventType() string { return "sent" }

func (p *surveySent) Apply(s *Survey, e ledger.Event) error {
	if s.State != SurveyWaiting {
		return wrongState("send", s.State)
	}
	s.State, s.Set, s.Token, s.Expires, s.Sent = SurveySent, p.Set, p.Token, p.Expires, e.At
	return nil
}

type surveyAnswered struct {
	Scores  map[string]int `json:"scores"`
	By      samad.Channel  `json:"by"`
	Comment []byte         `json:"comment,omitempty"`
}

func (*surveyAnswered) EventType() string { return "answered" }

func (p *surveyAnswered) Apply(s *Survey, e ledger.Event) error {
	if s.State != SurveySent {
		return wrongState("answer", s.State)
	}
	s.State, s.Scores, s.By, s.Comment, s.Answered = SurveyAnswered, p.Scores, p.By, p.Comment, e.At
	return nil
}

type surveyEnded struct {
	State  SurveyState `json:"state"`
	Reason string      `json:"reason,omitempty"`
}

func (*surveyEnded) EventType() string { return "ended" }

func (p *surveyEnded) Apply(s *Survey, _ ledger.Event) error {
	if s.State != SurveyWaiting && s.State != SurveySent {
		return wrongState("end", s.State)
	}
	s.State, s.Skipped = p.State, p.Reason
	return nil
}

// planSurvey makes the survey of an episode, unless it is there already.
func (o *Office) planSurvey(ctx context.Context, w *write, c samad.Case, occasion Occasion, officer samad.Role, at time.Time) error {
	id := episodeID(c) + "-" + string(occasion)
	if _, err := o.ledger.Record(ctx, o.books.surveys.Ref(id)); !isNotFound(err) {
		return err
	}
	agency := c.Agency
	if n := len(c.Answers); n > 0 {
		agency = c.Answers[n-1].Agency
	}
	d := keep(w, o.books.surveys.New(id))
	return add(w, d, &surveyPlanned{Occasion: occasion, Case: c.ID, Episode: c.Episode, Agency: agency, Topic: c.Topic,
		Place: county(c), Officer: officer, SendAt: at.Add(o.at(c.Province, at).SurveyDelay)})
}

// tickSurvey sends a survey whose time has come, or ends it.
func (o *Office) tickSurvey(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.surveys, id)
	if err != nil {
		return err
	}
	s := d.State
	switch {
	case s.State == SurveySent && !w.now.Before(s.Expires):
		keep(w, d)
		return add(w, d, &surveyEnded{State: SurveyExpired})
	case s.State != SurveyWaiting || w.now.Before(s.SendAt):
		return nil
	}
	keep(w, d)
	reason, err := o.skip(ctx, w, s)
	if err != nil {
		return err
	}
	if reason != "" {
		return add(w, d, &surveyEnded{State: SurveySkipped, Reason: reason})
	}
	set, err := o.Questions(ctx, s.Occasion, s.Place)
	if err != nil {
		return err
	}
	token, err := o.newToken()
	if err != nil {
		return err
	}
	if err := add(w, d, &surveySent{Set: set, Token: tokenSum(token), Expires: w.now.Add(o.at(s.Place, w.now).SurveyLife)}); err != nil {
		return err
	}
	m, err := o.desk.ComposeTo(ctx, s.Case, samad.SurveyMessage, func(_ samad.Case, lang samad.Lang) string {
		if lang == samad.English {
			return "how was it? Three questions, answered in a minute: " + o.settings.SurveyURL + token
		}
		return "نظر شما درباره پاسخ چیست؟ چند پرسش کوتاه: " + o.settings.SurveyURL + token
	})
	if err != nil {
		return err
	}
	d.Send(m)
	return nil
}

// skip says why a survey is not sent, "" when it is.
func (o *Office) skip(ctx context.Context, w *write, s Survey) (string, error) {
	c, err := o.cases.Case(ctx, s.Case)
	switch {
	case err != nil:
		return "", fmt.Errorf("oversight: survey %s: %w", s.ID, err)
	case c.Erased:
		return "erased", nil
	case c.Episode != s.Episode:
		return "taken_up_again", nil // asked when this episode ends
	case !c.Reachable && c.Identity == samad.AnonymousIdentity:
		return "anonymous", nil
	}
	others, _, err := o.books.surveys.List(ctx, o.ledger, ledger.Query{Keys: []ledger.Key{{Name: "case", Value: string(s.Case)}}})
	if err != nil {
		return "", err
	}
	for _, x := range others {
		if x.ID != s.ID && !x.Sent.IsZero() && w.now.Sub(x.Sent) < o.at(s.Place, w.now).SurveyAgain {
			return "asked_lately", nil
		}
	}
	return "", nil
}

// newToken makes what stands in a survey's link: 160 random bits.
func (o *Office) newToken() (string, error) {
	b := make([]byte, 20)
	if _, err := io.ReadFull(o.random, b); err != nil {
		return "", fmt.Errorf("oversight: make a token: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b)), nil
}

func tokenSum(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
