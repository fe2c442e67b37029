package samad

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/sla"
)

// Earlier is one entry of a register of earlier years: a case, a call, or a
// call that brought a case.
type Earlier struct {
	// Source names the register, as flags are written: "samad-1", "paper-1392".
	// Number is the entry's number in it, 1 to 64 characters; together they
	// say that two entries are the same.
	Source, Number string
	Case           *EarlierCase
	Call           *EarlierCall
}

// EarlierCase is a matter as the register tells it.
type EarlierCase struct {
	// Submission is the matter; its Key is not used. Topic, Place and About
	// must be known today, because they are what figures go by.
	Submission
	// Received is when it came in.
	Received time.Time
	// State is how it stands: Closed, Declined, Withdrawn, or Received for one
	// that is still open and is to be screened now.
	State State
	// Ended is when it ended, not before Received; zero for an open one.
	Ended time.Time
	// Agency answered for it; "" when that is not known.
	Agency AgencyID
	// Answer is what the petitioner was told, and Outcome what came of it;
	// both empty when that is not known.
	Answer  string
	Outcome Outcome
}

// EarlierCall is a call as the register tells it.
type EarlierCall struct {
	Caller         string // "" when it is not known
	Started, Ended time.Time
	Outcome        CallOutcome
	Note           string
}

// Taken is what became of an [Earlier] entry.
type Taken struct {
	Case CaseID // of the case, if it has one
	Call string // id of the call's record, if it has one
	// There says that the entry had been taken over before, with the same
	// content as far as that can be told.
	There bool
	// Err says why the entry was refused; nothing of it was written.
	Err error
}

// maxNumber is the longest number of an earlier entry, in characters.
const maxNumber = 64

// EarlierCallID is the id of the record of a call that was taken over: the
// same for the same source and number. [CallQuery.ID] finds it.
func EarlierCallID(source, number string) string {
	var id ulid.ULID
	sum := HashParts([]byte("samad.earlier.v1"), []byte(source), []byte(number))
	// The time part is zero: such ids never meet those of calls that are taken.
	copy(id[6:], sum[:])
	return id.String()
}

// earlierKey is the idempotency key of an entry.
func earlierKey(source, number string) string {
	sum := HashParts([]byte("samad.earlier.v1"), []byte(source), []byte(number))
	return "earlier:" + source + ":" + sum.String()[:32]
}

// TakeOver writes entries of a register of earlier years, all that are good
// together. Their history says that it was taken over, by whom and when; the
// number is found by searching for it, and exactly by [Desk.CaseByEarlier]. Nobody is sent anything. An entry that
// had been taken over is left as it is, one with the same number and other
// content is refused with [ErrKeyReused]. Give it a few hundred entries at a
// time.
//
// Only administrators may. The error is for what keeps all of them from being
// written; what is wrong with single entries stands in their [Taken], in the
// order of the entries.
//
// Cases whose Settings.RetentionYears are over are erased by the next sweep.
func (d *Desk) TakeOver(ctx context.Context, actor Actor, entries []Earlier) ([]Taken, error) {
	if !actor.Has(RoleAdmin) || !actor.allows(Submit) {
		return nil, &ForbiddenError{Action: Submit, Roles: slices.Clone(actor.Roles)}
	}
	t := takeover{desk: d, ctx: ctx, stamp: actor.stamp(RoleAdmin), out: make([]Taken, len(entries)), seen: map[string]int{}}
	var changes []Change
	var owners []int
	for i, e := range entries {
		change, err := t.entry(i, e)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("samad: take over: %w", ctx.Err())
		}
		if t.out[i].Err = err; err == nil && change != nil {
			changes, owners = append(changes, *change), append(owners, i)
		}
	}
	if len(changes) == 0 {
		return t.out, nil
	}
	err := d.store.Apply(ctx, changes...)
	if err == nil {
		return t.out, nil
	}
	if !t.single(err) {
		return nil, fmt.Errorf("samad: take over: %w", err)
	}
	for _, i := range owners {
		if err := t.alone(i, entries[i]); err != nil {
			return nil, err
		}
	}
	return t.out, nil
}

// CaseByEarlier returns the case that was taken over under the number, for an
// official who may see it.
func (d *Desk) CaseByEarlier(ctx context.Context, actor Actor, source, number string) (Case, error) {
	record, err := d.store.Key(ctx, earlierKey(source, strings.TrimSpace(number)))
	if err != nil {
		return Case{}, fmt.Errorf("samad: look an earlier number up: %w", err)
	}
	return d.visible(ctx, actor, record.Case)
}

// takeover is one call of [Desk.TakeOver].
type takeover struct {
	desk  *Desk
	ctx   context.Context //nolint:containedctx // it lives inside one call
	stamp Stamp
	out   []Taken
	seen  map[string]int // which entry had the key first
}

