package main

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// at sends n submissions at a steady rate, whatever becomes of those before,
// and returns how long each took since it was due: what waits for a free client
// counts. The shortest comes first.
func at(t *testing.T, client *http.Client, rate float64, n int, url string) []time.Duration {
	t.Helper()
	took := make([]time.Duration, n)
	due := make(chan int, n)
	began := time.Now()
	dueAt := func(i int) time.Time { return began.Add(time.Duration(float64(i) / rate * float64(time.Second))) }
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := range due {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(submission))
				if !assert.NoError(t, err) {
					continue
				}
				r.Header.Set("Content-Type", "application/json")
				answer, err := client.Do(r)
				if !assert.NoError(t, err) {
					continue
				}
				_, err = io.Copy(io.Discard, answer.Body)
				assert.NoError(t, err)
				assert.NoError(t, answer.Body.Close())
				assert.Equal(t, http.StatusCreated, answer.StatusCode)
				took[i] = time.Since(dueAt(i))
			}
		})
	}
	for i := range n {
		time.Sleep(time.Until(dueAt(i)))
		due <- i
	}
	close(due)
	all.Wait()
	slices.Sort(took)
	return took
}

// At 70 % of what the service can take nobody waits long: the slowest of a
// hundred submissions takes less than ten times the middle one. Asserted in the
// long run only, on a machine that does nothing else.
func TestTailOfSubmissions(t *testing.T) { //nolint:paralleltest // it measures, and others would be in it
	s, client := start(t, t.TempDir(), "--limits", "off"), crowd()
	url, n := s.base+"/api/v1/cases", size(100, 500, 20_000)
	most := together(t, client, n, http.StatusCreated, func(int) (string, string, string) { return http.MethodPost, url, submission })
	took := at(t, client, 0.7*most, n, url)
	median, tail := took[n/2], took[n*99/100]
	t.Logf("%.0f a second at most; at 70 %%: median %s, p99 %s (%.1f times)", most, median, tail, float64(tail)/float64(median))
	require.Positive(t, took[0], "each was answered")
	if size(0, 0, 1) == 1 {
		assert.Less(t, tail, 10*median)
	}
}
