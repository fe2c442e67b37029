package samad

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// The rooms beside the desk (meetings, oversight) write messages together with
// their own records. Only the Desk knows how a petitioner is reached and how a
// text is sealed, so it makes the messages for them.

// ComposeTo makes a message to the petitioner of a case, in the petitioner's
// language, sealed under the case's key. The caller writes it. It fails with an
// error matching [ErrErased] when nobody is left to be told, and with
// [ErrNotFound].
func (d *Desk) ComposeTo(ctx context.Context, id CaseID, kind MessageKind, text func(c Case, lang Lang) string) (Message, error) {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return Message{}, fmt.Errorf("samad: write to the petitioner of case %s: %w", id, err)
	}
	if c.Erased {
		return Message{}, fmt.Errorf("samad: write to the petitioner of case %s: %w", id, ErrErased)
	}
	secrets, err := d.store.Secrets(ctx, id)
	if err != nil {
		return Message{}, fmt.Errorf("samad: secrets of case %s: %w", id, err)
	}
	s := &step{desk: d, ctx: ctx, now: d.instant(), c: c}
	said := s.desk.about(c, c.Language) + text(c, c.Language)
	if err := s.tellOne(c, secrets, kind, false, func(Case, Lang) string { return said }); err != nil {
		return Message{}, err
	}
	return s.change.Messages[0], nil
}

// ComposeOffice makes a message to whoever holds the role in an office. It
// belongs to no case, is not sealed and must not carry personal data.
func ComposeOffice(office AgencyID, role Role, kind MessageKind, text Text, at time.Time, random io.Reader) (Message, error) {
	at = at.UTC().Truncate(time.Microsecond)
	id, err := newID(at, random)
	if err != nil {
		return Message{}, err
	}
	content, err := json.Marshal(messageContent{Text: text.In(Persian)})
	if err != nil {
		return Message{}, fmt.Errorf("samad: encode a message: %w", err)
	}
	return Message{
		ID: id, Kind: kind, Audience: ToOffice, Carrier: ByDesk, Lang: Persian, Office: office, Role: role,
		Sealed: content, State: Pending, Created: at, NotBefore: at,
	}, nil
}

// SealFor seals something under the key of a case, bound to the name: it is
// lost when the case is erased. It fails with an error matching [ErrErased]
// when the key is gone.
func (d *Desk) SealFor(ctx context.Context, id CaseID, name string, plain []byte) ([]byte, error) {
	secrets, err := d.store.Secrets(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("samad: secrets of case %s: %w", id, err)
	}
	if len(secrets.Key) == 0 {
		return nil, fmt.Errorf("samad: seal %s for case %s: %w", name, id, ErrErased)
	}
	sealed, err := d.vault.Seal(ctx, secrets.Key, string(id), name, plain)
	if err != nil {
		return nil, fmt.Errorf("samad: seal %s for case %s: %w", name, id, err)
	}
	return sealed, nil
}

// OpenFor reverses [Desk.SealFor].
func (d *Desk) OpenFor(ctx context.Context, id CaseID, name string, sealed []byte) ([]byte, error) {
	secrets, err := d.store.Secrets(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("samad: secrets of case %s: %w", id, err)
	}
	plain, err := d.vault.Open(ctx, secrets.Key, string(id), name, sealed)
	if err != nil {
		return nil, fmt.Errorf("samad: open %s of case %s: %w", name, id, err)
	}
	return plain, nil
}
