package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The names of the headers, by Standard Webhooks.
const (
	IDHeader        = "webhook-id"
	TimestampHeader = "webhook-timestamp"
	SignatureHeader = "webhook-signature"
)

// DefaultTolerance is how far a message's time may lie from the receiver's
// clock when [Verifier.Tolerance] is zero. It is what the standard's own
// libraries take.
const DefaultTolerance = 5 * time.Minute

// Why a message is not believed.
var (
	// ErrSignature: a header is missing or malformed, or no signature was made
	// with any of the secrets over this id, time and body.
	ErrSignature = errors.New("webhook: signature does not verify")
	// ErrStale: the signature is good, but the message was signed too long ago
	// or lies in the future: it may have been recorded and sent again.
	ErrStale = errors.New("webhook: message is not of now")
)

// Headers are the three headers of a message.
type Headers struct {
	ID string
	// Timestamp is when this try was signed, in seconds since 1970 UTC.
	Timestamp string
	// Signature holds one signature "v1,BASE64" for each secret, with blanks
	// between.
	Signature string
}

// Sign signs a body with every secret, so that receivers may change theirs
// without losing messages. The id names the message and is the same on every
// try; at is the time of this try. Zero secrets are passed over.
func Sign(id string, at time.Time, body []byte, secrets ...Secret) Headers {
	h := Headers{ID: id, Timestamp: strconv.FormatInt(at.Unix(), 10)}
	var all []string
	for _, s := range secrets {
		if !s.IsZero() {
			all = append(all, version+","+base64.StdEncoding.EncodeToString(h.mac(s, body)))
		}
	}
	h.Signature = strings.Join(all, " ")
	return h
}

// version is the scheme of symmetric signatures.
const version = "v1"

// mac is HMAC-SHA256 over "ID.TIMESTAMP.BODY".
func (h Headers) mac(s Secret, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(s.key))
	mac.Write([]byte(h.ID + "." + h.Timestamp + ".")) // a hash never returns an error
	mac.Write(body)
	return mac.Sum(nil)
}

// Set writes the headers into those of a request; [net/http.Header] is one.
func (h Headers) Set(to interface{ Set(key, value string) }) {
	to.Set(IDHeader, h.ID)
	to.Set(TimestampHeader, h.Timestamp)
	to.Set(SignatureHeader, h.Signature)
}

// From reads the headers of a request; [net/http.Header] is one.
func From(header interface{ Get(key string) string }) Headers {
	return Headers{ID: header.Get(IDHeader), Timestamp: header.Get(TimestampHeader), Signature: header.Get(SignatureHeader)}
}

// Verifier believes messages that one of its secrets signed.
type Verifier struct {
	Secrets []Secret
	// Tolerance is how far the message's time may lie from now, either way;
	// default [DefaultTolerance].
	Tolerance time.Duration
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// maxSignatures bounds what a stranger can make a receiver compute.
const maxSignatures = 16

// Verify reports whether the message is to be believed. The body is what came,
// byte for byte. Errors match [ErrSignature] or [ErrStale]. A receiver that
// must not act twice keeps the ids that it has seen for at least the
// tolerance.
func (v Verifier) Verify(h Headers, body []byte) error {
	// A dot in the id would let one message be read as another.
	if h.ID == "" || strings.Contains(h.ID, ".") {
		return fmt.Errorf("%w: %s is missing or holds a dot", ErrSignature, IDHeader)
	}
	seconds, err := strconv.ParseInt(h.Timestamp, 10, 64)
	if err != nil || seconds < 0 || strconv.FormatInt(seconds, 10) != h.Timestamp {
		return fmt.Errorf("%w: %s is no number of seconds", ErrSignature, TimestampHeader)
	}
	if !v.signed(h, body) {
		return ErrSignature
	}
	now, tolerance := time.Now, v.Tolerance
	if v.Now != nil {
		now = v.Now
	}
	if tolerance == 0 {
		tolerance = DefaultTolerance
	}
	if off := now().Sub(time.Unix(seconds, 0)); off > tolerance || off < -tolerance {
		return fmt.Errorf("%w: %s off", ErrStale, off.Round(time.Second))
	}
	return nil
}

func (v Verifier) signed(h Headers, body []byte) bool {
	var given [][]byte
	for i, one := range strings.Fields(h.Signature) {
		kind, text, ok := strings.Cut(one, ",")
		if i == maxSignatures {
			break
		}
		if !ok || kind != version {
			continue // other schemes are others' business
		}
		if mac, err := base64.StdEncoding.DecodeString(text); err == nil {
			given = append(given, mac)
		}
	}
	for _, s := range v.Secrets {
		if s.IsZero() {
			continue
		}
		want := h.mac(s, body)
		for _, mac := range given {
			if hmac.Equal(want, mac) {
				return true
			}
		}
	}
	return false
}
