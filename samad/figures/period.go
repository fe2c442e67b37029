package figures

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Span says how long a period is.
type Span string

// The spans. Weeks run from Saturday to Friday, within a year.
const (
	Day    Span = "day"
	Week   Span = "week"
	Month  Span = "month"
	Season Span = "season"
	Year   Span = "year"
	Free   Span = "free" // any days
)

// Period is a stretch of days of the Persian calendar.
type Period struct {
	Span     Span
	From, To persian.Date // the first and the last day
}

// ErrPeriod says that a text names no period.
var ErrPeriod = errors.New("figures: no period")

// ParsePeriod reads a period: "1405" a year, "1405-S3" a season, "1405-08" a
// month, "1405-W31" a week, "1405-08-12" a day, "1405-08-01..1405-08-15" any
// days.
func ParsePeriod(s string) (Period, error) {
	fail := func() (Period, error) {
		return Period{}, fmt.Errorf("%w: %q; write 1405, 1405-S3, 1405-08, 1405-W31, 1405-08-12 or two days with .. between them", ErrPeriod, s)
	}
	if a, b, ok := strings.Cut(s, ".."); ok {
		from, err1 := persian.Parse(a)
		to, err2 := persian.Parse(b)
		if err1 != nil || err2 != nil || to.Before(from) {
			return fail()
		}
		return Period{Span: Free, From: from, To: to}, nil
	}
	yearText, rest, parted := strings.Cut(s, "-")
	year, err := strconv.Atoi(yearText)
	if err != nil || len(yearText) != 4 {
		return fail()
	}
	var r persian.Range
	span := Year
	switch {
	case !parted:
		r, err = persian.Year(year)
	case strings.HasPrefix(rest, "S"):
		n, bad := strconv.Atoi(rest[1:])
		if bad != nil || n < 1 || n > 4 {
			return fail()
		}
		span = Season
		r, err = persian.Season(year, persian.Quarter(n))
	case strings.HasPrefix(rest, "W"):
		n, bad := strconv.Atoi(rest[1:])
		if bad != nil {
			return fail()
		}
		return weekOf(year, n, s)
	case len(rest) == 2:
		n, bad := strconv.Atoi(rest)
		if bad != nil {
			return fail()
		}
		span = Month
		r, err = persian.Month(year, n)
	default:
		d, bad := persian.Parse(s)
		if bad != nil {
			return fail()
		}
		return Period{Span: Day, From: d, To: d}, nil
	}
	if err != nil {
		return fail()
	}
	return fromRange(span, r), nil
}

// fromRange is a range as a period.
func fromRange(span Span, r persian.Range) Period {
	return Period{Span: span, From: r.First, To: r.Last}
}

// weekOf finds the days of a week of a year.
func weekOf(year, n int, s string) (Period, error) {
	r, err := persian.Year(year)
	if err != nil {
		return Period{}, fmt.Errorf("%w: %q", ErrPeriod, s)
	}
	out := Period{Span: Week}
	for d := range r.All() {
		if d.Week() == n {
			if out.From.IsZero() {
				out.From = d
			}
			out.To = d
		}
	}
	if out.From.IsZero() {
		return Period{}, fmt.Errorf("%w: %q: year %d has no week %d", ErrPeriod, s, year, n)
	}
	return out, nil
}

// Containing is the period of a span in which a day lies.
func Containing(span Span, d persian.Date) (Period, error) {
	var r persian.Range
	var err error
	switch span {
	case Year:
		r, err = persian.Year(d.Year())
	case Season:
		r, err = persian.Season(d.Year(), d.Season())
	case Month:
		r, err = persian.Month(d.Year(), d.Month())
	case Week:
		return weekOf(d.Year(), d.Week(), d.String())
	default:
		return Period{Span: Day, From: d, To: d}, nil
	}
	if err != nil {
		return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
	}
	return fromRange(span, r), nil
}

// Days is how many days the period has.
func (p Period) Days() int { return p.To.Sub(p.From) + 1 }

