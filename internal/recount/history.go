package recount

import (
	"encoding/json"
	"fmt"
	"time"
)

// plan is what a clock aims at.
type plan struct {
	Due    time.Time `json:"due"`
	AimDue time.Time `json:"aim_due"`
}

// data are the fields of events that matter here.
type data struct {
	Kind         string `json:"kind"`
	Channel      string `json:"channel"`
	Topic        string `json:"topic"`
	Place        string `json:"place"`
	Province     string `json:"province"`
	Centre       string `json:"centre"`
	Agency       string `json:"agency"`
	Stage        string `json:"stage"`
	Outcome      string `json:"outcome"`
	WithoutVisit bool   `json:"without_visit"`
	Cooperating  bool   `json:"cooperating"`
	Final        bool   `json:"final"`
	Answer       int    `json:"answer"`
	Conduct      int    `json:"conduct"`
	Plan         plan   `json:"plan"`
}

// episode is one that is being read.
type episode struct {
	life
	began, screening, referred, first, final time.Time
	screened, due                            bool
	answer                                   plan
	outcome                                  string
	spared                                   bool
	notes                                    []note
}

// note is a thing whose day is not computed yet.
type note struct {
	at    time.Time
	what  string
	value int
}

func (e *episode) note(at time.Time, what string, value int) {
	e.notes = append(e.notes, note{at, what, value})
}

// add reads the history of a case.
func (b *Book) add(events []event) error {
	var all []*episode
	var kind, channel, topic, place, province, centre string
	now := func() *episode { return all[len(all)-1] }
	begin := func(at time.Time, what string) {
		all = append(all, &episode{began: at})
		now().note(at, what, 0)
	}
	for i, e := range events {
		var d data
		if err := json.Unmarshal([]byte(e.Data), &d); err != nil {
			return fmt.Errorf("event %d: %w", i+1, err)
		}
		switch e.Type {
		case "submitted":
			kind, channel, topic, place, province, centre = d.Kind, d.Channel, d.Topic, d.Place, d.Province, d.Centre
			begin(e.At, "received")
		case "accepted":
			kind, topic, place = d.Kind, d.Topic, d.Place
		case "objected", "reopened":
			ended, err := b.day(e.At)
			if err != nil {
				return err
			}
			now().ended = ended
			begin(e.At, "reopened")
		case "clock_started", "clock_moved", "extended", "clock_resumed":
			switch {
			case d.Stage == "answer":
				now().answer, now().due = d.Plan, true
			case d.Stage == "screening" && e.Type == "clock_started" && now().screening.IsZero():
				now().screening = e.At
			}
		case "clock_stopped":
			if d.Stage == "screening" && !now().screened {
				now().screened = true
				n, err := b.working(now().screening, e.At)
				if err != nil {
					return err
				}
				now().note(e.At, "screened", n)
			}
		default:
			if err := b.step(now(), e, d, centre); err != nil {
				return fmt.Errorf("event %d: %w", i+1, err)
			}
		}
	}
	for _, e := range all {
		e.kind, e.channel, e.topic, e.province, e.centre = kind, channel, topic, province, centre
		if len(place) >= 4 {
			e.county = place[:4]
		}
		if err := b.take(e); err != nil {
			return err
		}
	}
	return nil
}

// step reads what happens within an episode.
func (b *Book) step(now *episode, e event, d data, centre string) error {
	switch e.Type {
	case "referred":
		if now.referred.IsZero() {
			now.referred = e.At
			n, err := b.working(now.began, e.At)
			if err != nil {
				return err
			}
			now.note(e.At, "referred", n)
		}
		if now.final.IsZero() {
			now.agency = d.Agency
		}
	case "returned":
		now.note(e.At, "returned", 0)
	case "action_reported":
		if now.first.IsZero() && !now.referred.IsZero() && !d.Cooperating {
			now.first = e.At
		}
	case "asked":
		if now.first.IsZero() && !now.referred.IsZero() && e.Actor.Agency != centre {
			now.first = e.At
		}
	case "answered":
		if now.first.IsZero() && !now.referred.IsZero() {
			now.first = e.At
		}
		if d.Final && now.final.IsZero() {
			now.final, now.agency, now.outcome, now.spared = e.At, d.Agency, d.Outcome, d.WithoutVisit
		}
	case "rated":
		now.note(e.At, "answer judged", d.Answer)
		now.note(e.At, "conduct judged", d.Conduct)
	case "escalated":
		now.note(e.At, "escalated", 0)
	case "declined", "advised", "merged", "withdrawn", "closed":
		ended, err := b.day(e.At)
		if err != nil {
			return err
		}
		now.ended = ended
		now.note(e.At, "ended", 0)
		now.note(e.At, e.Type, 0)
	}
	return nil
}

// take works out what hangs on the whole of an episode, and on what it came to.
func (b *Book) take(e *episode) error {
	if !e.final.IsZero() {
		from := e.referred
		if from.IsZero() {
			from = e.final
		}
		n, err := b.working(from, e.final)
		if err != nil {
			return err
		}
		e.note(e.final, "answered", n)
		e.note(e.final, "outcome "+e.outcome, 0)
		if e.spared {
			e.note(e.final, "no visit", 0)
		}
	}
	if e.due && !e.answer.Due.IsZero() {
		e.dues(e.answer.Due, "due")
		if !e.answer.AimDue.IsZero() {
			e.dues(e.answer.AimDue, "aim")
		}
	}
	if !e.first.IsZero() && !e.referred.IsZero() {
		n, err := b.working(e.referred, e.first)
		if err != nil {
			return err
		}
		e.note(e.first, "responded", n)
	}
	var err error
	if e.received, err = b.day(e.began); err != nil {
		return err
	}
	b.lives = append(b.lives, e.life)
	of := &e.life
	for _, n := range e.notes {
		day, err := b.day(n.at)
		if err != nil {
			return err
		}
		b.things = append(b.things, thing{day: day, what: n.what, value: n.value, of: of})
		if n.what == "no visit" && b.rules.Spared != nil {
			if visits, minutes, ok := b.rules.Spared(e.topic, day); ok {
				b.things = append(b.things,
					thing{day: day, what: "visits spared", value: visits, of: of},
					thing{day: day, what: "minutes spared", value: minutes, of: of})
			}
		}
	}
	return nil
}

// dues notes an instant by which an answer was to come, and whether it had.
func (e *episode) dues(at time.Time, what string) {
	e.note(at, what, 0)
	switch {
	case e.final.IsZero():
	case e.final.After(at):
		e.note(at, what+" later", 0)
	default:
		e.note(at, what+" kept", 0)
	}
}
