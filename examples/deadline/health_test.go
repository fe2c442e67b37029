package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// gone is a store whose database does not answer.
type gone struct{ samad.Store }

func (gone) NextDue(context.Context, time.Time) (time.Time, error) {
	return time.Time{}, errors.New("gone")
}

// Health fails when something has been due for longer than the limit, when no
// round ends any more, and when the database does not answer; the metric of the
// lag says the same.
func TestHealthFailsWithLag(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.submit(true) // its messages are due at once
	k := o.checker("a", o.clock.Now())
	w := newWatched(k.clock, 10*time.Minute)
	w.store, k.watch = o.store, w
	get := func(path string) (int, string) {
		rec := httptest.NewRecorder()
		w.handler(nil).ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return rec.Code, rec.Body.String()
	}
	begin := k.clock.Now()
	k.clock.set(begin.Add(10 * time.Minute))
	status, _ := get("/healthz")
	assert.Equal(t, http.StatusOK, status, "at the limit")
	k.clock.set(begin.Add(11 * time.Minute))
	status, said := get("/healthz")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, said, "is 11m0s late; the limit is 10m0s")
	_, metrics := get("/metrics")
	assert.Contains(t, metrics, "samad_checker_lag_seconds 660\n")

	require.NoError(t, k.round(t.Context()))
	status, said = get("/healthz")
	assert.Equal(t, http.StatusOK, status, said)
	_, metrics = get("/metrics")
	assert.Contains(t, metrics, "samad_checker_lag_seconds 0\n")
	k.clock.set(k.clock.Now().Add(11 * time.Minute))
	status, said = get("/healthz")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, said, "no round has ended for 11m0s")

	w.store = gone{o.store}
	status, _ = get("/healthz")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	_, metrics = get("/metrics")
	assert.Contains(t, metrics, "samad_checker_lag_seconds -1\n")
}
