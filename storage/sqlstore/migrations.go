package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

// Migrations reads the files migrations/NUMBER_name.sql and puts the names into
// them. Each is one transaction, in which no statement is ended for taking
// long; there is no way back.
func Migrations(files fs.FS, names Names) ([]*goose.Migration, error) {
	list, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("sqlstore: read migrations: %w", err)
	}
	var out []*goose.Migration
	for _, file := range list {
		number, _, _ := strings.Cut(path.Base(file), "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: migration %s: %w", file, err)
		}
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: migration %s: %w", file, err)
		}
		up := &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, names.In(string(text)))
			return err
		}}
		out = append(out, goose.NewGoMigration(version, up, nil))
	}
	return out, nil
}
