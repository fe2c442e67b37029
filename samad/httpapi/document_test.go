package httpapi_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/storage/memory"
)

// document is the OpenAPI document, by which every answer in these tests is
// checked.
type document struct {
	Version    string                               `json:"openapi"`
	Servers    []map[string]any                     `json:"servers"`
	Paths      map[string]map[string]*documentedOp  `json:"paths"`
	Components struct{ Schemas map[string]*schema } `json:"components"`

	templates map[string]*regexp.Regexp

	mu   sync.Mutex
	seen map[string]bool // "operationId status"
}

type documentedOp struct {
	ID          string                            `json:"operationId"`
	Summary     string                            `json:"summary"`
	Parameters  []struct{ Name, In string }       `json:"parameters"`
	RequestBody struct{ Content documentedMedia } `json:"requestBody"`
	Responses   map[string]struct{ Content documentedMedia }
}

type documentedMedia map[string]struct {
	Schema   *schema
	Examples map[string]struct{ Value any }
}

// schema is as much of JSON Schema as the document uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Additional any                `json:"additionalProperties"`
	Items      *schema            `json:"items"`
	Enum       []any              `json:"enum"`
	Format     string             `json:"format"`
	Minimum    *float64           `json:"minimum"`
	Maximum    *float64           `json:"maximum"`
	MinLength  *int               `json:"minLength"`
	MaxLength  *int               `json:"maxLength"`
	Pattern    string             `json:"pattern"`
	Examples   []any              `json:"examples"`
}

// theDocument is read once: it is the same for all fixtures.
var theDocument = sync.OnceValues(readDocument)

func documented(t testing.TB) *document {
	t.Helper()
	d, err := theDocument()
	require.NoError(t, err)
	return d
}

