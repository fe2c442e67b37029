package oversight

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// The points of the checklist of an answer: managers "must explain
// transparently and offer a way out" (the source article's claim 26), "a correct
// answer fitting people's dignity" (claim 24).
const (
	PointCorrect  = "correct"
	PointExplains = "explains"
	PointWayOut   = "offers_way_out"
	PointPolite   = "courteous"
	PointPlain    = "plain"
)

// ReviewPoints returns the points in order.
func ReviewPoints() []string {
	return []string{PointCorrect, PointExplains, PointWayOut, PointPolite, PointPlain}
}

// ReviewState says how far a review has come.
type ReviewState string

// The states of a review.
const (
	ReviewWaiting  ReviewState = "waiting"
	ReviewGood     ReviewState = "good"
	ReviewPoor     ReviewState = "poor"      // noted
	ReviewSentBack ReviewState = "sent_back" // poor, and the case was taken up again
)

// Review is the judgement of one final answer.
type Review struct {
	ID      string         `json:"id"` // the case and its episode
	State   ReviewState    `json:"state"`
	Case    samad.CaseID   `json:"case"`
	Episode int            `json:"episode"`
	Seq     int64          `json:"seq"` // the answer's event
	Agency  samad.AgencyID `json:"agency"`
	Place   samad.PlaceID  `json:"place"`
	Topic   samad.TopicID  `json:"topic,omitempty"`
	// Why tells how the answer came into the sample: by chance, with the
	// share that is taken, or because of signs of risk.
	Why     []string        `json:"why"`
	Share   float64         `json:"share"`
	Sampled time.Time       `json:"sampled"`
	Points  map[string]bool `json:"points,omitempty"`
	Score   int             `json:"score,omitempty"`
	Note    string          `json:"note,omitempty"`
	Judged  time.Time       `json:"judged,omitzero"`
}

func reviewBook() *ledger.Book[Review] {
	return ledger.NewBook("review",
		func(r Review) ledger.Keys {
			return ledger.Keys{State: string(r.State), Agency: r.Agency, Place: r.Place, At: r.Sampled,
				Free: []ledger.Key{{Name: "case", Value: string(r.Case)}}}
		},
		func() ledger.Payload[Review] { return new(reviewSampled) },
		func() ledger.Payload[Review] { return new(reviewJudged) },
	)
}

type reviewSampled struct {
	Case    samad.CaseID   `json:"case"`
	Episode int            `json:"episode"`
	Seq     int64          `json:"seq"`
	Agency  samad.AgencyID `json:"agency"`
	Place   samad.PlaceID  `json:"place"`
	Topic   samad.TopicID  `json:"topic,omitempty"`
	Why     []string       `json:"why"`
	Share   float64        `json:"share"`
}

func (*reviewSampled) EventType() string { return "sampled" }

func (p *reviewSampled) Apply(s *Review, e ledger.Event) error {
	*s = Review{ID: e.Ref.ID, State: ReviewWaiting, Case: p.Case, Episode: p.Episode, Seq: p.Seq, Agency: p.Agency,
		Place: p.Place, Topic: p.Topic, Why: p.Why, Share: p.Share, Sampled: e.At}
	return nil
}

type reviewJudged struct {
	Points   map[string]bool `json:"points"`
	Score    int             `json:"score"`
	Note     string          `json:"note,omitempty"`
	Poor     bool            `json:"poor,omitempty"`
	SentBack bool            `json:"sent_back,omitempty"`
}

func (*reviewJudged) EventType() string { return "judged" }

func (p *reviewJudged) Apply(s *Review, e ledger.Event) error {
	if s.State != ReviewWaiting {
		return wrongState("judge", s.State)
	}
	s.Points, s.Score, s.Note, s.Judged = p.Points, p.Score, p.Note, e.At
	switch {
	case p.SentBack:
		s.State = ReviewSentBack
	case p.Poor:
		s.State = ReviewPoor
	default:
		s.State = ReviewGood
	}
	return nil
}

// risks lists the signs that the final answer of a case may be poor.
func (o *Office) risks(c samad.Case) []string {
	var out []string
	if len(c.Answers) == 0 {
		return nil
	}
	last := c.Answers[len(c.Answers)-1]
	if c.Objections > 0 {
		out = append(out, "objected_before")
	}
	if last.Outcome == samad.NotPossible {
		out = append(out, "not_possible")
	}
	for _, r := range c.Referrals {
		if r.Episode == last.Episode && r.Agency == last.Agency && last.At.Sub(r.At) < 10*time.Minute {
			out = append(out, "very_quick")
			break
		}
	}
	for _, k := range c.Clocks {
		if k.Episode == last.Episode && !k.Breached.IsZero() {
			out = append(out, "late")
			break
		}
	}
	return out
}

// chance draws a number from 0 up to 1.
func (o *Office) chance() (float64, error) {
	var b [8]byte
	if _, err := io.ReadFull(o.random, b[:]); err != nil {
		return 0, fmt.Errorf("oversight: draw a number: %w", err)
	}
	return float64(binary.BigEndian.Uint64(b[:])>>11) / (1 << 53), nil
}

// sample takes a final answer into the sample, or not.
func (o *Office) sample(w *write, c samad.Case) error {
	last := c.Answers[len(c.Answers)-1]
	settings := o.at(c.Province, w.now)
	share, why := settings.ReviewShare, []string{"chance"}
	if risks := o.risks(c); len(risks) > 0 && settings.ReviewRisk > share {
		share, why = settings.ReviewRisk, risks
	}
	x, err := o.chance()
	if err != nil || x >= share {
		return err
	}
	d := keep(w, o.books.reviews.New(episodeID(c)))
	return add(w, d, &reviewSampled{Case: c.ID, Episode: c.Episode, Seq: last.Seq, Agency: last.Agency, Place: c.Province,
		Topic: c.Topic, Why: why, Share: share})
}

