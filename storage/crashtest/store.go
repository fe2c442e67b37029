package crashtest

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// witness is a store that writes into the ledger what the store under it
// acknowledged, before anybody else hears of it.
type witness struct {
	samad.Store
	ledger *Ledger
}

// Apply implements [samad.Store].
func (w witness) Apply(ctx context.Context, changes ...samad.Change) error {
	if err := w.Store.Apply(ctx, changes...); err != nil {
		return err
	}
	var entries []Entry
	for _, ch := range changes {
		if ch.Case != nil {
			entries = append(entries, Entry{What: Written, Case: ch.Case.ID, Revision: ch.Case.Revision, Head: ch.Case.Head})
		}
		for _, m := range ch.Messages {
			entries = append(entries, Entry{What: Queued, Case: m.Case, Message: m.ID})
		}
	}
	return w.ledger.Add(entries...)
}

// ClaimMessages implements [samad.Store].
func (w witness) ClaimMessages(ctx context.Context, claim samad.Claim) ([]samad.Message, error) {
	begun := time.Now()
	messages, err := w.Store.ClaimMessages(ctx, claim)
	if err != nil || len(messages) == 0 {
		return messages, err
	}
	entries := make([]Entry, len(messages))
	for i, m := range messages {
		entries[i] = Entry{What: Claimed, At: begun, Case: m.Case, Message: m.ID}
	}
	return messages, w.ledger.Add(entries...)
}

// SettleMessages implements [samad.Store].
func (w witness) SettleMessages(ctx context.Context, settlements ...samad.Settlement) error {
	if err := w.Store.SettleMessages(ctx, settlements...); err != nil {
		return err
	}
	var entries []Entry
	for _, s := range settlements {
		if s.State == samad.Delivered {
			entries = append(entries, Entry{What: Settled, Message: s.ID})
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return w.ledger.Add(entries...)
}

// Lie is what a store says that is not so. It is there to see that [Check]
// finds it.
type Lie string

// The lies.
const (
	// Early acknowledges a change a moment before it is written.
	Early Lie = "early"
	// Forgetful acknowledges every other delivery and does not record it.
	Forgetful Lie = "forgetful"
)

// liar is a store that lies.
type liar struct {
	samad.Store
	lie Lie
}

// Apply implements [samad.Store].
func (l liar) Apply(ctx context.Context, changes ...samad.Change) error {
	if l.lie != Early {
		return l.Store.Apply(ctx, changes...)
	}
	time.AfterFunc(earlyBy, func() { _ = l.Store.Apply(context.WithoutCancel(ctx), changes...) }) // a lie has no one to tell of errors
	return nil
}

// earlyBy is how much too early the lie is: as long as a slow disk takes.
const earlyBy = 40 * time.Millisecond

// SettleMessages implements [samad.Store].
func (l liar) SettleMessages(ctx context.Context, settlements ...samad.Settlement) error {
	if l.lie == Forgetful {
		settlements = slices.DeleteFunc(slices.Clone(settlements), func(s samad.Settlement) bool { return s.ID[len(s.ID)-1]%2 == 0 })
	}
	return l.Store.SettleMessages(ctx, settlements...)
}
