package account

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alphabet has no letters and digits that are read for one another on paper
// or on the telephone: no 0 and o, no 1, l and i.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz"

// Three groups of seven letters out of 31 carry 104 bits.
const (
	groups    = 3
	groupSize = 7
)

// newPassword makes a first password, such as "k7mw3xa-…-…", without bias.
func newPassword(random io.Reader) (string, error) {
	// A byte is taken only below the largest multiple of 31.
	const limit = 256 - 256%len(alphabet)
	var out strings.Builder
	var buf [32]byte
	for n := 0; n < groups*groupSize; {
		if _, err := io.ReadFull(random, buf[:]); err != nil {
			return "", fmt.Errorf("account: make a password: %w", err)
		}
		for _, b := range buf {
			if int(b) >= limit || n == groups*groupSize {
				continue
			}
			if n > 0 && n%groupSize == 0 {
				out.WriteByte('-')
			}
			out.WriteByte(alphabet[int(b)%len(alphabet)])
			n++
		}
	}
	return out.String(), nil
}

// The shortest and longest password that people may choose, in characters.
// Length is what counts; which characters, is theirs to say (NIST SP 800-63B,
// section 5.1.1, asks for no more).
const (
	MinPassword = 10
	MaxPassword = 128
)

// common are beginnings of what people choose when ten characters are asked
// for. A list of millions would be a file of its own; these few are those
// that the place suggests.
var common = [...]string{
	"123456", "1234567890", "qwerty", "password", "passw0rd", "samad", "111111", "isfahan", "esfahan", "iran", "admin", "operator",
}

// checkPassword says whether a password may be chosen for the account.
func checkPassword(username, password string) error {
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return &WeakError{"encoding"}
	}
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return &WeakError{"short"}
	case n > MaxPassword:
		return &WeakError{"long"}
	}
	lower := strings.ToLower(password)
	if name := Fold(username); len(name) > 3 && strings.Contains(lower, name) {
		return &WeakError{"name"}
	}
	for _, word := range common {
		// The word, perhaps twice, and a year or so behind it.
		if rest := strings.TrimRight(strings.ReplaceAll(lower, word, ""), "0123456789!@#$%.*-_"); rest == "" {
			return &WeakError{"common"}
		}
	}
	runes := []rune(lower)
	slices.Sort(runes)
	if len(slices.Compact(runes)) < 4 {
		return &WeakError{"repeated"}
	}
	return nil
}

// canonical makes one of the spellings that Unicode has for the same letters,
// so that a password typed on another keyboard still fits.
func canonical(password string) []byte { return norm.NFC.Bytes([]byte(password)) }

// Fold brings a user name into the form in which it is kept and compared:
// small letters, without blanks around it.
func Fold(username string) string { return strings.ToLower(strings.TrimSpace(username)) }

// validUsername: letters that every keyboard has, as agency ids have them.
func validUsername(name string) bool {
	if len(name) < 2 || len(name) > 64 {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
