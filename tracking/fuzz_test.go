package tracking_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/samad111/go-samad/tracking"
)

// FuzzParse holds Parse against another way to say what a code is, and every
// code against its neighbours, which are none.
func FuzzParse(f *testing.F) {
	for _, row := range codes {
		f.Add(row.bare)
		f.Add(row.grouped)
		f.Add(row.persian)
	}
	for _, s := range []string{
		"",                    // nothing
		"1234567890123427",    // a digit wrong
		"1000000000005000",    // remainder 1, but not what minting writes
		"01234567890123428",   // 0 in front
		"1234567890123456789", // one digit too many
		"۱۲۳۴-٥٦٧٨ ９０１２\u200C3428", // all scripts
		"\u2066123456789092\u2069", // isolated, as copied from a page
		"۱۲۳\xDB",                  // half a digit
		"1२3",                      // digits of a script that is not taken
		"\uFEFF\u00AD\u0640\u2212", // separators only
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := tracking.Parse(s)
		digits, ok := isCode(s)
		if ok != (err == nil) || c.String() != digits && ok {
			t.Fatalf("Parse(%+q) = %v, %v; want %q, %t", s, c, err, digits, ok)
		}
		if err != nil {
			if !c.IsZero() {
				t.Fatalf("Parse(%+q) = %v with %v", s, c, err)
			}
			checkFault(t, s, err)
			return
		}
		for _, text := range []string{c.String(), c.Format(), c.Format("fa")} {
			if back, err := tracking.Parse(text); err != nil || back != c {
				t.Fatalf("%q does not come back: %v, %v", text, back, err)
			}
		}
		for i := range digits {
			near := []byte(digits)
			near[i] = '0' + (near[i]-'0'+1)%10
			if d, err := tracking.Parse(string(near)); err == nil {
				t.Fatalf("%v and its neighbour %v are both codes", c, d)
			}
		}
	})
}

// FuzzParsePIN holds ParsePIN against another way to say what a PIN is.
func FuzzParsePIN(f *testing.F) {
	for _, s := range []string{
		"042917",       // 0 in front
		"۰۴۲ ۹۱۷",      // Persian
		"٠٤٢\u200C٩١٧", // Arabic-Indic, half-space
		"04291",        // short
		"0429170",      // long
		"04291x",       // a letter
		"\u202E042917", // turned around on the page only
		"04\xDB",       // half a digit
		"",             // nothing
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := tracking.ParsePIN(s)
		digits, ok := meant(s, 6, 6)
		if ok != (err == nil) || p.Reveal() != digits && ok {
			t.Fatalf("ParsePIN(%+q) = %q, %v; want %q, %t", s, p.Reveal(), err, digits, ok)
		}
		if err != nil {
			if !p.IsZero() {
				t.Fatalf("ParsePIN(%+q) = %q with %v", s, p.Reveal(), err)
			}
			checkFault(t, s, err)
			return
		}
		if back, err := tracking.ParsePIN(p.Reveal()); err != nil || !back.Equal(p) {
			t.Fatalf("%q does not come back: %q, %v", s, back.Reveal(), err)
		}
	})
}

// checkFault holds what an error tells against the text it is about.
func checkFault(t *testing.T, s string, err error) {
	t.Helper()
	var fault *tracking.ParseError
	if !errors.Is(err, tracking.ErrMalformed) || !errors.As(err, &fault) {
		t.Fatalf("%+q: untyped error %v", s, err)
	}
	if fault.Offset < 0 || fault.Offset > len(s) {
		t.Fatalf("%+q: offset %d", s, fault.Offset)
	}
	if n := utf8.RuneCountInString(s[:fault.Offset]); n != fault.Rune {
		t.Fatalf("%+q: rune %d at offset %d, want %d", s, fault.Rune, fault.Offset, n)
	}
	wantInput := ""
	if errors.Is(err, tracking.ErrCharacter) {
		_, size := utf8.DecodeRuneInString(s[fault.Offset:])
		wantInput = s[fault.Offset : fault.Offset+size]
	}
	if fault.Input != wantInput {
		t.Fatalf("%+q: input %+q, want %+q", s, fault.Input, wantInput)
	}
	if _, err := tracking.Parse(fault.Input); err == nil {
		t.Fatalf("%+q: the error repeats a code", s)
	}
}
