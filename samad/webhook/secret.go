package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// ErrSecret says that what was given is no secret for webhooks.
var ErrSecret = errors.New("webhook: not a secret")

// secretPrefix marks secrets in text, so that scanners find leaked ones.
const secretPrefix = "whsec_"

// The shortest and longest keys in bytes that the standard allows, and what
// [NewSecret] makes.
const (
	minKey = 24
	maxKey = 64
	newKey = 32
)

// Secret is the key that a sender and a receiver share. It never shows itself
// in logs, prints or JSON; [Secret.Reveal] does, once, for whoever sets a
// subscription up. The zero Secret signs nothing.
type Secret struct{ key string }

// NewSecret makes a secret of 32 random bytes.
func NewSecret(random io.Reader) (Secret, error) {
	key := make([]byte, newKey)
	if _, err := io.ReadFull(random, key); err != nil {
		return Secret{}, fmt.Errorf("webhook: make a secret: %w", err)
	}
	return Secret{string(key)}, nil
}

// ParseSecret reads a secret as [Secret.Reveal] writes it: "whsec_" and 24 to
// 64 bytes in base64. The prefix may be missing. It fails with an error that
// matches [ErrSecret] and does not repeat what was given.
func ParseSecret(text string) (Secret, error) {
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(text, secretPrefix))
	if err != nil || strings.ContainsAny(text, "\r\n") { // which Go's base64 passes over
		return Secret{}, fmt.Errorf("%w: want %s and base64", ErrSecret, secretPrefix)
	}
	if len(key) < minKey || len(key) > maxKey {
		return Secret{}, fmt.Errorf("%w: has %d bytes, want %d to %d", ErrSecret, len(key), minKey, maxKey)
	}
	return Secret{string(key)}, nil
}

// IsZero reports whether there is no key.
func (s Secret) IsZero() bool { return s.key == "" }

// Reveal writes the secret in full, for its owner only.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return secretPrefix + base64.StdEncoding.EncodeToString([]byte(s.key))
}

// String hides the key.
func (s Secret) String() string { return secretPrefix + "…" }

// GoString hides the key.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the key.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText refuses to write the key: a secret that is meant to be shown or
// stored is taken by [Secret.Reveal].
func (s Secret) MarshalText() ([]byte, error) {
	return nil, fmt.Errorf("webhook: a secret is not written by accident: %w", ErrSecret)
}
