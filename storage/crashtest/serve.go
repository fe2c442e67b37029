package crashtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// Variable is the environment variable that tells a program to be a [Server]:
// the server as JSON.
const Variable = "SAMAD_CRASHTEST"

// Server is a process that works on a database until it is killed.
type Server struct {
	// Name tells it from the others on the database; it begins the keys of its
	// submissions.
	Name string `json:"name"`
	// URL is the database, as [storage.Open] takes it. It must have its
	// schema.
	URL string `json:"url"`
	// Ledger and Keys are the paths of its ledger and of the vault's keys.
	Ledger string `json:"ledger"`
	Keys   string `json:"keys"`
	// Clients is how many people it serves at a time; default 16.
	Clients int `json:"clients,omitempty"`
	// Lie makes its store lie.
	Lie Lie `json:"lie,omitempty"`
}

// ServeIfTold is the first thing that a program does which is started again as
// a server: it serves and returns true when the environment says so, and false
// at once when it does not.
func ServeIfTold(ctx context.Context) (bool, error) {
	text, told := os.LookupEnv(Variable)
	if !told {
		return false, nil
	}
	var s Server
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return true, fmt.Errorf("crashtest: %s: %w", Variable, err)
	}
	return true, s.Serve(ctx)
}

// Serve works until ctx ends. What the store refuses is written into the
// ledger and tried again: the database may be away for a while. It fails when
// the database cannot be opened or the ledger cannot be written.
func (s Server) Serve(ctx context.Context) error {
	db, err := storage.Open(ctx, s.URL, storage.Options{})
	if err != nil {
		return fmt.Errorf("crashtest: server %s: %w", s.Name, err)
	}
	err = s.serve(ctx, db.Cases())
	return errors.Join(err, db.Close())
}

