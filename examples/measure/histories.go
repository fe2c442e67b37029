package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
)

// histories measures how fast the histories of whole lives are verified.
func (s settings) histories(ctx context.Context, out io.Writer) error {
	store := memory.New()
	o, err := newOffice(store, s.folder)
	if err != nil {
		return err
	}
	for n := range 200 {
		if err := o.life(ctx, n); err != nil {
			return err
		}
	}
	return verify(ctx, out, store)
}

func verify(ctx context.Context, out io.Writer, store samad.Store) error {
	type history struct {
		id     samad.CaseID
		events []samad.Event
		values []samad.Value
	}
	var all []history
	var bytes, events int
	page, err := store.List(ctx, samad.Query{Limit: 1000})
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	for _, c := range page.Cases {
		h := history{id: c.ID}
		if h.events, err = store.Events(ctx, c.ID); err != nil {
			return fmt.Errorf("events: %w", err)
		}
		if h.values, err = store.Values(ctx, c.ID); err != nil {
			return fmt.Errorf("values: %w", err)
		}
		for _, e := range h.events {
			bytes += len(e.ID) + len(e.Case) + len(e.Actor.ID) + len(e.Actor.Role) + len(e.Actor.Agency) + len(e.Type) + len(e.Data) + len(e.PrevHash)
		}
		for _, v := range h.values {
			bytes += len(v.Salt) + len(v.Name) + len(v.Data)
		}
		events += len(h.events)
		all = append(all, h)
	}
	rounds, begun := 0, time.Now()
	for ; time.Since(begun) < time.Second; rounds++ {
		for _, h := range all {
			if err := samad.VerifyHistory(h.id, h.events, h.values); err != nil {
				return fmt.Errorf("verify: %w", err)
			}
		}
	}
	took := time.Since(begun).Seconds() / float64(rounds)
	fmt.Fprintf(out, "VerifyHistory, one core: %.0f MB/s, %.0f events/s, %d bytes an event with its values\n",
		float64(bytes)/took/1e6, float64(events)/took, bytes/events)
	return nil
}
