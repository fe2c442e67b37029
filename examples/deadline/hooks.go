package main

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/samad111/go-samad/examples/courier/webhook"
	"github.com/samad111/go-samad/samad"
	signed "github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/storage"
)

// How webhooks are served: how often it is looked whether something is new,
// how many subscriptions at a time, how long one is held, and how long a
// receiver may take.
const (
	hookPause  = 5 * time.Second
	hookBatch  = 50
	hookLease  = 40 * time.Second
	hookAnswer = 15 * time.Second
)

// hooks serves the subscriptions of other systems beside the rounds, so that a
// slow receiver holds nobody's deadline up. A nil value serves none.
type hooks struct {
	sender *webhook.Sender
	owner  string

	mu     sync.Mutex
	report webhook.Report // since it was last taken
	faults []error
}

// openHooks makes it, over the desk and the vault of the checker.
func openHooks(o options, db storage.DB, k *checker) (*hooks, error) {
	registry, err := signed.NewRegistry(signed.Config{
		Ledger: db.Ledger(), Vault: k.config.Vault, Directory: k.config.Directory, Feed: k.office, Now: k.clock.Now, Plain: o.HookPlain,
	})
	if err != nil {
		return nil, err
	}
	sender, err := webhook.New(webhook.Config{
		Desk: k.office, Subscriptions: registry, Client: webhook.NewClient(hookAnswer, o.networks...), Plain: o.HookPlain, Lease: hookLease, Now: k.clock.Now,
	})
	if err != nil {
		return nil, err
	}
	return &hooks{sender: sender, owner: k.owner}, nil
}

// round serves what is due.
func (h *hooks) round(ctx context.Context) {
	r, err := h.sender.Round(ctx, h.owner, hookBatch)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.report.Sent += r.Sent
	h.report.Dead += r.Dead
	h.report.Failed += r.Failed
	h.report.Stopped += r.Stopped
	if err != nil && ctx.Err() == nil {
		h.faults = append(h.faults, fmt.Errorf("webhooks: %w", err))
	}
}

// loop serves until it is stopped.
func (h *hooks) loop(ctx context.Context) {
	ticker := time.NewTicker(hookPause)
	defer ticker.Stop()
	for {
		h.round(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// serveHooks serves webhooks once, or beside the rounds until stop is called,
// which waits for the message that is under way.
func (c *checker) serveHooks(ctx context.Context, once bool) (stop func()) {
	if once {
		c.hooks.round(ctx)
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.hooks.loop(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}

// note puts what was done since the last time into a round.
func (h *hooks) note(r *round) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r.Webhooks += h.report.Sent
	r.WebhooksDead += h.report.Dead
	r.WebhooksFailed += h.report.Failed
	r.WebhooksStopped += h.report.Stopped
	for _, err := range h.faults {
		r.fail(err)
	}
	h.report, h.faults = webhook.Report{}, nil
}

// parseNetworks reads --webhook-net.
func parseNetworks(texts []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range texts {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--webhook-net %q: write a network such as 10.2.0.0/16", text)
		}
		out = append(out, p)
	}
	return out, nil
}

var _ webhook.Feeder = (*samad.Desk)(nil)
