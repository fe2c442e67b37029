package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Words implements [samad.Store].
func (s *Store) Words(ctx context.Context, id samad.CaseID) ([]string, error) {
	if _, err := admit.Clean(id); err != nil {
		return nil, nil //nolint:nilerr // a case that could never have been stored has none
	}
	db, err := s.reader(ctx, "words of a case")
	if err != nil {
		return nil, err
	}
	words, err := s.dialect.Words(ctx, db, id)
	if err != nil {
		return nil, s.fault(ctx, "words of case "+string(id), err)
	}
	slices.Sort(words)
	return slices.Compact(words), nil
}

// Outbox implements [samad.Store].
func (s *Store) Outbox(ctx context.Context, after string, limit int) ([]samad.Message, string, error) {
	num, err := admit.ParseFeedCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	var out []samad.Message
	next := after
	err = s.query(ctx, "outbox", s.q.outbox, func(r *sql.Rows) error {
		m, err := scanMessage(r, &num)
		out, next = append(out, m), strconv.FormatInt(num, 10)
		return err
	}, num, int64(limit))
	if err != nil {
		return nil, "", err
	}
	return out, next, nil
}

// Keys implements [samad.Store].
func (s *Store) Keys(ctx context.Context, after string, limit int) ([]samad.KeyRecord, error) {
	if _, err := admit.Clean(after); err != nil {
		return nil, err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	var out []samad.KeyRecord
	err := s.query(ctx, "idempotency keys", s.q.keys, func(r *sql.Rows) error {
		var k samad.KeyRecord
		err := scanKey(r, &k, &k.Key)
		out = append(out, k)
		return err
	}, after, int64(limit))
	return out, err
}

// Rewrap implements [samad.Store].
func (s *Store) Rewrap(ctx context.Context, keys ...samad.WrappedKey) (int, error) {
	keys, err := admit.WrappedKeys(keys)
	if err != nil {
		return 0, err
	}
	var replaced int64
	err = s.write(ctx, "rewrap keys", func(ctx context.Context, tx bun.IDB) error {
		replaced = 0
		for _, k := range keys {
			statement, id := s.q.rewrapCase, string(k.Case)
			if k.Case == "" {
				statement, id = s.q.rewrapCall, k.Call
			}
			result, err := tx.ExecContext(ctx, statement, k.New, id, k.Old)
			if err != nil {
				return fmt.Errorf("key of %s: %w", id, err)
			}
			n, err := result.RowsAffected()
			if err != nil {
				return errors.Join(fmt.Errorf("key of %s", id), err)
			}
			replaced += n
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return int(replaced), nil
}
