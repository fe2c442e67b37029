package crashtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
)

// Run kills servers on one database and looks, round after round. Set the
// fields, then call [Run.Rounds]; a Run is for one goroutine.
type Run struct {
	// URL is the database, which Rounds migrates; Folder an existing folder
	// for keys and ledgers.
	URL, Folder string
	// Command returns a command that starts this program again so that it
	// calls [ServeIfTold]; default the same program without arguments. Run adds
	// the [Variable].
	Command func(ctx context.Context) *exec.Cmd
	// Servers is how many work at a time, default 2, and Clients how many
	// people each serves, default 16.
	Servers, Clients int
	// Lie makes the servers' stores lie.
	Lie Lie
	// Random chooses when to kill. Required.
	Random *rand.Rand
	// Between bounds how long servers work before they are killed, counted from
	// when all of them have begun; default 100 ms to 600 ms.
	Between [2]time.Duration
	// Harm is done instead of killing the servers, where it is not nil: to the
	// database under them. When it has returned the database must be there
	// again; Run then waits until every server goes on, and kills them.
	Harm func(ctx context.Context) error
	// Patience is how long to wait for servers to begin or to go on; default
	// one minute.
	Patience time.Duration
	// Say is told how it goes; nil for nobody.
	Say func(round int, report Report)
}

func (r *Run) defaults() {
	if r.Command == nil {
		r.Command = func(ctx context.Context) *exec.Cmd { return exec.CommandContext(ctx, os.Args[0]) } //nolint:gosec // this program
	}
	if r.Servers <= 0 {
		r.Servers = 2
	}
	if r.Between == [2]time.Duration{} {
		r.Between = [2]time.Duration{100 * time.Millisecond, 600 * time.Millisecond}
	}
	if r.Patience <= 0 {
		r.Patience = time.Minute
	}
}

// Rounds starts and kills so many times, and checks after each. It stops at the
// first fault, with an error matching [ErrFault]; the report is the last
// round's, which looks at everything since the first.
func (r *Run) Rounds(ctx context.Context, rounds int) (Report, error) {
	r.defaults()
	var report Report
	if err := r.prepare(ctx); err != nil {
		return report, err
	}
	for round := range rounds {
		if err := r.round(ctx); err != nil {
			return report, fmt.Errorf("crashtest: round %d: %w", round+1, err)
		}
		var err error
		if report, err = r.check(ctx); err != nil {
			return report, fmt.Errorf("crashtest: round %d: %w", round+1, err)
		}
		if r.Say != nil {
			r.Say(round+1, report)
		}
	}
	return report, nil
}

// prepare makes the schema and the keys.
func (r *Run) prepare(ctx context.Context) error {
	db, err := storage.Open(ctx, r.URL, storage.Options{})
	if err != nil {
		return fmt.Errorf("crashtest: %w", err)
	}
	if err := errors.Join(db.Migrate(ctx), db.Close()); err != nil {
		return fmt.Errorf("crashtest: %w", err)
	}
	if _, err := vault.CreateFile(r.keys()); err != nil {
		return fmt.Errorf("crashtest: %w", err)
	}
	return nil
}

func (r *Run) keys() string { return filepath.Join(r.Folder, "crash.key") }

func (r *Run) ledger(n int) string {
	return filepath.Join(r.Folder, fmt.Sprintf("server-%d.ledger", n))
}

// server is a started process.
type server struct {
	*exec.Cmd
	ended chan struct{} // closed when it has ended, with what
	err   error
}

func (r *Run) start(ctx context.Context, n int) (*server, error) {
	text, err := json.Marshal(Server{
		Name: fmt.Sprintf("server-%d", n), URL: r.URL, Ledger: r.ledger(n), Keys: r.keys(), Clients: r.Clients, Lie: r.Lie,
	})
	if err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	s := &server{Cmd: r.Command(ctx), ended: make(chan struct{})}
	s.Env = append(s.Environ(), Variable+"="+string(text))
	s.Stderr = os.Stderr
	if err := s.Start(); err != nil {
		return nil, fmt.Errorf("start server: %w", err)
	}
	go func() { // ends with the process, which round kills
		s.err = s.Wait()
		close(s.ended)
	}()
	return s, nil
}

// round lets servers work and kills them.
func (r *Run) round(ctx context.Context) (err error) {
	before, err := r.filed()
	if err != nil {
		return err
	}
	var servers []*server
	defer func() {
		// SIGKILL; one after the other, as they come.
		r.Random.Shuffle(len(servers), func(i, j int) { servers[i], servers[j] = servers[j], servers[i] })
		for _, s := range servers {
			_ = s.Process.Kill() // a server that has ended by itself is told of by wait
			<-s.ended
		}
	}()
	for n := range r.Servers {
		s, err := r.start(ctx, n)
		if err != nil {
			return err
		}
		servers = append(servers, s)
	}
	if err := r.wait(ctx, servers, before); err != nil {
		return err
	}
	least, most := r.Between[0], max(r.Between[0]+1, r.Between[1])
	pause(ctx, least+time.Duration(r.Random.Int64N(int64(most-least))))
	if r.Harm == nil {
		return ctx.Err()
	}
	if err := r.Harm(ctx); err != nil {
		return err
	}
	if before, err = r.filed(); err != nil {
		return err
	}
	return r.wait(ctx, servers, before)
}

// Ledgers returns what all servers have written so far. Harm may ask for it.
func (r *Run) Ledgers() (ledgers [][]Entry, err error) {
	ledgers = make([][]Entry, r.Servers)
	for n := range ledgers {
		if ledgers[n], err = ReadLedger(r.ledger(n)); err != nil {
			return nil, err
		}
	}
	return ledgers, nil
}

// filed returns how many cases each server has filed.
func (r *Run) filed() ([]int, error) {
	ledgers, err := r.Ledgers()
	filed := make([]int, len(ledgers))
	for n, entries := range ledgers {
		for _, e := range entries {
			if e.What == Filed {
				filed[n]++
			}
		}
	}
	return filed, err
}

// wait waits until every server has filed more than before.
func (r *Run) wait(ctx context.Context, servers []*server, before []int) error {
	ctx, stop := context.WithTimeout(ctx, r.Patience)
	defer stop()
	for {
		now, err := r.filed()
		if err != nil {
			return err
		}
		ready := 0
		for n := range now {
			if now[n] > before[n] {
				ready++
			}
		}
		if ready == len(now) {
			return nil
		}
		for n, s := range servers {
			select {
			case <-s.ended:
				return fmt.Errorf("server %d ended by itself: %w", n, s.err)
			default:
			}
		}
		if pause(ctx, 20*time.Millisecond); ctx.Err() != nil {
			return fmt.Errorf("servers filed %v cases, and %v after waiting: %w", before, now, ctx.Err())
		}
	}
}

// check opens the database as the next program would and looks.
func (r *Run) check(ctx context.Context) (report Report, err error) {
	ledgers, err := r.Ledgers()
	if err != nil {
		return report, err
	}
	db, err := storage.Open(ctx, r.URL, storage.Options{})
	if err != nil {
		return report, err
	}
	report, err = Check(ctx, db, ledgers...)
	return report, errors.Join(err, db.Close())
}
