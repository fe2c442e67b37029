package persian_test

import (
	"errors"
	"testing"

	"github.com/samad111/go-samad/sla/persian"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"1405-01-01", "۱۴۰۵/۰۱/۰۱", "1404-12-30", "1403-12-30", "\u200f1405-01-01", "14050101", "", "1405-01-0\xff", "1499-01-01",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := persian.Parse(s)
		if err != nil {
			var facts *persian.ParseError
			if !d.IsZero() || !errors.Is(err, persian.ErrMalformed) || !errors.As(err, &facts) {
				t.Fatalf("Parse(%q) = %v, %v", s, d, err)
			}
			if facts.Offset < 0 || facts.Offset > len(s) {
				t.Fatalf("Parse(%q) points at byte %d", s, facts.Offset)
			}
			return
		}
		if back, err := persian.Parse(d.String()); err != nil || back != d {
			t.Fatalf("%q is %v, which does not come back: %v, %v", s, d, back, err)
		}
		if next, err := d.AddDays(1); err == nil {
			if back, err := next.AddDays(-1); err != nil || back != d {
				t.Fatalf("%v + 1 - 1 = %v, %v", d, back, err)
			}
		}
	})
}

func FuzzParsePattern(f *testing.F) {
	f.Add("y/M/d", "1405/1/1")
	f.Add("EEEE d MMMM y", "دوشنبه ۲ آذر ۱۴۰۵")
	f.Add("d 'of' MMMM y G", "2 of Azar 1405 AP")
	f.Add("'", "'")
	f.Add("'a''", "a'")
	f.Add("yy D", "05 366")
	f.Add("y M\xff d", "1405 1\xff 1")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		d, err := persian.ParsePattern(pattern, s, persian.Pivot(1350))
		if err != nil {
			if !d.IsZero() || !errors.Is(err, persian.ErrMalformed) && !errors.Is(err, persian.ErrPattern) {
				t.Fatalf("ParsePattern(%q, %q) = %v, %v", pattern, s, d, err)
			}
			return
		}
		text := d.Format(pattern)
		if back, err := persian.ParsePattern(pattern, text, persian.Pivot(d.Year())); err != nil || back != d {
			t.Fatalf("ParsePattern(%q, %q) = %v, written %q, read %v, %v", pattern, s, d, text, back, err)
		}
	})
}
