package sqlstore

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// FindMessages implements [samad.Store].
func (s *Store) FindMessages(ctx context.Context, query samad.MessageQuery) (samad.MessagePage, error) {
	query, after, err := admit.MessageQuery(query)
	if err != nil {
		return samad.MessagePage{}, err
	}
	db, err := s.reader(ctx, "list messages")
	if err != nil {
		return samad.MessagePage{}, err
	}
	q := db.NewSelect().TableExpr(s.names.In("{p}messages AS m")).ColumnExpr("m.num, " + messageColumns)
	if len(query.States) > 0 {
		among(q, "m.state", query.States)
	}
	if len(query.Carriers) > 0 {
		among(q, "m.carrier", query.Carriers)
	}
	if len(query.Kinds) > 0 {
		among(q, "m.kind", query.Kinds)
	}
	if query.Audience != "" {
		q.Where("m.audience = ?", string(query.Audience))
	}
	if query.Unconfirmed {
		q.Where("m.confirmed IS NULL")
	}
	within(q, "m.created", query.CreatedFrom, query.CreatedTo)
	rows, err := q.Where("m.num > ?", after).OrderExpr("m.num").Limit(int64(query.Limit) + 1).Rows(ctx)
	if err != nil {
		return samad.MessagePage{}, s.fault(ctx, "list messages", err)
	}
	var page samad.MessagePage
	var nums []int64
	if err := each(rows, func(r *sql.Rows) error {
		var num int64
		m, err := scanMessage(r, &num)
		page.Messages, nums = append(page.Messages, m), append(nums, num)
		return err
	}); err != nil {
		return samad.MessagePage{}, s.fault(ctx, "list messages", err)
	}
	if len(page.Messages) > query.Limit {
		page.Messages = page.Messages[:query.Limit]
		page.Next = strconv.FormatInt(nums[query.Limit-1], 10)
	}
	return page, nil
}

// ReviveMessage implements [samad.Store].
func (s *Store) ReviveMessage(ctx context.Context, id string, from time.Time) error {
	id, err := admit.Clean(id)
	if err != nil {
		return err
	}
	from = admit.Instant(from)
	return s.write(ctx, "revive message "+id, func(ctx context.Context, tx bun.IDB) error {
		var state samad.MessageState
		var wiped bool
		if err := tx.QueryRowContext(ctx, s.q.messageState, id).Scan(&state, &wiped); err != nil {
			return err
		}
		switch {
		case state != samad.Dead:
			return samad.ErrConflict
		case wiped:
			return samad.ErrErased
		}
		result, err := tx.ExecContext(ctx, s.q.revive, optional(from), id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return samad.ErrConflict // where transactions run side by side another was faster
		}
		return nil
	})
}

// ConfirmMessage implements [samad.Store].
func (s *Store) ConfirmMessage(ctx context.Context, x samad.Confirmation) error {
	x, err := admit.Confirmation(x)
	if err != nil {
		return err
	}
	return s.write(ctx, "confirm a message", func(ctx context.Context, tx bun.IDB) error {
		id := x.ID
		if id == "" {
			if err := tx.QueryRowContext(ctx, s.q.referred, x.Reference).Scan(&id); err != nil {
				return err
			}
		} else {
			var state samad.MessageState
			var wiped bool
			if err := tx.QueryRowContext(ctx, s.q.messageState, id).Scan(&state, &wiped); err != nil {
				return err
			}
		}
		if x.Arrived {
			_, err := tx.ExecContext(ctx, s.q.arrived, optional(x.At), id)
			return err
		}
		_, err := tx.ExecContext(ctx, s.q.failed, optional(x.At), x.Fault, id)
		return err
	})
}
