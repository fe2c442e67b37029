package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// params are the costs of one argon2id hash.
type params struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// Chosen passwords cost 64 MiB and two passes, above what OWASP asks for
// (19 MiB and two). First passwords carry 104 random bits: no hash makes them
// harder to guess than they are.
var (
	chosenParams = params{memory: 64 * 1024, time: 2, threads: 1}
	firstParams  = params{memory: 64, time: 1, threads: 1}
)

const (
	saltSize = 16
	hashSize = 32
)

// hasher makes and checks password hashes, a few at a time: each takes 64 MiB.
type hasher struct {
	random io.Reader
	slots  chan struct{}
}

func newHasher(random io.Reader, slots int) *hasher {
	return &hasher{random: random, slots: make(chan struct{}, slots)}
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string, p params) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("account: make a salt: %w", err)
	}
	sum, err := h.sum(ctx, password, salt, p, hashSize)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.time, p.threads, b64(salt), b64(sum)), nil
}

func (h *hasher) sum(ctx context.Context, password string, salt []byte, p params, size int) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("account: wait for a password hash: %w", ctx.Err())
	}
	return argon2.IDKey(canonical(password), salt, p.time, p.memory, p.threads, uint32(size)), nil
}

// verify reports whether the password is the one of the PHC string, and
// whether its parameters are below those of today.
func (h *hasher) verify(ctx context.Context, password, phc string) (match, old bool, err error) {
	p, salt, want, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	got, err := h.sum(ctx, password, salt, p, len(want))
	if err != nil {
		return false, false, err
	}
	old = p.memory < chosenParams.memory || p.time < chosenParams.time
	return subtle.ConstantTimeCompare(got, want) == 1, old, nil
}

// parsePHC reads a PHC string. Its bounds keep a damaged or planted row from
// taking all memory.
func parsePHC(phc string) (p params, salt, hash []byte, err error) {
	fail := func(what string) (params, []byte, []byte, error) {
		return params{}, nil, nil, fmt.Errorf("account: stored password: %s", what)
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return fail("not an argon2id string")
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return fail("unknown version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil {
		return fail("parameters are not m, t and p")
	}
	if p.memory < 8 || p.memory > 1<<20 || p.time < 1 || p.time > 16 || p.threads < 1 || p.threads > 16 {
		return fail("parameters out of range")
	}
	if salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil || len(salt) < 8 || len(salt) > 64 {
		return fail("bad salt")
	}
	if hash, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil || len(hash) < 16 || len(hash) > 64 {
		return fail("bad hash")
	}
	return p, salt, hash, nil
}
