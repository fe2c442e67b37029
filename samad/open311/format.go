package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// format is how an answer is written: the suffix of the path.
type format string

const (
	asXML  format = "xml"
	asJSON format = "json"
)

func (f format) contentType() string {
	if f == asJSON {
		return "application/json; charset=utf-8"
	}
	return "text/xml; charset=utf-8"
}

// body is an answer. Its XML form is that of the value itself; in JSON the
// element around a list is gone.
type body interface {
	spark() any
}

// encode writes a body whole, so that a fault while encoding is not half an
// answer.
func (f format) encode(b body) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if f == asJSON {
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(b.spark())
	} else {
		out.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
		encoder := xml.NewEncoder(&out)
		encoder.Indent("", "  ")
		err = encoder.Encode(b)
	}
	if err != nil {
		return nil, fmt.Errorf("open311: encode an answer: %w", err)
	}
	return out.Bytes(), nil
}

func (f format) write(w http.ResponseWriter, status int, content []byte) {
	h := w.Header()
	h.Set("Content-Type", f.contentType())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	_, _ = w.Write(content) // a client that has gone needs no answer
}

// text is an empty element in XML and null in JSON when there is nothing to
// say.
type text string

// MarshalJSON implements [json.Marshaler].
func (t text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(string(t))
	return bytes.TrimSpace(out.Bytes()), err
}

// degrees are a coordinate, nil for none.
type degrees struct{ at *float64 }

// MarshalText implements [encoding.TextMarshaler], for XML.
func (d degrees) MarshalText() ([]byte, error) {
	if d.at == nil {
		return nil, nil
	}
	return strconv.AppendFloat(nil, *d.at, 'f', -1, 64), nil
}

// MarshalJSON implements [json.Marshaler].
func (d degrees) MarshalJSON() ([]byte, error) {
	if d.at == nil {
		return []byte("null"), nil
	}
	return d.MarshalText()
}

// instant is a date of the standard, always in UTC; the zero one is left empty.
type instant time.Time

// MarshalText implements [encoding.TextMarshaler], for XML.
func (i instant) MarshalText() ([]byte, error) {
	if time.Time(i).IsZero() {
		return nil, nil
	}
	return []byte(time.Time(i).UTC().Format(time.RFC3339)), nil
}

// MarshalJSON implements [json.Marshaler].
func (i instant) MarshalJSON() ([]byte, error) {
	if time.Time(i).IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + time.Time(i).UTC().Format(time.RFC3339) + `"`), nil
}
