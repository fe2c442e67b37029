package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// handful is how many cases an office may see for a list to begin with those
// rather than with all cases in order. Sorting so many takes a few
// milliseconds; walking a million to find them takes seconds.
const handful = 1000

// few says of the agencies that a query names whether they may see at most a
// handful of cases.
type few struct{ visible, agencies bool }

// fewCases looks that up. An agency's own cases are among those that it may see.
func (s *Store) fewCases(ctx context.Context, db bun.IDB, x samad.Query) (out few, err error) {
	if out.visible, err = s.handful(ctx, db, x.Visible); err != nil {
		return out, err
	}
	if agencyIsVisible(x.Agencies) {
		out.agencies, err = s.handful(ctx, db, x.Agencies)
	}
	return out, err
}

// agencyIsVisible reports whether the cases of the agencies are among those that
// they may see. Cases that nobody is responsible for yet are not.
func agencyIsVisible(agencies []samad.AgencyID) bool {
	return len(agencies) > 0 && !slices.Contains(agencies, "")
}

// handful reports whether the agencies see at most a handful of cases.
func (s *Store) handful(ctx context.Context, db bun.IDB, agencies []samad.AgencyID) (bool, error) {
	if len(agencies) == 0 {
		return false, nil
	}
	var n int
	err := db.NewRaw(s.names.In(`SELECT count(*) FROM (SELECT 1 FROM {p}case_visible WHERE agency IN (?) LIMIT ?) AS few`),
		bun.List(texts(agencies)), handful+1).Scan(ctx, &n)
	return n <= handful, err
}

// whereVisible restricts to cases that one of the agencies may see.
func (s *Store) whereVisible(q *bun.SelectQuery, agencies []samad.AgencyID, few bool) {
	switch {
	case len(agencies) == 0:
		q.Where("1 = 0")
	case few:
		q.Where(s.names.In(`c.id IN (SELECT case_id FROM {p}case_visible WHERE agency IN (?))`), bun.List(texts(agencies)))
	default:
		q.Where(s.names.In(`EXISTS (SELECT 1 FROM {p}case_visible AS v WHERE v.agency IN (?)
			AND v.created = c.created AND v.case_id = c.id)`),
			bun.List(texts(agencies)))
	}
}

// visibility is what of a stored case decides on who may see it.
type visibility struct {
	Agency      samad.AgencyID
	Cooperating []samad.Cooperation
	Created     time.Time
}

// seen returns the agencies that may see the case at all, each once, in order.
func (v visibility) seen() []samad.AgencyID {
	out := []samad.AgencyID{v.Agency}
	for _, x := range v.Cooperating {
		out = append(out, x.Agency)
	}
	out = slices.DeleteFunc(out, func(id samad.AgencyID) bool { return id == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// putSeen brings the rows for [samad.Query.Visible] in line with the case, which
// was as the old one before; a new case was nothing.
func (s *Store) putSeen(ctx context.Context, tx bun.IDB, row Row, old visibility) error {
	c := row.Case
	was, stay := old.seen(), []samad.AgencyID(nil)
	if old.Created.Equal(c.Created) { // every row says when it was created
		stay = slices.DeleteFunc(slices.Clone(was), func(id samad.AgencyID) bool { return !slices.Contains(row.Seen, id) })
	}
	for _, agency := range was {
		if slices.Contains(stay, agency) {
			continue
		}
		if _, err := tx.ExecContext(ctx, s.q.dropSeen, string(c.ID), string(agency), micros(old.Created)); err != nil {
			return fmt.Errorf("hide it: %w", err)
		}
	}
	for _, agency := range row.Seen {
		if slices.Contains(stay, agency) {
			continue
		}
		if _, err := tx.ExecContext(ctx, s.q.addSeen, string(c.ID), string(agency), micros(c.Created)); err != nil {
			return fmt.Errorf("show it: %w", err)
		}
	}
	return nil
}
