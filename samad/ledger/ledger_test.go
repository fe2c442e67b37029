package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/storage/memory"
)

// demand is what the tests keep: steps on an agency until it is closed.
type demand struct {
	Agency samad.AgencyID `json:"agency"`
	Steps  []string       `json:"steps,omitempty"`
	Closed bool           `json:"closed,omitempty"`
}

type opened struct {
	Agency samad.AgencyID `json:"agency"`
}

func (*opened) EventType() string { return "opened" }

func (p *opened) Apply(d *demand, _ ledger.Event) error {
	d.Agency = p.Agency
	return nil
}

type stepTaken struct {
	What string `json:"what"`
}

func (*stepTaken) EventType() string { return "step_taken" }

func (p *stepTaken) Apply(d *demand, _ ledger.Event) error {
	if d.Closed {
		return errors.New("a step after the end")
	}
	d.Steps = append(d.Steps, p.What)
	return nil
}

type closed struct{}

func (*closed) EventType() string { return "closed" }

func (*closed) Apply(d *demand, _ ledger.Event) error {
	d.Closed = true
	return nil
}

func demands() *ledger.Book[demand] {
	return ledger.NewBook("demand",
		func(d demand) ledger.Keys {
			state := "open"
			if d.Closed {
				state = "closed"
			}
			return ledger.Keys{State: state, Agency: d.Agency}
		},
		func() ledger.Payload[demand] { return new(opened) },
		func() ledger.Payload[demand] { return new(stepTaken) },
		func() ledger.Payload[demand] { return new(closed) },
	)
}

var (
	noon    = time.Date(2026, 11, 23, 12, 0, 0, 123_456, time.UTC)
	officer = ledger.StampOf(samad.Actor{ID: "acc-1", Agency: "isf.samad"}, samad.RoleOversight)
)

func random() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

func ExampleBook() {
	ctx, store, book := context.Background(), memory.New().Ledger(), demands()
	steps := func(d *ledger.Draft[demand], payloads ...ledger.Payload[demand]) error {
		for _, p := range payloads {
			if err := d.Add(officer, noon, random(), p); err != nil {
				return err
			}
		}
		change, err := d.Change()
		if err != nil {
			return err
		}
		return store.Apply(ctx, change)
	}
	if err := steps(book.New("1405-1"), &opened{"isf.tamin"}, &stepTaken{"letter"}); err != nil {
		fmt.Println(err)
		return
	}
	draft, err := book.Open(ctx, store, "1405-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(steps(draft, &closed{}))
	d, err := book.Read(ctx, store, "1405-1")
	fmt.Println(d.Agency, d.Steps, d.Closed, err)
	// Output:
	// <nil>
	// isf.tamin [letter] true <nil>
}

func apply(t require.TestingT, store ledger.Store, d *ledger.Draft[demand]) {
	change, err := d.Change()
	require.NoError(t, err)
	require.NoError(t, store.Apply(context.Background(), change))
}

// Whatever is written, the record is what its events give and the chain
// verifies; whatever is altered afterwards is noticed.
func TestVerify(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx, store, book := context.Background(), memory.New().Ledger(), demands()
		at, rnd := noon, random()
		d := book.New("x")
		require.NoError(t, d.Add(officer, at, rnd, &opened{"isf.tamin"}))
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			if rapid.Bool().Draw(t, "store") && d.Changed() {
				apply(t, store, d)
				var err error
				d, err = book.Open(ctx, store, "x")
				require.NoError(t, err)
			}
			// Also backwards: clocks are set back.
			at = at.Add(time.Duration(rapid.IntRange(-1000, 1000).Draw(t, "ms")) * time.Millisecond)
			require.NoError(t, d.Add(officer, at, rnd, &stepTaken{rapid.String().Draw(t, "what")}))
		}
		if d.Changed() {
			apply(t, store, d)
		}
		r, err := store.Record(ctx, book.Ref("x"))
		require.NoError(t, err)
		events, err := store.Events(ctx, book.Ref("x"))
		require.NoError(t, err)
		require.NoError(t, book.Verify(r, events))

		i := rapid.IntRange(0, len(events)-1).Draw(t, "event")
		tampered := append([]ledger.Event(nil), events...)
		switch rapid.IntRange(0, 4).Draw(t, "how") {
		case 0:
			tampered[i].Data = json.RawMessage(`{"what":"something else"}`)
		case 1:
			tampered[i].Actor.ID = "somebody else"
		case 2:
			tampered[i].At = tampered[i].At.Add(time.Microsecond)
		case 3:
			tampered = append(tampered[:i], tampered[i+1:]...)
		default:
			tampered[i].Type = "closed"
		}
		require.ErrorIs(t, book.Verify(r, tampered), ledger.ErrHistory)
		r.State = json.RawMessage(`{"agency":"isf.gas"}`)
		require.ErrorIs(t, book.Verify(r, events), samad.ErrHistory)
	})
}

