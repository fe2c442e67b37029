package meeting

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Settings say how a province holds its meetings. Zero fields take defaults.
type Settings struct {
	// Weekly is how many directors-general are invited a week, each with the
	// days for which it holds; they must not overlap. Required.
	Weekly []Weekly
	// Weekdays are the days on which programmes may be held; default Saturday
	// to Wednesday.
	Weekdays []time.Weekday
	// Begins is when programmes begin, after midnight in the room's zone, and
	// Lasts how long they take; defaults nine hours and two hours.
	Begins, Lasts time.Duration
	// PerHour is how many turns are planned in an hour, within Band; default
	// 12.
	PerHour int
	// Band is the least and the most calls an hour that are not remarked on;
	// default 10 and 25.
	Band [2]int
	// Window is how many days back cases count for proposals; default 90.
	Window int
	// LeastCases is how many cases within Window an agency has at least that is
	// proposed; default 1.
	LeastCases int
	// Rest is after how many weeks a host counts in full again; default 8.
	Rest int
	// CountyShare is the largest share of turns that one county may hold until
	// a day before the start; default 0.5, at most 1.
	CountyShare float64
	// RecordWithin is how long the record of a call may take; default 150 s.
	RecordWithin time.Duration
}

// Weekly is how many hosts are invited a week from one day to another.
type Weekly struct {
	// From and To are the first and the last day; zero for no end.
	From, To persian.Date
	Hosts    int
	Reason   samad.Text // why so many, shown where weeks are compared
}

// holds reports whether the setting holds on the day.
func (w Weekly) holds(d persian.Date) bool {
	return (w.From.IsZero() || d.Compare(w.From) >= 0) && (w.To.IsZero() || d.Compare(w.To) <= 0)
}

// On returns the setting that holds on the day, or false.
func (s Settings) On(d persian.Date) (Weekly, bool) {
	for _, w := range s.Weekly {
		if w.holds(d) {
			return w, true
		}
	}
	return Weekly{}, false
}

func (s Settings) withDefaults() Settings {
	if len(s.Weekdays) == 0 {
		s.Weekdays = []time.Weekday{time.Saturday, time.Sunday, time.Monday, time.Tuesday, time.Wednesday}
	}
	s.Begins = or(s.Begins, 9*time.Hour)
	s.Lasts = or(s.Lasts, 2*time.Hour)
	s.PerHour = or(s.PerHour, 12)
	s.Band = or(s.Band, [2]int{10, 25})
	s.Window = or(s.Window, 90)
	s.LeastCases = or(s.LeastCases, 1)
	s.Rest = or(s.Rest, 8)
	s.CountyShare = or(s.CountyShare, 0.5)
	s.RecordWithin = or(s.RecordWithin, 150*time.Second)
	return s
}

// check lists everything wrong with settings that have their defaults.
func (s Settings) check() []error {
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("meeting: Settings."+format, args...))
	}
	if len(s.Weekly) == 0 {
		wrong("Weekly is missing: say how many hosts are invited a week")
	}
	for i, w := range s.Weekly {
		if w.Hosts < 1 || w.Hosts > 50 {
			wrong("Weekly[%d].Hosts is %d: 1 to 50", i, w.Hosts)
		}
		if !w.From.IsZero() && !w.To.IsZero() && w.To.Compare(w.From) < 0 {
			wrong("Weekly[%d] ends before it begins", i)
		}
		for j, other := range s.Weekly[:i] {
			if w.holds(later(w.From, other.From)) && other.holds(later(w.From, other.From)) {
				wrong("Weekly[%d] and Weekly[%d] hold on the same days", j, i)
			}
		}
	}
	if s.Band[0] < 1 || s.Band[1] < s.Band[0] {
		wrong("Band is %v: the least and the most calls an hour", s.Band)
	} else if s.PerHour < 1 || s.PerHour > s.Band[1] {
		wrong("PerHour is %d: 1 to %d", s.PerHour, s.Band[1])
	}
	if s.Lasts < time.Hour/2 || s.Begins < 0 || s.Begins+s.Lasts > 24*time.Hour {
		wrong("Begins and Lasts must lie within a day and give half an hour at least")
	}
	if s.Window < 1 || s.Rest < 1 || s.LeastCases < 1 {
		wrong("Window, LeastCases and Rest must be positive")
	}
	if s.RecordWithin < 0 {
		wrong("RecordWithin is below 0")
	}
	if s.CountyShare <= 0 || s.CountyShare > 1 {
		wrong("CountyShare is %g: above 0, at most 1", s.CountyShare)
	}
	return errs
}

// later is the later of two days; the zero day stands before all.
func later(a, b persian.Date) persian.Date {
	if a.IsZero() || !b.IsZero() && b.Compare(a) > 0 {
		return b
	}
	return a
}

// or returns a, or b when a is zero.
func or[T comparable](a, b T) T {
	var zero T
	if a == zero {
		return b
	}
	return a
}
