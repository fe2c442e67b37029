package metric

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/samad111/go-samad/samad"
)

var (
	casesDesc    = prometheus.NewDesc("samad_cases", "Cases by stage.", []string{"state"}, nil)
	overdueDesc  = prometheus.NewDesc("samad_cases_overdue", "Cases whose answer is overdue, by stage.", []string{"state"}, nil)
	oldestDesc   = prometheus.NewDesc("samad_queue_oldest_seconds", "Age of the oldest case of each stage that waits for officials, from its filing; 0 for none.", []string{"state"}, nil)
	outboxDesc   = prometheus.NewDesc("samad_outbox_messages", "Messages that wait for a courier (pending) or were given up (dead).", []string{"state"}, nil)
	waitingDesc  = prometheus.NewDesc("samad_outbox_oldest_seconds", "Age of the oldest message that waits; 0 for none.", nil, nil)
	calendarDesc = prometheus.NewDesc("samad_calendar_official_seconds", "Time until the calendar's official holidays end; negative after that.", nil, nil)
	freshDesc    = prometheus.NewDesc("samad_database_up", "1 when the figures of the database could be read, else 0 and they are missing.", nil, nil)
)

// stock reads the figures of the database, at most once in Every.
type stock struct {
	Options

	mu   sync.Mutex
	at   time.Time // real time of the reading
	last reading
}

type reading struct {
	ok             bool
	cases, overdue map[string]int64
	oldest         map[samad.State]time.Duration
	outbox         Outbox
	waiting        time.Duration
}

// queues are the stages in which a case waits for an official.
func queues() []samad.State {
	return []samad.State{samad.Received, samad.Referred, samad.InProgress}
}

// readTime bounds the reading of all figures.
const readTime = 10 * time.Second

// Describe implements [prometheus.Collector].
func (s *stock) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{casesDesc, overdueDesc, oldestDesc, outboxDesc, waitingDesc, calendarDesc, freshDesc} {
		out <- d
	}
}

// Collect implements [prometheus.Collector].
func (s *stock) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(calendarDesc, s.Calendar().Sub(s.Now()).Seconds())
	r := s.reading()
	if !r.ok {
		gauge(freshDesc, 0)
		return
	}
	gauge(freshDesc, 1)
	for _, state := range samad.States() {
		gauge(casesDesc, float64(r.cases[string(state)]), string(state))
	}
	for _, state := range queues() {
		gauge(overdueDesc, float64(r.overdue[string(state)]), string(state))
		gauge(oldestDesc, r.oldest[state].Seconds(), string(state))
	}
	gauge(outboxDesc, float64(r.outbox.Pending), string(samad.Pending))
	gauge(outboxDesc, float64(r.outbox.Dead), string(samad.Dead))
	gauge(waitingDesc, r.waiting.Seconds())
}

// reading returns the last figures, read anew when they are too old.
func (s *stock) reading() reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.ok && time.Since(s.at) < s.Every {
		return s.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	r, err := s.read(ctx)
	r.ok = err == nil
	s.at, s.last = time.Now(), r
	return r
}

func (s *stock) read(ctx context.Context) (r reading, err error) {
	now := s.Now().UTC()
	if r.cases, err = s.count(ctx, samad.Query{}); err != nil {
		return r, err
	}
	late := true
	if r.overdue, err = s.count(ctx, samad.Query{Late: &late, Now: now, States: queues()}); err != nil {
		return r, err
	}
	r.oldest = map[samad.State]time.Duration{}
	for _, state := range queues() {
		page, err := s.Store.List(ctx, samad.Query{States: []samad.State{state}, Order: samad.OldestFirst, Limit: 1})
		if err != nil {
			return r, fmt.Errorf("metric: oldest case: %w", err)
		}
		if len(page.Cases) > 0 {
			r.oldest[state] = max(0, now.Sub(page.Cases[0].Created))
		}
	}
	if r.outbox, err = s.Outbox(ctx); err != nil {
		return r, err
	}
	if !r.outbox.Oldest.IsZero() {
		r.waiting = max(0, now.Sub(r.outbox.Oldest))
	}
	return r, nil
}

func (s *stock) count(ctx context.Context, q samad.Query) (map[string]int64, error) {
	tallies, err := s.Store.Count(ctx, q, samad.ByState)
	if err != nil {
		return nil, fmt.Errorf("metric: count cases: %w", err)
	}
	out := map[string]int64{}
	for _, t := range tallies {
		out[t.Values[0]] = t.Cases
	}
	return out, nil
}
