package transfer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/transfer"
)

// everyway runs the test from each backend to each.
func everyway(t *testing.T, test func(t *testing.T, from, to transfer.End)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T) (from, to transfer.End){
		"memory to file":     func(t *testing.T) (from, to transfer.End) { t.Helper(); return inMemory(), inFile(t) },
		"file to memory":     func(t *testing.T) (from, to transfer.End) { t.Helper(); return inFile(t), inMemory() },
		"file to file":       func(t *testing.T) (from, to transfer.End) { t.Helper(); return inFile(t), inFile(t) },
		"file to PostgreSQL": func(t *testing.T) (from, to transfer.End) { t.Helper(); return inFile(t), inPostgres(t) },
		"PostgreSQL to file": func(t *testing.T) (from, to transfer.End) { t.Helper(); return inPostgres(t), inFile(t) },
		"memory to memory":   func(*testing.T) (from, to transfer.End) { return inMemory(), inMemory() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, to := open(t)
			test(t, from, to)
		})
	}
}

func TestCopy(t *testing.T) {
	t.Parallel()
	everyway(t, func(t *testing.T, from, to transfer.End) {
		t.Helper()
		o := newOffice(t, from)
		o.work(6)
		o.n++ // something after the last digest
		o.work(0)
		told := 0
		summary, err := transfer.Copy(t.Context(), from, to, func(transfer.Summary) { told++ })
		require.NoError(t, err)
		assert.NotZero(t, told)
		assert.EqualValues(t, 24, summary.Cases)
		assert.EqualValues(t, 24, summary.Calls)
		assert.EqualValues(t, 24, summary.Keys)
		assert.EqualValues(t, 6, summary.Digests)
		assert.EqualValues(t, 6, summary.Records)
		require.NoError(t, transfer.Compare(t.Context(), from, to))
		same(t, from, to)

		// Life goes on in the new place, with the old keys and digests.
		o.end = to
		moved := *o
		moved.desk = o.desk.With(to.Cases)
		moved.work(2)
		_, err = transfer.Verify(t.Context(), to, nil)
		require.NoError(t, err)
		require.ErrorIs(t, transfer.Compare(t.Context(), from, to), transfer.ErrDiffers)
		_, err = transfer.Copy(t.Context(), from, to, nil)
		require.ErrorIs(t, err, transfer.ErrDiffers, "the target has gone on by itself")
	})
}

// same asks both databases what a user would.
func same(t *testing.T, a, b transfer.End) {
	t.Helper()
	ctx := t.Context()
	list := func(e transfer.End, q samad.Query) []samad.Case {
		q.Limit = 1000
		page, err := e.Cases.List(ctx, q)
		require.NoError(t, err)
		return page.Cases
	}
	for _, q := range []samad.Query{
		{}, {Order: samad.DueFirst}, {Order: samad.EndedFirst}, {Search: []string{"درخواست"}}, {Visible: []samad.AgencyID{"isf.tamin"}},
		{States: []samad.State{samad.Answered}},
	} {
		require.Equal(t, asJSON(t, list(a, q)), asJSON(t, list(b, q)), "%+v", q)
	}
	require.NotEmpty(t, list(a, samad.Query{Search: []string{"درخواست"}}))
	for _, c := range list(a, samad.Query{}) {
		for _, e := range []transfer.End{a, b} {
			_, err := e.Cases.Case(ctx, c.ID)
			require.NoError(t, err)
		}
		x, err := a.Cases.Secrets(ctx, c.ID)
		require.NoError(t, err)
		y, err := b.Cases.Secrets(ctx, c.ID)
		require.NoError(t, err)
		require.Equal(t, x, y)
		if len(x.Lookups) > 0 {
			q := samad.Query{Petitioner: x.Lookups}
			require.Equal(t, asJSON(t, list(a, q)), asJSON(t, list(b, q)))
		}
	}
	// Both hand out the same work in the same order.
	claim := samad.Claim{Now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), Limit: 1000, Lease: time.Minute, Owner: "o"}
	x, err := a.Cases.ClaimMessages(ctx, claim)
	require.NoError(t, err)
	y, err := b.Cases.ClaimMessages(ctx, claim)
	require.NoError(t, err)
	require.NotEmpty(t, x)
	require.Equal(t, x, y)
	one, err := a.Cases.ClaimDue(ctx, claim)
	require.NoError(t, err)
	two, err := b.Cases.ClaimDue(ctx, claim)
	require.NoError(t, err)
	require.NotEmpty(t, one)
	require.Equal(t, one, two)
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

func export(t *testing.T, from transfer.End) []byte {
	t.Helper()
	var file bytes.Buffer
	_, err := transfer.Export(t.Context(), from, &file, nil)
	require.NoError(t, err)
	return file.Bytes()
}

func TestFile(t *testing.T) {
	t.Parallel()
	everyway(t, func(t *testing.T, from, to transfer.End) {
		t.Helper()
		newOffice(t, from).work(4)
		file := export(t, from)
		summary, err := transfer.Import(t.Context(), bytes.NewReader(file), to, nil)
		require.NoError(t, err)
		assert.EqualValues(t, 16, summary.Cases)
		require.NoError(t, transfer.Compare(t.Context(), from, to))
		assert.Equal(t, string(file), string(withoutCursors(export(t, to), file)), "and out again")
		again, err := transfer.Import(t.Context(), bytes.NewReader(file), to, nil)
		require.NoError(t, err, "done again it changes nothing")
		assert.Equal(t, summary, again)
		require.NoError(t, transfer.Compare(t.Context(), from, to))
	})
}

