package webhook

import (
	"context"
	"encoding/binary"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	signed "github.com/samad111/go-samad/samad/webhook"
)

// send sends one subscription what is to be sent again and what is new, in the
// order of the feed. The first message that is not taken ends the round,
// unless it is given up.
func (s *Sender) send(ctx context.Context, sub signed.Subscription, until time.Time) signed.Result {
	r := &signed.Result{ID: sub.ID, Turn: sub.Turn, Cursor: sub.Cursor, Failures: sub.Failures}
	if s.again(ctx, sub, r, until) {
		s.fresh(ctx, sub, r, until)
	}
	if r.At.IsZero() {
		r.At = s.config.Now()
	}
	return *r
}

// time reports whether there is time for one more message.
func (s *Sender) time(ctx context.Context, until time.Time) bool {
	return ctx.Err() == nil && s.config.Now().Add(s.config.Reserve).Before(until)
}

// again sends what was given up before and was asked for again. It returns
// whether to go on.
func (s *Sender) again(ctx context.Context, sub signed.Subscription, r *signed.Result, until time.Time) bool {
	for i, dead := range sub.Again {
		r.Again = sub.Again[i:]
		if !s.time(ctx, until) {
			return false
		}
		page, err := s.config.Desk.Feed(ctx, sub.Actor, dead.Cursor, 1)
		if err != nil {
			s.failed(r, sub, "the feed cannot be read")
			return false
		}
		if len(page.Items) == 0 || page.Items[0].Event.ID != dead.Event {
			continue // it is not this receiver's any more
		}
		f := s.post(ctx, sub, signed.MessageOf(signed.EventOf(page.Items[0])))
		switch {
		case f.word == "":
			s.took(r, page.Items[0].Event)
		case f.refused:
			dead.At, dead.Fault = s.config.Now().UTC(), f.word
			r.Dead = append(r.Dead, dead)
		default:
			r.Stop = f.over
			s.failed(r, sub, f.word)
			return false
		}
	}
	r.Again = nil
	return true
}

// fresh sends what is new.
func (s *Sender) fresh(ctx context.Context, sub signed.Subscription, r *signed.Result, until time.Time) {
	for s.time(ctx, until) {
		page, err := s.config.Desk.Feed(ctx, sub.Actor, r.Cursor, s.config.Page)
		if err != nil {
			if ctx.Err() == nil {
				s.failed(r, sub, "the feed cannot be read")
			}
			return
		}
		for _, item := range page.Items {
			if !sub.Wants(item.Event) {
				continue
			}
			if !s.time(ctx, until) {
				r.Cursor = s.before(ctx, sub, r.Cursor, item.Event.ID)
				return
			}
			f := s.post(ctx, sub, signed.MessageOf(signed.EventOf(item)))
			if f.word != "" && ctx.Err() != nil { // told to stop: nobody's fault
				r.Cursor = s.before(ctx, sub, r.Cursor, item.Event.ID)
				return
			}
			switch {
			case f.word == "":
				s.took(r, item.Event)
			case f.refused && r.Failures+1 >= s.config.Refusals && len(r.Dead) < signed.MaxDead:
				r.Dead = append(r.Dead, signed.Dead{
					Event: item.Event.ID, Case: item.Event.Case, At: s.config.Now().UTC(), Fault: f.word,
					Cursor: s.before(ctx, sub, r.Cursor, item.Event.ID),
				})
				r.Failures = 0
			default:
				r.Stop = f.over
				r.Cursor = s.before(ctx, sub, r.Cursor, item.Event.ID)
				s.failed(r, sub, f.word)
				return
			}
		}
		r.Cursor = page.Next
		if !page.More {
			r.Failures = 0
			return
		}
		r.Passed += s.config.Page
	}
}

// took notes a message that the receiver has.
func (s *Sender) took(r *signed.Result, e samad.Event) {
	r.Sent++
	r.Failures = 0
	r.Reached = e.At
}

// before is the furthest cursor of a page from which the event is still to
// come, so that what a receiver took of a page does not come again. The feed
// gives cursors at the end of what is read only, so less is read.
func (s *Sender) before(ctx context.Context, sub signed.Subscription, cursor, event string) string {
	ctx = context.WithoutCancel(ctx)
	best := cursor
	low, high := 0, s.config.Page-1
	for low < high {
		middle := (low + high + 1) / 2
		page, err := s.config.Desk.Feed(ctx, sub.Actor, cursor, middle)
		if err != nil {
			return best // then some come twice
		}
		if slices.ContainsFunc(page.Items, func(i samad.FeedItem) bool { return i.Event.ID == event }) {
			high = middle - 1
			continue
		}
		low, best = middle, page.Next
	}
	return best
}

// failed notes a failure and when to come again, or that it has lasted too
// long.
func (s *Sender) failed(r *signed.Result, sub signed.Subscription, word string) {
	const longest = 24 * time.Hour
	r.At, r.Err = s.config.Now(), word
	wait := s.config.Wait << min(r.Failures, 12)
	if wait > longest || wait <= 0 {
		wait = longest
	}
	var b [8]byte
	if _, err := io.ReadFull(s.config.Random, b[:]); err == nil {
		wait -= time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(wait/4))
	}
	r.Failures++
	r.Next = r.At.Add(wait)
	if since := sub.FailingSince; r.Sent == 0 && !since.IsZero() && r.At.Sub(since) >= s.config.Patience {
		r.Stop = true
	}
}
