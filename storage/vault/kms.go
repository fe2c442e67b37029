package vault

import (
	"context"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// KMS is a key management service that holds the key-encryption key and never
// gives it away. It is asked once for every case that is made or opened.
// Implementations must be safe for concurrent use.
type KMS interface {
	// Wrap encrypts a data key of 32 bytes, bound to where it belongs: Unwrap
	// with other bytes must fail.
	Wrap(ctx context.Context, key, bound []byte) (wrapped []byte, err error)
	// Unwrap reverses Wrap, also of what earlier keys of the service wrapped.
	Unwrap(ctx context.Context, wrapped, bound []byte) (key []byte, err error)
}

// wrapper is a keyset seen as a KMS.
type wrapper struct{ aead tink.AEAD }

func (w wrapper) Wrap(_ context.Context, key, bound []byte) ([]byte, error) {
	return w.aead.Encrypt(key, bound) //nolint:wrapcheck // the vault says what it was at
}

func (w wrapper) Unwrap(_ context.Context, wrapped, bound []byte) ([]byte, error) {
	return w.aead.Decrypt(wrapped, bound) //nolint:wrapcheck // the vault says what it was at
}
