package regime

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Draft is a closure that somebody thinks of declaring.
type Draft struct {
	// Place is the province, county or city whose offices close. Required.
	Place samad.PlaceID
	// From and To are the first and the last day; To is From when it is zero.
	From, To persian.Date
	// Until is the minute of the day, from midnight, at which offices close, 0
	// when they do not open at all.
	Until int
	// Except are agencies that go on working, with those below them: hospitals.
	Except []samad.AgencyID
	// Reason is told to everybody whose deadline moves, in Persian. Required.
	Reason string
	// Law is the number of the decree, "" for none.
	Law string
}

// Closure is a declared one.
type Closure struct {
	ID     string           `json:"id"`
	Place  samad.PlaceID    `json:"place"`
	From   persian.Date     `json:"from"`
	To     persian.Date     `json:"to"`
	Until  int              `json:"until,omitempty"`
	Except []samad.AgencyID `json:"except,omitempty"`
	Reason string           `json:"reason"`
	Law    string           `json:"law,omitempty"`

	Declared time.Time   `json:"declared,omitzero"` // UTC, as all instants here
	By       samad.Stamp `json:"by,omitzero"`
	// Revoked is when it was taken back, zero for one that holds; RevokedBy and
	// Why say by whom and for what reason.
	Revoked   time.Time   `json:"revoked,omitzero"`
	RevokedBy samad.Stamp `json:"revoked_by,omitzero"`
	Why       string      `json:"why,omitempty"`
	// Moved counts the deadlines that were moved since it was declared or
	// revoked, and Settled is when all had been, zero until then.
	Moved   int       `json:"moved,omitempty"`
	Settled time.Time `json:"settled,omitzero"`
}

// InForce reports whether the closure was not taken back.
func (c Closure) InForce() bool { return c.Revoked.IsZero() }

// Changed is when it was declared or, later, revoked.
func (c Closure) Changed() time.Time {
	if c.InForce() {
		return c.Declared
	}
	return c.Revoked
}

// Words are what is told to those whose deadlines move: the reason of the
// closure or of its end.
func (c Closure) Words() string {
	if c.InForce() {
		return c.Reason
	}
	return "تعطیلی لغو شد: " + c.Why
}

// closures are all that were ever declared in a province.
type closures struct {
	All []Closure `json:"all"` // the oldest first
}

func (c *closures) find(id string) *Closure {
	i := slices.IndexFunc(c.All, func(one Closure) bool { return one.ID == id })
	if i < 0 {
		return nil
	}
	return &c.All[i]
}

func closureBook() *ledger.Book[closures] {
	return ledger.NewBook("closures", func(closures) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[closures] { return new(declared) },
		func() ledger.Payload[closures] { return new(revoked) },
		func() ledger.Payload[closures] { return new(settled) },
	)
}

type declared struct{ Closure }

func (*declared) EventType() string { return "declared" }

func (p *declared) Apply(s *closures, e ledger.Event) error {
	one := p.Closure
	one.Declared, one.By = e.At, e.Actor
	s.All = append(slices.Clone(s.All), one)
	return nil
}

type revoked struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

func (*revoked) EventType() string { return "revoked" }

func (p *revoked) Apply(s *closures, e ledger.Event) error {
	s.All = slices.Clone(s.All)
	one := s.find(p.ID)
	if one == nil || !one.InForce() {
		return fmt.Errorf("no closure %s is in force: %w", p.ID, samad.ErrConflict)
	}
	one.Revoked, one.RevokedBy, one.Why = e.At, e.Actor, p.Why
	one.Moved, one.Settled = 0, time.Time{}
	return nil
}

// settled says that deadlines were moved: all of them, or so far.
type settled struct {
	ID    string `json:"id"`
	Moved int    `json:"moved"` // with this pass
	All   bool   `json:"all"`   // nothing is left to do
}

func (*settled) EventType() string { return "settled" }

func (p *settled) Apply(s *closures, e ledger.Event) error {
	s.All = slices.Clone(s.All)
	one := s.find(p.ID)
	if one == nil {
		return fmt.Errorf("no closure %s: %w", p.ID, samad.ErrNotFound)
	}
	one.Moved += p.Moved
	if p.All {
		one.Settled = e.At
	}
	return nil
}

// closure is the draft as the calendar takes it.
func (d Draft) closure(id string) sla.Closure {
	c := sla.Closure{
		ID: id, Name: sla.Text{Fa: d.Reason, En: d.Reason}, From: d.From, To: d.To,
		Where: sla.Where{Places: []string{string(d.Place)}}, Law: d.Law,
	}
	for _, a := range d.Except {
		c.Where.Except = append(c.Where.Except, string(a))
	}
	if d.Until > 0 {
		c.Effect, c.Minutes = sla.EndsEarly, d.Until
	}
	return c
}

// inForce are the closures that hold, as calendars take them, the oldest first.
func inForce(all []Closure) (out []sla.Closure) {
	for _, c := range slices.Backward(all) {
		if c.InForce() {
			out = append(out, Draft{Place: c.Place, From: c.From, To: c.To, Until: c.Until, Except: c.Except, Reason: c.Reason, Law: c.Law}.closure(c.ID))
		}
	}
	return out
}

// longest is how many days one closure may have: longer ones are a season, and
// stand in the pack's calendar.
const longest = 31

// check brings a draft into order and reports everything that is wrong with it.
func (d *Draft) check(place func(samad.PlaceID) bool, agency func(samad.AgencyID) bool) error {
	var faults []samad.Fault
	fault := func(wrong bool, field, fa, en string) {
		if wrong {
			faults = append(faults, samad.Fault{Field: "/" + field, Detail: samad.Text{Fa: fa, En: en}})
		}
	}
	d.Reason, d.Law = strings.TrimSpace(d.Reason), strings.TrimSpace(d.Law)
	if d.To.IsZero() {
		d.To = d.From
	}
	fault(!place(d.Place), "place", "مکان را از فهرست برگزینید.", "choose a place of the packs")
	fault(d.From.IsZero(), "from", "روز را بنویسید.", "give the day")
	fault(d.To.Before(d.From), "to", "روز پایان پیش از روز آغاز است.", "the last day lies before the first")
	fault(!d.From.IsZero() && !d.To.Before(d.From) && persian.Range{First: d.From, Last: d.To}.Len() > longest, "to",
		"تعطیلی بیش از ۳۱ روز در تقویم بسته استان نوشته می‌شود.", "what is longer than 31 days belongs into the pack's calendar")
	fault(d.Until < 0 || d.Until >= 24*60, "until", "ساعت را مانند ۱۰:۰۰ بنویسید.", "a time of the day, such as 10:00")
	fault(d.Reason == "", "reason", "دلیل را بنویسید؛ به متقاضیان گفته می‌شود.", "give the reason: petitioners are told")
	fault(len([]rune(d.Reason)) > 500 || len([]rune(d.Law)) > 200, "reason", "دلیل کوتاه‌تر باشد.", "make it shorter")
	fault(slices.ContainsFunc(d.Except, func(a samad.AgencyID) bool { return !agency(a) }), "except",
		"این دستگاه در فهرست نیست.", "choose an agency of the packs")
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}
