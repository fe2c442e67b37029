package main

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// BenchmarkPeers runs every subject of every comparison, for benchstat.
func BenchmarkPeers(b *testing.B) {
	for _, c := range comparisons() {
		b.Run(c.Name, func(b *testing.B) {
			for _, s := range c.Subjects {
				b.Run(s.Name, func(b *testing.B) {
					if s.Ready != nil {
						if err := s.Ready(); err != nil {
							b.Skip(err)
						}
					}
					s.Bench(b)
				})
			}
		})
	}
}

// The names are what goals and the command line refer to.
func TestComparisonsAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range comparisons() {
		assert.False(t, seen[c.Name], "%s twice", c.Name)
		seen[c.Name] = true
		assert.NotEmpty(t, c.Goals, c.Name)
		subjects := map[string]bool{}
		for i, s := range c.Subjects {
			assert.False(t, subjects[s.Name], "%s: %s twice", c.Name, s.Name)
			subjects[s.Name] = true
			c.Subjects[i].Ready = nil // slow
		}
		_, err := c.Measure(1, took(time.Second))
		require.NoError(t, err)
	}
}

// took is a benchmark that needs the given times in turn, for 1,000 operations
// with an allocation each.
func took(times ...time.Duration) func(func(*testing.B)) testing.BenchmarkResult {
	i := -1
	return func(func(*testing.B)) testing.BenchmarkResult {
		i++
		return testing.BenchmarkResult{N: 1000, T: times[i%len(times)], MemAllocs: 1000}
	}
}

var example = Comparison{
	Name: "example", Title: "Doing it",
	Subjects: []Subject{{Name: "peer"}, {Name: "ours"}},
}

func TestRatiosAreTakenInsideAPass(t *testing.T) {
	t.Parallel()
	const us = time.Microsecond
	// The machine is three times as slow in the second pass, and one
	// measurement goes astray in the third.
	r, err := example.Measure(3, took(100*us, 50*us, 300*us, 150*us, 100*us, 900*us))
	require.NoError(t, err)
	median, least, most := r.Ratio("ours", "peer")
	assert.Equal(t, []float64{0.5, 0.5, 9}, []float64{median, least, most})

	r, err = example.Measure(4, took(100*us, 40*us, 100*us, 20*us, 100*us, 10*us, 100*us, 80*us))
	require.NoError(t, err)
	median, least, most = r.Ratio("ours", "peer")
	assert.InDeltaSlice(t, []float64{0.3, 0.1, 0.8}, []float64{median, least, most}, 1e-9)
}

func TestGoals(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name   string
		goal   Goal
		missed bool
	}{
		{"time reached", Goal{Subject: "ours", Peer: "peer", AtMost: 0.5, Allocs: -1}, false},
		{"time missed", Goal{Subject: "ours", Peer: "peer", AtMost: 0.49, Allocs: -1}, true},
		{"allocations reached", Goal{Subject: "ours", Allocs: 1}, false},
		{"allocations missed", Goal{Subject: "ours", Allocs: 0}, true},
		{"time reached, allocations missed", Goal{Subject: "ours", Peer: "peer", AtMost: 0.5, Allocs: 0}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := example
			c.Goals = []Goal{row.goal}
			r, err := c.Measure(5, took(100*time.Microsecond, 50*time.Microsecond))
			require.NoError(t, err)
			assert.Equal(t, row.missed, r.Missed())
			var out bytes.Buffer
			_, err = r.WriteTo(&out)
			require.NoError(t, err)
			verdict := map[bool]string{false: "goal reached: ours", true: "goal MISSED: ours"}[row.missed]
			assert.Contains(t, out.String(), verdict)
		})
	}
}

func TestGoalsOfText(t *testing.T) {
	t.Parallel()
	c := example
	c.Bytes = 5000
	c.Goals = []Goal{{Subject: "ours", Peer: "peer", AtMost: 0.8, Allocs: 1, MegabytesASecond: 100}}
	r, err := c.Measure(5, took(100*time.Microsecond, 50*time.Microsecond)) // 5000 bytes in 50 ns
	require.NoError(t, err)
	assert.False(t, r.Missed())
	var out bytes.Buffer
	_, err = r.WriteTo(&out)
	require.NoError(t, err)
	assert.Contains(t, out.String(), "ours  50 (50 to 50)     1          100000  0.50")
	assert.Contains(t, out.String(), ", 100000 MB/s, at least 100\n")
	r.Goals[0].MegabytesASecond = 100_001
	assert.True(t, r.Missed())
}

func TestReport(t *testing.T) {
	t.Parallel()
	c := example
	c.Goals = []Goal{{Subject: "ours", Peer: "peer", AtMost: 0.8, Allocs: 1}}
	r, err := c.Measure(5, took(100*time.Microsecond, 50*time.Microsecond))
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = r.WriteTo(&out)
	require.NoError(t, err)
	assert.Equal(t, `Doing it (example), median of 5 passes (least to most)
      ns/op             allocs/op  time to peer
peer  100 (100 to 100)  1          1.00 (1.00 to 1.00)
ours  50 (50 to 50)     1          0.50 (0.50 to 0.50)
goal reached: ours takes 0.50 (0.50 to 0.50) of the time of peer, at most 0.80, 1 allocations, at most 1

`, out.String())
}

func TestSmallRatiosKeepTheirDigits(t *testing.T) {
	t.Parallel()
	for x, want := range map[float64]string{0: "0.00", 1.2345: "1.23", 0.1: "0.10", 0.0456: "0.046", 0.00031234: "0.00031"} {
		assert.Equal(t, want, ratioText(x))
	}
}

func TestWhatCannotBeMeasured(t *testing.T) {
	t.Parallel()
	failed := func(func(*testing.B)) testing.BenchmarkResult { return testing.BenchmarkResult{} }
	_, err := example.Measure(5, failed)
	require.EqualError(t, err, "example: peer failed")

	c := example
	c.Goals = []Goal{{Subject: "ours", Peer: "pear", AtMost: 1}}
	_, err = c.Measure(5, took(time.Second))
	require.EqualError(t, err, `example: a goal names "pear", which is not measured`)

	require.ErrorContains(t, run([]string{"nonsense"}, nil),
		`no comparison "nonsense"; there are codes, codes-parallel, `)
	require.EqualError(t, run([]string{"-passes", "4"}, nil), "4 passes: want 5 at least")
}

func TestASubjectThatIsNotReadyIsLeftOutWithItsReason(t *testing.T) {
	t.Parallel()
	c := example
	c.Subjects = []Subject{{Name: "peer"}, {Name: "ours", Ready: func() error { return nil }}, {Name: "slow", Ready: func() error { return errors.New("its time was over") }}}
	report, err := c.Measure(2, took(time.Second))
	require.NoError(t, err)
	var out bytes.Buffer
	_, err = report.WriteTo(&out)
	require.NoError(t, err)
	assert.Contains(t, out.String(), "slow is not measured: its time was over\n")
	assert.Contains(t, out.String(), "ours")
	c.Goals = []Goal{{Subject: "slow", Allocs: -1}}
	_, err = c.Measure(2, took(time.Second))
	require.ErrorContains(t, err, `a goal names "slow", which is not measured`)
}

func TestWriteErrorsAreReported(t *testing.T) {
	t.Parallel()
	r, err := example.Measure(5, took(time.Second))
	require.NoError(t, err)
	full := errors.New("disk full")
	_, err = r.WriteTo(writerFunc(func([]byte) (int, error) { return 0, full }))
	require.ErrorIs(t, err, full)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
