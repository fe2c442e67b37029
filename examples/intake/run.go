package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
)

// run is the whole program: it serves until ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	if len(args) > 1 && args[0] == "admin" && args[1] == "reset" {
		return resetAdmin(ctx, args[2:], getenv, stdout)
	}
	o, err := parse(args, getenv, stdout)
	if errors.Is(err, errEnd) {
		return nil
	}
	if err != nil {
		return err
	}
	if o.PrintConfig {
		return printConfig(stdout, o)
	}
	logger := slog.New(slog.NewJSONHandler(stderr, &slog.HandlerOptions{Level: o.level()}))
	if o.Setup {
		s, err := open(ctx, o, logger, stdout, stderr)
		if err != nil {
			return err
		}
		return s.Close()
	}
	var cert *certificate
	if o.TLSCert != "" {
		if cert, err = loadCertificate(o.TLSCert, o.TLSKey); err != nil {
			return err
		}
	}
	// First the addresses: when another program has one, nothing else has begun
	// and no account has been made and printed.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.Addr, err)
	}
	var metrics net.Listener
	if o.Metrics != "on" && o.Metrics != "off" {
		if metrics, err = new(net.ListenConfig).Listen(ctx, "tcp", o.Metrics); err != nil {
			return errors.Join(fmt.Errorf("--metrics: listen on %s: %w", o.Metrics, err), listener.Close())
		}
		defer func() { _ = metrics.Close() }() // its server has closed it, unless the start failed
	}
	s, err := open(ctx, o, logger, stdout, stderr)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := announce(stdout, o, listener.Addr(), metrics); err != nil {
		return errors.Join(err, listener.Close(), s.Close())
	}
	return errors.Join(serve(ctx, server{o, s, cert, listener, metrics, logger}), s.Close())
}

// announce prints where the service is.
func announce(out io.Writer, o options, at net.Addr, metrics net.Listener) error {
	host := at.String()
	if name, _, err := net.SplitHostPort(o.Addr); err == nil && name == "localhost" {
		_, port, _ := net.SplitHostPort(host) // an address of a listener has both parts
		host = net.JoinHostPort(name, port)
	}
	scheme := "http://"
	if o.TLSCert != "" {
		scheme = "https://"
	}
	base := scheme + host
	var b strings.Builder
	fmt.Fprintf(&b, "pages     %s/\n", base)
	fmt.Fprintf(&b, "desk      %s/sign-in\n", base)
	fmt.Fprintf(&b, "api       %s/api/v1\n", base)
	if metrics != nil {
		fmt.Fprintf(&b, "metrics   http://%s/metrics\n", metrics.Addr())
	}
	if !o.loopback() && !o.secure() {
		b.WriteString("warning   others reach this address and there is no TLS here: put a proxy with TLS before it;\n" +
			"          staff cannot sign in at the pages by plain HTTP, because cookies go by HTTPS only\n")
	}
	if o.Limits == "off" {
		b.WriteString("warning   limits are off: for load tests only\n")
	}
	fmt.Fprintf(&b, "document  %s/openapi.json\n", base)
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("print addresses: %w", err)
	}
	return nil
}
