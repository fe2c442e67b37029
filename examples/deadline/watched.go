package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/samad111/go-samad/samad"
)

// watched is what a checker tells of itself: metrics, and whether it is well.
// The nil value tells nothing.
type watched struct {
	clock  *clock
	store  samad.Store
	maxLag time.Duration

	registry  *prometheus.Registry
	cases     *prometheus.CounterVec
	messages  *prometheus.CounterVec
	failures  prometheus.Counter
	hooks     *prometheus.CounterVec
	rounds    prometheus.Histogram
	lastRound prometheus.Gauge

	mu   sync.Mutex
	last time.Time // of the clock, when a round ended
}

func newWatched(c *clock, maxLag time.Duration) *watched {
	w := &watched{clock: c, maxLag: maxLag, registry: prometheus.NewRegistry()}
	w.cases = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "samad_checker_steps_total", Help: "What sweeps did, by kind: claimed, warned, breached, escalated, skipped, lapsed, wiped, and chores by name.",
	}, []string{"kind"})
	w.messages = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "samad_courier_messages_total", Help: "What became of messages: delivered, retried, postponed, dead, overtaken.",
	}, []string{"outcome"})
	w.failures = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "samad_checker_failures_total", Help: "Pieces of work that failed and will be tried again.",
	})
	w.hooks = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "samad_webhook_messages_total", Help: "What became of webhooks: delivered, failed (waits), dead (refused and given up), stopped (subscriptions that ended).",
	}, []string{"outcome"})
	w.rounds = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "samad_checker_round_seconds", Help: "How long rounds took.", Buckets: []float64{.01, .05, .1, .5, 1, 5, 10, 30, 60, 300},
	})
	w.lastRound = prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "samad_checker_last_round_timestamp_seconds", Help: "When the last round ended.",
	})
	lag := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "samad_checker_lag_seconds", Help: "For how long the oldest case or message has been due; -1 when the database does not say.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), askTime)
		defer cancel()
		lag, err := w.lag(ctx)
		if err != nil {
			return -1
		}
		return lag.Seconds()
	})
	w.registry.MustRegister(w.cases, w.messages, w.hooks, w.failures, w.rounds, w.lastRound, lag)
	return w
}

// askTime bounds how long a question about health waits for the database.
const askTime = 5 * time.Second

// note counts a round.
func (w *watched) note(r round) {
	if w == nil {
		return
	}
	for kind, n := range map[string]int{
		"claimed": r.Claimed, "warned": r.Warned, "breached": r.Breached, "escalated": r.Escalated,
		"skipped": r.Skipped, "lapsed": r.Lapsed, "wiped": r.Wiped,
	} {
		w.cases.WithLabelValues(kind).Add(float64(n))
	}
	for name, n := range r.Chores {
		w.cases.WithLabelValues(name).Add(float64(n))
	}
	for outcome, n := range map[string]int{
		"delivered": r.Delivered, "retried": r.Retried, "postponed": r.Postponed, "dead": r.Dead, "overtaken": r.Overtaken,
	} {
		w.messages.WithLabelValues(outcome).Add(float64(n))
	}
	for outcome, n := range map[string]int{
		"delivered": r.Webhooks, "failed": r.WebhooksFailed, "dead": r.WebhooksDead, "stopped": r.WebhooksStopped,
	} {
		w.hooks.WithLabelValues(outcome).Add(float64(n))
	}
	w.failures.Add(float64(len(r.Errors)))
	w.rounds.Observe(r.took.Seconds())
	now := w.clock.Now()
	w.lastRound.Set(float64(now.UnixMilli()) / 1000)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = now
}

// lag is for how long the oldest case or message has been due, 0 for nothing.
func (w *watched) lag(ctx context.Context) (time.Duration, error) {
	oldest, err := w.store.NextDue(ctx, time.Unix(0, 0))
	if err != nil {
		return 0, fmt.Errorf("ask for the oldest due: %w", err)
	}
	if lag := w.clock.Now().Sub(oldest); !oldest.IsZero() && lag > 0 {
		return lag, nil
	}
	return 0, nil
}

// well returns nil, or why somebody should look.
func (w *watched) well(ctx context.Context) error {
	lag, err := w.lag(ctx)
	if err != nil {
		return err
	}
	if lag > w.maxLag {
		return fmt.Errorf("the oldest due is %s late; the limit is %s", lag.Round(time.Second), w.maxLag)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if since := w.clock.Now().Sub(w.last); !w.last.IsZero() && since > w.maxLag {
		return fmt.Errorf("no round has ended for %s; the limit is %s", since.Round(time.Second), w.maxLag)
	}
	return nil
}

// handler serves /metrics and /healthz, and what else the courier brings.
func (w *watched) handler(more map[string]http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), askTime)
		defer cancel()
		if err := w.well(ctx); err != nil {
			http.Error(rw, "not well: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(rw, "well")
	})
	for pattern, h := range more {
		mux.Handle(pattern, h)
	}
	return mux
}
