package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Apply implements [samad.Store]. All that can be computed is computed before
// the transaction, because others wait for it.
func (s *Store) Apply(ctx context.Context, changes ...samad.Change) error {
	changes, err := admit.LentChanges(changes)
	if err != nil {
		return fmt.Errorf("sqlstore: apply: %w", err)
	}
	rows, err := newRows(changes)
	if err != nil {
		return fmt.Errorf("sqlstore: apply: %w", err)
	}
	write := func(ctx context.Context, tx bun.IDB) error { return s.apply(ctx, tx, rows) }
	if a, ok := s.backend.(Applier); ok {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("sqlstore: apply: %w", err)
		}
		return s.fault(ctx, "apply", a.Apply(ctx, rows, write))
	}
	return s.write(ctx, "apply", write)
}

func (s *Store) apply(ctx context.Context, tx bun.IDB, rows []Row) error {
	for _, row := range rows {
		if row.Case == nil {
			continue
		}
		if err := s.applyCase(ctx, tx, row); err != nil {
			return fmt.Errorf("case %s: %w", row.Case.ID, err)
		}
	}
	for _, row := range rows {
		if err := s.applyRest(ctx, tx, row.Change); err != nil {
			return err
		}
	}
	return nil
}

// applyRest writes what points to cases, which may be those of later changes.
func (s *Store) applyRest(ctx context.Context, tx bun.IDB, ch samad.Change) error {
	var of samad.CaseID // the case that the change has written
	if ch.Case != nil {
		of = ch.Case.ID
	}
	if ch.Key != nil {
		if err := s.addKey(ctx, tx, of, *ch.Key); err != nil {
			return fmt.Errorf("case %s: %w", ch.Key.Case, err)
		}
	}
	if err := s.addMessages(ctx, tx, of, ch.Messages); err != nil {
		return err
	}
	if err := s.addCalls(ctx, tx, ch.Calls); err != nil {
		return err
	}
	return s.eraseCalls(ctx, tx, ch.EraseCalls)
}

