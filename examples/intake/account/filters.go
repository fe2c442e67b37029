package account

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
)

// MaxFilters is how many filters an account may keep: more would be a list to
// search through itself.
const MaxFilters = 12

// Filter is a part of a list that an official comes back to.
type Filter struct {
	Name  string // 1 to 40 characters, once for an account
	Query string // of the list's address, up to 1000 bytes
}

// Filters returns those that the account keeps, the oldest first.
func (s *Store) Filters(ctx context.Context, account string) ([]Filter, error) {
	var rows []struct {
		Name  string `bun:"name"`
		Query string `bun:"query"`
	}
	const query = `SELECT name, query FROM intake_filters WHERE account = ? ORDER BY created, name`
	if err := s.db.Read().NewRaw(query, account).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("account: read filters: %w", err)
	}
	out := make([]Filter, len(rows))
	for i, r := range rows {
		out[i] = Filter(r)
	}
	return out, nil
}

// KeepFilter keeps a filter for the account, in place of an earlier one with
// the name. Errors: [ErrInvalid], with the field "name" or "query".
func (s *Store) KeepFilter(ctx context.Context, account string, f Filter) error {
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	if n := utf8.RuneCountInString(f.Name); n < 1 || n > 40 || !utf8.ValidString(f.Name) || strings.ContainsRune(f.Name, 0) {
		return &InvalidError{"name", "1 to 40 characters"}
	}
	if len(f.Query) > 1000 || !utf8.ValidString(f.Query) || strings.ContainsRune(f.Query, 0) {
		return &InvalidError{"query", "up to 1000 bytes"}
	}
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := alone(ctx, tx, "intake_filters "+account); err != nil {
			return err
		}
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM intake_filters WHERE account = ? AND name <> ?`, account, f.Name).Scan(&others); err != nil {
			return fmt.Errorf("account: count filters: %w", err)
		}
		if others >= MaxFilters {
			return &InvalidError{"name", fmt.Sprintf("no more than %d", MaxFilters)}
		}
		const put = `INSERT INTO intake_filters (account, name, query, created) VALUES (?, ?, ?, ?) ON CONFLICT (account, name) DO UPDATE SET query = excluded.query`
		if _, err := tx.ExecContext(ctx, put, account, f.Name, f.Query, s.instant().UnixMicro()); err != nil {
			return fmt.Errorf("account: keep a filter: %w", err)
		}
		return nil
	})
}

// DropFilter removes the account's filter with the name; without one it does
// nothing.
func (s *Store) DropFilter(ctx context.Context, account, name string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_filters WHERE account = ? AND name = ?`, account, name); err != nil {
			return fmt.Errorf("account: drop a filter: %w", err)
		}
		return nil
	})
}
