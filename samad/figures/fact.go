package figures

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Calendar counts working days. *sla.Calendar implements it.
type Calendar interface {
	WorkingDaysBetween(from, to persian.Date) (int, sla.Basis, error)
}

// Fact is what is counted of one episode of a case. It holds no personal data.
type Fact struct {
	Case     samad.CaseID   `json:"case"`
	Episode  int            `json:"episode"`
	Province samad.PlaceID  `json:"province"`
	County   samad.PlaceID  `json:"county,omitempty"`
	Agency   samad.AgencyID `json:"agency,omitempty"` // the one that answered, else the last that had it
	Topic    samad.TopicID  `json:"topic,omitempty"`
	Kind     samad.Kind     `json:"kind"`
	Channel  samad.Channel  `json:"channel"`
	Centre   samad.AgencyID `json:"centre,omitempty"` // the one that screens the case
	// Received is the day on which the episode began, Ended the one on which
	// the case ended in it or the next episode began; the zero day while it is
	// open.
	Received persian.Date `json:"received"`
	Ended    persian.Date `json:"ended,omitzero"`
	// Points are what counts on which day.
	Points []Point `json:"points"`
}

// Point is one thing that counts: a measure on a day, with a value for those
// that are times or judgements.
type Point struct {
	Day     persian.Date `json:"day"`
	Measure Measure      `json:"measure"`
	Value   int          `json:"value,omitempty"`
}

// Measure is what is counted.
type Measure string

// The measures. Values are whole working days where they are times.
const (
	MReceived  Measure = "received"  // a new case, on the day of filing
	MReopened  Measure = "reopened"  // another episode: by objection or reopening
	MScreened  Measure = "screened"  // accepted, declined, joined or advised; value: since received
	MReferred  Measure = "referred"  // to the first agency of the episode; value: since received
	MResponded Measure = "responded" // the agency's first act, question or answer; value: since the referral
	MAnswered  Measure = "answered"  // the final answer; value: since the referral
	MDue       Measure = "due"       // the deadline of the final answer, at its place when it was last moved
	MDueKept   Measure = "due_kept"  // on the same day: the answer had come by then
	MDueLater  Measure = "due_later" // on the same day: an answer came, but later
	MAim       Measure = "aim"       // the softer aim
	MAimKept   Measure = "aim_kept"  // on the same day: the answer had come by then
	MNoVisit   Measure = "no_visit"  // answered without the petitioner's coming
	MReturned  Measure = "returned"  // an agency gave the case back
	MEscalated Measure = "escalated" // brought before a higher post
	MAdvised   Measure = "advised"   // settled by advice
	MDeclined  Measure = "declined"  // no matter for Samad
	MJoined    Measure = "joined"    // joined to another case
	MWithdrawn Measure = "withdrawn" // taken back
	MEnded     Measure = "ended"     // the case ended in this episode
	MJudged    Measure = "judged"    // the petitioner's judgement of the answer; value 1 to 5
	MConduct   Measure = "conduct"   // and of how people were treated; value 1 to 5
	MOutcome   Measure = "outcome:"  // followed by the outcome: final answers with it
	MKind      Measure = "kind:"     // followed by the kind: a new case, on the day of filing
	MChannel   Measure = "channel:"  // followed by the channel: a new case, on the day of filing

	// MSparedVisits and MSparedMinutes are estimates of what an answer without a
	// visit spared; see [Estimate].
	MSparedVisits  Measure = "spared_visits"  // value: visits
	MSparedMinutes Measure = "spared_minutes" // value: minutes

	// MCall and those below have no facts: days of calls are added up as they
	// are.
	MCall      Measure = "call"      // a call taken, on the day on which it began
	MCallOf    Measure = "call:"     // followed by what came of it
	MCallHour  Measure = "call_hour" // an hour of the clock in which a centre took a call
	MCallDay   Measure = "call_day"  // a day on which a call was taken
	mCallsKept Measure = "calls"     // put into the lines of which calls are counted

	// What a line is measured against is put into its cell when it is read.
	mPeople   Measure = "people"
	mAgencies Measure = "agencies"
	mCounties Measure = "counties"
)

