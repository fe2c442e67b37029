package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	// Parallel is how many subscriptions are served side by side, so that one
	// slow receiver does not hold up the others; default 8.
	Parallel int
	// Page is how many events are read at a time; default 20.
	Page int
	// Lease is for how long a round holds a subscription; default one minute.
	Lease time.Duration
	// Reserve is how much of the lease must be left for one more message, so
	// that nobody else begins while it is under way; default the client's
	// timeout, and a quarter of the lease where it has none or a longer one.
	Reserve time.Duration
	// Wait is how long to rest after the first failure, doubled after each
	// further one up to a day; default one minute.
	Wait time.Duration
	// Patience is how long a subscription may fail before it is stopped;
	// default five days.
	Patience time.Duration
	// Refusals is how often a message is tried before it is given up because
	// the receiver refuses it (a status of 400 to 499 that speaks of the
	// message); default 5.
	Refusals int
	Now      func() time.Time // default [time.Now]
	Random   io.Reader        // default [rand.Reader]
}

// Report says what a round did.
type Report struct {
	Subscriptions int // that were looked at
	Sent          int // events taken by their receivers
	Dead          int // events given up, because their receivers refused them
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
	const answer = 15 * time.Second
	if config.Client == nil {
		config.Client = NewClient(answer)
	}
	setTo(&config.Page, 20)
	setTo(&config.Parallel, 8)
	setTo(&config.Lease, time.Minute)
	setTo(&config.Wait, time.Minute)
	setTo(&config.Patience, 5*24*time.Hour)
	setTo(&config.Refusals, 5)
	setTo(&config.Reserve, config.Client.Timeout)
	if config.Reserve == 0 || config.Reserve > config.Lease/2 {
		config.Reserve = config.Lease / 4
	}
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
	errs := []error{err} // beside those that can be served
	if err != nil {
		errs[0] = fmt.Errorf("webhook: subscriptions that are due: %w", err)
	}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(s.config.Parallel)
	for _, sub := range due {
		group.Go(func() error {
			result := s.send(ctx, sub, now.Add(s.config.Lease))
			err := s.config.Subscriptions.Settle(context.WithoutCancel(ctx), result)
			mu.Lock()
			defer mu.Unlock()
			report.add(result)
			if err != nil && !errors.Is(err, samad.ErrConflict) {
				errs = append(errs, fmt.Errorf("webhook: settle subscription %s: %w", sub.ID, err))
			}
			return nil
		})
	}
	errs = append(errs, group.Wait(), ctx.Err())
	return report, errors.Join(errs...)
}

func (r *Report) add(result signed.Result) {
	r.Subscriptions++
	r.Sent += result.Sent
	r.Dead += len(result.Dead)
	switch {
	case result.Stop:
		r.Stopped++
	case result.Err != "":
		r.Failed++
	}
}

// fault is what went wrong with a message, in a word; the zero fault is none.
type fault struct {
	word string
	// over: nothing will ever go right. refused: the receiver does not want
	// this message, whatever it thinks of others.
	over, refused bool
}

// post sends one message.
func (s *Sender) post(ctx context.Context, sub signed.Subscription, m signed.Message) fault {
	at, err := url.Parse(sub.URL)
	if err != nil || at.Host == "" || at.Scheme != "https" && (at.Scheme != "http" || !s.config.Plain) {
		return fault{word: "the address is not https", over: true}
	}
	body, err := m.Body()
	if err != nil {
		return fault{word: "the event cannot be written"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sub.URL, bytes.NewReader(body))
	if err != nil {
		return fault{word: "the address cannot be called", over: true}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "samad-webhook/1")
	signed.Sign(m.Data.ID, s.config.Now(), body, sub.Secrets...).Set(req.Header)
	answer, err := s.config.Client.Do(req)
	switch {
	case errors.Is(err, ErrAddress):
		return fault{word: "the address lies in a private network"}
	case errors.Is(err, context.DeadlineExceeded):
		return fault{word: "timeout"}
	case err != nil:
		return fault{word: "cannot be reached"}
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is written
	const drain = 4 << 10
	_, _ = io.CopyN(io.Discard, answer.Body, drain) // so that the connection can be used again
	switch {
	case answer.StatusCode >= 200 && answer.StatusCode <= 299:
		return fault{}
	case answer.StatusCode == http.StatusGone:
		return fault{word: "gone", over: true}
	default:
		return fault{word: fmt.Sprintf("status %d", answer.StatusCode), refused: refuses(answer.StatusCode)}
	}
}

// refuses reports whether a status speaks of the message and not of the
// receiver's state, its address or the signature.
func refuses(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusLengthRequired, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusExpectationFailed, http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge,
		http.StatusUnavailableForLegalReasons:
		return true
	default:
		return false
	}
}
