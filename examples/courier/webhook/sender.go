package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	signed "github.com/samad111/go-samad/samad/webhook"
)

// Feeder is what a [Sender] needs of [samad.Desk].
type Feeder interface {
	Feed(ctx context.Context, actor samad.Actor, after string, limit int) (samad.FeedPage, error)
}

// Config says what a [Sender] works with.
type Config struct {
	Desk          Feeder               // required
	Subscriptions signed.Subscriptions // required
	// Client sends; default NewClient(15 s).
	Client *http.Client
	// Plain allows http addresses too.
	Plain bool
	// Page is how many events are read at a time; default 20.
	Page int
	// Lease is for how long a round holds a subscription; default one minute.
	Lease time.Duration
	// Wait is how long to rest after the first failure, doubled after each
	// further one up to a day; default one minute.
	Wait   time.Duration
	Now    func() time.Time // default [time.Now]
	Random io.Reader        // default [rand.Reader]
}

// Report says what a round did.
type Report struct {
	Subscriptions int // that were looked at
	Sent          int // events taken by their receivers
	Failed        int // subscriptions that have to be tried again
	Stopped       int // subscriptions that ended
}

// Sender sends events to subscriptions. It is safe for concurrent use.
type Sender struct{ config Config }

// New checks the configuration.
func New(config Config) (*Sender, error) {
	if config.Desk == nil || config.Subscriptions == nil {
		return nil, errors.New("webhook: Desk and Subscriptions are required")
	}
	const patience = 15 * time.Second
	if config.Client == nil {
		config.Client = NewClient(patience)
	}
	setTo(&config.Page, 20)
	setTo(&config.Lease, time.Minute)
	setTo(&config.Wait, time.Minute)
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	return &Sender{config}, nil
}

func setTo[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// Round takes at most limit subscriptions and sends each what is new, for as
// long as its lease lasts.
func (s *Sender) Round(ctx context.Context, owner string, limit int) (Report, error) {
	var report Report
	now := s.config.Now()
	due, err := s.config.Subscriptions.Due(ctx, now, limit, owner, s.config.Lease)
	if err != nil {
		return report, fmt.Errorf("webhook: subscriptions that are due: %w", err)
	}
	var errs []error
	for _, sub := range due {
		report.Subscriptions++
		result, sent := s.send(ctx, sub, now.Add(s.config.Lease))
		report.Sent += sent
		switch {
		case result.Stop:
			report.Stopped++
		case result.Err != "":
			report.Failed++
		}
		if err := s.config.Subscriptions.Settle(context.WithoutCancel(ctx), owner, result); err != nil && !errors.Is(err, samad.ErrConflict) {
			errs = append(errs, fmt.Errorf("webhook: settle subscription %s: %w", sub.ID, err))
		}
		if ctx.Err() != nil {
			errs = append(errs, ctx.Err())
			break
		}
	}
	return report, errors.Join(errs...)
}

// send sends one subscription what is new.
func (s *Sender) send(ctx context.Context, sub signed.Subscription, until time.Time) (result signed.Result, sent int) {
	result = signed.Result{ID: sub.ID, Cursor: sub.Cursor}
	for s.config.Now().Before(until) && ctx.Err() == nil {
		page, err := s.config.Desk.Feed(ctx, sub.Actor, result.Cursor, s.config.Page)
		if err != nil {
			s.failed(&result, sub, "the feed cannot be read")
			return result, sent
		}
		for _, item := range page.Items {
			if !sub.Wants(item.Event.Type) {
				continue
			}
			fault, stop := s.post(ctx, sub, signed.MessageOf(signed.EventOf(item)))
			if fault != "" {
				result.Stop = stop
				result.Cursor = s.before(ctx, sub, result.Cursor, item.Event.ID)
				s.failed(&result, sub, fault)
				return result, sent
			}
			sent++
		}
		result.Cursor = page.Next
		if !page.More {
			break
		}
	}
	result.At = s.config.Now()
	return result, sent
}

// before is the furthest cursor of a page from which the event is still to
// come, so that what a receiver took of a page does not come again. The feed
// gives cursors at the end of what is read only, so less is read.
func (s *Sender) before(ctx context.Context, sub signed.Subscription, cursor, event string) string {
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

// failed notes a failure and when to come again.
func (s *Sender) failed(r *signed.Result, sub signed.Subscription, fault string) {
	r.At, r.Err = s.config.Now(), fault
	const longest = 24 * time.Hour
	wait := s.config.Wait << min(sub.Failures, 12)
	if wait > longest || wait <= 0 {
		wait = longest
	}
	var b [8]byte
	if _, err := io.ReadFull(s.config.Random, b[:]); err == nil {
		wait -= time.Duration(binary.BigEndian.Uint64(b[:]) % uint64(wait/4))
	}
	r.Next = r.At.Add(wait)
}

// post sends one message. It returns in a word what went wrong, "" for
// nothing, and whether it never will go right.
func (s *Sender) post(ctx context.Context, sub signed.Subscription, m signed.Message) (fault string, stop bool) {
	at, err := url.Parse(sub.URL)
	if err != nil || at.Host == "" || at.Scheme != "https" && (at.Scheme != "http" || !s.config.Plain) {
		return "the address is not https", true
	}
	body, err := m.Body()
	if err != nil {
		return "the event cannot be written", false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sub.URL, bytes.NewReader(body))
	if err != nil {
		return "the address cannot be called", true
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "samad-webhook/1")
	signed.Sign(m.Data.ID, s.config.Now(), body, sub.Secrets...).Set(req.Header)
	answer, err := s.config.Client.Do(req)
	switch {
	case errors.Is(err, ErrAddress):
		return "the address lies in a private network", false
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout", false
	case err != nil:
		return "cannot be reached", false
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is written
	const drain = 4 << 10
	_, _ = io.CopyN(io.Discard, answer.Body, drain) // so that the connection can be used again
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode <= 299:
		return "", false
	case answer.StatusCode == http.StatusGone:
		return "gone", true
	default:
		return fmt.Sprintf("status %d", answer.StatusCode), false
	}
}
