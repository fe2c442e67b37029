package sqlstore

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/internal/admit"
)

// messageColumns are what scanMessage reads.
const messageColumns = `id, coalesce(case_id, ''), coalesce(record, ''), seq, kind, audience, carrier, lang, office, role, sealed, wipe,
	state, created, attempts, not_before, settled, fault, reference, confirmed`

// scanMessage reads what is selected before messageColumns into first.
func scanMessage(r *sql.Rows, first ...any) (samad.Message, error) {
	var m samad.Message
	var created int64
	var notBefore, settled, confirmed sql.NullInt64
	err := r.Scan(append(first, &m.ID, &m.Case, &m.Record, &m.Seq, &m.Kind, &m.Audience, &m.Carrier, &m.Lang, &m.Office, &m.Role,
		&m.Sealed, &m.Wipe, &m.State, &created, &m.Attempts, &notBefore, &settled, &m.Fault,
		&m.Reference, &confirmed)...)
	m.Created, m.NotBefore, m.Settled = instant(created), optionalInstant(notBefore), optionalInstant(settled)
	m.Confirmed = optionalInstant(confirmed)
	return m, err
}

// Messages implements [samad.Store].
func (s *Store) Messages(ctx context.Context, id samad.CaseID) ([]samad.Message, error) {
	var out []samad.Message
	err := s.lookup(ctx, "messages of case "+string(id), s.q.messages, string(id), func(r *sql.Rows) error {
		m, err := scanMessage(r)
		out = append(out, m)
		return err
	})
	return out, err
}

func (s *Store) addMessages(ctx context.Context, tx bun.IDB, messages []samad.Message) error {
	for _, m := range messages {
		if _, err := tx.ExecContext(ctx, s.q.insertMessage,
			m.ID, named(string(m.Case)), named(m.Record), m.Recipient(), m.Seq, string(m.Kind), string(m.Audience), string(m.Carrier),
			string(m.Lang), string(m.Office), string(m.Role), blob(m.Sealed), flag(m.Wipe), string(m.State),
			micros(m.Created), int64(m.Attempts), optional(m.NotBefore), optional(m.Settled), m.Fault,
			m.Reference, optional(m.Confirmed)); err != nil {
			return fmt.Errorf("add message %s: %w", m.ID, s.refusal(err, "/Messages"))
		}
	}
	return nil
}

// giveUp ends what is pending of the case and empties all that lies sealed for
// its petitioner's delivery.
func (s *Store) giveUp(ctx context.Context, tx bun.IDB, c *samad.Case) error {
	if _, err := tx.ExecContext(ctx, s.q.giveUpMessages, micros(c.Updated), samad.FaultErased, string(c.ID)); err != nil {
		return fmt.Errorf("erase messages: %w", err)
	}
	if _, err := tx.ExecContext(ctx, s.q.wipeCaseKeys, string(c.ID)); err != nil {
		return fmt.Errorf("erase receipts: %w", err)
	}
	return nil
}

// SettleMessage implements [samad.Store].
func (s *Store) SettleMessage(ctx context.Context, x samad.Settlement) error {
	x, err := admit.Settlement(x)
	if err != nil {
		return err
	}
	return s.write(ctx, "settle message "+x.ID, func(ctx context.Context, tx bun.IDB) error {
		var state samad.MessageState
		var owner string
		var notBefore, settled sql.NullInt64
		if err := tx.QueryRowContext(ctx, s.q.messageHeld, x.ID).Scan(&state, &owner, &notBefore, &settled); err != nil {
			return err
		}
		if state != samad.Pending || owner == "" || owner != x.Owner {
			return samad.ErrConflict
		}
		again, done := optional(x.NotBefore), any(nil)
		if x.State != samad.Pending {
			again, done = optional(optionalInstant(notBefore)), optional(x.At)
		}
		_, err := tx.ExecContext(ctx, s.q.settle,
			string(x.State), int64(x.Attempts), x.Fault, again, done, flag(x.Wipe), x.Reference, x.ID)
		return err
	})
}
