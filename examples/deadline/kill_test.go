package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/vault"
)

// childEnv makes the test binary be the program.
const childEnv = "SAMAD_DEADLINE_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// provider is a gateway with faults that counts what would reach telephones: a
// key that it has taken is not sent twice.
type provider struct {
	takes time.Duration // for each message
	mu    sync.Mutex
	tries int
	taken map[string]int
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var in struct{ Key string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.tries++
	n := p.tries
	fails := n%11 == 0
	if !fails {
		p.taken[in.Key]++
	}
	p.mu.Unlock()
	time.Sleep(p.takes)
	switch {
	case fails:
		w.WriteHeader(http.StatusInternalServerError)
	case n%17 == 0:
		panic(http.ErrAbortHandler) // taken, and the answer is lost
	default:
		fmt.Fprintf(w, `{"id": "g%s"}`, in.Key)
	}
}

// postgresSchema returns the address of a schema of its own on the server for
// tests.
func postgresSchema(t *testing.T) string {
	t.Helper()
	address := os.Getenv("SAMAD_POSTGRES")
	if address == "" {
		t.Skip("SAMAD_POSTGRES is not set: the superuser's address of a PostgreSQL server for tests, postgres://…")
	}
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	schema := "deadline_" + strings.ToLower(rand.Text()[:16])
	query.Set("schema", schema)
	query.Set("connections", "6")
	u.RawQuery = query.Encode()
	t.Cleanup(func() {
		db, err := postgres.Open(context.Background(), address, postgres.Options{})
		require.NoError(t, err)
		_, err = db.Read().ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+schema+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	return u.String()
}

// TestKilledCheckers lets four processes work on one database, kills and
// restarts them at random, and counts: each warning, breach, escalation and
// closing stands once in the history, and the gateway has exactly the messages
// that were written.
func TestKilledCheckers(t *testing.T) {
	t.Parallel()
	killed(t, "sqlite:"+filepath.Join(t.TempDir(), "samad.db"), 4, 60, 3, 2*time.Millisecond)
}

// TestKilledCheckersPostgres does so on PostgreSQL; with SAMAD_LONG=1 with
// 18,200 cases, in which 100,100 marks are due, and kills to the end.
func TestKilledCheckersPostgres(t *testing.T) {
	t.Parallel()
	cases, kills := 80, 4
	if os.Getenv("SAMAD_LONG") != "" {
		cases, kills = 18_200, 1_000
	}
	killed(t, postgresSchema(t), 4, cases, kills, 2*time.Millisecond)
}

// TestThroughput shows how the work grows with the processes, on PostgreSQL;
// with SAMAD_LONG=1 with 500 cases.
//
//nolint:paralleltest // it measures
func TestThroughput(t *testing.T) {
	cases := 20
	if os.Getenv("SAMAD_LONG") != "" {
		cases = 500
	}
	for _, takes := range []time.Duration{2 * time.Millisecond, 100 * time.Millisecond} { // a gateway nearby, and one as they are
		for _, processes := range []int{1, 2, 4} {
			took := killed(t, postgresSchema(t), processes, cases, 0, takes)
			t.Logf("gateway %s, %d processes: %d cases due in %s, %.0f a second", takes, processes, cases, took.Round(time.Millisecond), float64(cases)/took.Seconds())
		}
	}
}

func killed(t *testing.T, address string, processes, cases, kills int, takes time.Duration) time.Duration {
	t.Helper()
	folder := t.TempDir()
	keyFile := filepath.Join(folder, "key")
	keys, err := vault.CreateFile(keyFile)
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), address, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	o := openOfficeOn(t, db.Cases(), keys)
	ids := dueLongAgo(t, o, cases)

	p := &provider{taken: map[string]int{}, takes: takes}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	config := filepath.Join(folder, "courier.yaml")
	require.NoError(t, os.WriteFile(config, []byte("sms:\n  url: "+server.URL+
		"\n  body: '{\"key\": {{json .Key}}, \"to\": {{json .To}}, \"text\": {{json .Text}}}'\n  reference: id\n  timeout: 2s\nquiet: [{hours: \"00:00-00:00\"}]\n"), 0o600))

	began := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	group := &errgroup.Group{}
	var used atomic.Int64 // processor time of the checkers, nanoseconds
	fates := make([]chan struct{}, processes)
	for i := range processes {
		fates[i] = make(chan struct{}, 1)
		group.Go(func() error {
			for ctx.Err() == nil {
				if err := child(ctx, &used, fates[i], "--db", address, "--key", keyFile, "--courier", config, "--public-url", "https://samad.example.ir", "--every", "100ms",
					"--lease", "5s", "--retry", "50ms", "--batch", "200", "--digest", "off"); err != nil {
					return err
				}
			}
			return nil
		})
	}
	killer := &errgroup.Group{}
	killed := 0
	killer.Go(func() error {
		for killed < kills {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(time.Duration(200+mathrand.IntN(700)) * time.Millisecond * time.Duration(1+cases/2000)):
			}
			select {
			case fates[mathrand.IntN(processes)] <- struct{}{}:
				killed++
			default: // it is dying already
			}
		}
		return nil
	})
	require.Eventually(t, func() bool {
		next, err := o.store.NextDue(ctx, time.Unix(0, 0))
		return err == nil && next.IsZero()
	}, time.Hour, 50*time.Millisecond, "all is done in the end")
	took := time.Since(began)
	cancel()
	require.NoError(t, killer.Wait())
	assert.Equal(t, kills > 0, killed > 0, "the work took long enough for a kill")
	require.NoError(t, group.Wait())
	// Surveys are sent after a case has ended, by a chore that no case waits for.
	require.Eventually(t, func() bool {
		code, out, errs := deadline(t.Context(), "--db", address, "--key", keyFile, "--courier", config, "--public-url", "https://samad.example.ir", "--once", "--retry", "50ms", "--digest", "off")
		waiting, err := o.store.FindMessages(t.Context(), samad.MessageQuery{States: []samad.MessageState{samad.Pending}})
		return assert.NotEqual(t, exitUsage, code, "%s%s", out, errs) && assert.NoError(t, err) && len(waiting.Messages) == 0
	}, 10*time.Minute, 50*time.Millisecond, "messages are left")

	want := map[string]bool{}
	closed, marks, messages := 0, 0, 0
	for _, id := range ids {
		for _, line := range duplicates(o, id) {
			t.Errorf("case %s: twice in the history: %s", id, line)
		}
		c, err := o.store.Case(t.Context(), id)
		require.NoError(t, err)
		if c.State == samad.Closed {
			closed++
			marks++
		} else {
			n := len(times(o.history(id)))
			marks += n
			assert.Equal(t, 7, n, "three warnings passed over, a breach and three steps")
		}
		all, err := o.store.Messages(t.Context(), id)
		require.NoError(t, err)
		messages += len(all)
		for _, m := range all {
			assert.Equal(t, samad.Delivered, m.State, "%s of %s: %s", m.Kind, id, m.Fault)
			if m.Carrier == samad.BySMS {
				want[m.ID] = true
			}
		}
	}
	assert.Equal(t, len(ids)/4, closed, "those that nobody objected to")
	p.mu.Lock()
	defer p.mu.Unlock()
	assert.Len(t, p.taken, len(want), "unique keys at the gateway")
	doubles := 0
	for key, n := range p.taken {
		assert.True(t, want[key], "a key that nobody wrote: %s", key)
		doubles += n - 1
	}
	t.Logf("%d cases due, %d processes, %d kills: %s, processor time of the checkers %s; %d marks, %d messages, of them %d by SMS, %d tries, %d doubles dropped by their key",
		len(ids), processes, killed, took.Round(time.Millisecond), time.Duration(used.Load()).Round(time.Millisecond), marks, messages, len(want), p.tries, doubles)
	return took
}

// dueLongAgo files cases whose deadlines have passed since: every fourth was
// answered, the others wait.
func dueLongAgo(t *testing.T, o *office, cases int) []samad.CaseID {
	t.Helper()
	ids := make([]samad.CaseID, cases)
	group := &errgroup.Group{}
	group.SetLimit(16)
	for i := range ids {
		group.Go(func() error {
			r, err := o.desk.Submit(t.Context(), samad.Anonymous(), samad.Submission{
				Kind: samad.Request, Text: "سه ماه است حقوقم واریز نشده.", Place: "1014", Topic: "welfare/retirement",
				Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه", Mobile: fmt.Sprintf("0912%07d", i)},
			})
			if err != nil {
				return err
			}
			ids[i] = r.Case
			if _, err = o.desk.Accept(t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}}); err != nil || i%4 != 0 {
				return err
			}
			_, err = o.desk.Answer(t.Context(), head, samad.AnswerRequest{
				Ref: samad.Ref{ID: r.Case}, Outcome: samad.Done, Final: true,
				AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
			})
			return err
		})
	}
	require.NoError(t, group.Wait())
	return ids
}

