package httpapi

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// readBody reads the request's JSON into the struct to points at. With
// optional set, no body at all is the empty object.
func (x *exchange) readBody(to any, optional bool) error {
	if x.r.ContentLength > x.api.opts.MaxBody {
		return x.tooLarge()
	}
	raw, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, x.api.opts.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &apiError{code: codeTooLarge}
	case err != nil:
		return &apiError{code: codeUnreadable}
	}
	if len(raw) == 0 && optional {
		return decode([]byte("{}"), to)
	}
	if !jsonType(x.r.Header) {
		return &apiError{code: codeMediaType}
	}
	return decode(raw, to)
}

// tooLarge refuses a body that announces itself as too large. A client that
// waits for 100 Continue need not send it at all; of others one byte is read,
// by which the server learns to leave the connection open for a moment, so that
// they see the answer and not a reset.
func (x *exchange) tooLarge() error {
	if x.r.Header.Get("Expect") == "" {
		var one [1]byte
		_, _ = http.MaxBytesReader(x.w, x.r.Body, 0).Read(one[:]) // what comes of it changes nothing
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
