package account

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"runtime"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/uptrace/bun"
)

// Database is where the tables lie. storage/sqlite's DB is one.
type Database interface {
	// Write runs fn in a transaction that may write.
	Write(ctx context.Context, fn func(ctx context.Context, tx bun.IDB) error) error
	// Read returns a handle for reading.
	Read() bun.IDB
}

// Config says what a [Store] works with.
type Config struct {
	Database Database // required
	// ForceChange makes every account change its first password before
	// anything else, by page and API. Without it only the administrator must,
	// and only at the page: for trying things out on one's own machine.
	ForceChange bool
	// Lifetime is how long a session lasts; default 12 hours.
	Lifetime time.Duration
	// RefusalTime is how long a refused sign-in takes at least; default
	// 400 ms.
	RefusalTime time.Duration
	// Factor says who must have a second factor; default [FactorNone].
	Factor FactorPolicy
	// Vault seals the secrets of second factors; without it there are none.
	Vault samad.Vault
	// MayHold refuses, with an error, what a draft asks for, when an account is
	// made or let in again: a role that needs training, say. Default: anybody
	// may hold anything.
	MayHold func(ctx context.Context, d Draft) error
	// Observe is told what became of each sign-in, in one of a few words, for
	// metrics; default nobody.
	Observe func(result string)
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids, salts, passwords and tokens; default [rand.Reader].
	// It must be safe for concurrent use.
	Random io.Reader
}

// Store keeps accounts and sessions.
type Store struct {
	db          Database
	hashes      *hasher
	forceChange bool
	lifetime    time.Duration
	refusal     time.Duration
	factor      FactorPolicy
	vault       samad.Vault
	mayHold     func(ctx context.Context, d Draft) error
	observe     func(result string)
	now         func() time.Time
	random      io.Reader
}

// Open checks the configuration and brings the tables up to date.
func Open(ctx context.Context, config Config) (*Store, error) {
	if config.Database == nil {
		return nil, errors.New("account: Config.Database is missing: give the database that keeps the cases")
	}
	if config.Lifetime < 0 || config.RefusalTime < 0 {
		return nil, errors.New("account: Config.Lifetime and Config.RefusalTime must not be negative")
	}
	s := &Store{
		db: config.Database, forceChange: config.ForceChange,
		lifetime: config.Lifetime, refusal: config.RefusalTime, now: config.Now, random: config.Random,
		factor: config.Factor, vault: config.Vault, observe: config.Observe, mayHold: config.MayHold,
	}
	if s.mayHold == nil {
		s.mayHold = func(context.Context, Draft) error { return nil }
	}
	if s.observe == nil {
		s.observe = func(string) {}
	}
	if s.lifetime == 0 {
		s.lifetime = 12 * time.Hour
	}
	if s.refusal == 0 {
		s.refusal = 400 * time.Millisecond
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	s.hashes = newHasher(s.random, max(2, runtime.NumCPU()/2))
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Store) instant() time.Time { return s.now().UTC().Truncate(time.Microsecond) }