// single reports whether an error is about one entry.
func (t *takeover) single(err error) bool {
	return errors.Is(err, ErrCodeTaken) || errors.Is(err, ErrKeyTaken) || errors.Is(err, ErrConflict) || errors.Is(err, ErrInvalid)
}

// alone writes one entry by itself.
func (t *takeover) alone(i int, e Earlier) error {
	for attempt := 1; ; attempt++ {
		t.seen, t.out[i] = map[string]int{}, Taken{}
		change, err := t.entry(i, e)
		if err == nil && change != nil {
			if err = t.desk.store.Apply(t.ctx, *change); err != nil && !t.single(err) {
				return fmt.Errorf("samad: take over: %w", err)
			}
		}
		if err != nil && !errors.Is(err, ErrInvalid) && t.single(err) && attempt < attempts {
			continue // another code; or the same entry got in first
		}
		t.out[i].Err = err
		return nil
	}
}

// entry builds the change of an entry, nil when it is there already.
func (t *takeover) entry(i int, e Earlier) (*Change, error) {
	e, err := t.check(e)
	if err != nil {
		return nil, err
	}
	key := earlierKey(e.Source, e.Number)
	if first, ok := t.seen[key]; ok {
		return nil, fmt.Errorf("samad: entry %d of the same call has the same number: %w", first+1, ErrKeyReused)
	}
	t.seen[key] = i
	if e.Call != nil {
		t.out[i].Call = EarlierCallID(e.Source, e.Number)
	}
	if e.Case == nil {
		there, err := t.desk.store.Calls(t.ctx, CallQuery{ID: t.out[i].Call, Limit: 1})
		if err != nil {
			return nil, fmt.Errorf("samad: take over: %w", err)
		}
		if len(there.Calls) > 0 {
			t.out[i].There = true
			return nil, nil //nolint:nilnil // nothing to write, as said
		}
		call, err := t.call(e, "")
		return &Change{Calls: []Call{call}}, err
	}
	digest, err := t.digest(e)
	if err != nil {
		return nil, err
	}
	record, err := t.desk.store.Key(t.ctx, key)
	switch {
	case err == nil && !hmac.Equal(record.Digest, digest):
		return nil, fmt.Errorf("samad: take over: %w", ErrKeyReused)
	case err == nil:
		t.out[i].Case, t.out[i].There = record.Case, true
		return nil, nil //nolint:nilnil // nothing to write, as said
	case !errors.Is(err, ErrNotFound):
		return nil, fmt.Errorf("samad: take over: %w", err)
	}
	change, err := t.newCase(e)
	if err != nil {
		return nil, err
	}
	t.out[i].Case = change.Case.ID
	now := t.desk.instant()
	change.Key = &KeyRecord{Key: key, Digest: digest, Case: change.Case.ID, Created: now, Expires: now}
	if e.Call != nil {
		call, err := t.call(e, change.Case.ID)
		if err != nil {
			return nil, err
		}
		change.Calls = []Call{call}
	}
	return &change, nil
}

// digest is the keyed hash of what an entry says.
func (t *takeover) digest(e Earlier) ([]byte, error) {
	content, err := json.Marshal(e) //nolint:musttag // only ever compared with another such digest
	if err != nil {
		return nil, fmt.Errorf("samad: encode an entry: %w", err)
	}
	h, err := t.desk.vault.Hash(t.ctx, "earlier", string(content))
	if err != nil {
		return nil, fmt.Errorf("samad: hash an entry: %w", err)
	}
	return h, nil
}