// episodeID names what there is one of for each episode of a case.
func episodeID(c samad.Case) string { return string(c.ID) + "-" + strconv.Itoa(c.Episode) }

// Judgement is what a reviewer says of an answer.
type Judgement struct {
	// Points says for every point of [ReviewPoints] whether it is met.
	Points map[string]bool
	Note   string
	// SendBack takes the case up again when the answer is poor, if it has not
	// moved on since. The petitioner is told by the Desk.
	SendBack bool
}

// Judge records the judgement of an answer. A poor answer goes back in the same
// transaction, when the judgement asks for it: the case is reopened by the
// Desk, with the note as the reason, for which the actor needs that right too.
func (o *Office) Judge(ctx context.Context, actor samad.Actor, id string, j Judgement) (Review, error) {
	var f faults
	score := 0
	for _, p := range ReviewPoints() {
		met, ok := j.Points[p]
		f.check(ok, "/points/"+p, "درباره همه بندها نظر دهید.", "every point must be judged")
		if met {
			score++
		}
	}
	f.check(len(j.Points) == len(ReviewPoints()), "/points", "بند ناشناخته‌ای آمده است.", "there is an unknown point")
	f.optional("/note", j.Note)
	if err := f.err(); err != nil {
		return Review{}, err
	}
	var out Review
	err := retry("judge "+id, func() error {
		d, err := edit(ctx, o, o.books.reviews, id)
		if err != nil {
			return err
		}
		role, err := allow(actor, ReviewAnswers, ReadReviews, o.subject(d.State.Agency, d.State.Place), d.Ref())
		if err != nil {
			return err
		}
		if d.State.State != ReviewWaiting {
			return &StateError{Step: "judge", State: string(d.State.State)}
		}
		// What counted as poor when the answer was taken into the sample.
		poor := score < o.at(d.State.Place, d.State.Sampled).PoorScore
		if poor {
			var f faults
			f.text("/note", j.Note)
			if err := f.err(); err != nil {
				return err
			}
		}
		c, err := o.cases.Case(ctx, d.State.Case)
		if err != nil {
			return fmt.Errorf("oversight: judge %s: %w", id, err)
		}
		back := poor && j.SendBack && c.Episode == d.State.Episode && !c.Erased && (c.State == samad.Answered || c.State == samad.Closed)
		w := o.begin(actor, role)
		keep(w, d)
		if err := add(w, d, &reviewJudged{Points: j.Points, Score: score, Note: j.Note, Poor: poor, SentBack: back}); err != nil {
			return err
		}
		out = d.State
		if !back {
			return w.apply(ctx)
		}
		changes, err := w.all()
		if err != nil {
			return err
		}
		_, err = o.desk.With(ledger.With(o.ledger, o.cases, changes...)).Reopen(ctx, actor,
			samad.ReasonRequest{Ref: samad.Ref{ID: c.ID, Revision: c.Revision}, Reason: j.Note})
		return err
	})
	return out, err
}

// Review returns a review. An agency sees its own once they are judged.
func (o *Office) Review(ctx context.Context, actor samad.Actor, id string) (Review, error) {
	r, err := read(ctx, o, o.books.reviews, id)
	if err != nil {
		return Review{}, err
	}
	s := o.subject(r.Agency, r.Place)
	if !May(actor, ReviewAnswers, s) && (!May(actor, ReadReviews, s) || r.State == ReviewWaiting) {
		return Review{}, notFound(o.books.reviews.Ref(id))
	}
	return r, nil
}

// Reviews returns one page of reviews within the actor's reach, the newest
// first; those that wait are shown to reviewers alone. The key is "case".
func (o *Office) Reviews(ctx context.Context, actor samad.Actor, q ListQuery) ([]Review, string, error) {
	if !May(actor, ReviewAnswers, Subject{Place: actor.Place}) {
		judged := []string{string(ReviewGood), string(ReviewPoor), string(ReviewSentBack)}
		if len(q.States) == 0 {
			q.States = judged
		}
		q.States = slices.DeleteFunc(slices.Clone(q.States), func(s string) bool { return !slices.Contains(judged, s) })
		if len(q.States) == 0 {
			return nil, "", nil
		}
	}
	return list(ctx, o, o.books.reviews, actor, ReadReviews, q)
}

// ReviewScore sums up the reviews of a group.
type ReviewScore struct {
	Judged int
	// Good is the share that was not poor; Mean the mean score, 0 to 5. Both
	// are zero when Suppressed: the group is smaller than Settings.MinGroup.
	Good, Mean Interval
	Suppressed bool
}

// reviewScore sums up the reviews of an agency that were judged in a span.
func (o *Office) reviewScore(ctx context.Context, agency samad.AgencyID, from, to time.Time) (ReviewScore, error) {
	var out ReviewScore
	var scores []float64
	good := 0
	err := o.books.reviews.All(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{agency},
		States: []string{string(ReviewGood), string(ReviewPoor), string(ReviewSentBack)}}, func(_ string, r Review) error {
		if r.Judged.Before(from) || !r.Judged.Before(to) {
			return nil
		}
		scores = append(scores, float64(r.Score))
		if r.State == ReviewGood {
			good++
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	out.Judged = len(scores)
	if out.Suppressed = out.Judged < o.at(o.placeOf(agency), o.instant()).MinGroup; out.Suppressed {
		return out, nil
	}
	out.Good, out.Mean = Wilson(good, len(scores)), Mean(scores, 0, 5)
	return out, nil
}
