package samad

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
)

// Hash is a SHA-256 sum, shown as 64 hexadecimal digits.
type Hash [sha256.Size]byte

// IsZero reports whether h is the sum before the first event.
func (h Hash) IsZero() bool { return h == Hash{} }

// String returns h in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements [encoding.TextMarshaler]; the zero hash is empty.
func (h Hash) MarshalText() ([]byte, error) {
	if h.IsZero() {
		return nil, nil
	}
	return hex.AppendEncode(nil, h[:]), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hash{}
		return nil
	}
	if len(text) != hex.EncodedLen(len(h)) {
		return fmt.Errorf("samad: a hash has %d hexadecimal digits, not %d", hex.EncodedLen(len(h)), len(text))
	}
	if _, err := hex.Decode(h[:], text); err != nil {
		return fmt.Errorf("samad: read a hash: %w", err)
	}
	return nil
}

// ValueRef names an erasable value of a case.
type ValueRef struct {
	Case CaseID
	Seq  int64 // the event that brought the value
	Name string
}

// Value is something said or given that can be erased: a text, an answer, the
// sealed identity. The event that brought it holds only its [Value.Commitment],
// so that the history verifies before and after erasure.
type Value struct {
	ValueRef
	// Salt makes the commitment impossible to guess from; it is emptied
	// together with Data.
	Salt []byte
	// Data is UTF-8 text or, when Sealed, what the [Vault] made of it.
	Data   []byte
	Sealed bool
}

// Erased reports whether the value has been emptied.
func (v Value) Erased() bool { return len(v.Salt) == 0 }

// saltSize is the length of a salt in bytes; 128 bits cannot be searched.
const saltSize = 16

func newValue(ref ValueRef, data []byte, sealed bool, random io.Reader) (Value, error) {
	v := Value{ValueRef: ref, Salt: make([]byte, saltSize), Data: data, Sealed: sealed}
	if _, err := io.ReadFull(random, v.Salt); err != nil {
		return Value{}, fmt.Errorf("samad: make a salt: %w", err)
	}
	return v, nil
}

// Commitment returns the salted commitment to the value as it is stored:
// SHA-256 over the salt, the name and the data, each preceded by its length
// as eight bytes, big endian.
func (v Value) Commitment() Hash {
	return HashParts(v.Salt, []byte(v.Name), v.Data)
}

// Matches reports whether the value is the one committed to. An erased value
// matches every commitment: nothing is left to compare.
func (v Value) Matches(commitment Hash) bool {
	if v.Erased() {
		return len(v.Data) == 0
	}
	sum := v.Commitment()
	return subtle.ConstantTimeCompare(sum[:], commitment[:]) == 1
}
