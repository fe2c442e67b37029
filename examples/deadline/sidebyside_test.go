package main

import (
	"bytes"
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// catchingUp is a desk whose sweep has much to do: it ends when something has
// been delivered.
type catchingUp struct {
	delivered chan struct{} // holds one
	fails     error         // of a delivery
	waiting   atomic.Int64  // messages, until a sweep adds one
}

func (d *catchingUp) Sweep(ctx context.Context, _ string, _ int) (samad.SweepReport, error) {
	select {
	case <-ctx.Done():
		return samad.SweepReport{}, ctx.Err()
	case <-d.delivered:
		d.waiting.Add(1)
		return samad.SweepReport{Claimed: 1, Breached: 1}, nil
	}
}

func (d *catchingUp) Deliver(context.Context, string, int) (samad.DeliverReport, error) {
	if d.fails != nil {
		return samad.DeliverReport{}, d.fails
	}
	n := int(d.waiting.Swap(0))
	if n > 0 {
		select {
		case d.delivered <- struct{}{}:
		default:
		}
	}
	return samad.DeliverReport{Claimed: n, Delivered: n}, nil
}

// What waits is delivered while a sweep goes on, and what the sweep wrote in
// the same round.
func TestDeliversWhileSweeping(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	d := &catchingUp{delivered: make(chan struct{}, 1)}
	d.waiting.Store(3)
	k := &checker{desk: d, clock: &clock{}, carrier: &counting{}, batch: 10, report: &reporter{stdout: &out, stderr: &errs}}
	require.NoError(t, k.round(t.Context()))
	assert.Equal(t, 4, k.report.total.Delivered)
	assert.Equal(t, 1, k.report.total.Breached)

	// When deliveries end because the store is closed, the sweep ends too.
	d = &catchingUp{delivered: make(chan struct{}, 1), fails: samad.ErrClosed}
	k.desk = d
	err := k.round(t.Context())
	require.ErrorIs(t, err, samad.ErrClosed)
}
