package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// office is a desk with some cases.
type office struct {
	store samad.Store
	desk  *samad.Desk
	codes []tracking.Code
	ids   []samad.CaseID
	now   time.Time
}

// toTamin refers everything to one agency.
type toTamin struct{}

func (toTamin) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: "isf.tamin", Rule: "all"}, nil
}

// tenDays gives every stage ten days.
type tenDays struct{}

func (tenDays) Plan(_ sla.Facts, clock sla.Clock) (sla.Plan, error) {
	limit, err := sla.ParseTarget("10d")
	return sla.Plan{Limit: limit, Due: clock.Started.AddDate(0, 0, 10)}, err
}

// openOffice makes n cases in memory: the first answered, the second referred,
// the others new.
func openOffice(t *testing.T, n int) *office {
	t.Helper()
	return fillOffice(t, memory.New(), nil, n)
}

// fillOffice makes n cases in the store; without a vault personal data lies
// there in clear.
func fillOffice(t *testing.T, store samad.Store, vault samad.Vault, n int) *office {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	o := &office{store: store}
	o.now = time.Date(2026, 3, 25, 6, 30, 0, 0, time.UTC)
	o.desk, err = samad.NewDesk(samad.Config{
		Store: o.store, Router: toTamin{}, Deadlines: tenDays{}, Directory: dir, Codes: tracking.Minter{},
		Vault: vault, PlainText: vault == nil, Now: func() time.Time { o.now = o.now.Add(time.Minute); return o.now },
	})
	require.NoError(t, err)
	centre, ok := dir.Centre("10", dayOf(t, "1405-01-05"))
	require.True(t, ok)
	operator := samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}
	head := samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	for i := range n {
		r, err := o.desk.Submit(t.Context(), samad.Anonymous(), samad.Submission{
			Kind: samad.Request, Text: "سه ماه است حقوقم واریز نشده.", Place: "1014", Topic: "welfare/retirement",
			Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: "09130001234"},
		})
		require.NoError(t, err)
		o.codes, o.ids = append(o.codes, r.Code), append(o.ids, r.Case)
		if i > 1 {
			continue
		}
		_, err = o.desk.Accept(t.Context(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
		require.NoError(t, err)
		if i > 0 {
			continue
		}
		_, err = o.desk.Answer(t.Context(), head, samad.AnswerRequest{
			Ref: samad.Ref{ID: r.Case}, Outcome: samad.Done, Final: true,
			AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
		})
		require.NoError(t, err)
	}
	return o
}

// tampered is a store in which somebody has changed a case by hand.
type tampered struct {
	samad.Store
	id     samad.CaseID
	events func([]samad.Event) []samad.Event
	state  func(*samad.Case)
	values func([]samad.Value) []samad.Value
}

func (s tampered) Events(ctx context.Context, id samad.CaseID) ([]samad.Event, error) {
	events, err := s.Store.Events(ctx, id)
	if id == s.id && s.events != nil {
		events = s.events(events)
	}
	return events, err
}

func (s tampered) Case(ctx context.Context, id samad.CaseID) (samad.Case, error) {
	c, err := s.Store.Case(ctx, id)
	if id == s.id && s.state != nil {
		s.state(&c)
	}
	return c, err
}

func (s tampered) Values(ctx context.Context, id samad.CaseID) ([]samad.Value, error) {
	values, err := s.Store.Values(ctx, id)
	if id == s.id && s.values != nil {
		values = s.values(values)
	}
	return values, err
}

// tamperings are ways to falsify a record, each with the event at which it
// must be found.
func tamperings(o *office) map[string]struct {
	store tampered
	seq   int64
} {
	id := o.ids[0]
	type one = struct {
		store tampered
		seq   int64
	}
	return map[string]one{
		"an event changed": {tampered{Store: o.store, id: id, events: func(e []samad.Event) []samad.Event {
			e[2].At = e[2].At.Add(time.Second)
			return e
		}}, 3},
		"an event removed": {tampered{Store: o.store, id: id, events: func(e []samad.Event) []samad.Event {
			return slices.Delete(e, 1, 2)
		}}, 3},
		"the last event removed": {tampered{Store: o.store, id: id, events: func(e []samad.Event) []samad.Event {
			return e[:len(e)-1]
		}}, -1},
		"a text changed": {tampered{Store: o.store, id: id, values: func(v []samad.Value) []samad.Value {
			v[0].Data = append(v[0].Data, '!')
			return v
		}}, 1},
		"a text removed": {tampered{Store: o.store, id: id, values: func(v []samad.Value) []samad.Value {
			return v[1:]
		}}, 1},
		"the state changed": {tampered{Store: o.store, id: id, state: func(c *samad.Case) {
			c.State = samad.Closed
		}}, -1},
	}
}
