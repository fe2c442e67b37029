package samad

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Attachment returns an attachment of a case with its content, checked against
// the hash that the history vouches for.
//
// What agencies attach to answers and reports is for everybody who may read
// the case, and for its petitioner, as the texts are. What the petitioner
// attached may tell who that is: officials see it when they may see that
// ([ReadIdentity]), so an agency only in cases of named petitioners. The id of
// a case is the petitioner's own ([Actor.Own]) also for what belongs to the
// case that it joined.
//
// Errors: [ErrNotFound] also for what the actor may not see, [ErrErased],
// [ErrHistory] when the content is lost or was changed.
func (d *Desk) Attachment(ctx context.Context, actor Actor, id CaseID, attachment string) (AttachmentContent, error) {
	missing := fmt.Errorf("samad: attachment of case %s: %w", id, ErrNotFound)
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return AttachmentContent{}, fmt.Errorf("samad: attachment of case %s: %w", id, err)
	}
	own := actor.own != "" && actor.own == id
	if !own && !d.official(actor, c) || d.blobs == nil {
		return AttachmentContent{}, missing
	}
	for hops := 0; ; hops++ {
		events, err := d.store.Events(ctx, c.ID)
		if err != nil {
			return AttachmentContent{}, fmt.Errorf("samad: history of case %s: %w", c.ID, err)
		}
		for _, e := range events {
			if own && (!shown(e.Type) || hops > 0 && !told(e.Type)) || !own && !d.seesAttachments(actor, c, e.Type) {
				continue
			}
			facts, seq, err := attachmentsOf(e)
			if err != nil {
				return AttachmentContent{}, err
			}
			if slices.ContainsFunc(facts, func(f AttachmentFacts) bool { return f.ID == attachment }) {
				return d.readAttachment(ctx, c, facts, seq, attachment)
			}
		}
		if !own || c.MergedInto == "" || hops == attempts {
			return AttachmentContent{}, missing
		}
		if c, err = d.store.Case(ctx, c.MergedInto); err != nil {
			return AttachmentContent{}, fmt.Errorf("samad: case that %s joined: %w", id, err)
		}
	}
}

// seesAttachments reports whether an official who may read the case may see
// what was attached to events of the type.
func (d *Desk) seesAttachments(actor Actor, c Case, t EventType) bool {
	if !petitioners(t) {
		return true
	}
	_, knows := d.rights.by(actor, ReadIdentity, c)
	return knows
}

func (d *Desk) readAttachment(ctx context.Context, c Case, facts []AttachmentFacts, seq int64, id string) (AttachmentContent, error) {
	lost := func(reason string) error {
		return &HistoryError{Case: c.ID, Seq: seq, Reason: "its attachment " + id + " " + reason}
	}
	if c.Erased || c.Erasing {
		return AttachmentContent{}, fmt.Errorf("samad: attachment of case %s: %w", c.ID, ErrErased)
	}
	values, err := d.store.Values(ctx, c.ID)
	if err != nil {
		return AttachmentContent{}, fmt.Errorf("samad: values of case %s: %w", c.ID, err)
	}
	records, err := d.attachmentRecords(ctx, c, values, seq)
	if err != nil {
		return AttachmentContent{}, err
	}
	i := slices.IndexFunc(records, func(r attachmentRecord) bool { return r.ID == id })
	if i < 0 {
		return AttachmentContent{}, lost("has no record")
	}
	record := records[i]
	sealed, err := d.blobs.Get(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return AttachmentContent{}, lost("is gone")
	}
	if err != nil {
		return AttachmentContent{}, fmt.Errorf("samad: attachment of case %s: %w", c.ID, err)
	}
	content, err := openContent(record.Key, sealed)
	if err != nil || sha256.Sum256(content) != record.Sum {
		return AttachmentContent{}, lost("is not the one that came")
	}
	out := AttachmentContent{Content: content}
	for _, f := range facts {
		if f.ID == id {
			out.Attachment = Attachment{AttachmentFacts: f, Name: record.Name}
		}
	}
	return out, nil
}

// attachmentRecords opens the value with an event's attachments; none when it
// was erased.
func (d *Desk) attachmentRecords(ctx context.Context, c Case, values []Value, seq int64) ([]attachmentRecord, error) {
	for _, v := range values {
		if v.Seq != seq || v.Name != attachmentsName || v.Erased() {
			continue
		}
		secrets, err := d.store.Secrets(ctx, c.ID)
		if err != nil {
			return nil, fmt.Errorf("samad: secrets of case %s: %w", c.ID, err)
		}
		plain, err := d.vault.Open(ctx, secrets.Key, string(c.ID), v.Name, v.Data)
		if err != nil {
			return nil, fmt.Errorf("samad: open the attachments of case %s: %w", c.ID, err)
		}
		var records []attachmentRecord
		if err := json.Unmarshal(plain, &records); err != nil {
			return nil, fmt.Errorf("samad: read the attachments of case %s: %w", c.ID, err)
		}
		return records, nil
	}
	return nil, nil
}

// attachmentsFor lists what an official sees of a case's attachments, by the
// event with which they came.
func (d *Desk) attachmentsFor(ctx context.Context, actor Actor, c Case, events []Event, values []Value) (map[int64][]Attachment, error) {
	out := map[int64][]Attachment{}
	for _, e := range events {
		if c.Erased || !d.seesAttachments(actor, c, e.Type) {
			continue
		}
		facts, seq, err := attachmentsOf(e)
		if err != nil {
			return nil, err
		}
		if seq != e.Seq {
			continue // stands at its draft
		}
		if out[e.Seq], err = d.namedAttachments(ctx, c, values, facts, seq); err != nil {
			return nil, err
		}
		if len(out[e.Seq]) == 0 {
			delete(out, e.Seq)
		}
	}
	return out, nil
}

// namedAttachments puts the names to the facts. What was erased is left out.
func (d *Desk) namedAttachments(ctx context.Context, c Case, values []Value, facts []AttachmentFacts, seq int64) ([]Attachment, error) {
	if len(facts) == 0 || c.Erased {
		return nil, nil
	}
	records, err := d.attachmentRecords(ctx, c, values, seq)
	if err != nil {
		if errors.Is(err, ErrErased) {
			return nil, nil
		}
		return nil, err
	}
	var out []Attachment
	for _, f := range facts {
		for _, r := range records {
			if r.ID == f.ID {
				out = append(out, Attachment{AttachmentFacts: f, Name: r.Name})
			}
		}
	}
	return out, nil
}
