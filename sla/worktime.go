package sla

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// worked is an amount of working time counted from the first instant of the
// table, in seconds and nanoseconds (0 to 999,999,999).
type worked struct {
	sec  int64
	nsec int32
}

// before returns the working time before an instant, and its day.
func (c *Calendar) before(at time.Time) (w worked, day int32, ok bool) {
	unix := at.Unix()
	day, year, ok := c.book.days.dayAt(unix)
	if !ok {
		return worked{}, 0, false
	}
	y := c.t.years[year]
	i := int(day - y.first)
	w.sec = c.t.seconds[year] + int64(y.seconds[i])
	rel := unix - c.book.days.start(year, day)
	for _, p := range y.shifts[y.shift[i]].parts {
		if rel < int64(p.from) {
			break
		}
		if rel < int64(p.to) {
			w.sec += rel - int64(p.from)
			w.nsec = int32(at.Nanosecond())
			break
		}
		w.sec += int64(p.to - p.from)
	}
	if c.t.night {
		c.takeNight(&w, at, year, i)
	}
	return w, day, true
}

// takeNight takes back what the sums count of the night before but lies after
// the instant.
func (c *Calendar) takeNight(w *worked, at time.Time, year, i int) {
	if i--; i < 0 {
		if year--; year < 0 {
			return
		}
		i = len(c.t.years[year].shift) - 1
	}
	y := c.t.years[year]
	rel := at.Unix() - c.book.days.start(year, y.first+int32(i))
	for _, p := range y.shifts[y.shift[i]].parts {
		switch {
		case rel >= int64(p.to):
		case rel >= int64(p.from):
			w.sec -= int64(p.to) - rel
			w.nsec = int32(at.Nanosecond())
		default:
			w.sec -= int64(p.to - p.from)
		}
	}
}

