package samad_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// earlier is a closed case of 1392 with its call.
func earlier(n int) samad.Earlier {
	at := time.Date(2013, 9, 1, 6, n%60, 0, 0, time.UTC)
	return samad.Earlier{
		Source: "samad-1", Number: fmt.Sprintf("1392/%d", n),
		Case: &samad.EarlierCase{
			Submission: samad.Submission{
				Kind: samad.Request, Text: "حقوق بازنشستگی پرداخت نشده.", Topic: "welfare/retirement", Place: "1014",
				Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه", Mobile: "09130001234"},
			},
			Received: at, State: samad.Closed, Ended: at.AddDate(0, 0, 9), Agency: "isf.tamin",
			Answer: "پرداخت شد.", Outcome: samad.Done,
		},
		Call: &samad.EarlierCall{Caller: "09130001234", Started: at, Ended: at.Add(3 * time.Minute), Outcome: samad.CallNewCase, Note: callNote},
	}
}

func TestTakeOver(t *testing.T) {
	t.Parallel()
	f := setup(t)
	open := earlier(2)
	open.Case.State, open.Case.Ended, open.Call = samad.Received, time.Time{}, nil
	onlyCall := earlier(3)
	onlyCall.Case, onlyCall.Call.Outcome = nil, samad.CallAdvised
	taken, err := f.desk.TakeOver(f.ctx, admin, []samad.Earlier{earlier(1), open, onlyCall})
	require.NoError(t, err)
	for i, one := range taken {
		require.NoError(t, one.Err, i)
		assert.False(t, one.There)
	}
	c, err := f.store.Case(f.ctx, taken[0].Case)
	require.NoError(t, err)
	f.verify(c.ID)
	assert.Equal(t, samad.Closed, c.State)
	assert.Equal(t, samad.EndEarlier, c.End)
	assert.Equal(t, samad.EarlierNumber{Source: "samad-1", Number: "1392/1"}, c.Earlier)
	assert.Equal(t, earlier(1).Case.Received, c.Created)
	assert.Equal(t, earlier(1).Case.Ended, c.Ended)
	assert.Equal(t, samad.AgencyID("isf.tamin"), c.Agency)
	assert.Len(t, c.Answers, 1)
	assert.Equal(t, []samad.EventType{samad.EventSubmitted, samad.EventTakenOver}, f.events(c.ID))
	events, err := f.store.Events(f.ctx, c.ID)
	require.NoError(t, err)
	for _, e := range events {
		assert.Equal(t, admin.ID, e.Actor.ID, "who took it over, not who once took the call")
	}
	p, err := events[1].Payload()
	require.NoError(t, err)
	assert.Equal(t, f.clock.Now().UTC().Truncate(time.Microsecond), p.(*samad.TakenOver).On)
	assert.Empty(t, f.messages(c.ID, samad.ToPetitioner), "nobody is written to about matters of long ago")

	for _, number := range []string{"1392/1", "۱۳۹۲/۱"} { // the old number is found
		words := number
		page, err := f.desk.List(f.ctx, operator, samad.Query{Search: []string{words}})
		require.NoError(t, err)
		ids := []samad.CaseID{}
		for _, one := range page.Cases {
			ids = append(ids, one.ID)
		}
		assert.Contains(t, ids, c.ID, number)
	}
	same, err := f.desk.CaseByEarlier(f.ctx, operator, "samad-1", "1392/1")
	require.NoError(t, err)
	assert.Equal(t, c.ID, same.ID)
	_, err = f.desk.CaseByEarlier(f.ctx, stranger, "samad-1", "1392/1")
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.desk.CaseByEarlier(f.ctx, operator, "samad-1", "1392/9")
	require.ErrorIs(t, err, samad.ErrNotFound)
	calls, err := f.store.Calls(f.ctx, samad.CallQuery{ID: samad.EarlierCallID("samad-1", "1392/1")})
	require.NoError(t, err)
	require.Len(t, calls.Calls, 1)
	assert.Equal(t, []samad.CaseID{c.ID}, calls.Calls[0].Cases)
	assert.Equal(t, samad.AgencyID("isf.centre"), calls.Calls[0].Centre)
	mine, err := f.desk.Earlier(f.ctx, operator, samad.Petitioner{Mobile: "09130001234"}, 10)
	require.NoError(t, err)
	assert.Len(t, mine, 2, "found by the number of the caller")

	// What was open goes on from here.
	c, err = f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: taken[1].Case}})
	require.NoError(t, err)
	assert.Equal(t, samad.Referred, c.State)
	f.verify(c.ID)
}

