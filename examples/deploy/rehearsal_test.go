package deploy_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/crashtest"
)

// TestSeveralMachines rehearses docs/operations.md's "several machines" with
// real processes: PostgreSQL with a synchronous standby, two servers, two
// checkers, and nginx with this folder's file before them. Under load the
// servers are replaced one after the other, the database is killed and its
// standby promoted, and a base backup is put up where nothing was.
func TestSeveralMachines(t *testing.T) {
	t.Parallel()
	if os.Getenv("SAMAD_POSTGRES") == "" {
		t.Skip("set SAMAD_POSTGRES to run what needs PostgreSQL, although this test starts servers of its own")
	}
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("install nginx to run this test")
	}
	dir, err := built()
	require.NoError(t, err)

	primary, err := crashtest.NewCluster()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, primary.Remove()) })
	require.NoError(t, primary.Start(t.Context()))
	standby := follow(t, primary)
	statements(t, primary.URL(), "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	require.Eventually(t, func() bool {
		return number(t, primary.URL(), "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1
	}, 30*time.Second, 50*time.Millisecond, "the standby is not waited for")

	o := newOffice(t, dir, primary.EitherURL(standby))
	for range 2 {
		o.checker(t)
	}
	servers := []*exec.Cmd{o.server(t, 0), o.server(t, 1)}
	proxy, people := o.behind(t, nginx)

	// An upgrade: one server after the other goes and comes again.
	crowd := people.come(t, 6)
	for i, s := range servers {
		people.wait(t, 20)
		proxy.without(t, i)
		require.NoError(t, s.Process.Signal(syscall.SIGTERM))
		require.NoError(t, s.Wait(), "it ended as it should")
		people.wait(t, 20)
		servers[i] = o.server(t, i)
		proxy.without(t, -1)
	}
	people.wait(t, 20)
	assert.Empty(t, people.refusals(), "people notice nothing of an upgrade")

	// The database's machine is gone.
	before := people.filed()
	require.NoError(t, primary.Kill())
	gone := time.Now()
	require.NoError(t, standby.Promote())
	people.wait(t, 20)
	t.Logf("the standby answered %s after the primary was killed; %d requests were refused meanwhile and sent again", time.Since(gone).Round(10*time.Millisecond), len(people.refusals()))
	crowd()
	assert.Greater(t, people.filed(), before)
	people.allThere(t, standby.URL())
	o.verify(t, standby.URL())

	// The machine that comes in the old one's place is a copy of the new one.
	// Taken as a backup it starts without it.
	backup, err := standby.Standby()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, backup.Remove()) })
	require.NoError(t, standby.Kill())
	require.NoError(t, backup.Start(t.Context()))
	require.NoError(t, backup.Promote())
	empty := &office{dir: dir, folder: t.TempDir(), db: backup.URL(), ports: ports(t, 2)}
	saved, err := os.ReadFile(filepath.Join(o.folder, "samad.key"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(empty.folder, "samad.key"), saved, 0o600))
	empty.server(t, 0)
	people.base, people.client = fmt.Sprintf("http://127.0.0.1:%d", empty.ports[0]), http.DefaultClient
	people.allThere(t, backup.URL())
	empty.verify(t, backup.URL())
}

// follow starts a server that follows the other.
func follow(t *testing.T, primary *crashtest.Cluster) *crashtest.Cluster {
	t.Helper()
	standby, err := primary.Standby()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, standby.Remove()) })
	require.NoError(t, standby.Start(t.Context()))
	return standby
}

func statements(t *testing.T, url string, list ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close(context.Background())) }()
	for _, statement := range list {
		_, err := conn.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
}

func number(t *testing.T, url, query string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close(context.Background())) }()
	require.NoError(t, conn.QueryRow(t.Context(), query).Scan(&n))
	return n
}

// ports are free now.
func ports(t *testing.T, n int) []int {
	t.Helper()
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { assert.NoError(t, l.Close()) }()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out
}

// office is the programs on one database.
type office struct {
	dir, folder, db string
	ports           []int // of the servers
}

func newOffice(t *testing.T, dir, db string) *office {
	t.Helper()
	o := &office{dir: dir, folder: t.TempDir(), db: db, ports: ports(t, 2)}
	setup := exec.CommandContext(t.Context(), filepath.Join(dir, "intake"), "--setup")
	setup.Env = o.env(0)
	out, err := setup.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return o
}

func (o *office) env(server int) []string {
	return []string{
		fmt.Sprintf("SAMAD_ADDR=127.0.0.1:%d", o.ports[server]), "SAMAD_DB=" + o.db, "SAMAD_KEY=" + filepath.Join(o.folder, "samad.key"),
		"SAMAD_ATTACHMENTS=" + filepath.Join(o.folder, "attachments"), "SAMAD_PUBLIC_URL=https://samad.example.ir",
		"SAMAD_TRUSTED_PROXY=127.0.0.0/8", "SAMAD_METRICS=off", "SAMAD_LIMITS=off", "SAMAD_STOP_DELAY=3s", "SAMAD_STOP_TIME=20s",
	}
}

