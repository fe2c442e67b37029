package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"

	"github.com/samad111/go-samad/samad"
)

// counting is the carrier for trials: it keeps nothing but numbers by kind.
type counting struct {
	mu    sync.Mutex
	kinds map[string]int
}

// Notify counts the message.
func (c *counting) Notify(_ context.Context, n samad.Notice) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kinds == nil {
		c.kinds = map[string]int{}
	}
	c.kinds[string(n.Kind)]++
	return nil
}

// take returns the numbers since the last call.
func (c *counting) take() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	kinds := c.kinds
	c.kinds = nil
	return kinds
}

// counted counts what a courier handed over, and is one.
type counted struct {
	counting
	samad.Tracker
}

// Notify implements [samad.Notifier].
func (c *counted) Notify(ctx context.Context, n samad.Notice) error {
	_, err := c.Track(ctx, n)
	return err
}

// Track implements [samad.Tracker].
func (c *counted) Track(ctx context.Context, n samad.Notice) (string, error) {
	reference, err := c.Tracker.Track(ctx, n)
	if err != nil {
		return "", err
	}
	return reference, c.counting.Notify(ctx, n)
}

// outbox is a carrier that appends messages to a file, and counts them.
type outbox struct {
	counting
	mu   sync.Mutex
	file *os.File
}

// openOutbox opens the file, which nobody but its owner may read: it gets
// addresses and texts.
func openOutbox(path string) (*outbox, error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--outbox: %w", err)
	}
	return &outbox{file: file}, nil
}

// letter is one line of the file.
type letter struct {
	ID       string            `json:"id"`
	Case     samad.CaseID      `json:"case"`
	Kind     samad.MessageKind `json:"kind"`
	Audience samad.Audience    `json:"audience"`
	Carrier  samad.Carrier     `json:"carrier"`
	Lang     samad.Lang        `json:"lang"`
	To       string            `json:"to,omitempty"`
	Office   samad.AgencyID    `json:"office,omitempty"`
	Role     samad.Role        `json:"role,omitempty"`
	Text     string            `json:"text"`
}

// Notify appends the message. It is one write, so that lines of several
// checkers on one file do not mix.
func (o *outbox) Notify(ctx context.Context, n samad.Notice) error {
	line, err := json.Marshal(letter{
		n.ID, n.Case, n.Kind, n.Audience, n.Carrier, n.Lang, n.To, n.Office, n.Role, n.Text,
	})
	if err != nil {
		return fmt.Errorf("outbox: encode a message: %w", err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := o.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return o.counting.Notify(ctx, n)
}

// Close brings the file to the disk and closes it.
func (o *outbox) Close() error {
	synced := o.file.Sync()
	if errors.Is(synced, syscall.EINVAL) { // a pipe or a device, which keeps nothing
		synced = nil
	}
	if err := o.file.Close(); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return synced
}
