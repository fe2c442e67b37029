package samad

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// Submission is a matter as it comes in.
type Submission struct {
	Kind  Kind    // required
	Text  string  // required; the petitioner's own words
	Topic TopicID // "" when the petitioner does not know
	Place PlaceID // "" when not said
	// Village names a village of the place in words; Address the exact place.
	Village string
	Address string
	Channel Channel // default web
	// Urgency may be set by operators; default normal.
	Urgency Urgency
	// About is the agency whose own conduct the matter accuses.
	About      AgencyID
	Flags      []string
	Petitioner Petitioner
	// Questions are the answers to the topic's questions, by their ids.
	Questions map[string]string
	// Attachments are the tokens of uploads (see [Desk.Upload]), at most
	// Settings.MaxAttachments.
	Attachments []string `json:",omitempty"` // so that digests without any stay as they were
	// Key makes a repeated submission with the same content give the first
	// receipt again: 1 to 128 visible ASCII characters, "" for none.
	Key string
}

// Receipt is what the petitioner is given.
type Receipt struct {
	Case     CaseID        `json:"-"`
	Revision int64         `json:"-"`
	Code     tracking.Code `json:"code"`
	// PIN is shown once; see [tracking.PIN.Reveal].
	PIN   tracking.PIN `json:"-"`
	State State        `json:"state"`
	// Due and Agency are set when the rules referred the case at once.
	Due    time.Time `json:"due,omitzero"`
	Agency AgencyID  `json:"agency,omitempty"`
	// Replayed says that the same request had come before.
	Replayed bool `json:"-"`
}

// sealedReceipt is the form in which a receipt is kept for repetition.
type sealedReceipt struct {
	Receipt
	ID       CaseID `json:"case"`
	Revision int64  `json:"revision"`
	PIN      string `json:"pin"`
}

const receiptName = "receipt"

// Submit takes a matter in. It ends in [Received], or in [Referred] where the
// rules say that screening is needless.
//
// With a Key, the same content gives the first receipt again (for
// Settings.ReceiptTTL; then [ErrReceiptExpired]), other content
// [ErrKeyReused]. Errors: [ErrInvalid] with everything that is wrong,
// [ErrForbidden].
func (d *Desk) Submit(ctx context.Context, actor Actor, sub Submission) (Receipt, error) {
	began := d.now()
	role, ok := d.rights.by(actor, Submit, Case{})
	if !ok {
		return Receipt{}, &ForbiddenError{Action: Submit, Roles: slices.Clone(actor.Roles)}
	}
	if f := publicOnly(role, sub); len(f) > 0 {
		var more *InvalidError
		if _, err := d.checkSubmission(sub); errors.As(err, &more) {
			f = append(f, more.Faults...)
		}
		return Receipt{}, f.err()
	}
	receipt, _, err := d.submitWith(ctx, actor.stamp(role), sub, "", nil)
	d.observe(ctx, Submit, "", receipt.State, receipt.Agency, began, err)
	return receipt, err
}

// publicOnly keeps the public from saying what officials decide.
func publicOnly(role Role, sub Submission) (f faults) {
	if role == RolePetitioner && sub.Urgency.Valid() && sub.Urgency != Normal {
		f.add("/urgency", "staff_only", "فوریت را کارشناس سامد تعیین می‌کند.", "the urgency is set by the Samad centre")
	}
	if role == RolePetitioner && len(sub.Flags) > 0 {
		f.add("/flags", "staff_only", "نشانه‌ها را کارشناس سامد می‌گذارد.", "flags are set by the Samad centre")
	}
	return f
}