func TestTakeOverAgain(t *testing.T) {
	t.Parallel()
	f := setup(t)
	entries := []samad.Earlier{earlier(1), earlier(2), earlier(3)}
	entries[2].Case, entries[2].Call.Outcome = nil, samad.CallAdvised
	first, err := f.desk.TakeOver(f.ctx, admin, entries[:1])
	require.NoError(t, err)
	second, err := f.desk.TakeOver(f.ctx, admin, entries)
	require.NoError(t, err)
	third, err := f.desk.TakeOver(f.ctx, admin, entries)
	require.NoError(t, err)
	assert.True(t, second[0].There)
	assert.False(t, second[1].There)
	for i := range third {
		assert.True(t, third[i].There, i)
		require.NoError(t, third[i].Err)
	}
	assert.Equal(t, first[0].Case, third[0].Case)
	tallies, err := f.store.Count(f.ctx, samad.Query{})
	require.NoError(t, err)
	assert.EqualValues(t, 2, tallies[0].Cases)
	calls, err := f.store.Calls(f.ctx, samad.CallQuery{})
	require.NoError(t, err)
	assert.Len(t, calls.Calls, 3)

	other := earlier(1)
	other.Case.Text = "چیز دیگر"
	taken, err := f.desk.TakeOver(f.ctx, admin, []samad.Earlier{other, earlier(7), earlier(7)})
	require.NoError(t, err)
	require.ErrorIs(t, taken[0].Err, samad.ErrKeyReused)
	require.NoError(t, taken[1].Err)
	require.ErrorIs(t, taken[2].Err, samad.ErrKeyReused, "twice in one register")
}

func TestTakeOverRefuses(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for want, spoil := range map[string]func(*samad.Earlier){
		"/source malformed":                   func(e *samad.Earlier) { e.Source = "Old Register" },
		"/number required":                    func(e *samad.Earlier) { e.Number = " " },
		"/case required":                      func(e *samad.Earlier) { e.Case, e.Call = nil, nil },
		"/text required":                      func(e *samad.Earlier) { e.Case.Text = "" },
		"/topic unknown":                      func(e *samad.Earlier) { e.Case.Topic = "welfare/bread" },
		"/received required":                  func(e *samad.Earlier) { e.Case.Received = time.Time{} },
		"/received future; /ended order":      func(e *samad.Earlier) { e.Case.Received = e.Case.Received.AddDate(40, 0, 0) },
		"/ended required":                     func(e *samad.Earlier) { e.Case.Ended = time.Time{} },
		"/ended open":                         func(e *samad.Earlier) { e.Case.State = samad.Received },
		"/state unknown":                      func(e *samad.Earlier) { e.Case.State = samad.Referred },
		"/agency unknown":                     func(e *samad.Earlier) { e.Case.Agency = "isf.bread" },
		"/outcome unknown":                    func(e *samad.Earlier) { e.Case.Outcome = "fine" },
		"/call/outcome unknown":               func(e *samad.Earlier) { e.Call.Outcome = "fine" },
		"/call/ended order":                   func(e *samad.Earlier) { e.Call.Ended = e.Call.Started.Add(-time.Second) },
		"/petitioner/national_id check_digit": func(e *samad.Earlier) { e.Case.Petitioner.NationalID = "1275775392" },
	} {
		bad := earlier(1)
		spoil(&bad)
		taken, err := f.desk.TakeOver(f.ctx, admin, []samad.Earlier{bad, earlier(2)})
		require.NoError(t, err)
		assert.Equal(t, want, faultCodes(t, taken[0].Err))
		require.NoError(t, taken[1].Err, "one bad entry does not keep the others")
	}
	for _, actor := range []samad.Actor{operator, supervisor, governor, samad.Anonymous()} {
		_, err := f.desk.TakeOver(f.ctx, actor, []samad.Earlier{earlier(1)})
		require.ErrorIs(t, err, samad.ErrForbidden)
	}
	tallies, err := f.store.Count(f.ctx, samad.Query{})
	require.NoError(t, err)
	assert.EqualValues(t, 1, tallies[0].Cases)
}