// server starts one and returns when it is ready.
func (o *office) server(t *testing.T, i int) *exec.Cmd {
	t.Helper()
	return o.start(t, "intake", o.env(i), fmt.Sprintf("http://127.0.0.1:%d/readyz", o.ports[i]))
}

func (o *office) checker(t *testing.T) {
	t.Helper()
	port := ports(t, 1)[0]
	o.start(t, "deadline", nil, fmt.Sprintf("http://127.0.0.1:%d/healthz", port), "--db", o.db, "--key", filepath.Join(o.folder, "samad.key"),
		"--attachments", filepath.Join(o.folder, "attachments"), "--listen", fmt.Sprintf("127.0.0.1:%d", port),
		"--outbox", filepath.Join(o.folder, fmt.Sprintf("outbox-%d", port)))
}

func (o *office) start(t *testing.T, program string, env []string, ready string, args ...string) *exec.Cmd {
	t.Helper()
	log, err := os.CreateTemp(o.folder, program)
	require.NoError(t, err)
	p := exec.Command(filepath.Join(o.dir, program), args...)
	p.Env, p.Stdout, p.Stderr = env, log, log
	require.NoError(t, p.Start())
	require.NoError(t, log.Close())
	t.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended long ago
		_, _ = p.Process.Wait()
		if t.Failed() {
			said, err := os.ReadFile(log.Name())
			t.Logf("%s: %v %s", program, err, said[max(0, len(said)-2000):])
		}
	})
	require.Eventually(t, func() bool {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ready, nil)
		if err != nil {
			return false
		}
		answer, err := http.DefaultClient.Do(r)
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	}, time.Minute, 50*time.Millisecond, program)
	return p
}

func (o *office) verify(t *testing.T, db string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), filepath.Join(o.dir, "samadctl"), "db", "verify", "--db", db, "--attachments", filepath.Join(o.folder, "attachments")).CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

// behind starts nginx with this folder's file, changed in what a test must:
// names of machines and files, and ports.
func (o *office) behind(t *testing.T, nginx string) (*proxy, *people) {
	t.Helper()
	src, err := os.ReadFile("nginx.conf")
	require.NoError(t, err)
	front := ports(t, 2)
	fullchain, privkey := certificate(t)
	conf := strings.NewReplacer(
		"intake-1:8111", fmt.Sprintf("127.0.0.1:%d", o.ports[0]), "intake-2:8111", fmt.Sprintf("127.0.0.1:%d", o.ports[1]),
		"listen 80;", fmt.Sprintf("listen 127.0.0.1:%d;", front[0]), "listen 443 ssl http2;", fmt.Sprintf("listen 127.0.0.1:%d ssl http2;", front[1]),
		"/run/secrets/fullchain.pem", fullchain, "/run/secrets/privkey.pem", privkey, "/var/log/nginx/access.log", "/dev/null",
	).Replace(string(src))
	x := &proxy{file: filepath.Join(o.folder, "nginx.conf"), conf: conf, ports: o.ports}
	require.NoError(t, os.WriteFile(x.file, []byte(conf), 0o600))
	x.Cmd = exec.Command(nginx, "-p", o.folder, "-c", x.file, "-e", "stderr", "-g", "daemon off; pid "+filepath.Join(o.folder, "nginx.pid")+";")
	var said bytes.Buffer
	x.Stderr = &said
	require.NoError(t, x.Start())
	t.Cleanup(func() {
		assert.NoError(t, x.Process.Signal(syscall.SIGTERM))
		assert.NoError(t, x.Wait())
		if t.Failed() {
			t.Logf("nginx: %s", said.String())
		}
	})
	p := &people{base: fmt.Sprintf("https://127.0.0.1:%d", front[1]), client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, MaxIdleConnsPerHost: 16, //nolint:gosec // the test's own certificate
	}}, codes: map[string]string{}}
	require.Eventually(t, func() bool {
		status, _ := p.ask(t.Context(), http.MethodGet, "/readyz", "", "")
		return status == http.StatusOK
	}, 30*time.Second, 50*time.Millisecond, "nginx")
	return x, p
}

// proxy is an nginx that runs.
type proxy struct {
	*exec.Cmd
	file, conf string
	ports      []int
}

