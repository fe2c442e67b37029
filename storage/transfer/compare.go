package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// Compare reads two databases from beginning to end and returns an error
// matching [ErrDiffers] that names the first thing in which they differ: nil
// means that they hold the same. Where a digest stands in each store's own feed
// and who holds what are not compared.
func Compare(ctx context.Context, a, b End) error {
	lines := make(chan [sha256.Size]byte, page)
	whole := ctx
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		_, err := read(ctx, a, func(l line) error {
			sum, err := sumOf(l)
			if err != nil {
				return err
			}
			select {
			case lines <- sum:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		close(lines)
		done <- err
	}()
	err := compareWith(ctx, b, lines)
	cancel() // the other reader may still want to hand something over
	other := <-done
	if err == nil || !errors.Is(other, context.Canceled) {
		err = errors.Join(err, other)
	}
	if err != nil {
		return err
	}
	return compareStates(whole, a, b)
}

func compareWith(ctx context.Context, b End, lines <-chan [sha256.Size]byte) error {
	if _, err := read(ctx, b, func(l line) error {
		sum, err := sumOf(l)
		if err != nil {
			return err
		}
		if other, ok := <-lines; !ok || other != sum {
			return fmt.Errorf("%w: %s", ErrDiffers, nameOf(l))
		}
		return nil
	}); err != nil {
		return err
	}
	if _, more := <-lines; more {
		return fmt.Errorf("%w: the first has more", ErrDiffers)
	}
	return nil
}

// compareStates compares what is not read by a transfer but computed.
func compareStates(ctx context.Context, a, b End) error {
	return eachCase(ctx, a.Cases, func(c samad.Case) error {
		other, err := b.Cases.Case(ctx, c.ID)
		if err != nil {
			return fmt.Errorf("transfer: compare case %s: %w", c.ID, err)
		}
		if c.Revision != other.Revision || c.Head != other.Head || c.State != other.State || !c.NextDue().Equal(other.NextDue()) {
			return fmt.Errorf("%w: the state of case %s", ErrDiffers, c.ID)
		}
		return nil
	})
}

func sumOf(l line) ([sha256.Size]byte, error) {
	if l.Digest != nil {
		d := *l.Digest
		d.Cursor = ""
		l.Digest = &d
	}
	text, err := json.Marshal(l) //nolint:musttag // the names of the fields are the form
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("transfer: compare: %w", err)
	}
	return sha256.Sum256(text), nil
}

// nameOf names a line without what stands in it.
func nameOf(l line) string {
	switch {
	case l.Step != nil:
		return fmt.Sprintf("case %s from event %d on", l.Step.Case, l.Step.Events[0].Seq)
	case l.Digest != nil:
		return fmt.Sprintf("digest %d", l.Digest.Number)
	case l.Record != nil:
		return "record " + l.Record.Ref.String()
	case l.Message != nil:
		return "message " + l.Message.ID
	case l.Call != nil:
		return "call " + l.Call.ID
	default:
		return "an idempotency key"
	}
}
