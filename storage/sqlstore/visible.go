package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// handful is how many cases an office may see for a list to begin with those
// rather than with all cases in order. Sorting so many takes a few
// milliseconds; walking a million to find them takes seconds.
const handful = 1000

// fewVisible reports whether the agencies see at most a handful of cases.
func (s *Store) fewVisible(ctx context.Context, db bun.IDB, agencies []samad.AgencyID) (bool, error) {
	if len(agencies) == 0 {
		return false, nil
	}
	var n int
	err := db.NewRaw(s.names.In(`SELECT count(*) FROM (SELECT 1 FROM {p}case_visible WHERE agency IN (?) LIMIT ?) AS few`),
		bun.List(texts(agencies)), handful+1).Scan(ctx, &n)
	return n <= handful, err
}

// whereVisible restricts to cases that one of the agencies may see.
func (s *Store) whereVisible(q *bun.SelectQuery, agencies []samad.AgencyID, few bool) {
	switch {
	case len(agencies) == 0:
		q.Where("1 = 0")
	case few:
		q.Where(s.names.In(`c.id IN (SELECT case_id FROM {p}case_visible WHERE agency IN (?))`), bun.List(texts(agencies)))
	default:
		q.Where(s.names.In(`EXISTS (SELECT 1 FROM {p}case_visible AS v WHERE v.case_id = c.id AND v.agency IN (?))`),
			bun.List(texts(agencies)))
	}
}

// seen returns the agencies that may see the case at all.
func seen(c *samad.Case) map[samad.AgencyID]bool {
	out := map[samad.AgencyID]bool{}
	if c.Agency != "" {
		out[c.Agency] = true
	}
	for _, x := range c.Cooperating {
		if x.Agency != "" {
			out[x.Agency] = true
		}
	}
	return out
}

// putSeen brings the rows for [samad.Query.Visible] in line with the case.
func (s *Store) putSeen(ctx context.Context, tx bun.IDB, ch samad.Change) error {
	add, drop := seen(ch.Case), []samad.AgencyID(nil)
	if ch.Expect > 0 {
		rows, err := tx.QueryContext(ctx, s.q.seenBy, string(ch.Case.ID))
		if err != nil {
			return fmt.Errorf("read who sees it: %w", err)
		}
		if err := each(rows, func(r *sql.Rows) error {
			var agency samad.AgencyID
			var created int64
			if err := r.Scan(&agency, &created); err != nil {
				return err
			}
			if add[agency] && created == micros(ch.Case.Created) {
				delete(add, agency)
			} else {
				drop = append(drop, agency)
			}
			return nil
		}); err != nil {
			return fmt.Errorf("read who sees it: %w", err)
		}
	}
	for _, agency := range drop {
		if _, err := tx.ExecContext(ctx, s.q.dropSeen, string(ch.Case.ID), string(agency)); err != nil {
			return fmt.Errorf("hide it: %w", err)
		}
	}
	for agency := range add {
		if _, err := tx.ExecContext(ctx, s.q.addSeen, string(ch.Case.ID), string(agency), micros(ch.Case.Created)); err != nil {
			return fmt.Errorf("show it: %w", err)
		}
	}
	return nil
}