// submitWith writes the new case. with, when it is not nil, gives the call in
// which it came and changes of other cases that are written with it. It also
// returns the cases of the call.
func (d *Desk) submitWith(ctx context.Context, stamp Stamp, sub Submission, callID string, with func() (Call, []Change, error)) (Receipt, []CaseID, error) {
	sub, err := d.checkSubmission(sub)
	if err != nil {
		return Receipt{}, nil, err
	}
	digest, err := d.digest(ctx, sub)
	if err != nil {
		return Receipt{}, nil, err
	}
	for attempt := 1; ; attempt++ {
		if sub.Key != "" {
			receipt, err := d.replayReceipt(ctx, sub.Key, digest)
			if !errors.Is(err, ErrNotFound) {
				return receipt, []CaseID{receipt.Case}, err
			}
		}
		receipt, change, kept, err := d.newCase(ctx, stamp, sub, callID)
		if err != nil {
			return Receipt{}, nil, d.unkeep(ctx, kept, err)
		}
		if sub.Key != "" {
			if err := d.keepReceipt(ctx, &change, sub.Key, digest, receipt); err != nil {
				return Receipt{}, nil, d.unkeep(ctx, kept, err)
			}
		}
		var changes []Change
		cases := []CaseID{receipt.Case}
		if with != nil {
			call, others, err := with()
			if err != nil {
				return Receipt{}, nil, d.unkeep(ctx, kept, err)
			}
			call.Cases = append(cases, call.Cases...)
			cases, changes, change.Calls = call.Cases, others, []Call{call}
		}
		err = d.store.Apply(ctx, append(changes, change)...)
		if refused(err) {
			err = d.unkeep(ctx, kept, err)
		}
		switch {
		case err == nil:
			return receipt, cases, nil
		case (errors.Is(err, ErrCodeTaken) || errors.Is(err, ErrKeyTaken) || isConflict(err)) && attempt < attempts:
			continue // another code; the same request got in first; or a case followed up has changed
		default:
			return Receipt{}, nil, fmt.Errorf("samad: submit: %w", err)
		}
	}
}

// newCase builds the change of a checked submission, and returns also the blobs
// that were made lasting for it, even on error.
func (d *Desk) newCase(ctx context.Context, stamp Stamp, sub Submission, callID string) (Receipt, Change, []string, error) {
	code, err := d.codes.NewCode()
	if err != nil {
		return Receipt{}, Change{}, nil, fmt.Errorf("samad: make a tracking code: %w", err)
	}
	pin, err := d.codes.NewPIN()
	if err != nil {
		return Receipt{}, Change{}, nil, fmt.Errorf("samad: make a PIN: %w", err)
	}
	now := d.instant()
	id, err := newID(now, d.random)
	if err != nil {
		return Receipt{}, Change{}, nil, err
	}
	secrets, err := d.newSecrets(ctx, CaseID(id), pin, sub.Petitioner)
	if err != nil {
		return Receipt{}, Change{}, nil, err
	}
	s := d.newStep(ctx, stamp, Submit, Case{ID: CaseID(id)})
	s.secrets, s.change.Secrets = &secrets, &secrets

	if err := s.emitSubmitted(code, sub, callID); err != nil {
		return Receipt{}, Change{}, s.kept, err
	}
	if err := s.startClock(sla.Screening); err != nil {
		return Receipt{}, Change{}, s.kept, err
	}
	if s.c.Reachable {
		if err := s.tellOne(s.c, secrets, ReceiptMessage, true, receiptText(code, pin)); err != nil {
			return Receipt{}, Change{}, s.kept, err
		}
	}
	if err := s.autoRefer(sub.Text); err != nil {
		return Receipt{}, Change{}, s.kept, err
	}
	change, err := s.finish()
	if err != nil {
		return Receipt{}, Change{}, s.kept, err
	}
	return Receipt{
		Case: s.c.ID, Revision: s.c.Revision, Code: code, PIN: pin, State: s.c.State, Due: s.c.Due(), Agency: s.c.Agency,
	}, change, s.kept, nil
}