// Before is the period of the same span that ends the day before; for free
// days, as many days.
func (p Period) Before() (Period, error) {
	last, err := p.From.AddDays(-1)
	if err != nil {
		return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
	}
	if p.Span != Free {
		return Containing(p.Span, last)
	}
	first, err := last.AddDays(1 - p.Days())
	if err != nil {
		return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
	}
	return Period{Span: Free, From: first, To: last}, nil
}

// YearBefore is the same period of the year before. Of a week it is the one
// with the same number, or the last of that year; 30 Esfand becomes 29 Esfand in
// a year that has none.
func (p Period) YearBefore() (Period, error) {
	switch p.Span {
	case Week:
		if w, err := weekOf(p.From.Year()-1, p.From.Week(), ""); err == nil {
			return w, nil
		}
		return weekOf(p.From.Year()-1, p.From.Week()-1, p.String())
	case Day, Free:
		from, err := p.From.AddYears(-1)
		if err != nil {
			return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
		}
		to, err := p.To.AddYears(-1)
		if err != nil {
			return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
		}
		return Period{Span: p.Span, From: from, To: to}, nil
	default:
		d, err := p.From.AddYears(-1)
		if err != nil {
			return Period{}, fmt.Errorf("%w: %w", ErrPeriod, err)
		}
		return Containing(p.Span, d)
	}
}

// Each is the period cut into periods of a span; the first and the last may be
// shorter.
func (p Period) Each(span Span) ([]Period, error) {
	var out []Period
	for d := p.From; !d.After(p.To); {
		one, err := Containing(span, d)
		if err != nil {
			return nil, err
		}
		if one.From.Before(p.From) {
			one.From = p.From
		}
		if one.To.After(p.To) {
			one.To = p.To
		}
		out = append(out, one)
		next, err := one.To.AddDays(1)
		if errors.Is(err, persian.ErrOutOfRange) {
			return out, nil // the calendar ends with the period
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrPeriod, err)
		}
		d = next
	}
	return out, nil
}

// whole reports whether the period is made of whole months.
func (p Period) whole() bool {
	return p.From.Day() == 1 && p.To.Day() == persian.DaysInMonth(p.To.Year(), p.To.Month())
}

// String writes what [ParsePeriod] reads.
func (p Period) String() string {
	y := p.From.Year()
	switch p.Span {
	case Year:
		return fmt.Sprintf("%04d", y)
	case Season:
		return fmt.Sprintf("%04d-S%d", y, p.From.Season())
	case Month:
		return fmt.Sprintf("%04d-%02d", y, p.From.Month())
	case Week:
		return fmt.Sprintf("%04d-W%02d", y, p.From.Week())
	case Day:
		return p.From.String()
	default:
		return p.From.String() + ".." + p.To.String()
	}
}

// Name is what people call the period.
func (p Period) Name() samad.Text {
	y := p.From.Year()
	switch p.Span {
	case Year:
		return samad.Text{Fa: "سال " + p.From.Format("yyyy", persian.InPersian), En: fmt.Sprintf("year %d", y)}
	case Season:
		names := [...]samad.Text{{}, {Fa: "بهار", En: "spring"}, {Fa: "تابستان", En: "summer"}, {Fa: "پاییز", En: "autumn"}, {Fa: "زمستان", En: "winter"}}
		s := names[p.From.Season()]
		return samad.Text{Fa: s.Fa + " " + p.From.Format("yyyy", persian.InPersian), En: fmt.Sprintf("%s %d", s.En, y)}
	case Month:
		return samad.Text{Fa: p.From.Format("MMMM yyyy", persian.InPersian), En: p.From.Format("MMMM yyyy", persian.InLatin)}
	case Day:
		return samad.Text{Fa: p.From.Format("EEEE d MMMM yyyy", persian.InPersian), En: p.From.Format("EEEE d MMMM yyyy", persian.InLatin)}
	default:
		return samad.Text{
			Fa: p.From.Format("d MMMM yyyy", persian.InPersian) + " تا " + p.To.Format("d MMMM yyyy", persian.InPersian),
			En: p.From.Format("d MMMM yyyy", persian.InLatin) + " to " + p.To.Format("d MMMM yyyy", persian.InLatin),
		}
	}
}
