package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/samad111/go-samad/examples/intake/metric"
	"github.com/samad111/go-samad/examples/intake/webdesk"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/storage"
)

// health says whether requests can be served.
type health struct {
	db       storage.DB
	packs    *pack.Live
	now      func() time.Time
	stopping atomic.Bool
	// probe writes something small; nil where nothing is tried.
	probe func(ctx context.Context) error

	mu     sync.Mutex
	probed time.Time // when probe was last called
	fault  error     // what it said
}

// probeEvery is how often writing is tried, however often somebody asks.
const probeEvery = 5 * time.Second

// writes returns nil when the database could write within the last seconds. A
// server whose disk is full still reads; but nothing could be filed with it.
func (h *health) writes(ctx context.Context) error {
	if h.probe == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.probed.IsZero() || time.Since(h.probed) >= probeEvery {
		h.fault = h.probe(ctx)
		h.probed = time.Now()
	}
	return h.fault
}

func (h *health) stop() { h.stopping.Store(true) }

var errStopping = errors.New("the service is about to stop")

// ready returns nil when the database answers, can write and has this program's
// schema, and when every province's calendar can say by when a case of now must be
// answered.
func (h *health) ready(ctx context.Context) error {
	if h.stopping.Load() {
		return errStopping
	}
	if err := h.db.Check(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if err := h.writes(ctx); err != nil {
		return fmt.Errorf("database: nothing can be written: %w", err)
	}
	for _, p := range h.packs.Set().Packs() {
		facts := sla.Facts{Stage: sla.Answer, Kind: string(samad.Request), Urgency: string(samad.Normal), Place: string(p.Province)}
		if _, err := p.Policies.Plan(facts, sla.Clock{Started: h.now().UTC()}); err != nil {
			return fmt.Errorf("calendar of %s: %w", p.ID, err)
		}
	}
	return nil
}

// standing tells administrators how the service stands.
func (h *health) standing(outbox func(ctx context.Context) (metric.Outbox, error)) func(ctx context.Context) webdesk.Health {
	return func(ctx context.Context) webdesk.Health {
		out := webdesk.Health{Fault: h.ready(ctx), OfficialUntil: h.officialEnd()}
		waiting, err := outbox(ctx)
		out.Pending, out.Dead, out.PendingSince = waiting.Pending, waiting.Dead, waiting.Oldest
		oldest, err2 := h.db.Cases().NextDue(ctx, time.Time{})
		out.Oldest, out.Fault = oldest, errors.Join(out.Fault, err, err2)
		return out
	}
}

// officialEnd is when the first of the packs' calendars leaves the days whose
// holidays are official: later deadlines rest on predictions and may move.
func (h *health) officialEnd() time.Time {
	var first time.Time
	for _, p := range h.packs.Set().Packs() {
		end := p.Calendar.Official().Last.End(p.Calendar.Zone())
		if first.IsZero() || end.Before(first) {
			first = end
		}
	}
	return first
}
