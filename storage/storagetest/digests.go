package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

func digestChecks() []Check {
	return []Check{
		{"digests/in order", "a chain of digests that does not verify although nothing was changed", digestsInOrder},
		{"digests/one after the other", "two digests of one day, of which either may be shown", digestsFollow},
		{"feed/one cursor for one place", "a digest that does not fit the events it was made of", oneCursor},
	}
}

// digest returns the n-th digest of a chain.
func digest(n int64) (samad.Digest, error) {
	day, err := persian.New(1405, 9, int(n%30)+1)
	if err != nil {
		return samad.Digest{}, fmt.Errorf("a day of the suite: %w", err)
	}
	d := samad.Digest{
		Number: n, Day: day, At: after(int(n)), Events: 3 * n, Cases: n,
		Content: samad.Hash{1, byte(n)}, Cursor: fmt.Sprint("cursor ", n),
	}
	if n > 1 {
		d.Prev = samad.Hash{2, byte(n - 1)}
	}
	d.Hash = samad.Hash{2, byte(n)}
	return d, nil
}

func digestsInOrder(ctx context.Context, s Store) error {
	_, err := s.LastDigest(ctx)
	if err := fails("last digest of none", err, samad.ErrNotFound); err != nil {
		return err
	}
	var all []samad.Digest
	for n := int64(1); n <= 12; n++ { // past 9, for whoever sorts digits
		d, err := digest(n)
		if err != nil {
			return err
		}
		if err := s.AddDigest(ctx, d); err != nil {
			return err
		}
		all = append(all, d)
		last, err := s.LastDigest(ctx)
		if err != nil {
			return err
		}
		if err := same("last digest", last, d); err != nil {
			return err
		}
	}
	for _, x := range []struct {
		after int64
		limit int
		want  []samad.Digest
	}{{0, 100, all}, {0, 5, all[:5]}, {5, 5, all[5:10]}, {10, 5, all[10:]}, {12, 5, nil}, {99, 5, nil}} {
		got, err := s.Digests(ctx, x.after, x.limit)
		if err != nil {
			return err
		}
		if err := same(fmt.Sprintf("digests after %d", x.after), append([]samad.Digest(nil), got...), append([]samad.Digest(nil), x.want...)); err != nil {
			return err
		}
	}
	_, err = s.Digests(ctx, 0, 0)
	return fails("digests with limit 0", err, samad.ErrInvalid)
}

func digestsFollow(ctx context.Context, s Store) error {
	for _, x := range []struct {
		number int64
		good   bool
	}{{0, false}, {2, false}, {1, true}, {1, false}, {3, false}, {2, true}, {1, false}} {
		d, err := digest(max(1, x.number))
		if err != nil {
			return err
		}
		d.Number = x.number
		err = s.AddDigest(ctx, d)
		if x.good && err != nil {
			return err
		}
		if !x.good {
			if err := fails(fmt.Sprintf("digest %d", x.number), err, samad.ErrConflict); err != nil {
				return err
			}
		}
	}
	got, err := s.Digests(ctx, 0, 10)
	if err != nil {
		return err
	}
	return same("digests kept", len(got), 2)
}

func oneCursor(ctx context.Context, s Store) error {
	for n := 1; n <= 4; n++ {
		if err := s.Apply(ctx, submission(n)); err != nil {
			return err
		}
	}
	_, whole, err := s.Feed(ctx, "", 8)
	if err != nil {
		return err
	}
	for _, limit := range []int{1, 3, 100} {
		cursor := ""
		for {
			events, next, err := s.Feed(ctx, cursor, limit)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				break
			}
			cursor = next
		}
		if cursor != whole {
			return fmt.Errorf("the end of the feed is %q by pages of %d and %q at once", cursor, limit, whole)
		}
	}
	return nil
}
