package setup_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/courier"
	"github.com/samad111/go-samad/examples/courier/setup"
	"github.com/samad111/go-samad/samad"
)

// write puts files into a folder and returns the path of courier.yaml.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return filepath.Join(folder, "courier.yaml")
}

func TestLoad(t *testing.T) {
	t.Parallel()
	var body, auth string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		body, auth = string(b), r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"id": "g-17"}`))
	}))
	t.Cleanup(server.Close)
	path := write(t, map[string]string{
		"secret": "s3cret\n", "token": "0123456789abcdef\n",
		"courier.yaml": `
sms:
  url: ` + server.URL + `
  headers: {Authorization: "Bearer {{.Secret}}"}
  secret_file: secret
  body: '{"to": {{json .To}}, "text": {{json .Text}}}'
  number: local
  reference: id
  rate: 50
  reports: {token_file: token, reference: id, status: status, arrived: ["10"], failed: ["11"]}
mail: {host: localhost, from: samad@example.ir, tls: none, offices: {isf.tamin: head@tamin.example.ir}}
processes: 4
quiet:
  - {hours: "22:00-08:00", except: [pin]}
texts:
  fa/sms/answer: "پاسخ پرونده {{.Code}} آماده است."
`,
	})
	now, err := time.Parse(time.RFC3339, "2026-11-23T12:00:00+03:30")
	require.NoError(t, err)
	s, err := setup.Load(path, nil, func() time.Time { return now })
	require.NoError(t, err)
	assert.Equal(t, map[samad.Carrier]float64{samad.BySMS: 12.5}, s.Config.Rates, "a fourth of 50")
	c, err := courier.New(s.Config)
	require.NoError(t, err)
	notice := samad.Notice{
		ID: "01KEY", Audience: samad.ToPetitioner, Carrier: samad.BySMS, Lang: samad.Persian, Kind: samad.AnswerMessage, Text: "متن", Code: "12", To: "+989130001234",
	}
	ref, err := c.Track(t.Context(), notice)
	require.NoError(t, err)
	assert.Equal(t, "g-17", ref)
	assert.JSONEq(t, `{"to": "09130001234", "text": "پاسخ پرونده 12 آماده است."}`, body)
	assert.Equal(t, "Bearer s3cret", auth)
	now = now.Add(11 * time.Hour)
	require.ErrorIs(t, c.Notify(t.Context(), notice), samad.ErrUnavailable, "night")

	var got samad.Confirmation
	h, err := s.Reports(confirmer(func(c samad.Confirmation) { got = c }))
	require.NoError(t, err)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/?token=0123456789abcdef&id=g-17&status=10", nil))
	assert.Equal(t, samad.Confirmation{Reference: "g-17", Arrived: true}, got)
}

type confirmer func(samad.Confirmation)

func (f confirmer) ConfirmMessage(_ context.Context, c samad.Confirmation) error { f(c); return nil }

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	const sms = "sms: {url: \"https://x.example/\", body: '{}'"
	for name, row := range map[string]struct{ yaml, want string }{
		"nothing":          {"texts: {}", "neither sms nor mail"},
		"an unknown word":  {"smss: {}", "smss"},
		"a bad body":       {"sms: {url: \"https://x.example/\", body: '{\"t\": \"{{.Text}}\"}'}", "JSON"},
		"a missing secret": {sms + ", secret_file: none}", "none"},
		"no processes":     {sms + "}\nprocesses: -1", "processes"},
		"bad hours":        {sms + "}\nquiet: [{hours: \"25:00-08:00\"}]", "25:00"},
		"a bad day":        {sms + "}\nquiet: [{from: 1405-13-01, hours: \"22:00-08:00\"}]", "1405-13-01"},
		"a bad text":       {sms + "}\ntexts: {fa/sms/anwser: x}", "anwser"},
		"a bad office":     {"mail: {host: h, from: samad@example.ir, offices: {isf.tamin: nobody}}", "isf.tamin"},
		"quiet mail":       {"mail: {host: h, from: samad@example.ir}\nquiet: [{hours: \"22:00-08:00\"}]", "quiet"},
		"a short token":    {sms + ", reports: {status: s, key: k, arrived: [x]}}", "token"},
	} {
		_, err := setup.Load(write(t, map[string]string{"courier.yaml": row.yaml}), nil, time.Now)
		require.ErrorContains(t, err, row.want, name)
	}
	path := write(t, map[string]string{"secret": "x", "courier.yaml": sms + ", secret_file: secret}"})
	require.NoError(t, os.Chmod(filepath.Join(filepath.Dir(path), "secret"), 0o644)) //nolint:gosec // that is what must be refused
	_, err := setup.Load(path, nil, time.Now)
	require.ErrorContains(t, err, "can be read by others")
	_, err = setup.Load(filepath.Join(t.TempDir(), "none.yaml"), nil, time.Now)
	require.ErrorIs(t, err, os.ErrNotExist)
}
