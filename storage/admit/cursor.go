package admit

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Key is a place in an ordered list: an instant and, for ties, an id. The zero
// Key is before everything.
type Key struct {
	// Last puts the entry behind all that have an instant: cases without a
	// deadline in a list by deadline.
	Last bool
	At   int64 // microseconds since 1970
	ID   string
}

// NewKey returns the key of an entry; a zero instant comes last.
func NewKey(at time.Time, id string) Key {
	if at.IsZero() {
		return Key{Last: true, ID: id}
	}
	return Key{At: at.UnixMicro(), ID: id}
}

// CaseKey returns the key of the case in the order.
func CaseKey(order samad.Order, c *samad.Case) Key {
	switch order {
	case samad.DueFirst:
		return NewKey(c.Due(), string(c.ID))
	case samad.EndedFirst:
		return NewKey(c.Ended, string(c.ID))
	}
	return Key{At: c.Created.UnixMicro(), ID: string(c.ID)}
}

// IsZero reports whether k is before everything.
func (k Key) IsZero() bool { return k == Key{} }

// Compare orders keys by instant, then id, entries without an instant last.
func (k Key) Compare(other Key) int {
	if k.Last != other.Last {
		if k.Last {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(k.At, other.At), cmp.Compare(k.ID, other.ID))
}

// cursor writes the key so that only a list of the same name reads it.
func (k Key) cursor(list string) string {
	at := strconv.FormatInt(k.At, 10)
	if k.Last {
		at = "-"
	}
	return base64.RawURLEncoding.EncodeToString([]byte(list + " " + at + " " + k.ID))
}

// ParseCursor reads what a list of that name gave; "" is the zero Key.
func ParseCursor(list, cursor string) (Key, error) {
	if cursor == "" {
		return Key{}, nil
	}
	bad := invalid("/Cursor", codeCursor, "نشانی صفحه نادرست است", "the cursor is not one of this list")
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return Key{}, bad
	}
	name, rest, _ := strings.Cut(string(text), " ")
	at, id, ok := strings.Cut(rest, " ")
	if name != list || !ok || id == "" || cleanText(id) != nil {
		return Key{}, bad
	}
	if at == "-" {
		return Key{Last: true, ID: id}, nil
	}
	micros, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return Key{}, bad
	}
	return Key{At: micros, ID: id}, nil
}

// ParseFeedCursor reads the position in a feed after which to go on; "" is the
// start.
func ParseFeedCursor(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, invalid("/after", codeCursor, "نشانی ادامه نادرست است", "the cursor is not one of the feed")
	}
	return n, nil
}
