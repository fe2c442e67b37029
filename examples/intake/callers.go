package main

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/webdesk"
)

// callersPath is where the telephone exchange tells how many wait on the line.
const callersPath = "/exchange/callers"

// callersFact is under which name the last word of the exchange is kept, for all
// servers of the installation.
const callersFact = "callers"

// lineNews is what the exchange sends.
type lineNews struct {
	Waiting *int `json:"waiting"`         // callers in the queue now; required
	Longest int  `json:"longest_seconds"` // how long the first of them has waited
}

// lineFact is what is kept of it.
type lineFact struct {
	Waiting int       `json:"waiting"`
	Longest int       `json:"longest_seconds"`
	At      time.Time `json:"at"` // when it came, by the clock of this service
}

// callers takes the exchange's word and hands it on to the pages.
type callers struct {
	store  *account.Store
	secret [sha256.Size]byte // of what the exchange shows
	now    func() time.Time
	logger *slog.Logger
}

// checkCallers reads the exchange's secret.
func (o *options) checkCallers(fault func(flag, format string, args ...any)) {
	if o.Exchange == "" {
		return
	}
	var err error
	if o.line, err = readSecret(o.Exchange); err != nil {
		fault("exchange-secret-file", "%w", err)
	}
}

// openCallers returns nil when no exchange is connected.
func openCallers(o options, p parts) *callers {
	if o.line == "" {
		return nil
	}
	return &callers{p.accounts, sha256.Sum256([]byte(o.line)), p.now, p.logger}
}

// handler is nil for a nil receiver: then nothing is taken in.
func (c *callers) handler() http.Handler {
	if c == nil {
		return nil
	}
	return c
}

// pages is what the pages ask, nil for a nil receiver.
func (c *callers) pages() func(ctx context.Context) (webdesk.Callers, error) {
	if c == nil {
		return nil
	}
	return c.last
}

// ServeHTTP takes the length of the queue in: POST with the secret as a bearer
// token. The newest word counts; nothing is kept of earlier ones.
func (c *callers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const most = 1 << 10
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	shown, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	sum := sha256.Sum256([]byte(shown))
	if subtle.ConstantTimeCompare(sum[:], c.secret[:]) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "show the exchange's secret as a bearer token", http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var news lineNews
	if err == nil {
		err = json.Unmarshal(body, &news)
	}
	const people, day = 100_000, 24 * 60 * 60
	if err != nil || news.Waiting == nil || *news.Waiting < 0 || *news.Waiting > people || news.Longest < 0 || news.Longest > day {
		http.Error(w, `send {"waiting": 3, "longest_seconds": 40}`, http.StatusBadRequest)
		return
	}
	if err := c.keep(r.Context(), lineFact{*news.Waiting, news.Longest, c.now().UTC().Truncate(time.Second)}); err != nil {
		c.logger.ErrorContext(r.Context(), "callers that wait", "request_id", requestID(r.Context()), "error", err.Error())
		http.Error(w, "not kept", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (c *callers) keep(ctx context.Context, fact lineFact) error {
	value, err := json.Marshal(fact)
	if err != nil {
		return fmt.Errorf("callers: %w", err)
	}
	return c.store.SetFact(ctx, callersFact, value)
}

// last is the exchange's last word, the zero value before the first.
func (c *callers) last(ctx context.Context) (webdesk.Callers, error) {
	value, err := c.store.Fact(ctx, callersFact)
	if err != nil || value == nil {
		return webdesk.Callers{}, err
	}
	var fact lineFact
	if err := json.Unmarshal(value, &fact); err != nil {
		return webdesk.Callers{}, fmt.Errorf("callers: %w", err)
	}
	return webdesk.Callers{Waiting: fact.Waiting, Longest: time.Duration(fact.Longest) * time.Second, At: fact.At}, nil
}
