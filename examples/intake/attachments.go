package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/samad111/go-samad/examples/attachments"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs/clamd"
)

// openAttachments opens the place of attachments and makes the scanner. Both
// are nil where the settings say so.
func openAttachments(ctx context.Context, o options, logger *slog.Logger) (attachments.Store, samad.Scanner, error) {
	place := attachments.Place(o.Attachments, o.DB)
	if place == "" {
		return nil, nil, nil
	}
	var scanner samad.Scanner
	if o.Clamd != "" {
		client, err := clamd.New(o.Clamd, 0)
		if err != nil {
			return nil, nil, fmt.Errorf("--clamd: %w", err)
		}
		scanner = client
	}
	store, err := attachments.Open(ctx, place, func(err error) {
		logger.Warn("the bucket of attachments cannot be reached", "error", err.Error())
	})
	if err != nil {
		return nil, nil, fmt.Errorf("--attachments: %w", err)
	}
	return store, scanner, nil
}
