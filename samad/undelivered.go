package samad

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"
)

// Undelivered is a message that did not reach its petitioner, as far as
// anybody knows: an operator has to call, or to send it again.
type Undelivered struct {
	Message Message // without its content
	Case    Case
	// Silent says that a carrier took the message and has not reported since.
	Silent bool
}

// UndeliveredQuery selects undelivered messages.
type UndeliveredQuery struct {
	// Kinds restricts to these; empty for all.
	Kinds []MessageKind
	// SilentFor adds messages that a carrier took so long ago without
	// reporting them delivered; 0 leaves them out, for carriers that never
	// report.
	SilentFor time.Duration
	Cursor    string
	Limit     int // messages looked at, 1 to 1000; 0 means 50
}

// UndeliveredPage is one page of undelivered messages; a page may be short,
// because what the actor may not see is left out.
type UndeliveredPage struct {
	Items []Undelivered
	Next  string // "" at the end
}

// Undelivered lists, the oldest first, the messages to petitioners that were
// given up or that a carrier reported as not arrived, and those that only a call
// can tell ([ByPhone]), in cases that the actor may read. Every answer is either delivered or here.
func (d *Desk) Undelivered(ctx context.Context, actor Actor, query UndeliveredQuery) (UndeliveredPage, error) {
	if !d.lists(actor) {
		return UndeliveredPage{}, &ForbiddenError{Action: Read, Roles: slices.Clone(actor.Roles)}
	}
	outbox := MessageQuery{
		States: []MessageState{Dead}, Kinds: query.Kinds, Audience: ToPetitioner,
		Cursor: query.Cursor, Limit: query.Limit,
	}
	if query.SilentFor > 0 {
		// What arrived is confirmed; a dead message never is.
		outbox.States, outbox.Unconfirmed = []MessageState{Dead, Delivered}, true
		outbox.Carriers = []Carrier{BySMS, ByEmail, ByPhone}
	}
	page, err := d.store.FindMessages(ctx, outbox)
	if err != nil {
		return UndeliveredPage{}, fmt.Errorf("samad: list undelivered messages: %w", err)
	}
	out := UndeliveredPage{Next: page.Next}
	before := d.instant().Add(-query.SilentFor)
	for _, m := range page.Messages {
		silent := m.State == Delivered
		if silent && m.Settled.After(before) || m.Fault == FaultErased {
			continue // it may yet be told; or there is nobody left to call
		}
		c, err := d.store.Case(ctx, m.Case)
		if err != nil {
			return UndeliveredPage{}, fmt.Errorf("samad: list undelivered messages: case %s: %w", m.Case, err)
		}
		if _, ok := d.rights.by(actor, Read, c); !ok {
			continue
		}
		m.Sealed = nil
		out.Items = append(out.Items, Undelivered{Message: m, Case: c, Silent: silent})
	}
	return out, nil
}

// Resend has a message that was given up tried again, now, with all its
// attempts: for an operator who has mended what was wrong. Whoever may replace
// a PIN may do it. It fails with [ErrNotFound] when the case has no such
// message, [ErrConflict] when it was not given up or goes by phone, and [ErrErased] when its
// content is no longer kept; a new PIN is then the way.
func (d *Desk) Resend(ctx context.Context, actor Actor, id CaseID, message string) error {
	began := d.now()
	err := d.resend(ctx, actor, id, message)
	d.observe(ctx, ReplacePIN, "", "", "", began, err)
	return err
}

func (d *Desk) resend(ctx context.Context, actor Actor, id CaseID, message string) error {
	if _, err := d.begin(ctx, actor, ReplacePIN, Ref{ID: id}); err != nil {
		return err
	}
	m, err := d.messageOf(ctx, id, message)
	if err != nil {
		return fmt.Errorf("samad: resend message %s of case %s: %w", message, id, err)
	}
	if m.Carrier == ByPhone {
		return fmt.Errorf("samad: resend message %s of case %s: it is told by phone: %w", message, id, ErrConflict)
	}
	if err := d.store.ReviveMessage(ctx, message, d.instant()); err != nil {
		return fmt.Errorf("samad: resend message %s of case %s: %w", message, id, err)
	}
	return nil
}

