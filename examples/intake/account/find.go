package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/uptrace/bun"
)

func (s *Store) byName(ctx context.Context, db bun.IDB, username string) (row, error) {
	return s.one(ctx, db, `SELECT `+columns+` FROM intake_accounts WHERE username = ?`, username)
}

func (s *Store) one(ctx context.Context, db bun.IDB, query string, args ...any) (row, error) {
	var r row
	err := db.NewRaw(query, args...).Scan(ctx, &r)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, ErrNotFound
	}
	if err != nil {
		return row{}, fmt.Errorf("account: read an account: %w", err)
	}
	return r, nil
}

// ByName returns the account with the user name, or [ErrNotFound].
func (s *Store) ByName(ctx context.Context, username string) (Account, error) {
	r, err := s.byName(ctx, s.db.Read(), Fold(username))
	return r.account(), err
}

// ByID returns the account with the id, or [ErrNotFound].
func (s *Store) ByID(ctx context.Context, id string) (Account, error) {
	r, err := s.one(ctx, s.db.Read(), `SELECT `+columns+` FROM intake_accounts WHERE id = ?`, id)
	return r.account(), err
}

// Of returns the accounts of an agency with one of the roles, by user name;
// disabled ones are left out.
func (s *Store) Of(ctx context.Context, agency samad.AgencyID, roles ...samad.Role) ([]Account, error) {
	return s.many(ctx, `SELECT `+columns+` FROM intake_accounts WHERE agency = ? AND role IN (?) AND disabled = 0 ORDER BY username`,
		string(agency), bun.List(roles))
}

// All returns every account, by user name.
func (s *Store) All(ctx context.Context) ([]Account, error) {
	return s.many(ctx, `SELECT `+columns+` FROM intake_accounts ORDER BY username`)
}

func (s *Store) many(ctx context.Context, query string, args ...any) ([]Account, error) {
	var rows []row
	if err := s.db.Read().NewRaw(query, args...).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("account: list accounts: %w", err)
	}
	out := make([]Account, len(rows))
	for i, r := range rows {
		out[i] = r.account()
	}
	return out, nil
}
