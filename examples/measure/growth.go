package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/storagetest"
)

// growth fills a database and measures at each size, beside an empty one.
func (s settings) growth(ctx context.Context, out io.Writer, k kind) (err error) {
	db, err := k.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.drop()) }()
	office, err := newOffice(db.Cases(), s.folder)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s: cases\t100 due ms\tpage 1 ms\tpage %d ms\ta case ms\tlives/s, 32\tp95 of\tlives/s, 1\t\n", k.name, s.page())
	lives, have := new(atomic.Int64), 0
	for _, size := range append([]int{0}, s.sizesAt...) {
		if err := fill(ctx, db.Cases(), have, size); err != nil {
			return err
		}
		have = size
		row := []string{strconv.Itoa(size)}
		for _, f := range []func(context.Context, samad.Store, int) (string, error){s.due, s.first, s.late, s.one} {
			text := "-"
			if size > 0 {
				if text, err = f(ctx, db.Cases(), size); err != nil {
					return err
				}
			}
			row = append(row, text)
		}
		for _, clients := range []int{32, 1} {
			got, err := work(ctx, clients, s.time, lives, office.life)
			if err != nil {
				return err
			}
			row = append(row, fmt.Sprintf("%.0f", got.rate))
			if clients > 1 {
				row = append(row, fmt.Sprintf("%.1f ms", ms(got.p95)))
			}
		}
		fmt.Fprintln(table, strings.Join(row, "\t")+"\t")
	}
	fmt.Fprintln(table)
	return flush(table)
}

// fill adds cases up to a number, a hundred at a time.
func fill(ctx context.Context, store samad.Store, from, to int) error {
	for n := from; n < to; n += 100 {
		var batch []samad.Change
		for i := range min(100, to-n) {
			batch = append(batch, storagetest.Submission(n+i+1))
		}
		if err := store.Apply(ctx, batch...); err != nil {
			return fmt.Errorf("fill: %w", err)
		}
	}
	return nil
}

// samples is how often a reading is timed; the middle counts.
const samples = 21

func timed(n int, f func(i int) error) (string, error) {
	took, err := median(n, f)
	return fmt.Sprintf("%.2f", ms(took)), err
}

// due claims the hundred cases that are due first. Each claim comes after the
// lease of the one before.
func (settings) due(ctx context.Context, store samad.Store, _ int) (string, error) {
	now := time.Now().AddDate(50, 0, 0).UTC().Truncate(time.Microsecond) // the oldest first, however late it is
	return timed(samples, func(i int) error {
		ids, err := store.ClaimDue(ctx, samad.Claim{Now: now.Add(time.Duration(i) * time.Minute), Limit: 100, Lease: time.Second, Owner: "measure"})
		if err == nil && len(ids) != 100 {
			err = fmt.Errorf("%d cases were due, want 100", len(ids))
		}
		return err
	})
}

// page is the late page that is read: the 1000th where all sizes have it.
func (s settings) page() int { return min(1000, s.sizesAt[0]/pageSize) }

const pageSize = 50

func (settings) first(ctx context.Context, store samad.Store, _ int) (string, error) {
	return readPage(ctx, store, "")
}

// late walks to the page before, and reads that one.
func (s settings) late(ctx context.Context, store samad.Store, _ int) (string, error) {
	query := samad.Query{}
	for left := (s.page() - 1) * pageSize; left > 0; left -= query.Limit {
		query.Limit = min(1000, left)
		page, err := store.List(ctx, query)
		if err != nil {
			return "", fmt.Errorf("list: %w", err)
		}
		query.Cursor = page.Next
	}
	return readPage(ctx, store, query.Cursor)
}

func readPage(ctx context.Context, store samad.Store, cursor string) (string, error) {
	return timed(samples, func(int) error {
		page, err := store.List(ctx, samad.Query{Cursor: cursor, Limit: pageSize})
		if err == nil && len(page.Cases) != pageSize {
			err = fmt.Errorf("%d cases on a page, want %d", len(page.Cases), pageSize)
		}
		return err
	})
}

func (settings) one(ctx context.Context, store samad.Store, size int) (string, error) {
	return timed(10*samples, func(i int) error {
		_, err := store.Case(ctx, storagetest.Submission(1+i*7919%size).Case.ID)
		return err
	})
}
