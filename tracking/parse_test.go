package tracking_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/samad111/go-samad/tracking"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestParseForgivesTheForm(t *testing.T) {
	t.Parallel()
	want := parse(t, "1234567890123428")
	for _, row := range []struct{ name, text string }{
		{"bare", "1234567890123428"},
		{"grouped", "1234 5678 9012 3428"},
		{"grouped otherwise", "12 345-6789   0123428"},
		{"Persian digits", "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۲۸"},
		{"Arabic-Indic digits", "١٢٣٤٥٦٧٨٩٠١٢٣٤٢٨"},
		{"full-width digits", "１２３４５６７８９０１２３４２８"},
		{"scripts mixed", "1234۵۶۷۸٩٠١٢３４２８"},
		{"hyphens", "1234-5678-9012-3428"},
		{"dashes", "1234\u20105678\u20119012\u20123428\u2013\u2014\u2015"},
		{"minus, soft hyphen, bullet", "1234\u22125678\u00AD9012\u20433428"},
		{"wide and small dashes", "1234\uFF0D5678\uFE639012\uFE583428"},
		{"tatweel", "۱۲۳۴ـ۵۶۷۸ـ۹۰۱۲ـ۳۴۲۸"},
		{"no-break spaces", "1234\u00A05678\u202F9012\u20073428"},
		{"thin and wide spaces", "1234\u20095678\u30009012\u20033428"},
		{"half-spaces", "1234\u200C5678\u200C9012\u200C3428"},
		{"zero-width characters", "\uFEFF1234\u200B5678\u200D9012\u20603428"},
		{"direction marks", "\u200E1234\u200F5678\u061C90123428"},
		{"embeddings", "\u202A1234567890123428\u202C\u202B\u202D\u202E"},
		{"isolates", "\u20661234\u20675678\u206890123428\u2069"},
		{"copied with line ends", "\t1234567890123428\r\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			got, err := tracking.Parse(row.text)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestParseIsStrictAboutTheValue(t *testing.T) {
	t.Parallel()
	type fault = tracking.ParseError
	const (
		foreign  = "neither a digit nor a separator"
		mismatch = "check digits do not match"
	)
	for _, row := range []struct {
		name, text string
		kind       error
		want       fault
	}{
		{"empty", "", tracking.ErrLength, fault{Reason: "0 digits, want 12 to 18"}},
		{"separators only", " -\u200C", tracking.ErrLength,
			fault{Offset: 5, Rune: 3, Reason: "0 digits, want 12 to 18"}},
		{"too short", "۱۲۳۴ ۵", tracking.ErrLength,
			fault{Offset: 11, Rune: 6, Digits: 5, Reason: "5 digits, want 12 to 18"}},
		{"short by one", "12345678923", tracking.ErrLength,
			fault{Offset: 11, Rune: 11, Digits: 11, Reason: "11 digits, want 12 to 18"}},
		{"too long", "۱234567890123456789", tracking.ErrLength,
			fault{Offset: 19, Rune: 18, Digits: 19, Reason: "more than 18 digits"}},
		{"too long for a uint64", strings.Repeat("9", 1000), tracking.ErrLength,
			fault{Offset: 18, Rune: 18, Digits: 19, Reason: "more than 18 digits"}},
		{"letter", "1234 567B", tracking.ErrCharacter,
			fault{Input: "B", Offset: 8, Rune: 8, Digits: 7, Reason: foreign}},
		{"Persian letter", "کد 1234", tracking.ErrCharacter, fault{Input: "ک", Reason: foreign}},
		{"letter after Persian digits", "۱۲۳ x", tracking.ErrCharacter,
			fault{Input: "x", Offset: 7, Rune: 4, Digits: 3, Reason: foreign}},
		{"letter o for zero", "123456789O123428", tracking.ErrCharacter,
			fault{Input: "O", Offset: 9, Rune: 9, Digits: 9, Reason: foreign}},
		{"digits of another script", "१२३४५६७८९०१२३४२८", tracking.ErrCharacter,
			fault{Input: "१", Reason: foreign}},
		{"decimal point", "1234.5678", tracking.ErrCharacter,
			fault{Input: ".", Offset: 4, Rune: 4, Digits: 4, Reason: foreign}},
		{"plus", "+1234", tracking.ErrCharacter, fault{Input: "+", Reason: foreign}},
		{"NUL", "12\x0034", tracking.ErrCharacter,
			fault{Input: "\x00", Offset: 2, Rune: 2, Digits: 2, Reason: foreign}},
		{"broken UTF-8", "12\xDB", tracking.ErrCharacter,
			fault{Input: "\xDB", Offset: 2, Rune: 2, Digits: 2, Reason: foreign}},
		{"replacement character", "12\uFFFD", tracking.ErrCharacter,
			fault{Input: "\uFFFD", Offset: 2, Rune: 2, Digits: 2, Reason: foreign}},
		{"0 in front", " ۰1234567890123428", tracking.ErrCharacter,
			fault{Input: "۰", Offset: 1, Rune: 1, Digits: 17, Reason: "a code does not begin with 0"}},
		{"zeros", "0000000000000000", tracking.ErrCharacter,
			fault{Input: "0", Digits: 16, Reason: "a code does not begin with 0"}},
		{"wrong digit", "1234567890123427", tracking.ErrChecksum,
			fault{Offset: 14, Rune: 14, Digits: 16, Reason: mismatch}},
		{"wrong digit, Persian", "۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۲۷", tracking.ErrChecksum,
			fault{Offset: 31, Rune: 17, Digits: 16, Reason: mismatch}},
		// The remainder is 1 in these three as well, yet they are no codes:
		// their random parts have the check digits 97, 98 and 02.
		{"check digits 00", "1000000000005000", tracking.ErrChecksum,
			fault{Offset: 14, Rune: 14, Digits: 16, Reason: mismatch}},
		{"check digits 01", "1000000000008201", tracking.ErrChecksum,
			fault{Offset: 14, Rune: 14, Digits: 16, Reason: mismatch}},
		{"check digits 99", "1000000000001799", tracking.ErrChecksum,
			fault{Offset: 14, Rune: 14, Digits: 16, Reason: mismatch}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c, err := tracking.Parse(row.text)
			assert.True(t, c.IsZero())
			require.ErrorIs(t, err, tracking.ErrMalformed)
			require.ErrorIs(t, err, row.kind)
			for _, kind := range []error{tracking.ErrCharacter, tracking.ErrLength, tracking.ErrChecksum} {
				assert.Equal(t, kind == row.kind, errors.Is(err, kind), "%v", kind)
			}
			var got *tracking.ParseError
			require.ErrorAs(t, err, &got)
			if diff := cmp.Diff(row.want, *got, cmpopts.IgnoreUnexported(fault{})); diff != "" {
				t.Errorf("fault (-want +got):\n%s", diff)
			}
		})
	}
}

