package training

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// sandboxRef is the one record that makes a database a sandbox.
var sandboxRef = ledger.Ref{Kind: "sandbox", ID: "sandbox"}

type sandbox struct{}

type sandboxMade struct{}

// EventType implements [ledger.Payload].
func (*sandboxMade) EventType() string { return "made" }

// Apply implements [ledger.Payload].
func (*sandboxMade) Apply(*sandbox, ledger.Event) error { return nil }

// ErrCarried says that something was to leave the sandbox. It matches
// [samad.ErrPermanent], so that it is not tried again.
var ErrCarried = fmt.Errorf("training: nothing leaves a sandbox: %w", samad.ErrPermanent)

// NoCarrier is the [samad.Notifier] of a sandbox: it refuses every message.
type NoCarrier struct{}

// Notify implements [samad.Notifier]. It fails with [ErrCarried].
func (NoCarrier) Notify(context.Context, samad.Notice) error { return ErrCarried }

// IsSandbox reports whether the database behind the ledger is a sandbox, from
// which no program may send anything.
func IsSandbox(ctx context.Context, store ledger.Store) (bool, error) {
	_, err := store.Record(ctx, sandboxRef)
	if errors.Is(err, samad.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("training: %w", err)
	}
	return true, nil
}

// MarkSandbox makes the database behind the ledger a sandbox, for ever. The
// caller has made sure that it is empty. It does nothing when it is one already.
func MarkSandbox(ctx context.Context, store ledger.Store, now time.Time, random io.Reader) error {
	if is, err := IsSandbox(ctx, store); is || err != nil {
		return err
	}
	if random == nil {
		random = rand.Reader
	}
	d := ledger.NewBook(sandboxRef.Kind, func(sandbox) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[sandbox] { return new(sandboxMade) }).New(sandboxRef.ID)
	if err := d.Add(ledger.SystemStamp(), now, random, &sandboxMade{}); err != nil {
		return fmt.Errorf("training: %w", err)
	}
	change, err := d.Change()
	if err == nil {
		err = store.Apply(ctx, change)
	}
	if err != nil {
		return fmt.Errorf("training: mark the sandbox: %w", err)
	}
	return nil
}
