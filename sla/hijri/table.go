package hijri

import (
	_ "embed"
	"fmt"
	"math"
	"sync"
	"time"
)

// Status says how the first day of a month is known.
type Status uint8

// Ways of knowing, from the firmest to the weakest.
const (
	Observed  Status = 1 + iota // the sighting moved the published date
	Published                   // the yearly calendar of the Calendar Centre
	Archival                    // newspapers, almanacs, the Centre's converter
	Predicted                   // forecast or arithmetic: may move by a day
)

// String returns the word: "observed", "published", "archival", "predicted".
func (s Status) String() string {
	switch s {
	case Observed:
		return "observed"
	case Published:
		return "published"
	case Archival:
		return "archival"
	case Predicted:
		return "predicted"
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// Table knows the day on which each lunar month begins. It is immutable and
// safe for concurrent use; its methods do not allocate unless they fail.
type Table struct {
	first  int      // months from Muharram of year 0 to the first one known
	starts []int32  // first days of the known months, and of the one after them
	status []Status // of the known months
	before float64  // phase of the arithmetic before and after the known months
	after  float64
}

// meanMonth is the mean synodic month of the epoch 2000, in days (Jean Meeus,
// Astronomical Algorithms, 2nd edition, chapter 49).
const meanMonth = 29.530588861

// phaseMonths is how many months next to an end of the table set the phase of
// the arithmetic beyond it: ten lunar years.
const phaseMonths = 120

//go:embed iran.txt
var iranText []byte

var iran = sync.OnceValues(func() (*Table, error) { return ParseTable(iranText) })

// Iran returns the table of months as announced in Iran that comes with this
// version of the package: AH 1346-1449 (1927-2028), certain until the end of
// 1405 AP. It is always the same value; the error is that of [ParseTable] and
// does not occur with the file as it is shipped.
func Iran() (*Table, error) { return iran() }

// newTable takes contiguous months: starts has one more than status.
func newTable(first int, starts []int32, status []Status) *Table {
	t := &Table{first: first, starts: starts, status: status}
	n := len(status)
	window := min(phaseMonths, n)
	t.after = phase(starts[n-window:], window)
	t.before = phase(starts[:window+1], 0)
	return t
}

// phase returns the φ in [0, 1) for which floor(i·meanMonth + φ), counted from
// starts[zero], is nearest to the starts.
func phase(starts []int32, zero int) float64 {
	var sum float64
	for i, s := range starts {
		sum += float64(s-starts[zero]) - float64(i-zero)*meanMonth
	}
	return min(max(sum/float64(len(starts))+0.5, 0), math.Nextafter(1, 0))
}

// start returns the first day of a month, counted from Muharram of year 0.
func (t *Table) start(month int) (day int, s Status) {
	i := month - t.first
	switch n := len(t.status); {
	case i < 0:
		return int(t.starts[0]) + int(math.Floor(float64(i)*meanMonth+t.before)), Predicted
	case i < n:
		return int(t.starts[i]), t.status[i]
	default:
		return int(t.starts[n]) + int(math.Floor(float64(i-n)*meanMonth+t.after)), Predicted
	}
}

// MonthStart returns the first day of a month, counted from 1970-01-01, and
// how it is known. It fails with [ErrOutOfRange] or [ErrNoSuchDate].
func (t *Table) MonthStart(year, month int) (day int, s Status, err error) {
	if _, err := New(year, month, 1); err != nil {
		return 0, 0, err
	}
	day, s = t.start(12*year + month - 1)
	return day, s, nil
}

// MonthLen returns 29 or 30, the days of a month. Its status is the weaker one
// of the two starts that bound it. It fails with [ErrOutOfRange] or
// [ErrNoSuchDate].
func (t *Table) MonthLen(year, month int) (days int, s Status, err error) {
	if _, err := New(year, month, 1); err != nil {
		return 0, 0, err
	}
	from, s := t.start(12*year + month - 1)
	to, next := t.start(12*year + month)
	return to - from, max(s, next), nil
}

// Days returns the day of a date, counted from 1970-01-01, and how the start
// of its month is known. It fails with [ErrNoSuchDate] for day 30 of a month
// of 29 days, and with [ErrOutOfRange] for the zero Date.
func (t *Table) Days(d Date) (day int, s Status, err error) {
	length, _, err := t.MonthLen(d.Year(), d.Month())
	if err != nil {
		return 0, 0, err
	}
	if d.Day() > length {
		return 0, 0, fmt.Errorf("%w: %v, the month has %d days", ErrNoSuchDate, d, length)
	}
	day, s = t.start(12*d.Year() + d.Month() - 1)
	return day + d.Day() - 1, s, nil
}

// FromDays returns the date of a day counted from 1970-01-01, and how the
// start of its month is known. It fails with [ErrOutOfRange].
func (t *Table) FromDays(day int) (Date, Status, error) {
	lo, hi := 12*MinYear, 12*(MaxYear+1) // the month lies in [lo, hi)
	first, _ := t.start(lo)
	end, _ := t.start(hi)
	if day < first || day >= end {
		return Date{}, 0, fmt.Errorf("%w: day %d from 1970-01-01", ErrOutOfRange, day)
	}
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if s, _ := t.start(mid); s <= day {
			lo = mid
		} else {
			hi = mid
		}
	}
	start, s := t.start(lo)
	return Date{int16(lo / 12), uint8(lo%12 + 1), uint8(day - start + 1)}, s, nil
}

// FromTime returns the date on which x falls in its own location, by the civil
// day from midnight to midnight, and how the start of its month is known. It
// fails with [ErrOutOfRange].
func (t *Table) FromTime(x time.Time) (Date, Status, error) {
	_, offset := x.Zone()
	sec := x.Unix() + int64(offset)
	day := sec / 86400
	if sec%86400 < 0 {
		day--
	}
	if day != int64(int32(day)) {
		return Date{}, 0, fmt.Errorf("%w: %v", ErrOutOfRange, x)
	}
	return t.FromDays(int(day))
}

// Known returns the first and the last month of the table as dates of their
// first days. What lies outside is arithmetic.
func (t *Table) Known() (first, last Date) {
	l := t.first + len(t.status) - 1
	return Date{int16(t.first / 12), uint8(t.first%12 + 1), 1}, Date{int16(l / 12), uint8(l%12 + 1), 1}
}

// Correct returns a table in which a month starts on another day and is
// [Observed], as when the moon is seen a day earlier or later than printed. The
// months before and after keep their starts. It fails with [ErrOutOfRange] when
// the table does not hold the month and the two beside it, and with
// [ErrNoSuchDate] when one of them would not have 29 or 30 days.
func (t *Table) Correct(year, month, day int) (*Table, error) {
	i := 12*year + month - 1 - t.first
	if month < 1 || month > 12 || i < 1 || i >= len(t.status) {
		return nil, fmt.Errorf("%w: month %d-%02d cannot be corrected", ErrOutOfRange, year, month)
	}
	before, after := day-int(t.starts[i-1]), int(t.starts[i+1])-day
	if before < 29 || before > 30 || after < 29 || after > 30 {
		return nil, fmt.Errorf("%w: %d-%02d would follow a month of %d days and have %d", ErrNoSuchDate, year, month, before, after)
	}
	starts := append([]int32(nil), t.starts...)
	status := append([]Status(nil), t.status...)
	starts[i], status[i] = int32(day), Observed
	return newTable(t.first, starts, status), nil
}