// child runs the program as a process of its own until it is told to die, or
// gently until the context ends.
func child(ctx context.Context, used *atomic.Int64, die <-chan struct{}, args ...string) error {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childEnv+"=1")
	var errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Discard, &errs
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		used.Add(int64(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()))
		done <- err
	}()
	select {
	case err := <-done:
		return fmt.Errorf("the checker ended by itself: %w: %s", err, errs.String())
	case <-die:
		err := cmd.Process.Kill()
		if ended := <-done; ended == nil { // it is told by the signal
			return errors.New("the checker ended well, though it was killed")
		}
		return err
	case <-ctx.Done():
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		// 1 says that some work failed in between, which is what happens here.
		if err := <-done; err != nil && cmd.ProcessState.ExitCode() != exitFailed {
			return fmt.Errorf("the checker did not end well: %w: %s", err, errs.String())
		}
		return nil
	}
}

// duplicates lists what stands more than once in a history and must not. It
// verifies the history.
func duplicates(o *office, id samad.CaseID) []string {
	o.t.Helper()
	o.history(id)
	events, err := o.store.Events(o.t.Context(), id)
	require.NoError(o.t, err)
	var seen, twice []string
	for _, e := range events {
		switch e.Type {
		case samad.EventWarned, samad.EventBreached, samad.EventEscalated, samad.EventMarkSkipped, samad.EventClosed:
			line := string(e.Type) + " " + string(e.Data)
			if slices.Contains(seen, line) {
				twice = append(twice, line)
			}
			seen = append(seen, line)
		}
	}
	return twice
}
