package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/samad111/go-samad/samad"
)

// Events implements [samad.Store]. Every case has at least one event.
func (s *Store) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	var out []samad.Event
	err := s.lookup(ctx, "events of case "+string(id), s.q.events, string(id), func(r *sql.Rows) error {
		e, err := scanEvent(r)
		out = append(out, e)
		return err
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("sqlstore: events of case %s: %w", id, samad.ErrNotFound)
	}
	return out, err
}

// scanEvent reads the columns of an event and, after them, more.
func scanEvent(r *sql.Rows, more ...any) (samad.Event, error) {
	var e samad.Event
	var at int64
	var actor, prev, hash sql.RawBytes
	var data []byte
	if err := r.Scan(append([]any{&e.Case, &e.Seq, &e.ID, &at, &actor, &e.Type, &data, &prev, &hash}, more...)...); err != nil {
		return samad.Event{}, err
	}
	if err := readActor(actor, &e.Actor); err != nil {
		return samad.Event{}, fmt.Errorf("read the actor of event %d of case %s: %w", e.Seq, e.Case, err)
	}
	e.At, e.Data = instant(at), data
	for _, x := range []struct {
		from sql.RawBytes
		to   *samad.Hash
	}{{prev, &e.PrevHash}, {hash, &e.Hash}} {
		if len(x.from) != len(x.to) {
			return samad.Event{}, fmt.Errorf("event %d of case %s: a hash of %d bytes", e.Seq, e.Case, len(x.from))
		}
		copy(x.to[:], x.from)
	}
	return e, nil
}