// messageOf finds a message of a case.
func (d *Desk) messageOf(ctx context.Context, id CaseID, message string) (Message, error) {
	all, err := d.store.Messages(ctx, id)
	if err != nil {
		return Message{}, fmt.Errorf("messages: %w", err)
	}
	at := slices.IndexFunc(all, func(m Message) bool { return m.ID == message })
	if at < 0 {
		return Message{}, ErrNotFound
	}
	return all[at], nil
}

// ToldByPhone records that an operator called the petitioner and told what a
// message that was given up, or that goes [ByPhone], says. Whoever may replace a
// PIN may do it. The same report again changes nothing. It fails with
// [ErrNotFound] when the case has no such message to its petitioner, and with
// [ErrConflict] when the message is still on its way.
func (d *Desk) ToldByPhone(ctx context.Context, actor Actor, id CaseID, message string) error {
	began := d.now()
	err := d.toldByPhone(ctx, actor, id, message)
	d.observe(ctx, ReplacePIN, "", "", "", began, err)
	return err
}

func (d *Desk) toldByPhone(ctx context.Context, actor Actor, id CaseID, message string) error {
	if _, err := d.begin(ctx, actor, ReplacePIN, Ref{ID: id}); err != nil {
		return err
	}
	m, err := d.messageOf(ctx, id, message)
	if err == nil && m.Audience != ToPetitioner {
		err = ErrNotFound
	}
	if err == nil && m.State != Dead && m.Confirmed.IsZero() {
		err = ErrConflict
	}
	if err != nil {
		return fmt.Errorf("samad: message %s of case %s was told by phone: %w", message, id, err)
	}
	return d.ConfirmMessage(ctx, Confirmation{ID: message, Arrived: true})
}

// ConfirmMessage records what a carrier reports of a message. The host checks that
// the report comes from the carrier. It fails with [ErrNotFound] when no
// message goes by the id or reference; carriers report before the courier has
// noted the reference, too, and should be asked to come again.
func (d *Desk) ConfirmMessage(ctx context.Context, c Confirmation) error {
	if c.At.IsZero() {
		c.At = d.instant()
	}
	if err := d.store.ConfirmMessage(ctx, c); err != nil {
		return fmt.Errorf("samad: confirm a message: %w", err)
	}
	return nil
}

// OfficeMessage is something to tell an office that is more than one case's
// business, such as what the day brings.
type OfficeMessage struct {
	// Key names the message: what has the same At and Key is written once,
	// whoever writes it and however often.
	Key string
	At  time.Time // the instant for which it is meant
	// About is one of the cases that it speaks of; the text is sealed under
	// this case's key, and goes with it when its data is erased.
	About  CaseID
	Office AgencyID
	Role   Role
	Kind   MessageKind
	Text   Text
}

// Tell writes a message to an office and reports whether it was not there
// before.
func (d *Desk) Tell(ctx context.Context, m OfficeMessage) (bool, error) {
	c, err := d.store.Case(ctx, m.About)
	if err != nil {
		return false, fmt.Errorf("samad: tell %s: case %s: %w", m.Office, m.About, err)
	}
	s := d.newStep(ctx, byTime(), Tick, c)
	if err := s.notify(m.Office, m.Role, m.Kind, m.Text); err != nil {
		return false, err
	}
	if len(s.change.Messages) == 0 {
		return false, nil
	}
	sum := sha256.Sum256([]byte("samad.tell.v1\x00" + m.Key))
	var id ulid.ULID
	if err := errors.Join(id.SetTime(ulid.Timestamp(m.At)), id.SetEntropy(sum[:10])); err != nil {
		return false, fmt.Errorf("samad: tell %s: make an id: %w", m.Office, err)
	}
	s.change.Messages[0].ID = id.String()
	err = d.store.Apply(ctx, Change{Messages: s.change.Messages})
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("samad: tell %s: %w", m.Office, err)
	}
	return true, nil
}
