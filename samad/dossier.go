package samad

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// petitionerName is the name of the sealed value that holds the petitioner.
const petitionerName = "petitioner"

// Dossier is what an official sees of a case.
type Dossier struct {
	Case   Case
	Events []Event
	// Texts holds the plain texts by the event that brought them; an erased
	// one is missing.
	Texts map[int64][]NamedText
	// Petitioner is nil when the actor may not know, or when it was erased.
	Petitioner *Petitioner
	// Attachments holds what came with each event, of those that the actor may
	// see (see [Desk.Attachment]).
	Attachments map[int64][]Attachment
	Address     string            // with the petitioner only
	Questions   map[string]string // replies to the topic's questions
	Messages    []Message         // without their contents
	// May lists what the actor can do to the case now.
	May []Action
}

// Dossier returns a case with everything that the actor may see of it. It
// fails with [ErrNotFound] for a case that the actor may not see.
func (d *Desk) Dossier(ctx context.Context, actor Actor, id CaseID) (Dossier, error) {
	c, err := d.visible(ctx, actor, id)
	if err != nil {
		return Dossier{}, err
	}
	out := Dossier{Case: c, Texts: map[int64][]NamedText{}}
	if out.Events, err = d.store.Events(ctx, id); err != nil {
		return Dossier{}, fmt.Errorf("samad: history of case %s: %w", id, err)
	}
	values, err := d.store.Values(ctx, id)
	if err != nil {
		return Dossier{}, fmt.Errorf("samad: values of case %s: %w", id, err)
	}
	for _, v := range values {
		if !v.Sealed && !v.Erased() {
			out.Texts[v.Seq] = append(out.Texts[v.Seq], NamedText{Name: v.Name, Text: string(v.Data)})
		}
	}
	if out.Messages, err = d.store.Messages(ctx, id); err != nil {
		return Dossier{}, fmt.Errorf("samad: messages of case %s: %w", id, err)
	}
	for i := range out.Messages {
		out.Messages[i].Sealed = nil
	}
	if err := d.openSealed(ctx, actor, c, values, &out); err != nil {
		return Dossier{}, err
	}
	if out.Attachments, err = d.attachmentsFor(ctx, actor, c, out.Events, values); err != nil {
		return Dossier{}, err
	}
	if out.May, err = d.steps(ctx, actor, c); err != nil {
		return Dossier{}, err
	}
	return out, nil
}

// openSealed opens the sealed values: who the petitioner is only for those who
// may know, and the replies to questions, which may tell it, for all readers
// unless the petitioner asked to be kept confidential.
func (d *Desk) openSealed(ctx context.Context, actor Actor, c Case, values []Value, out *Dossier) error {
	if c.Erased {
		return nil
	}
	secrets, err := d.store.Secrets(ctx, c.ID)
	if err != nil {
		return fmt.Errorf("samad: secrets of case %s: %w", c.ID, err)
	}
	_, knows := d.rights.by(actor, ReadIdentity, c)
	for _, v := range values {
		if !v.Sealed || v.Erased() || !knows && (v.Name != "questions" || c.Identity == Confidential) {
			continue
		}
		plain, err := d.vault.Open(ctx, secrets.Key, string(c.ID), v.Name, v.Data)
		if errors.Is(err, ErrErased) {
			continue
		}
		if err != nil {
			return fmt.Errorf("samad: open %s of case %s: %w", v.Name, c.ID, err)
		}
		switch v.Name {
		case petitionerName:
			out.Petitioner = new(Petitioner)
			err = json.Unmarshal(plain, out.Petitioner)
		case "questions":
			err = json.Unmarshal(plain, &out.Questions)
		case "address":
			out.Address = string(plain)
		}
		if err != nil {
			return fmt.Errorf("samad: read %s of case %s: %w", v.Name, c.ID, err)
		}
	}
	return nil
}

// official reports whether the actor may see the case as an official does.
// Petitioners see theirs by [Desk.Open]: drafts, words between offices and
// account ids are not for them.
func (d *Desk) official(actor Actor, c Case) bool {
	role, ok := d.rights.by(actor, Read, c)
	return ok && role != RolePetitioner
}

// visible reads a case that the actor may see.
func (d *Desk) visible(ctx context.Context, actor Actor, id CaseID) (Case, error) {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return Case{}, fmt.Errorf("samad: read case %s: %w", id, err)
	}
	if !d.official(actor, c) {
		return Case{}, fmt.Errorf("samad: read case %s: %w", id, d.unseen(actor))
	}
	return c, nil
}

// History returns the events of a case and whether they verify against each
// other, the values and the stored state. The error of a history that does
// not verify is returned beside the events, matching [ErrHistory].
func (d *Desk) History(ctx context.Context, actor Actor, id CaseID) ([]Event, error) {
	c, err := d.visible(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return d.verified(ctx, c)
}

func (d *Desk) verified(ctx context.Context, c Case) ([]Event, error) {
	// The case may move on between the reads; then the pieces do not fit and
	// are read again.
	for attempt := 1; ; attempt++ {
		events, err := d.store.Events(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("samad: history of case %s: %w", c.ID, err)
		}
		values, err := d.store.Values(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("samad: values of case %s: %w", c.ID, err)
		}
		again, err := d.store.Case(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("samad: read case %s: %w", c.ID, err)
		}
		if again.Revision != c.Revision && attempt < attempts {
			c = again
			continue
		}
		return events, VerifyCase(again, events, values)
	}
}

// CaseByCode returns the case with a tracking code, in any digits and
// spacing, for an official who may see it.
func (d *Desk) CaseByCode(ctx context.Context, actor Actor, code string) (Case, error) {
	parsed, err := parseCode(code)
	if err != nil {
		return Case{}, err
	}
	c, _, err := d.store.CaseByCode(ctx, parsed)
	if err != nil {
		return Case{}, fmt.Errorf("samad: look a code up: %w", err)
	}
	if !d.official(actor, c) {
		return Case{}, fmt.Errorf("samad: look a code up: %w", d.unseen(actor))
	}
	return c, nil
}

// Earlier returns the newest cases of a petitioner, found by national ID,
// legal ID or mobile number, of those that the actor may see.
func (d *Desk) Earlier(ctx context.Context, actor Actor, p Petitioner, limit int) ([]Case, error) {
	var f faults
	p.Identity = Confidential // looking somebody up needs no more than a number
	p = checkPetitioner(&f, p)
	if err := f.err(); err != nil {
		return nil, err
	}
	lookups, err := d.lookups(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(lookups) == 0 {
		return nil, nil
	}
	query, err := d.scoped(actor, Query{Petitioner: lookups, Limit: limit})
	if err != nil {
		return nil, err
	}
	page, err := d.store.List(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("samad: look for earlier cases: %w", err)
	}
	return slices.DeleteFunc(page.Cases, func(c Case) bool {
		_, ok := d.rights.by(actor, ReadIdentity, c)
		return !ok
	}), nil
}

// Case returns the state of a case that the actor may see as an official. It
// fails with [ErrNotFound] for others.
func (d *Desk) Case(ctx context.Context, actor Actor, id CaseID) (Case, error) {
	return d.visible(ctx, actor, id)
}
