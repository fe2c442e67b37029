package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/storage/sqlite"
)

// A ministry writes a row of its own and a case in one transaction.
func ExampleDB_WithTx() {
	dir, err := os.MkdirTemp("", "samad")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := sqlite.Open(ctx, filepath.Join(dir, "samad.db"), sqlite.Options{Prefix: "samad_"})
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		panic(err)
	}

	err = db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS letters (number TEXT PRIMARY KEY, "case" TEXT)`); err != nil {
			return err
		}
		// desk.With(db.WithTx(tx)) is a Desk that works in this transaction.
		ch := submission(1)
		if err := db.WithTx(tx).Apply(ctx, ch); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO letters VALUES (?, ?)`, "۱۴۰۵/۱۲۳", string(ch.Case.ID))
		return err
	})
	fmt.Println(err)

	var number string
	err = db.Read().NewRaw(`SELECT number FROM letters JOIN samad_cases ON samad_cases.id = letters."case"`).Scan(ctx, &number)
	fmt.Println(number, err)
	// Output:
	// <nil>
	// ۱۴۰۵/۱۲۳ <nil>
}
