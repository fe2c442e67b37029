package courier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Quiet are the hours of the day in which a carrier rests, as they were in
// force by day.
type Quiet struct {
	zone  *time.Location
	spans []QuietSpan // by From
}

// QuietSpan is one setting of quiet hours.
type QuietSpan struct {
	// From is the first day, by the Persian calendar, on which it holds; the
	// next span's From ends it. The zero date is always.
	From persian.Date
	// Begin and End are times of day after midnight. Begin after End is a
	// night; equal ones are no quiet hours at all.
	Begin, End time.Duration
	// Except are kinds of messages that go all the same.
	Except []samad.MessageKind
}

// NewQuiet makes quiet hours of spans in the zone.
func NewQuiet(zone *time.Location, spans ...QuietSpan) (Quiet, error) {
	q := Quiet{zone: zone, spans: slices.Clone(spans)}
	slices.SortStableFunc(q.spans, func(a, b QuietSpan) int { return a.From.Compare(b.From) })
	for i, s := range q.spans {
		if s.Begin < 0 || s.End < 0 || s.Begin >= 24*time.Hour || s.End > 24*time.Hour {
			return Quiet{}, fmt.Errorf("courier: quiet hours from %s to %s: want times of one day", s.Begin, s.End)
		}
		if i > 0 && s.From == q.spans[i-1].From {
			return Quiet{}, fmt.Errorf("courier: quiet hours: two settings begin on %s", s.From)
		}
	}
	return q, nil
}

// ParseHours reads "22:00-08:00".
func ParseHours(s string) (begin, end time.Duration, err error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return 0, 0, fmt.Errorf("courier: hours %q: write them as 22:00-08:00", s)
	}
	for _, one := range []struct {
		text string
		into *time.Duration
	}{{from, &begin}, {to, &end}} {
		t, err := time.Parse("15:04", strings.TrimSpace(one.text))
		if err != nil {
			return 0, 0, fmt.Errorf("courier: hours %q: write them as 22:00-08:00", s)
		}
		*one.into = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return begin, end, nil
}

// Until reports whether a message of the kind has to rest at the instant, and
// until when.
func (q Quiet) Until(at time.Time, kind samad.MessageKind) (time.Time, bool) {
	local := at
	for range 8 { // a setting that begins in the night may prolong it
		until, is := q.one(local, kind)
		if !is {
			return local.UTC(), local.After(at)
		}
		local = until
	}
	return local.UTC(), true
}

func (q Quiet) one(at time.Time, kind samad.MessageKind) (time.Time, bool) {
	if len(q.spans) == 0 {
		return time.Time{}, false
	}
	local := at.In(q.zone)
	day, err := persian.FromTime(local)
	if err != nil {
		return time.Time{}, false
	}
	var span *QuietSpan
	for i := range q.spans {
		if s := &q.spans[i]; s.From.Compare(day) <= 0 {
			span = s
		}
	}
	if span == nil || span.Begin == span.End || slices.Contains(span.Except, kind) {
		return time.Time{}, false
	}
	since := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute +
		time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	y, m, d := local.Date()
	wake := func(days int) time.Time {
		return time.Date(y, m, d+days, int(span.End/time.Hour), int(span.End%time.Hour/time.Minute), 0, 0, q.zone)
	}
	switch {
	case span.Begin < span.End && since >= span.Begin && since < span.End:
		return wake(0), true
	case span.Begin > span.End && since >= span.Begin:
		return wake(1), true
	case span.Begin > span.End && since < span.End:
		return wake(0), true
	default:
		return time.Time{}, false
	}
}
