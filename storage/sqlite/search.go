package sqlite

import (
	"context"
	"errors"
	"slices"
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

// search writes and asks the words of cases. Those of a new case come with its
// row, those that an old case gets go into a short table, and from time to time
// both are brought into the FTS5 index; a search asks all three.
type search struct {
	fresh, more    string   // add to the words of a new case, of another
	count          string   // of what waits
	gather         []string // bring what waits into the index
	erase          []string
	read, matching string

	counted atomic.Bool  // waiting has been read once
	waiting atomic.Int64 // about how many cases have words that wait
}

func newSearch(n sqlstore.Names) *search {
	const isNew = `num > (SELECT upto FROM {p}words_indexed)`
	const itsNum = `(SELECT num FROM {p}cases WHERE id = ?)`
	return &search{
		fresh: n.In(`UPDATE {p}cases SET words = coalesce(words || ' ', '') || ? WHERE id = ? AND ` + isNew),
		more: n.In(`INSERT INTO {p}new_words (num, words) SELECT num, ? FROM {p}cases WHERE id = ?
			ON CONFLICT (num) DO UPDATE SET words = words || ' ' || excluded.words`),
		count: n.In(`SELECT (SELECT count(*) FROM {p}cases WHERE ` + isNew + `) + (SELECT count(*) FROM {p}new_words)`),
		gather: []string{
			n.In(`UPDATE {p}search SET words = words || ' ' || (SELECT w.words FROM {p}new_words AS w
				WHERE w.num = {p}search.rowid) WHERE rowid IN (SELECT num FROM {p}new_words)`),
			n.In(`INSERT INTO {p}search (rowid, words) SELECT num, words FROM {p}new_words AS w
				WHERE NOT EXISTS (SELECT 1 FROM {p}search AS s WHERE s.rowid = w.num) ORDER BY num`),
			n.In(`DELETE FROM {p}new_words`),
			n.In(`INSERT INTO {p}search (rowid, words) SELECT num, words FROM {p}cases
				WHERE words IS NOT NULL AND ` + isNew + ` ORDER BY num`),
			n.In(`UPDATE {p}cases SET words = NULL WHERE words IS NOT NULL AND ` + isNew),
			n.In(`UPDATE {p}words_indexed SET upto = (SELECT coalesce(max(num), 0) FROM {p}cases)`),
		},
		erase: []string{
			n.In(`UPDATE {p}cases SET words = NULL WHERE words IS NOT NULL AND id = ?`),
			n.In(`DELETE FROM {p}new_words WHERE num = ` + itsNum),
			n.In(`DELETE FROM {p}search WHERE rowid = ` + itsNum),
		},
		read: n.In(`SELECT words FROM {p}search WHERE rowid = ` + itsNum + `
			UNION ALL SELECT words FROM {p}new_words WHERE num = ` + itsNum + `
			UNION ALL SELECT words FROM {p}cases WHERE words IS NOT NULL AND id = ?`),
		matching: n.In(`c.num IN (SELECT rowid FROM {p}search WHERE {p}search MATCH ?
			UNION ALL SELECT n.num FROM (
				SELECT num, ' ' || words AS words FROM {p}cases WHERE words IS NOT NULL AND ` + isNew + `
				UNION ALL SELECT w.num, ' ' || w.words || coalesce(' ' || s.words, '')
				FROM {p}new_words AS w LEFT JOIN {p}search AS s ON s.rowid = w.num) AS n WHERE `),
	}
}

// texts returns the statements, to be prepared.
func (s *search) texts() []string {
	return slices.Concat([]string{s.fresh, s.more, s.count, s.read}, s.gather, s.erase)
}

// note counts a case whose words wait, and brings all that wait into the index
// when there are many. Should the transaction be taken back, the count is
// wrong, and the next time comes somewhat earlier or later.
func (s *search) note(ctx context.Context, tx bun.IDB) error {
	if !s.counted.Load() { // as others have left it
		var n int64
		if err := tx.QueryRowContext(ctx, s.count).Scan(&n); err != nil {
			return err
		}
		s.counted.Store(true)
		s.waiting.Store(n)
	} else {
		s.waiting.Add(1)
	}
	if s.waiting.Load() < maxNewWords {
		return nil
	}
	s.waiting.Store(0)
	for _, statement := range s.gather {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// AddWords implements [sqlstore.Dialect].
func (d dialect) AddWords(ctx context.Context, tx bun.IDB, id samad.CaseID, isNew bool, words []string) error {
	if isNew {
		return d.search.note(ctx, tx)
	}
	text := strings.Join(words, " ")
	result, err := tx.ExecContext(ctx, d.search.fresh, text, string(id))
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err // it is counted already
	}
	if _, err := tx.ExecContext(ctx, d.search.more, text, string(id)); err != nil {
		return err
	}
	return d.search.note(ctx, tx)
}

// EraseWords implements [sqlstore.Dialect].
func (d dialect) EraseWords(ctx context.Context, tx bun.IDB, id samad.CaseID) error {
	for _, statement := range d.search.erase {
		if _, err := tx.ExecContext(ctx, statement, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Words implements [sqlstore.Dialect].
func (d dialect) Words(ctx context.Context, db bun.IDB, id samad.CaseID) ([]string, error) {
	rows, err := db.QueryContext(ctx, d.search.read, string(id), string(id), string(id))
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
