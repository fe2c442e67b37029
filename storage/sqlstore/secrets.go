package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// Secrets implements [samad.Store].
func (s *Store) Secrets(ctx context.Context, id samad.CaseID) (samad.Secrets, error) {
	x := samad.Secrets{Case: id}
	found := false
	err := s.lookup(ctx, "secrets of case "+string(id), s.q.secrets, string(id), func(r *sql.Rows) error {
		found = true
		return scanSecrets(r, &x)
	})
	if err == nil && !found {
		err = fmt.Errorf("sqlstore: secrets of case %s: %w", id, samad.ErrNotFound)
	}
	if err != nil {
		return samad.Secrets{}, err
	}
	return x, nil
}

func scanSecrets(row interface{ Scan(...any) error }, x *samad.Secrets) error {
	var lookups []byte // NULL while the case has no secrets
	if err := row.Scan(&x.Key, &x.PIN, &lookups); err != nil || lookups == nil {
		return err
	}
	return readLookups(lookups, &x.Lookups)
}

// putSecrets replaces the secrets of an old case; those of a new one have come
// with its row.
func (s *Store) putSecrets(ctx context.Context, tx bun.IDB, row Row) error {
	x, id := row.Secrets, string(row.Case.ID)
	if row.Expect > 0 {
		old := samad.Secrets{}
		if err := scanSecrets(tx.QueryRowContext(ctx, s.q.secrets, id), &old); err != nil {
			return fmt.Errorf("read the secrets: %w", err)
		}
		for _, l := range old.Lookups {
			if _, err := tx.ExecContext(ctx, s.q.dropLook, string(l.Kind), l.Hash, id); err != nil {
				return fmt.Errorf("remove a look-up: %w", err)
			}
		}
		if _, err := tx.ExecContext(ctx, s.q.putSecrets, blob(x.Key), blob(x.PIN), row.Lookups, id); err != nil {
			return fmt.Errorf("write the secrets: %w", err)
		}
	}
	for _, l := range x.Lookups {
		if _, err := tx.ExecContext(ctx, s.q.addLookup, string(l.Kind), l.Hash, id); err != nil {
			return fmt.Errorf("add a look-up: %w", err)
		}
	}
	return nil
}
