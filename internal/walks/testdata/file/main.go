// File keeps cases in one SQLite file, and finds what an earlier run filed.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	_ "time/tzdata"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
)

func main() {
	if err := run(context.Background(), "sqlite:"+os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address string) (err error) {
	db, err := storage.Open(ctx, address, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	page, err := db.Cases().List(ctx, samad.Query{Limit: 10})
	fmt.Println(len(page.Cases), "cases")
	return err
}
