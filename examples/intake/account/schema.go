package account

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
)

//go:embed schema/*.sql
var schema embed.FS

// migrate brings the tables up to date, each file in the transaction that
// notes it as done. It has a table of versions of its own, so that the cases'
// migrations and these do not count each other.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return fmt.Errorf("account: list migrations: %w", err)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		const versions = `CREATE TABLE IF NOT EXISTS intake_versions (version INTEGER NOT NULL PRIMARY KEY, applied INTEGER NOT NULL) STRICT`
		if err := alone(ctx, tx, "intake_versions"); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, written(tx, versions)); err != nil {
			return fmt.Errorf("account: table of versions: %w", err)
		}
		var done int
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM intake_versions`).Scan(&done); err != nil {
			return fmt.Errorf("account: read the version: %w", err)
		}
		if done > len(files) {
			return fmt.Errorf("account: the tables have version %d, this program knows %d: use a newer program", done, len(files))
		}
		for i, name := range files {
			version := i + 1
			number, _, _ := strings.Cut(strings.TrimPrefix(name, "schema/"), "_")
			if n, err := strconv.Atoi(number); err != nil || n != version {
				return fmt.Errorf("account: migration %s should have number %d", name, version)
			}
			if version <= done {
				continue
			}
			if err := s.apply(ctx, tx, name, version); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) apply(ctx context.Context, tx bun.IDB, name string, version int) error {
	script, err := schema.ReadFile(name)
	if err != nil {
		return fmt.Errorf("account: read migration %s: %w", name, err)
	}
	for _, statement := range statements(string(script)) {
		if _, err := tx.ExecContext(ctx, written(tx, statement)); err != nil {
			return fmt.Errorf("account: migration %s: %w", name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO intake_versions (version, applied) VALUES (?, ?)`, version, s.instant().UnixMicro()); err != nil {
		return fmt.Errorf("account: note migration %s: %w", name, err)
	}
	return nil
}

// postgres reports whether the transaction is one of PostgreSQL, where others
// run beside it.
func postgres(tx bun.IDB) bool { return tx.Dialect().Name() == dialect.PG }

// written returns a statement of the schema, which is written for SQLite, as
// the transaction's database has it. Texts compare byte by byte in both.
func written(tx bun.IDB, statement string) string {
	if !postgres(tx) {
		return statement
	}
	return strings.NewReplacer(" TEXT ", ` text COLLATE "C" `, " BLOB ", " bytea ", " INTEGER ", " bigint ", ") STRICT", ")").Replace(statement)
}

// alone lets nobody else do what has the name until the transaction ends.
func alone(ctx context.Context, tx bun.IDB, name string) error {
	if !postgres(tx) {
		return nil // writers come one after the other
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended(?, 0))`, name); err != nil {
		return fmt.Errorf("account: wait for others: %w", err)
	}
	return nil
}

// statements cuts a script at its semicolons and drops its comments. The
// scripts of this package hold neither inside a text.
func statements(script string) []string {
	var code strings.Builder
	for line := range strings.Lines(script) {
		before, _, _ := strings.Cut(line, "--")
		code.WriteString(strings.TrimRight(before, "\n") + "\n")
	}
	var out []string
	for one := range strings.SplitSeq(code.String(), ";") {
		if one = strings.TrimSpace(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}
