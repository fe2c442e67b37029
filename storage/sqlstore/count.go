package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
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
	db, err := s.lister(ctx, "count cases")
	if err != nil {
		return nil, err
	}
	// A count needs no order, so beginning with the visible is always right.
	q := s.where(db.NewSelect(), query, few{visible: true, agencies: agencyIsVisible(query.Agencies)})
	for _, d := range by {
		column := bun.Ident("c." + string(d)) // admit.Dimensions knows the columns
		q.ColumnExpr("?", column).GroupExpr("?", column).OrderExpr("?", column)
	}
	// Seconds are added up: in microseconds the sum of a country's year would
	// come near the largest number.
	rows, err := q.ColumnExpr("count(*), count(c.ended), coalesce(sum((c.ended - c.created) / 1000000), 0)").Rows(ctx)
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
	var seconds int64
	if err := r.Scan(append(into, &t.Cases, &t.Ended, &seconds)...); err != nil {
		return t, err
	}
	if t.Ended > 0 {
		t.Lasted = time.Duration(seconds/t.Ended) * time.Second
	}
	return t, nil
}
