package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"
	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// keyPrefix begins every API key, so that people and scanners know one when
// they see it.
const keyPrefix = "samad_"

// MaxKeyLife is how long an API key may live at the most.
const MaxKeyLife = 2 * 366 * 24 * time.Hour

// keyUse is how exactly the last use of a key is noted: each request would be
// a write.
const keyUse = 10 * time.Minute

// KeyDraft is an API key that is to be: for another system, not for a person.
type KeyDraft struct {
	Name   string // what it is for, 1 to 100 characters
	Role   samad.Role
	Agency samad.AgencyID
	Place  samad.PlaceID
	// Life is how long it holds, up to [MaxKeyLife].
	Life time.Duration
}

// Key is an API key, without its secret.
type Key struct {
	ID      string
	Name    string
	Role    samad.Role
	Agency  samad.AgencyID
	Place   samad.PlaceID
	Maker   string // account id of whoever made it
	Created time.Time
	Expires time.Time
	Revoked time.Time // zero: never
	Used    time.Time // zero: never; to ten minutes
}

// Actor returns the key as the Desk knows it.
func (k Key) Actor() samad.Actor {
	return samad.Actor{
		ID: k.ID, Roles: []samad.Role{k.Role}, Agency: k.Agency, Place: k.Place,
		Post: samad.Text{Fa: k.Name, En: k.Name},
	}
}

// CreateKey makes an API key and returns its secret, which is kept nowhere and
// can be shown this once only. Nobody gives a key what the maker has not: an
// administrator gives any role but an administrator's. Errors: [ErrInvalid].
func (s *Store) CreateKey(ctx context.Context, maker Account, d KeyDraft) (Key, string, error) {
	if maker.Role != samad.RoleAdmin {
		return Key{}, "", samad.ErrForbidden
	}
	d.Name = strings.TrimSpace(d.Name)
	if n := utf8.RuneCountInString(d.Name); n < 1 || n > 100 || !utf8.ValidString(d.Name) || strings.ContainsRune(d.Name, 0) {
		return Key{}, "", &InvalidError{"name", "1 to 100 characters"}
	}
	if d.Role == samad.RoleAdmin || d.Role == samad.RoleLocalAdmin {
		return Key{}, "", &InvalidError{"role", "administrators are people"}
	}
	if err := validRole(Draft{Role: d.Role, Agency: d.Agency, Place: d.Place}); err != nil {
		return Key{}, "", err
	}
	if d.Life <= 0 || d.Life > MaxKeyLife {
		return Key{}, "", &InvalidError{"life", "longer than nothing and up to two years"}
	}
	raw := make([]byte, tokenSize)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return Key{}, "", fmt.Errorf("account: make a key: %w", err)
	}
	now := s.instant()
	id, err := ulid.New(ulid.Timestamp(now), s.random)
	if err != nil {
		return Key{}, "", fmt.Errorf("account: make an id: %w", err)
	}
	secret := keyPrefix + base64.RawURLEncoding.EncodeToString(raw)
	k := Key{
		ID: id.String(), Name: d.Name, Role: d.Role, Agency: d.Agency, Place: d.Place, Maker: maker.ID,
		Created: now, Expires: now.Add(d.Life).Truncate(time.Microsecond),
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const insert = `INSERT INTO intake_keys (id, hash, name, role, agency, place, maker, created, expires, revoked, used)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`
		if _, err := tx.ExecContext(ctx, insert, k.ID, keyHash(secret), k.Name, string(k.Role), string(k.Agency), string(k.Place),
			k.Maker, k.Created.UnixMicro(), k.Expires.UnixMicro()); err != nil {
			return fmt.Errorf("account: keep a key: %w", err)
		}
		return nil
	})
	return k, secret, err
}

func keyHash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// IsKey reports whether a bearer token has the form of an API key.
func IsKey(token string) bool { return strings.HasPrefix(token, keyPrefix) }

type keyRow struct {
	ID      string         `bun:"id"`
	Name    string         `bun:"name"`
	Role    samad.Role     `bun:"role"`
	Agency  samad.AgencyID `bun:"agency"`
	Place   samad.PlaceID  `bun:"place"`
	Maker   string         `bun:"maker"`
	Created int64          `bun:"created"`
	Expires int64          `bun:"expires"`
	Revoked int64          `bun:"revoked"`
	Used    int64          `bun:"used"`
}

const keyColumns = "id, name, role, agency, place, maker, created, expires, revoked, used"

func (r keyRow) key() Key {
	k := Key{
		ID: r.ID, Name: r.Name, Role: r.Role, Agency: r.Agency, Place: r.Place, Maker: r.Maker,
		Created: fromMicro(r.Created), Expires: fromMicro(r.Expires),
	}
	if r.Revoked > 0 {
		k.Revoked = fromMicro(r.Revoked)
	}
	if r.Used > 0 {
		k.Used = fromMicro(r.Used)
	}
	return k
}

// Key returns the key with the secret, or [ErrNoSession] for one that is
// unknown, expired or revoked.
func (s *Store) Key(ctx context.Context, secret string) (Key, error) {
	if !IsKey(secret) || len(secret) != len(keyPrefix)+base64.RawURLEncoding.EncodedLen(tokenSize) {
		return Key{}, ErrNoSession
	}
	now := s.instant()
	var rows []keyRow
	const query = `SELECT ` + keyColumns + ` FROM intake_keys WHERE hash = ? AND revoked = 0 AND expires > ?`
	if err := s.db.Read().NewRaw(query, keyHash(secret), now.UnixMicro()).Scan(ctx, &rows); err != nil {
		return Key{}, fmt.Errorf("account: read a key: %w", err)
	}
	if len(rows) == 0 {
		return Key{}, ErrNoSession
	}
	k := rows[0].key()
	if now.Sub(k.Used) < keyUse {
		return k, nil
	}
	return k, s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `UPDATE intake_keys SET used = ? WHERE id = ?`, now.UnixMicro(), k.ID); err != nil {
			return fmt.Errorf("account: note the use of a key: %w", err)
		}
		return nil
	})
}

// Keys returns all keys, the newest first.
func (s *Store) Keys(ctx context.Context) ([]Key, error) {
	var rows []keyRow
	if err := s.db.Read().NewRaw(`SELECT `+keyColumns+` FROM intake_keys ORDER BY created DESC, id DESC`).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("account: list keys: %w", err)
	}
	out := make([]Key, len(rows))
	for i, r := range rows {
		out[i] = r.key()
	}
	return out, nil
}

// RevokeKey ends a key for ever, or fails with [ErrNotFound].
func (s *Store) RevokeKey(ctx context.Context, id string) error {
	now := s.instant().UnixMicro()
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		result, err := tx.ExecContext(ctx, `UPDATE intake_keys SET revoked = CASE WHEN revoked = 0 THEN ? ELSE revoked END WHERE id = ?`, now, id)
		if err != nil {
			return fmt.Errorf("account: revoke a key: %w", err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return fmt.Errorf("account: revoke a key: %w", ErrNotFound)
		}
		return nil
	})
}
