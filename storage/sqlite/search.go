package sqlite

import (
	"context"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// wordStatements write the FTS5 table of search words.
type wordStatements struct{ add, append, erase, read string }

func newWordStatements(n sqlstore.Names) wordStatements {
	return wordStatements{
		add:    n.In(`INSERT INTO {p}search (rowid, words) VALUES (?, ?)`),
		append: n.In(`UPDATE {p}search SET words = words || ' ' || ? WHERE rowid = ?`),
		erase:  n.In(`DELETE FROM {p}search WHERE rowid = ?`),
		read:   n.In(`SELECT words FROM {p}search WHERE rowid = ?`),
	}
}

// AddWords implements [sqlstore.Dialect].
func (d dialect) AddWords(ctx context.Context, tx bun.IDB, _ samad.CaseID, num int64, words []string) error {
	text := strings.Join(words, " ")
	result, err := tx.ExecContext(ctx, d.words.append, text, num)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, d.words.add, num, text)
	return err
}

// EraseWords implements [sqlstore.Dialect].
func (d dialect) EraseWords(ctx context.Context, tx bun.IDB, _ samad.CaseID, num int64) error {
	_, err := tx.ExecContext(ctx, d.words.erase, num)
	return err
}

// Words implements [sqlstore.Dialect].
func (d dialect) Words(ctx context.Context, db bun.IDB, _ samad.CaseID, num int64) ([]string, error) {
	rows, err := db.QueryContext(ctx, d.words.read, num)
	if err != nil {
		return nil, err
	}
	var text string
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
	}
	return strings.Fields(text), errors.Join(rows.Err(), rows.Close())
}

// HasWords implements [sqlstore.Dialect]. Each word is quoted, so that none of
// its characters is read as FTS5's query language, and taken as a beginning.
func (d dialect) HasWords(words []string) (string, []any) {
	var match strings.Builder
	for _, w := range words {
		match.WriteString(`"` + strings.ReplaceAll(w, `"`, `""`) + `" * `)
	}
	return d.names.In(`c.num IN (SELECT rowid FROM {p}search WHERE {p}search MATCH ?)`), []any{match.String()}
}

// Statements implements [sqlstore.Dialect].
func (d dialect) Statements() []string {
	return []string{d.words.add, d.words.append, d.words.erase, d.words.read}
}
