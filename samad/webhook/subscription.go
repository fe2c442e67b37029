package webhook

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Subscription is where one agency wants to be told, as a courier sees it.
type Subscription struct {
	ID  string
	URL string // https, checked against private networks by whoever sends
	// Secrets sign every message; two while the receiver changes.
	Secrets []Secret
	// Actor is as whom the feed is read: its roles, agency and place decide
	// what is sent. A subscription cannot see more than its owner.
	Actor samad.Actor
	// Types restricts to these events; empty for all.
	Types []samad.EventType
	// Cursor is how far the feed was delivered, "" for its start.
	Cursor string
	// Since passes over events that happened before it, zero for none.
	Since time.Time
	// Again are messages that were given up and are to be sent again, before
	// anything new.
	Again []Dead
	// Failures counts the tries that went wrong since the last good one, and
	// FailingSince is when the first of them was; zero when all is well.
	Failures     int
	FailingSince time.Time
	// Turn must come back in the [Result]: it tells whether somebody replayed
	// the subscription meanwhile.
	Turn int64
}

// Wants reports whether the subscription asks for the event.
func (s Subscription) Wants(e samad.Event) bool {
	return !e.At.Before(s.Since) && (len(s.Types) == 0 || slices.Contains(s.Types, e.Type))
}

// Dead is a message that the receiver refused until it was given up. It holds
// where the feed has the event, not what it says, so that it is told again
// only by the rights of the day.
type Dead struct {
	Event string       `json:"event"` // id of event and message
	Case  samad.CaseID `json:"case"`
	At    time.Time    `json:"at"`    // when it was given up, UTC
	Fault string       `json:"fault"` // in a word
	// Cursor is the place in the feed before the event.
	Cursor string `json:"cursor"`
}

// MaxDead is how many refused messages a subscription keeps: a receiver that
// refuses more is stopped.
const MaxDead = 100

// Result is what became of a round of deliveries to one subscription.
type Result struct {
	ID   string
	Turn int64 // the subscription's
	// Cursor is how far everything was delivered; it only moves past what the
	// receiver took or what was given up, so that nothing is lost.
	Cursor string
	// Reached is the instant of the last event that was delivered, zero for
	// none.
	Reached time.Time
	Sent    int // messages that the receiver took
	// Passed is how many events of the feed lie between the subscription's
	// cursor and the result's, at least.
	Passed int
	// Failures are the tries that went wrong since the last good one.
	Failures int
	// Dead are messages given up in this round; Again those that are still to
	// be sent again.
	Dead, Again []Dead
	// At is when, UTC.
	At time.Time
	// Err says in a word what went wrong, "" for nothing; never a body or a
	// secret.
	Err string
	// Next is before when not to try again; zero for at once.
	Next time.Time
	// Stop ends the subscription: the receiver answered 410, or takes nothing
	// for too long.
	Stop bool
}

// Subscriptions is what a courier works on. [Registry] implements it; another
// implementation must be safe for concurrent use.
type Subscriptions interface {
	// Due returns at most limit subscriptions that are active and not to wait
	// at now, and leases them to the owner for the lease: until then no other
	// owner gets them.
	Due(ctx context.Context, now time.Time, limit int, owner string, lease time.Duration) ([]Subscription, error)
	// Settle records a result. It fails with an error matching
	// [samad.ErrConflict] when somebody else moved the subscription meanwhile:
	// what the result says is then sent again.
	Settle(ctx context.Context, result Result) error
}
