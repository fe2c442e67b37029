package account

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// A name is locked from the fifth failure in a row on, for half a minute and
// then twice as long with each further one. The lock is short, because
// whoever knows a name can cause it; together with the length of passwords it
// is long enough.
const (
	freeFailures = 5
	firstLock    = 30 * time.Second
	longestLock  = 15 * time.Minute
	// forget is after how long without a failure a name starts anew.
	forget = 24 * time.Hour
)

// lockFor is the length of the lock after so many failures.
func lockFor(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	lock := firstLock
	for range failures - freeFailures {
		if lock *= 2; lock >= longestLock {
			return longestLock
		}
	}
	return lock
}

func failureName(username string) []byte {
	sum := sha256.Sum256([]byte(username))
	return sum[:]
}

// checkLock fails with a [*LockedError] while the name is locked.
func (s *Store) checkLock(ctx context.Context, username string) error {
	var until int64
	err := s.db.Read().QueryRowContext(ctx, `SELECT locked_until FROM intake_failures WHERE name = ?`, failureName(username)).Scan(&until)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("account: read failures: %w", err)
	}
	now := s.instant()
	if left := fromMicro(until).Sub(now); left > 0 {
		return &LockedError{Until: fromMicro(until), For: left}
	}
	return nil
}

// noteFailure counts a failure and forgets those of long ago.
func (s *Store) noteFailure(ctx context.Context, username string) error {
	now := s.instant()
	name := failureName(username)
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		// Guesses made side by side must count one by one.
		if err := alone(ctx, tx, "intake_failures"); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_failures WHERE last < ?`, now.Add(-forget).UnixMicro()); err != nil {
			return fmt.Errorf("account: forget failures: %w", err)
		}
		var failures int
		err := tx.QueryRowContext(ctx, `SELECT failures FROM intake_failures WHERE name = ?`, name).Scan(&failures)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("account: read failures: %w", err)
		}
		failures++
		const put = `INSERT INTO intake_failures (name, failures, locked_until, last) VALUES (?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, locked_until = excluded.locked_until, last = excluded.last`
		if _, err := tx.ExecContext(ctx, put, name, failures, now.Add(lockFor(failures)).UnixMicro(), now.UnixMicro()); err != nil {
			return fmt.Errorf("account: note a failure: %w", err)
		}
		return nil
	})
}
