package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

func feedChecks() []Check {
	return []Check{
		{"feed/in order of commit", "a report that counts a step before the one that caused it", feedInOrder},
		{"feed/goes on where it stopped", "an event that subscribers never hear of, or hear of twice", feedGoesOn},
	}
}

func feedInOrder(ctx context.Context, s Store) error {
	// Neither the ids nor the instants rise with the order of writing.
	three, one := submission(3), submission(1)
	more := step(three)
	var want []samad.Event
	for _, ch := range []samad.Change{three, one, more} {
		if err := s.Apply(ctx, ch); err != nil {
			return err
		}
		want = append(want, ch.Events...)
	}
	two, again := submission(2), step(one)
	if err := s.Apply(ctx, two, again); err != nil {
		return err
	}
	want = append(append(want, two.Events...), again.Events...)
	got, next, err := s.Feed(ctx, "", 100)
	if err != nil {
		return err
	}
	if next == "" {
		return fmt.Errorf("no cursor after %d events", len(got))
	}
	return same("feed", got, want)
}

func feedGoesOn(ctx context.Context, s Store) error {
	got, next, err := s.Feed(ctx, "", 10)
	if err != nil {
		return err
	}
	if len(got) != 0 || next != "" {
		return fmt.Errorf("feed of an empty store: %d events and cursor %q", len(got), next)
	}
	var want, seen []samad.Event
	cursor := ""
	for n := 1; n <= 7; n++ {
		ch := submission(n)
		// What is refused leaves no trace in the feed.
		bad := submission(100+n, func(c *samad.Case) { c.Code = ch.Case.Code })
		if err := s.Apply(ctx, ch); err != nil {
			return err
		}
		if err := fails("apply", s.Apply(ctx, bad), samad.ErrCodeTaken); err != nil {
			return err
		}
		want = append(want, ch.Events...)
		if n%3 != 0 {
			continue
		}
		for {
			events, next, err := s.Feed(ctx, cursor, 4)
			if err != nil {
				return err
			}
			if len(events) == 0 {
				if next != cursor {
					return fmt.Errorf("with nothing new the cursor went from %q to %q", cursor, next)
				}
				break
			}
			if len(events) > 4 {
				return fmt.Errorf("%d events with limit 4", len(events))
			}
			seen, cursor = append(seen, events...), next
		}
	}
	rest, _, err := s.Feed(ctx, cursor, 100)
	if err != nil {
		return err
	}
	if err := same("all of the feed", append(seen, rest...), want); err != nil {
		return err
	}
	for _, bad := range []string{"x", "-1", " 1", "1x"} {
		_, _, err := s.Feed(ctx, bad, 1)
		if err := fails(fmt.Sprintf("feed with cursor %q", bad), err, samad.ErrInvalid); err != nil {
			return err
		}
	}
	_, _, err = s.Feed(ctx, "", 0)
	return fails("feed with limit 0", err, samad.ErrInvalid)
}