// without takes a server out, or none, and returns when all of nginx's workers
// know it: those of before have ended, with what they were doing.
func (x *proxy) without(t *testing.T, server int) {
	t.Helper()
	conf := x.conf
	if server >= 0 {
		conf = regexp.MustCompile(fmt.Sprintf(`server 127\.0\.0\.1:%d [^;]*`, x.ports[server])).ReplaceAllString(conf, "$0 down")
		require.NotEqual(t, x.conf, conf)
	}
	require.NoError(t, os.WriteFile(x.file, []byte(conf), 0o600))
	before := x.workers(t)
	require.NotEmpty(t, before)
	require.NoError(t, x.Process.Signal(syscall.SIGHUP))
	require.Eventually(t, func() bool {
		now := x.workers(t)
		return len(now) > 0 && !slices.ContainsFunc(now, func(id string) bool { return slices.Contains(before, id) })
	}, time.Minute, 50*time.Millisecond, "nginx keeps its old workers")
}

// workers are the processes below the first.
func (x *proxy) workers(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", x.Process.Pid, x.Process.Pid))
	require.NoError(t, err)
	return strings.Fields(string(list))
}

// certificate writes one that nobody trusts, and its key.
func certificate(t *testing.T) (chain, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"samad.example.ir"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	dir := t.TempDir()
	chain, key = filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	require.NoError(t, os.WriteFile(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), 0o600))
	return chain, key
}

// people file cases, each under a key of its own, and send again what was not
// answered as a well-made client does.
type people struct {
	base   string
	client *http.Client

	mu      sync.Mutex
	codes   map[string]string // by Idempotency-Key
	refused []string
}

// come lets so many file one case after the other until leave is called.
func (p *people) come(t *testing.T, n int) (leave func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var crowd sync.WaitGroup
	for i := range n {
		crowd.Go(func() {
			for j := 0; ctx.Err() == nil; j++ {
				p.file(t, fmt.Sprintf("person-%d-%d", i, j))
			}
		})
	}
	leave = func() { cancel(); crowd.Wait() }
	t.Cleanup(leave)
	return leave
}

// file does not give up before the case is acknowledged, and looks it up then.
func (p *people) file(t *testing.T, key string) {
	t.Helper()
	for range 600 {
		status, answer := p.ask(t.Context(), http.MethodPost, "/api/v1/cases", key, `{"kind": "complaint", "topic": "power/outage", "place": "1002",
			"text": "سه شب است که برق کوچه ما قطع می‌شود.", "petitioner": {"identity": "anonymous"}}`)
		var receipt struct{ Code string }
		if status == http.StatusCreated && assert.NoError(t, json.Unmarshal(answer, &receipt)) && assert.NotEmpty(t, receipt.Code) {
			p.mu.Lock()
			p.codes[key] = receipt.Code
			p.mu.Unlock()
			p.follow(t, receipt.Code)
			return
		}
		p.refuse(status, answer)
		time.Sleep(100 * time.Millisecond) // as Retry-After of a person without patience
	}
	t.Errorf("%s was never taken", key)
}

func (p *people) follow(t *testing.T, code string) {
	t.Helper()
	for range 600 {
		status, answer := p.ask(t.Context(), http.MethodGet, "/api/v1/cases/"+code, "", "")
		if status == http.StatusOK {
			return
		}
		p.refuse(status, answer)
		if !assert.NotEqual(t, http.StatusNotFound, status, "an acknowledged case is missing") {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%s was never shown", code)
}

func (p *people) refuse(status int, answer []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused = append(p.refused, fmt.Sprintf("%d %s", status, answer[:min(len(answer), 200)]))
}

// ask returns the status and body, or 0 and what was wrong with the line.
func (p *people) ask(ctx context.Context, method, path, key, body string) (int, []byte) {
	r, err := http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(body))
	if err != nil {
		return 0, []byte(err.Error())
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return 0, []byte(err.Error())
	}
	out, err := io.ReadAll(answer.Body)
	if closed := answer.Body.Close(); err != nil || closed != nil {
		return 0, []byte(fmt.Sprint(err, closed))
	}
	return answer.StatusCode, out
}

// wait until so many more cases have been filed.
func (p *people) wait(t *testing.T, more int) {
	t.Helper()
	goal := p.filed() + more
	require.Eventually(t, func() bool { return p.filed() >= goal }, 2*time.Minute, 20*time.Millisecond, "nobody is served")
}

func (p *people) filed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.codes)
}

func (p *people) refusals() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

// allThere: each acknowledged case is shown, and no request made two.
func (p *people) allThere(t *testing.T, db string) {
	t.Helper()
	assert.Equal(t, p.filed(), number(t, db, "SELECT count(*) FROM cases"), "sent again, a case is one")
	for key, code := range p.codes {
		status, answer := p.ask(t.Context(), http.MethodGet, "/api/v1/cases/"+code, "", "")
		require.Equal(t, http.StatusOK, status, "%s: %s", key, answer)
	}
}
