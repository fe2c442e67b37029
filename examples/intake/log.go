package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/samad111/go-samad/examples/intake/metric"
	"github.com/samad111/go-samad/examples/intake/trace"
)

type requestKey struct{}

// requestID is the id of the request in ctx, "" outside of one.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// watching is who is told of requests.
type watching struct {
	logger  *slog.Logger
	metrics *metric.Metrics
	tracer  *trace.Tracer // nil for nobody
}

func (w watching) span(r *http.Request) (context.Context, func(route string, status int)) {
	if w.tracer == nil {
		return r.Context(), func(string, int) {}
	}
	return w.tracer.Request(r)
}

// withLog gives every request an id and logs it by the route it took. Paths
// and queries are not logged: they may hold tracking codes. A panic becomes an
// error answer.
func withLog(next http.Handler, watch watching) http.Handler {
	logger := watch.logger
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		ctx, endSpan := watch.span(r)
		r = r.WithContext(context.WithValue(ctx, requestKey{}, id))
		r.Header.Set("X-Request-Id", id) // the API takes it over
		w.Header().Set("X-Request-Id", id)
		answer := &recorder{ResponseWriter: w}
		began := time.Now()
		watch.metrics.Running(1)
		defer func() {
			watch.metrics.Running(-1)
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler { //nolint:errorlint // this very value, says net/http
					panic(v)
				}
				logger.Error("panic", "request_id", id, "route", r.Pattern, "kind", kindOf(v), "stack", string(debug.Stack()))
				if answer.status == 0 {
					http.Error(answer, "خطایی در سامانه رخ داد؛ اندکی بعد دوباره بفرستید.", http.StatusInternalServerError)
				}
			}
			level := slog.LevelInfo
			if answer.status >= http.StatusInternalServerError {
				level = slog.LevelError
			}
			took := time.Since(began)
			watch.metrics.Request(r.Method, r.Pattern, answer.status, took)
			endSpan(r.Pattern, answer.status)
			line := []slog.Attr{
				slog.String("request_id", id), slog.String("method", r.Method), slog.String("route", r.Pattern),
				slog.Int("status", answer.status), slog.Int64("bytes", answer.bytes), slog.Int64("ms", took.Milliseconds()),
			}
			if of := trace.ID(ctx); of != "" {
				line = append(line, slog.String("trace_id", of))
			}
			logger.LogAttrs(ctx, level, "request", line...)
		}()
		next.ServeHTTP(answer, r)
	})
}

// kindOf says what a panic came with: the words of the runtime's own errors,
// and no more than the type of others, which may hold what somebody wrote.
func kindOf(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", v)
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err //nolint:wrapcheck // a ResponseWriter's own error
}

// Unwrap gives http.ResponseController the writer below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
