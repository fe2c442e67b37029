package crashtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNoPrograms says that PostgreSQL's server programs are not on this machine.
var ErrNoPrograms = errors.New("crashtest: PostgreSQL's initdb and postgres are not found")

// Cluster is a PostgreSQL server of one's own, to be killed. It is as durable
// as PostgreSQL is by default, and listens on a socket in its folder only.
// It is for one goroutine.
type Cluster struct {
	folder, programs string
	root             bool          // then the server runs as the user postgres
	process          *os.Process   // nil when none runs
	ended            chan struct{} // closed when it has ended
}

// NewCluster makes the files of a server in a new folder below the system's
// folder for temporary files. It fails with an error matching [ErrNoPrograms]
// when there is nothing to start.
func NewCluster() (*Cluster, error) {
	programs, err := serverPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "crash-pg") // short: a socket's path may have 107 bytes
	if err != nil {
		return nil, fmt.Errorf("crashtest: %w", err)
	}
	c := &Cluster{folder: folder, programs: programs, root: os.Geteuid() == 0}
	if err := c.init(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return c, nil
}

// serverPrograms finds the folder of the newest server: Debian's packages do
// not put it into PATH.
func serverPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", fmt.Errorf("crashtest: %w", err)
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for what is no number
		return n
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNoPrograms
	}
	return filepath.Dir(path), nil
}

// own gives the folder to the user that the server runs as.
func (c *Cluster) own() error {
	if !c.root { // PostgreSQL refuses to run as root
		return nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("crashtest: %w", err)
	}
	uid, err := strconv.Atoi(account.Uid)
	if err != nil {
		return fmt.Errorf("crashtest: user postgres: %w", err)
	}
	if err := os.Chown(c.folder, uid, -1); err != nil {
		return fmt.Errorf("crashtest: %w", err)
	}
	return nil
}

func (c *Cluster) init() error {
	if err := c.own(); err != nil {
		return err
	}
	said, err := c.command("initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8").CombinedOutput()
	if err != nil {
		return fmt.Errorf("crashtest: initdb: %w: %s", err, said)
	}
	return nil
}

func (c *Cluster) data() string { return filepath.Join(c.folder, "data") }

// command returns one of the server's programs, run as the user that may.
func (c *Cluster) command(program string, args ...string) *exec.Cmd {
	line := append([]string{filepath.Join(c.programs, program)}, args...)
	if c.root {
		// Unlike su it becomes the program, so that what is killed is that.
		line = append([]string{"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"}, line...)
	}
	cmd := exec.Command(line[0], line[1:]...) //nolint:gosec // PostgreSQL's programs, found by us
	cmd.Dir = "/"                             // where its user may look
	return cmd
}

// URL returns the address of the server's database.
func (c *Cluster) URL() string { return "postgres://postgres@/postgres?host=" + c.folder }

// Start starts the server and returns when it takes connections, having
// recovered what its log says. After [Cluster.Kill] it waits for what is left
// of the old server.
func (c *Cluster) Start(ctx context.Context) error {
	for {
		again, err := c.try(ctx)
		if !again {
			return err
		}
		pause(ctx, 100*time.Millisecond)
	}
}

// try starts the server and reports whether to try again.
func (c *Cluster) try(ctx context.Context) (again bool, err error) {
	log, err := os.OpenFile(filepath.Join(c.folder, "log"), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return false, fmt.Errorf("crashtest: start PostgreSQL: %w", err)
	}
	cmd := c.command("postgres", "-D", c.data(), "-k", c.folder, "-p", "5432", "-c", "listen_addresses=", "-c", "max_connections=200")
	cmd.Stdout, cmd.Stderr = log, log
	if err := errors.Join(cmd.Start(), log.Close()); err != nil {
		return false, fmt.Errorf("crashtest: start PostgreSQL: %w", err)
	}
	ended, how := make(chan struct{}), error(nil)
	c.process, c.ended = cmd.Process, ended
	go func() { // ends with the process, which Remove stops
		how = cmd.Wait()
		close(ended)
	}()
	for {
		if err := c.command("pg_isready", "-q", "-h", c.folder, "-p", "5432").Run(); err == nil {
			return false, nil
		}
		select {
		case <-ended:
			c.process = nil
			said, _ := os.ReadFile(log.Name()) // only to tell more of the error
			return strings.Contains(string(said), "shared memory block") && ctx.Err() == nil,
				fmt.Errorf("crashtest: start PostgreSQL: %w: %s", how, said[max(0, len(said)-400):])
		case <-ctx.Done():
			return false, fmt.Errorf("crashtest: start PostgreSQL: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Kill kills the server's first process with SIGKILL. The others notice and
// end.
func (c *Cluster) Kill() error { return c.end(os.Kill) }

// Stop stops the server at once, without a checkpoint: the next start recovers
// from the log.
func (c *Cluster) Stop() error { return c.end(syscall.SIGQUIT) }

func (c *Cluster) end(by os.Signal) error {
	if c.process == nil {
		return nil
	}
	if err := c.process.Signal(by); err != nil {
		return fmt.Errorf("crashtest: end PostgreSQL: %w", err)
	}
	<-c.ended
	c.process = nil
	return nil
}

// Remove stops the server if it runs, and removes its files.
func (c *Cluster) Remove() error { return errors.Join(c.Stop(), os.RemoveAll(c.folder)) }
