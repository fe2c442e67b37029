package main

import (
	"fmt"
	"testing"
)

// Comparison is a set of subjects that do the same work.
type Comparison struct {
	Name     string // for the command line and for go test -bench
	Title    string
	Subjects []Subject // the first is the one to which all are compared in the report
	Goals    []Goal
	Bytes    int64 // how much text one operation reads, 0 where there is none
}

// Subject is one way to do the work.
type Subject struct {
	Name  string
	Bench func(*testing.B)

	// Ready prepares what is measured, once, before the first pass; nil for
	// nothing. Its error leaves the subject out, and the report says why.
	Ready func() error
}

// Goal is what one subject has to reach.
type Goal struct {
	Subject string

	// Peer is the subject whose time counts as 1; AtMost is the time that
	// Subject may take of it: 0.2 is five times as fast. With no Peer there is
	// no goal for the time.
	Peer   string
	AtMost float64

	// Allocs is how many allocations an operation of Subject may make; -1 for
	// any number.
	Allocs int64

	// MegabytesASecond is how much text Subject must read, 0 for no goal. It
	// depends on the machine, unlike the others.
	MegabytesASecond float64
}

// Measure runs every subject once a pass, the subjects in turn, by bench, which
// is testing.Benchmark. It fails when a subject fails or a goal names a subject
// that is not there.
func (c Comparison) Measure(passes int, bench func(func(*testing.B)) testing.BenchmarkResult) (Report, error) {
	r := Report{Comparison: c, Passes: passes, nanos: map[string][]float64{}, allocs: map[string]int64{}}
	r.Subjects = nil
	for _, s := range c.Subjects {
		if s.Ready != nil {
			if err := s.Ready(); err != nil {
				r.absent = append(r.absent, fmt.Sprintf("%s is not measured: %v", s.Name, err))
				continue
			}
		}
		r.Subjects = append(r.Subjects, s)
	}
	for range passes {
		for _, s := range r.Subjects {
			result := bench(s.Bench)
			if result.N == 0 {
				return Report{}, fmt.Errorf("%s: %s failed", c.Name, s.Name)
			}
			r.nanos[s.Name] = append(r.nanos[s.Name], float64(result.T.Nanoseconds())/float64(result.N))
			r.allocs[s.Name] = max(r.allocs[s.Name], result.AllocsPerOp())
		}
	}
	for _, g := range c.Goals {
		for _, name := range []string{g.Subject, g.Peer} {
			if name != "" && r.nanos[name] == nil {
				return Report{}, fmt.Errorf("%s: a goal names %q, which is not measured", c.Name, name)
			}
		}
	}
	return r, nil
}
