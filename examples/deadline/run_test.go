package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// openFile is an office on a database in a file, as the service leaves it,
// with five cases that are referred and one that is answered.
func openFile(t *testing.T) (path string, ids []samad.CaseID) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "samad.db")
	keys, err := vault.CreateFile(path + ".key")
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context()))
	o := openOfficeOn(t, db.Cases(), keys)
	for range 6 {
		ids = append(ids, o.submit(true))
	}
	o.answer(ids[0])
	require.NoError(t, db.Close())
	return path, ids
}

// deadline runs the program in this process.
func deadline(ctx context.Context, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = run(ctx, args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestRunPeriod(t *testing.T) {
	t.Parallel()
	path, ids := openFile(t)
	box := filepath.Join(t.TempDir(), "outbox.jsonl")
	code, out, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--outbox", box, "--json",
		"--at", "2026-03-08T10:00:00+03:30", "--until", "2026-05-01T00:00:00+03:30")
	require.Equal(t, exitGood, code, errs)
	assert.Empty(t, regexp.MustCompile(`(?m)^deadline: simulated up to .*\n`).ReplaceAllString(errs, ""), "but how far it has come, on a slow machine")

	lines := strings.Split(strings.TrimSpace(out), "\n")
	var total summaryRecord
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &total))
	assert.Equal(t, "summary", total.Event)
	assert.Equal(t, 15, total.Warned)
	assert.Equal(t, 5, total.Breached)
	assert.Equal(t, 15, total.Escalated)
	assert.Equal(t, 1, total.Lapsed)
	assert.Zero(t, total.Errors)
	var first roundRecord
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &first))
	assert.Equal(t, "1404-12-17 10:00", first.AtPersian)

	letters := readOutbox(t, box)
	assert.Len(t, letters, total.Delivered)
	sum := 0
	for _, n := range total.Messages {
		sum += n
	}
	assert.Equal(t, total.Delivered, sum)
	answers := 0
	seen := map[string]bool{}
	for _, l := range letters {
		assert.False(t, seen[l.ID], "delivered twice: %s", l.ID)
		seen[l.ID] = true
		if l.Kind == samad.AnswerMessage {
			answers++
			assert.Equal(t, ids[0], l.Case)
			assert.Equal(t, "+989130001234", l.To)
			assert.Contains(t, l.Text, "واریز شد.")
		}
	}
	assert.Equal(t, 1, answers)

	info, err := os.Stat(box)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds personal data")
}

func readOutbox(t *testing.T, path string) (out []letter) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var l letter
		require.NoError(t, json.Unmarshal(lines.Bytes(), &l))
		out = append(out, l)
	}
	require.NoError(t, lines.Err())
	return out
}

// What nobody carries waits, and is delivered once somebody does.
func TestMessagesWaitForACarrier(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	code, out, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--once")
	require.Equal(t, exitGood, code, errs)
	assert.Contains(t, errs, "messages wait")
	assert.Contains(t, out, "breached 5")
	assert.NotContains(t, out, "delivered")

	box := filepath.Join(t.TempDir(), "outbox.jsonl")
	code, out, errs = deadline(t.Context(), "--db", "sqlite:"+path, "--once", "--outbox", box)
	require.Equal(t, exitGood, code, errs)
	assert.Contains(t, out, "receipt 6")
	assert.NotEmpty(t, readOutbox(t, box))
}

// With the keys of another database a checker does not begin.
func TestRunRefusesForeignKeys(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	foreign := filepath.Join(t.TempDir(), "foreign.key")
	_, err := vault.CreateFile(foreign)
	require.NoError(t, err)
	code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--key", foreign, "--once")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "does not belong to this database")
}

// A database that nobody migrated is an error like others.
func TestRunRefusesAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "empty.db")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	_, err := vault.CreateFile(path + ".key")
	require.NoError(t, err)
	code, _, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--once")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "migrate it first")
}

// Without --outbox no address, text or number goes anywhere.
func TestRunOnceTellsNoPersonalData(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	code, out, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--at", "2026-03-19T10:00:00+03:30")
	require.Equal(t, exitGood, code, errs)
	assert.Regexp(t, `^1404-12-28 10:00  breached 5, escalated 5, skipped 15, digest 1, figures \d+, oversight/due \d+, oversight/follow \d+, seals 1, delivered \d+ \(answer 1, breach 5, .*receipt 6, .*\)\n`, out)
	for _, secret := range []string{"0001234", "نمونه", "واریز"} {
		assert.NotContains(t, out+errs, secret)
	}
	assert.Contains(t, errs, "no --courier and no --outbox")

	code, out, _ = deadline(t.Context(), "--db", "sqlite:"+path, "--at", "2026-03-19T10:00:00+03:30")
	assert.Equal(t, exitGood, code)
	assert.Regexp(t, `^1 rounds in \S+: nothing to do\n$`, out, "nothing is done twice")
}

