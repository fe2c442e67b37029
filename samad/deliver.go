package samad

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// DeliverReport says what one round of [Desk.Deliver] did.
type DeliverReport struct {
	Claimed   int // messages that were due
	Delivered int
	Retried   int // to be tried again later
	Dead      int // given up
}

// Deliver hands at most limit due messages to Config.Notifier. A message
// that fails is tried again after doubling waits and given up after
// Settings.MaxAttempts, or at once when the carrier's error matches
// [ErrPermanent]; nothing is lost silently. Delivery is at least once: a
// carrier sees the same Notice.ID again when a courier died in between.
func (d *Desk) Deliver(ctx context.Context, owner string, limit int) (DeliverReport, error) {
	var report DeliverReport
	if d.notifier == nil {
		return report, fmt.Errorf("samad: deliver: Config.Notifier is not set: %w", ErrUnavailable)
	}
	now := d.instant()
	messages, err := d.store.ClaimMessages(ctx, Claim{
		Now: now, Limit: limit, Lease: d.settings.ClaimLease, Owner: owner,
	})
	if err != nil {
		return report, fmt.Errorf("samad: claim messages: %w", err)
	}
	report.Claimed = len(messages)
	var errs []error
	lease := now.Add(d.settings.ClaimLease)
	for _, m := range messages {
		if !d.instant().Before(lease) {
			break // the rest is anybody's again
		}
		settlement := d.deliver(ctx, m)
		if ctx.Err() != nil && settlement.State != Delivered {
			// The courier is being stopped; the lease will run out.
			errs = append(errs, ctx.Err())
			break
		}
		settlement.Owner = owner
		switch settlement.State {
		case Delivered:
			report.Delivered++
		case Dead:
			report.Dead++
		default:
			report.Retried++
		}
		// A delivery that has happened is recorded even while stopping.
		if err := d.store.SettleMessage(context.WithoutCancel(ctx), settlement); err != nil {
			errs = append(errs, fmt.Errorf("samad: settle message %s: %w", m.ID, err))
		}
	}
	return report, errors.Join(errs...)
}

// deliver tries one message and says what came of it.
func (d *Desk) deliver(ctx context.Context, m Message) Settlement {
	now := d.instant()
	s := Settlement{ID: m.ID, At: now, Attempts: m.Attempts + 1, State: Delivered, Wipe: m.Wipe}
	notice, err := d.openMessage(ctx, m)
	if err == nil {
		err = d.notifier.Notify(ctx, notice)
	}
	if err == nil {
		return s
	}
	s.Wipe = false
	s.Fault = carrierFault(err)
	permanent := errors.Is(err, ErrPermanent) || errors.Is(err, ErrErased)
	if permanent || s.Attempts >= d.settings.MaxAttempts {
		s.State = Dead
		return s
	}
	s.State = Pending
	wait := d.settings.RetryAfter << min(m.Attempts, 16)
	if day := 24 * time.Hour; wait > day || wait <= 0 {
		wait = day
	}
	s.NotBefore = now.Add(wait)
	return s
}

// carrierFault keeps the kind of a failure, not its words: a carrier's error
// may repeat the number or the text.
func carrierFault(err error) string {
	switch {
	case errors.Is(err, ErrErased):
		return FaultErased
	case errors.Is(err, ErrPermanent):
		return "permanent"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	default:
		return "failed"
	}
}

// openMessage opens a message and finds its address.
func (d *Desk) openMessage(ctx context.Context, m Message) (Notice, error) {
	n := Notice{
		ID: m.ID, Case: m.Case, Kind: m.Kind, Audience: m.Audience, Carrier: m.Carrier, Lang: m.Lang,
		Office: m.Office, Role: m.Role,
	}
	secrets, err := d.store.Secrets(ctx, m.Case)
	if err != nil {
		return Notice{}, fmt.Errorf("samad: secrets of case %s: %w", m.Case, err)
	}
	plain, err := d.vault.Open(ctx, secrets.Key, string(m.Case), contentName, m.Sealed)
	if err != nil {
		return Notice{}, fmt.Errorf("samad: open message %s: %w", m.ID, err)
	}
	var content messageContent
	if err := json.Unmarshal(plain, &content); err != nil {
		return Notice{}, fmt.Errorf("samad: read message %s: %w", m.ID, err)
	}
	n.Text = content.Text
	if m.Audience != ToPetitioner {
		return n, nil
	}
	values, err := d.store.Values(ctx, m.Case)
	if err != nil {
		return Notice{}, fmt.Errorf("samad: values of case %s: %w", m.Case, err)
	}
	for _, v := range values {
		if v.Name != petitionerName || v.Erased() {
			continue
		}
		plain, err := d.vault.Open(ctx, secrets.Key, string(m.Case), v.Name, v.Data)
		if err != nil {
			return Notice{}, fmt.Errorf("samad: open the petitioner of case %s: %w", m.Case, err)
		}
		var p Petitioner
		if err := json.Unmarshal(plain, &p); err != nil {
			return Notice{}, fmt.Errorf("samad: read the petitioner of case %s: %w", m.Case, err)
		}
		n.To = p.Mobile
	}
	if n.To == "" {
		return Notice{}, fmt.Errorf("samad: message %s has no address: %w", m.ID, ErrPermanent)
	}
	return n, nil
}
