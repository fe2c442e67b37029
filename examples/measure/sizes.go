package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/samad111/go-samad/samad"
)

// weight is the bytes of a table, and of its indexes.
type weight struct{ table, indexes int64 }

// sizes prints what whole lives take, table by table: each begins with a call and
// an idempotency key and ends with a final answer, to which the petitioner may
// object.
func (s settings) sizes(ctx context.Context, out io.Writer, k kind) (err error) {
	db, err := k.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.drop()) }()
	office, err := newOffice(db.Cases(), s.folder)
	if err != nil {
		return err
	}
	empty, err := db.bytes(ctx)
	if err != nil {
		return fmt.Errorf("sizes: %w", err)
	}
	for n := range s.lives {
		if err := office.called(ctx, n); err != nil {
			return err
		}
	}
	full, err := db.bytes(ctx)
	if err != nil {
		return fmt.Errorf("sizes: %w", err)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s: bytes a life, %d lives\trows\tindexes\tall\t\n", k.name, s.lives)
	var all weight
	for _, name := range slices.Sorted(maps.Keys(full)) {
		x := weight{full[name].table - empty[name].table, full[name].indexes - empty[name].indexes}
		all.table, all.indexes = all.table+x.table, all.indexes+x.indexes
		if x.table+x.indexes > 0 {
			s.row(table, name, x)
		}
	}
	s.row(table, "all", all)
	fmt.Fprintln(table)
	return flush(table)
}

func (s settings) row(out io.Writer, name string, x weight) {
	n := int64(s.lives)
	fmt.Fprintf(out, "%s\t%d\t%d\t%d\t\n", name, x.table/n, x.indexes/n, (x.table+x.indexes)/n)
}

// called takes a case from a call to its final answer.
func (o *office) called(ctx context.Context, n int) error {
	sub := o.matter(n)
	sub.Key = fmt.Sprintf("call-%08d", n)
	now := time.Now()
	result, err := o.desk.TakeCall(ctx, o.operator, samad.CallReport{
		Caller: sub.Petitioner.Mobile, Started: now.Add(-3 * time.Minute), Ended: now, Outcome: samad.CallNewCase,
		Note: "تماس‌گیرنده نگران بود.", Submission: &sub,
	})
	if err != nil {
		return fmt.Errorf("call: %w", err)
	}
	return o.settle(ctx, result.Receipt.Case, result.Receipt.Code)
}

// merged adds the bytes of each table's parts, such as those of a full text
// index, to it.
func merged(parts map[string]weight) map[string]weight {
	out := map[string]weight{}
	for name, x := range parts {
		if strings.HasPrefix(name, "search") || name == "new_words" || name == "words_indexed" {
			name = "search"
		}
		y := out[name]
		out[name] = weight{y.table + x.table, y.indexes + x.indexes}
	}
	return out
}
