package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/uptrace/bun"
)

// Door is by which way somebody signed in.
type Door string

// The doors.
const (
	API  Door = "api"  // bearer token
	Page Door = "page" // cookie
)

// Session is somebody signed in.
type Session struct {
	// Token is set only where the session begins; it is not kept.
	Token   string
	Account Account
	Door    Door
	Expires time.Time
	// MustChange says that the password has to be changed before anything
	// else.
	MustChange bool
	// NeedsFactor says that the second factor has to be shown before anything
	// else, NeedsEnrolment that one has to be set up.
	NeedsFactor, NeedsEnrolment bool

	shown proofs
}

// Complete reports whether nothing has to be done before work.
func (s Session) Complete() bool { return !s.MustChange && !s.NeedsFactor && !s.NeedsEnrolment }

const tokenSize = 32

// begin makes a session inside a transaction and drops expired ones.
func (s *Store) begin(ctx context.Context, tx bun.IDB, r row, door Door, shown proofs) (Session, error) {
	raw := make([]byte, tokenSize)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return Session{}, fmt.Errorf("account: make a token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	now := s.instant()
	expires := now.Add(s.lifetime)
	if _, err := tx.ExecContext(ctx, `DELETE FROM intake_sessions WHERE expires <= ?`, now.UnixMicro()); err != nil {
		return Session{}, fmt.Errorf("account: drop expired sessions: %w", err)
	}
	const insert = `INSERT INTO intake_sessions (token, account, door, created, expires, factor) VALUES (?, ?, ?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, insert, tokenHash(token), r.ID, string(door), now.UnixMicro(), expires.UnixMicro(), int(shown)); err != nil {
		return Session{}, fmt.Errorf("account: begin a session: %w", err)
	}
	var enrolled int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM intake_factors WHERE account = ? AND confirmed = 1`, r.ID).Scan(&enrolled); err != nil {
		return Session{}, fmt.Errorf("account: read a second factor: %w", err)
	}
	out := Session{Token: token, Account: r.account(), Door: door, Expires: expires}
	s.needs(&out, r, shown, enrolled > 0)
	return out, nil
}

// proofs are what a session was opened with besides a password.
type proofs int

const (
	byFactor  proofs = 1 << iota // the second factor was shown
	bySubject                    // an OpenID Connect provider in place of the password
)

// needs says what has to be done in a session before work.
func (s *Store) needs(out *Session, r row, shown proofs, enrolled bool) {
	out.shown = shown
	out.MustChange = shown&bySubject == 0 && s.mustChange(r, out.Door)
	out.NeedsFactor = enrolled && shown&byFactor == 0
	out.NeedsEnrolment = !enrolled && shown&byFactor == 0 && s.factor.asks(r.Role)
}

func tokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func (s *Store) mustChange(r row, door Door) bool {
	if !r.First {
		return false
	}
	return s.forceChange || door == Page && r.Role == samad.RoleAdmin
}

// Session returns the session of a token, or [ErrNoSession].
func (s *Store) Session(ctx context.Context, token string) (Session, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenSize) {
		return Session{}, ErrNoSession
	}
	var found []struct {
		row
		Door     Door   `bun:"door"`
		Expires  int64  `bun:"expires"`
		Factor   proofs `bun:"factor"`
		Enrolled int    `bun:"enrolled"`
	}
	const query = `SELECT ` + accountColumns + `, s.door, s.expires, s.factor, coalesce(f.confirmed, 0) AS enrolled
		FROM intake_sessions s JOIN intake_accounts a ON a.id = s.account LEFT JOIN intake_factors f ON f.account = a.id
		WHERE s.token = ? AND s.expires > ? AND a.disabled = 0`
	err := s.db.Read().NewRaw(query, tokenHash(token), s.instant().UnixMicro()).Scan(ctx, &found)
	if err != nil {
		return Session{}, fmt.Errorf("account: read a session: %w", err)
	}
	if len(found) == 0 {
		return Session{}, ErrNoSession
	}
	f := found[0]
	out := Session{Account: f.row.account(), Door: f.Door, Expires: fromMicro(f.Expires)}
	s.needs(&out, f.row, f.Factor, f.Enrolled == 1)
	return out, nil
}

// SignOut ends the session of a token; an unknown one is ended already.
func (s *Store) SignOut(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM intake_sessions WHERE token = ?`, tokenHash(token)); err != nil {
			return fmt.Errorf("account: sign out: %w", err)
		}
		return nil
	})
}
