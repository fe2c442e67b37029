package deploy_test

import (
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// built holds the programs: with SAMAD_LONG as the Dockerfile builds them, else
// as go builds them here, which takes a moment instead of minutes.
var built = sync.OnceValues(func() (string, error) { //nolint:gochecknoglobals // built once for all tests
	dir, err := os.MkdirTemp("", "samad-deploy")
	if err != nil {
		return "", err
	}
	args := []string{"build", "-o", dir + "/"}
	if long() {
		args = append(args, "-trimpath", "-ldflags=-s -w")
	}
	build := exec.Command("go", append(args, programs...)...)
	build.Dir, build.Env = "../..", os.Environ()
	if long() {
		build.Env = append(build.Env, "CGO_ENABLED=0")
	}
	if out, err := build.CombinedOutput(); err != nil {
		return "", &buildError{out, err}
	}
	return dir, nil
})

func long() bool { return os.Getenv("SAMAD_LONG") != "" }

// programs are those of the image.
var programs = []string{"./examples/intake", "./examples/deadline", "./examples/samadctl"} //nolint:gochecknoglobals // a list

type buildError struct {
	out []byte
	err error
}

func (e *buildError) Error() string { return e.err.Error() + ": " + string(e.out) }

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := built(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// The programs need no C library: an image without one can run them.
func TestProgramsAreStatic(t *testing.T) {
	t.Parallel()
	list := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps", "-f", "{{.ImportPath}} {{len .CgoFiles}} {{if .Error}}{{.Error}}{{end}}"}, programs...)...)
	list.Dir, list.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
	out, err := list.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		require.GreaterOrEqual(t, len(words), 2, line)
		assert.Equal(t, "0", words[1], line)
		assert.Len(t, words, 2, line)
	}
	if !long() || runtime.GOOS != "linux" {
		t.Log("with SAMAD_LONG on Linux the programs are built and looked at, too")
		return
	}
	dir, err := built()
	require.NoError(t, err)
	for _, name := range []string{"intake", "deadline", "samadctl"} {
		f, err := elf.Open(filepath.Join(dir, name))
		require.NoError(t, err)
		for _, p := range f.Progs {
			assert.NotEqual(t, elf.PT_INTERP, p.Type, "%s needs a loader that an empty image has not", name)
		}
		require.NoError(t, f.Close())
	}
}

// The settings of compose and of the unit are settings of the program.
func TestSettingsOfComposeAndUnit(t *testing.T) {
	t.Parallel()
	dir, err := built()
	require.NoError(t, err)
	s := readCompose(t).Services["intake-1"]
	check := exec.CommandContext(t.Context(), filepath.Join(dir, "intake"), append([]string{"--print-config"}, s.Command...)...)
	for name, value := range s.Environment {
		if name == "SAMAD_PUBLIC_URL" {
			value = "https://samad.example.ir"
		}
		check.Env = append(check.Env, name+"="+value)
	}
	out, err := check.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name := range s.Environment {
		if strings.HasPrefix(name, "SAMAD_") {
			assert.Contains(t, string(out), "# "+name+"\n", "the program knows no such variable")
		}
	}
	out, err = exec.CommandContext(t.Context(), filepath.Join(dir, "intake"), "--config", "intake.yaml", "--print-config").CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "second_factor: admins")
}

// process is a program that runs.
type process struct {
	*exec.Cmd
	base string
}