// withoutCursors gives the file the cursors and the sum of the other: the one
// thing in which exports of two backends differ.
func withoutCursors(file, other []byte) []byte {
	lines, theirs := strings.SplitAfter(string(file), "\n"), strings.SplitAfter(string(other), "\n")
	for i := range lines {
		if strings.HasPrefix(lines[i], `{"digest"`) || strings.HasPrefix(lines[i], `{"end"`) {
			lines[i] = theirs[i]
		}
	}
	return []byte(strings.Join(lines, ""))
}

// stopping is a store that fails after some writes, as one whose process dies.
type stopping struct {
	samad.Store
	left int
}

var errStopped = errors.New("stopped")

func (s *stopping) Apply(ctx context.Context, changes ...samad.Change) error {
	if s.left--; s.left < 0 {
		return errStopped
	}
	return s.Store.Apply(ctx, changes...)
}

// TestResume: stopped anywhere, it goes on where it was.
func TestResume(t *testing.T) {
	t.Parallel()
	from := inMemory()
	newOffice(t, from).work(8)
	file := export(t, from)
	for stop := range 14 {
		to := inMemory()
		_, err := transfer.Import(t.Context(), bytes.NewReader(file), transfer.End{Cases: &stopping{to.Cases, stop}, Ledger: to.Ledger}, nil)
		if err != nil {
			require.ErrorIs(t, err, errStopped)
		}
		_, err = transfer.Import(t.Context(), bytes.NewReader(file), transfer.End{Cases: &stopping{to.Cases, 2}, Ledger: to.Ledger}, nil)
		if err != nil {
			require.ErrorIs(t, err, errStopped)
		}
		_, err = transfer.Import(t.Context(), bytes.NewReader(file), to, nil)
		require.NoError(t, err, stop)
		require.NoError(t, transfer.Compare(t.Context(), from, to), stop)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	from := inMemory()
	newOffice(t, from).work(2)
	file := string(export(t, from))
	lines := strings.SplitAfter(file, "\n")
	full := inMemory()
	newOffice(t, full).work(1)
	for name, row := range map[string]struct {
		file string
		to   transfer.End
		want error
	}{
		"nothing":            {"", inMemory(), transfer.ErrFormat},
		"another file":       {"{\"cases\":[]}\n", inMemory(), transfer.ErrFormat},
		"another version":    {strings.Replace(file, `"version":1`, `"version":2`, 1), inMemory(), transfer.ErrFormat},
		"cut short":          {file[:len(file)/2], inMemory(), transfer.ErrFormat},
		"without its end":    {strings.Join(lines[:len(lines)-2], ""), inMemory(), transfer.ErrFormat},
		"a changed event":    {strings.Replace(file, `"type":"submitted"`, `"type":"accepted"`, 1), inMemory(), transfer.ErrUnsound},
		"a changed text":     {changeOneText(file), inMemory(), transfer.ErrFormat},
		"an event left out":  {strings.Join(append(lines[:1:1], lines[2:]...), ""), inMemory(), transfer.ErrUnsound},
		"a call left out":    {strings.Join(append(lines[:len(lines)-3:len(lines)-3], lines[len(lines)-2:]...), ""), inMemory(), transfer.ErrFormat},
		"a full target":      {file, full, transfer.ErrDiffers},
		"nowhere for visits": {file, transfer.End{Cases: inMemory().Cases}, transfer.ErrDiffers},
	} {
		_, err := transfer.Import(t.Context(), strings.NewReader(row.file), row.to, nil)
		require.ErrorIs(t, err, row.want, name)
		assert.NotContains(t, err.Error(), "درخواست", name)
	}
	_, err := transfer.Import(t.Context(), io.MultiReader(strings.NewReader(lines[0]), failing{}), inMemory(), nil)
	require.ErrorIs(t, err, errStopped)
}

// changeOneText turns one byte of what somebody wrote.
func changeOneText(file string) string {
	i := strings.Index(file, `"Name":"text"`)
	j := i + strings.Index(file[i:], `"Data":"`) + len(`"Data":"`)
	return file[:j] + "B" + file[j+1:]
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errStopped }

// TestVerifyFinds: what was changed behind the store's back.
func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	from := inMemory()
	newOffice(t, from).work(2)
	_, err := transfer.Verify(t.Context(), from, nil)
	require.NoError(t, err)
	_, err = transfer.Verify(t.Context(), transfer.End{Cases: changed{from.Cases}}, nil)
	require.ErrorIs(t, err, transfer.ErrUnsound)
	require.ErrorIs(t, err, samad.ErrHistory)
	require.ErrorIs(t, transfer.Compare(t.Context(), from, transfer.End{Cases: changed{from.Cases}, Ledger: from.Ledger}), transfer.ErrDiffers)
}

// changed is a store in which somebody has changed what was said.
type changed struct{ samad.Store }

func (s changed) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	values, err := s.Store.Values(ctx, id)
	for i := range values {
		values[i].Data = bytes.ReplaceAll(values[i].Data, []byte("درخواست"), []byte("شکایت"))
	}
	return values, err
}
