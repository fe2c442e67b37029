package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

func quietLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewJSONHandler(w, nil)) }

func served(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func body(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(b)
}

func (s *site) fileCase(t *testing.T) (code, pin string) {
	t.Helper()
	status, receipt := s.call(t, http.MethodPost, "/api/v1/cases", "", map[string]any{
		"kind": "complaint", "topic": "power/outage", "place": "1002", "text": "سه شب است که برق کوچه ما قطع می‌شود.",
		"petitioner": map[string]string{"identity": "named", "name": "زهرا نمونه", "mobile": "09991234567"},
	})
	require.Equal(t, http.StatusCreated, status, "%v", receipt)
	return receipt["code"].(string), receipt["pin"].(string)
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	code, _ := s.fileCase(t)
	s.call(t, http.MethodGet, "/api/v1/cases/"+code, "", nil)
	s.call(t, http.MethodPost, "/api/v1/sessions", "", map[string]string{"username": "operator", "password": "wrong"})
	s.token(t, "operator")
	status, text := body(t, s.base+"/metrics")
	require.Equal(t, http.StatusOK, status)
	for _, line := range []string{
		`samad_cases{state="received"} 1`,
		`samad_cases_overdue{state="referred"} 0`,
		`samad_outbox_messages{state="dead"} 0`,
		`samad_database_up 1`,
		`samad_http_request_seconds_count{method="POST",route="POST /api/v1/cases",status="201"} 1`,
		`samad_http_request_seconds_count{method="GET",route="GET /api/v1/cases/{code}",status="200"} 1`,
		`samad_sign_ins_total{result="signed_in"} 1`,
		`samad_sign_ins_total{result="wrong"} 1`,
		`samad_step_seconds_count{action="submit"} 1`,
	} {
		assert.Contains(t, text, line+"\n")
	}
	for _, name := range []string{"samad_queue_oldest_seconds", "samad_outbox_oldest_seconds", "samad_calendar_official_seconds", "samad_build_info", "go_goroutines", "samad_database_connections_open", "process_open_fds"} {
		assert.Contains(t, text, "\n"+name)
	}
	assert.NotContains(t, text, code, "no codes")
	assert.NotContains(t, text, `="operator"`, "no user names")
	assert.NotRegexp(t, `[آ-ی]`, text, "nothing of what people write")
}

func TestMetricsAreForThisMachineOrTheirOwnAddress(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir(), "--trusted-proxy", "127.0.0.1", "--public-url", "https://samad.example.ir")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.base+"/metrics", nil)
	require.NoError(t, err)
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	assert.Equal(t, http.StatusNotFound, answer.StatusCode)

	own := start(t, t.TempDir(), "--metrics", "127.0.0.1:0")
	status, _ := body(t, own.base+"/metrics")
	assert.Equal(t, http.StatusNotFound, status)
	aside := ""
	for _, line := range own.lines {
		if rest, ok := strings.CutPrefix(line, "metrics   "); ok {
			aside = rest
		}
	}
	status, text := body(t, aside)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, text, "samad_database_up 1")
	none := start(t, t.TempDir(), "--metrics", "off")
	status, _ = body(t, none.base+"/metrics")
	assert.Equal(t, http.StatusNotFound, status)
}

// receiver is a collector that keeps what it is sent.
type receiver struct {
	mu    sync.Mutex
	spans []*spans.Span
	raw   []byte
}

func (c *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	var sent collector.ExportTraceServiceRequest
	if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(b, &sent) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw = append(c.raw, b...)
	for _, one := range sent.GetResourceSpans() {
		for _, scope := range one.GetScopeSpans() {
			c.spans = append(c.spans, scope.GetSpans()...)
		}
	}
}

func TestTraces(t *testing.T) {
	t.Parallel()
	c := new(receiver)
	server := httptest.NewServer(c)
	defer server.Close()
	s := start(t, t.TempDir(), "--trace-endpoint", server.URL)
	code, _ := s.fileCase(t)
	s.call(t, http.MethodGet, "/api/v1/cases/"+code, "", nil)
	require.NoError(t, s.stop())

	c.mu.Lock()
	defer c.mu.Unlock()
	byName := map[string]*spans.Span{}
	for _, one := range c.spans {
		byName[one.GetName()] = one
	}
	filed, step := byName["POST /api/v1/cases"], byName["samad.submit"]
	require.NotNil(t, filed, "%v", byName)
	require.NotNil(t, step, "%v", byName)
	assert.Equal(t, filed.GetTraceId(), step.GetTraceId())
	assert.Equal(t, filed.GetSpanId(), step.GetParentSpanId(), "a step lies below its request")
	assert.Contains(t, byName, "GET /api/v1/cases/{code}")
	assert.NotContains(t, string(c.raw), code, "a path holds a code and is no attribute")
	assert.NotContains(t, string(c.raw), "زهرا")
	assert.Contains(t, s.log.String(), `"trace_id":"`)
	assert.NotContains(t, s.log.String(), code)
}

func TestACollectorThatIsAwayCostsNothing(t *testing.T) { //nolint:paralleltest // OpenTelemetry tells one handler a process
	s := start(t, t.TempDir(), "--trace-endpoint", "http://127.0.0.1:9")
	s.fileCase(t)
	require.NoError(t, s.stop())
	assert.Contains(t, s.log.String(), "traces")
}
