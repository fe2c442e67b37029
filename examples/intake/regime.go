package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/samad111/go-samad/routing/regime"
)

// refreshEvery is how soon this server follows a closure or a version of a pack
// that was put in force at another one: well within [regime.Grace].
const refreshEvery = 5 * time.Second

// follow refreshes the packs until stop is called, which waits for it to end.
// What cannot be followed is logged once, and tried again.
func follow(ctx context.Context, keeper *regime.Keeper, logger *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() {
		ticker := time.NewTicker(refreshEvery)
		defer ticker.Stop()
		failing := ""
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			changed, err := keeper.Refresh(ctx)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil && err.Error() != failing:
				failing = err.Error()
				logger.Error("packs and closures are not followed", "error", failing)
			case err == nil:
				failing = ""
				if changed {
					logger.Info("packs or closures changed")
				}
			}
		}
	})
	return func() {
		cancel()
		done.Wait()
	}
}
