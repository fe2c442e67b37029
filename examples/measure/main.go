// Command measure measures the databases against their own drivers in one run,
// and prints tables: submissions by one client and by 32 beside plain inserts
// of the same rows at the same durability, and how costs grow with the number
// of cases.
//
//	go run ./examples/measure                       # SQLite, a minute
//	go run ./examples/measure --db postgres://…     # PostgreSQL beside it, alone on the server
//	go run ./examples/measure --cases 10000,1000000 --time 5s
//	go run ./examples/measure --lives 2000          # what cases take on the disk instead
//
// Numbers of two machines, or of two moments of one, say nothing about each
// other: compare within a table. Each row is measured in turn with the others,
// --rounds times, and the best is printed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Asia/Tehran, where the system has no zone database
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// settings are how much is measured.
type settings struct {
	postgres string
	folder   string
	time     time.Duration
	rounds   int
	sizesAt  []int
	lives    int // how many are written to be weighed; 0 to measure speed
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var s settings
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.StringVar(&s.postgres, "db", os.Getenv("SAMAD_POSTGRES"), "superuser's `address` of a PostgreSQL server, postgres://…; \"\" for SQLite alone")
	flags.DurationVar(&s.time, "time", time.Second, "how long each row is measured, each time")
	flags.IntVar(&s.rounds, "rounds", 3, "how often each row is measured")
	flags.StringVar(&s.folder, "folder", "", "an existing `folder` on the disk to be measured; default the system's for temporary files")
	flags.IntVar(&s.lives, "lives", 0, "write so many whole `lives` of cases and print the bytes that each takes, table by table, instead")
	sizes := flags.String("cases", "1000,10000", "`numbers` of cases, ascending, at which the growth is measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for text := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 200 || len(s.sizesAt) > 0 && n <= s.sizesAt[len(s.sizesAt)-1] {
			return fmt.Errorf("--cases %s: ascending numbers of at least 200 are wanted", *sizes)
		}
		s.sizesAt = append(s.sizesAt, n)
	}
	folder, err := os.MkdirTemp(s.folder, "measure")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	s.folder = folder
	err = s.all(ctx, out)
	return errors.Join(err, os.RemoveAll(folder))
}

func (s settings) all(ctx context.Context, out io.Writer) error {
	if s.lives > 0 {
		for _, kind := range s.kinds() {
			if err := s.sizes(ctx, out, kind); err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
		}
		return nil
	}
	for _, kind := range s.kinds() {
		if err := s.submissions(ctx, out, kind); err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
	}
	for _, kind := range s.kinds() {
		if err := s.growth(ctx, out, kind); err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
	}
	return s.histories(ctx, out)
}
