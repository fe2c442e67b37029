package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

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
