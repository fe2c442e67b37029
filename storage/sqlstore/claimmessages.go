package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// claimMessages leases messages. What it costs follows from how many it hands
// out and from how many offices are waited for, not from how much waits for
// them: offices are few with many messages each, so their first ones are found
// by jumping from office to office; cases are many with few messages each, so
// theirs are found in the order of making. The first message of a recipient
// decides who gets the others: it is locked, and passed over when another is
// claiming it. A row then goes from message to message until one may not be
// tried yet or is held.
//
// An outbox fills and empties faster than a database learns how full it is, so
// nothing here is written in a way for which it may read all that is pending:
// no joins, and conditions in a form that no index but the wanted one serves;
// see also Clauses.BeforeClaim. What waits for an office is looked up by the
// office, what waits for a petitioner by the case: an index of all that is
// pending by recipient would be one more to write for every submission.
const claimMessages = `WITH RECURSIVE offices (recipient) AS (
		SELECT min(recipient) FROM {p}messages WHERE {toOffice} AND recipient >= 'office:' AND recipient < 'office;'
		UNION ALL
		SELECT (SELECT min(e.recipient) FROM {p}messages AS e WHERE {toOffice}
			AND e.recipient > o.recipient AND e.recipient < 'office;')
		FROM offices AS o WHERE o.recipient IS NOT NULL),
	fronts AS MATERIALIZED (
		SELECT (SELECT min(e.num) FROM {p}messages AS e WHERE {toOffice} AND e.recipient = o.recipient) AS num
		FROM offices AS o WHERE o.recipient IS NOT NULL),
	to_offices AS MATERIALIZED (
		SELECT m.num, m.recipient FROM {p}messages AS m WHERE m.num {among}SELECT num FROM fronts{end}
		AND CASE m.state WHEN 'pending' THEN coalesce(m.not_before, {ever}) <= ? AND coalesce(m.lease_until, {ever}) <= ? END
		ORDER BY m.num LIMIT ?{skiplocked}),
	to_cases AS MATERIALIZED (
		SELECT m.num, m.case_id FROM {p}messages AS m WHERE m.state = 'pending' AND m.audience <> 'office'
		AND coalesce(m.not_before, {ever}) <= ? AND coalesce(m.lease_until, {ever}) <= ?
		AND m.num = (SELECT min(e.num) FROM {p}messages AS e WHERE e.case_id = m.case_id AND {toCase})
		ORDER BY m.num LIMIT ?{skiplocked}),
	of_offices (recipient, num, place) AS (
		SELECT recipient, num, 1 FROM to_offices
		UNION ALL
		SELECT r.recipient, (SELECT CASE WHEN coalesce(e.not_before, {ever}) <= ?
				AND coalesce(e.lease_until, {ever}) <= ? THEN e.num END
			FROM {p}messages AS e WHERE {toOffice} AND e.recipient = r.recipient AND e.num > r.num
			ORDER BY e.num LIMIT 1), r.place + 1
		FROM of_offices AS r WHERE r.num IS NOT NULL AND r.place < ?),
	of_cases (case_id, num, place) AS (
		SELECT case_id, num, 1 FROM to_cases
		UNION ALL
		SELECT r.case_id, (SELECT CASE WHEN coalesce(e.not_before, {ever}) <= ?
				AND coalesce(e.lease_until, {ever}) <= ? THEN e.num END
			FROM {p}messages AS e WHERE e.case_id = r.case_id AND {toCase} AND e.num > r.num
			ORDER BY e.num LIMIT 1), r.place + 1
		FROM of_cases AS r WHERE r.num IS NOT NULL AND r.place < ?),
	rows_of AS (SELECT num FROM of_offices UNION ALL SELECT num FROM of_cases),
	picked AS MATERIALIZED (SELECT num FROM rows_of WHERE num IS NOT NULL ORDER BY num LIMIT ?)
	UPDATE {p}messages SET lease_until = ?, lease_owner = ? WHERE num {among}SELECT num FROM picked{end}
	AND CASE state WHEN 'pending' THEN coalesce(lease_until, {ever}) <= ? END
	RETURNING num, (SELECT count(*) FROM picked), ` + messageColumns

// What waits for an office, and what waits for the petitioner of a case; the
// latter so that only the index by case serves it.
const (
	toOffice = `state = 'pending' AND audience = 'office'`
	toCase   = `CASE e.state WHEN 'pending' THEN e.audience <> 'office' END`
)

// errGap says that between looking and taking somebody changed what stands
// behind a first message: taken as it is, a row would have a gap.
var errGap = errors.New("a row of messages has changed meanwhile")

// claimTries is how often a claim looks anew after that; it takes an operator
// who revives a message in the very moment of a claim, so once is plenty.
const claimTries = 4

// ClaimMessages implements [samad.Store].
func (s *Store) ClaimMessages(ctx context.Context, claim samad.Claim) ([]samad.Message, error) {
	claim, err := admit.Claim(claim)
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		out, err := s.claimMessages(ctx, claim)
		if !errors.Is(err, errGap) {
			return out, err
		}
		if try == claimTries {
			return nil, fmt.Errorf("%w: %w", samad.ErrUnavailable, err)
		}
	}
}

func (s *Store) claimMessages(ctx context.Context, claim samad.Claim) ([]samad.Message, error) {
	type found struct {
		num int64
		m   samad.Message
	}
	var list []found
	now, limit := micros(claim.Now), int64(claim.Limit)
	err := s.write(ctx, "claim messages", func(ctx context.Context, tx bun.IDB) error {
		list = nil
		picked := 0
		if s.q.beforeClaim != "" {
			if _, err := tx.ExecContext(ctx, s.q.beforeClaim); err != nil {
				return err
			}
		}
		rows, err := tx.QueryContext(ctx, s.q.claimMessages, now, now, limit, now, now, limit, now, now, limit, now, now, limit, limit,
			micros(claim.Now.Add(claim.Lease)), claim.Owner, now)
		if err != nil {
			return err
		}
		err = each(rows, func(r *sql.Rows) error {
			var x found
			var err error
			x.m, err = scanMessage(r, &x.num, &picked)
			list = append(list, x)
			return err
		})
		if err == nil && len(list) < picked {
			return errGap
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b found) int { return cmp.Compare(a.num, b.num) })
	var out []samad.Message
	for _, x := range list {
		out = append(out, x.m)
	}
	return out, nil
}
