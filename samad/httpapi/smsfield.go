package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// smsField is where a value stands in a gateway's request.
type smsField struct {
	in   string // query, form, header or json
	name string // for json, the pointer as it was written
	path []string
}

// String writes the field as configured.
func (f smsField) String() string { return f.in + ":" + f.name }

func parseSMSField(text string) (smsField, error) {
	in, name, ok := strings.Cut(text, ":")
	f := smsField{in: in, name: name}
	if !ok || name == "" || !slices.Contains([]string{"query", "form", "header", "json"}, in) {
		return smsField{}, fmt.Errorf("%q is not a place: want query:name, form:name, header:Name or json:/pointer", text)
	}
	if in == "json" {
		parts := strings.Split(name, "/")
		if parts[0] != "" {
			return smsField{}, fmt.Errorf("%q is not a JSON pointer: it begins with /", name)
		}
		for _, part := range parts[1:] {
			f.path = append(f.path, strings.NewReplacer("~1", "/", "~0", "~").Replace(part))
		}
	}
	return f, nil
}

// smsSource is a gateway's request, read once.
type smsSource struct {
	query, form url.Values
	header      http.Header
	json        jsonValue
	isJSON      bool
}

func newSMSSource(r *http.Request, body []byte) (*smsSource, error) {
	s := &smsSource{header: r.Header}
	var err error
	if s.query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return nil, errors.New("the query string is malformed")
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch kind = strings.ToLower(strings.TrimSpace(kind)); {
	case r.Header.Get("Content-Encoding") != "":
		return nil, errors.New("a compressed body is not taken")
	case len(body) == 0:
	case kind == "application/x-www-form-urlencoded":
		if s.form, err = url.ParseQuery(string(body)); err != nil {
			return nil, errors.New("the form is malformed")
		}
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		v, bad := parseJSON(body)
		if bad != nil {
			return nil, errors.New("the JSON is malformed")
		}
		s.json, s.isJSON = v, true
	}
	return s, nil
}

// value finds a field; a value that comes twice is none, because nobody knows
// which of them another program would take.
func (s *smsSource) value(f smsField) (string, bool) {
	one := func(values []string) (string, bool) {
		if len(values) != 1 {
			return "", false
		}
		return values[0], true
	}
	switch f.in {
	case "query":
		return one(s.query[f.name])
	case "form":
		return one(s.form[f.name])
	case "header":
		return one(s.header.Values(f.name))
	default:
		return s.pointed(f.path)
	}
}

func (s *smsSource) pointed(path []string) (string, bool) {
	v := s.json
	for _, step := range path {
		var found []jsonValue
		switch v.kind {
		case jsonObject:
			for _, m := range v.members {
				if m.name == step {
					found = append(found, m.value)
				}
			}
		case jsonArray:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(v.items) {
				found = v.items[i : i+1]
			}
		default:
		}
		if len(found) != 1 {
			return "", false
		}
		v = found[0]
	}
	// Many gateways write ids and numbers as JSON numbers.
	return v.text, s.isJSON && (v.kind == jsonString || v.kind == jsonNumber)
}
