package main

import (
	"context"
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/storage"
)

// keepInside refuses to carry anything out of a sandbox of the training mode:
// no gateway, no stream, no webhook and no file. Deadlines are watched as
// everywhere. What was opened so far is refused whatever it is, so that no
// carrier that is added one day is forgotten here.
func keepInside(ctx context.Context, o *options, db storage.DB, k *checker) error {
	is, err := training.IsSandbox(ctx, db.Ledger())
	if err != nil || !is {
		return err
	}
	if o.Courier != "" || o.NATS != "" || o.Outbox != "" || k.carrier != nil {
		return errors.New("--db: this is a sandbox of the training mode, from which nothing is sent: leave --courier, --nats, --outbox and --at out")
	}
	o.Webhooks = false
	k.config.Notifier = training.NoCarrier{}
	desk, err := samad.NewDesk(k.config)
	if err != nil {
		return err
	}
	k.desk, k.office = desk, desk
	return nil
}
