package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/samad111/go-samad/storage/storagetest"
)

// contender is a row of the table of submissions.
type contender struct {
	name    string
	submit  func(ctx context.Context, n int) error
	commits func() int64 // nil where each is one
	rest    func()       // may be nil
	drop    func() error
	number  atomic.Int64
	best    load
}

// submissions measures them by one client and by 32, and prints the table.
func (s settings) submissions(ctx context.Context, out io.Writer, k kind) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s\tclients\top/s\tof bare\tp50 ms\tp99 ms\tp99 of bare\tcommits/op\t\n", k.name)
	for _, clients := range []int{1, 32} {
		contenders, err := s.contenders(ctx, k, clients)
		if err == nil {
			err = s.compare(ctx, contenders, clients)
		}
		for _, c := range contenders {
			err = errors.Join(err, c.drop())
		}
		if err != nil {
			return err
		}
		plain := contenders[0].best
		for _, c := range contenders {
			fmt.Fprintf(table, "%s\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t\n", c.name, clients, c.best.rate, c.best.rate/plain.rate,
				ms(c.best.p50), ms(c.best.p99), ms(c.best.p99)/ms(plain.p99), c.best.commits)
		}
	}
	fmt.Fprintln(table)
	return flush(table)
}

func flush(table *tabwriter.Writer) error {
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

func (s settings) contenders(ctx context.Context, k kind, clients int) (list []*contender, err error) {
	for _, v := range []variant{few, all, alike} {
		b, err := k.bare(ctx, v, clients)
		if err != nil {
			return list, err
		}
		list = append(list, &contender{name: v.String(), submit: b.submit, rest: b.rest, drop: b.drop})
	}
	for _, name := range []string{"store", "whole Desk.Submit"} {
		db, err := k.open(ctx)
		if err != nil {
			return list, err
		}
		c := &contender{name: name, commits: db.commits, drop: db.drop}
		list = append(list, c)
		if name == "store" {
			c.submit = func(ctx context.Context, n int) error { return db.Cases().Apply(ctx, storagetest.Submission(n)) }
			continue
		}
		office, err := newOffice(db.Cases(), s.folder)
		if err != nil {
			return list, err
		}
		c.submit = func(ctx context.Context, n int) error { _, err := office.submit(ctx, n); return err }
	}
	return list, nil
}

// compare lets one after the other work, round after round, and keeps the best
// of each. Each turn begins with a tenth that does not count: connections are
// opened anew, of which a server has not enough for all who wait.
func (s settings) compare(ctx context.Context, contenders []*contender, clients int) error {
	for range s.rounds {
		for _, c := range contenders {
			if _, err := work(ctx, clients, s.time/10, &c.number, c.submit); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			before := c.committed()
			got, err := work(ctx, clients, s.time, &c.number, c.submit)
			if c.rest != nil {
				c.rest()
			}
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			got.commits = 1
			if c.commits != nil {
				got.commits = float64(c.committed()-before) / float64(got.ops)
			}
			if got.rate > c.best.rate {
				c.best = got
			}
		}
	}
	return nil
}

func (c *contender) committed() int64 {
	if c.commits == nil {
		return 0
	}
	return c.commits()
}
