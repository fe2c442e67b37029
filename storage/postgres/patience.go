package postgres

import (
	"context"
	"sync"
	"time"
)

// patience bounds how long batches wait for the server. Those that begin about
// the same time share an end: a timer for each of them costs more than all else
// that a lone submission does here.
type patience struct {
	mu    sync.Mutex
	ctx   context.Context //nolint:containedctx // shared is what it is for
	stop  context.CancelFunc
	until time.Time // when others get a later end
}

// begin returns a context that ends after the time, or up to a tenth later.
func (p *patience) begin(span time.Duration) context.Context {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); p.ctx == nil || !now.Before(p.until) {
		// Who has the old one goes on with it: it ends by itself.
		p.until = now.Add(span / 10)
		p.ctx, p.stop = context.WithTimeout(context.Background(), span+span/10)
	}
	return p.ctx
}

// end lets the timer go. Nobody may wait any more.
func (p *patience) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		p.stop()
	}
}
