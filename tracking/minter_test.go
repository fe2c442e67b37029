package tracking

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMinterLengths(t *testing.T) {
	t.Parallel()
	for digits := -1; digits <= 20; digits++ {
		c, err := Minter{Digits: digits}.NewCode()
		text, appendErr := Minter{Digits: digits}.AppendCode([]byte("#"))
		switch {
		case digits == 0:
			require.NoError(t, err)
			assert.Equal(t, 16, c.Len())
			assert.Len(t, text, 17)
		case 12 <= digits && digits <= 18:
			require.NoError(t, err)
			assert.Equal(t, digits, c.Len())
			assert.Len(t, text, 1+digits)
		default:
			assert.True(t, c.IsZero())
			assert.Equal(t, "#", string(text))
			for _, err := range []error{err, appendErr} {
				require.ErrorIs(t, err, ErrDigits)
				var wrong *DigitsError
				require.ErrorAs(t, err, &wrong)
				assert.Equal(t, digits, wrong.Digits)
			}
		}
	}
}

// words gives 64-bit numbers as a source of randomness.
func words(numbers ...uint64) *bytes.Reader {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	return bytes.NewReader(b)
}

// The lowest and the highest draw give the lowest and the highest code.
func TestMinterReachesBothEnds(t *testing.T) {
	t.Parallel()
	for digits := MinDigits; digits <= MaxDigits; digits++ {
		random := digits - 2
		// The first draw of a range may be rejected, the one after is not.
		low, err := Minter{Random: words(1<<20, 1<<20), Digits: digits}.NewCode()
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(low.String(), "1000"), "%v", low)
		high, err := Minter{Random: words(^uint64(0)), Digits: digits}.NewCode()
		require.NoError(t, err)
		assert.Equal(t, strings.Repeat("9", random), high.String()[:random])
	}
	low, err := Minter{Random: words(1 << 20)}.NewPIN()
	require.NoError(t, err)
	assert.Equal(t, "000000", low.Reveal())
	high, err := Minter{Random: words(^uint64(0))}.NewPIN()
	require.NoError(t, err)
	assert.Equal(t, "999999", high.Reveal())
}

func TestMinterReportsBadRandomness(t *testing.T) {
	t.Parallel()
	broken := errors.New("no entropy device")
	for _, row := range []struct {
		name   string
		random func() io.Reader
		cause  error
	}{
		{"fails", func() io.Reader { return iotest.ErrReader(broken) }, broken},
		{"ends", func() io.Reader { return words() }, io.EOF},
		{"ends in the middle", func() io.Reader { return io.LimitReader(zeros{}, 7) }, io.ErrUnexpectedEOF},
		{"always rejected", func() io.Reader { return zeros{} }, errStuck},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c, err := Minter{Random: row.random()}.NewCode()
			assert.True(t, c.IsZero())
			check := func(err error) {
				require.ErrorIs(t, err, ErrRandom)
				require.ErrorIs(t, err, row.cause)
				var failed *RandomError
				require.ErrorAs(t, err, &failed)
				assert.Equal(t, "tracking: read randomness: "+row.cause.Error(), err.Error())
			}
			check(err)
			text, err := Minter{Random: row.random()}.AppendCode([]byte("#"))
			assert.Equal(t, "#", string(text))
			check(err)
			p, err := Minter{Random: row.random()}.NewPIN()
			assert.True(t, p.IsZero())
			check(err)
		})
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// A rejected draw is thrown away as a whole, and a code takes nothing from the
// source but the draw it is made of.
func TestMinterDrawsAndKeepsNothing(t *testing.T) {
	t.Parallel()
	source := words(0, 1<<63+1, 7<<60)
	m := Minter{Random: source}
	want := Code{seal(1e13 + 9e13/2)}
	got, err := m.NewCode()
	require.NoError(t, err)
	assert.Equal(t, want, got, "the first draw is out of range, the second is the middle")
	assert.Equal(t, 8, source.Len(), "bytes left")
}