func readDocument() (*document, error) {
	t := &quiet{}
	dir := loadDirectory(t)
	api, err := httpapi.New(newDesk(t, dir, memory.New(), time.Now), httpapi.Options{
		Directory: dir, Actor: signedIn, Sessions: &sessions{}, Version: "1.2.3",
	})
	if err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	d := &document{templates: map[string]*regexp.Regexp{}, seen: map[string]bool{}}
	if err := json.Unmarshal(w.Body.Bytes(), d); err != nil {
		return nil, err
	}
	parameter := regexp.MustCompile(`\\\{[a-z]+\\\}`)
	for path := range d.Paths {
		d.templates[path], err = regexp.Compile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// quiet lets fixtures be built outside a test; they fail loudly all the same.
type quiet struct{ testing.TB }

func (*quiet) Helper()                           {}
func (*quiet) FailNow()                          { panic("the fixture cannot be built") }
func (*quiet) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// check holds an answer against the document.
func (d *document) check(t testing.TB, method, path string, a answer) {
	t.Helper()
	for template, ops := range d.Paths {
		op := ops[strings.ToLower(method)]
		if op == nil || !d.templates[template].MatchString(path) {
			continue
		}
		response, ok := op.Responses[strconv.Itoa(a.status)]
		if !ok && a.status >= http.StatusInternalServerError {
			response, ok = op.Responses["default"]
		}
		require.True(t, ok, "%s %s answered %d, which is not documented: %s", method, template, a.status, a.raw)
		d.mu.Lock()
		d.seen[op.ID+" "+strconv.Itoa(a.status)] = true
		d.mu.Unlock()
		if a.raw == "" {
			require.Empty(t, response.Content)
			return
		}
		contentType, _, _ := strings.Cut(a.header.Get("Content-Type"), ";")
		media, ok := response.Content[contentType]
		require.True(t, ok, "%s %s answered %s", method, template, contentType)
		if !strings.HasSuffix(contentType, "json") {
			return
		}
		faults := d.faults(media.Schema, any(a.body), "")
		require.Empty(t, faults, "%s %s against the document: %s", method, template, a.raw)
		return
	}
}

// faults validates a value against a schema.
func (d *document) faults(s *schema, v any, at string) []string {
	if s.Ref != "" {
		target := d.Components.Schemas[strings.TrimPrefix(s.Ref, "#/components/schemas/")]
		if target == nil {
			return []string{at + ": " + s.Ref + " leads nowhere"}
		}
		return d.faults(target, v, at)
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
				out = append(out, d.faults(p, one, at+"/"+name)...)
			case s.Additional == false:
				bad("%s is not documented", name)
			}
		}
	case []any:
		if s.Type != "array" {
			bad("a list, want %v", s.Type)
			break
		}
		for i, one := range v {
			out = append(out, d.faults(s.Items, one, at+"/"+strconv.Itoa(i))...)
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
		if s.Type != "integer" || v != float64(int64(v)) {
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

// TestMain checks, when all tests have run, that every documented answer was
// produced by one of them.
func TestMain(m *testing.M) {
	status := m.Run()
	for _, name := range []string{"test.run", "test.skip", "test.fuzz", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			os.Exit(status)
		}
	}
	d, err := theDocument()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var missing []string
	for _, ops := range d.Paths {
		for _, op := range ops {
			for code := range op.Responses {
				if code != "default" && !d.seen[op.ID+" "+code] {
					missing = append(missing, op.ID+" "+code)
				}
			}
		}
	}
	if sort.Strings(missing); len(missing) > 0 && status == 0 {
		fmt.Fprintf(os.Stderr, "no test produces these documented answers:\n\t%s\n", strings.Join(missing, "\n\t"))
		status = 1
	}
	os.Exit(status)
}

func TestDocumentIsWhole(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("GET", "/openapi.json", nil).is(200)
	require.Equal(t, "application/openapi+json", a.header.Get("Content-Type"))
	require.NotContains(t, a.raw, "$schema")
	d := documented(t)
	assert.Equal(t, "3.1.0", d.Version)
	assert.Equal(t, []map[string]any{{"url": "."}}, d.Servers, "the API can be mounted anywhere")

	ids := map[string]string{}
	for path, ops := range d.Paths {
		for method, op := range ops {
			require.NotEmpty(t, op.ID)
			require.NotEmpty(t, op.Summary)
			require.Empty(t, ids[op.ID], "%s is used twice", op.ID)
			ids[op.ID] = method + " " + path
			if method == "post" && len(op.RequestBody.Content) > 0 && op.ID != "uploadAttachment" {
				require.NotNil(t, op.RequestBody.Content["application/json"].Schema)
			}
			for name, example := range op.RequestBody.Content["application/json"].Examples {
				require.Empty(t, d.faults(op.RequestBody.Content["application/json"].Schema, example.Value, name))
			}
		}
	}
	// The routes of the contract.
	want := []string{
		"post /api/v1/cases", "get /api/v1/cases/{code}",
		"post /api/v1/cases/{code}/objection", "post /api/v1/cases/{code}/information", "post /api/v1/cases/{code}/rating",
		"post /api/v1/cases/{code}/withdrawal", "post /api/v1/cases/{code}/confirmation",
		"post /api/v1/attachments", "get /api/v1/cases/{code}/attachments/{attachment}", "get /api/v1/desk/cases/{id}/attachments/{attachment}",
		"post /api/v1/sessions", "delete /api/v1/sessions",
		"get /api/v1/desk/cases", "get /api/v1/desk/cases/{id}", "get /api/v1/desk/cases/{id}/history", "get /api/v1/desk/earlier",
		"post /api/v1/desk/bulk", "get /api/v1/events", "get /api/v1/statistics",
		"get /api/v1/desk/calls", "post /api/v1/desk/calls",
		"get /api/v1/kinds", "get /api/v1/topics", "get /api/v1/places", "get /api/v1/agencies",
		"get /healthz", "get /openapi.json", "get /readyz",
	}
	for name := range stepBodies() {
		want = append(want, "post /api/v1/desk/cases/{id}/"+name)
	}
	got := slices.Sorted(maps.Values(ids))
	slices.Sort(want)
	require.Equal(t, want, got)
	// A Persian example for the door that most people use.
	examples := d.Paths["/api/v1/cases"]["post"].RequestBody.Content["application/json"].Examples
	require.Contains(t, fmt.Sprint(examples), "بیمه بیکاری")
}

// Every example in a schema fits it, and every reference leads somewhere.
func TestDocumentExamplesFit(t *testing.T) {
	t.Parallel()
	d := documented(t)
	for name, s := range d.Components.Schemas {
		for property, p := range s.Properties {
			for _, example := range p.Examples {
				assert.Empty(t, d.faults(p, example, name+"."+property))
			}
			if p.Ref != "" {
				assert.NotNil(t, d.Components.Schemas[strings.TrimPrefix(p.Ref, "#/components/schemas/")], p.Ref)
			}
		}
	}
}