// A checker in its loop works, and stops when told to.
func TestRunLoopStops(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	stdout, stderr := &trigger{word: "breached", pull: cancel}, &bytes.Buffer{}
	code := run(ctx, []string{"--db", "sqlite:" + path, "--every", "1h"}, stdout, stderr)
	require.Equal(t, exitGood, code, stderr)
	// It is long past all deadlines of the cases in the file.
	assert.Contains(t, stdout.String(), "breached 5")
	assert.Contains(t, stdout.String(), "1 rounds in ")
}

// trigger is a writer that does something once a word was written.
type trigger struct {
	bytes.Buffer
	word string
	pull func()
}

func (w *trigger) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if bytes.Contains(w.Bytes(), []byte(w.word)) {
		w.pull()
	}
	return n, err
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	path, _ := openFile(t)
	db := "sqlite:" + path
	missing := filepath.Join(t.TempDir(), "missing")
	for name, row := range map[string]struct {
		args string
		err  string
	}{
		"until without at":     {"--until 2026-05-01T00:00:00Z", "--until needs --at"},
		"no instant":           {"--at yesterday", `--at "yesterday": write an instant`},
		"backwards":            {"--at 2026-05-01T00:00:00Z --until 2026-04-01T00:00:00Z", "--until lies before --at"},
		"once in a rehearsal":  {"--once --at 2026-05-01T00:00:00Z", "exclude each other"},
		"no pause":             {"--every 0s", "--every"},
		"batch":                {"--batch 0", "--batch is 1 to 1000"},
		"an unknown flag":      {"--evry 3s", "--every"},
		"no database":          {"--db sqlite:" + missing + " --key " + path + ".key", "no such file"},
		"no key":               {"--key " + missing, "--key"},
		"no key named":         {"--db memory:", "--key is missing"},
		"no pack":              {"--pack " + missing, "--pack"},
		"a pack without files": {"--pack " + t.TempDir(), "pack.yaml: the file is missing"},
		"no site":              {"--courier x.yaml", "--courier needs --public-url"},
		"half a site":          {"--public-url samad.example.ir", "write a scheme and a host"},
		"no outbox":            {"--outbox " + missing + "/x", "--outbox"},
	} {
		args := strings.Fields(row.args)
		if !strings.Contains(row.args, "--db") {
			args = append([]string{"--db", db}, args...)
		}
		code, out, errs := deadline(t.Context(), args...)
		assert.Equal(t, exitUsage, code, "%s: %s", name, errs)
		assert.Contains(t, errs, row.err, name)
		assert.Empty(t, out, name)
	}
	assert.NoFileExists(t, missing)
	code, out, _ := deadline(t.Context(), "--help")
	assert.Equal(t, exitGood, code)
	assert.Contains(t, out, "--outbox")
}

// A file that is full or gone is reported, and the messages wait.
func TestOutboxFails(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	path, ids := openFile(t)
	code, out, _ := deadline(t.Context(), "--db", "sqlite:"+path, "--outbox", "/dev/full", "--at", "2026-03-08T10:00:00+03:30")
	assert.Equal(t, exitGood, code, "it will be tried again")
	assert.Regexp(t, `to be tried again \d+`, out)
	db, err := storage.Open(t.Context(), "sqlite:"+path, storage.Options{})
	require.NoError(t, err)
	messages, err := db.Cases().Messages(t.Context(), ids[0])
	require.NoError(t, err)
	for _, m := range messages {
		assert.NotEqual(t, samad.Delivered, m.State, m.Kind)
	}
	require.NoError(t, db.Close())
}