func (s Server) serve(ctx context.Context, store samad.Store) (err error) {
	last, open, err := s.unfinished()
	if err != nil {
		return err
	}
	ledger, err := OpenLedger(s.Ledger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	keys, err := vault.OpenFile(s.Keys)
	if err != nil {
		return fmt.Errorf("crashtest: server %s: %w", s.Name, err)
	}
	if s.Lie != "" {
		store = liar{store, s.Lie}
	}
	known := newDirectory()
	desk, err := samad.NewDesk(samad.Config{
		Store: witness{store, ledger}, Router: router{known}, Deadlines: deadlines{}, Directory: known,
		Codes: tracking.Minter{}, Vault: keys, Notifier: carrier{},
		// A lease short enough that what a dead one held is taken over while
		// the test lasts.
		Settings: samad.Settings{ClaimLease: time.Second, RetryAfter: 50 * time.Millisecond},
	})
	if err != nil {
		return fmt.Errorf("crashtest: server %s: %w", s.Name, err)
	}
	if s.Clients <= 0 {
		s.Clients = 16
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	w := worker{Server: s, desk: desk, ledger: ledger, fail: stop, next: last}
	w.open = open
	var all sync.WaitGroup
	for range s.Clients {
		all.Go(func() { w.loop(ctx, w.file) })
	}
	for n := range 2 {
		owner := fmt.Sprintf("%s-%d-%d", s.Name, os.Getpid(), n)
		all.Go(func() { w.loop(ctx, func(ctx context.Context) error { return w.sweep(ctx, owner) }) })
		all.Go(func() { w.loop(ctx, func(ctx context.Context) error { return w.deliver(ctx, owner) }) })
	}
	all.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return cause
	}
	return nil
}

// unfinished reads out of the ledger the number of the last submission that was
// tried, and those of which nobody knows what became of them.
func (s Server) unfinished() (last int, open []int, err error) {
	entries, err := ReadLedger(s.Ledger)
	if err != nil {
		return 0, nil, err
	}
	filed := map[string]bool{}
	for _, e := range entries {
		if e.What == Filed {
			filed[e.Key] = true
		}
	}
	for _, e := range entries {
		if e.What != Tried {
			continue
		}
		n, err := strconv.Atoi(strings.TrimPrefix(e.Key, s.Name+"-"))
		if err != nil {
			return 0, nil, fmt.Errorf("crashtest: ledger of %s: key %q", s.Name, e.Key)
		}
		last = max(last, n)
		if !filed[e.Key] {
			open = append(open, n)
		}
	}
	return last, open, nil
}

// worker is a server at work.
type worker struct {
	Server
	desk   *samad.Desk
	ledger *Ledger
	fail   context.CancelCauseFunc // ends the server

	mu   sync.Mutex
	next int
	open []int
}

// loop does the work until ctx ends, with a pause after a failure.
func (w *worker) loop(ctx context.Context, work func(context.Context) error) {
	for ctx.Err() == nil {
		if err := work(ctx); err != nil && ctx.Err() == nil {
			w.note(Entry{What: Refused, Code: refusal(err)})
			pause(ctx, 20*time.Millisecond)
		}
	}
}

// refusal names an error, with its words where it has no kind.
func refusal(err error) string {
	if code := samad.ErrorCode(err); code != "internal" {
		return code
	}
	return "internal: " + err.Error()
}

// note writes into the ledger; without it the server is of no use.
func (w *worker) note(entries ...Entry) {
	if err := w.ledger.Add(entries...); err != nil {
		w.fail(err)
	}
}

// number returns the next submission: one that was begun before, or a new one.
func (w *worker) number() (n int, again bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if k := len(w.open); k > 0 {
		n, w.open = w.open[k-1], w.open[:k-1]
		return n, true
	}
	w.next++
	return w.next, false
}

// file files a case, until it is known to be filed. Of four, one is referred and
// answered, one is only referred, and two wait for screening.
func (w *worker) file(ctx context.Context) error {
	n, again := w.number()
	key := fmt.Sprintf("%s-%d", w.Name, n)
	if !again {
		w.note(Entry{What: Tried, Key: key})
	}
	sub := samad.Submission{
		Kind: samad.Complaint, Topic: topic(n), Place: province, Key: key,
		Text: fmt.Sprintf("سه شب است که برق کوچه ما قطع می‌شود؛ درخواست شماره %d.", n),
		Petitioner: samad.Petitioner{
			Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: fmt.Sprintf("0913%07d", n%10_000_000),
		},
	}
	receipt, err := w.desk.Submit(ctx, operator, sub)
	if err != nil {
		w.mu.Lock()
		w.open = append(w.open, n)
		w.mu.Unlock()
		return err
	}
	w.note(Entry{What: Filed, Key: key, Case: receipt.Case, Code: receipt.Code.String()})
	if n%4 > 1 {
		return nil
	}
	ref := samad.Ref{ID: receipt.Case, Key: "accept", Content: "1"}
	if _, err := w.desk.Accept(ctx, operator, samad.AcceptRequest{Ref: ref}); err != nil || n%4 == 1 {
		return err
	}
	answered, err := w.desk.Answer(ctx, head(office(n)), samad.AnswerRequest{
		Ref: samad.Ref{ID: receipt.Case, Key: "answer", Content: "1"}, Outcome: samad.Done, Final: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "کابل تعویض شد."},
	})
	if err == nil {
		w.note(Entry{What: Answered, Case: answered.ID, Revision: answered.Revision})
	}
	return err
}

func (w *worker) sweep(ctx context.Context, owner string) error {
	report, err := w.desk.Sweep(ctx, owner, 20)
	if report.Idle() {
		pause(ctx, 20*time.Millisecond)
	}
	return err
}

func (w *worker) deliver(ctx context.Context, owner string) error {
	report, err := w.desk.Deliver(ctx, owner, 20)
	if report.Claimed == 0 {
		pause(ctx, 20*time.Millisecond)
	}
	return err
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
