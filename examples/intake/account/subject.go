package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"
)

// Subject is somebody at an OpenID Connect provider, whose word about them has
// been verified.
type Subject struct {
	Issuer, ID string // never given to anybody else there
	// Username is the account that they are here, at the first sign-in.
	Username string
	// Strong says that the provider asked for a second factor itself.
	Strong bool
}

// SignInSubject begins a session for a verified subject. The first time it is
// bound to the account with its user name, for ever: a name that the provider
// gives to somebody else later opens nothing. An account that is unknown,
// disabled or bound to another subject is [ErrCredentials].
func (s *Store) SignInSubject(ctx context.Context, door Door, who Subject) (Session, error) {
	if who.Issuer == "" || who.ID == "" {
		return Session{}, ErrCredentials
	}
	var session Session
	err := s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		r, err := s.bound(ctx, tx, who)
		if err != nil {
			return err
		}
		if r.Disabled {
			return ErrCredentials
		}
		shown := bySubject
		if who.Strong {
			shown |= byFactor
		}
		session, err = s.begin(ctx, tx, r, door, shown)
		return err
	})
	s.observe(result(err))
	return session, err
}

func (s *Store) bound(ctx context.Context, tx bun.IDB, who Subject) (row, error) {
	var id string
	err := tx.QueryRowContext(ctx, `SELECT account FROM intake_subjects WHERE issuer = ? AND subject = ?`, who.Issuer, who.ID).Scan(&id)
	if err == nil {
		return s.one(ctx, tx, `SELECT `+columns+` FROM intake_accounts WHERE id = ?`, id)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return row{}, fmt.Errorf("account: read a subject: %w", err)
	}
	r, err := s.byName(ctx, tx, Fold(who.Username))
	if errors.Is(err, ErrNotFound) {
		return row{}, ErrCredentials
	}
	if err != nil {
		return row{}, err
	}
	const bind = `INSERT INTO intake_subjects (issuer, subject, account, created) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
	made, err := tx.ExecContext(ctx, bind, who.Issuer, who.ID, r.ID, s.instant().UnixMicro())
	if err != nil {
		return row{}, fmt.Errorf("account: bind a subject: %w", err)
	}
	if n, err := made.RowsAffected(); err != nil || n != 1 {
		return row{}, errors.Join(ErrCredentials, err) // the account is somebody else's there
	}
	return r, nil
}

// result names what became of a sign-in, for metrics.
func result(err error) string {
	switch {
	case err == nil:
		return "signed_in"
	case errors.Is(err, ErrCredentials):
		return "wrong"
	case errors.Is(err, ErrLocked):
		return "locked"
	default:
		return "failed"
	}
}
