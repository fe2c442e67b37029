package samad

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
)

// plainVault seals nothing. It stands in where [Config.PlainText] is set.
type plainVault struct{}

func (plainVault) NewKey(context.Context, string) ([]byte, error) { return []byte("plain"), nil }

func (plainVault) Seal(_ context.Context, _ []byte, _, _ string, plain []byte) ([]byte, error) {
	return append([]byte(nil), plain...), nil
}

func (plainVault) Open(_ context.Context, wrapped []byte, _, name string, sealed []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, fmt.Errorf("samad: open %s: %w", name, ErrErased)
	}
	return append([]byte(nil), sealed...), nil
}

func (plainVault) DestroyKey(context.Context, string, []byte) error { return nil }

func (plainVault) Hash(_ context.Context, purpose, value string) ([]byte, error) {
	// Without a secret this hides nothing; it only keeps purposes apart.
	h := hmac.New(sha256.New, []byte(purpose))
	h.Write([]byte(value)) // hash.Hash never returns an error
	return h.Sum(nil), nil
}
