package samad

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// DeliverReport says what one round of [Desk.Deliver] did.
type DeliverReport struct {
	Claimed   int // messages that were due
	Delivered int
	Retried   int // to be tried again later
	Postponed int // not tried: the carrier names an instant from which it may
	Dead      int // given up
	Returned  int // not tried: they wait behind one that stays
}

// Deliver hands at most limit due messages to Config.Notifier, one after the
// other. A message that fails is tried again after doubling waits, each cut by up to
// a quarter at random so that tries spread, and given up after
// Settings.MaxAttempts, or at once when the carrier's error matches
// [ErrPermanent]; nothing is lost silently. One that the carrier puts off
// ([PostponedError]) waits without counting as tried. What waits behind one
// that stays goes back untried, so every recipient gets messages in the order
// of their making.
//
// Delivery is at least once: a carrier sees the same Notice.ID again when a
// courier died in between, with as many messages as it had delivered since it
// last noted them: no more than a few dozen, or a second's. Any number of
// Delivers may run at once under different owners.
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
	// What has happened is noted even while the courier is being stopped.
	note := settling{desk: d, ctx: context.WithoutCancel(ctx), owner: owner, lease: now.Add(d.settings.ClaimLease)}
	stays := map[string]bool{} // recipients for whom something earlier waits on
	for i, m := range messages {
		if !d.instant().Before(note.lease) {
			break // the rest is anybody's again
		}
		if stays[m.Recipient()] {
			report.Returned++
			note.add(untried(m))
			continue
		}
		settlement := d.deliver(ctx, m)
		if ctx.Err() != nil && settlement.State != Delivered {
			// The courier is being stopped. Nobody knows what the carrier made
			// of this one, and the lease will run out; the others are free.
			note.errs = append(note.errs, ctx.Err())
			for _, rest := range messages[i+1:] {
				report.Returned++
				note.add(untried(rest))
			}
			break
		}
		report.count(m, settlement)
		stays[m.Recipient()] = settlement.State == Pending
		note.add(settlement)
	}
	note.settle()
	return report, errors.Join(note.errs...)
}

func (r *DeliverReport) count(m Message, s Settlement) {
	switch {
	case s.State == Delivered:
		r.Delivered++
	case s.State == Dead:
		r.Dead++
	case s.Attempts == m.Attempts:
		r.Postponed++
	default:
		r.Retried++
	}
}

// untried gives a message back as it was.
func untried(m Message) Settlement {
	return Settlement{ID: m.ID, State: Pending, Attempts: m.Attempts, Fault: m.Fault, NotBefore: m.NotBefore}
}

// What a courier that dies has delivered and not noted is delivered again, so
// it notes soon: as many as pay for the wait for the disk, or after a while.
const (
	settleTogether = 25
	settleWithin   = time.Second
)

// settling notes what came of messages, several in one transaction.
type settling struct {
	desk  *Desk
	ctx   context.Context //nolint:containedctx // of one call of Deliver
	owner string
	lease time.Time
	list  []Settlement
	since time.Time // when the first of the list came
	errs  []error
}

func (s *settling) add(x Settlement) {
	x.Owner = s.owner
	now := s.desk.instant()
	if len(s.list) == 0 {
		s.since = now
	}
	s.list = append(s.list, x)
	if len(s.list) >= settleTogether || now.Sub(s.since) >= settleWithin {
		s.settle()
	}
}

// settle notes what has come up. Where another has taken one of them over, each
// is noted by itself, so that it does not keep the others.
func (s *settling) settle() {
	if len(s.list) == 0 {
		return
	}
	err := s.desk.store.SettleMessages(s.ctx, s.list...)
	if isConflict(err) && len(s.list) > 1 {
		for _, x := range s.list {
			s.fail(x.ID, s.desk.store.SettleMessages(s.ctx, x))
		}
	} else if err != nil {
		s.fail(s.list[0].ID, err)
	}
	s.list = s.list[:0]
}

func (s *settling) fail(id string, err error) {
	if err != nil {
		s.errs = append(s.errs, fmt.Errorf("samad: settle message %s: %w", id, err))
	}
}

// deliver tries one message and says what came of it.
func (d *Desk) deliver(ctx context.Context, m Message) Settlement {
	now := d.instant()
	s := Settlement{ID: m.ID, At: now, Attempts: m.Attempts + 1, State: Delivered, Wipe: m.Wipe}
	notice, err := d.openMessage(ctx, m)
	if err == nil {
		s.Reference, err = d.hand(ctx, notice)
	}
	if err == nil {
		return s
	}
	s.Wipe = false
	if put, ok := errors.AsType[*PostponedError](err); ok && put.Until.After(now) {
		s.State, s.Attempts, s.NotBefore, s.Fault = Pending, m.Attempts, put.Until.UTC().Truncate(time.Microsecond), m.Fault
		return s
	}
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
	s.NotBefore = now.Add(wait - d.jitter(wait/4))
	return s
}

// jitter returns a random part of the span, none when there is no randomness.
func (d *Desk) jitter(span time.Duration) time.Duration {
	var b [8]byte
	if _, err := io.ReadFull(d.random, b[:]); err != nil || span <= 0 {
		return 0
	}
	part := binary.BigEndian.Uint64(b[:]) % uint64(span)
	return time.Duration(part).Truncate(time.Microsecond)
}

// hand gives the notice to the carrier and returns the carrier's name for it.
func (d *Desk) hand(ctx context.Context, n Notice) (string, error) {
	if t, ok := d.notifier.(Tracker); ok {
		return t.Track(ctx, n)
	}
	return "", d.notifier.Notify(ctx, n)
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
		Office: m.Office, Role: m.Role, Created: m.Created, Attempt: m.Attempts + 1,
	}
	if len(m.Sealed) == 0 {
		return Notice{}, fmt.Errorf("samad: message %s was wiped: %w", m.ID, ErrErased)
	}
	plain, secrets := m.Sealed, Secrets{}
	if m.Case != "" {
		var err error
		if secrets, err = d.store.Secrets(ctx, m.Case); err != nil {
			return Notice{}, fmt.Errorf("samad: secrets of case %s: %w", m.Case, err)
		}
		if plain, err = d.vault.Open(ctx, secrets.Key, string(m.Case), contentName, m.Sealed); err != nil {
			return Notice{}, fmt.Errorf("samad: open message %s: %w", m.ID, err)
		}
	}
	var content messageContent
	if err := json.Unmarshal(plain, &content); err != nil {
		return Notice{}, fmt.Errorf("samad: read message %s: %w", m.ID, err)
	}
	n.Text = content.Text
	if m.Audience != ToPetitioner {
		return n, nil
	}
	c, err := d.store.Case(ctx, m.Case)
	if err != nil {
		return Notice{}, fmt.Errorf("samad: case %s: %w", m.Case, err)
	}
	n.Urgency, n.Code = c.Urgency, c.Code.Format()
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
		if m.Carrier == ByEmail {
			n.To = p.Email
		}
	}
	if n.To == "" {
		return Notice{}, fmt.Errorf("samad: message %s has no address: %w", m.ID, ErrPermanent)
	}
	return n, nil
}
