package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// Report is what the passes of a comparison gave.
type Report struct {
	Comparison
	Passes int

	nanos  map[string][]float64 // by subject, one a pass
	allocs map[string]int64     // by subject, the most of all passes
	absent []string             // which subjects are not measured, and why
}

// Ratio returns the time of a subject, where that of the peer is 1: the median
// over the passes, and the least and the most.
func (r Report) Ratio(subject, peer string) (median, least, most float64) {
	var ratios []float64
	for pass, n := range r.nanos[subject] {
		ratios = append(ratios, n/r.nanos[peer][pass])
	}
	return spread(ratios)
}

// spread returns the median, the least and the most.
func spread(numbers []float64) (median, least, most float64) {
	sorted := slices.Sorted(slices.Values(numbers))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2, sorted[0], sorted[n-1]
}

// megabytes returns how much text a subject reads in a second, 0 where there is
// none: the median over the passes.
func (r Report) megabytes(subject string) float64 {
	nanos, _, _ := spread(r.nanos[subject])
	return float64(r.Bytes) / nanos * 1e3
}

// reached reports whether a goal is reached.
func (r Report) reached(g Goal) bool {
	if g.Allocs >= 0 && r.allocs[g.Subject] > g.Allocs {
		return false
	}
	if g.MegabytesASecond > r.megabytes(g.Subject) {
		return false
	}
	if g.Peer == "" {
		return true
	}
	median, _, _ := r.Ratio(g.Subject, g.Peer)
	return median <= g.AtMost
}

// Missed reports whether a goal is not reached.
func (r Report) Missed() bool {
	return slices.ContainsFunc(r.Goals, func(g Goal) bool { return !r.reached(g) })
}

// WriteTo writes a table of the subjects and a line for every goal.
func (r Report) WriteTo(w io.Writer) (int64, error) { //nolint:unparam // as io.WriterTo has it
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s (%s), median of %d passes (least to most)\n", r.Title, r.Name, r.Passes)
	base := r.Subjects[0].Name
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	speed := func(string) string { return "" }
	if r.Bytes > 0 {
		speed = func(subject string) string { return fmt.Sprintf("\t%.0f", r.megabytes(subject)) }
		fmt.Fprintf(table, "\tns/op\tallocs/op\tMB/s\ttime to %s\n", base)
	} else {
		fmt.Fprintf(table, "\tns/op\tallocs/op\ttime to %s\n", base)
	}
	for _, s := range r.Subjects {
		nanos, fastest, slowest := spread(r.nanos[s.Name])
		ratio, least, most := r.Ratio(s.Name, base)
		fmt.Fprintf(table, "%s\t%.0f (%.0f to %.0f)\t%d%s\t%s (%s to %s)\n",
			s.Name, nanos, fastest, slowest, r.allocs[s.Name], speed(s.Name), ratioText(ratio), ratioText(least), ratioText(most))
	}
	if err := table.Flush(); err != nil {
		return 0, fmt.Errorf("lay out report: %w", err)
	}
	for _, line := range r.absent {
		fmt.Fprintln(&text, line)
	}
	for _, g := range r.Goals {
		verdict := "reached"
		if !r.reached(g) {
			verdict = "MISSED"
		}
		fmt.Fprintf(&text, "goal %s: %s", verdict, g.Subject)
		if g.Peer != "" {
			median, least, most := r.Ratio(g.Subject, g.Peer)
			fmt.Fprintf(&text, " takes %s (%s to %s) of the time of %s, at most %s",
				ratioText(median), ratioText(least), ratioText(most), g.Peer, ratioText(g.AtMost))
		}
		if g.Allocs >= 0 {
			fmt.Fprintf(&text, ", %d allocations, at most %d", r.allocs[g.Subject], g.Allocs)
		}
		if g.MegabytesASecond > 0 {
			fmt.Fprintf(&text, ", %.0f MB/s, at least %.0f", r.megabytes(g.Subject), g.MegabytesASecond)
		}
		fmt.Fprintln(&text)
	}
	fmt.Fprintln(&text)
	return text.WriteTo(w)
}

// ratioText gives small ratios two digits that say something.
func ratioText(x float64) string {
	if x >= 0.1 || x <= 0 {
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.2g", x)
}
