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
)

type requestKey struct{}

// requestID is the id of the request in ctx, "" outside of one.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// withLog gives every request an id and logs it by the route it took. Paths
// and queries are not logged: they may hold tracking codes. A panic becomes an
// error answer.
func withLog(next http.Handler, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
		r.Header.Set("X-Request-Id", id) // the API takes it over
		w.Header().Set("X-Request-Id", id)
		answer := &recorder{ResponseWriter: w}
		began := time.Now()
		defer func() {
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
			logger.Log(r.Context(), level, "request", "request_id", id, "method", r.Method, "route", r.Pattern,
				"status", answer.status, "bytes", answer.bytes, "ms", time.Since(began).Milliseconds())
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
