package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// run is the whole program: it serves until ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	o, err := parse(args, getenv, stdout)
	if errors.Is(err, errEnd) {
		return nil
	}
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(stderr, nil))
	// First the address: when another program has it, nothing else has begun
	// and no account has been made and printed.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.Addr, err)
	}
	s, err := open(ctx, o, logger, stdout)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := announce(stdout, o, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	return errors.Join(serve(ctx, listener, s, logger), s.Close())
}

// announce prints where the service is.
func announce(out io.Writer, o options, at net.Addr) error {
	host := at.String()
	if name, _, err := net.SplitHostPort(o.Addr); err == nil && name == "localhost" {
		_, port, _ := net.SplitHostPort(host) // an address of a listener has both parts
		host = net.JoinHostPort(name, port)
	}
	base := "http://" + host
	var b strings.Builder
	fmt.Fprintf(&b, "pages     %s/\n", base)
	fmt.Fprintf(&b, "desk      %s/sign-in\n", base)
	fmt.Fprintf(&b, "api       %s/api/v1\n", base)
	fmt.Fprintf(&b, "document  %s/openapi.json\n", base)
	if !o.loopback() {
		b.WriteString("warning   others reach this address and there is no TLS here: put a proxy with TLS before it;\n" +
			"          staff cannot sign in at the pages by plain HTTP, because cookies go by HTTPS only\n")
	}
	if o.Limits == "off" {
		b.WriteString("warning   limits are off: for load tests only\n")
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("print addresses: %w", err)
	}
	return nil
}

// The times that a connection may take.
const (
	readHeaderTime = 5 * time.Second
	readTime       = 30 * time.Second
	writeTime      = 60 * time.Second
	idleTime       = 2 * time.Minute
	maxHeader      = 32 << 10
	// stopTime is how long requests that run may go on after the stop.
	stopTime = 15 * time.Second
)

// serve answers requests until ctx ends, then lets those that run finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug), // broken connections
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping", "within", stopTime.String())
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	err := server.Shutdown(bounded)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop: requests were cut off: %w", err), server.Close())
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
