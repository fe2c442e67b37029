package storagetest

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

func keyChecks() []Check {
	return []Check{
		{"keys/wiped when they expire", "a PIN in clear reach long after it was needed", wipedKeys},
		{"keys/wiped a few at a time", "a sweep that stops the service", wipedBitByBit},
	}
}

// keyed returns a new case with an idempotency key that expires n minutes past
// noon.
func keyed(n int) samad.Change {
	ch := submission(n)
	ch.Key = &samad.KeyRecord{
		Key: fmt.Sprint("k", n), Digest: []byte("digest"), Case: ch.Case.ID, Sealed: []byte("receipt"),
		Created: noon, Expires: after(n),
	}
	return ch
}

func wipedKeys(ctx context.Context, s Store) error {
	var all []samad.Change
	for n := 1; n <= 3; n++ {
		all = append(all, keyed(n))
	}
	if err := s.Apply(ctx, all...); err != nil {
		return err
	}
	for i, x := range []struct{ minutes, want int }{{0, 0}, {2, 2}, {2, 0}, {9, 1}} {
		got, err := s.WipeKeys(ctx, after(x.minutes), 100)
		if err != nil {
			return err
		}
		if got != x.want {
			return fmt.Errorf("round %d, %d minutes past: %d wiped, want %d", i+1, x.minutes, got, x.want)
		}
		for _, ch := range all {
			want := *ch.Key
			if !want.Expires.After(after(x.minutes)) {
				want.Sealed = nil
			}
			record, err := s.Key(ctx, want.Key)
			if err != nil {
				return err
			}
			if err := same("key", record, want); err != nil {
				return fmt.Errorf("round %d: %w", i+1, err)
			}
		}
	}
	return nil
}

func wipedBitByBit(ctx context.Context, s Store) error {
	for n := 1; n <= 5; n++ {
		if err := s.Apply(ctx, keyed(n)); err != nil {
			return err
		}
	}
	for i, want := range []int{2, 2, 1, 0} {
		got, err := s.WipeKeys(ctx, after(10), 2)
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("round %d of two: %d wiped, want %d", i+1, got, want)
		}
	}
	_, err := s.WipeKeys(ctx, after(10), 0)
	return fails("wipe with limit 0", err, samad.ErrInvalid)
}
