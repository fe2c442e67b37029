package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func comparisons() []Comparison {
	all := append([]Comparison{codes(), codesParallel()}, deadlines()...)
	for _, n := range ruleCounts {
		all = append(all, rules(n))
	}
	all = append(all, rulesGrowth())
	for _, n := range keywordCounts {
		all = append(all, keywords(n))
	}
	return append(all, keywordsGrowth())
}

var errMissed = errors.New("a goal is missed")

func main() {
	testing.Init() // before flags are parsed: it adds those that testing.Benchmark reads
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	passes := flags.Int("passes", 9, "how often every subject is measured; 5 at least")
	each := flags.Duration("time", 200*time.Millisecond, "how long one measurement takes")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *passes < 5 {
		return fmt.Errorf("%d passes: want 5 at least", *passes)
	}
	chosen, err := choose(comparisons(), flags.Args())
	if err != nil {
		return err
	}
	if err := flag.Set("test.benchtime", each.String()); err != nil {
		return fmt.Errorf("set the time of a measurement: %w", err)
	}
	missed := false
	for _, c := range chosen {
		report, err := c.Measure(*passes, testing.Benchmark)
		if err != nil {
			return err
		}
		missed = missed || report.Missed()
		if _, err := report.WriteTo(out); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if missed {
		return errMissed
	}
	return nil
}

// choose returns the comparisons with these names, all when there are none.
func choose(all []Comparison, names []string) ([]Comparison, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []Comparison
	for _, name := range names {
		i := slices.IndexFunc(all, func(c Comparison) bool { return c.Name == name })
		if i < 0 {
			var known []string
			for _, c := range all {
				known = append(known, c.Name)
			}
			return nil, fmt.Errorf("no comparison %q; there are %s", name, strings.Join(known, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
