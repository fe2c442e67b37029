package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// checkers run the deadline checker and gather what it did.
type checkers struct {
	program, db, key, outbox string

	mu    sync.Mutex
	total summary
}

// summary is what the checker says of a period.
type summary struct {
	Event     string `json:"event"`
	Warned    int    `json:"warned"`
	Breached  int    `json:"breached"`
	Escalated int    `json:"escalated"`
	Skipped   int    `json:"skipped"`
	Lapsed    int    `json:"lapsed"`
	Delivered int    `json:"delivered"`
}

// period runs the checker with its clock going from one instant to another.
func (c *checkers) period(ctx context.Context, from, until time.Time) (summary, error) {
	out, _, err := call(ctx, c.program, "--db", "sqlite:"+c.db, "--key", c.key, "--outbox", c.outbox, "--json",
		"--at", from.Format(time.RFC3339), "--until", until.Format(time.RFC3339))
	if err != nil {
		return summary{}, err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var s summary
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &s); err != nil || s.Event != "summary" {
		return s, fmt.Errorf("the checker's summary %q: %w", lines[len(lines)-1], err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.total.Warned += s.Warned
	c.total.Breached += s.Breached
	c.total.Escalated += s.Escalated
	c.total.Skipped += s.Skipped
	c.total.Lapsed += s.Lapsed
	c.total.Delivered += s.Delivered
	return s, nil
}

// check is the act of some checkers at once.
func (t *tour) check(title string, processes int, from, until time.Time) func(context.Context) error {
	return func(ctx context.Context) error {
		s := newStage(t.out, title, 0)
		before := t.checkers.total
		group, ctx := errgroup.WithContext(ctx)
		for range processes {
			group.Go(func() error {
				_, err := t.checkers.period(ctx, from, until)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		now := t.checkers.total
		s.end(fmt.Sprintf("warned %d, breached %d, escalated %d, lapsed %d, delivered %d",
			now.Warned-before.Warned, now.Breached-before.Breached, now.Escalated-before.Escalated,
			now.Lapsed-before.Lapsed, now.Delivered-before.Delivered))
		return nil
	}
}

// letter is a message that the courier has delivered.
type letter struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	To   string `json:"to"`
	Text string `json:"text"`
}

// letters reads the outbox, by the ids of the messages: one that was delivered
// twice must be the same both times.
func (t *tour) letters() (map[string]letter, error) {
	content, err := os.ReadFile(t.checkers.outbox)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	out := map[string]letter{}
	lines := bufio.NewScanner(bytes.NewReader(content))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l letter
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		if other, twice := out[l.ID]; twice && other != l {
			t.findings.addf("message %s was delivered twice, and not the same", l.ID)
		}
		out[l.ID] = l
	}
	return out, lines.Err()
}
