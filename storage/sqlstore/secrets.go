package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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
	var lookups sql.NullString
	if err := row.Scan(&x.Key, &x.PIN, &lookups); err != nil {
		return err
	}
	return readLookups(lookups, x)
}

func readLookups(text sql.NullString, x *samad.Secrets) error {
	if !text.Valid {
		return nil
	}
	if err := json.Unmarshal([]byte(text.String), &x.Lookups); err != nil {
		return fmt.Errorf("read stored look-ups: %w", err)
	}
	return nil
}

func (s *Store) putSecrets(ctx context.Context, tx bun.IDB, x samad.Secrets, isNew bool) error {
	if !isNew {
		old := samad.Secrets{}
		err := scanSecrets(tx.QueryRowContext(ctx, s.q.secrets, string(x.Case)), &old)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read the secrets: %w", err)
		}
		for _, l := range old.Lookups {
			if _, err := tx.ExecContext(ctx, s.q.dropLook, string(l.Kind), l.Hash, string(x.Case)); err != nil {
				return fmt.Errorf("remove a look-up: %w", err)
			}
		}
	}
	lookups, err := json.Marshal(x.Lookups)
	if err != nil {
		return fmt.Errorf("write the look-ups as JSON: %w", err)
	}
	if _, err := tx.ExecContext(ctx, s.q.putSecrets, string(x.Case), blob(x.Key), blob(x.PIN), string(lookups)); err != nil {
		return fmt.Errorf("write the secrets: %w", err)
	}
	for _, l := range x.Lookups {
		if _, err := tx.ExecContext(ctx, s.q.addLookup, string(l.Kind), l.Hash, string(x.Case)); err != nil {
			return fmt.Errorf("add a look-up: %w", err)
		}
	}
	return nil
}
