package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Change sets a new password for whoever holds the token and knows the old
// one. All sessions of the account end; the one returned is new. Errors:
// [ErrNoSession], [ErrCredentials] and [ErrLocked] as for signing in,
// [ErrWeak].
func (s *Store) Change(ctx context.Context, token, old, password string) (Session, error) {
	held, err := s.Session(ctx, token)
	if err != nil {
		return Session{}, err
	}
	if held.NeedsFactor { // a password alone does not replace itself
		return Session{}, ErrNoSession
	}
	name := held.Account.Username
	if err := s.checkLock(ctx, name); err != nil {
		return Session{}, err
	}
	r, match, _, err := s.authenticate(ctx, name, old)
	if err != nil {
		return Session{}, err
	}
	if !match {
		if err := s.noteFailure(ctx, name); err != nil {
			return Session{}, err
		}
		return Session{}, ErrCredentials
	}
	if string(canonical(old)) == string(canonical(password)) {
		return Session{}, &WeakError{"same"}
	}
	if err := checkPassword(name, password); err != nil {
		return Session{}, err
	}
	hash, err := s.hashes.hash(ctx, password, chosenParams)
	if err != nil {
		return Session{}, err
	}
	var session Session
	err = s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		now := s.instant()
		const set = `UPDATE intake_accounts SET password = ?, first = 0, changed = ? WHERE id = ? AND password = ?`
		result, err := tx.ExecContext(ctx, set, hash, now.UnixMicro(), r.ID, r.Password)
		if err != nil {
			return fmt.Errorf("account: change a password: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrCredentials, err) // somebody else changed it meanwhile
		}
		if err := endSessions(ctx, tx, r.ID); err != nil {
			return err
		}
		r.First, r.Password, r.Changed = false, hash, now.UnixMicro()
		// Whoever has passed the second factor has still passed it.
		session, err = s.begin(ctx, tx, r, held.Door, held.shown)
		return err
	})
	return session, err
}

// Reset gives an account a new first password and ends its sessions and
// locks. The password is returned this once only. Errors: [ErrNotFound].
func (s *Store) Reset(ctx context.Context, id string) (Created, error) {
	r, err := s.one(ctx, s.db.Read(), `SELECT `+columns+` FROM intake_accounts WHERE id = ?`, id)
	if err != nil {
		return Created{}, err
	}
	password, err := newPassword(s.random)
	if err != nil {
		return Created{}, err
	}
	if r.Password, err = s.hashes.hash(ctx, password, firstParams); err != nil {
		return Created{}, err
	}
	r.First, r.Changed = true, s.instant().UnixMicro()
	err = s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const set = `UPDATE intake_accounts SET password = ?, first = 1, changed = ? WHERE id = ?`
		if _, err := tx.ExecContext(ctx, set, r.Password, r.Changed, id); err != nil {
			return fmt.Errorf("account: reset a password: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_failures WHERE name = ?`, failureName(r.Username)); err != nil {
			return fmt.Errorf("account: clear failures: %w", err)
		}
		return endSessions(ctx, tx, id)
	})
	if err != nil {
		return Created{}, err
	}
	return Created{Account: r.account(), Password: password}, nil
}

// Disable shuts an account out, or lets it in again. Its sessions end.
func (s *Store) Disable(ctx context.Context, id string, disabled bool) error {
	if !disabled {
		r, err := s.one(ctx, s.db.Read(), `SELECT `+columns+` FROM intake_accounts WHERE id = ?`, id)
		if err == nil {
			err = s.mayHold(ctx, Draft{Username: r.Username, Role: r.Role, Agency: r.Agency, Place: r.Place})
		}
		if err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, `UPDATE intake_accounts SET disabled = ? WHERE id = ?`, bit(disabled), id)
		if err != nil {
			return fmt.Errorf("account: disable an account: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrNotFound, err)
		}
		return endSessions(ctx, tx, id)
	})
}

func endSessions(ctx context.Context, tx bun.IDB, account string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM intake_sessions WHERE account = ?`, account); err != nil {
		return fmt.Errorf("account: end sessions: %w", err)
	}
	return nil
}
