package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The times that a connection may take: whoever sends or reads slowly holds a
// connection for so long and no longer.
const (
	readHeaderTime = 5 * time.Second
	readTime       = 30 * time.Second
	writeTime      = 60 * time.Second
	idleTime       = 2 * time.Minute
	maxHeader      = 32 << 10
)

// server is what listens, and what answers there.
type server struct {
	options  options
	service  *service
	cert     *certificate // nil without TLS
	listener net.Listener
	metrics  net.Listener // nil without an address of their own
	logger   *slog.Logger
}

func (s server) over(handler http.Handler) *http.Server {
	out := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.logger.Handler(), slog.LevelDebug), // broken connections
		Protocols:         new(http.Protocols),
	}
	out.Protocols.SetHTTP1(true)
	return out
}

// serve answers requests until ctx ends, then lets those that run finish.
func serve(ctx context.Context, s server) error {
	main := s.over(s.service)
	main.Protocols.SetHTTP2(s.cert != nil)
	main.Protocols.SetUnencryptedHTTP2(s.options.H2C)
	failed := make(chan error, 2)
	if s.cert != nil {
		main.TLSConfig = s.cert.config()
		go func() { failed <- main.ServeTLS(s.listener, "", "") }()
	} else {
		go func() { failed <- main.Serve(s.listener) }()
	}
	servers := []*http.Server{main}
	if s.metrics != nil {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", s.service.metrics.Handler())
		aside := s.over(mux)
		servers = append(servers, aside)
		go func() { failed <- aside.Serve(s.metrics) }()
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	var broken error
	ended := 0
	for running := true; running; {
		select {
		case err := <-failed:
			broken, running, ended = fmt.Errorf("serve: %w", err), false, 1
		case <-hangup:
			s.reload()
		case <-ctx.Done():
			running = false
		}
	}
	if broken == nil {
		s.drain(failed)
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.options.StopTime)
	defer cancel()
	err := broken
	for _, one := range servers {
		if stopped := one.Shutdown(bounded); stopped != nil {
			err = errors.Join(err, fmt.Errorf("stop: requests were cut off: %w", stopped), one.Close())
		}
	}
	for range len(servers) - ended {
		if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
	}
	return err
}

// drain lets /readyz say no for a while before anything stops.
func (s server) drain(failed chan error) {
	s.service.health.stop()
	s.logger.Info("stopping", "after", s.options.StopDelay.String(), "within", s.options.StopTime.String())
	if s.options.StopDelay == 0 {
		return
	}
	select {
	case <-time.After(s.options.StopDelay):
	case err := <-failed:
		failed <- err
	}
}

// reload reads the certificate anew.
func (s server) reload() {
	if s.cert == nil {
		s.logger.Info("nothing to read anew: there is no --tls-cert")
		return
	}
	if err := s.cert.reload(); err != nil {
		s.logger.Error("the old certificate stays", "error", err.Error())
		return
	}
	s.logger.Info("the certificate was read anew")
}