func TestDraftRefuses(t *testing.T) {
	t.Parallel()
	d := demands().New("x")
	require.NoError(t, d.Add(officer, noon, random(), &opened{"isf.tamin"}))
	require.NoError(t, d.Add(officer, noon, random(), &closed{}))
	err := d.Add(officer, noon, random(), &stepTaken{"late"})
	require.ErrorIs(t, err, ledger.ErrHistory)
	told, ok := errors.AsType[*ledger.HistoryError](err)
	require.True(t, ok)
	assert.Equal(t, "demand/x", told.Ref.String())
	assert.EqualValues(t, 3, told.Seq)
}

func TestReplayRefuses(t *testing.T) {
	t.Parallel()
	book := demands()
	for name, e := range map[string]ledger.Event{
		"a gap":         {Seq: 2, Type: "opened", Data: []byte(`{}`)},
		"unknown type":  {Seq: 1, Type: "burnt", Data: []byte(`{}`)},
		"broken object": {Seq: 1, Type: "opened", Data: []byte(`{"agency":1}`)},
	} {
		_, err := book.Replay([]ledger.Event{e})
		require.ErrorIs(t, err, ledger.ErrHistory, name)
	}
}

// A second writer on the same revision is told which record changed.
func TestConflict(t *testing.T) {
	t.Parallel()
	ctx, store, book := t.Context(), memory.New().Ledger(), demands()
	d := book.New("x")
	require.NoError(t, d.Add(officer, noon, random(), &opened{"isf.tamin"}))
	apply(t, store, d)
	change, err := d.Change()
	require.NoError(t, err)
	err = store.Apply(ctx, change)
	require.True(t, ledger.IsConflict(err))
	told, ok := errors.AsType[*ledger.ConflictError](err)
	require.True(t, ok)
	assert.Equal(t, book.Ref("x"), told.Ref)
}

func TestRefs(t *testing.T) {
	t.Parallel()
	for text, valid := range map[string]bool{
		"visit/1": true, "duty/1405/isf.tamin": true, "visit/": false, "visit": false, "Visit/1": false,
		"/1": false, "1a/1": false, "": false,
	} {
		ref, ok := ledger.ParseRef(text)
		assert.Equal(t, valid, ok, text)
		if ok {
			assert.Equal(t, text, ref.String())
		}
	}
}

func TestEventJSON(t *testing.T) {
	t.Parallel()
	d := demands().New("x")
	require.NoError(t, d.Add(officer, noon, random(), &opened{"isf.tamin"}))
	change, err := d.Change()
	require.NoError(t, err)
	text, err := json.Marshal(change.Events[0])
	require.NoError(t, err)
	assert.Contains(t, string(text), `"kind":"demand","record":"x"`)
	var back ledger.Event
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, change.Events[0], back)
	assert.Equal(t, back.Hash, back.ComputeHash())
}

func TestStampOfPetitionerKeepsNoAccount(t *testing.T) {
	t.Parallel()
	s := ledger.StampOf(samad.Actor{ID: "acc-1", Roles: []samad.Role{samad.RolePetitioner}}, samad.RolePetitioner)
	assert.Empty(t, s.ID)
	assert.Equal(t, samad.RolePetitioner, s.Role)
}
