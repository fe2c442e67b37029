package samad

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// maxDigestEvents bounds what one digest covers, and so the memory that making
// and checking it takes. More than so many events since the digest before, as
// after taking over the cases of ten years, make several.
const maxDigestEvents = 1 << 20

// feedPage is how many events are read from a feed at once.
const feedPage = 1000

// digestChore makes the [Digest] of a day that has ended.
type digestChore struct {
	desk *Desk
	max  int64
}

func (c digestChore) Name() string { return "digest" }

// Run makes the digests that are due. Where several sweeps make one at the
// same time the store keeps the first.
func (c digestChore) Run(ctx context.Context, now time.Time, limit int) (done int, err error) {
	for done < limit {
		digest, due, err := c.next(ctx, now)
		if err != nil || !due {
			return done, err
		}
		err = c.desk.store.AddDigest(ctx, digest)
		if errors.Is(err, ErrConflict) {
			return done, nil
		}
		if err != nil {
			return done, fmt.Errorf("samad: add digest %d: %w", digest.Number, err)
		}
		done++
	}
	return done, nil
}

// next makes the digest that follows on the last one, if it is due.
func (c digestChore) next(ctx context.Context, now time.Time) (Digest, bool, error) {
	store := c.desk.store
	last, err := store.LastDigest(ctx)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Digest{}, false, fmt.Errorf("samad: last digest: %w", err)
	}
	today := c.desk.day(now)
	since := last.At
	if last.Number == 0 {
		events, _, err := store.Feed(ctx, "", 1)
		if err != nil || len(events) == 0 {
			return Digest{}, false, err
		}
		since = events[0].At
	}
	if today.IsZero() || !c.desk.day(since).Before(today) && last.Events < c.max {
		return Digest{}, false, nil
	}
	yesterday, err := today.AddDays(-1)
	if err != nil {
		return Digest{}, false, nil //nolint:nilerr // the first day of the calendar has none before it
	}
	digest := Digest{Number: last.Number + 1, Day: yesterday, At: now, Prev: last.Hash, Cursor: last.Cursor}
	var content DigestContent
	for content.Events() < c.max {
		events, next, err := store.Feed(ctx, digest.Cursor, int(min(feedPage, c.max-content.Events())))
		if err != nil {
			return Digest{}, false, fmt.Errorf("samad: digest %d: %w", digest.Number, err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			content.Add(e)
		}
		digest.Cursor = next
	}
	if last.Number > 0 && !c.desk.day(since).Before(today) && content.Events() == 0 {
		return Digest{}, false, nil // the last one was full, and that was all
	}
	digest.Events, digest.Cases, digest.Content = content.Events(), content.Cases(), content.Sum()
	digest.Hash = digest.ComputeHash()
	return digest, true, nil
}
