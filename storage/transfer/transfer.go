package transfer

import (
	"context"
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// End is one end of a transfer: a database.
type End struct {
	Cases samad.Store
	// Ledger are the records of the rooms in the same database; nil when
	// there are none to move.
	Ledger ledger.Store
}

// Summary counts what was moved, or what is there.
type Summary struct {
	Cases    int64 `json:"cases"`
	Events   int64 `json:"events"` // of cases
	Digests  int64 `json:"digests"`
	Records  int64 `json:"records"` // of rooms
	Messages int64 `json:"messages"`
	Keys     int64 `json:"keys"`
	Calls    int64 `json:"calls"`
}

// Progress is told how far a transfer has come; it must return quickly.
type Progress func(Summary)

// The errors of transfers, beside those of the stores.
var (
	// ErrFormat: the file is not one of [Export], or was cut short or changed.
	ErrFormat = errors.New("transfer: not a file of a whole export")
	// ErrDiffers: the target holds something else than the source: it was not
	// empty, or has been written to since an earlier try.
	ErrDiffers = errors.New("transfer: the target holds something else")
	// ErrUnsound: what was read does not verify.
	ErrUnsound = errors.New("transfer: does not verify")
)

// Copy moves everything from one database to another and verifies it there.
// The target must be migrated, and empty unless it is the target of an earlier
// try with the same source.
func Copy(ctx context.Context, from, to End, progress Progress) (Summary, error) {
	into := newTarget(to, progress)
	summary, err := read(ctx, from, func(l line) error { return into.take(ctx, l) })
	if err != nil {
		return into.summary, err
	}
	return summary, into.finish(ctx, summary)
}
