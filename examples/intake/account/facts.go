package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Fact returns what was kept under the name, or nil for nothing.
func (s *Store) Fact(ctx context.Context, name string) ([]byte, error) {
	var value []byte
	err := s.db.Read().QueryRowContext(ctx, `SELECT value FROM intake_facts WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("account: read fact %s: %w", name, err)
	}
	return value, nil
}

// SetFact keeps a fact about this installation, in place of an earlier one.
func (s *Store) SetFact(ctx context.Context, name string, value []byte) error {
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const put = `INSERT INTO intake_facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
		if _, err := tx.ExecContext(ctx, put, name, value); err != nil {
			return fmt.Errorf("account: keep fact %s: %w", name, err)
		}
		return nil
	})
}
