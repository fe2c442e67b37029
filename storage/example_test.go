package storage_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
)

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "samad")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()

	db, err := storage.Open(ctx, "sqlite:"+filepath.Join(dir, "samad.db"), storage.Options{})
	if err != nil {
		panic(err)
	}
	defer db.Close()
	fmt.Println(errors.Is(db.Check(ctx), storage.ErrOlder))
	fmt.Println(db.Migrate(ctx), db.Check(ctx))

	tallies, err := db.Cases().Count(ctx, samad.Query{}, samad.ByState)
	fmt.Println(len(tallies), err)
	// Output:
	// true
	// <nil> <nil>
	// 0 <nil>
}