// TestReduceHasNoBias counts, exactly, how many of the 2⁶⁴ draws lead to each
// of some numbers: it must be the same for all of them, ⌊2⁶⁴/n⌋.
func TestReduceHasNoBias(t *testing.T) {
	t.Parallel()
	all := new(big.Int).Lsh(big.NewInt(1), 64)
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []uint64{1, 2, 3, 10, 97, 1e6, 9e9, 9e13, 9e15, 1 << 63, 1<<63 + 1, ^uint64(0)} {
		want := new(big.Int).Div(all, new(big.Int).SetUint64(n))
		numbers := []uint64{0, n - 1, n / 2, n / 3}
		for range 200 {
			numbers = append(numbers, random.Uint64N(n))
		}
		for _, v := range numbers {
			// The draws that lead to v are neighbours: from ⌈v·2⁶⁴/n⌉ to before
			// ⌈(v+1)·2⁶⁴/n⌉, of which at most the first is rejected.
			first, next := ceilDiv(v, n), ceilDiv(v+1, n)
			count := new(big.Int).Sub(next, first)
			x := first.Uint64()
			got, ok := reduce(x, n)
			require.Equal(t, v, got, "reduce(%d, %d)", x, n)
			if !ok {
				count.Sub(count, big.NewInt(1))
			}
			require.Equal(t, want.String(), count.String(), "draws for %d of %d", v, n)
			if last := next.Uint64() - 1; last != x {
				got, ok = reduce(last, n)
				require.True(t, ok && got == v, "reduce(%d, %d) = %d, %t", last, n, got, ok)
			}
		}
	}
}

// ceilDiv returns ⌈v·2⁶⁴/n⌉.
func ceilDiv(v, n uint64) *big.Int {
	q := new(big.Int).Lsh(new(big.Int).SetUint64(v), 64)
	d := new(big.Int).SetUint64(n)
	q.Add(q, d).Sub(q, big.NewInt(1))
	return q.Div(q, d)
}

// TestCodesAreUniform counts the digits at each place, pairs of neighbouring
// digits, and the tenths of the whole range, from a fixed seed.
func TestCodesAreUniform(t *testing.T) {
	t.Parallel()
	const codes = 200_000
	m := Minter{Random: rand.NewChaCha8([32]byte{1})}
	var digit [14][10]int
	var pair [13][100]int
	var tenth [10]int
	for range codes {
		c, err := m.NewCode()
		require.NoError(t, err)
		text := c.String()
		for i := range digit {
			digit[i][text[i]-'0']++
			if i > 0 {
				pair[i-1][(text[i-1]-'0')*10+text[i]-'0']++
			}
		}
		tenth[(c.v/100-1e13)/9e12]++
	}
	assert.Zero(t, digit[0][0], "codes that begin with 0")
	uniform(t, "first digit", digit[0][1:])
	for i := range digit[1:] {
		uniform(t, "digit", digit[i+1][:])
	}
	uniform(t, "first two digits", pair[0][10:])
	for i := range pair[1:] {
		uniform(t, "two digits", pair[i+1][:])
	}
	uniform(t, "tenths of the range", tenth[:])
}

func TestPINsAreUniform(t *testing.T) {
	t.Parallel()
	m := Minter{Random: rand.NewChaCha8([32]byte{2})}
	var digit [PINDigits][10]int
	var thousand [1000]int
	for range 200_000 {
		p, err := m.NewPIN()
		require.NoError(t, err)
		v := 0
		for i, d := range p.Reveal() {
			digit[i][d-'0']++
			v = v*10 + int(d-'0')
		}
		thousand[v/1000]++
	}
	for i := range digit {
		uniform(t, "digit", digit[i][:])
	}
	uniform(t, "thousands", thousand[:])
}

// uniform holds counts against an even spread by Pearson's chi-square. A true
// one goes over this limit about once in 3,000 times (3.4 standard deviations,
// by the approximation of Wilson and Hilferty); the seeds are fixed, so it does
// not come and go.
func uniform(t *testing.T, what string, counts []int) {
	t.Helper()
	total := 0
	for _, n := range counts {
		total += n
	}
	even := float64(total) / float64(len(counts))
	sum := 0.0
	for _, n := range counts {
		sum += (float64(n) - even) * (float64(n) - even) / even
	}
	free := float64(len(counts) - 1)
	root := 1 - 2/(9*free) + 3.4*math.Sqrt(2/(9*free))
	assert.Less(t, sum, free*root*root*root, "%s: chi-square of %v", what, counts)
}

func TestMinterFromManyGoroutines(t *testing.T) {
	t.Parallel()
	const workers, each = 8, 2_000
	var wg sync.WaitGroup
	minted := make([][]Code, workers)
	for w := range workers {
		wg.Go(func() {
			for range each {
				c, err := Minter{}.NewCode()
				if err != nil {
					t.Error(err)
					return
				}
				minted[w] = append(minted[w], c)
			}
		})
	}
	wg.Wait()
	seen := map[Code]bool{}
	for _, codes := range minted {
		for _, c := range codes {
			assert.False(t, seen[c], "%v minted twice", c)
			seen[c] = true
			back, err := Parse(c.String())
			require.NoError(t, err)
			require.Equal(t, c, back)
		}
	}
	assert.Len(t, seen, workers*each)
}
