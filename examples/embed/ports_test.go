package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// What follows is shown, letter by letter, by docs/embedding.md and
// docs/embedding.fa.md.

// oneOffice refers every case to one agency, without screening.
type oneOffice samad.AgencyID

func (o oneOffice) Route(_ context.Context, r samad.RouteRequest) (samad.Decision, error) {
	if r.About == samad.AgencyID(o) {
		return samad.Decision{}, samad.ErrNoRoute // nobody judges its own conduct: an operator decides
	}
	return samad.Decision{Agency: samad.AgencyID(o), Auto: true, Rule: "one-office", RuleSet: "company@1"}, nil
}

// within gives every answer the same time and other stages none.
type within struct {
	calendar *sla.Calendar
	target   sla.Target
}

func (w within) Plan(f sla.Facts, c sla.Clock) (sla.Plan, error) {
	if f.Stage != sla.Answer {
		return sla.Plan{Policy: "company@1"}, nil
	}
	due, basis, err := w.calendar.Due(w.target, c, sla.Counting{})
	if err != nil {
		return sla.Plan{}, err
	}
	plan := sla.Plan{Policy: "company@1", Limit: w.target, Due: due, Provisional: basis.Provisional()}
	if !due.IsZero() && (c.Stopped.IsZero() || due.Before(c.Stopped)) {
		plan.Marks = []sla.Mark{{At: due, Kind: sla.Breach, Name: "breach", Role: "agency_head"}}
	}
	return plan, nil
}

// renamed shows the names of offices that the company's register has.
type renamed struct {
	samad.Directory
	names map[samad.AgencyID]samad.Text
}

func (r renamed) Agency(id samad.AgencyID, on persian.Date) (samad.Agency, bool) {
	a, ok := r.Directory.Agency(id, on)
	if name, known := r.names[id]; known {
		a.Name = name
	}
	return a, ok
}

// hardware wraps the cases' keys in the company's own security module.
type hardware struct {
	module interface {
		Encrypt(ctx context.Context, plain, bound []byte) ([]byte, error)
		Decrypt(ctx context.Context, sealed, bound []byte) ([]byte, error)
	}
}

func (h hardware) Wrap(ctx context.Context, key, bound []byte) ([]byte, error) {
	return h.module.Encrypt(ctx, key, bound)
}

func (h hardware) Unwrap(ctx context.Context, wrapped, bound []byte) ([]byte, error) {
	return h.module.Decrypt(ctx, wrapped, bound)
}

func openVault(h hardware, hashKey []byte) (*vault.Vault, error) {
	return vault.New(vault.Keys{KMS: h, Hash: hashKey}, nil) // hashKey: 32 random bytes that never change
}

// gateway is a carrier that tells its own number for each message, by which
// Desk.ConfirmMessage later finds it.
type gateway struct {
	send func(ctx context.Context, number, text, id string) (reference string, err error)
}

var errNumberUnknown = errors.New("no such number")

func (g gateway) Notify(ctx context.Context, n samad.Notice) error {
	_, err := g.Track(ctx, n)
	return err
}

func (g gateway) Track(ctx context.Context, n samad.Notice) (string, error) {
	reference, err := g.send(ctx, n.To, n.Text, n.ID) // the same ID on every try
	if errors.Is(err, errNumberUnknown) {
		return "", errors.Join(samad.ErrPermanent, err) // no further try
	}
	return reference, err
}

// shelf keeps attachments in memory; a table with two flags does the same.
type shelf struct {
	mu           sync.Mutex
	staged, kept map[string][]byte
}

func newShelf() *shelf { return &shelf{staged: map[string][]byte{}, kept: map[string][]byte{}} }

