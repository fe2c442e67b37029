package tracking

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
)

// MinKey is the length in bytes of the shortest key that [PIN.Hash] takes.
// 32 random bytes are right.
const MinKey = 16

// pinLabel keeps these hashes apart from all else that the same key may sign.
const pinLabel = "samad tracking PIN 1"

// Hash returns what may be kept of a PIN: 32 bytes of HMAC-SHA-256 under the
// key, bound to a context, the id of the case, so that the same PIN has another
// hash in another case and a hash moved there does not match.
//
// There are a million PINs only: whoever has hash, context and key finds the
// PIN at once. The key must therefore not lie where the hashes lie.
//
// The result is nil, which verifies nothing, for the zero PIN, an empty context
// or a key of less than [MinKey] bytes.
func (p PIN) Hash(key []byte, context string) []byte {
	if p.digits == nil || len(key) < MinKey || context == "" {
		return nil
	}
	sum := p.mac(key, context)
	return sum[:]
}

// Verify reports whether hash is what p.Hash(key, context) returns. The time it
// takes depends on the length of the context, not on hash or PIN: to answer for
// a case that does not exist as slowly as for a wrong PIN, call it with a nil
// hash and the id that was asked for.
func (p PIN) Verify(hash, key []byte, context string) bool {
	var kept [sha256.Size]byte
	size := copy(kept[:], hash)
	sum := p.mac(key, context)
	same := subtle.ConstantTimeCompare(sum[:], kept[:]) == 1
	return same && size == len(kept) && len(hash) == len(kept) &&
		p.digits != nil && len(key) >= MinKey && context != ""
}

// mac hashes the zero PIN too, as six zero bytes, so that Verify always does
// the same work.
func (p PIN) mac(key []byte, context string) (sum [sha256.Size]byte) {
	digits := new([PINDigits]byte)
	if p.digits != nil {
		digits = *p.digits
	}
	h := hmac.New(sha256.New, key)
	// The length in front of the context leaves one way only to read the whole.
	head := binary.BigEndian.AppendUint64([]byte(pinLabel), uint64(len(context)))
	h.Write(append(append(head, context...), digits[:]...))
	h.Sum(sum[:0])
	return sum
}
