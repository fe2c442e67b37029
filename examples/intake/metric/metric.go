package metric

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/samad111/go-samad/samad"
)

// Options says what is measured.
type Options struct {
	Store samad.Store // required
	// Outbox counts the messages that wait and those given up, and tells when
	// the oldest that waits was made; required.
	Outbox func(ctx context.Context) (Outbox, error)
	// Calendar is the end of the last day of which all holidays are official;
	// required.
	Calendar func() time.Time
	// Pool tells how the database's connections are used; nil leaves them out.
	Pool    func() sql.DBStats
	Version string
	// Now is the clock of cases; default [time.Now].
	Now func() time.Time
	// Every is how old figures of the database may be; default 30 seconds, so
	// that many who scrape cost no more than one.
	Every time.Duration
}

// Outbox is how full the outbox is.
type Outbox struct {
	Pending, Dead int64
	Oldest        time.Time // the zero time when nothing waits
}

// Metrics measures. It is safe for concurrent use and starts no goroutines.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	running  prometheus.Gauge
	shed     prometheus.Counter
	refused  *prometheus.CounterVec
	signIns  *prometheus.CounterVec
	steps    *prometheus.HistogramVec
	failed   *prometheus.CounterVec
}

var _ samad.Observer = (*Metrics)(nil)

// New checks the options and returns the metrics in a registry of their own.
func New(o Options) (*Metrics, error) {
	if o.Store == nil || o.Outbox == nil || o.Calendar == nil {
		return nil, errors.New("metric: Options.Store, Options.Outbox and Options.Calendar are required")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Every == 0 {
		o.Every = 30 * time.Second
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "samad_http_request_seconds", Help: "Time to answer requests, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"method", "route", "status"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "samad_http_requests_running", Help: "Requests being answered."}),
		shed:    prometheus.NewCounter(prometheus.CounterOpts{Name: "samad_http_requests_shed_total", Help: "Requests refused with 503 because too many were being answered."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "samad_limits_refused_total", Help: "Requests refused by a limit, by its kind."}, []string{"kind"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "samad_sign_ins_total", Help: "Sign-ins of staff, by what came of them."}, []string{"result"}),
		steps: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "samad_step_seconds", Help: "Time of steps of the Desk, storage included, by action.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1},
		}, []string{"action"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "samad_steps_failed_total", Help: "Steps of the Desk that failed, by action and error code."}, []string{"action", "code"}),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "samad_build_info", Help: "Always 1; the version is the label.", ConstLabels: prometheus.Labels{"version": o.Version},
	}, func() float64 { return 1 })
	all := []prometheus.Collector{
		m.requests, m.running, m.shed, m.refused, m.signIns, m.steps, m.failed, build,
		&stock{Options: o}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	if o.Pool != nil {
		all = append(all, pool(o.Pool)...)
	}
	for _, c := range all {
		if err := m.registry.Register(c); err != nil {
			return nil, err //nolint:wrapcheck // names the metric
		}
	}
	return m, nil
}

// Handler serves the metrics in the text format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: 20 * time.Second, MaxRequestsInFlight: 4})
}

// Observe implements [samad.Observer].
func (m *Metrics) Observe(_ context.Context, o samad.Observation) {
	m.steps.WithLabelValues(string(o.Action)).Observe(o.Duration.Seconds())
	if o.Err != nil {
		m.failed.WithLabelValues(string(o.Action), samad.ErrorCode(o.Err)).Inc()
	}
}

// Request measures one answered request. route is the pattern it matched.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if route == "" || route == "/" {
		route = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default: // whoever asks may write anything there
		method = "other"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// Running counts a request that begins (1) or ends (-1).
func (m *Metrics) Running(change int) { m.running.Add(float64(change)) }

// Shed counts a request that was turned away because too many ran.
func (m *Metrics) Shed() { m.shed.Inc() }

// Refused counts a request that a limit of the kind refused.
func (m *Metrics) Refused(kind string) { m.refused.WithLabelValues(kind).Inc() }

// SignIn counts a sign-in by what came of it, one of a few words.
func (m *Metrics) SignIn(result string) { m.signIns.WithLabelValues(result).Inc() }
