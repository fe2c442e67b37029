package figures

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Cell adds points up: of each measure how many there are of each value.
type Cell map[Measure]Counts

// Counts are how many points there are of each value. Measures without values
// have all of theirs at 0.
type Counts map[int]int64

// Add adds a point n times; with n below 0 it takes it out.
func (c Cell) Add(p Point, n int64) {
	counts := c[p.Measure]
	if counts == nil {
		counts = Counts{}
		c[p.Measure] = counts
	}
	counts[p.Value] += n
	if counts[p.Value] == 0 {
		delete(counts, p.Value)
	}
	if len(counts) == 0 {
		delete(c, p.Measure)
	}
}

// Merge adds all of another cell.
func (c Cell) Merge(other Cell) {
	for m, counts := range other {
		for value, n := range counts {
			c.Add(Point{Measure: m, Value: value}, n)
		}
	}
}

// N is how many points there are of a measure.
func (c Cell) N(m Measure) int64 {
	var n int64
	for _, k := range c[m] {
		n += k
	}
	return n
}

// Quantile is the smallest value that at least the share q of the points do
// not exceed (the nearest rank), or false without points.
func (c Cell) Quantile(m Measure, q float64) (int, bool) {
	counts := c[m]
	total := c.N(m)
	if total == 0 {
		return 0, false
	}
	values := make([]int, 0, len(counts))
	for v := range counts {
		values = append(values, v)
	}
	slices.Sort(values)
	var seen int64
	for _, v := range values {
		seen += counts[v]
		if float64(seen) >= q*float64(total) {
			return v, true
		}
	}
	return values[len(values)-1], true
}

// Mean is the mean value of a measure, or false without points.
func (c Cell) Mean(m Measure) (float64, bool) {
	var n, sum int64
	for v, k := range c[m] {
		n += k
		sum += int64(v) * k
	}
	if n == 0 {
		return 0, false
	}
	return float64(sum) / float64(n), true
}

// encode writes a cell for a [Store].
func (c Cell) encode() ([]byte, error) {
	out, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("figures: encode a cell: %w", err)
	}
	return out, nil
}

func decodeCell(data []byte) (Cell, error) {
	c := Cell{}
	if len(data) == 0 {
		return c, nil
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("figures: read a cell: %w", err)
	}
	return c, nil
}
