package main

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// toTamin refers everything to one agency.
type toTamin struct{}

func (toTamin) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: "isf.tamin", Rule: "all"}, nil
}

var (
	operator = samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi"}
	head     = samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}
)

// office is a store with a desk for people, on a clock of its own, and what
// checkers need.
type office struct {
	t      *testing.T
	store  samad.Store
	config samad.Config
	clock  *clock
	desk   *samad.Desk
}

// openOffice opens at 10 in the morning of 17 Esfand 1404, some working days
// before Nowruz.
func openOffice(t *testing.T) *office {
	t.Helper()
	return openOfficeOn(t, memory.New(), nil)
}

// openOfficeOn opens it on another store; without a vault personal data lies
// there in clear.
func openOfficeOn(t *testing.T, store samad.Store, vault samad.Vault) *office {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	calendars, err := iran.Calendars()
	require.NoError(t, err)
	o := &office{t: t, store: store, clock: &clock{}}
	o.clock.set(instant(t, "2026-03-08T10:00:00+03:30"))
	o.config = samad.Config{
		Store: o.store, Router: toTamin{}, Deadlines: sla.DefaultPolicy(calendars), Directory: dir,
		Codes: tracking.Minter{}, Vault: vault, PlainText: vault == nil,
	}
	o.desk = o.open(o.clock, nil)
	return o
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	require.NoError(t, err)
	return at
}

func (o *office) open(c *clock, notifier samad.Notifier) *samad.Desk {
	o.t.Helper()
	config := o.config
	config.Now, config.Notifier = c.Now, notifier
	desk, err := samad.NewDesk(config)
	require.NoError(o.t, err)
	return desk
}

// submit takes a matter in, and refers it when accept is set.
func (o *office) submit(accept bool) samad.CaseID {
	o.t.Helper()
	r, err := o.desk.Submit(o.t.Context(), samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Text: "سه ماه است حقوقم واریز نشده.", Place: "1014", Topic: "welfare/retirement",
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه", Mobile: "09130001234"},
	})
	require.NoError(o.t, err)
	if accept {
		_, err = o.desk.Accept(o.t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(o.t, err)
	}
	return r.Case
}

func (o *office) answer(id samad.CaseID) {
	o.t.Helper()
	_, err := o.desk.Answer(o.t.Context(), head, samad.AnswerRequest{
		Ref: samad.Ref{ID: id}, Outcome: samad.Done, Final: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
	})
	require.NoError(o.t, err)
}

// checker is a checker of the office on a simulated clock, with what it
// writes.
type testChecker struct {
	*checker
	out, err bytes.Buffer
}

func (o *office) checker(owner string, at time.Time) *testChecker {
	o.t.Helper()
	k := &testChecker{}
	c := &clock{}
	c.set(at)
	carrier := &counting{}
	k.checker = &checker{
		desk: o.open(c, carrier), store: o.store, clock: c, carrier: carrier, owner: owner, batch: 10,
		report: &reporter{stdout: &k.out, stderr: &k.err, json: true},
	}
	return k
}

// rounds reads what a checker wrote.
func (k *testChecker) rounds(t *testing.T) []roundRecord {
	t.Helper()
	var out []roundRecord
	decoder := json.NewDecoder(bytes.NewReader(k.out.Bytes()))
	for decoder.More() {
		var r roundRecord
		require.NoError(t, decoder.Decode(&r))
		out = append(out, r)
	}
	return out
}

// history lists the types of a case's events with their days, and verifies it.
func (o *office) history(id samad.CaseID) []string {
	o.t.Helper()
	c, err := o.store.Case(o.t.Context(), id)
	require.NoError(o.t, err)
	events, err := o.store.Events(o.t.Context(), id)
	require.NoError(o.t, err)
	values, err := o.store.Values(o.t.Context(), id)
	require.NoError(o.t, err)
	require.NoError(o.t, samad.VerifyCase(c, events, values))
	var out []string
	for _, e := range events {
		out = append(out, persianMinute(e.At)+" "+string(e.Type))
	}
	return out
}
