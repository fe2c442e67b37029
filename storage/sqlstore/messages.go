package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
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

// addMessages adds messages that come with the case. Of another one they must
// come with, or after, it: who looks them up by it must find it.
func (s *Store) addMessages(ctx context.Context, tx bun.IDB, of samad.CaseID, messages []samad.Message) error {
	for _, m := range messages {
		if m.Case != "" && m.Case != of {
			if err := s.known(ctx, tx, m.Case, "/Messages"); err != nil {
				return fmt.Errorf("add message %s: %w", m.ID, err)
			}
		}
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

// SettleMessages implements [samad.Store].
func (s *Store) SettleMessages(ctx context.Context, settlements ...samad.Settlement) error {
	settlements, err := admit.Settlements(settlements)
	if err != nil {
		return err
	}
	return s.write(ctx, fmt.Sprintf("settle %d messages", len(settlements)), func(ctx context.Context, tx bun.IDB) error {
		for together := range slices.Chunk(settlements, settleTogether) {
			if err := s.settle(ctx, tx, together); err != nil {
				return err
			}
		}
		return nil
	})
}

// settleTogether bounds a statement's text.
const settleTogether = 200

func (s *Store) settle(ctx context.Context, tx bun.IDB, settlements []samad.Settlement) error {
	rows := strings.Repeat(", (?, ?, ?, ?, ?, ?, ?, ?, ?)", len(settlements))[2:]
	var args []any
	for _, x := range settlements {
		again, done := optional(x.NotBefore), any(nil)
		if x.State != samad.Pending {
			again, done = nil, optional(x.At)
		}
		args = append(args, x.ID, x.Owner, string(x.State), int64(x.Attempts), x.Fault, again, done, flag(x.Wipe), x.Reference)
	}
	result, err := tx.ExecContext(ctx, strings.Replace(s.q.settleMessages, "{rows}", rows, 1), args...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err != nil || n == int64(len(settlements)) {
		return err
	}
	// One is not there, or not the owner's: which decides on the error.
	for _, x := range settlements {
		var state samad.MessageState
		var owner string
		if err := tx.QueryRowContext(ctx, s.q.messageHeld, x.ID).Scan(&state, &owner); err != nil {
			return fmt.Errorf("message %s: %w", x.ID, err)
		}
	}
	return samad.ErrConflict
}
