package openid

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/oauth2"
)

// attemptTime is how long a sign-in at the provider may take.
const attemptTime = 10 * time.Minute

// attempt is a sign-in on its way.
type attempt struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Expires  int64  `json:"e"` // Unix seconds
}

func newAttempt(expires time.Time) attempt {
	return attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Expires: expires.Unix()}
}

func (a attempt) fits(state string, now time.Time) bool {
	return same(state, a.State) && now.Unix() < a.Expires
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// sealer seals attempts into cookies.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	if len(key) != 32 {
		return sealer{}, fmt.Errorf("openid: Options.Key has %d bytes, want 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("openid: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return sealer{}, fmt.Errorf("openid: %w", err)
	}
	return sealer{aead}, nil
}

func (s sealer) seal(a attempt) (string, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("openid: keep a sign-in: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, nil)), nil //nolint:gosec // this AEAD makes the nonce itself
}

func (s sealer) open(keep string) (a attempt, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(keep)
	if err != nil {
		return a, fmt.Errorf("%w: no sign-in was begun in this browser", ErrRefused)
	}
	plain, err := s.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return a, fmt.Errorf("%w: no sign-in was begun in this browser", ErrRefused)
	}
	if err := json.Unmarshal(plain, &a); err != nil {
		return a, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return a, nil
}
