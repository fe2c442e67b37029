package postgres

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/sqlstore"
)

// maxWord is how many bytes of a word are kept: the longest lexeme of a
// tsvector.
const maxWord = 2046

// wordStatements write the table of search words.
type wordStatements struct{ add, erase, read string }

func newWordStatements(n sqlstore.Names) wordStatements {
	return wordStatements{
		add: n.In(`INSERT INTO {p}search (case_id, words) VALUES (?, array_to_tsvector(?))
			ON CONFLICT (case_id) DO UPDATE SET words = {i}search.words || excluded.words`),
		erase: n.In(`DELETE FROM {p}search WHERE case_id = ?`),
		read:  n.In(`SELECT unnest(tsvector_to_array(words)) FROM {p}search WHERE case_id = ?`),
	}
}

// lexemes cuts words to the length that can be kept.
func lexemes(words []string) []string {
	for i, w := range words {
		if len(w) > maxWord {
			out := append([]string(nil), words...)
			for j := i; j < len(out); j++ {
				out[j] = lexeme(out[j])
			}
			return out
		}
	}
	return words
}

func lexeme(w string) string {
	if len(w) <= maxWord {
		return w
	}
	end := maxWord
	for !utf8.RuneStart(w[end]) {
		end--
	}
	return w[:end]
}

// AddWords implements [sqlstore.Dialect].
func (d dialect) AddWords(ctx context.Context, tx bun.IDB, id samad.CaseID, _ bool, words []string) error {
	_, err := tx.ExecContext(ctx, d.words.add, string(id), pgdialect.Array(lexemes(words)))
	return err
}

// EraseWords implements [sqlstore.Dialect].
func (d dialect) EraseWords(ctx context.Context, tx bun.IDB, id samad.CaseID) error {
	_, err := tx.ExecContext(ctx, d.words.erase, string(id))
	return err
}

// Words implements [sqlstore.Dialect].
func (d dialect) Words(ctx context.Context, db bun.IDB, id samad.CaseID) ([]string, error) {
	var words []string
	err := db.NewRaw(d.words.read, string(id)).Scan(ctx, &words)
	return words, err
}

// HasWords implements [sqlstore.Dialect]. Each word is quoted, so that none of
// its characters is read as the language of queries, and taken as a beginning.
func (d dialect) HasWords(words []string) (string, []any) {
	var match strings.Builder
	quote := strings.NewReplacer(`'`, `''`, `\`, `\\`)
	for i, w := range lexemes(words) {
		if i > 0 {
			match.WriteString(" & ")
		}
		match.WriteString(`'` + quote.Replace(w) + `':*`)
	}
	return d.names.In(`c.id IN (SELECT case_id FROM {p}search WHERE words @@ ?::tsquery)`), []any{match.String()}
}

// Statements implements [sqlstore.Dialect].
func (d dialect) Statements() []string { return []string{d.words.add, d.words.erase, d.words.read} }