// emitSubmitted begins the history of a new case with a checked submission.
func (s *step) emitSubmitted(code tracking.Code, sub Submission, callID string) error {
	d := s.desk
	day := d.day(d.instant())
	centre, _ := d.directory.Centre(sub.Place, day) // checked with the submission
	province := sub.Place.Province()
	if province == "" {
		if a, ok := d.directory.Agency(centre, day); ok && len(a.Places) > 0 {
			province = a.Places[0].Province()
		}
	}
	petitioner, err := json.Marshal(sub.Petitioner)
	if err != nil {
		return fmt.Errorf("samad: encode the petitioner: %w", err)
	}
	var questions []byte
	if len(sub.Questions) > 0 {
		if questions, err = json.Marshal(sub.Questions); err != nil {
			return fmt.Errorf("samad: encode the answers to questions: %w", err)
		}
	}
	attached, record, err := s.attach(sub.Attachments)
	if err != nil {
		return err
	}
	by := sub.Petitioner.by()
	return s.emit(&Submitted{
		Attached: attached,
		Code:     code, Kind: sub.Kind, Channel: sub.Channel, Topic: sub.Topic, Place: sub.Place, Province: province,
		Urgency: sub.Urgency, Identity: sub.Petitioner.Identity, Type: sub.Petitioner.Type,
		Language: sub.Petitioner.Language, Reachable: by == BySMS || by == ByEmail, By: unlessSMS(by), About: sub.About,
		Flags: sub.Flags, Centre: centre, Call: callID,
	},
		named{name: "text", text: sub.Text, search: true},
		named{name: "village", text: sub.Village, search: true},
		named{name: "questions", text: string(questions), sealed: true},
		named{name: "address", text: sub.Address, sealed: true},
		named{name: petitionerName, text: string(petitioner), sealed: true},
		record)
}

// autoRefer refers a new case at once where a rule says so. What goes wrong
// with the rules does not cost the petitioner the case: an operator will
// screen it, and the observer is told.
func (s *step) autoRefer(text string) error {
	decision, err := s.route(text, "")
	if err != nil {
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if !errors.Is(err, ErrNoRoute) {
			s.desk.observe(s.ctx, Refer, Received, Received, "", s.now, err)
		}
		return nil
	}
	if !decision.Auto || decision.Hold {
		return nil
	}
	before := *s
	err = s.referUnscreened(decision)
	if err != nil && s.ctx.Err() == nil {
		*s = before
		s.desk.observe(s.ctx, Refer, Received, Received, "", s.now, err)
		return nil
	}
	return err
}

// referUnscreened accepts and refers a new case by a rule alone.
func (s *step) referUnscreened(decision Decision) error {
	stamp := system().stamp(RoleSystem)
	urgency := s.c.Urgency
	if decision.Urgency != "" {
		urgency = decision.Urgency
	}
	err := s.emitAs(stamp, &Accepted{
		Kind: s.c.Kind, Topic: s.c.Topic, Place: s.c.Place, Urgency: urgency, About: s.c.About, Labels: decision.Labels,
	})
	if err != nil {
		return err
	}
	return s.referAs(stamp, decision, "")
}

func (d *Desk) newSecrets(ctx context.Context, id CaseID, pin tracking.PIN, p Petitioner) (Secrets, error) {
	key, err := d.vault.NewKey(ctx, string(id))
	if err != nil {
		return Secrets{}, fmt.Errorf("samad: make a key for case %s: %w", id, err)
	}
	s := Secrets{Case: id, Key: key}
	if s.PIN, err = d.pinHash(ctx, id, pin); err != nil {
		return Secrets{}, err
	}
	s.Lookups, err = d.lookups(ctx, p)
	return s, err
}

// pinHash binds the PIN to the case, so that equal PINs do not look equal.
func (d *Desk) pinHash(ctx context.Context, id CaseID, pin tracking.PIN) ([]byte, error) {
	h, err := d.vault.Hash(ctx, "pin", string(id)+":"+pin.Reveal())
	if err != nil {
		return nil, fmt.Errorf("samad: hash a PIN: %w", err)
	}
	return h, nil
}

