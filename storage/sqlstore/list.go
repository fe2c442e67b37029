package sqlstore

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// List implements [samad.Store].
func (s *Store) List(ctx context.Context, query samad.Query) (samad.Page, error) {
	query, after, err := admit.Query(query)
	if err != nil {
		return samad.Page{}, err
	}
	db, err := s.lister(ctx, "list cases")
	if err != nil {
		return samad.Page{}, err
	}
	few, err := s.fewCases(ctx, db, query)
	if err != nil {
		return samad.Page{}, s.fault(ctx, "list cases", err)
	}
	q := s.where(db.NewSelect(), query, few).ColumnExpr("c.doc")
	rows, err := sorted(q, query.Order, after).Limit(int64(query.Limit) + 1).Rows(ctx)
	if err != nil {
		return samad.Page{}, s.fault(ctx, "list cases", err)
	}
	var page samad.Page
	if err := each(rows, func(r *sql.Rows) error {
		var doc sql.RawBytes
		if err := r.Scan(&doc); err != nil {
			return err
		}
		page.Cases = append(page.Cases, samad.Case{})
		return readDoc(doc, &page.Cases[len(page.Cases)-1])
	}); err != nil {
		return samad.Page{}, s.fault(ctx, "list cases", err)
	}
	if len(page.Cases) > query.Limit {
		page.Cases = page.Cases[:query.Limit]
		page.Next = admit.Cursor(query.Order, admit.CaseKey(query.Order, &page.Cases[query.Limit-1]))
	}
	return page, nil
}

// sorted orders the cases and begins after the key. Comparing (instant, id) as
// a pair lets the index of the same pair find the place at once.
func sorted(q *bun.SelectQuery, order samad.Order, after admit.Key) *bun.SelectQuery {
	column, sign, direction := "c.created", ">", ""
	switch order {
	case samad.NewestFirst:
		sign, direction = "<", " DESC"
	case samad.DueFirst:
		column = dueKey
	case samad.EndedFirst:
		column = "c.ended"
	}
	if !after.IsZero() {
		at := after.At
		if after.Last {
			at = never
		}
		q.Where("("+column+", c.id) "+sign+" (?, ?)", at, after.ID)
	}
	return q.OrderExpr(column + direction + ", c.id" + direction)
}
