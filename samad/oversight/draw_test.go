package oversight_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

func lot(t testing.TB, weights []int64, count int) oversight.Draw {
	monday := date(t, 1405, 9, 2)
	d := oversight.Draw{Period: oversight.Period{From: monday, To: plus(t, monday, 14)}, Count: count,
		Inspectors: []oversight.Inspector{{Account: "a", NotTo: []samad.AgencyID{"agency-0"}}, {Account: "b"}, {Account: "c"}}}
	for i, w := range weights {
		d.Candidates = append(d.Candidates, oversight.Candidate{
			ID: fmt.Sprintf("post-%04d", i), Agency: samad.AgencyID(fmt.Sprintf("agency-%d", i)), Weight: w,
			Slots: []oversight.Slot{{Day: monday, From: 540, Minutes: 180}, {Day: plus(t, monday, 7), From: 600, Minutes: 60}},
		})
	}
	return d
}

func seed(n int) []byte {
	h := samad.HashParts([]byte("seed of a test"), []byte(fmt.Sprint(n)))
	return h[:]
}

// The first choice follows the weights: chi-square over 20,000 seeds stays
// below the 0.999 quantile for its degrees of freedom, and so do days and
// minutes. The seeds are fixed, so this cannot fail by chance.
func TestDrawFollowsWeights(t *testing.T) {
	t.Parallel()
	weights := []int64{1, 2, 3, 4, 10, 27 * 21, 100, 50}
	const n = 20_000
	d := lot(t, weights, 1)
	chosen := map[string]float64{}
	days, hours, who := map[string]float64{}, map[int]float64{}, map[string]float64{}
	for i := range n {
		d.Seed = seed(i)
		out, err := d.Run()
		require.NoError(t, err)
		require.Len(t, out, 1)
		chosen[out[0].Candidate]++
		days[out[0].Day.String()]++
		who[out[0].Inspector]++
		if out[0].Day == d.Candidates[0].Slots[0].Day {
			hours[(out[0].Minute-540)/30]++
		}
	}
	var total float64
	for _, w := range weights {
		total += float64(w)
	}
	square := 0.0
	for i, w := range weights {
		expected := n * float64(w) / total
		diff := chosen[d.Candidates[i].ID] - expected
		square += diff * diff / expected
	}
	assert.Less(t, square, 24.32, "candidates: chi-square with 7 degrees of freedom, %v", chosen)
	assert.Less(t, chi(days, n, 2), 10.83, "days: one degree of freedom")
	assert.Less(t, chi(hours, int(sum(hours)), 6), 20.52, "half hours: five degrees of freedom")
	delete(who, "a") // has a conflict with one candidate, so is sent less
	assert.InDelta(t, who["b"], who["c"], 4*math.Sqrt(who["b"]))
}

func sum[K comparable](m map[K]float64) float64 {
	var s float64
	for _, x := range m {
		s += x
	}
	return s
}

// chi is chi-square against equal shares.
func chi[K comparable](m map[K]float64, n, classes int) float64 {
	expected := float64(n) / float64(classes)
	square := float64(classes-len(m)) * expected
	for _, x := range m {
		square += (x - expected) * (x - expected) / expected
	}
	return square
}

// Whoever is drawn second follows the weights of those who are left.
func TestDrawWithoutReplacement(t *testing.T) {
	t.Parallel()
	d := lot(t, []int64{1, 2, 7}, 2)
	second := map[string]float64{}
	const n = 20_000
	for i := range n {
		d.Seed = seed(i)
		out, err := d.Run()
		require.NoError(t, err)
		second[out[0].Candidate+","+out[1].Candidate]++
	}
	w := []float64{1, 2, 7}
	square := 0.0
	for i := range w {
		for j := range w {
			if i == j {
				continue
			}
			expected := n * w[i] / 10 * w[j] / (10 - w[i])
			diff := second[fmt.Sprintf("post-%04d,post-%04d", i, j)] - expected
			square += diff * diff / expected
		}
	}
	assert.Less(t, square, 20.52, "five degrees of freedom: %v", second)
}

func TestDrawProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(1, 600), 1, 30).Draw(r, "weights")
		d := lot(t, weights, rapid.IntRange(1, 40).Draw(r, "count"))
		d.Seed, d.Beacon = seed(rapid.IntRange(0, 1000).Draw(r, "seed")), rapid.String().Draw(r, "beacon")
		d.Commitment = oversight.Commitment(d.Seed)
		out, err := d.Run()
		require.NoError(r, err)
		require.Len(r, out, min(d.Count, len(weights)))
		seen, given := map[string]bool{}, map[string]int{}
		for _, c := range out {
			require.False(r, seen[c.Candidate], "drawn twice")
			seen[c.Candidate] = true
			i := slices.IndexFunc(d.Candidates, func(x oversight.Candidate) bool { return x.ID == c.Candidate })
			require.GreaterOrEqual(r, i, 0)
			require.True(r, slices.ContainsFunc(d.Candidates[i].Slots, func(s oversight.Slot) bool {
				return s.Day == c.Day && c.Minute >= s.From && c.Minute < s.From+s.Minutes
			}))
			require.False(r, c.Inspector == "a" && c.Candidate == "post-0000", "a conflict of interest")
			given[c.Inspector]++
		}
		if len(out) > 3 {
			require.LessOrEqual(r, max(given["a"], given["b"], given["c"])-min(given["a"], given["b"], given["c"]), 2)
		}
		d.Chosen = out
		require.NoError(r, oversight.VerifyDraw(oversight.Commitment(d.Seed), d))

		// Whatever is altered afterwards does not verify.
		bad := d
		bad.Chosen, bad.Candidates = slices.Clone(d.Chosen), slices.Clone(d.Candidates)
		switch rapid.IntRange(0, 3).Draw(r, "alter") {
		case 0:
			bad.Seed = seed(-1)
		case 1:
			bad.Chosen[0].Minute++
		case 2:
			bad.Chosen = bad.Chosen[1:]
		default:
			bad.Seed = seed(-1)
			bad.Commitment = oversight.Commitment(bad.Seed)
		}
		require.ErrorIs(r, oversight.VerifyDraw(oversight.Commitment(d.Seed), bad), oversight.ErrDraw)
	})
}

// What is pinned is published, so a change of it would be a change of the rules.
func TestDrawIsPinned(t *testing.T) {
	t.Parallel()
	d := lot(t, []int64{5, 1, 9, 3}, 3)
	d.Seed, d.Beacon = seed(1), "۱۲۳"
	out, err := d.Run()
	require.NoError(t, err)
	var got []string
	for _, c := range out {
		got = append(got, fmt.Sprintf("%s %s %d %s", c.Candidate, c.Day, c.Minute, c.Inspector))
	}
	assert.Equal(t, pinned, got)
	assert.Equal(t, "2253b3656082b8e22504764864b5e3c35f9fef16fdaedc55fd67c786af1c1e45", oversight.Commitment(seed(1)).String())
}

func TestDrawRefusesLists(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(d *oversight.Draw){
		"not sorted":   func(d *oversight.Draw) { slices.Reverse(d.Candidates) },
		"twice":        func(d *oversight.Draw) { d.Candidates[1] = d.Candidates[0] },
		"no weight":    func(d *oversight.Draw) { d.Candidates[0].Weight = 0 },
		"no slots":     func(d *oversight.Draw) { d.Candidates[0].Slots = nil },
		"heavy":        func(d *oversight.Draw) { d.Candidates[0].Weight = 1 << 62 },
		"no inspector": func(d *oversight.Draw) { slices.Reverse(d.Inspectors) },
	} {
		d := lot(t, []int64{1, 2}, 1)
		d.Seed = seed(1)
		edit(&d)
		_, err := d.Run()
		require.ErrorIs(t, err, oversight.ErrDraw, name)
	}
}

func TestWeight(t *testing.T) {
	t.Parallel()
	s := oversight.Settings{RiskMax: 20, AgeMax: 26}
	for _, c := range []struct {
		risk, weeks int
		visited     bool
		want        int64
	}{
		{0, 0, true, 1}, {0, 5, true, 6}, {4, 5, true, 30}, {99, 99, true, 21 * 27}, {0, 0, false, 27}, {-3, -1, true, 1},
	} {
		assert.Equal(t, c.want, s.Weight(c.risk, c.weeks, c.visited), "%+v", c)
	}
}

// pinned was computed by another program, in another language, from the
// documentation of Draw.
var pinned = []string{
	"post-0001 1405-09-02 602 b", "post-0000 1405-09-02 544 c", "post-0002 1405-09-02 580 a",
}
