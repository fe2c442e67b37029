package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Key implements [samad.Store].
func (s *Store) Key(ctx context.Context, key string) (samad.KeyRecord, error) {
	k := samad.KeyRecord{Key: key}
	found := false
	err := s.lookup(ctx, "idempotency key", s.q.key, key, func(r *sql.Rows) error {
		found = true
		return scanKey(r, &k)
	})
	if err == nil && !found {
		err = fmt.Errorf("sqlstore: idempotency key: %w", samad.ErrNotFound)
	}
	if err != nil {
		return samad.KeyRecord{}, err
	}
	return k, nil
}

// scanKey reads what is selected before the columns of a key into first.
func scanKey(r *sql.Rows, k *samad.KeyRecord, first ...any) error {
	var created, expires int64
	if err := r.Scan(append(first, &k.Digest, &k.Case, &k.Sealed, &created, &expires)...); err != nil {
		return err
	}
	k.Created, k.Expires = instant(created), instant(expires)
	return nil
}

func (s *Store) addKey(ctx context.Context, tx bun.IDB, of samad.CaseID, k samad.KeyRecord) error {
	if k.Case != of {
		if err := s.known(ctx, tx, k.Case, "/Key"); err != nil {
			return fmt.Errorf("add the idempotency key: %w", err)
		}
	}
	_, err := tx.ExecContext(ctx, s.q.insertKey,
		k.Key, blob(k.Digest), string(k.Case), blob(k.Sealed), micros(k.Created), micros(k.Expires))
	if err != nil {
		return fmt.Errorf("add the idempotency key: %w", s.refusal(err, "/Key"))
	}
	return nil
}

// WipeKeys implements [samad.Store].
func (s *Store) WipeKeys(ctx context.Context, now time.Time, limit int) (int, error) {
	if err := admit.Limit(limit); err != nil {
		return 0, err
	}
	var wiped int64
	err := s.write(ctx, "wipe receipts", func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, s.q.wipeKeys, micros(now), int64(limit))
		if err != nil {
			return err
		}
		wiped, err = result.RowsAffected()
		return err
	})
	if err != nil {
		return 0, err
	}
	return int(wiped), nil
}
