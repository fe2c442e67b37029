package account

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
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
		if _, err := tx.ExecContext(ctx, versions); err != nil {
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
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("account: migration %s: %w", name, err)
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO intake_versions (version, applied) VALUES (?, ?)`, version, s.instant().UnixMicro()); err != nil {
		return fmt.Errorf("account: note migration %s: %w", name, err)
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
