package httpapi

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// smallest is how long a body must be, in bytes, for compression to be worth
// its while: what fits into one packet gains nothing.
const smallest = 1400

// compressible reports whether the answer may be compressed. The length of a
// compressed answer tells something of its content to whoever can watch the
// line, make a browser ask, and put words of their own into the same answer
// (BREACH). So what holds a secret is never compressed, and of all else only
// what is the same for everybody, or was asked for with an Authorization
// header, which no page of a stranger can make a browser send.
func (x *exchange) compressible(body []byte) bool {
	if len(body) < smallest || x.secret || !x.shared && x.r.Header.Get("Authorization") == "" {
		return false
	}
	return acceptsGzip(x.r.Header)
}

// acceptsGzip reads Accept-Encoding. Only gzip by its own name counts.
func acceptsGzip(h http.Header) bool {
	for one := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, params, _ := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		weight, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !ok || err == nil && q > 0
	}
	return false
}

// newGzip makes a writer; they are kept between answers, because a new one
// allocates much.
func newGzip() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		return gzip.NewWriter(nil) // the level is one of the package's own
	}
	return w
}

// compressed returns the body as gzip.
func (a *api) compressed(body []byte) ([]byte, error) {
	w, ok := a.gzips.Get().(*gzip.Writer)
	if !ok {
		w = gzip.NewWriter(nil)
	}
	defer a.gzips.Put(w)
	var b bytes.Buffer
	b.Grow(len(body) / 4)
	w.Reset(&b)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("httpapi: compress an answer: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("httpapi: compress an answer: %w", err)
	}
	return b.Bytes(), nil
}
