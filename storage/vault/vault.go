package vault

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/samad111/go-samad/samad"
)

var (
	// ErrNotOpened: what was sealed cannot be opened: it was changed, belongs
	// to another case or name, or its key is not among the vault's.
	ErrNotOpened = errors.New("vault: cannot be opened")
	// ErrKeys: the keys given to [New], or in a file, cannot be used.
	ErrKeys = errors.New("vault: keys")
)

// The sizes of keys in bytes.
const (
	dataKeySize    = 32
	minHashKeySize = 32
)

// Domains keep what is bound or hashed for one use apart from every other.
const (
	keyDomain   = "samad.vault.key.v1"
	valueDomain = "samad.vault.value.v1"
	hashDomain  = "samad.vault.hash.v1"
)

// Keys are what a vault needs to be given. They print as nothing.
type Keys struct {
	// Wrap encrypts data keys. It must open whatever it ever wrapped.
	Wrap tink.AEAD
	// KMS does so in the place of Wrap. One of the two is required.
	KMS KMS
	// Hash is the key of look-up hashes, at least 32 random bytes.
	Hash []byte

	// prefix begins what the primary of a keyset wraps.
	prefix []byte
}

// String hides the keys.
func (Keys) String() string { return "vault.Keys" }

// GoString hides the keys.
func (Keys) GoString() string { return "vault.Keys" }

// Vault implements [samad.Vault]. It is safe for concurrent use, if Keys.Wrap
// is; those of this package are.
type Vault struct {
	keys   Keys
	random io.Reader
}

var _ samad.Vault = (*Vault)(nil)

// New returns a vault that uses the keys. Data keys are made from random, which
// must be safe for concurrent use; nil means crypto/rand. It fails with an
// error matching [ErrKeys].
func New(keys Keys, random io.Reader) (*Vault, error) {
	if (keys.Wrap == nil) == (keys.KMS == nil) {
		return nil, fmt.Errorf("%w: give either Wrap or KMS to wrap data keys with", ErrKeys)
	}
	if keys.KMS == nil {
		keys.KMS = wrapper{keys.Wrap}
	}
	if len(keys.Hash) < minHashKeySize {
		return nil, fmt.Errorf("%w: the key for hashes has %d bytes, it needs %d", ErrKeys, len(keys.Hash), minHashKeySize)
	}
	if random == nil {
		random = rand.Reader
	}
	keys.Hash = bytes.Clone(keys.Hash)
	return &Vault{keys: keys, random: random}, nil
}

// String hides the keys.
func (*Vault) String() string { return "vault" }

// GoString hides the keys.
func (*Vault) GoString() string { return "vault" }

// NewKey implements [samad.Vault].
func (v *Vault) NewKey(ctx context.Context, id string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("vault: new key: %w", err)
	}
	key := make([]byte, dataKeySize)
	defer clear(key)
	if _, err := io.ReadFull(v.random, key); err != nil {
		return nil, fmt.Errorf("vault: new key: read randomness: %w", err)
	}
	wrapped, err := v.keys.KMS.Wrap(ctx, key, join(keyDomain, id))
	if err != nil {
		return nil, fmt.Errorf("vault: wrap a key: %w", err)
	}
	return wrapped, nil
}

// Seal implements [samad.Vault]. With an empty wrapped key it fails with an
// error matching samad.ErrErased.
func (v *Vault) Seal(ctx context.Context, wrapped []byte, id, name string, plain []byte) ([]byte, error) {
	cipher, err := v.cipher(ctx, wrapped, id)
	if err != nil {
		return nil, fmt.Errorf("vault: seal %s: %w", name, err)
	}
	sealed, err := cipher.Encrypt(plain, join(valueDomain, id, name))
	if err != nil {
		return nil, fmt.Errorf("vault: seal %s: %w", name, err)
	}
	return sealed, nil
}

// Open implements [samad.Vault]. Besides samad.ErrErased it fails with errors
// matching [ErrNotOpened].
func (v *Vault) Open(ctx context.Context, wrapped []byte, id, name string, sealed []byte) ([]byte, error) {
	cipher, err := v.cipher(ctx, wrapped, id)
	if err != nil {
		return nil, fmt.Errorf("vault: open %s: %w", name, err)
	}
	plain, err := cipher.Decrypt(sealed, join(valueDomain, id, name))
	if err != nil {
		return nil, fmt.Errorf("vault: open %s: %w", name, ErrNotOpened)
	}
	return plain, nil
}

// cipher unwraps the data key.
func (v *Vault) cipher(ctx context.Context, wrapped []byte, id string) (tink.AEAD, error) {
	key, err := v.unwrap(ctx, wrapped, id)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return subtle.NewAESGCM(key) //nolint:wrapcheck // its callers name what they were at
}

func (v *Vault) unwrap(ctx context.Context, wrapped []byte, id string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(wrapped) == 0 {
		return nil, samad.ErrErased
	}
	key, err := v.keys.KMS.Unwrap(ctx, wrapped, join(keyDomain, id))
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || len(key) != dataKeySize {
		return nil, fmt.Errorf("%w: its key does not unwrap", ErrNotOpened)
	}
	return key, nil
}

// Rewrap returns the data key wrapped by what now wraps new ones. What it
// sealed opens as before.
func (v *Vault) Rewrap(ctx context.Context, id string, wrapped []byte) ([]byte, error) {
	key, err := v.unwrap(ctx, wrapped, id)
	if err != nil {
		return nil, fmt.Errorf("vault: rewrap: %w", err)
	}
	defer clear(key)
	again, err := v.keys.KMS.Wrap(ctx, key, join(keyDomain, id))
	if err != nil {
		return nil, fmt.Errorf("vault: rewrap: %w", err)
	}
	return again, nil
}

// DestroyKey implements [samad.Vault]. Wrapped keys are kept only where the
// caller keeps them, so there is nothing to do.
func (v *Vault) DestroyKey(ctx context.Context, _ string, _ []byte) error { return ctx.Err() }

// Hash implements [samad.Vault]: 32 bytes.
func (v *Vault) Hash(ctx context.Context, purpose, value string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("vault: hash: %w", err)
	}
	mac := hmac.New(sha256.New, v.keys.Hash)
	mac.Write(join(hashDomain, purpose, value)) // hash.Hash never returns an error
	return mac.Sum(nil), nil
}

// join writes the parts one after the other, each after its length as eight
// bytes, big endian, so that no two lists of parts look alike.
func join(parts ...string) []byte {
	var out []byte
	for _, p := range parts {
		out = binary.BigEndian.AppendUint64(out, uint64(len(p)))
		out = append(out, p...)
	}
	return out
}
