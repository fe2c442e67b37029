package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/admit"
)

// Ledger implements [ledger.Store] beside the cases of a [Store], in the same
// database and the same transactions.
type Ledger struct{ s *Store }

var _ ledger.Store = (*Ledger)(nil)

// Ledger returns the records of the rooms beside the desk.
func (s *Store) Ledger() *Ledger { return &Ledger{s} }

// Apply implements [ledger.Store].
func (l *Ledger) Apply(ctx context.Context, changes ...ledger.Change) error {
	records, cases, err := admit.Ledger(changes)
	if err != nil {
		return fmt.Errorf("sqlstore: apply to the ledger: %w", err)
	}
	rows, err := newRows(cases)
	if err != nil {
		return fmt.Errorf("sqlstore: apply to the ledger: %w", err)
	}
	written := make([]*recordRow, len(records))
	for i, ch := range records {
		if written[i], err = newRecordRow(ch); err != nil {
			return fmt.Errorf("sqlstore: apply to the ledger: %w", err)
		}
	}
	return l.s.write(ctx, "apply to the ledger", func(ctx context.Context, tx bun.IDB) error {
		if err := l.s.apply(ctx, tx, rows); err != nil {
			return err
		}
		for i, ch := range records {
			if err := l.applyRecord(ctx, tx, ch, written[i]); err != nil {
				return err
			}
		}
		for _, ch := range records {
			if err := l.s.addMessages(ctx, tx, "", ch.Messages); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordRow is a change of a record with its JSON written.
type recordRow struct {
	keys   string
	actors []string // one for each event
}

func newRecordRow(ch ledger.Change) (*recordRow, error) {
	keys, err := json.Marshal(ch.Record.Keys.Free)
	if err != nil {
		return nil, fmt.Errorf("%s: write its keys as JSON: %w", ch.Record.Ref, err)
	}
	row := &recordRow{keys: string(keys), actors: make([]string, len(ch.Events))}
	for i, e := range ch.Events {
		actor, err := json.Marshal(e.Actor)
		if err != nil {
			return nil, fmt.Errorf("event %d of %s: write the actor as JSON: %w", e.Seq, e.Ref, err)
		}
		row.actors[i] = string(actor)
	}
	return row, nil
}

func (l *Ledger) applyRecord(ctx context.Context, tx bun.IDB, ch ledger.Change, row *recordRow) error {
	r := ch.Record
	old, err := l.putRecord(ctx, tx, ch, row.keys)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Ref, err)
	}
	if old != row.keys {
		if err := l.putKeys(ctx, tx, r, ch.Expect > 0); err != nil {
			return fmt.Errorf("%s: write its keys: %w", r.Ref, err)
		}
	}
	for i, e := range ch.Events {
		if _, err := tx.ExecContext(ctx, l.s.q.insertRecordEvent, string(e.Kind), e.Ref.ID, e.Seq, e.ID, micros(e.At),
			row.actors[i], e.Type, string(e.Data), blob(hashBytes(e.PrevHash)), blob(hashBytes(e.Hash))); err != nil {
			return fmt.Errorf("%s: add event %d: %w", r.Ref, e.Seq, err)
		}
	}
	return nil
}

// putRecord writes the row and returns the free keys that it had.
func (l *Ledger) putRecord(ctx context.Context, tx bun.IDB, ch ledger.Change, keys string) (string, error) {
	r := ch.Record
	conflict := &ledger.ConflictError{Ref: r.Ref, Expect: ch.Expect}
	args := []any{
		r.Revision, blob(hashBytes(r.Head)), micros(r.Created), micros(r.Updated), r.Keys.State,
		string(r.Keys.Agency), string(r.Keys.Place), optional(r.Keys.At), optional(r.Keys.NextDue),
		keys, string(r.State), string(r.Kind), r.ID,
	}
	if ch.Expect == 0 {
		result, err := tx.ExecContext(ctx, l.s.q.insertRecord, args...)
		if err != nil {
			return "", err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return "", errors.Join(conflict, err)
		}
		return "", nil
	}
	var revision int64
	var old string
	err := tx.QueryRowContext(ctx, l.s.q.recordRow, string(r.Kind), r.ID).Scan(&revision, &old)
	if errors.Is(err, sql.ErrNoRows) || err == nil && revision != ch.Expect {
		return "", conflict
	}
	if err != nil {
		return "", err
	}
	result, err := tx.ExecContext(ctx, l.s.q.updateRecord, append(args, ch.Expect)...)
	if err != nil {
		return "", err
	}
	// Where transactions run side by side another may have been faster.
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return "", errors.Join(conflict, err)
	}
	return old, nil
}

func (l *Ledger) putKeys(ctx context.Context, tx bun.IDB, r *ledger.Record, had bool) error {
	if had {
		if _, err := tx.ExecContext(ctx, l.s.q.dropRecordKeys, string(r.Kind), r.ID); err != nil {
			return err
		}
	}
	for _, k := range r.Keys.Free {
		if _, err := tx.ExecContext(ctx, l.s.q.addRecordKey, string(r.Kind), k.Name, k.Value, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// Kinds implements [ledger.Store].
func (l *Ledger) Kinds(ctx context.Context) ([]ledger.Kind, error) {
	var out []ledger.Kind
	err := l.s.query(ctx, "kinds of records", l.s.q.recordKinds, func(r *sql.Rows) error {
		var kind ledger.Kind
		err := r.Scan(&kind)
		out = append(out, kind)
		return err
	})
	return out, err
}

// Record implements [ledger.Store].
func (l *Ledger) Record(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
	if err := admit.Ref(ref); err != nil {
		return ledger.Record{}, err
	}
	var out ledger.Record
	found := false
	err := l.s.query(ctx, ref.String(), l.s.q.record, func(r *sql.Rows) error {
		var err error
		found = true
		out, err = scanRecord(r)
		return err
	}, string(ref.Kind), ref.ID)
	if err == nil && !found {
		err = fmt.Errorf("sqlstore: %s: %w", ref, samad.ErrNotFound)
	}
	return out, err
}

// recordColumns are what scanRecord reads.
const recordColumns = `r.kind, r.id, r.revision, r.head, r.created, r.updated, r.state, r.agency, r.place, r.at,
	r.next_due, r.keys, r.doc`

func scanRecord(r *sql.Rows) (ledger.Record, error) {
	var out ledger.Record
	var created, updated int64
	var at, due sql.NullInt64
	var head, keys sql.RawBytes
	var doc []byte
	if err := r.Scan(&out.Kind, &out.ID, &out.Revision, &head, &created, &updated, &out.Keys.State, &out.Keys.Agency,
		&out.Keys.Place, &at, &due, &keys, &doc); err != nil {
		return out, err
	}
	if err := json.Unmarshal(keys, &out.Keys.Free); err != nil {
		return out, fmt.Errorf("read the keys of %s: %w", out.Ref, err)
	}
	out.Created, out.Updated, out.State = instant(created), instant(updated), doc
	out.Keys.At, out.Keys.NextDue = optionalInstant(at), optionalInstant(due)
	return out, setHash(&out.Head, head)
}

func setHash(to *samad.Hash, from []byte) error {
	if len(from) != len(to) {
		return fmt.Errorf("a hash of %d bytes", len(from))
	}
	copy(to[:], from)
	return nil
}

// Events implements [ledger.Store]. Every record has at least one event.
func (l *Ledger) Events(ctx context.Context, ref ledger.Ref) ([]ledger.Event, error) {
	if err := admit.Ref(ref); err != nil {
		return nil, err
	}
	var out []ledger.Event
	err := l.s.query(ctx, "events of "+ref.String(), l.s.q.recordEvents, func(r *sql.Rows) error {
		e, err := scanRecordEvent(r)
		out = append(out, e)
		return err
	}, string(ref.Kind), ref.ID)
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("sqlstore: events of %s: %w", ref, samad.ErrNotFound)
	}
	return out, err
}

func scanRecordEvent(r *sql.Rows) (ledger.Event, error) {
	var e ledger.Event
	var at int64
	var actor, prev, hash sql.RawBytes
	var data []byte
	if err := r.Scan(&e.Kind, &e.Ref.ID, &e.Seq, &e.ID, &at, &actor, &e.Type, &data, &prev, &hash); err != nil {
		return e, err
	}
	if err := readActor(actor, &e.Actor); err != nil {
		return e, fmt.Errorf("read the actor of event %d of %s: %w", e.Seq, e.Ref, err)
	}
	e.At, e.Data = instant(at), data
	return e, errors.Join(setHash(&e.PrevHash, prev), setHash(&e.Hash, hash))
}

// Messages implements [ledger.Store].
func (l *Ledger) Messages(ctx context.Context, ref ledger.Ref) ([]samad.Message, error) {
	if err := admit.Ref(ref); err != nil {
		return nil, err
	}
	var out []samad.Message
	err := l.s.query(ctx, "messages of "+ref.String(), l.s.q.recordMessages, func(r *sql.Rows) error {
		m, err := scanMessage(r)
		out = append(out, m)
		return err
	}, ref.String())
	return out, err
}