// Counting says how facts are counted.
type Counting struct {
	Calendar Calendar
	// Location is where days begin.
	Location *time.Location
	// Spared are the estimates of what an answer without a visit spares.
	Spared []Estimate
}

// Facts makes the facts of all episodes of a case from its state and history.
// They depend on nothing else but how is counted. It returns the calendar's
// error.
func Facts(c samad.Case, events []samad.Event, how Counting) ([]Fact, error) {
	b := builder{c: c, events: events, calendar: how.Calendar, zone: how.Location, spared: how.Spared}
	var out []Fact
	for episode := 1; episode <= max(c.Episode, 1); episode++ {
		f := b.fact(episode)
		if b.err != nil {
			return nil, fmt.Errorf("figures: case %s: %w", c.ID, b.err)
		}
		out = append(out, f)
	}
	return out, nil
}

type builder struct {
	c        samad.Case
	events   []samad.Event
	calendar Calendar
	zone     *time.Location
	spared   []Estimate
	err      error
}

func (b *builder) day(at time.Time) persian.Date {
	d, err := persian.FromTime(at.In(b.zone))
	if err != nil && b.err == nil {
		b.err = err
	}
	return d
}

// days are the working days after that of from, up to that of to.
func (b *builder) days(from, to time.Time) int {
	first, last := b.day(from), b.day(to)
	if b.err != nil || !last.After(first) {
		return 0
	}
	first, err := first.AddDays(1)
	if err == nil {
		if last, err = last.AddDays(1); err == nil {
			var n int
			if n, _, err = b.calendar.WorkingDaysBetween(first, last); err == nil {
				return n
			}
		}
	}
	b.err = err
	return 0
}

func (b *builder) fact(episode int) Fact {
	c := b.c
	began := b.began(episode)
	f := Fact{
		Case: c.ID, Episode: episode, Province: c.Province, County: county(c.Place), Topic: c.Topic, Kind: c.Kind,
		Channel: c.Channel, Centre: c.Centre, Received: b.day(began), Agency: b.agency(episode),
	}
	add := func(at time.Time, m Measure, value int) {
		if !at.IsZero() {
			f.Points = append(f.Points, Point{Day: b.day(at), Measure: m, Value: value})
		}
	}
	if episode == 1 {
		add(began, MReceived, 0)
		add(began, MKind+Measure(c.Kind), 0)
		add(began, MChannel+Measure(c.Channel), 0)
	} else {
		add(began, MReopened, 0)
	}
	for _, k := range c.Clocks {
		if k.Episode == episode && k.Stage == sla.Screening && !k.Stopped.IsZero() {
			add(k.Stopped, MScreened, b.days(k.Started, k.Stopped))
			break // screened once; a case that came back is no second one
		}
	}
	var referred time.Time
	for _, r := range c.Referrals {
		if r.Episode != episode {
			continue
		}
		if referred.IsZero() {
			referred = r.At
			add(r.At, MReferred, b.days(began, r.At))
		}
		if r.Returned {
			add(r.Left, MReturned, 0)
		}
	}
	b.answers(episode, referred, add)
	for _, e := range c.Escalated {
		if e.Episode == episode {
			add(e.At, MEscalated, 0)
		}
	}
	for _, r := range c.Ratings {
		if r.Episode == episode {
			add(r.At, MJudged, r.Answer)
			add(r.At, MConduct, r.Conduct)
		}
	}
	if episode < c.Episode {
		f.Ended = b.day(b.began(episode + 1)) // the next one took over
	}
	if episode == c.Episode && !c.Ended.IsZero() {
		f.Ended = b.day(c.Ended)
		add(c.Ended, MEnded, 0)
		switch c.End {
		case samad.EndAdvised:
			add(c.Ended, MAdvised, 0)
		case samad.EndDeclined:
			add(c.Ended, MDeclined, 0)
		case samad.EndMerged:
			add(c.Ended, MJoined, 0)
		case samad.EndWithdrawn:
			add(c.Ended, MWithdrawn, 0)
		}
	}
	slices.SortFunc(f.Points, func(x, y Point) int {
		return cmp.Or(x.Day.Compare(y.Day), cmp.Compare(x.Measure, y.Measure), cmp.Compare(x.Value, y.Value))
	})
	return f
}

