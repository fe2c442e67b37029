package account

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// longestShift is how long somebody may be planned at a stretch.
const longestShift = 16 * time.Hour

// Shift is a time at which somebody is planned to be on.
type Shift struct {
	Account string // id
	Begins  time.Time
	Ends    time.Time
	Planner string // account id of whoever planned it
}

// PlanShifts plans when people of the agency are to be on, all of it or
// nothing; a shift that begins when another of the same account does takes its
// place. Errors: [ErrInvalid], with the field "to" for times that are none and
// "account" for an account of another agency or a disabled one.
func (s *Store) PlanShifts(ctx context.Context, planner Account, shifts ...Shift) error {
	for _, one := range shifts {
		if d := one.Ends.Sub(one.Begins); d <= 0 || d > longestShift {
			return &InvalidError{"to", "after the beginning, by 16 hours at the most"}
		}
	}
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		for _, one := range shifts {
			r, err := s.one(ctx, tx, `SELECT `+columns+` FROM intake_accounts WHERE id = ?`, one.Account)
			if err != nil {
				return err
			}
			if a := r.account(); a.Agency != planner.Agency || a.Disabled {
				return &InvalidError{"account", "nobody of this office"}
			}
			const put = `INSERT INTO intake_roster (account, begins, ends, agency, planner, created) VALUES (?, ?, ?, ?, ?, ?)
				ON CONFLICT (account, begins) DO UPDATE SET ends = excluded.ends, planner = excluded.planner, created = excluded.created`
			if _, err := tx.ExecContext(ctx, put, one.Account, one.Begins.UnixMicro(), one.Ends.UnixMicro(), string(planner.Agency),
				planner.ID, s.instant().UnixMicro()); err != nil {
				return fmt.Errorf("account: plan a shift: %w", err)
			}
		}
		return nil
	})
}

// DropShift takes a planned shift of the planner's agency back, or fails with
// [ErrNotFound].
func (s *Store) DropShift(ctx context.Context, planner Account, account string, begins time.Time) error {
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, `DELETE FROM intake_roster WHERE account = ? AND begins = ? AND agency = ?`, account, begins.UnixMicro(), string(planner.Agency))
		if err != nil {
			return fmt.Errorf("account: drop a shift: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return fmt.Errorf("account: drop a shift: %w", ErrNotFound)
		}
		return nil
	})
}

// Roster returns the agency's shifts that touch the span, by their beginning.
func (s *Store) Roster(ctx context.Context, agency samad.AgencyID, from, to time.Time) ([]Shift, error) {
	var rows []struct {
		Account string `bun:"account"`
		Begins  int64  `bun:"begins"`
		Ends    int64  `bun:"ends"`
		Planner string `bun:"planner"`
	}
	const query = `SELECT account, begins, ends, planner FROM intake_roster WHERE agency = ? AND begins < ? AND ends > ? AND begins >= ? ORDER BY begins, account`
	err := s.db.Read().NewRaw(query, string(agency), to.UnixMicro(), from.UnixMicro(), from.Add(-longestShift).UnixMicro()).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("account: read the roster: %w", err)
	}
	out := make([]Shift, len(rows))
	for i, r := range rows {
		out[i] = Shift{r.Account, fromMicro(r.Begins), fromMicro(r.Ends), r.Planner}
	}
	return out, nil
}
