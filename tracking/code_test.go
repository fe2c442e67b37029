package tracking_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/samad111/go-samad/tracking"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"
)

// Codes of each length, with check digits worked out by hand from ISO 7064.
var codes = []struct{ bare, grouped, persian string }{
	{"123456789092", "1234 5678 9092", "۱۲۳۴\u00A0۵۶۷۸\u00A0۹۰۹۲"},
	{"1000000000048", "1000 0000 0004 8", "۱۰۰۰\u00A0۰۰۰۰\u00A0۰۰۰۴\u00A0۸"},
	{"31415926535810", "3141 5926 5358 10", "۳۱۴۱\u00A0۵۹۲۶\u00A0۵۳۵۸\u00A0۱۰"},
	{"271828182845979", "2718 2818 2845 979", "۲۷۱۸\u00A0۲۸۱۸\u00A0۲۸۴۵\u00A0۹۷۹"},
	{"1234567890123428", "1234 5678 9012 3428", "۱۲۳۴\u00A0۵۶۷۸\u00A0۹۰۱۲\u00A0۳۴۲۸"},
	{"99999999999999963", "9999 9999 9999 9996 3", "۹۹۹۹\u00A0۹۹۹۹\u00A0۹۹۹۹\u00A0۹۹۹۶\u00A0۳"},
	{"123456789012345611", "1234 5678 9012 3456 11", "۱۲۳۴\u00A0۵۶۷۸\u00A0۹۰۱۲\u00A0۳۴۵۶\u00A0۱۱"},
}

func parse(t testing.TB, s string) tracking.Code {
	t.Helper()
	c, err := tracking.Parse(s)
	require.NoError(t, err)
	return c
}

func TestCodeText(t *testing.T) {
	t.Parallel()
	for _, row := range codes {
		t.Run(row.bare, func(t *testing.T) {
			t.Parallel()
			c := parse(t, row.bare)
			assert.False(t, c.IsZero())
			assert.Equal(t, len(row.bare), c.Len())
			assert.Equal(t, row.bare, c.String())
			assert.Equal(t, row.grouped, c.Format())
			assert.Equal(t, row.persian, c.Format("fa"))
			assert.Equal(t, "#"+row.grouped, string(c.AppendFormat([]byte("#"))))
			assert.Equal(t, "#"+row.persian, string(c.AppendFormat([]byte("#"), "fa")))
			assert.Equal(t, c, parse(t, row.grouped))
			assert.Equal(t, c, parse(t, row.persian))
		})
	}
}

func TestZeroCode(t *testing.T) {
	t.Parallel()
	var c tracking.Code
	assert.True(t, c.IsZero())
	assert.Zero(t, c.Len())
	assert.Empty(t, c.String())
	assert.Empty(t, c.Format())
	assert.Empty(t, c.Format("fa"))
	assert.Empty(t, c.Speak("fa"))
	assert.Equal(t, "#", string(c.AppendFormat([]byte("#"))))
	assert.Equal(t, -1, c.Compare(parse(t, "123456789092")))
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	c := parse(t, "123456789092")
	const (
		latin, persian = "1234 5678 9092", "۱۲۳۴\u00A0۵۶۷۸\u00A0۹۰۹۲"
		english        = "one two three four, five six seven eight, nine zero nine two"
		farsi          = "یک دو سه چهار، پنج شش هفت هشت، نه صفر نه دو"
	)
	for _, row := range []struct{ lang, text, spoken string }{
		{"fa", persian, farsi},
		{"FA", persian, farsi},
		{"fa-IR", persian, farsi},
		{"fa_IR.UTF-8", persian, farsi},
		{"fa.UTF-8", persian, farsi},
		{"en", latin, english},
		{"en-GB", latin, english},
		{"", latin, english},
		{"f", latin, english},
		{"fal", latin, english},
		{"fan-fa", latin, english},
		{"ar", latin, english},
	} {
		t.Run(row.lang, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.text, c.Format(row.lang))
			assert.Equal(t, row.spoken, c.Speak(row.lang))
		})
	}
	assert.Equal(t, persian, c.Format("fa", "en"), "the first language decides")
}

// Ten words, one for each digit, none the beginning of another.
func TestSpeakHasOneWordForEachDigit(t *testing.T) {
	t.Parallel()
	code := parse(t, "1234567890123428")
	for _, lang := range []string{"fa", "en"} {
		words := map[string]rune{}
		groups := strings.FieldsFunc(code.Speak(lang), func(r rune) bool { return r == ',' || r == '،' })
		require.Len(t, groups, 4, lang)
		digits := []rune(code.String())
		for _, group := range groups {
			for word := range strings.FieldsSeq(group) {
				d, known := words[word]
				assert.True(t, !known || d == digits[0], "%s: %q is said for two digits", lang, word)
				words[word] = digits[0]
				digits = digits[1:]
			}
		}
		assert.Empty(t, digits, lang)
		assert.Len(t, words, 10, lang)
	}
}

// On a Persian page the groups must stand in the order in which they are read,
// whatever stands around them. A plain space does not do that.
func TestPersianFormatKeepsItsOrderOnThePage(t *testing.T) {
	t.Parallel()
	code := parse(t, "1234567890123428")
	for _, around := range []struct{ before, after string }{
		{"کد رهگیری شما ", " است."},
		{"کد: ", ""},
		{"", " کد شماست"},
	} {
		runs := numberRuns(t, around.before+code.Format("fa")+around.after)
		assert.Equal(t, []string{code.Format("fa")}, runs)
		runs = numberRuns(t, around.before+code.Format()+around.after)
		assert.Greater(t, len(runs), 1, "plain spaces: %q", runs)
	}
}

// numberRuns lays text out in a right-to-left paragraph and gives the pieces
// with digits in them, each of which is shown as a whole.
func numberRuns(t *testing.T, text string) []string {
	t.Helper()
	var p bidi.Paragraph
	_, err := p.SetString(text, bidi.DefaultDirection(bidi.RightToLeft))
	require.NoError(t, err)
	order, err := p.Order()
	require.NoError(t, err)
	var runs []string
	for i := range order.NumRuns() {
		run := order.Run(i)
		if run := run.String(); strings.ContainsFunc(run, unicode.IsDigit) {
			runs = append(runs, run)
		}
	}
	return runs
}

func TestCompareOrdersByLengthThenText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(drawCode()).Draw(t, "codes")
		slices.SortFunc(all, tracking.Code.Compare)
		if !slices.IsSortedFunc(all, func(a, b tracking.Code) int {
			return cmp.Or(cmp.Compare(a.Len(), b.Len()), strings.Compare(a.String(), b.String()))
		}) {
			t.Fatalf("not in order: %v", all)
		}
		for i := range all[min(1, len(all)):] {
			if (all[i] == all[i+1]) != (all[i].Compare(all[i+1]) == 0) {
				t.Fatalf("%v and %v: == and Compare disagree", all[i], all[i+1])
			}
		}
	})
}

// drawCode draws codes of all lengths.
func drawCode() *rapid.Generator[tracking.Code] {
	return rapid.Custom(func(t *rapid.T) tracking.Code {
		digits := rapid.IntRange(tracking.MinDigits, tracking.MaxDigits).Draw(t, "digits")
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		c, err := tracking.Minter{Random: rand.NewChaCha8(seed), Digits: digits}.NewCode()
		if err != nil {
			t.Fatalf("mint: %v", err)
		}
		return c
	})
}
