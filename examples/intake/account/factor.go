package account

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// FactorPolicy says who must have a second factor.
type FactorPolicy string

// The policies.
const (
	FactorNone   FactorPolicy = "none"   // only whoever set one up
	FactorAdmins FactorPolicy = "admins" // administrators and oversight
	FactorAll    FactorPolicy = "all"
)

func (p FactorPolicy) asks(r samad.Role) bool {
	switch p {
	case FactorAll:
		return true
	case FactorAdmins:
		return slices.Contains([]samad.Role{samad.RoleAdmin, samad.RoleLocalAdmin, samad.RoleOversight, samad.RoleGovernor}, r)
	}
	return false
}

// A code has six digits and is good for its half minute and the ones beside it
// (RFC 6238).
const (
	factorStep = 30 * time.Second
	secretSize = 20
)

// Enrolment is a second factor that is being set up.
type Enrolment struct {
	// Secret is what an authenticator is told, in base32; URL the same for a
	// QR code.
	Secret, URL string
}

// Enrol makes a secret for the account of the session, in place of one that
// was never confirmed. It fails with [ErrNoSession], and with [ErrFactor] when
// the account has a second factor already: only [Store.ResetFactor] removes
// it. issuer names the service in the authenticator.
func (s *Store) Enrol(ctx context.Context, token, issuer string) (Enrolment, error) {
	held, err := s.Session(ctx, token)
	if err != nil {
		return Enrolment{}, err
	}
	if s.vault == nil {
		return Enrolment{}, errors.New("account: Config.Vault is missing: second factors are sealed with it")
	}
	if held.MustChange {
		return Enrolment{}, ErrNoSession
	}
	id := held.Account.ID
	secret, found, err := s.secret(ctx, s.db.Read(), id)
	switch {
	case err != nil:
		return Enrolment{}, err
	case found && secret.confirmed:
		return Enrolment{}, ErrFactor
	case !found:
		if secret, err = s.newSecret(ctx, id); err != nil {
			return Enrolment{}, err
		}
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret.plain)
	label := url.PathEscape(issuer + ":" + held.Account.Username)
	return Enrolment{Secret: text, URL: "otpauth://totp/" + label + "?" + url.Values{
		"secret": {text}, "issuer": {issuer}, "period": {"30"}, "digits": {"6"}, "algorithm": {"SHA1"},
	}.Encode()}, nil
}

func (s *Store) newSecret(ctx context.Context, id string) (factorSecret, error) {
	plain := make([]byte, secretSize)
	if _, err := io.ReadFull(s.random, plain); err != nil {
		return factorSecret{}, fmt.Errorf("account: make a secret: %w", err)
	}
	wrapped, err := s.vault.NewKey(ctx, factorID(id))
	if err != nil {
		return factorSecret{}, fmt.Errorf("account: seal a secret: %w", err)
	}
	sealed, err := s.vault.Seal(ctx, wrapped, factorID(id), factorName, plain)
	if err != nil {
		return factorSecret{}, fmt.Errorf("account: seal a secret: %w", err)
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const put = `INSERT INTO intake_factors (account, wrapped, secret, confirmed, last_step, created) VALUES (?, ?, ?, 0, 0, ?)`
		if _, err := tx.ExecContext(ctx, put, id, wrapped, sealed, s.instant().UnixMicro()); err != nil {
			return fmt.Errorf("account: keep a secret: %w", err)
		}
		return nil
	})
	return factorSecret{plain: plain}, err
}

const factorName = "totp"

func factorID(account string) string { return "account:" + account }

