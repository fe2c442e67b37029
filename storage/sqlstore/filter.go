package sqlstore

import (
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
)

// dueKey sorts cases without a deadline last. There is an index on it.
const dueKey = "coalesce(c.due, 9223372036854775807)"

// beyond comes after every text that begins as the one before it: no text holds
// this noncharacter in practice, and one that does is only not found.
const beyond = "\U0010ffff"

// where adds the conditions of the query, on cases AS c. few is what
// [Store.fewCases] says of the query.
func (s *Store) where(q *bun.SelectQuery, x samad.Query, few few) *bun.SelectQuery {
	q.TableExpr(s.names.In("{p}cases AS c"))
	if len(x.States) > 0 {
		among(q, "c.state", x.States)
	}
	if len(x.Kinds) > 0 {
		among(q, "c.kind", x.Kinds)
	}
	if len(x.Channels) > 0 {
		among(q, "c.channel", x.Channels)
	}
	if len(x.Agencies) > 0 {
		among(q, "c.agency", x.Agencies)
		if few.agencies {
			s.whereVisible(q, x.Agencies, true)
		}
	}
	if x.Visible != nil {
		s.whereVisible(q, x.Visible, few.visible)
	}
	if x.Centres != nil {
		among(q, "c.centre", x.Centres)
		q.Where("c.centre <> ''")
	}
	if x.Place != "" {
		q.Where("c.place >= ? AND c.place < ?", string(x.Place), string(x.Place)+beyond)
	}
	if x.Province != "" {
		q.Where("c.province = ?", string(x.Province))
	}
	if x.Topic != "" {
		below := string(x.Topic) + "/"
		q.Where("(c.topic = ? OR c.topic >= ? AND c.topic < ?)", string(x.Topic), below, below+beyond)
	}
	if x.Expert != "" {
		q.Where("c.expert = ?", x.Expert)
	}
	if x.Late != nil && *x.Late {
		q.Where(dueKey+" < ?", micros(x.Now))
	} else if x.Late != nil {
		q.Where(dueKey+" >= ?", micros(x.Now))
	}
	if len(x.Search) > 0 {
		condition, args := s.dialect.HasWords(x.Search)
		q.Where(condition, args...)
	}
	if len(x.Petitioner) > 0 {
		s.wherePetitioner(q, x.Petitioner)
	}
	if x.Erased != nil {
		// Written out, so that the index of what is left to erase is found.
		q.Where("c.erased = ?", bun.Safe(strconv.FormatInt(flag(*x.Erased), 10)))
	}
	if !x.EndedFrom.IsZero() || !x.EndedTo.IsZero() || x.Order == samad.EndedFirst {
		q.Where("c.ended IS NOT NULL")
	}
	within(q, "c.ended", x.EndedFrom, x.EndedTo)
	return within(q, "c.created", x.CreatedFrom, x.CreatedTo)
}

func (s *Store) wherePetitioner(q *bun.SelectQuery, lookups []samad.Lookup) {
	q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, l := range lookups {
			q.WhereOr(s.names.In("c.id IN (SELECT case_id FROM {p}lookups WHERE kind = ? AND hash = ?)"), string(l.Kind), l.Hash)
		}
		return q
	})
}

// among restricts a column to a list; an empty one matches nothing.
func among[T ~string](q *bun.SelectQuery, column string, list []T) {
	if len(list) == 0 {
		q.Where("1 = 0")
		return
	}
	q.Where("? IN (?)", bun.Ident(column), bun.List(texts(list)))
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

// within restricts a column of instants to a half-open span.
func within(q *bun.SelectQuery, column string, from, to time.Time) *bun.SelectQuery {
	if !from.IsZero() {
		q.Where("? >= ?", bun.Ident(column), micros(from))
	}
	if !to.IsZero() {
		q.Where("? < ?", bun.Ident(column), micros(to))
	}
	return q
}
