package transfer_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/sqlite"
	"github.com/samad111/go-samad/storage/transfer"
	"github.com/samad111/go-samad/storage/vault"
	"github.com/samad111/go-samad/tracking"
)

// office is a desk at work on a database.
type office struct {
	*testing.T
	end  transfer.End
	desk *samad.Desk
	now  time.Time
	n    int
	open samad.CaseID // a case that others can join

	operator, head samad.Actor
}

type toTamin struct{}

func (toTamin) Route(context.Context, samad.RouteRequest) (samad.Decision, error) {
	return samad.Decision{Agency: "isf.tamin", Rule: "all"}, nil
}

type tenDays struct{}

func (tenDays) Plan(_ sla.Facts, clock sla.Clock) (sla.Plan, error) {
	limit, err := sla.ParseTarget("10d")
	due := clock.Started.AddDate(0, 0, 10)
	return sla.Plan{Limit: limit, Due: due, Marks: []sla.Mark{{At: due, Kind: sla.Breach, Name: "breach"}}}, err
}

func newOffice(t *testing.T, end transfer.End) *office {
	t.Helper()
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	require.NoError(t, err)
	keys, err := vault.CreateFile(filepath.Join(t.TempDir(), "samad.key"))
	require.NoError(t, err)
	o := &office{T: t, end: end, now: time.Date(2026, 3, 25, 6, 30, 0, 0, time.UTC)}
	o.desk, err = samad.NewDesk(samad.Config{
		Store: end.Cases, Router: toTamin{}, Deadlines: tenDays{}, Directory: dir, Codes: tracking.Minter{},
		Vault: keys, Now: func() time.Time { return o.now },
	})
	require.NoError(t, err)
	day, err := persian.New(1405, 1, 5)
	require.NoError(t, err)
	centre, ok := dir.Centre("10", day)
	require.True(t, ok)
	o.operator = samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10"}
	o.head = samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}
	return o
}

// work does some days of work: calls, cases, answers, erasures, sweeps.
func (o *office) work(days int) {
	o.Helper()
	ctx := o.Context()
	admin := samad.Actor{ID: "admin", Roles: []samad.Role{samad.RoleAdmin}}
	for range days {
		for range 4 {
			o.n++
			o.now = o.now.Add(17 * time.Minute)
			sub := samad.Submission{
				Kind: samad.Request, Text: fmt.Sprintf("درخواست شماره %d «با گیومه» \u2028 و <نشانه>", o.n), Place: "1014", Topic: "welfare/retirement",
				Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه آزمایشی", Mobile: fmt.Sprintf("0913%07d", o.n)},
				Key:        fmt.Sprint("key-", o.n),
			}
			result, err := o.desk.TakeCall(ctx, o.operator, samad.CallReport{
				Caller: sub.Petitioner.Mobile, Started: o.now.Add(-time.Minute), Ended: o.now, Outcome: samad.CallNewCase, Note: "یادداشت", Submission: &sub,
			})
			require.NoError(o, err)
			id := result.Receipt.Case
			switch o.n % 4 {
			case 1: // answered
				_, err = o.desk.Accept(ctx, o.operator, samad.AcceptRequest{Ref: samad.Ref{ID: id}})
				require.NoError(o, err)
				_, err = o.desk.Answer(ctx, o.head, samad.AnswerRequest{
					Ref: samad.Ref{ID: id}, Outcome: samad.Done, Final: true, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "واریز شد."},
				})
				require.NoError(o, err)
			case 2: // declined, and later erased
				_, err = o.desk.Decline(ctx, o.operator, samad.DeclineRequest{Ref: samad.Ref{ID: id}, Text: "در صلاحیت سامد نیست."})
				require.NoError(o, err)
				if o.n%8 == 2 {
					_, err = o.desk.Erase(ctx, admin, samad.EraseRequest{Ref: samad.Ref{ID: id}, Ground: "order 1"})
					require.NoError(o, err)
				}
			case 3: // joined
				if o.open == "" {
					continue
				}
				_, err = o.desk.Merge(ctx, o.operator, samad.MergeRequest{Ref: samad.Ref{ID: id}, Into: o.open})
				require.NoError(o, err)
			default:
				o.open = id
			}
		}
		o.now = o.now.Add(24 * time.Hour)
		_, err := o.desk.Sweep(ctx, "sweeper", 100)
		require.NoError(o, err)
		if o.end.Ledger != nil {
			o.record()
		}
	}
}

// record adds a record of a room that tells an office something.
func (o *office) record() {
	o.Helper()
	ref := ledger.Ref{Kind: ledger.Kind([]string{"visit", "demand"}[o.n/4%2]), ID: fmt.Sprint("r-", o.n)}
	r := ledger.Record{
		Ref: ref, Created: o.now, Updated: o.now, State: json.RawMessage(`{"b": 1,  "a": "گ"}`),
		Keys: ledger.Keys{State: "planned", At: o.now, NextDue: o.now.Add(time.Hour), Free: []ledger.Key{{Name: "x", Value: "y"}}},
	}
	e := ledger.Event{ID: fmt.Sprint("e-", o.n), Ref: ref, Seq: 1, At: o.now, Type: "planned", Data: json.RawMessage(`{ "z" : 1 }`)}
	e.Hash = e.ComputeHash()
	r.Revision, r.Head = 1, e.Hash
	require.NoError(o, o.end.Ledger.Apply(o.Context(), ledger.Change{
		Record: &r, Events: []ledger.Event{e},
		Messages: []samad.Message{{
			ID: fmt.Sprint("m-", o.n), Record: ref.String(), Seq: 1, Kind: samad.LetterMessage, Audience: samad.ToOffice, Carrier: samad.ByDesk,
			Lang: samad.Persian, Office: "isf.tamin", Role: samad.RoleAgencyHead, Sealed: []byte("plain"), State: samad.Pending, Created: o.now, NotBefore: o.now,
		}},
	}))
}

func inMemory() transfer.End {
	s := memory.New()
	return transfer.End{Cases: s, Ledger: s.Ledger()}
}

func inFile(t *testing.T) transfer.End {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "samad.db"), sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	require.NoError(t, db.Migrate(t.Context()))
	return transfer.End{Cases: db.Cases(), Ledger: db.Ledger()}
}