func (d *Desk) lookups(ctx context.Context, p Petitioner) ([]Lookup, error) {
	if p.Identity == AnonymousIdentity {
		return nil, nil
	}
	var out []Lookup
	for _, one := range []struct {
		kind  LookupKind
		value string
	}{{NationalIDLookup, p.NationalID}, {LegalIDLookup, p.LegalID}, {MobileLookup, p.Mobile}} {
		if one.value == "" {
			continue
		}
		h, err := d.vault.Hash(ctx, string(one.kind), one.value)
		if err != nil {
			return nil, fmt.Errorf("samad: hash a %s: %w", one.kind, err)
		}
		out = append(out, Lookup{Kind: one.kind, Hash: h})
	}
	return out, nil
}

// digest is the keyed hash of what a submission says, its key left out.
func (d *Desk) digest(ctx context.Context, sub Submission) ([]byte, error) {
	if sub.Key == "" {
		return nil, nil
	}
	sub.Key = ""
	sums, err := d.uploadSums(ctx, sub.Attachments)
	if err != nil {
		return nil, err
	}
	sub.Attachments = sums
	content, err := json.Marshal(sub) //nolint:musttag // only ever compared with another such digest
	if err != nil {
		return nil, fmt.Errorf("samad: encode a submission: %w", err)
	}
	h, err := d.vault.Hash(ctx, "submission", string(content))
	if err != nil {
		return nil, fmt.Errorf("samad: hash a submission: %w", err)
	}
	return h, nil
}

func (d *Desk) keepReceipt(ctx context.Context, change *Change, key string, digest []byte, r Receipt) error {
	content, err := json.Marshal(sealedReceipt{Receipt: r, ID: r.Case, Revision: r.Revision, PIN: r.PIN.Reveal()})
	if err != nil {
		return fmt.Errorf("samad: encode a receipt: %w", err)
	}
	sealed, err := d.vault.Seal(ctx, change.Secrets.Key, string(r.Case), receiptName, content)
	if err != nil {
		return fmt.Errorf("samad: seal a receipt: %w", err)
	}
	now := d.instant()
	change.Key = &KeyRecord{
		Key: key, Digest: digest, Case: r.Case, Sealed: sealed,
		Created: now, Expires: now.Add(d.settings.ReceiptTTL),
	}
	return nil
}

func (d *Desk) replayReceipt(ctx context.Context, key string, digest []byte) (Receipt, error) {
	record, err := d.store.Key(ctx, key)
	if err != nil {
		return Receipt{}, fmt.Errorf("samad: idempotency key: %w", err)
	}
	if !hmac.Equal(record.Digest, digest) {
		return Receipt{}, ErrKeyReused
	}
	c, err := d.store.Case(ctx, record.Case)
	if err != nil {
		return Receipt{}, fmt.Errorf("samad: case of an idempotency key: %w", err)
	}
	secrets, err := d.store.Secrets(ctx, record.Case)
	if err != nil {
		return Receipt{}, fmt.Errorf("samad: secrets of case %s: %w", record.Case, err)
	}
	if len(record.Sealed) == 0 || len(secrets.Key) == 0 || !d.instant().Before(record.Expires) {
		return Receipt{}, &ReceiptExpiredError{Code: c.Code.String()}
	}
	content, err := d.vault.Open(ctx, secrets.Key, string(record.Case), receiptName, record.Sealed)
	if err != nil {
		return Receipt{}, fmt.Errorf("samad: open a receipt: %w", err)
	}
	var kept sealedReceipt
	if err := json.Unmarshal(content, &kept); err != nil {
		return Receipt{}, fmt.Errorf("samad: read a receipt: %w", err)
	}
	pin, err := tracking.ParsePIN(kept.PIN)
	if err != nil {
		return Receipt{}, fmt.Errorf("samad: read a receipt: %w", err)
	}
	now, err := d.pinHash(ctx, record.Case, pin)
	if err != nil {
		return Receipt{}, err
	}
	if !hmac.Equal(now, secrets.PIN) { // the PIN was replaced since
		return Receipt{}, &ReceiptExpiredError{Code: c.Code.String()}
	}
	r := kept.Receipt
	r.Case, r.Revision, r.PIN, r.Replayed = kept.ID, kept.Revision, pin, true
	return r, nil
}
