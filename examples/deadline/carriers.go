package main

import (
	"context"
	"fmt"
	"io"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/examples/courier/setup"
	"github.com/samad111/go-samad/examples/courier/stream"
	"github.com/samad111/go-samad/samad"
)

// openCarrier opens what takes messages: the courier of --courier, the file of
// --outbox, or, in a rehearsal, a count. With both, the file gets what goes to
// offices. Otherwise messages wait: what nobody carries must not be taken as
// delivered, for it would be lost.
func openCarrier(o options, now *clock, stderr io.Writer) (carry carrier, gateways *setup.Setup, stop func() error, err error) {
	stop = func() error { return nil }
	var box *outbox
	if o.Outbox != "" {
		if box, err = openOutbox(o.Outbox); err != nil {
			return nil, nil, nil, err
		}
		carry, stop = box, box.Close
	}
	switch {
	case o.Courier != "":
		var offices samad.Notifier
		if box != nil {
			offices = box
		}
		gateways, err = setup.Load(o.Courier, offices, now.Now)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("--courier: %w", err)
		}
		c, err := courier.New(gateways.Config)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("--courier: %w", err)
		}
		carry = &counted{Tracker: c}
	case box == nil && !o.from.IsZero():
		fmt.Fprintln(stderr, "deadline: no --courier and no --outbox: messages of the rehearsal are counted and taken as delivered")
		carry = &counting{}
	case box == nil:
		fmt.Fprintln(stderr, "deadline: no --courier and no --outbox: messages wait, nobody is told anything")
	}
	return carry, gateways, stop, nil
}

// openStream makes every round publish what is new to NATS.
func (c *checker) openStream(ctx context.Context, url string) (stop func(), err error) {
	conn, err := nats.Connect(url, nats.Name("samad deadline"), nats.MaxReconnects(-1))
	if err != nil {
		return nil, fmt.Errorf("--nats: %w", err)
	}
	js, err := jetstream.New(conn)
	if err == nil {
		c.events, err = stream.Open(ctx, stream.Config{JetStream: js, Feed: c.store.Feed})
	}
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("--nats: %w", err)
	}
	return conn.Close, nil
}

// publish publishes what is new, when there is a stream. Its failure is noted:
// deadlines do not wait for other systems.
func (c *checker) publish(ctx context.Context, r *round) error {
	if c.events == nil {
		return nil
	}
	n, err := c.events.Round(ctx)
	r.Published += n
	if err != nil {
		if stopped(ctx, err) {
			return err
		}
		r.fail(err)
	}
	return nil
}
