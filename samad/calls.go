package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// CallReport is what an operator or host records of a call taken.
type CallReport struct {
	// Caller is the caller's number, "" when withheld.
	Caller         string
	Started, Ended time.Time
	Outcome        CallOutcome
	Note           string // for officials only
	// Submission is the new matter, required when the outcome is new_case.
	// When the same petitioner has a case on the same topic and place that is
	// not answered yet, the call is joined to that one instead, unless
	// Separate is set.
	Submission *Submission
	Separate   bool
	// FollowUps are earlier cases of which the caller spoke, with what was
	// said; at least one when the outcome is followed_up.
	FollowUps []CaseFollowUp
}

// CaseFollowUp is another contact about a case.
type CaseFollowUp struct {
	Case CaseID
	Text string
}

// CallResult is what became of a call.
type CallResult struct {
	Call    string      // the record's id; "" when the request had come before
	Outcome CallOutcome // followed_up when a new case was asked for but an earlier one joined
	Receipt *Receipt    // of the new case, if any
	Cases   []CaseID
}

// TakeCall records a call, and with it what came of it: a new case, or
// further contacts on earlier ones. Everything is written together.
func (d *Desk) TakeCall(ctx context.Context, actor Actor, r CallReport) (CallResult, error) {
	began := d.now()
	result, err := d.takeCall(ctx, actor, r)
	d.observe(ctx, TakeCall, "", "", actor.Agency, began, err)
	return result, err
}

func (d *Desk) takeCall(ctx context.Context, actor Actor, r CallReport) (CallResult, error) {
	role, ok := d.rights.by(actor, TakeCall, Case{})
	if !ok {
		return CallResult{}, &ForbiddenError{Action: TakeCall, Roles: slices.Clone(actor.Roles)}
	}
	caller, err := d.checkCall(r)
	if err != nil {
		return CallResult{}, err
	}
	if r.Submission != nil {
		sub := calledIn(*r.Submission, caller)
		r.Submission = &sub
		// A request that is sent again must not count as another contact.
		result, err := d.repeated(ctx, r)
		if !errors.Is(err, ErrNotFound) {
			return result, err
		}
	}
	var joined *Submission // the matter that turned out to be an earlier case's
	if r.Submission != nil && !r.Separate {
		earlier, err := d.earlierOn(ctx, actor, *r.Submission)
		if err != nil {
			return CallResult{}, err
		}
		if earlier != "" {
			about := slices.DeleteFunc(slices.Clone(r.FollowUps), func(one CaseFollowUp) bool { return one.Case == earlier })
			about = append(about, CaseFollowUp{Case: earlier, Text: r.Submission.Text})
			r.FollowUps = about
			joined, r.Submission, r.Outcome = r.Submission, nil, CallFollowedUp
		}
	}
	call, err := d.newCall(ctx, actor.stamp(role), caller, r)
	if err != nil {
		return CallResult{}, err
	}
	result := CallResult{Call: call.ID, Outcome: r.Outcome}
	with := func() (Call, []Change, error) { return d.followUps(ctx, actor, call, r.FollowUps) }
	if r.Submission != nil {
		receipt, cases, err := d.submitWith(ctx, actor.stamp(role), *r.Submission, call.ID, with)
		if err != nil {
			return CallResult{}, err
		}
		result.Receipt, result.Cases = &receipt, cases
		if receipt.Replayed {
			result.Call = "" // the same request got in first, with its own record
		}
		return result, nil
	}
	result.Cases, err = d.record(ctx, with, joined)
	return result, err
}

// calledIn fills in what a matter has from the call in which it came.
func calledIn(sub Submission, caller string) Submission {
	if sub.Channel == "" {
		sub.Channel = Phone
	}
	if sub.Petitioner.Mobile == "" && sub.Petitioner.Landline == "" && caller != "" {
		if mobile, err := ParseMobile(caller); err == nil {
			sub.Petitioner.Mobile = mobile
		} else {
			sub.Petitioner.Landline = caller
		}
	}
	return sub
}

// repeated returns what a call came to whose request had come before, or an
// error matching [ErrNotFound]. The receipt is missing when it is no longer
// kept, or when the matter had joined an earlier case.
func (d *Desk) repeated(ctx context.Context, r CallReport) (CallResult, error) {
	if r.Submission.Key == "" {
		return CallResult{}, ErrNotFound
	}
	sub, err := d.checkSubmission(*r.Submission)
	if err != nil {
		return CallResult{}, err
	}
	digest, err := d.digest(ctx, sub)
	if err != nil {
		return CallResult{}, err
	}
	receipt, err := d.replayReceipt(ctx, sub.Key, digest)
	if err == nil {
		return CallResult{Outcome: r.Outcome, Receipt: &receipt, Cases: []CaseID{receipt.Case}}, nil
	}
	if !errors.Is(err, ErrReceiptExpired) {
		return CallResult{}, err
	}
	record, err := d.store.Key(ctx, sub.Key)
	if err != nil {
		return CallResult{}, fmt.Errorf("samad: idempotency key: %w", err)
	}
	return CallResult{Outcome: CallFollowedUp, Cases: []CaseID{record.Case}}, nil
}

