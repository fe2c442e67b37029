package sqlite

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// maxNewWords is about how many cases' words wait in the table of new ones. To
// write a few hundred into the index together costs a tenth of writing each by
// itself, and a search reads so many in a fraction of a millisecond.
const maxNewWords = 256

// search writes and asks the words of cases. They are added to a short table
// and from time to time brought into the FTS5 index; a search asks both.
type search struct {
	add, read, count          string
	extend, insert, empty     string // bring the new words into the index
	eraseNew, erase, matching string

	counted atomic.Bool  // waiting has been read once
	waiting atomic.Int64 // about how many cases have new words
}

func newSearch(n sqlstore.Names) *search {
	return &search{
		add: n.In(`INSERT INTO {p}new_words (num, known, words) VALUES ((SELECT num FROM {p}cases WHERE id = ?), ?, ?)
			ON CONFLICT (num) DO UPDATE SET words = words || ' ' || excluded.words`),
		extend: n.In(`UPDATE {p}search SET words = words || ' ' || (SELECT w.words FROM {p}new_words AS w
			WHERE w.num = {p}search.rowid) WHERE rowid IN (SELECT num FROM {p}new_words WHERE known = 1)`),
		insert: n.In(`INSERT INTO {p}search (rowid, words) SELECT num, words FROM {p}new_words AS w WHERE known = 0
			OR NOT EXISTS (SELECT 1 FROM {p}search AS s WHERE s.rowid = w.num) ORDER BY num`),
		empty:    n.In(`DELETE FROM {p}new_words`),
		eraseNew: n.In(`DELETE FROM {p}new_words WHERE num = (SELECT num FROM {p}cases WHERE id = ?)`),
		erase:    n.In(`DELETE FROM {p}search WHERE rowid = (SELECT num FROM {p}cases WHERE id = ?)`),
		read: n.In(`SELECT words FROM {p}search WHERE rowid = (SELECT num FROM {p}cases WHERE id = ?)
			UNION ALL SELECT words FROM {p}new_words WHERE num = (SELECT num FROM {p}cases WHERE id = ?)`),
		count: n.In(`SELECT count(*) FROM {p}new_words`),
		matching: n.In(`c.num IN (SELECT rowid FROM {p}search WHERE {p}search MATCH ?
			UNION ALL SELECT n.num FROM (SELECT w.num, ' ' || w.words || coalesce(' ' || s.words, '') AS words
				FROM {p}new_words AS w LEFT JOIN {p}search AS s ON w.known = 1 AND s.rowid = w.num) AS n WHERE `),
	}
}

// texts returns the statements, to be prepared.
func (s *search) texts() []string {
	return []string{s.add, s.count, s.extend, s.insert, s.empty, s.eraseNew, s.erase, s.read}
}

// note counts cases whose words are being added, and brings the words into the
// index when there are many. Should the transaction be taken back, the count is
// wrong, and the next time comes somewhat earlier or later.
func (s *search) note(ctx context.Context, tx bun.IDB, cases int) error {
	if !s.counted.Load() { // as others have left it
		var n int64
		if err := tx.QueryRowContext(ctx, s.count).Scan(&n); err != nil {
			return err
		}
		s.counted.Store(true)
		s.waiting.Store(n)
	} else {
		s.waiting.Add(int64(cases))
	}
	if s.waiting.Load() < maxNewWords {
		return nil
	}
	s.waiting.Store(0)
	for _, statement := range []string{s.extend, s.insert, s.empty} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// AddWords implements [sqlstore.Dialect].
func (d dialect) AddWords(ctx context.Context, tx bun.IDB, id samad.CaseID, isNew bool, words []string) error {
	known := 1
	if isNew {
		known = 0
	}
	if _, err := tx.ExecContext(ctx, d.search.add, string(id), known, strings.Join(words, " ")); err != nil {
		return err
	}
	return d.search.note(ctx, tx, 1)
}

// EraseWords implements [sqlstore.Dialect].
func (d dialect) EraseWords(ctx context.Context, tx bun.IDB, id samad.CaseID) error {
	for _, statement := range []string{d.search.eraseNew, d.search.erase} {
		if _, err := tx.ExecContext(ctx, statement, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Words implements [sqlstore.Dialect].
func (d dialect) Words(ctx context.Context, db bun.IDB, id samad.CaseID) ([]string, error) {
	rows, err := db.QueryContext(ctx, d.search.read, string(id), string(id))
	if err != nil {
		return nil, err
	}
	var words []string
	var text string
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		words = append(words, strings.Fields(text)...)
	}
	return words, errors.Join(rows.Err(), rows.Close())
}

// HasWords implements [sqlstore.Dialect]. In the index each word is quoted, so
// that none of its characters is read as FTS5's query language, and taken as a
// beginning. What is among the new ones may have other words in the index, so
// both are read.
func (d dialect) HasWords(words []string) (string, []any) {
	var match, waiting strings.Builder
	args := make([]any, 1, 1+len(words))
	for i, w := range words {
		match.WriteString(`"` + strings.ReplaceAll(w, `"`, `""`) + `" * `)
		if i > 0 {
			waiting.WriteString(" AND ")
		}
		waiting.WriteString("instr(n.words, ?) > 0")
		args = append(args, " "+w)
	}
	args[0] = match.String()
	return d.search.matching + waiting.String() + ")", args
}

// Statements implements [sqlstore.Dialect].
func (d dialect) Statements() []string { return d.search.texts() }