// With a courier configured, petitioners are told through the gateway, once
// each, at decent hours, and what the gateway reports is recorded.
func TestRunWithCourier(t *testing.T) {
	t.Parallel()
	path, ids := openFile(t)
	var mu sync.Mutex
	sent := map[string]int{}
	gateway := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		key := r.Header.Get("Idempotency-Key")
		sent[key]++
		fmt.Fprintf(w, `{"id": "g-%s"}`, key)
	}))
	t.Cleanup(gateway.Close)
	folder := t.TempDir()
	config := filepath.Join(folder, "courier.yaml")
	require.NoError(t, os.WriteFile(filepath.Join(folder, "token"), []byte("0123456789abcdef"), 0o600))
	require.NoError(t, os.WriteFile(config, []byte("sms:\n  url: "+gateway.URL+`
  body: '{"to": {{json .To}}, "text": {{json .Text}}}'
  reference: id
  reports: {token_file: token, reference: id, status: status, arrived: ["10"], failed: ["11"]}
`), 0o600))
	db := "sqlite:" + path
	code, out, errs := deadline(t.Context(), "--db", db, "--courier", config, "--public-url", "https://samad.example.ir", "--at", "2026-03-08T23:00:00+03:30")
	require.Equal(t, exitGood, code, errs)
	assert.Empty(t, sent, "nobody is woken")
	assert.Contains(t, out, "put off")
	code, out, errs = deadline(t.Context(), "--db", db, "--courier", config, "--public-url", "https://samad.example.ir", "--at", "2026-03-09T08:00:00+03:30")
	require.Equal(t, exitGood, code, errs)
	assert.Contains(t, out, "receipt 6")
	assert.Len(t, sent, 13, "receipts and referrals of six cases, and an answer")
	for key, n := range sent {
		assert.Equal(t, 1, n, key)
	}
	assert.NotContains(t, out+errs, "0001234")

	// The daemon takes the gateway's reports on these. It sends more meanwhile.
	before := maps.Clone(sent)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stderr lockedBuffer
	done := make(chan int)
	go func() {
		done <- run(ctx, []string{"--db", db, "--courier", config, "--public-url", "https://samad.example.ir", "--listen", "127.0.0.1:0", "--every", "1h"}, io.Discard, &stderr)
	}()
	address := ""
	require.Eventually(t, func() bool {
		_, after, ok := strings.Cut(stderr.String(), "http://")
		address, _, _ = strings.Cut(after, "\n")
		return ok && address != ""
	}, 30*time.Second, 10*time.Millisecond)
	get := func(path string) (int, string) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+path, nil)
		require.NoError(t, err)
		answer, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(b)
	}
	for key := range before {
		status, _ := get("/sms/reports?token=0123456789abcdef&status=10&id=g-" + key)
		assert.Equal(t, http.StatusNoContent, status)
	}
	status, _ := get("/sms/reports?token=wrong&status=10&id=x")
	assert.Equal(t, http.StatusForbidden, status)
	require.Eventually(t, func() bool {
		status, _ := get("/healthz")
		return status == http.StatusOK
	}, 30*time.Second, 20*time.Millisecond)
	require.Eventually(t, func() bool {
		_, metrics := get("/metrics")
		return strings.Contains(metrics, `samad_checker_steps_total{kind="breached"} 5`) && strings.Contains(metrics, "samad_checker_lag_seconds")
	}, 30*time.Second, 20*time.Millisecond)
	cancel()
	assert.Equal(t, exitGood, <-done, stderr.String())

	opened, err := storage.Open(t.Context(), db, storage.Options{})
	require.NoError(t, err)
	all, err := opened.Cases().Messages(t.Context(), ids[0])
	require.NoError(t, err)
	for _, m := range all {
		if before[m.ID] > 0 {
			assert.Equal(t, "g-"+m.ID, m.Reference)
			assert.False(t, m.Confirmed.IsZero(), m.Kind)
		}
	}
	require.NoError(t, opened.Close())
}

// lockedBuffer may be written and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A dry run says what a round would do, and does nothing.
func TestDryRun(t *testing.T) {
	t.Parallel()
	path, ids := openFile(t)
	at := "2026-03-19T10:00:00+03:30"
	for range 2 {
		code, out, errs := deadline(t.Context(), "--db", "sqlite:"+path, "--dry-run", "--at", at)
		require.Equal(t, exitGood, code, errs)
		assert.Contains(t, out, "would be done: breached 5, escalated 5, skipped 15")
		assert.Equal(t, 5, strings.Count(out, "mark_skipped, mark_skipped, mark_skipped, breached, message:breach, escalated, message:escalation")+strings.Count(out, "breached, escalated, message:"), out)
		assert.Contains(t, out, "would be delivered: ")
		assert.NotContains(t, out, "نمونه")
	}
	_ = ids
	code, out, _ := deadline(t.Context(), "--db", "sqlite:"+path, "--at", at)
	require.Equal(t, exitGood, code)
	assert.Contains(t, out, "breached 5, escalated 5, skipped 15")
}
