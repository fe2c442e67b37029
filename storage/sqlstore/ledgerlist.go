package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/admit"
)

// List implements [ledger.Store].
func (l *Ledger) List(ctx context.Context, query ledger.Query) (ledger.Page, error) {
	query, after, err := admit.RecordQuery(query)
	if err != nil {
		return ledger.Page{}, err
	}
	db, err := l.s.lister(ctx, "list records")
	if err != nil {
		return ledger.Page{}, err
	}
	q := l.where(db.NewSelect(), query).ColumnExpr(recordColumns)
	sign, direction := "<", " DESC"
	if query.OldestFirst {
		sign, direction = ">", ""
	}
	if !after.IsZero() {
		q.Where("(r.created, r.id) "+sign+" (?, ?)", after.At, after.ID)
	}
	rows, err := q.OrderExpr("r.created" + direction + ", r.id" + direction).Limit(int64(query.Limit) + 1).Rows(ctx)
	if err != nil {
		return ledger.Page{}, l.s.fault(ctx, "list records", err)
	}
	var page ledger.Page
	if err := each(rows, func(r *sql.Rows) error {
		x, err := scanRecord(r)
		page.Records = append(page.Records, x)
		return err
	}); err != nil {
		return ledger.Page{}, l.s.fault(ctx, "list records", err)
	}
	if len(page.Records) > query.Limit {
		page.Records = page.Records[:query.Limit]
		page.Next = admit.RecordCursor(query, admit.RecordKey(&page.Records[query.Limit-1]))
	}
	return page, nil
}

// where adds the conditions of the query, on records AS r.
func (l *Ledger) where(q *bun.SelectQuery, x ledger.Query) *bun.SelectQuery {
	q.TableExpr(l.s.names.In("{p}records AS r")).Where("r.kind = ?", string(x.Kind))
	if len(x.States) > 0 {
		among(q, "r.state", x.States)
	}
	if len(x.Agencies) > 0 {
		among(q, "r.agency", x.Agencies)
	}
	if x.Place != "" {
		q.Where("r.place >= ? AND r.place < ?", string(x.Place), string(x.Place)+beyond)
	}
	for _, k := range x.Keys {
		q.Where(l.s.names.In("r.id IN (SELECT id FROM {p}record_keys WHERE kind = ? AND name = ? AND value = ?)"),
			string(x.Kind), k.Name, k.Value)
	}
	return within(q, "r.at", x.From, x.To)
}

// Count implements [ledger.Store].
func (l *Ledger) Count(ctx context.Context, query ledger.Query, by ...ledger.Dimension) ([]ledger.Tally, error) {
	query.Cursor, query.Limit, query.OldestFirst = "", 0, false
	query, _, err := admit.RecordQuery(query)
	if err != nil {
		return nil, err
	}
	if err := admit.RecordDimensions(by); err != nil {
		return nil, err
	}
	db, err := l.s.lister(ctx, "count records")
	if err != nil {
		return nil, err
	}
	q := l.where(db.NewSelect(), query)
	for _, d := range by {
		column := bun.Ident("r." + string(d)) // admit.RecordDimensions knows the columns
		if name, ok := d.Key(); ok {
			column = "k.value"
			q.Join(l.s.names.In("JOIN {p}record_keys AS k ON k.kind = r.kind AND k.id = r.id AND k.name = ?"), name)
		}
		q.ColumnExpr("?", column).GroupExpr("?", column)
	}
	rows, err := q.ColumnExpr("count(*)").Rows(ctx)
	if err != nil {
		return nil, l.s.fault(ctx, "count records", err)
	}
	var out []ledger.Tally
	if err := each(rows, func(r *sql.Rows) error {
		var t ledger.Tally
		var into []any
		if len(by) > 0 {
			t.Values = make([]string, len(by))
		}
		for i := range t.Values {
			into = append(into, &t.Values[i])
		}
		err := r.Scan(append(into, &t.Records)...)
		out = append(out, t)
		return err
	}); err != nil {
		return nil, l.s.fault(ctx, "count records", err)
	}
	// Not in SQL: a database may sort texts by the rules of a language.
	slices.SortFunc(out, func(a, b ledger.Tally) int { return slices.Compare(a.Values, b.Values) })
	return out, nil
}

// ClaimDue implements [ledger.Store].
func (l *Ledger) ClaimDue(ctx context.Context, claim samad.Claim, kinds ...ledger.Kind) ([]ledger.Ref, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	if err := admit.Kinds(kinds); err != nil {
		return nil, err
	}
	if len(kinds) == 0 {
		_, err := l.s.reader(ctx, "claim due records")
		return nil, err
	}
	type found struct {
		ref ledger.Ref
		due int64
	}
	var list []found
	now := micros(claim.Now)
	err = l.s.write(ctx, "claim due records", func(ctx context.Context, tx bun.IDB) error {
		list = nil
		rows, err := tx.QueryContext(ctx, l.s.q.claimRecords,
			bun.List(texts(kinds)), now, now, int64(claim.Limit), micros(claim.Now.Add(claim.Lease)), claim.Owner)
		if err != nil {
			return err
		}
		return each(rows, func(r *sql.Rows) error {
			var x found
			err := r.Scan(&x.ref.Kind, &x.ref.ID, &x.due)
			list = append(list, x)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	// What a statement returns comes in no order.
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.due, b.due), strings.Compare(a.ref.ID, b.ref.ID), cmp.Compare(a.ref.Kind, b.ref.Kind))
	})
	var out []ledger.Ref
	for _, x := range list {
		out = append(out, x.ref)
	}
	return out, nil
}
