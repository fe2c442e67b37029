package sqlstore

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/internal/admit"
)

// Count implements [samad.Store].
func (s *Store) Count(ctx context.Context, query samad.Query, by ...samad.Dimension) ([]samad.Tally, error) {
	query.Cursor, query.Limit, query.Order = "", 0, samad.NewestFirst
	query, _, err := admit.Query(query)
	if err != nil {
		return nil, err
	}
	if err := admit.Dimensions(by); err != nil {
		return nil, err
	}
	db, err := s.reader(ctx, "count cases")
	if err != nil {
		return nil, err
	}
	// A count needs no order, so beginning with the visible is always right.
	q := s.where(db.NewSelect(), query, true)
	for _, d := range by {
		column := bun.Ident("c." + string(d)) // admit.Dimensions knows the columns
		q.ColumnExpr("?", column).GroupExpr("?", column).OrderExpr("?", column)
	}
	rows, err := q.ColumnExpr("count(*)").Rows(ctx)
	if err != nil {
		return nil, s.fault(ctx, "count cases", err)
	}
	var out []samad.Tally
	if err := each(rows, func(r *sql.Rows) error {
		t, err := scanTally(r, len(by))
		out = append(out, t)
		return err
	}); err != nil {
		return nil, s.fault(ctx, "count cases", err)
	}
	return out, nil
}

func scanTally(r *sql.Rows, dimensions int) (samad.Tally, error) {
	var t samad.Tally
	var into []any
	if dimensions > 0 {
		t.Values = make([]string, dimensions)
	}
	for i := range t.Values {
		into = append(into, &t.Values[i])
	}
	return t, r.Scan(append(into, &t.Cases)...)
}
