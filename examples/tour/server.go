package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// server is the service as a process of its own, which can be killed and
// started again on the same address and database.
type server struct {
	program, db, log string
	base             string            // http://127.0.0.1:PORT
	accounts         map[string]string // passwords by user name, printed once

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan error
	started time.Time // real
	at      time.Time // the time of the cases then
}

// start starts the process with the clock of cases at an instant, and returns
// when it serves.
func (s *server) start(ctx context.Context, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	addr := "127.0.0.1:0"
	if s.base != "" {
		addr = strings.TrimPrefix(s.base, "http://")
	}
	log, err := os.OpenFile(s.log, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("log of the service: %w", err)
	}
	defer func() { _ = log.Close() }() // the process has a handle of its own
	process := exec.CommandContext(ctx, s.program,
		"--addr", addr, "--db", "sqlite:"+s.db, "--limits", "off", "--at", at.Format(time.RFC3339Nano))
	process.Stderr = log
	// From before the process begins: now is then never behind its clock, and a
	// service that is started again at now does not go back in time.
	started := time.Now()
	out, err := process.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start the service: %w", err)
	}
	if err := process.Start(); err != nil {
		return fmt.Errorf("start the service: %w", err)
	}
	lines := bufio.NewScanner(out)
	serving := false
	for !serving && lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 4 && words[0] == "account":
			s.accounts[words[1]] = words[3]
		case len(words) == 2 && words[0] == "api":
			if s.base == "" { // it stays the same, and others read it
				s.base = strings.TrimSuffix(words[1], "/api/v1")
			}
			serving = true
		}
	}
	s.process, s.started, s.at, s.ended = process, started, at, make(chan error, 1)
	ended := s.ended
	go func() {
		_, copied := io.Copy(io.Discard, out)
		ended <- errors.Join(process.Wait(), copied)
	}()
	if !serving {
		return fmt.Errorf("the service did not start: %w; see %s", <-ended, s.log)
	}
	return nil
}

// now is the time of the cases.
func (s *server) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at.Add(time.Since(s.started))
}

// kill ends the process as a power cut would.
func (s *server) kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.process.Process.Kill(); err != nil {
		return fmt.Errorf("kill the service: %w", err)
	}
	if err := <-s.ended; err == nil {
		return errors.New("the service had ended by itself before it was killed")
	}
	return nil
}

// stop ends the process as an administrator would.
func (s *server) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the service: %w", err)
	}
	if err := <-s.ended; err != nil {
		return fmt.Errorf("the service did not stop well: %w; see %s", err, s.log)
	}
	return nil
}
