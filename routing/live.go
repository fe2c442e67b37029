package routing

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/samad111/go-samad/samad"
)

var _ samad.Router = (*Live)(nil)

// Live is a rule set that can be exchanged while requests run. It implements
// [samad.Router] and is safe for concurrent use: a request is decided by one
// version, from beginning to end. Make one with [NewLive].
type Live struct {
	now    atomic.Pointer[Table]
	change sync.Mutex // one reload at a time
}

// NewLive begins with a rule set.
func NewLive(t *Table) (*Live, error) {
	if t == nil {
		return nil, errors.New("routing: a live rule set begins with one that was loaded")
	}
	l := &Live{}
	l.now.Store(t)
	return l, nil
}

// Table returns the rule set that decides now. It never changes: callers who need
// one version for several questions keep it.
func (l *Live) Table() *Table { return l.now.Load() }

// Route implements [samad.Router] by the rule set that decides now.
func (l *Live) Route(ctx context.Context, request samad.RouteRequest) (samad.Decision, error) {
	return l.Table().Route(ctx, request)
}

// Reload puts what load returns in the place of the rule set, and reports
// whether it is another one: equal hashes are the same. When load fails, or
// returns nothing, the old rule set goes on deciding and the error, with all
// faults, is load's. Of several at once, each waits for the one before.
func (l *Live) Reload(load func() (*Table, error)) (changed bool, err error) {
	l.change.Lock()
	defer l.change.Unlock()
	t, err := load()
	switch {
	case err != nil:
		return false, err
	case t == nil:
		return false, errors.New("routing: reload: nothing was loaded")
	}
	return l.now.Swap(t).Hash() != t.Hash(), nil
}
