package postgres_test

import (
	"context"
	"fmt"
	"os"

	"github.com/uptrace/bun"

	"github.com/samad111/go-samad/storage/postgres"
)

// A ministry writes a row of its own and a case in one transaction.
func ExampleDB_WithTx() { //nolint:testableexamples // it takes a server
	ctx := context.Background()
	db, err := postgres.Open(ctx, os.Getenv("SAMAD_POSTGRES"), postgres.Options{Prefix: "samad_"})
	if err != nil {
		panic(err)
	}
	defer db.Close()
	err = db.Write(ctx, func(ctx context.Context, tx bun.IDB) error {
		// desk.With(db.WithTx(tx)) is a Desk that works in this transaction.
		ch := submission(1)
		if err := db.WithTx(tx).Apply(ctx, ch); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO letters (number, case_id) VALUES (?, ?)`, "۱۴۰۵/۱۲۳", string(ch.Case.ID))
		return err
	})
	fmt.Println(err)
}
