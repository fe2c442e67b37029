package admit

import (
	"strings"

	"github.com/samad111/go-samad/samad"
)

// The limits of one page.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// Query returns a clean copy of the query with its limit filled in and the
// place after which the page begins (the zero [Key] for the first). It fails
// with an error matching samad.ErrInvalid.
func Query(q samad.Query) (samad.Query, Key, error) {
	q, err := Clean(q)
	if err != nil {
		return q, Key{}, err
	}
	switch q.Order {
	case samad.NewestFirst, samad.OldestFirst, samad.DueFirst, samad.EndedFirst:
	default:
		return q, Key{}, outOfRange("/Order", "no such order")
	}
	if q.Limit, err = limit(q.Limit); err != nil {
		return q, Key{}, err
	}
	q.Search = Words(q.Search)
	after, err := ParseCursor(cursorName(q.Order), q.Cursor)
	return q, after, err
}

// Cursor returns the cursor of a page in the order that ended at the key.
func Cursor(order samad.Order, key Key) string { return key.cursor(cursorName(order)) }

func cursorName(order samad.Order) string {
	if order == samad.NewestFirst {
		return "newest"
	}
	return string(order)
}

// callsCursor tells the cursors of calls from those of cases.
const callsCursor = "calls"

// MessageQuery is [Query] for messages, whose cursors are places in the order
// of their making.
func MessageQuery(q samad.MessageQuery) (samad.MessageQuery, int64, error) {
	q, err := Clean(q)
	if err != nil {
		return q, 0, err
	}
	if q.Limit, err = limit(q.Limit); err != nil {
		return q, 0, err
	}
	after, err := ParseFeedCursor(q.Cursor)
	return q, after, err
}

// Confirmation returns a clean copy of what a carrier reports.
func Confirmation(c samad.Confirmation) (samad.Confirmation, error) {
	c, err := Clean(c)
	if err == nil && c.ID == "" && c.Reference == "" {
		err = misfit("/ID", "a confirmation needs the message's id or reference")
	}
	return c, err
}

// CallQuery is [Query] for calls.
func CallQuery(q samad.CallQuery) (samad.CallQuery, Key, error) {
	q, err := Clean(q)
	if err != nil {
		return q, Key{}, err
	}
	if q.Limit, err = limit(q.Limit); err != nil {
		return q, Key{}, err
	}
	after, err := ParseCursor(callsCursor, q.Cursor)
	return q, after, err
}

// CallCursor returns the cursor of a page of calls that ended at the key.
func CallCursor(key Key) string { return key.cursor(callsCursor) }

func limit(n int) (int, error) {
	switch {
	case n == 0:
		return DefaultLimit, nil
	case n < 0 || n > MaxLimit:
		return 0, outOfRange("/Limit", "a page has 1 to 1000 entries")
	default:
		return n, nil
	}
}

// Limit checks the limit of a call that has no default.
func Limit(n int) error {
	if n < 1 {
		return outOfRange("/Limit", "the limit is at least 1")
	}
	return nil
}

// Claim returns a clean copy of the claim.
func Claim(c samad.Claim) (samad.Claim, error) {
	c, err := Clean(c)
	switch {
	case err != nil:
		return c, err
	case c.Owner == "":
		return c, outOfRange("/Owner", "a claim needs an owner")
	case c.Lease <= 0:
		return c, outOfRange("/Lease", "a lease lasts longer than nothing")
	}
	return c, Limit(c.Limit)
}

// Settlement returns a clean copy of the settlement.
func Settlement(s samad.Settlement) (samad.Settlement, error) {
	s, err := Clean(s)
	if err != nil {
		return s, err
	}
	switch s.State {
	case samad.Pending, samad.Delivered, samad.Dead:
		return s, nil
	default:
		return s, outOfRange("/State", "no such state of a message")
	}
}

// Settlements returns clean copies of the settlements.
func Settlements(list []samad.Settlement) ([]samad.Settlement, error) {
	out := make([]samad.Settlement, len(list))
	for i, s := range list {
		var err error
		if out[i], err = Settlement(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Dimensions checks that a count can be grouped by all of them.
func Dimensions(by []samad.Dimension) error {
	for _, d := range by {
		switch d {
		case samad.ByState, samad.ByKind, samad.ByChannel, samad.ByTopic, samad.ByAgency, samad.ByPlace:
		default:
			return outOfRange("/by", "no such dimension")
		}
	}
	return nil
}

// WrappedKeys returns clean copies of the keys.
func WrappedKeys(keys []samad.WrappedKey) ([]samad.WrappedKey, error) {
	keys, err := Clean(keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if (k.Case == "") == (k.Call == "") || len(k.Old) == 0 || len(k.New) == 0 {
			return nil, outOfRange("/keys", "a wrapped key belongs to a case or a call and is not empty")
		}
	}
	return keys, nil
}

// Words returns the words one by one, without blanks around or within them.
func Words(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.Fields(s)...)
	}
	return out
}