func newRows(changes []samad.Change) ([]Row, error) {
	rows := make([]Row, len(changes))
	for i, ch := range changes {
		var err error
		if rows[i], err = newRow(ch); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func newRow(ch samad.Change) (Row, error) {
	row := Row{Change: ch}
	if ch.Case == nil {
		return row, nil
	}
	doc, err := json.Marshal(ch.Case)
	if err != nil {
		return row, fmt.Errorf("case %s: write as JSON: %w", ch.Case.ID, err)
	}
	row.Doc, row.Seen, row.Actors = string(doc), visibility{Agency: ch.Case.Agency, Cooperating: ch.Case.Cooperating}.seen(), make([]string, len(ch.Events))
	for i, e := range ch.Events {
		if i > 0 && e.Actor == ch.Events[i-1].Actor {
			row.Actors[i] = row.Actors[i-1]
			continue
		}
		actor, err := json.Marshal(e.Actor)
		if err != nil {
			return row, fmt.Errorf("event %d of case %s: write the actor as JSON: %w", e.Seq, e.Case, err)
		}
		row.Actors[i] = string(actor)
	}
	if ch.Secrets != nil {
		lookups, err := json.Marshal(ch.Secrets.Lookups)
		if err != nil {
			return row, fmt.Errorf("case %s: write the look-ups as JSON: %w", ch.Case.ID, err)
		}
		row.Lookups = string(lookups)
	}
	return row, nil
}

func (s *Store) applyCase(ctx context.Context, tx bun.IDB, row Row) error {
	ch := row.Change
	old, err := s.putCase(ctx, tx, row)
	if err != nil {
		return err
	}
	if err := s.putSeen(ctx, tx, row, old); err != nil {
		return err
	}
	for i, e := range ch.Events {
		if _, err := tx.ExecContext(ctx, s.q.insertEvent, string(e.Case), e.Seq, e.ID, micros(e.At),
			row.Actors[i], string(e.Type), string(e.Data), blob(hashBytes(e.PrevHash)), blob(hashBytes(e.Hash))); err != nil {
			return fmt.Errorf("add event %d: %w", e.Seq, err)
		}
	}
	for _, v := range ch.Values {
		if _, err := tx.ExecContext(ctx, s.q.insertValue,
			string(v.Case), v.Seq, v.Name, blob(v.Salt), blob(v.Data), flag(v.Sealed)); err != nil {
			return fmt.Errorf("add a value of event %d: %w", v.Seq, err)
		}
	}
	for _, ref := range ch.Erase {
		if _, err := tx.ExecContext(ctx, s.q.eraseValue, string(ref.Case), ref.Seq, ref.Name); err != nil {
			return fmt.Errorf("erase a value of event %d: %w", ref.Seq, err)
		}
	}
	if ch.Secrets != nil {
		if err := s.putSecrets(ctx, tx, row); err != nil {
			return err
		}
	}
	if err := s.putWords(ctx, tx, ch); err != nil {
		return err
	}
	if ch.EraseMessages {
		return s.giveUp(ctx, tx, ch.Case)
	}
	return nil
}

func hashBytes(h samad.Hash) []byte { return h[:] }

// putCase writes the row of the case. A new case is inserted with its secrets,
// an old one replaced if it has the expected revision; it is returned as it was.
func (s *Store) putCase(ctx context.Context, tx bun.IDB, row Row) (old visibility, err error) {
	c := row.Case
	args := []any{
		c.Revision, c.Code.String(), blob(hashBytes(c.Head)), string(c.State), string(c.Kind), string(c.Channel),
		string(c.Topic), string(c.Place), string(c.Province), string(c.Centre), string(c.Agency), c.Expert,
		micros(c.Created), micros(c.Updated), optional(c.Ended), optional(c.Due()), optional(c.NextDue()), flag(c.Erased), row.Doc, string(c.ID),
	}
	if row.Expect == 0 {
		return old, s.insertCase(ctx, tx, row, args)
	}
	var revision int64
	var doc []byte
	err = tx.QueryRowContext(ctx, s.q.before, string(c.ID)).Scan(&revision, &doc)
	if errors.Is(err, sql.ErrNoRows) || err == nil && revision != row.Expect {
		return old, samad.ErrConflict
	}
	var was samad.Case
	if err == nil {
		err = readDoc(doc, &was)
	}
	if err != nil {
		return old, fmt.Errorf("read it as it was: %w", err)
	}
	old = visibility{was.Agency, was.Cooperating, was.Created}
	result, err := tx.ExecContext(ctx, s.q.updateCase, append(args, row.Expect)...)
	if err != nil {
		return old, s.refusal(err, "/Case")
	}
	// Where transactions run side by side another may have been faster.
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return old, errors.Join(samad.ErrConflict, err)
	}
	return old, nil
}

// insertCase inserts the row with the values and those of the secrets.
func (s *Store) insertCase(ctx context.Context, tx bun.IDB, row Row, values []any) error {
	var x samad.Secrets
	if row.Secrets != nil {
		x = *row.Secrets
	}
	values = append(values, blob(x.Key), blob(x.PIN), named(row.Lookups))
	if s.wordsInCase {
		values = append(values, named(strings.Join(row.Search, " ")))
	}
	result, err := tx.ExecContext(ctx, s.q.insertCase, values...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return s.taken(ctx, tx, row.Case.ID)
}

// stored returns nil when the case is there, or sql.ErrNoRows.
func (s *Store) stored(ctx context.Context, tx bun.IDB, id samad.CaseID) error {
	var revision int64
	return tx.QueryRowContext(ctx, s.q.revision, string(id)).Scan(&revision)
}

// known returns an error unless the case is stored.
func (s *Store) known(ctx context.Context, tx bun.IDB, id samad.CaseID, field string) error {
	err := s.stored(ctx, tx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return admit.UnknownCase(field)
	}
	return err
}

// taken tells why a case could not be inserted. That it exists counts for more
// than that its code does, which follows from it.
func (s *Store) taken(ctx context.Context, tx bun.IDB, id samad.CaseID) error {
	err := s.stored(ctx, tx, id)
	switch {
	case err == nil:
		return samad.ErrConflict
	case errors.Is(err, sql.ErrNoRows):
		return samad.ErrCodeTaken
	default:
		return err
	}
}

func (s *Store) putWords(ctx context.Context, tx bun.IDB, ch samad.Change) error {
	if ch.EraseSearch && ch.Expect > 0 {
		if err := s.dialect.EraseWords(ctx, tx, ch.Case.ID); err != nil {
			return fmt.Errorf("erase search words: %w", err)
		}
	}
	isNew := ch.Expect == 0
	if len(ch.Search) == 0 && !(isNew && s.wordsInCase) {
		return nil
	}
	if err := s.dialect.AddWords(ctx, tx, ch.Case.ID, isNew, ch.Search); err != nil {
		return fmt.Errorf("add search words: %w", err)
	}
	return nil
}
