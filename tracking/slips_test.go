package tracking_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/samad111/go-samad/tracking"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slip is one way in which people get a code wrong.
type slip struct {
	name  string
	codes int // how many codes it is tried on
	// wrong gives every text that the slip makes of a code. It may use one
	// buffer for all of them.
	wrong func(code []byte) iter.Seq[[]byte]
	want  string // share of wrong texts that Parse refuses
}

// What doc.go tells about slips. All of them are tried on real codes through
// Parse; nothing here knows how check digits work.
var slips = []slip{
	{"one digit wrong", 5_000, windows(1, anyOther), "all"},
	{"two neighbours exchanged", 20_000, windows(2, exchanged), "all"},
	{"digits exchanged across one (abc, cba)", 20_000, windows(3, exchanged), "all"},
	{"twins wrong (aa, bb)", 20_000, windows(2, twins), "all"},
	{"twins wrong across one (aca, bcb)", 20_000, windows(3, twins), "all"},
	{"thirteen for thirty (a0, 1a)", 20_000, windows(2, teens), "all"},
	{"two neighbours wrong, any digits", 1_000, windows(2, anyOther), "99.9 %"},
	{"two digits wrong, anywhere", 200, twoAnywhere, "99.1 %"},
	{"two groups of four exchanged", 50_000, groupsExchanged, "99.0 %"},
	{"groups read from right to left", 100_000, groupsReversed, "99.1 %"},
	{"all digits moved round by one place", 100_000, rotated, "all"},
	{"one digit left out *", 50_000, leftOut, "99.2 %"},
	{"one digit written twice *", 50_000, doubled, "99.2 %"},
	{"one digit too many, any digit *", 5_000, inserted, "99.2 %"},
	{"some other 16 digits", 200_000, anotherNumber(), "99.0 %"},
}

func TestSlipsAreCaught(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for _, row := range slips {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			tried, caught := 0, 0
			for code := range mintTexts(t, tracking.DefaultDigits, row.codes) {
				for wrong := range row.wrong(code) {
					tried++
					if _, err := tracking.Parse(string(wrong)); err != nil {
						caught++
					}
				}
			}
			require.Positive(t, tried)
			got := fmt.Sprintf("%.1f %%", 100*float64(caught)/float64(tried))
			if caught == tried {
				got = "all"
			}
			assert.Equal(t, row.want, got, "caught %d of %d", caught, tried)
			line := fmt.Sprintf("//\t%-40s %8s\n", row.name, row.want)
			assert.Contains(t, string(doc), line, "the table in doc.go")
		})
	}
	assert.Equal(t, len(slips), strings.Count(string(doc), " all\n")+strings.Count(string(doc), " %\n"),
		"rows of the table in doc.go")
}

// TestNearSlipsAtEveryPlace shows that "all" means all: in codes of each length
// it makes the slip at every place, in all that can stand there. What stands
// elsewhere does not matter, because a slip changes the remainder by an amount
// that depends only on what it touches.
func TestNearSlipsAtEveryPlace(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		width   int
		replace func([]byte) iter.Seq[[]byte]
	}{
		{"one digit", 1, anyOther},
		{"exchange", 2, exchanged},
		{"exchange across", 3, exchanged},
		{"twins", 2, twins},
		{"twins across", 3, twins},
		{"teens", 2, teens},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for n := tracking.MinDigits; n <= tracking.MaxDigits; n++ {
				seen, there := map[string]bool{}, windowsThereAre(n, row.width)
				for code := range mintTexts(t, n, 50_000) {
					if len(seen) == there {
						break
					}
					for at := 0; at+row.width <= n; at++ {
						window := string(code[at : at+row.width])
						key := fmt.Sprint(at, " ", window)
						if seen[key] {
							continue
						}
						seen[key] = true
						for put := range row.replace([]byte(window)) {
							wrong := slices.Concat(code[:at], put, code[at+row.width:])
							if c, err := tracking.Parse(string(wrong)); err == nil {
								t.Errorf("%s passes as %v", code, c)
							}
						}
					}
				}
				assert.Equal(t, there, len(seen), "%d digits: windows tried", n)
			}
		})
	}
}

// windowsThereAre counts the places and contents of w neighbouring digits in
// codes of n digits: no 0 in front, no 00, 01 and 99 as check digits.
func windowsThereAre(n, w int) int {
	all := 1
	for range w {
		all *= 10
	}
	count := (n-w+1)*all - all/10
	if w >= 2 {
		count -= 3 * all / 100
	}
	return count
}

// mintTexts gives the bare digits of codes minted from a fixed seed.
func mintTexts(t *testing.T, digits, count int) iter.Seq[[]byte] {
	t.Helper()
	minter := tracking.Minter{Random: seeded("slips"), Digits: digits}
	return func(yield func([]byte) bool) {
		for range count {
			text, err := minter.AppendCode(nil)
			require.NoError(t, err)
			if !yield(text) {
				return
			}
		}
	}
}

// seeded is a source of randomness that gives the same every time.
func seeded(name string) *rand.ChaCha8 {
	var seed [32]byte
	copy(seed[:], name)
	return rand.NewChaCha8(seed)
}
