package transfer

import (
	"context"
	"errors"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// page is how much is read at once.
const page = 500

// source reads a database in the order in which another can take it in.
type source struct {
	End
	put     func(line) error
	summary Summary
}

// read gives everything but head and end.
func read(ctx context.Context, from End, put func(line) error) (Summary, error) {
	return (&source{End: from, put: put}).all(ctx)
}

func (s *source) all(ctx context.Context) (Summary, error) {
	for _, part := range []func(context.Context) error{s.histories, s.records, s.messages, s.keys, s.calls} {
		if err := part(ctx); err != nil {
			return s.summary, err
		}
	}
	return s.summary, nil
}

// histories walks the feed, each digest behind the events that it covers.
func (s *source) histories(ctx context.Context) error {
	cursor := ""
	for {
		digests, err := s.Cases.Digests(ctx, s.summary.Digests, page)
		if err != nil {
			return fmt.Errorf("transfer: read the digests: %w", err)
		}
		for _, d := range digests {
			left := d.Events
			for left > 0 {
				n, next, err := s.feed(ctx, cursor, min(left, page))
				if err != nil {
					return err
				}
				if n == 0 {
					return fmt.Errorf("%w: digest %d covers events that are not there", ErrUnsound, d.Number)
				}
				left, cursor = left-n, next
			}
			s.summary.Digests++
			if err := s.put(line{Digest: &d}); err != nil {
				return err
			}
		}
		if len(digests) == 0 {
			break
		}
	}
	for {
		n, next, err := s.feed(ctx, cursor, page)
		if err != nil || n == 0 {
			return err
		}
		cursor = next
	}
}

// feed gives the next events, those of one case that follow each other
// together.
func (s *source) feed(ctx context.Context, cursor string, limit int64) (int64, string, error) {
	events, next, err := s.Cases.Feed(ctx, cursor, int(limit))
	if err != nil {
		return 0, "", fmt.Errorf("transfer: read the feed: %w", err)
	}
	for i := 0; i < len(events); {
		j := i + 1
		for j < len(events) && events[j].Case == events[i].Case {
			j++
		}
		if err := s.step(ctx, events[i:j]); err != nil {
			return 0, "", err
		}
		i = j
	}
	return int64(len(events)), next, nil
}

func (s *source) step(ctx context.Context, events []samad.Event) error {
	id, first, last := events[0].Case, events[0].Seq, events[len(events)-1].Seq
	out := &step{Case: id}
	for _, e := range events {
		out.Events = append(out.Events, wireEvent(e))
	}
	values, err := s.Cases.Values(ctx, id)
	if err != nil {
		return fmt.Errorf("transfer: values of case %s: %w", id, err)
	}
	for _, v := range values {
		if v.Seq >= first && v.Seq <= last {
			out.Values = append(out.Values, v)
		}
	}
	if first == 1 {
		secrets, err := s.Cases.Secrets(ctx, id)
		if err != nil {
			return fmt.Errorf("transfer: secrets of case %s: %w", id, err)
		}
		out.Secrets = &secrets
		if out.Words, err = s.Cases.Words(ctx, id); err != nil {
			return fmt.Errorf("transfer: words of case %s: %w", id, err)
		}
		s.summary.Cases++
	}
	s.summary.Events += int64(len(events))
	return s.put(line{Step: out})
}

func (s *source) records(ctx context.Context) error {
	if s.Ledger == nil {
		return nil
	}
	return eachRecord(ctx, s.Ledger, func(r ledger.Record, events []ledger.Event) error {
		s.summary.Records++
		return s.put(line{Record: wireRecord(r, events)})
	})
}

// eachRecord walks all records of all kinds, the oldest first.
func eachRecord(ctx context.Context, from ledger.Store, do func(ledger.Record, []ledger.Event) error) error {
	kinds, err := from.Kinds(ctx)
	if err != nil {
		return fmt.Errorf("transfer: kinds of records: %w", err)
	}
	for _, kind := range kinds {
		query := ledger.Query{Kind: kind, OldestFirst: true, Limit: page}
		for {
			list, err := from.List(ctx, query)
			if err != nil {
				return fmt.Errorf("transfer: list records: %w", err)
			}
			for _, r := range list.Records {
				events, err := from.Events(ctx, r.Ref)
				if err != nil {
					return fmt.Errorf("transfer: history of record %s: %w", r.Ref, err)
				}
				if err := do(r, events); err != nil {
					return err
				}
			}
			if query.Cursor = list.Next; list.Next == "" {
				break
			}
		}
	}
	return nil
}

func (s *source) messages(ctx context.Context) error {
	return eachMessage(ctx, s.Cases, func(m samad.Message) error {
		s.summary.Messages++
		return s.put(line{Message: &m})
	})
}

func eachMessage(ctx context.Context, from samad.Store, do func(samad.Message) error) error {
	cursor := ""
	for {
		messages, next, err := from.Outbox(ctx, cursor, page)
		if err != nil {
			return fmt.Errorf("transfer: read the outbox: %w", err)
		}
		if len(messages) == 0 {
			return nil
		}
		for _, m := range messages {
			if err := do(m); err != nil {
				return err
			}
		}
		cursor = next
	}
}

func (s *source) keys(ctx context.Context) error {
	return eachKey(ctx, s.Cases, func(k samad.KeyRecord) error {
		s.summary.Keys++
		return s.put(line{Key: &k})
	})
}

func eachKey(ctx context.Context, from samad.Store, do func(samad.KeyRecord) error) error {
	last := ""
	for {
		keys, err := from.Keys(ctx, last, page)
		if err != nil {
			return fmt.Errorf("transfer: read idempotency keys: %w", err)
		}
		if len(keys) == 0 {
			return nil
		}
		for _, k := range keys {
			if err := do(k); err != nil {
				return err
			}
			last = k.Key
		}
	}
}

func (s *source) calls(ctx context.Context) error {
	return eachCall(ctx, s.Cases, func(c samad.Call) error {
		s.summary.Calls++
		return s.put(line{Call: &c})
	})
}

func eachCall(ctx context.Context, from samad.Store, do func(samad.Call) error) error {
	query := samad.CallQuery{Limit: page}
	for {
		calls, err := from.Calls(ctx, query)
		if err != nil {
			return fmt.Errorf("transfer: read calls: %w", err)
		}
		for _, c := range calls.Calls {
			if err := do(c); err != nil {
				return err
			}
		}
		if query.Cursor = calls.Next; calls.Next == "" {
			return nil
		}
	}
}

// eachCase walks all cases, the oldest first.
func eachCase(ctx context.Context, from samad.Store, do func(samad.Case) error) error {
	query := samad.Query{Order: samad.OldestFirst, Limit: page}
	for {
		list, err := from.List(ctx, query)
		if err != nil {
			return fmt.Errorf("transfer: list cases: %w", err)
		}
		for _, c := range list.Cases {
			if err := do(c); err != nil {
				return err
			}
		}
		if query.Cursor = list.Next; list.Next == "" {
			return nil
		}
	}
}

func notFound(err error) bool { return errors.Is(err, samad.ErrNotFound) }
