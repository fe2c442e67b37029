package postgres

import (
	"context"
)

func (db *DB) settleIn(ctx context.Context) error { return nil }
