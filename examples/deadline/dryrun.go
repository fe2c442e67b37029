package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// dryStore lets a sweep decide by the real code what it would do, and writes
// nothing.
type dryStore struct {
	samad.Store
	due    []samad.CaseID
	tell   func(samad.Change)
	looked bool
}

// ClaimDue gives what is due, once, without claiming it.
func (s *dryStore) ClaimDue(ctx context.Context, claim samad.Claim) ([]samad.CaseID, error) {
	if !s.looked {
		var err error
		if s.due, err = dueCases(ctx, s.Store, claim.Now); err != nil {
			return nil, err
		}
		s.looked = true
	}
	n := min(claim.Limit, len(s.due))
	out := s.due[:n]
	s.due = s.due[n:]
	return out, nil
}

// Apply tells what would have been written.
func (s *dryStore) Apply(_ context.Context, changes ...samad.Change) error {
	for _, ch := range changes {
		s.tell(ch)
	}
	return nil
}

// WipeKeys wipes nothing.
func (*dryStore) WipeKeys(context.Context, time.Time, int) (int, error) { return 0, nil }

// dueCases looks at all open cases: a dry run is asked for by a person, and may
// not claim.
func dueCases(ctx context.Context, store samad.Store, now time.Time) ([]samad.CaseID, error) {
	var due []samad.Case
	query := samad.Query{Order: samad.OldestFirst, Limit: 1000}
	for {
		page, err := store.List(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cases {
			if next := c.NextDue(); !next.IsZero() && !next.After(now) {
				due = append(due, c)
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	slices.SortStableFunc(due, func(a, b samad.Case) int { return a.NextDue().Compare(b.NextDue()) })
	var out []samad.CaseID
	for _, c := range due {
		out = append(out, c.ID)
	}
	return out, nil
}

// dryRun lists what a round would do now.
func dryRun(ctx context.Context, config samad.Config, out io.Writer) error {
	store := &dryStore{Store: config.Store}
	store.tell = func(ch samad.Change) {
		if ch.Case == nil {
			return
		}
		var types []string
		for _, e := range ch.Events {
			types = append(types, string(e.Type))
		}
		for _, m := range ch.Messages {
			types = append(types, "message:"+string(m.Kind))
		}
		fmt.Fprintf(out, "case %s  %s\n", ch.Case.Code.Format(), strings.Join(types, ", "))
	}
	config.Store, config.Chores = store, nil
	desk, err := samad.NewDesk(config)
	if err != nil {
		return err
	}
	var total figures
	for {
		done, err := desk.Sweep(ctx, "dry run", 1000)
		total.sweep(done)
		if err != nil {
			return err
		}
		if done.Claimed == 0 {
			break
		}
	}
	waiting, err := waitingMessages(ctx, store.Store, config.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "would be done: %s\n", total)
	fmt.Fprintf(out, "would be delivered: %d messages\n", waiting)
	return nil
}

// waitingMessages counts the messages that would be handed out, those behind
// others to the same recipient too.
func waitingMessages(ctx context.Context, store samad.Store, now time.Time) (int, error) {
	n := 0
	query := samad.MessageQuery{States: []samad.MessageState{samad.Pending}, Limit: 1000}
	for {
		page, err := store.FindMessages(ctx, query)
		if err != nil {
			return 0, errors.Join(errors.New("count messages"), err)
		}
		for _, m := range page.Messages {
			if !m.NotBefore.After(now) {
				n++
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			return n, nil
		}
	}
}
