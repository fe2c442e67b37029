package samad

import (
	"context"
	"errors"
	"fmt"
)

// FeedItem is one event of the feed and the case as the event left it.
type FeedItem struct {
	Event Event
	// Case is folded from the history up to the event, so that reading the
	// feed again gives the same. A case whose data was erased is told as it
	// was, without texts, like any other.
	Case Case
	// Gone says that the event took the case out of the actor's reach: it was
	// referred to another agency, say.
	Gone bool
}

// FeedPage is a part of the feed.
type FeedPage struct {
	Items []FeedItem
	// Next is the cursor from which to go on, also when there are no items:
	// what the actor may not see is passed over.
	Next string
	// More says that the feed went on when it was read.
	More bool
}

// MaxFeed is the most events of all cases that one call of [Desk.Feed] looks
// at.
const MaxFeed = 1000

// Feed returns the events, in the order in which they were committed, of cases
// that the actor could see as an official before or after each event. It
// begins after the cursor ("" for the start) and looks at no more than limit
// events (1 to [MaxFeed], 0 for 100), most of which may be others'. The words
// of an event are not in it. It fails with an error matching [ErrForbidden]
// for actors without any right to read, and [ErrInvalid] for a limit or cursor
// that is none.
func (d *Desk) Feed(ctx context.Context, actor Actor, after string, limit int) (FeedPage, error) {
	if limit == 0 {
		limit = 100
	}
	var f faults
	if limit < 1 || limit > MaxFeed {
		f.add("/limit", "range", "اندازه صفحه از ۱ تا ۱۰۰۰ است.", "a page has 1 to 1000 events")
	}
	if err := f.err(); err != nil {
		return FeedPage{}, err
	}
	if !d.lists(actor) {
		return FeedPage{}, &ForbiddenError{Action: Read, Roles: actor.Roles}
	}
	events, next, err := d.store.Feed(ctx, after, limit)
	if errors.Is(err, ErrInvalid) {
		f.add("/after", "malformed", "این نشانه را سامانه نداده است.", "this is no cursor of the feed")
		return FeedPage{}, f.err()
	}
	if err != nil {
		return FeedPage{}, fmt.Errorf("samad: read the feed: %w", err)
	}
	page := FeedPage{Next: next, More: len(events) == limit}
	histories := map[CaseID][]Event{}
	for _, e := range events {
		item, ok, err := d.feedItem(ctx, actor, e, histories)
		if err != nil {
			return FeedPage{}, err
		}
		if ok {
			page.Items = append(page.Items, item)
		}
	}
	return page, nil
}

// lists reports whether the actor reads cases as an official at all.
func (d *Desk) lists(actor Actor) bool {
	for _, right := range d.rights[Read] {
		if actor.allows(Read) && right.Role != RolePetitioner && actor.Has(right.Role) && d.rank(right.Scope, actor) >= 0 {
			return true
		}
	}
	return false
}

// feedItem folds the case up to the event, and says whether the actor could
// see it then.
func (d *Desk) feedItem(ctx context.Context, actor Actor, e Event, histories map[CaseID][]Event) (FeedItem, bool, error) {
	history, ok := histories[e.Case]
	if !ok {
		var err error
		if history, err = d.store.Events(ctx, e.Case); err != nil {
			return FeedItem{}, false, fmt.Errorf("samad: history of case %s: %w", e.Case, err)
		}
		histories[e.Case] = history
	}
	var c Case
	before := false
	for _, one := range history {
		if one.Seq == e.Seq {
			before = c.ID != "" && d.official(actor, c)
		}
		if err := c.Fold(one); err != nil {
			return FeedItem{}, false, fmt.Errorf("samad: feed: case %s: %w", e.Case, err)
		}
		if one.Seq == e.Seq {
			break
		}
	}
	now := d.official(actor, c)
	return FeedItem{Event: e, Case: c, Gone: before && !now}, before || now, nil
}