// check returns the entry in canonical form, or everything that is wrong with
// it.
func (t *takeover) check(e Earlier) (Earlier, error) {
	var f faults
	now := t.desk.instant()
	if !slug.MatchString(e.Source) {
		f.add("/source", "malformed", "نام دفتر پیشین از حرف‌های کوچک لاتین، رقم و خط تیره است.", "a source is made of small Latin letters, digits, dots and hyphens")
	}
	e.Number = strings.TrimSpace(e.Number)
	f.required("/number", e.Number, maxNumber)
	if e.Case == nil && e.Call == nil {
		f.add("/case", "required", "این ردیف نه پرونده است و نه تماس.", "the entry is neither a case nor a call")
	}
	instant := func(field string, at *time.Time, after time.Time) {
		*at = at.UTC().Truncate(time.Microsecond)
		switch {
		case at.IsZero():
			f.add(field, "required", "تاریخ را بنویسید.", "the date is missing")
		case at.After(now):
			f.add(field, "future", "این تاریخ هنوز نرسیده است.", "the date has not come yet")
		case at.Before(after):
			f.add(field, "order", "پایان پیش از آغاز است.", "the end lies before the beginning")
		}
	}
	if e.Call != nil {
		call := *e.Call
		e.Call = &call
		if !slices.Contains(CallOutcomes(), call.Outcome) {
			f.add("/call/outcome", "unknown", "نتیجه تماس شناخته نیست.", "unknown outcome; one of "+list(CallOutcomes()))
		}
		instant("/call/started", &call.Started, time.Time{})
		instant("/call/ended", &call.Ended, call.Started)
		f.optional("/call/note", call.Note, t.desk.settings.MaxText)
		if call.Caller != "" {
			var err error
			if call.Caller, err = ParseMobile(call.Caller); err != nil {
				if call.Caller, err = ParseLandline(e.Call.Caller); err != nil {
					f.adopt("/call/caller", err)
				}
			}
		}
		*e.Call = call
	}
	if e.Case != nil {
		c := *e.Case
		c.Key = ""
		if len(c.Attachments) > 0 {
			f.add("/attachments", "not_offered", "پیوست سال‌های پیش از این راه پذیرفته نمی‌شود.", "attachments of earlier years are not taken this way")
		}
		if c.Channel == "" && e.Call != nil {
			c.Channel = Phone
		}
		var err error
		if c.Submission, err = t.desk.checkSubmission(c.Submission); err != nil {
			more, ok := errors.AsType[*InvalidError](err)
			if !ok {
				return e, err
			}
			f = append(f, more.Faults...)
		}
		instant("/received", &c.Received, time.Time{})
		switch c.State {
		case Received:
			if !c.Ended.IsZero() {
				f.add("/ended", "open", "پرونده باز تاریخ پایان ندارد.", "an open case has not ended")
			}
		case Closed, Declined, Withdrawn:
			instant("/ended", &c.Ended, c.Received)
		default:
			f.add("/state", "unknown", "این وضعیت از دفتر پیشین پذیرفته نیست.", "such a state is not taken over; one of received, closed, declined, withdrawn")
		}
		t.desk.checkAgency(&f, "/agency", c.Agency, t.desk.day(now))
		f.optional("/answer", c.Answer, t.desk.settings.MaxText)
		if c.Outcome != "" && !c.Outcome.Valid() {
			f.add("/outcome", "unknown", "نتیجه پاسخ شناخته نیست.", "unknown outcome")
		}
		e.Case = &c
	}
	return e, f.err()
}

// newCase builds the change of a case: it was submitted then, and is taken
// over now.
func (t *takeover) newCase(e Earlier) (Change, error) {
	d := t.desk
	code, err := d.codes.NewCode()
	if err != nil {
		return Change{}, fmt.Errorf("samad: make a tracking code: %w", err)
	}
	id, err := newID(e.Case.Received, d.random)
	if err != nil {
		return Change{}, err
	}
	c := CaseID(id)
	key, err := d.vault.NewKey(t.ctx, id)
	if err != nil {
		return Change{}, fmt.Errorf("samad: make a key for case %s: %w", c, err)
	}
	secrets := Secrets{Case: c, Key: key}
	if secrets.Lookups, err = d.lookups(t.ctx, e.Case.Petitioner); err != nil {
		return Change{}, err
	}
	s := d.newStep(t.ctx, t.stamp, Submit, Case{ID: c})
	now := s.now
	s.secrets, s.change.Secrets = &secrets, &secrets
	s.now = e.Case.Received
	call := ""
	if e.Call != nil {
		call = EarlierCallID(e.Source, e.Number)
	}
	if err := s.emitSubmitted(code, e.Case.Submission, call); err != nil {
		return Change{}, err
	}
	s.now = now
	if !e.Case.Ended.IsZero() {
		s.now = e.Case.Ended
	}
	over := &TakenOver{
		Source: e.Source, Number: e.Number, On: now, State: e.Case.State, Agency: e.Case.Agency, Outcome: e.Case.Outcome,
	}
	if e.Case.Agency != "" {
		over.AgencyPath = d.directory.AgencyPath(e.Case.Agency, d.day(now))
	}
	if err := s.emit(over, named{name: "explanation", text: e.Case.Answer, search: true}); err != nil {
		return Change{}, err
	}
	s.change.Search = append(s.change.Search, strings.Fields(fold.Text(e.Number))...)
	if s.c.State.Open() {
		if err := s.startClock(sla.Screening); err != nil {
			return Change{}, err
		}
	}
	return s.finish()
}

// call builds the record of a call.
func (t *takeover) call(e Earlier, of CaseID) (Call, error) {
	d := t.desk
	call := Call{
		ID: EarlierCallID(e.Source, e.Number), Operator: t.stamp, Outcome: e.Call.Outcome,
		Started: e.Call.Started, Ended: e.Call.Ended,
	}
	var place PlaceID
	if e.Case != nil {
		place, call.Cases = e.Case.Place, []CaseID{of}
	}
	call.Centre, _ = d.directory.Centre(place, d.day(d.instant()))
	return call, d.sealCall(t.ctx, &call, e.Call.Caller, e.Call.Note)
}
