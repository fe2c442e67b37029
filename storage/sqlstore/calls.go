package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

func (s *Store) addCalls(ctx context.Context, tx bun.IDB, calls []samad.Call) error {
	for _, c := range calls {
		stamp, err := json.Marshal(c.Operator)
		if err != nil {
			return fmt.Errorf("call %s: write the operator as JSON: %w", c.ID, err)
		}
		cases, err := json.Marshal(c.Cases)
		if err != nil {
			return fmt.Errorf("call %s: write the cases as JSON: %w", c.ID, err)
		}
		if _, err := tx.ExecContext(ctx, s.q.insertCall,
			c.ID, blob(c.Key), blob(c.Caller), blob(c.Note), blob(c.CallerHash), c.Operator.ID, string(stamp),
			string(c.Centre), micros(c.Started), micros(c.Ended), string(c.Outcome), string(cases)); err != nil {
			return fmt.Errorf("add call %s: %w", c.ID, s.refusal(err, "/Calls"))
		}
		for _, id := range c.Cases {
			if _, err := tx.ExecContext(ctx, s.q.insertCallCase, string(id), c.ID); err != nil {
				return fmt.Errorf("add call %s: %w", c.ID, s.refusal(err, "/Calls"))
			}
		}
	}
	return nil
}

func (s *Store) eraseCalls(ctx context.Context, tx bun.IDB, ids []string) error {
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, s.q.eraseCall, id); err != nil {
			return fmt.Errorf("erase call %s: %w", id, err)
		}
	}
	return nil
}

// Calls implements [samad.Store].
func (s *Store) Calls(ctx context.Context, query samad.CallQuery) (samad.CallPage, error) {
	query, after, err := admit.CallQuery(query)
	if err != nil {
		return samad.CallPage{}, err
	}
	db, err := s.lister(ctx, "list calls")
	if err != nil {
		return samad.CallPage{}, err
	}
	q := s.whereCalls(db.NewSelect(), query)
	if !after.IsZero() {
		q.Where("(l.started, l.id) < (?, ?)", after.At, after.ID)
	}
	rows, err := q.OrderExpr("l.started DESC, l.id DESC").Limit(int64(query.Limit) + 1).Rows(ctx)
	if err != nil {
		return samad.CallPage{}, s.fault(ctx, "list calls", err)
	}
	var page samad.CallPage
	if err := each(rows, func(r *sql.Rows) error {
		c, err := scanCall(r)
		page.Calls = append(page.Calls, c)
		return err
	}); err != nil {
		return samad.CallPage{}, s.fault(ctx, "list calls", err)
	}
	if len(page.Calls) > query.Limit {
		page.Calls = page.Calls[:query.Limit]
		last := page.Calls[query.Limit-1]
		page.Next = admit.CallCursor(admit.Key{At: micros(last.Started), ID: last.ID})
	}
	return page, nil
}

func (s *Store) whereCalls(q *bun.SelectQuery, x samad.CallQuery) *bun.SelectQuery {
	q.TableExpr(s.names.In("{p}calls AS l")).
		ColumnExpr("l.id, l.wrapped_key, l.caller, l.note, l.caller_hash, l.stamp, l.centre, l.started, l.ended, l.outcome, l.cases")
	if x.ID != "" {
		q.Where("l.id = ?", x.ID)
	}
	if x.Centres != nil {
		among(q, "l.centre", x.Centres)
	}
	if x.Operator != "" {
		q.Where("l.operator = ?", x.Operator)
	}
	if len(x.Caller) > 0 {
		q.Where("l.caller_hash = ?", x.Caller)
	}
	if x.Case != "" {
		q.Where(s.names.In("l.id IN (SELECT call_id FROM {p}call_cases WHERE case_id = ?)"), string(x.Case))
	}
	if len(x.Outcomes) > 0 {
		among(q, "l.outcome", x.Outcomes)
	}
	if x.Personal {
		// Word for word the condition of the index.
		q.Where("(l.wrapped_key IS NOT NULL OR l.caller IS NOT NULL OR l.note IS NOT NULL OR l.caller_hash IS NOT NULL)")
	}
	return within(q, "l.started", x.From, x.To)
}

func scanCall(r *sql.Rows) (samad.Call, error) {
	var c samad.Call
	var stamp, cases sql.RawBytes
	var started, ended int64
	if err := r.Scan(&c.ID, &c.Key, &c.Caller, &c.Note, &c.CallerHash, &stamp, &c.Centre, &started, &ended, &c.Outcome, &cases); err != nil {
		return samad.Call{}, err
	}
	c.Started, c.Ended = instant(started), instant(ended)
	if err := json.Unmarshal(stamp, &c.Operator); err != nil {
		return samad.Call{}, fmt.Errorf("read the operator of call %s: %w", c.ID, err)
	}
	if err := json.Unmarshal(cases, &c.Cases); err != nil {
		return samad.Call{}, fmt.Errorf("read the cases of call %s: %w", c.ID, err)
	}
	return c, nil
}