// serveAs starts a server with the environment of compose and returns when it
// listens.
func serveAs(t *testing.T, dir string, env []string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(filepath.Join(dir, "intake"))}
	p.Env = env
	p.Stderr = io.Discard
	out, err := p.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	t.Cleanup(func() { _ = p.Process.Kill() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "document  "); ok {
			p.base = strings.TrimSuffix(rest, "/openapi.json")
			break
		}
	}
	require.NotEmpty(t, p.base, "it did not start")
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// As compose starts them: setup, then two servers and checkers on one database,
// behind a proxy; and a server that is stopped takes nothing with it.
func TestAsComposeStartsThem(t *testing.T) {
	t.Parallel()
	dir, err := built()
	require.NoError(t, err)
	data := t.TempDir()
	db, keyFile := "sqlite:"+filepath.Join(data, "samad.db"), filepath.Join(data, "samad.key")
	env := []string{"SAMAD_ADDR=127.0.0.1:0", "SAMAD_DB=" + db, "SAMAD_KEY=" + keyFile, "SAMAD_PUBLIC_URL=https://samad.example.ir",
		"SAMAD_TRUSTED_PROXY=127.0.0.0/8", "SAMAD_METRICS=127.0.0.1:0", "SAMAD_STOP_DELAY=200ms", "SAMAD_STOP_TIME=20s"}
	setup := exec.CommandContext(t.Context(), filepath.Join(dir, "intake"), "--setup")
	setup.Env = env
	out, err := setup.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "account admin admin ")

	servers := []*process{serveAs(t, dir, env), serveAs(t, dir, env)}
	proxy := httptest.NewServer(balance(t, servers))
	defer proxy.Close()

	var served atomic.Int64
	load := func(n int) {
		for range n {
			status, receipt := file(t, proxy.URL)
			require.Equal(t, http.StatusCreated, status, "%v", receipt)
			for range 2 { // by the one that took it, and by the other
				status, view := get(t, proxy.URL+"/api/v1/cases/"+receipt["code"].(string))
				require.Equal(t, http.StatusOK, status, "%v", view)
			}
			served.Add(1)
		}
	}
	load(4)

	// Checkers of the same database do a round each, side by side.
	var rounds sync.WaitGroup
	for range 2 {
		rounds.Go(func() {
			out, err := exec.CommandContext(t.Context(), filepath.Join(dir, "deadline"), "--db", db, "--key", keyFile, "--once").CombinedOutput()
			assert.NoError(t, err, "%s", out)
		})
	}
	rounds.Wait()

	// One server goes, as in an upgrade; people notice nothing.
	gone := make(chan error, 1)
	require.NoError(t, servers[0].Process.Signal(syscall.SIGTERM))
	go func() { gone <- servers[0].Wait() }()
	load(20)
	select {
	case err := <-gone:
		assert.NoError(t, err, "it ended as it should")
	case <-time.After(20 * time.Second):
		t.Error("it did not stop")
	}
	assert.Equal(t, int64(24), served.Load())
	require.NoError(t, servers[1].Process.Signal(syscall.SIGTERM))
	assert.NoError(t, servers[1].Wait())
	out, err = exec.CommandContext(t.Context(), filepath.Join(dir, "samadctl"), "db", "verify", "--db", db).CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

// balance stands for nginx: in turn, and the next one when nobody listens.
func balance(t *testing.T, servers []*process) http.Handler {
	t.Helper()
	var turn atomic.Int64
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetXForwarded()
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "samad", r.In.Host
		},
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (conn net.Conn, err error) {
			first := turn.Add(1)
			for i := range servers {
				u, _ := url.Parse(servers[(int(first)+i)%len(servers)].base)
				if conn, err = dialer.DialContext(ctx, "tcp", u.Host); err == nil {
					return conn, nil
				}
			}
			return nil, err
		}, DisableKeepAlives: true},
	}
}

func file(t *testing.T, base string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api/v1/cases", bytes.NewReader([]byte(
		`{"kind": "complaint", "topic": "power/outage", "place": "1002", "text": "سه شب است که برق کوچه ما قطع می‌شود.", "petitioner": {"identity": "anonymous"}}`)))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	return answerOf(t, r)
}

func get(t *testing.T, url string) (int, map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	return answerOf(t, r)
}

func answerOf(t *testing.T, r *http.Request) (int, map[string]any) {
	t.Helper()
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { require.NoError(t, answer.Body.Close()) }()
	out := map[string]any{}
	require.NoError(t, json.NewDecoder(answer.Body).Decode(&out))
	return answer.StatusCode, out
}