func (d *Desk) checkCall(r CallReport) (caller string, err error) {
	var f faults
	if !slices.Contains(CallOutcomes(), r.Outcome) {
		f.add("/outcome", "unknown", "نتیجه تماس شناخته نیست.", "unknown outcome; one of "+list(CallOutcomes()))
	}
	if r.Started.IsZero() || r.Ended.Before(r.Started) {
		f.add("/ended", "order", "پایان تماس پیش از آغاز آن است.", "a call ends after it started")
	}
	f.optional("/note", r.Note, d.settings.MaxText)
	if r.Caller != "" {
		if caller, err = ParseMobile(r.Caller); err != nil {
			if caller, err = ParseLandline(r.Caller); err != nil {
				f.adopt("/caller", err)
			}
		}
	}
	if (r.Outcome == CallNewCase) != (r.Submission != nil) {
		f.add("/submission", "outcome", "پرونده تازه با نتیجه «new_case» می‌آید و نه جز آن.", "a new case comes with the outcome new_case, and only with it")
	}
	if r.Outcome == CallFollowedUp && len(r.FollowUps) == 0 {
		f.add("/follow_ups", "required", "بگویید تماس درباره کدام پرونده بود.", "say which case was followed up")
	}
	seen := map[CaseID]bool{}
	for _, one := range r.FollowUps {
		f.optional("/follow_ups/text", one.Text, d.settings.MaxText)
		if seen[one.Case] {
			f.add("/follow_ups/case", "twice", "این پرونده دو بار آمده است.", "this case is named twice")
		}
		seen[one.Case] = true
	}
	return caller, f.err()
}

// earlierOn finds the petitioner's unanswered case on the same topic and place, of
// those that the actor may follow up.
func (d *Desk) earlierOn(ctx context.Context, actor Actor, sub Submission) (CaseID, error) {
	sub, err := d.checkSubmission(sub)
	if err != nil {
		return "", err
	}
	if sub.Topic == "" {
		return "", nil
	}
	lookups, err := d.lookups(ctx, sub.Petitioner)
	if err != nil || len(lookups) == 0 {
		return "", err
	}
	// An ID names the person; a number only the telephone, which a family or
	// an office may share.
	byID := lookups[0].Kind != MobileLookup
	lookups = lookups[:1]
	page, err := d.store.List(ctx, Query{
		States: []State{Received, AwaitingPetitioner, Referred, InProgress}, Topic: sub.Topic, Place: sub.Place, Petitioner: lookups, Limit: 100,
	})
	if err != nil {
		return "", fmt.Errorf("samad: look for an earlier case: %w", err)
	}
	for _, c := range page.Cases {
		if _, ok := d.rights.by(actor, FollowUp, c); !ok || c.Place != sub.Place {
			continue
		}
		if !byID {
			secrets, err := d.store.Secrets(ctx, c.ID)
			if err != nil {
				return "", fmt.Errorf("samad: secrets of case %s: %w", c.ID, err)
			}
			if slices.ContainsFunc(secrets.Lookups, func(l Lookup) bool { return l.Kind != MobileLookup }) {
				continue
			}
		}
		return c.ID, nil
	}
	return "", nil
}

// callCentre is the centre whose call it is: the operator's own, or that of
// the province in which the host's agency serves.
func (d *Desk) callCentre(stamp Stamp) AgencyID {
	day := d.day(d.instant())
	a, ok := d.directory.Agency(stamp.Agency, day)
	if !ok || a.Centre {
		return stamp.Agency
	}
	var place PlaceID
	if len(a.Places) > 0 {
		place = a.Places[0]
	}
	if centre, ok := d.directory.Centre(place, day); ok {
		return centre
	}
	return stamp.Agency
}

func (d *Desk) newCall(ctx context.Context, stamp Stamp, caller string, r CallReport) (Call, error) {
	id, err := newID(d.instant(), d.random)
	if err != nil {
		return Call{}, err
	}
	call := Call{
		ID: id, Operator: stamp, Centre: d.callCentre(stamp), Outcome: r.Outcome,
		Started: r.Started.UTC().Truncate(time.Microsecond), Ended: r.Ended.UTC().Truncate(time.Microsecond),
	}
	return call, d.sealCall(ctx, &call, caller, r.Note)
}

