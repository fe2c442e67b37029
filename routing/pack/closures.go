package pack

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

var _ sla.Calendars = (*Set)(nil)

// WithClosures returns a pack like p on whose calendar further days are closed,
// and whose deadlines, of all versions, count by it: for a closure that is
// declared while the service runs, and to see what it would move before it is.
// It fails with [sla.Faults] as [sla.Calendar.WithClosure] does.
func (p *Pack) WithClosures(closures ...sla.Closure) (*Pack, error) {
	calendar, err := p.Calendar.WithClosure(closures...)
	if err != nil {
		return nil, fmt.Errorf("pack: close days in %s: %w", p.ID, err)
	}
	if calendar == p.Calendar {
		return p, nil
	}
	out := *p // of the rest nothing ever changes
	out.Calendar = calendar
	out.Deadlines, out.Policies = p.Deadlines.Over(calendar), p.Policies.Over(calendar)
	return &out, nil
}

// WithClosures returns packs like those of s with further days closed in each of
// them, as [Pack.WithClosures] does; a closure's Where limits it to the place
// that is meant.
func (s *Set) WithClosures(closures ...sla.Closure) (*Set, error) {
	out := &Set{dir: s.dir, settings: s.settings}
	for _, p := range s.packs {
		closed, err := p.WithClosures(closures...)
		if err != nil {
			return nil, err
		}
		out.packs = append(out.packs, closed)
	}
	return out, nil
}

// For implements [sla.Calendars]: the calendar of the province in which the
// scope's place lies, else that of the first pack.
func (s *Set) For(scope sla.Scope) *sla.Calendar {
	if p, ok := s.Of(samad.PlaceID(scope.Place)); ok {
		return p.Calendar.For(scope)
	}
	return s.packs[0].Calendar.For(scope)
}

// LiveCalendar is the general working calendar of a province, as the packs that
// hold when it is asked have it. It is safe for concurrent use.
type LiveCalendar struct {
	live     *Live
	province samad.PlaceID
}

// Calendar returns the calendar of a province for whoever counts by one for
// longer than the packs may hold.
func (l *Live) Calendar(province samad.PlaceID) LiveCalendar { return LiveCalendar{l, province} }

func (c LiveCalendar) now() *sla.Calendar { return c.live.For(sla.Scope{Place: string(c.province)}) }

// IsWorkingDay reports whether some time of the day is worked, as
// [sla.Calendar.IsWorkingDay] does.
func (c LiveCalendar) IsWorkingDay(d persian.Date) (bool, sla.Basis) { return c.now().IsWorkingDay(d) }

// WorkingDaysBetween counts as [sla.Calendar.WorkingDaysBetween] does.
func (c LiveCalendar) WorkingDaysBetween(from, to persian.Date) (int, sla.Basis, error) {
	return c.now().WorkingDaysBetween(from, to)
}
