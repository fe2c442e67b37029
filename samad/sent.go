package samad

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"
)

// Commitment returns the hash by which the event that a message was written
// with vouches for it: SHA-256 over these parts in this order, each preceded by
// its length as eight bytes, big endian: the word "samad.message.v1", ID, Case,
// Record, Kind, Audience, Carrier, Lang, Office, Role, "wipe" or nothing,
// Created as decimal microseconds since 1970-01-01 UTC, and the 32 bytes of the
// SHA-256 of Sealed.
func (m Message) Commitment() Hash {
	h := sha256.New()
	wipe := ""
	if m.Wipe {
		wipe = "wipe"
	}
	for _, s := range []string{
		"samad.message.v1", m.ID, string(m.Case), m.Record, string(m.Kind), string(m.Audience), string(m.Carrier),
		string(m.Lang), string(m.Office), string(m.Role), wipe, strconv.FormatInt(m.Created.UnixMicro(), 10),
	} {
		writePart(h, []byte(s))
	}
	sealed := sha256.Sum256(m.Sealed)
	writePart(h, sealed[:])
	return Hash(h.Sum(nil))
}

// AppendSent adds to the data of an event, a JSON object, the member "sent"
// with the commitments to the messages that are written with it, by their ids.
// The rooms that keep records of their own do it as the Desk does.
func AppendSent(data []byte, messages []Message) []byte {
	if len(messages) == 0 || len(data) < 2 || data[len(data)-1] != '}' {
		return data
	}
	out := append(make([]byte, 0, len(data)+len(messages)*96+12), data[:len(data)-1]...)
	if len(out) > 1 {
		out = append(out, ',')
	}
	out = append(out, `"sent":{`...)
	for i, m := range messages {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, '"')
		out = append(out, m.ID...)
		out = append(out, `":"`...)
		out = append(out, m.Commitment().String()...)
		out = append(out, '"')
	}
	return append(out, `}}`...)
}

// SentWith reads what [AppendSent] added; nil when nothing was sent.
func SentWith(data []byte) (map[string]Hash, error) {
	if !bytes.Contains(data, []byte(`"sent":{`)) {
		return nil, nil //nolint:nilnil // an empty map reads alike
	}
	var with struct {
		Sent map[string]Hash `json:"sent"`
	}
	if err := json.Unmarshal(data, &with); err != nil {
		return nil, fmt.Errorf("samad: messages of an event: %w: %w", ErrHistory, err)
	}
	return with.Sent, nil
}

// MessageError tells which message is not the one that its event sent. It
// matches [ErrHistory].
type MessageError struct {
	Message string // its id
	By      string // the case or record whose event sent it
	Seq     int64  // the event
	Reason  string
}

// Error names the message, who sent it and the reason.
func (e *MessageError) Error() string {
	return fmt.Sprintf("samad: message %s, sent by event %d of %s: %s", e.Message, e.Seq, e.By, e.Reason)
}

// Unwrap makes the error match [ErrHistory].
func (e *MessageError) Unwrap() error { return ErrHistory }

// CheckSent holds a message against the commitment to it. Content that is gone
// by rights, because it was wiped on delivery or its case is erased, is not
// looked at any more. It returns why the message is not right, "" when it is.
func CheckSent(m Message, want Hash, erased bool) string {
	switch {
	case len(m.Sealed) == 0 && (erased || m.Wipe && m.State != Pending):
		return ""
	case len(m.Sealed) == 0:
		return "its content is gone"
	case m.Commitment() != want:
		return "is not the one that was sent"
	default:
		return ""
	}
}

// VerifyMessages checks that every message that the events of a case say were
// sent is there and is what was sent, those to petitioners of cases that joined
// it too, and returns what is wrong. Messages that no event sent, such as codes
// sent once more and offices' daily digests, are covered by nothing.
func VerifyMessages(ctx context.Context, store Store, c Case, events []Event) ([]*MessageError, error) {
	v := sentVerifier{ctx: ctx, store: store, erased: map[CaseID]bool{c.ID: c.Erased}}
	cases := []CaseID{c.ID}
	var faults []*MessageError
	for _, e := range events {
		if e.Type == EventJoined {
			p, err := e.Payload()
			if err != nil {
				return nil, err
			}
			if j, ok := p.(*JoinedBy); ok {
				cases = append(cases, j.Joined)
			}
		}
		sent, err := SentWith(e.Data)
		if err != nil {
			return nil, err
		}
		for _, id := range sortedNames(sent) {
			m, ok, err := v.find(cases, id)
			if err != nil {
				return nil, err
			}
			reason := "is gone"
			if ok {
				reason = CheckSent(m, sent[id], v.erased[m.Case])
			}
			if reason != "" {
				faults = append(faults, &MessageError{Message: id, By: "case " + string(c.ID), Seq: e.Seq, Reason: reason})
			}
		}
	}
	return faults, nil
}

// sentVerifier reads the messages of a case and of those that joined it, each
// once.
type sentVerifier struct {
	ctx    context.Context //nolint:containedctx // it lives inside one call
	store  Store
	read   int // how many of the cases are read
	byID   map[string]Message
	erased map[CaseID]bool
}

func (v *sentVerifier) find(cases []CaseID, id string) (Message, bool, error) {
	for {
		if m, ok := v.byID[id]; ok || v.read == len(cases) {
			return m, ok, nil
		}
		next := cases[v.read]
		v.read++
		if _, known := v.erased[next]; !known {
			c, err := v.store.Case(v.ctx, next)
			if err != nil {
				return Message{}, false, fmt.Errorf("samad: joined case %s: %w", next, err)
			}
			v.erased[next] = c.Erased
		}
		messages, err := v.store.Messages(v.ctx, next)
		if err != nil {
			return Message{}, false, fmt.Errorf("samad: messages of case %s: %w", next, err)
		}
		if v.byID == nil {
			v.byID = make(map[string]Message, len(messages))
		}
		for _, m := range messages {
			v.byID[m.ID] = m
		}
	}
}