// Confirm ends the set-up with a code of the new secret. It returns a new
// session, which has passed the factor, and recovery codes, shown this once
// only; each opens one sign-in. Errors: [ErrNoSession], [ErrCredentials] for a
// wrong code, [ErrLocked] after several, [ErrFactor] when nothing is being set
// up.
func (s *Store) Confirm(ctx context.Context, token, code string) (Session, []string, error) {
	held, err := s.Session(ctx, token)
	if err != nil {
		return Session{}, nil, err
	}
	secret, found, err := s.secret(ctx, s.db.Read(), held.Account.ID)
	if err != nil {
		return Session{}, nil, err
	}
	if !found || secret.confirmed {
		return Session{}, nil, ErrFactor
	}
	codes, hashes, err := s.recoveryCodes(ctx, held.Account.ID)
	if err != nil {
		return Session{}, nil, err
	}
	session, err := s.passFactor(ctx, token, held, code, secret, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_recovery WHERE account = ?`, held.Account.ID); err != nil {
			return fmt.Errorf("account: drop recovery codes: %w", err)
		}
		for _, h := range hashes {
			if _, err := tx.ExecContext(ctx, `INSERT INTO intake_recovery (account, code) VALUES (?, ?)`, held.Account.ID, h); err != nil {
				return fmt.Errorf("account: keep recovery codes: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return Session{}, nil, err
	}
	return session, codes, nil
}

// PassFactor shows the second factor, a code of the authenticator or a
// recovery code, and returns a new session in place of the one of the token.
// Errors as for [Store.Confirm].
func (s *Store) PassFactor(ctx context.Context, token, code string) (Session, error) {
	held, err := s.Session(ctx, token)
	if err != nil {
		return Session{}, err
	}
	secret, found, err := s.secret(ctx, s.db.Read(), held.Account.ID)
	if err != nil {
		return Session{}, err
	}
	if !found || !secret.confirmed {
		return Session{}, ErrFactor
	}
	return s.passFactor(ctx, token, held, code, secret, nil)
}

func (s *Store) passFactor(ctx context.Context, token string, held Session, code string, secret factorSecret, also func(context.Context, bun.IDB) error) (Session, error) {
	name := "factor:" + held.Account.ID
	if err := s.checkLock(ctx, name); err != nil {
		return Session{}, err
	}
	code = canonicalCode(code)
	step, match := secret.match(code, s.instant())
	var recovery []byte
	if !match && also == nil {
		var err error
		if recovery, err = s.recoveryHash(ctx, held.Account.ID, code); err != nil {
			return Session{}, err
		}
	}
	var session Session
	err := s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		// Taken in the statement that checks it, so that two who send the same
		// code at once do not both pass.
		const take = `UPDATE intake_factors SET last_step = ?, confirmed = 1 WHERE account = ? AND last_step < ?`
		const spend = `DELETE FROM intake_recovery WHERE account = ? AND code = ?`
		var result sql.Result
		var err error
		switch {
		case match:
			result, err = tx.ExecContext(ctx, take, step, held.Account.ID, step)
		case recovery != nil:
			result, err = tx.ExecContext(ctx, spend, held.Account.ID, recovery)
		default:
			return ErrCredentials
		}
		if err != nil {
			return fmt.Errorf("account: take a code: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(ErrCredentials, err)
		}
		if also != nil {
			if err := also(ctx, tx); err != nil {
				return err
			}
		}
		session, err = s.exchange(ctx, tx, token, held, name)
		return err
	})
	if errors.Is(err, ErrCredentials) {
		s.observe("second_factor_wrong")
		return Session{}, errors.Join(ErrCredentials, s.noteFailure(ctx, name))
	}
	return session, err
}

// exchange ends the session of the token and begins one that has passed the
// factor.
func (s *Store) exchange(ctx context.Context, tx bun.IDB, token string, held Session, name string) (Session, error) {
	if _, err := tx.ExecContext(ctx, `DELETE FROM intake_failures WHERE name = ?`, failureName(name)); err != nil {
		return Session{}, fmt.Errorf("account: clear failures: %w", err)
	}
	result, err := tx.ExecContext(ctx, `DELETE FROM intake_sessions WHERE token = ?`, tokenHash(token))
	if err != nil {
		return Session{}, fmt.Errorf("account: end a session: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return Session{}, errors.Join(ErrNoSession, err)
	}
	r, err := s.one(ctx, tx, `SELECT `+columns+` FROM intake_accounts WHERE id = ? AND disabled = 0`, held.Account.ID)
	if err != nil {
		return Session{}, err
	}
	return s.begin(ctx, tx, r, held.Door, held.shown|byFactor)
}

// ResetFactor removes the second factor of an account that lost it, and ends
// its sessions.
func (s *Store) ResetFactor(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		for _, statement := range []string{`DELETE FROM intake_factors WHERE account = ?`, `DELETE FROM intake_recovery WHERE account = ?`} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return fmt.Errorf("account: reset a second factor: %w", err)
			}
		}
		return endSessions(ctx, tx, id)
	})
}

type factorSecret struct {
	plain     []byte
	confirmed bool
}

func (s *Store) secret(ctx context.Context, db bun.IDB, id string) (out factorSecret, found bool, err error) {
	var wrapped, sealed []byte
	var confirmed int
	err = db.QueryRowContext(ctx, `SELECT wrapped, secret, confirmed FROM intake_factors WHERE account = ?`, id).Scan(&wrapped, &sealed, &confirmed)
	if errors.Is(err, sql.ErrNoRows) {
		return factorSecret{}, false, nil
	}
	if err != nil {
		return factorSecret{}, false, fmt.Errorf("account: read a secret: %w", err)
	}
	if s.vault == nil {
		return factorSecret{}, false, errors.New("account: Config.Vault is missing: second factors are sealed with it")
	}
	plain, err := s.vault.Open(ctx, wrapped, factorID(id), factorName, sealed)
	if err != nil {
		return factorSecret{}, false, fmt.Errorf("account: open a secret: %w", err)
	}
	return factorSecret{plain, confirmed == 1}, true, nil
}

// match reports which time step a code belongs to, of the present one and its
// neighbours.
func (f factorSecret) match(code string, now time.Time) (step int64, ok bool) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(f.plain)
	for _, shift := range []time.Duration{-factorStep, 0, factorStep} {
		at := now.Add(shift)
		want, err := totp.GenerateCodeCustom(text, at, totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at.Unix() / int64(factorStep/time.Second), true
		}
	}
	return 0, false
}

// canonicalCode reads a code in any digits, with or without blanks and
// hyphens.
func canonicalCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r == ' ' || r == '-' || r == '\u200c':
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(code)))
}
