package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// Figures implements [figures.Store] beside the cases of a [Store].
type Figures struct{ s *Store }

var _ figures.Store = (*Figures)(nil)

// Figures returns the facts and cells that figures are computed of.
func (s *Store) Figures() *Figures { return &Figures{s} }

// Position implements [figures.Store].
func (f *Figures) Position(ctx context.Context) (string, error) {
	var out string
	err := f.s.query(ctx, "position of figures", f.s.q.figuresAt, func(r *sql.Rows) error { return r.Scan(&out) })
	return out, err
}

// atOnce is how many rows a statement about figures names: enough that the way
// to the database counts little, few enough for any limit on a statement.
const atOnce = 200

// CaseFacts implements [figures.Store].
func (f *Figures) CaseFacts(ctx context.Context, cases []samad.CaseID) ([]figures.Fact, error) {
	var out []figures.Fact
	for some := range slices.Chunk(cases, atOnce) {
		err := f.s.query(ctx, "facts of cases", f.s.q.caseFacts, func(r *sql.Rows) error {
			fact, err := scanFact(r)
			out = append(out, fact)
			return err
		}, bun.List(some))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scanFact(r *sql.Rows) (figures.Fact, error) {
	var doc sql.RawBytes
	var fact figures.Fact
	if err := r.Scan(&doc); err != nil {
		return fact, err
	}
	if err := json.Unmarshal(doc, &fact); err != nil {
		return fact, fmt.Errorf("read a fact: %w", err)
	}
	return fact, nil
}

// Cells implements [figures.Store].
func (f *Figures) Cells(ctx context.Context, keys []string) (map[string][]byte, error) {
	out := map[string][]byte{}
	for some := range slices.Chunk(keys, atOnce) {
		err := f.s.query(ctx, "cells of figures", f.s.q.cells, func(r *sql.Rows) error {
			c, err := scanCell(r)
			out[c.Key] = c.Data
			return err
		}, bun.List(some))
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func scanCell(r *sql.Rows) (figures.StoredCell, error) {
	var c figures.StoredCell
	var data string
	err := r.Scan(&c.Key, &data)
	c.Data = []byte(data)
	return c, err
}

// Range implements [figures.Store].
func (f *Figures) Range(ctx context.Context, from, to string) ([]figures.StoredCell, error) {
	var out []figures.StoredCell
	err := f.s.query(ctx, "cells of figures", f.s.q.cellRange, func(r *sql.Rows) error {
		c, err := scanCell(r)
		out = append(out, c)
		return err
	}, from, to)
	return out, err
}

// Save implements [figures.Store].
func (f *Figures) Save(ctx context.Context, batch figures.Batch) error {
	docs := make([]string, len(batch.Facts))
	for i, fact := range batch.Facts {
		doc, err := json.Marshal(fact)
		if err != nil {
			return fmt.Errorf("sqlstore: write a fact as JSON: %w", err)
		}
		docs[i] = string(doc)
	}
	return f.s.write(ctx, "save figures", func(ctx context.Context, tx bun.IDB) error {
		var at string
		if err := tx.QueryRowContext(ctx, f.s.q.figuresLock).Scan(&at); err != nil {
			return err
		}
		if at != batch.Expect {
			return fmt.Errorf("figures stand at another position: %w", samad.ErrConflict)
		}
		if _, err := tx.ExecContext(ctx, f.s.q.figuresMove, batch.Position); err != nil {
			return err
		}
		if err := f.putFacts(ctx, tx, batch.Facts, docs); err != nil {
			return err
		}
		return f.putCells(ctx, tx, batch.Cells)
	})
}

// putFacts writes facts, several a statement. A statement must not name a row
// twice: of facts that replace each other within the batch the last counts.
func (f *Figures) putFacts(ctx context.Context, tx bun.IDB, facts []figures.Fact, docs []string) error {
	type row struct {
		id      samad.CaseID
		episode int
	}
	last := map[row]int{}
	for i, fact := range facts {
		last[row{fact.Case, fact.Episode}] = i
	}
	var rows []string
	var args []any
	write := func() error {
		if len(rows) == 0 {
			return nil
		}
		_, err := tx.ExecContext(ctx, strings.Replace(f.s.q.putFacts, "{rows}", strings.Join(rows, ", "), 1), args...)
		rows, args = rows[:0], args[:0]
		return err
	}
	for i, fact := range facts {
		if last[row{fact.Case, fact.Episode}] != i {
			continue
		}
		rows = append(rows, "(?, ?, ?, ?, ?, ?, ?, ?, ?)")
		args = append(args, string(fact.Case), fact.Episode, string(fact.Province), string(fact.County),
			string(fact.Agency), fact.First().Days(), fact.Last().Days(), endedDay(fact.Ended), docs[i])
		if len(rows) == atOnce {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return write()
}

// putCells writes and removes cells, several a statement, in the order of
// their keys: pages of the table are touched once, and two who write never wait
// for each other crosswise.
func (f *Figures) putCells(ctx context.Context, tx bun.IDB, cells map[string][]byte) error {
	var put, drop []string
	for key, data := range cells {
		if len(data) == 0 {
			drop = append(drop, key)
			continue
		}
		put = append(put, key)
	}
	slices.Sort(put)
	slices.Sort(drop)
	for some := range slices.Chunk(drop, atOnce) {
		if _, err := tx.ExecContext(ctx, f.s.q.dropCells, bun.List(some)); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(put, atOnce) {
		rows := make([]string, 0, len(some))
		args := make([]any, 0, 2*len(some))
		for _, key := range some {
			rows, args = append(rows, "(?, ?)"), append(args, key, string(cells[key]))
		}
		if _, err := tx.ExecContext(ctx, strings.Replace(f.s.q.putCells, "{rows}", strings.Join(rows, ", "), 1), args...); err != nil {
			return err
		}
	}
	return nil
}

func endedDay(d persian.Date) any {
	if d.IsZero() {
		return nil
	}
	return d.Days()
}

// likeEscape takes the meaning from what a pattern of LIKE gives one.
var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// Scan implements [figures.Store].
func (f *Figures) Scan(ctx context.Context, query figures.Scan, each func(figures.Fact) error) error {
	var where []string
	var args []any
	add := func(condition string, more ...any) {
		where, args = append(where, condition), append(args, more...)
	}
	if !query.From.IsZero() {
		add("last_day >= ?", query.From.Days())
	}
	if !query.To.IsZero() {
		add("first_day <= ?", query.To.Days())
	}
	if query.Province != "" {
		add("province = ?", string(query.Province))
	}
	if query.County != "" {
		add("county = ?", string(query.County))
	}
	if query.Agencies != nil {
		if len(query.Agencies) == 0 {
			return nil
		}
		marks := make([]string, len(query.Agencies))
		for i, a := range query.Agencies {
			marks[i], args = "?", append(args, string(a))
		}
		where = append(where, "agency IN ("+strings.Join(marks, ", ")+")")
	}
	if query.Topic != "" {
		// The document is searched: few ask by topic, and of a stretch of days.
		// What the pattern finds besides is left out below.
		like := `%"topic":"` + likeEscape.Replace(string(query.Topic))
		add(`(doc LIKE ? ESCAPE '!' OR doc LIKE ? ESCAPE '!')`, like+`"%`, like+`/%`)
	}
	if query.Open {
		if query.To.IsZero() {
			add("ended_day IS NULL")
		} else {
			add("(ended_day IS NULL OR ended_day > ?)", query.To.Days())
		}
	}
	statement := "SELECT doc FROM {p}facts"
	if len(where) > 0 {
		statement += " WHERE " + strings.Join(where, " AND ")
	}
	var stopped error
	err := f.s.query(ctx, "scan facts", f.s.names.In(statement), func(r *sql.Rows) error {
		fact, err := scanFact(r)
		if err != nil {
			return err
		}
		if !query.Matches(fact) {
			return nil
		}
		stopped = each(fact)
		return stopped
	}, args...)
	if stopped != nil {
		return stopped
	}
	return err
}