// The three traps above are traps: their remainder is that of a code.
func TestRemainderAloneWouldAcceptSecondSpellings(t *testing.T) {
	t.Parallel()
	for bad, good := range map[string]string{
		"1000000000005000": "1000000000005097",
		"1000000000008201": "1000000000008298",
		"1000000000001799": "1000000000001702",
	} {
		n, ok := new(big.Int).SetString(bad, 10)
		require.True(t, ok)
		assert.Equal(t, "1", n.Mod(n, big.NewInt(97)).String(), bad)
		assert.Equal(t, good, parse(t, good).String())
	}
}

func TestParseErrorText(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ text, want string }{
		{"1234 567B", `tracking: parse code: character 9 ("B"): neither a digit nor a separator`},
		{"1234\u202E\u2065", `tracking: parse code: character 6 ("\u2065"): neither a digit nor a separator`},
		{"12\xDB", `tracking: parse code: character 3 ("\xdb"): neither a digit nor a separator`},
		{"1234", "tracking: parse code: character 5: 4 digits, want 12 to 18"},
	} {
		_, err := tracking.Parse(row.text)
		require.EqualError(t, err, row.want)
	}
}

// An error may be logged; a log need not have what somebody typed.
func TestErrorsRepeatNoDigits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"7777777777777777", "777777", "7777777777777777777777", "77777777777x", "0777777777777777",
	} {
		_, err := tracking.Parse(text)
		require.Error(t, err, text)
		assert.NotContains(t, err.Error(), "77")
		_, err = tracking.ParsePIN(text + "7")
		require.Error(t, err, text)
		assert.NotContains(t, err.Error(), "77")
	}
}

func TestParseTakesAnyMixtureOfDigitsAndSeparators(t *testing.T) {
	t.Parallel()
	zeros := []rune{'0', '\u06F0', '\u0660', '\uFF10'}
	separators := rapid.StringOfN(rapid.SampledFrom(
		[]rune(" -\t\n\u00A0\u00AD\u0640\u061C\u2010\u2014\u2212\u200C\u200E\u200F\u202A\u202E\u2066\u2069\uFEFF")), 0, 3, -1)
	rapid.Check(t, func(t *rapid.T) {
		code := drawCode().Draw(t, "code")
		var text strings.Builder
		for _, d := range code.String() {
			text.WriteString(separators.Draw(t, "separators"))
			text.WriteRune(rapid.SampledFrom(zeros).Draw(t, "script") + d - '0')
		}
		text.WriteString(separators.Draw(t, "separators"))
		if got, err := tracking.Parse(text.String()); err != nil || got != code {
			t.Fatalf("Parse(%+q) = %v, %v; want %v", text.String(), got, err, code)
		}
	})
}

// meant is another way to read codes, to compare Parse with: it throws away
// what may be thrown away, and works out the remainder of a big number.
func meant(text string, least, most int) (digits string, ok bool) {
	for _, r := range text {
		switch {
		case strings.ContainsRune("0123456789", r):
			digits += string(r)
		case unicode.In(r, unicode.Nd) && strings.ContainsRune("۰۱۲۳۴۵۶۷۸۹", r):
			digits += string('0' + r - '۰')
		case unicode.In(r, unicode.Nd) && strings.ContainsRune("٠١٢٣٤٥٦٧٨٩", r):
			digits += string('0' + r - '٠')
		case strings.ContainsRune("０１２３４５６７８９", r):
			digits += string('0' + r - '０')
		case unicode.In(r, unicode.Z, unicode.Pd) || strings.ContainsRune("\t\n\v\f\r\u0085", r):
		case strings.ContainsRune("\u00AD\u0640\u2043\u2212\u061C\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF", r):
		case '\u202A' <= r && r <= '\u202E', '\u2066' <= r && r <= '\u2069':
		default:
			return "", false
		}
	}
	return digits, least <= len(digits) && len(digits) <= most
}

func isCode(text string) (digits string, ok bool) {
	digits, ok = meant(text, 12, 18)
	if !ok || digits[0] == '0' {
		return "", false
	}
	n, _ := new(big.Int).SetString(digits, 10)
	rest := new(big.Int).Mod(n, big.NewInt(97)).Int64()
	check := digits[len(digits)-2:]
	return digits, rest == 1 && check != "00" && check != "01" && check != "99"
}