// answers adds what hangs on the answer: response, answer, deadline and aim.
func (b *builder) answers(episode int, referred time.Time, add func(at time.Time, m Measure, value int)) {
	var first, final time.Time
	for _, a := range b.c.Answers {
		if a.Episode != episode {
			continue
		}
		if first.IsZero() {
			first = a.At
		}
		if a.Final && final.IsZero() {
			final = a.At
			add(a.At, MAnswered, b.days(or(referred, a.At), a.At))
			add(a.At, MOutcome+Measure(a.Outcome), 0)
			if a.WithoutVisit {
				add(a.At, MNoVisit, 0)
				if e, ok := estimate(b.spared, b.c.Topic, b.day(a.At)); ok {
					add(a.At, MSparedVisits, e.Visits)
					add(a.At, MSparedMinutes, e.Minutes)
				}
			}
		}
	}
	for _, k := range b.c.Clocks {
		if k.Episode != episode || k.Stage != sla.Answer {
			continue
		}
		// A clock without an instant of its own is held or has no limit.
		if due := k.Plan.Due; !due.IsZero() && b.last(k) {
			add(due, MDue, 0)
			switch {
			case !final.IsZero() && !final.After(due):
				add(due, MDueKept, 0)
			case !final.IsZero():
				add(due, MDueLater, 0)
			}
			if aim := k.Plan.AimDue; !aim.IsZero() {
				add(aim, MAim, 0)
				if !final.IsZero() && !final.After(aim) {
					add(aim, MAimKept, 0)
				}
			}
		}
	}
	if acted := b.acted(episode, referred); !acted.IsZero() && (first.IsZero() || acted.Before(first)) {
		first = acted
	}
	if !first.IsZero() && !referred.IsZero() {
		add(first, MResponded, b.days(referred, first))
	}
}

// acted is when the responsible agency first reported a step or asked the
// petitioner something, after it was given the case in the episode.
func (b *builder) acted(episode int, referred time.Time) time.Time {
	if referred.IsZero() {
		return referred
	}
	var until time.Time
	if episode < b.c.Episode {
		until = b.began(episode + 1)
	}
	for _, e := range b.events {
		if e.At.Before(referred) || !until.IsZero() && !e.At.Before(until) {
			continue
		}
		switch e.Type {
		case samad.EventAsked:
			if e.Actor.Agency != b.c.Centre {
				return e.At
			}
		case samad.EventActed:
			var p samad.Acted
			if err := json.Unmarshal(e.Data, &p); err != nil && b.err == nil {
				b.err = fmt.Errorf("event %d: %w", e.Seq, err)
			}
			if !p.Cooperating {
				return e.At
			}
		}
	}
	return time.Time{}
}

// last reports whether no later clock of the answer runs in the episode: of a
// case that went through several agencies the last one's deadline counts.
func (b *builder) last(k samad.Clock) bool {
	for _, other := range b.c.Clocks {
		if other.Episode == k.Episode && other.Stage == k.Stage && other.Started.After(k.Started) {
			return false
		}
	}
	return true
}

// began is when an episode began: the case's filing, or the first clock of the
// episode, which starts with it.
func (b *builder) began(episode int) time.Time {
	if episode == 1 {
		return b.c.Created
	}
	var at time.Time
	for _, k := range b.c.Clocks {
		if k.Episode == episode && (at.IsZero() || k.Started.Before(at)) {
			at = k.Started
		}
	}
	return or(at, b.c.Created)
}

// agency is the one that gave the final answer of the episode, else the last
// to which it was referred.
func (b *builder) agency(episode int) samad.AgencyID {
	for _, a := range b.c.Answers {
		if a.Episode == episode && a.Final {
			return a.Agency
		}
	}
	for _, r := range slices.Backward(b.c.Referrals) {
		if r.Episode == episode {
			return r.Agency
		}
	}
	return ""
}

func county(p samad.PlaceID) samad.PlaceID {
	if len(p) < 4 {
		return ""
	}
	return p[:4]
}

func or[T comparable](a, b T) T {
	var zero T
	if a == zero {
		return b
	}
	return a
}