// instant is the reverse of before: the end of the working time w. Where w is
// both the end of an interval and the start of the next, it is the end.
func (c *Calendar) instant(w worked) (unix int64, nsec int32, day int32, ok bool) {
	t := c.t
	// Nanoseconds belong to an interval's inside, so its end is behind them.
	inside := w.sec
	if w.nsec > 0 {
		inside++
	}
	if w.sec < 0 || inside > t.seconds[numYears] {
		return 0, 0, 0, false
	}
	if inside == 0 {
		inside = 1 // the very first instant of work
	}
	// The year with seconds[year] < inside <= seconds[year+1].
	lo, hi := 0, numYears-1
	for lo < hi {
		if mid := int(uint(lo+hi) >> 1); t.seconds[mid+1] < inside {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	year, y := lo, t.years[lo]
	if t.seconds[year+1] < inside {
		return 0, 0, 0, false // nothing is worked at all
	}
	left := uint32(inside - t.seconds[year])
	a, b := 0, len(y.shift)-1
	for a < b {
		if mid := int(uint(a+b) >> 1); y.seconds[mid+1] < left {
			a = mid + 1
		} else {
			b = mid
		}
	}
	day = y.first + int32(a)
	start := c.book.days.start(year, day)
	rest := int64(left) - int64(y.seconds[a]) - (inside - w.sec)
	for _, p := range y.shifts[y.shift[a]].parts {
		length := int64(p.to - p.from)
		if rest < length || rest == length && w.nsec == 0 {
			return start + int64(p.from) + rest, w.nsec, day, true
		}
		rest -= length
	}
	return 0, 0, 0, false
}

// AddWorkingTime returns the instant at which the working time d has passed
// after t, or, when d is negative, after which it passes until t. The answer
// lies in working time; where that is the end of one interval as well as the
// start of the next, it is the end. For 0 it is t itself. The result is in the
// location of t. It fails with [ErrOutOfRange] in a [*RangeError].
func (c *Calendar) AddWorkingTime(t time.Time, d time.Duration) (time.Time, Basis, error) {
	w, from, ok := c.before(t)
	if !ok {
		return time.Time{}, Unloaded, &RangeError{fmt.Sprintf("add working time %v to %s", d, t.Format(time.RFC3339))}
	}
	if d == 0 {
		return t, c.book.basis(from, from), nil
	}
	w = w.add(d)
	unix, nsec, to, ok := c.instant(w)
	if !ok {
		return time.Time{}, Unloaded, &RangeError{fmt.Sprintf("add working time %v to %s", d, t.Format(time.RFC3339))}
	}
	return time.Unix(unix, int64(nsec)).In(t.Location()), c.book.basis(min(from, to), max(from, to)), nil
}

func (w worked) add(d time.Duration) worked {
	w.sec += int64(d / time.Second)
	w.nsec += int32(d % time.Second)
	if w.nsec < 0 {
		w.sec--
		w.nsec += int32(time.Second)
	} else if w.nsec >= int32(time.Second) {
		w.sec++
		w.nsec -= int32(time.Second)
	}
	return w
}

// WorkingTimeBetween returns the working time from one instant to another,
// negative when to is before from. It fails with [ErrOutOfRange] in a
// [*RangeError] outside 1206-1498, and when the amount does not fit into a
// Duration (292 years of work).
func (c *Calendar) WorkingTimeBetween(from, to time.Time) (time.Duration, Basis, error) {
	a, dayA, okA := c.before(from)
	b, dayB, okB := c.before(to)
	const most = int64(1<<63-1) / int64(time.Second)
	sec := b.sec - a.sec
	if !okA || !okB || sec >= most || sec <= -most {
		return 0, Unloaded, &RangeError{fmt.Sprintf("working time from %s to %s", from.Format(time.RFC3339), to.Format(time.RFC3339))}
	}
	d := time.Duration(sec)*time.Second + time.Duration(b.nsec-a.nsec)
	return d, c.book.basis(min(dayA, dayB), max(dayA, dayB)), nil
}

// IsOpen reports whether the instant lies in working time. It is false outside
// 1206-1498.
func (c *Calendar) IsOpen(t time.Time) (bool, Basis) {
	_, day, ok := c.before(t)
	if !ok {
		return false, Unloaded
	}
	unix := t.Unix()
	open := c.openAt(day, unix) || day > c.book.days.years[0] && c.openAt(day-1, unix)
	return open, c.book.basis(day, day)
}

// openAt reports whether the instant lies in an interval that begins on a day.
func (c *Calendar) openAt(day int32, unix int64) bool {
	year := c.book.days.yearOf(day)
	y := c.t.years[year]
	rel := unix - c.book.days.start(year, day)
	for _, p := range y.shifts[y.shift[day-y.first]].parts {
		if int64(p.from) <= rel && rel < int64(p.to) {
			return true
		}
	}
	return false
}

// Closing returns the end of the last interval that begins on a day: the last
// working minute, half-open. It is false on a closed day. The result is in the
// calendar's zone.
func (c *Calendar) Closing(d persian.Date) (time.Time, bool) {
	if d.IsZero() {
		return time.Time{}, false
	}
	y, year, i := c.t.at(d)
	parts := y.shifts[y.shift[i]].parts
	if len(parts) == 0 {
		return time.Time{}, false
	}
	start := c.book.days.start(year, y.first+int32(i))
	return time.Unix(start+int64(parts[len(parts)-1].to), 0).In(c.book.cfg.Zone), true
}

// Openings returns the intervals that begin on a day, ascending, in the
// calendar's zone; none on a closed day.
func (c *Calendar) Openings(d persian.Date) []Span {
	if d.IsZero() {
		return nil
	}
	y, year, i := c.t.at(d)
	start := c.book.days.start(year, y.first+int32(i))
	var spans []Span
	for _, p := range y.shifts[y.shift[i]].parts {
		spans = append(spans, Span{
			From: time.Unix(start+int64(p.from), 0).In(c.book.cfg.Zone),
			To:   time.Unix(start+int64(p.to), 0).In(c.book.cfg.Zone),
		})
	}
	return spans
}

// DateAt returns the day in which an instant lies in the calendar's zone. It
// fails with [ErrOutOfRange].
func (c *Calendar) DateAt(t time.Time) (persian.Date, error) {
	day, _, ok := c.book.days.dayAt(t.Unix())
	if !ok {
		return persian.Date{}, &RangeError{"date of " + t.Format(time.RFC3339)}
	}
	return c.date(day), nil
}

// date of an official day.
func (c *Calendar) date(day int32) persian.Date {
	d, _ := persian.FromDays(int(day))
	return d
}
