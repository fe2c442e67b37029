package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// SignIn checks a name and password and begins a session. It fails with
// [ErrCredentials] or, after repeated failures, with [ErrLocked]; a refusal
// takes the same time whatever its reason.
func (s *Store) SignIn(ctx context.Context, door Door, username, password string) (Session, error) {
	began := time.Now()
	session, err := s.signIn(ctx, door, username, password)
	s.observe(result(err))
	if errors.Is(err, ErrCredentials) || errors.Is(err, ErrLocked) {
		if waitErr := wait(ctx, s.refusal-time.Since(began)); waitErr != nil {
			return Session{}, waitErr
		}
	}
	return session, err
}

func (s *Store) signIn(ctx context.Context, door Door, username, password string) (Session, error) {
	name := Fold(username)
	if err := s.checkLock(ctx, name); err != nil {
		return Session{}, err
	}
	r, match, old, err := s.authenticate(ctx, name, password)
	if err != nil {
		return Session{}, err
	}
	if !match {
		if err := s.noteFailure(ctx, name); err != nil {
			return Session{}, err
		}
		return Session{}, ErrCredentials
	}
	rehashed := ""
	if old && !r.First {
		if rehashed, err = s.hashes.hash(ctx, password, chosenParams); err != nil {
			return Session{}, err
		}
	}
	var session Session
	err = s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_failures WHERE name = ?`, failureName(name)); err != nil {
			return fmt.Errorf("account: clear failures: %w", err)
		}
		if rehashed != "" {
			// Only in place of the hash that was checked: it may have been
			// changed since.
			const raise = `UPDATE intake_accounts SET password = ? WHERE id = ? AND password = ?`
			if _, err := tx.ExecContext(ctx, raise, rehashed, r.ID, r.Password); err != nil {
				return fmt.Errorf("account: raise the cost of a password: %w", err)
			}
		}
		session, err = s.begin(ctx, tx, r, door, 0)
		return err
	})
	return session, err
}

// authenticate checks a password. For a name without an account it does the
// work all the same.
func (s *Store) authenticate(ctx context.Context, name, password string) (r row, match, old bool, err error) {
	r, err = s.byName(ctx, s.db.Read(), name)
	known := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return row{}, false, false, err
	}
	if len(password) > 4*MaxPassword {
		password = "" // nobody has it, and hashing it would be work for nothing
	}
	stored := r.Password
	if !known {
		stored = noAccount
	}
	match, old, err = s.hashes.verify(ctx, password, stored)
	if err != nil {
		return row{}, false, false, err
	}
	return r, match && known && !r.Disabled, old, nil
}

// noAccount is checked in place of the password of a name that nobody has.
const noAccount = "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
