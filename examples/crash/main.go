// Command crash kills servers, and PostgreSQL itself, in the middle of their
// work and looks whether the database has lost anything or done anything twice.
// See package storage/crashtest for what is looked at.
//
//	go run ./examples/crash                              # servers on SQLite, 50 times
//	go run ./examples/crash --kills 1000 --servers 4
//	go run ./examples/crash --db postgres://…            # an empty database
//	go run ./examples/crash --postgres                   # PostgreSQL is killed too; needs its server programs
//	go run ./examples/crash --lie early                  # a store that lies, to see it found
//
// It ends with status 1 at the first fault, and leaves the database and the
// servers' ledgers for a look.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"time"
	_ "time/tzdata" // Asia/Tehran, where the system has no zone database

	"github.com/samad111/go-samad/storage/crashtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	told, err := crashtest.ServeIfTold(ctx)
	if !told {
		err = run(ctx, os.Args[1:], os.Stdout)
	}
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	kills := flags.Int("kills", 50, "how often to kill")
	servers := flags.Int("servers", 2, "servers at a time")
	clients := flags.Int("clients", 16, "clients of each server")
	db := flags.String("db", "", "an empty `database`: sqlite:PATH or postgres://…; default a new file")
	cluster := flags.Bool("postgres", false, "start a PostgreSQL server and kill that, by SIGKILL and by its immediate stop in turn")
	keep := flags.String("folder", "", "an existing `folder` for the ledgers, which stay; default a new one that is removed when all is well")
	lie := flags.String("lie", "", "let the store lie: early or forgetful")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "of the moments at which to kill")
	if err := flags.Parse(args); err != nil {
		return err
	}
	folder := *keep
	if folder == "" {
		if folder, err = os.MkdirTemp("", "crash"); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
	}
	fmt.Fprintf(out, "seed %d, ledgers in %s\n", *seed, folder)
	r := crashtest.Run{
		URL: *db, Folder: folder, Servers: *servers, Clients: *clients, Lie: crashtest.Lie(*lie),
		Random: rand.New(rand.NewPCG(*seed, 0)), //nolint:gosec // repeatable, not secret
		Say: func(round int, report crashtest.Report) {
			fmt.Fprintf(out, "%4d: %v, refused %v\n", round, report, report.Refused)
		},
	}
	if r.URL == "" {
		r.URL = "sqlite:" + filepath.Join(folder, "samad.db")
	}
	if *cluster {
		c, err2 := crashtest.NewCluster()
		if err2 != nil {
			return err2
		}
		defer func() { err = errors.Join(err, c.Remove()) }()
		if err := c.Start(ctx); err != nil {
			return err
		}
		r.URL, r.Harm = c.URL(), killing(c)
	}
	if _, err := r.Rounds(ctx, *kills); err != nil || *keep != "" {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return fmt.Errorf("clean up: %w", err)
	}
	return nil
}

// killing kills the server in one way and the other, and starts it again.
func killing(c *crashtest.Cluster) func(context.Context) error {
	ways := []func() error{c.Kill, c.Stop}
	turn := 0
	return func(ctx context.Context) error {
		turn++
		if err := ways[turn%len(ways)](); err != nil {
			return err
		}
		return c.Start(ctx)
	}
}
