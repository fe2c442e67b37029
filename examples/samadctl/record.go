package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// record is everything that a store keeps about one case, read so that it fits
// together.
type record struct {
	samad.Case
	events   []samad.Event
	values   []samad.Value
	messages []samad.Message
	fault    error // why the history does not verify, nil when it does
}

// rereads is how often a case that changes while it is read is read again.
const rereads = 20

// readRecord reads a case and verifies its history.
func readRecord(ctx context.Context, store samad.Store, id samad.CaseID) (record, error) {
	for attempt := 1; ; attempt++ {
		r, err := readOnce(ctx, store, id)
		if err != nil {
			return record{}, fmt.Errorf("read case %s: %w", id, err)
		}
		after, err := store.Case(ctx, id)
		if err != nil {
			return record{}, fmt.Errorf("read case %s: %w", id, err)
		}
		if after.Revision == r.Revision || attempt == rereads {
			r.fault = samad.VerifyCase(r.Case, r.events, r.values)
			return r, nil
		}
	}
}

func readOnce(ctx context.Context, store samad.Store, id samad.CaseID) (r record, err error) {
	if r.Case, err = store.Case(ctx, id); err != nil {
		return r, err
	}
	if r.events, err = store.Events(ctx, id); err != nil {
		return r, err
	}
	if r.values, err = store.Values(ctx, id); err != nil {
		return r, err
	}
	r.messages, err = store.Messages(ctx, id)
	return r, err
}

// faultSeq is the event at which a history stops to verify, 0 when unknown.
func faultSeq(err error) int64 {
	if at, ok := errors.AsType[*samad.HistoryError](err); ok {
		return at.Seq
	}
	return 0
}

// personal is what a case keeps about its petitioner.
type personal struct {
	Petitioner samad.Petitioner  `json:"petitioner"`
	Address    string            `json:"address,omitempty"`
	Questions  map[string]string `json:"questions,omitempty"`
	Texts      []eventText       `json:"texts,omitempty"`
}

// eventText is one text with the event that brought it.
type eventText struct {
	Seq  int64  `json:"seq"`
	Name string `json:"name"`
	Text string `json:"text"`
}

// open reads what lies sealed beside the history, and the texts.
func (r record) open(ctx context.Context, store samad.Store, vault samad.Vault) (*personal, error) {
	secrets, err := store.Secrets(ctx, r.ID)
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", r.ID, err)
	}
	out := &personal{}
	for _, v := range r.values {
		switch {
		case v.Erased():
			continue
		case !v.Sealed:
			out.Texts = append(out.Texts, eventText{v.Seq, v.Name, string(v.Data)})
			continue
		}
		plain, err := vault.Open(ctx, secrets.Key, string(r.ID), v.Name, v.Data)
		if err == nil {
			err = out.set(v.Name, plain)
		}
		if err != nil {
			return nil, fmt.Errorf("open %s of case %s (is it the key of this database?): %w", v.Name, r.ID, err)
		}
	}
	return out, nil
}

func (p *personal) set(name string, plain []byte) (err error) {
	switch name {
	case "petitioner":
		err = json.Unmarshal(plain, &p.Petitioner)
	case "questions":
		err = json.Unmarshal(plain, &p.Questions)
	case "address":
		p.Address = string(plain)
	}
	if err != nil {
		return fmt.Errorf("read what was sealed: %w", err)
	}
	return nil
}
