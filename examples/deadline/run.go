package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// The exit codes, described in the package comment.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

// run is the whole program. It returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stdout, stderr)
	if errors.Is(err, errEnd) {
		return exitGood
	}
	if err != nil {
		return complain(stderr, err)
	}
	began := time.Now()
	report := &reporter{stdout: stdout, stderr: stderr, json: o.JSON}
	err = watch(ctx, o, report, stderr)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		err = nil // told to stop, and stopped
	}
	if report.rounds > 0 {
		report.summary(time.Since(began))
	}
	switch {
	case err != nil:
		return complain(stderr, err)
	case report.failed > 0:
		return exitFailed
	default:
		return exitGood
	}
}

func complain(stderr io.Writer, err error) int {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintln(stderr, "deadline:", line)
	}
	return exitUsage
}

// carrier takes messages and tells how many of each kind it took.
type carrier interface {
	samad.Notifier
	take() map[string]int
}

// watch does the rounds that the options ask for.
func watch(ctx context.Context, o options, report *reporter, stderr io.Writer) (err error) {
	now := &clock{}
	carry, gateways, closeCarrier, err := openCarrier(o, now, stderr)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeCarrier()) }()
	k := &checker{clock: now, owner: owner(), batch: o.Batch, couriers: o.Couriers, report: report}
	if carry != nil {
		k.carrier = carry
	}
	if !o.from.IsZero() {
		k.clock.set(o.from)
	}
	db, err := open(ctx, o, k, carry)
	if k.files != nil {
		defer func() { err = errors.Join(err, k.files.Close()) }()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := keepInside(ctx, &o, db, k); err != nil {
		return err
	}
	if o.NATS != "" {
		closeStream, err := k.openStream(ctx, o.NATS)
		if err != nil {
			return err
		}
		defer closeStream()
	}
	if o.Webhooks && o.from.IsZero() && !o.DryRun {
		if k.hooks, err = openHooks(o, db, k); err != nil {
			return err
		}
		stop := k.serveHooks(ctx, o.Once)
		defer stop()
	}
	if o.Listen != "" {
		more := map[string]http.Handler{}
		if gateways != nil {
			reports, err := gateways.Reports(k.office)
			if err != nil {
				return err
			}
			if reports != nil {
				more["/sms/reports"] = reports
			}
		}
		k.watch = newWatched(k.clock, o.MaxLag)
		k.watch.store = k.store
		stop, err := serve(ctx, o.Listen, k.watch.handler(more), stderr)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	switch {
	case o.DryRun:
		return dryRun(ctx, k.config, report.stdout)
	case !o.until.IsZero():
		return k.simulate(ctx, o.until, newProgress(stderr, o.from, o.until))
	case o.Once || !o.from.IsZero():
		return k.round(ctx)
	default:
		fmt.Fprintf(stderr, "deadline: watching, a round every %s\n", o.Every)
		return k.loop(ctx, o.Every)
	}
}

// serve listens until stop is called.
func serve(ctx context.Context, address string, h http.Handler, stderr io.Writer) (stop func() error, err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("--listen: %w", err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	fmt.Fprintf(stderr, "deadline: metrics and health on http://%s\n", listener.Addr())
	return func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
		defer cancel()
		err := server.Shutdown(ctx)
		if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

// owner names this checker among all that run.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:8])
}
