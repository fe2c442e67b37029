package httpapi_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/httpapi/internal/apidoc"
	"github.com/samad111/go-samad/samad/webhook"
	"github.com/samad111/go-samad/storage/memory"
)

// theDocument is read once: it is the same for all fixtures.
var theDocument = sync.OnceValues(readDocument)

func documented(t testing.TB) *apidoc.Document {
	t.Helper()
	d, err := theDocument()
	require.NoError(t, err)
	return d
}

func readDocument() (*apidoc.Document, error) {
	t := &quiet{}
	dir := loadDirectory(t)
	api, err := httpapi.New(newDesk(t, dir, memory.New(), time.Now), httpapi.Options{
		Directory: dir, Actor: signedIn, Sessions: &sessions{}, Version: "1.2.3", Webhooks: &webhook.Registry{},
	})
	if err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	return apidoc.Parse(w.Body.Bytes())
}

// quiet lets fixtures be built outside a test; they fail loudly all the same.
type quiet struct{ testing.TB }

func (*quiet) Helper()                           {}
func (*quiet) FailNow()                          { panic("the fixture cannot be built") }
func (*quiet) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

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
	missing := d.Missing(func(*apidoc.Operation) bool { return true })
	if len(missing) > 0 && status == 0 {
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
				require.Empty(t, d.Faults(op.RequestBody.Content["application/json"].Schema, example.Value, name))
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
		"get /api/v1/webhooks", "post /api/v1/webhooks", "get /api/v1/webhooks/{id}", "delete /api/v1/webhooks/{id}",
		"post /api/v1/webhooks/{id}/pause", "post /api/v1/webhooks/{id}/resume", "post /api/v1/webhooks/{id}/replay",
		"post /api/v1/webhooks/{id}/retry", "post /api/v1/webhooks/{id}/rotate",
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
				assert.Empty(t, d.Faults(p, example, name+"."+property))
			}
			if p.Ref != "" {
				assert.NotNil(t, d.Components.Schemas[strings.TrimPrefix(p.Ref, "#/components/schemas/")], p.Ref)
			}
		}
	}
}
