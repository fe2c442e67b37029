package webhook

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Subscription is where one agency or centre wants to be told.
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
	// Failures counts the tries that went wrong since the last good one.
	Failures int
}

// Wants reports whether the subscription asks for events of the type.
func (s Subscription) Wants(t samad.EventType) bool {
	return len(s.Types) == 0 || slices.Contains(s.Types, t)
}

// Result is what became of a round of deliveries to one subscription.
type Result struct {
	ID string
	// Cursor is how far everything was delivered; it only moves past what the
	// receiver took, so that nothing is lost.
	Cursor string
	// At is when, UTC.
	At time.Time
	// Err says in a word what went wrong, "" for nothing; never a body or a
	// secret.
	Err string
	// Next is before when not to try again; zero for at once.
	Next time.Time
	// Stop ends the subscription: the receiver answered 410, or never takes
	// anything.
	Stop bool
}

// Subscriptions keeps subscriptions. Implementations must be safe for
// concurrent use.
type Subscriptions interface {
	// Due returns at most limit subscriptions that are not stopped and not to
	// wait at now, and leases them to the owner for the lease: until then no
	// other owner gets them.
	Due(ctx context.Context, now time.Time, limit int, owner string, lease time.Duration) ([]Subscription, error)
	// Settle records a result and ends the lease. It fails with an error
	// matching [samad.ErrConflict] when the owner no longer holds the lease.
	Settle(ctx context.Context, owner string, result Result) error
}