// sealCall puts what is personal into the call, under a key of its own.
func (d *Desk) sealCall(ctx context.Context, call *Call, caller, note string) (err error) {
	if call.Key, err = d.vault.NewKey(ctx, call.ID); err != nil {
		return fmt.Errorf("samad: make a key for a call: %w", err)
	}
	for name, part := range map[string]struct {
		text string
		to   *[]byte
	}{"caller": {caller, &call.Caller}, "note": {note, &call.Note}} {
		if part.text == "" {
			continue
		}
		if *part.to, err = d.vault.Seal(ctx, call.Key, call.ID, name, []byte(part.text)); err != nil {
			return fmt.Errorf("samad: seal the %s of a call: %w", name, err)
		}
	}
	if caller != "" {
		if call.CallerHash, err = d.vault.Hash(ctx, string(MobileLookup), caller); err != nil {
			return fmt.Errorf("samad: hash a caller: %w", err)
		}
	}
	return nil
}

// followUps builds an event in each case that the call was about, and returns
// them with the call that names the cases.
func (d *Desk) followUps(ctx context.Context, actor Actor, call Call, about []CaseFollowUp) (Call, []Change, error) {
	var changes []Change
	call.Cases = nil
	for _, one := range about {
		s, err := d.begin(ctx, actor, FollowUp, Ref{ID: one.Case})
		if err != nil {
			return Call{}, nil, err
		}
		if err := s.emit(&FollowedUp{Call: call.ID, Channel: Phone}, named{name: "text", text: one.Text, search: true}); err != nil {
			return Call{}, nil, err
		}
		if s.c.State.Open() {
			if err := s.notify(s.c.Responsible(), s.responsibleRole(), TaskMessage, Text{
				Fa: "متقاضی پیگیری کرد: " + s.c.Code.Format("fa"),
				En: "the petitioner asked after the case: " + s.c.Code.Format(),
			}); err != nil {
				return Call{}, nil, err
			}
		}
		change, err := s.finish()
		if err != nil {
			return Call{}, nil, err
		}
		changes, call.Cases = append(changes, change), append(call.Cases, one.Case)
	}
	return call, changes, nil
}

// record writes a call that brought no new case. joined is the matter that
// was found to be an earlier case's; its key then stands for that case.
func (d *Desk) record(ctx context.Context, with func() (Call, []Change, error), joined *Submission) ([]CaseID, error) {
	for attempt := 1; ; attempt++ {
		call, changes, err := with()
		if err != nil {
			return nil, err
		}
		if joined != nil && joined.Key != "" {
			sub, err := d.checkSubmission(*joined)
			if err != nil {
				return nil, err
			}
			digest, err := d.digest(ctx, sub)
			if err != nil {
				return nil, err
			}
			now := d.instant()
			last := &changes[len(changes)-1]
			last.Key = &KeyRecord{Key: sub.Key, Digest: digest, Case: last.Case.ID, Created: now, Expires: now}
		}
		err = d.store.Apply(ctx, append(changes, Change{Calls: []Call{call}})...)
		if err == nil {
			return call.Cases, nil
		}
		if !isConflict(err) || attempt == attempts {
			return nil, fmt.Errorf("samad: record a call: %w", err)
		}
	}
}

// Calls lists recorded calls of the centres that the actor may see.
func (d *Desk) Calls(ctx context.Context, actor Actor, query CallQuery) (CallPage, error) {
	scoped := false
	for _, right := range d.rights[ReadCalls] {
		if !actor.Has(right.Role) || !actor.allows(ReadCalls) {
			continue
		}
		switch right.Scope {
		case ScopeCentre:
			if actor.Agency == "" {
				continue
			}
			query.Centres, scoped = []AgencyID{actor.Agency}, true
		case ScopePlace:
			centre, ok := d.directory.Centre(actor.Place, d.day(d.instant()))
			if actor.Place == "" || !ok {
				continue
			}
			query.Centres, scoped = []AgencyID{centre}, true
		}
	}
	if !scoped {
		return CallPage{}, &ForbiddenError{Action: ReadCalls, Roles: slices.Clone(actor.Roles)}
	}
	page, err := d.store.Calls(ctx, query)
	if err != nil {
		return CallPage{}, fmt.Errorf("samad: list calls: %w", err)
	}
	return page, nil
}

func isConflict(err error) bool { return errors.Is(err, ErrConflict) }