// ready locks unless the context has ended or an id is none.
func (s *shelf) ready(ctx context.Context, ids ...string) error {
	for _, id := range ids {
		if _, err := samad.BlobTime(id); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	return nil
}

func (s *shelf) Put(ctx context.Context, id string, content []byte) error {
	if err := s.ready(ctx, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if _, there := s.staged[id]; there {
		return samad.ErrConflict
	}
	s.staged[id] = slices.Clone(content)
	return nil
}

func (s *shelf) Keep(ctx context.Context, staged, id string) error {
	if err := s.ready(ctx, staged, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	content, there := s.staged[staged]
	if !there {
		return samad.ErrNotFound
	}
	s.kept[id] = content
	return nil
}

func (s *shelf) Get(ctx context.Context, id string) ([]byte, error) {
	if err := s.ready(ctx, id); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	content, there := s.kept[id]
	if !there {
		return nil, samad.ErrNotFound
	}
	return slices.Clone(content), nil
}

func (s *shelf) Delete(ctx context.Context, id string) error {
	if err := s.ready(ctx, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.kept, id)
	return nil
}

func (s *shelf) DeleteStaged(ctx context.Context, before time.Time, limit int) (n int, err error) {
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	for id := range s.staged {
		if at, err := samad.BlobTime(id); err == nil && at.Before(before) && n < limit {
			delete(s.staged, id)
			n++
		}
	}
	return n, nil
}

// logged writes each step into the host's log; it gets no personal data.
type logged struct{ *slog.Logger }

func (l logged) Observe(ctx context.Context, o samad.Observation) {
	l.InfoContext(ctx, "samad", "action", o.Action, "from", o.From, "to", o.To, "agency", o.Agency, "took", o.Duration, "err", o.Err)
}

// A store of your own passes the checks of cases, and of the ledger when the
// rooms beside the desk (meetings, visits, demands) are used.
func TestCases(t *testing.T) {
	t.Parallel()
	storagetest.Run(t, func(testing.TB) storagetest.Store { return memory.New() })
}

func TestLedger(t *testing.T) {
	t.Parallel()
	storagetest.RunLedger(t, func(testing.TB) storagetest.Ledger {
		store := memory.New()
		return rooms{store.Ledger(), store}
	})
}

// rooms is a ledger with the cases of the same database.
type rooms struct {
	*memory.Ledger
	store *memory.Store
}

func (r rooms) Cases() samad.Store { return r.store }
func (r rooms) Close() error       { return r.store.Close() }

func TestBlobs(t *testing.T) {
	t.Parallel()
	storagetest.RunBlobs(t, func(testing.TB) samad.Blobs { return newShelf() })
}

var (
	_ samad.Router    = oneOffice("")
	_ samad.Deadlines = within{}
	_ samad.Directory = renamed{}
	_ samad.Tracker   = gateway{}
	_ samad.Observer  = logged{}
	_ vault.KMS       = hardware{}
	_ ledger.Store    = (*memory.Ledger)(nil)
)

// xor stands for a security module; it is no cipher.
type xor struct{}

func (xor) Encrypt(_ context.Context, plain, bound []byte) ([]byte, error) {
	out := append(slices.Clone(bound), plain...)
	for i := range out {
		out[i] ^= 0x5a
	}
	return out, nil
}

func (xor) Decrypt(_ context.Context, sealed, bound []byte) ([]byte, error) {
	out := slices.Clone(sealed)
	for i := range out {
		out[i] ^= 0x5a
	}
	if rest, ok := strings.CutPrefix(string(out), string(bound)); ok {
		return []byte(rest), nil
	}
	return nil, errors.New("bound elsewhere")
}

// Every port in place of the library's own, and a case that goes through them.
func TestPorts(t *testing.T) {
	t.Parallel()
	own, err := fs.Sub(files, "energy")
	require.NoError(t, err)
	base, err := pack.Load(own, pack.Options{Name: "energy"})
	require.NoError(t, err)
	cal, err := iran.Calendar()
	require.NoError(t, err)
	target, err := sla.ParseTarget("5wd")
	require.NoError(t, err)
	keys, err := openVault(hardware{xor{}}, []byte("32 random bytes that never change"))
	require.NoError(t, err)
	var record strings.Builder
	sent := map[string]string{}
	numbers := 0
	carrier := gateway{func(_ context.Context, number, _, id string) (string, error) {
		if number == "+989120000000" {
			return "", errNumberUnknown
		}
		sent[id] = number
		numbers++
		return "g-1", nil
	}}
	desk, err := samad.NewDesk(samad.Config{
		Store: memory.New(), Vault: keys, Codes: tracking.Minter{Digits: 18}, Blobs: newShelf(), Notifier: carrier,
		Router: oneOffice("energy.network"), Deadlines: within{cal, target},
		Directory: renamed{base.Directory, map[samad.AgencyID]samad.Text{"energy.network": {Fa: "شبکه", En: "Grid"}}},
		Observer:  logged{slog.New(slog.NewTextHandler(&record, nil))},
		Now:       func() time.Time { return time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC) },
	})
	require.NoError(t, err)
	ctx := t.Context()
	for _, mobile := range []string{"09123456789", "09120000000"} {
		receipt, err := desk.Submit(ctx, samad.Anonymous(), samad.Submission{
			Kind: samad.Report, Topic: "outage", Place: "1002", Text: "برق کوچه رفته است.",
			Petitioner: samad.Petitioner{Identity: samad.Named, Name: "مشترک", Mobile: mobile},
		})
		require.NoError(t, err)
		assert.Equal(t, samad.AgencyID("energy.network"), receipt.Agency)
		assert.Equal(t, 18, receipt.Code.Len())
		assert.Equal(t, "2026-11-30T10:30:00Z", receipt.Due.Format(time.RFC3339), "five working days after Monday, 14:00 in Tehran")
	}
	report, err := desk.Deliver(ctx, "test", 100)
	require.NoError(t, err)
	assert.Positive(t, report.Delivered)
	assert.Positive(t, report.Dead, "the unknown number is given up at once")
	assert.Contains(t, record.String(), "action=submit")
	assert.NotContains(t, record.String(), "0912")
	assert.NotZero(t, numbers)
}
