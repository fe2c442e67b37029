package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/uptrace/bun"
)

// replica is a server that follows the other.
type replica struct {
	handle *bun.DB
	lag    time.Duration

	mu      sync.Mutex
	checked time.Time
	fresh   bool
}

// checkEvery is how often the replica is asked how far behind it is.
const checkEvery = time.Second

func newReplica(handle *bun.DB, lag time.Duration) *replica {
	return &replica{handle: handle, lag: lag}
}

// current reports whether the replica is near enough; it asks it now and then.
// A replica that does not answer is not.
func (r *replica) current(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.checked) < checkEvery {
		return r.fresh
	}
	ctx, cancel := context.WithTimeout(ctx, checkEvery)
	defer cancel()
	// With nothing to replay it is up to date however long ago the last
	// transaction was.
	var behind float64
	err := r.handle.QueryRowContext(ctx, `SELECT CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
		ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 1e9) END`).Scan(&behind)
	r.checked, r.fresh = time.Now(), err == nil && behind <= r.lag.Seconds()
	return r.fresh
}
