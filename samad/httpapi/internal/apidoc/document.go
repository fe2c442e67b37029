// Package apidoc reads an OpenAPI document as far as the API's own uses it and
// holds answers against it: whether their status, type and members are
// documented. It is for the tests of packages that serve the API.
package apidoc

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Document is an OpenAPI document that remembers which of its answers were
// seen.
type Document struct {
	Version    string                               `json:"openapi"`
	Servers    []map[string]any                     `json:"servers"`
	Paths      map[string]map[string]*Operation     `json:"paths"`
	Components struct{ Schemas map[string]*Schema } `json:"components"`

	templates map[string]*regexp.Regexp

	mu   sync.Mutex
	seen map[string]bool // "operationId status"
}

// Operation is what the document says of one.
type Operation struct {
	ID          string                      `json:"operationId"`
	Summary     string                      `json:"summary"`
	Tags        []string                    `json:"tags"`
	Parameters  []struct{ Name, In string } `json:"parameters"`
	RequestBody struct{ Content Media }     `json:"requestBody"`
	Responses   map[string]struct{ Content Media }
}

// Media are the types of a body.
type Media map[string]struct {
	Schema   *Schema
	Examples map[string]struct{ Value any }
}

// Schema is as much of JSON Schema as the document uses.
type Schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Properties map[string]*Schema `json:"properties"`
	Required   []string           `json:"required"`
	Additional any                `json:"additionalProperties"`
	Items      *Schema            `json:"items"`
	Enum       []any              `json:"enum"`
	Format     string             `json:"format"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
	MinLength  *int               `json:"minLength"`
	MaxLength  *int               `json:"maxLength"`
	Pattern    string             `json:"pattern"`
	Examples   []any              `json:"examples"`
}

// Parse reads a document.
func Parse(raw []byte) (*Document, error) {
	d := &Document{templates: map[string]*regexp.Regexp{}, seen: map[string]bool{}}
	if err := json.Unmarshal(raw, d); err != nil { //nolint:musttag // what has no tag is not read
		return nil, fmt.Errorf("apidoc: read the document: %w", err)
	}
	parameter := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	for path := range d.Paths {
		var err error
		d.templates[path], err = regexp.Compile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
		if err != nil {
			return nil, fmt.Errorf("apidoc: path %s: %w", path, err)
		}
	}
	return d, nil
}

// Answer is what came back.
type Answer struct {
	Status      int
	ContentType string
	Raw         string
	Body        any // of JSON
}

// Find returns the operation of a request with its template, nil for none.
func (d *Document) Find(method, path string) (*Operation, string) {
	for template, ops := range d.Paths {
		if op := ops[strings.ToLower(method)]; op != nil && d.templates[template].MatchString(path) {
			// A path without parameters is nearer than one with them.
			if !strings.Contains(template, "{") {
				return op, template
			}
			if exact := d.Paths[path]; exact == nil || exact[strings.ToLower(method)] == nil {
				return op, template
			}
		}
	}
	return nil, ""
}

// Check returns in what an answer is not as documented. Answers to what is no
// operation are not looked at.
func (d *Document) Check(method, path string, a Answer) []string {
	op, template := d.Find(method, path)
	if op == nil {
		return nil
	}
	response, ok := op.Responses[strconv.Itoa(a.Status)]
	if !ok && a.Status >= http.StatusInternalServerError {
		response, ok = op.Responses["default"]
	}
	if !ok {
		return []string{fmt.Sprintf("%s %s answered %d, which is not documented: %s", method, template, a.Status, a.Raw)}
	}
	d.mu.Lock()
	d.seen[op.ID+" "+strconv.Itoa(a.Status)] = true
	d.mu.Unlock()
	if a.Raw == "" {
		if len(response.Content) > 0 {
			return []string{method + " " + template + " answered nothing"}
		}
		return nil
	}
	contentType, _, _ := strings.Cut(a.ContentType, ";")
	media, ok := response.Content[contentType]
	if !ok {
		return []string{method + " " + template + " answered " + contentType}
	}
	if !strings.HasSuffix(contentType, "json") {
		return nil
	}
	return d.Faults(media.Schema, a.Body, "")
}

// Missing lists the documented answers that were never seen, of operations
// that of names; "default" ones are not counted.
func (d *Document) Missing(of func(op *Operation) bool) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var missing []string
	for _, ops := range d.Paths {
		for _, op := range ops {
			for code := range op.Responses {
				if code != "default" && !d.seen[op.ID+" "+code] && of(op) {
					missing = append(missing, op.ID+" "+code)
				}
			}
		}
	}
	sort.Strings(missing)
	return missing
}

// Faults validates a value against a schema.
//
//nolint:gocognit // one case for each type of JSON
func (d *Document) Faults(s *Schema, v any, at string) []string {
	if s.Ref != "" {
		target := d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
		if target == nil {
			return []string{at + ": " + s.Ref + " leads nowhere"}
		}
		return d.Faults(target, v, at)
	}
	var out []string
	bad := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		bad("%v is not in %v", v, s.Enum)
	}
	switch v := v.(type) {
	case map[string]any:
		if s.Type != nil && s.Type != "object" {
			bad("an object, want %v", s.Type)
		}
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				bad("%s is missing", name)
			}
		}
		for name, one := range v {
			switch p, ok := s.Properties[name]; {
			case ok:
				out = append(out, d.Faults(p, one, at+"/"+name)...)
			case s.additional() != nil:
				out = append(out, d.Faults(s.additional(), one, at+"/"+name)...)
			case s.closed():
				bad("%s is not documented", name)
			}
		}
	case []any:
		if s.Type != "array" {
			bad("a list, want %v", s.Type)
			break
		}
		for i, one := range v {
			out = append(out, d.Faults(s.Items, one, at+"/"+strconv.Itoa(i))...)
		}
	case string:
		if s.Type != nil && s.Type != "string" {
			bad("a string, want %v", s.Type)
		}
		if _, err := time.Parse(time.RFC3339, v); s.Format == "date-time" && (err != nil || !strings.HasSuffix(v, "Z")) {
			bad("%q is no instant in UTC", v)
		}
		if s.MinLength != nil && len([]rune(v)) < *s.MinLength || s.MaxLength != nil && len([]rune(v)) > *s.MaxLength {
			bad("%q has the wrong length", v)
		}
		if s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(v) {
			bad("%q does not match %s", v, s.Pattern)
		}
	case float64:
		if s.Type != "number" && (s.Type != "integer" || v != float64(int64(v))) {
			bad("a number, want %v", s.Type)
		}
		if s.Minimum != nil && v < *s.Minimum || s.Maximum != nil && v > *s.Maximum {
			bad("%v is out of range", v)
		}
	case bool:
		if s.Type != "boolean" {
			bad("a truth value, want %v", s.Type)
		}
	}
	return out
}

// additional is the schema of members that have no name of their own, nil
// where there is none.
func (s *Schema) additional() *Schema {
	if _, object := s.Additional.(map[string]any); !object {
		return nil
	}
	raw, err := json.Marshal(s.Additional)
	var of Schema
	if err == nil {
		err = json.Unmarshal(raw, &of)
	}
	if err != nil {
		return &Schema{Type: "unreadable"}
	}
	return &of
}

// closed reports whether there are no members besides the named ones.
func (s *Schema) closed() bool {
	open, said := s.Additional.(bool)
	return said && !open
}
