package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// load is what came of working with so many clients for a while.
type load struct {
	ops           int
	rate          float64 // operations a second
	p50, p95, p99 time.Duration
	commits       float64 // for each operation; each waits for the disk once
}

// work runs f from so many goroutines until the time is over, from each at least
// once, with numbers that count up from first, and measures each call.
func work(ctx context.Context, clients int, span time.Duration, first *atomic.Int64, f func(ctx context.Context, n int) error) (load, error) {
	took, errs := make([][]time.Duration, clients), make([]error, clients)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			for { // at least once, however late the goroutine begins
				at := time.Now()
				errs[i] = f(ctx, int(first.Add(1)))
				took[i] = append(took[i], time.Since(at))
				if time.Since(begun) >= span || errs[i] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	whole := time.Since(begun)
	each := slices.Concat(took...)
	slices.Sort(each)
	return load{
		ops: len(each), rate: float64(len(each)) / whole.Seconds(),
		p50: each[len(each)/2], p95: each[len(each)*95/100], p99: each[len(each)*99/100],
	}, errors.Join(errs...)
}

// median returns the middle of the times of n calls.
func median(n int, f func(i int) error) (time.Duration, error) {
	took := make([]time.Duration, n)
	for i := range took {
		at := time.Now()
		if err := f(i); err != nil {
			return 0, err
		}
		took[i] = time.Since(at)
	}
	slices.Sort(took)
	return took[n/2], nil
}
