package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"time"
	_ "time/tzdata" // Asia/Tehran, where the system has no zone database

	_ "github.com/jackc/pgx/v5/stdlib" // the company's driver
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/vault"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Getenv("SAMAD_POSTGRES"), "embed.key", "127.0.0.1:8112"); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, address, keyFile, listen string) (err error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	db := bun.NewDB(pool, pgdialect.New())
	kept, err1 := postgres.New(db, postgres.Options{Schema: "samad"})
	keys, err2 := vault.OpenFile(keyFile)
	if errors.Is(err2, fs.ErrNotExist) {
		keys, err2 = vault.CreateFile(keyFile)
	}
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	service, handler, err := open(ctx, db, kept, keys)
	if err != nil {
		return err
	}
	go service.tend(ctx, "embed-"+rand.Text(), 10*time.Second, func(err error) { fmt.Fprintln(os.Stderr, "embed:", err) })
	server := &http.Server{Addr: listen, Handler: handler, ReadTimeout: 30 * time.Second, WriteTimeout: time.Minute}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
