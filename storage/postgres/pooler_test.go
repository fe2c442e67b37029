package postgres_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/postgres"
	"github.com/samad111/go-samad/storage/storagetest"
)

// bouncer starts PgBouncer in transaction mode before the server for tests and
// returns the address through it. It ends with the test.
func bouncer(t *testing.T) string {
	t.Helper()
	config, err := pgx.ParseConfig(server(t))
	require.NoError(t, err)
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer" // Debian's, not in everybody's PATH
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("pgbouncer is not installed")
	}
	folder, err := os.MkdirTemp("", "pooler") //nolint:usetesting // a socket's path may have 107 bytes: t.TempDir's is too long
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(folder)) })
	password := ""
	if config.Password != "" {
		password = " password=" + config.Password
	}
	ini := fmt.Sprintf(`[databases]
* = host=%s port=%d user=%s%s
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = %s
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 2000
`, config.Host, config.Port, config.User, password, folder)
	file := filepath.Join(folder, "pgbouncer.ini")
	require.NoError(t, os.WriteFile(file, []byte(ini), 0o600))
	line := []string{program, "-q", file}
	if os.Geteuid() == 0 { // PgBouncer refuses to run as root
		account, err := user.Lookup("postgres")
		require.NoError(t, err)
		uid, err := strconv.Atoi(account.Uid)
		require.NoError(t, err)
		require.NoError(t, os.Chown(folder, uid, -1))
		require.NoError(t, os.Chown(file, uid, -1))
		line = append([]string{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"}, line...)
	}
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = "/" // where its user may look
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	ended := make(chan struct{})
	go func() { // ends with the process, which the cleanup kills
		_ = cmd.Wait() // how it ended is of no interest
		close(ended)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // if it has ended by itself the checks have failed
		<-ended
		assert.NoError(t, log.Close())
	})
	require.Eventually(t, func() bool {
		conn, err := net.Dial("unix", filepath.Join(folder, ".s.PGSQL.6432"))
		if err == nil {
			err = conn.Close()
		}
		return err == nil
	}, 20*time.Second, 20*time.Millisecond, "pgbouncer does not listen")
	u := url.URL{Scheme: "postgres", User: url.User(config.User), Path: "/" + config.Database}
	u.RawQuery = url.Values{"host": {folder}, "port": {"6432"}}.Encode()
	return u.String()
}

// TestStoreThroughPooler runs the suite through PgBouncer, every check in a
// schema that the server itself has migrated.
func TestStoreThroughPooler(t *testing.T) {
	t.Parallel()
	through := bouncer(t)
	storagetest.Run(t, func(t testing.TB) storagetest.Store {
		_, schema := openSchema(t, postgres.Options{})
		db, err := postgres.Open(t.Context(), with(t, through, "schema", schema, "connections", "4", "pooler", "true"), patient)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, db.Close()) })
		return closable{db.Cases(), db}
	})
}

// TestPoolerIsNotNamed: who forgets to name the pooler is told what to write.
func TestPoolerIsNotNamed(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), bouncer(t), postgres.Options{})
	require.ErrorIs(t, err, postgres.ErrServer)
	assert.ErrorContains(t, err, "write pooler=true into the address")
}
