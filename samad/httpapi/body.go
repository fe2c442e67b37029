package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// readBody reads the request's JSON into the struct to points at. With
// optional set, no body at all is the empty object.
func (x *exchange) readBody(to any, known shapes, optional bool) error {
	if x.r.ContentLength > x.api.opts.MaxBody {
		return x.tooLarge()
	}
	// A server that cannot set it has a time limit of its own, or a test.
	_ = http.NewResponseController(x.w).SetReadDeadline(time.Now().Add(x.api.opts.BodyTime))
	raw, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, x.api.opts.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return x.tooLarge()
	case err != nil:
		return &apiError{code: codeUnreadable}
	}
	sum := sha256.Sum256(raw)
	x.digest = hex.EncodeToString(sum[:])
	var said []string
	if x.r.Header.Get("If-Match") != "" {
		said = []string{"If-Match"}
	}
	if len(raw) == 0 && optional {
		return known.decode([]byte("{}"), to)
	}
	if !jsonType(x.r.Header) {
		return &apiError{code: codeMediaType}
	}
	return known.decode(raw, to, said...)
}

// What of a body that is too large is read and thrown away before it is
// refused, and for how long.
const (
	drainBytes = 16 << 20
	drainTime  = 5 * time.Second
)

// tooLarge refuses a body that is too large. A client that waits for 100
// Continue need not send it at all. Others mostly send all of it before they
// read an answer, and would see a reset instead of one: so some of it is
// thrown away first, and the connection is closed after.
func (x *exchange) tooLarge() error {
	if x.r.Header.Get("Expect") == "" {
		// What comes of the deadline and the reading changes nothing.
		_ = http.NewResponseController(x.w).SetReadDeadline(time.Now().Add(drainTime))
		_, _ = io.CopyN(io.Discard, x.r.Body, drainBytes)
	}
	x.w.Header().Set("Connection", "close")
	return &apiError{code: codeTooLarge}
}

// jsonType reports whether the headers announce plain JSON in UTF-8. A missing
// type is refused too: browsers send bodies without one across sites.
func jsonType(h http.Header) bool {
	if enc := h.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return false
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return false
	}
	charset, ok := params["charset"]
	return !ok || strings.EqualFold(charset, "utf-8")
}
