package samad_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// longEnv turns the full sizes on.
const longEnv = "SAMAD_LONG"

// TestModel lets random actors take random steps and holds every case, after
// every step, against what must always be true. SAMAD_LONG=1 runs 100,000
// walks; the default is 1,000.
func TestModel(t *testing.T) {
	t.Parallel()
	walks := 1_000
	if os.Getenv(longEnv) != "" {
		walks = 100_000
	}
	if testing.Short() {
		walks = 200
	}
	const shards = 8
	var mu sync.Mutex
	taken := map[samad.Action]int{}
	states := map[samad.State]int{}
	t.Run("walks", func(t *testing.T) {
		for shard := range shards {
			t.Run(fmt.Sprint(shard), func(t *testing.T) {
				t.Parallel()
				// Ids and codes come from the seed too, so that a walk can be walked again.
				random := rand.NewChaCha8([32]byte{byte(shard)})
				f := setup(t, func(c *samad.Config) {
					c.Settings.Approval = []samad.AgencyID{"isf.tamin"}
					c.Random, c.Codes = random, tracking.Minter{Random: random}
				})
				for n := shard; n < walks; n += shards {
					w := newWalk(f, uint64(n))
					w.run()
					mu.Lock()
					for a, k := range w.taken {
						taken[a] += k
					}
					for s, k := range w.visited {
						states[s] += k
					}
					mu.Unlock()
				}
			})
		}
	})
	// A model that never gets anywhere would prove nothing.
	if testing.Short() {
		return // too few walks to get everywhere
	}
	for _, a := range samad.Actions() {
		switch a {
		case samad.Read, samad.ReadIdentity, samad.ReadCalls, samad.Submit, samad.Draft, samad.AnswerByLetter:
		default:
			require.NotZero(t, taken[a], "no walk ever managed to %s", a)
		}
	}
	for _, s := range samad.States() {
		require.NotZero(t, states[s], "no case was ever %s", s)
	}
}

// walk is one random walk over two or three cases of one store.
type walk struct {
	*fixture
	seed     uint64
	rng      *rand.Rand
	desk     *samad.Desk
	store    *memory.Store
	ids      []samad.CaseID
	receipts map[samad.CaseID]samad.Receipt
	last     map[samad.CaseID]samad.Case
	taken    map[samad.Action]int
	trace    []string
	table    []samad.Transition
	visited  map[samad.State]int
}

func newWalk(f *fixture, seed uint64) *walk {
	w := &walk{
		fixture: f, seed: seed, rng: rand.New(rand.NewPCG(seed, 111)), store: memory.New(),
		receipts: map[samad.CaseID]samad.Receipt{}, last: map[samad.CaseID]samad.Case{}, taken: map[samad.Action]int{},
		table: samad.Transitions(), visited: map[samad.State]int{},
	}
	w.desk = f.desk.With(w.store)
	return w
}

func (w *walk) fatalf(format string, args ...any) {
	w.Helper()
	w.Fatalf("seed %d: %s\nwalk:\n%s", w.seed, fmt.Sprintf(format, args...), strings.Join(w.trace, "\n"))
}

func pick[T any](w *walk, from ...T) T { return from[w.rng.IntN(len(from))] }

func (w *walk) run() {
	for range 1 + w.rng.IntN(3) {
		w.submitOne()
	}
	for range 4 + w.rng.IntN(24) {
		w.step()
	}
	w.end()
}

func (w *walk) submitOne() {
	sub := submission()
	sub.Topic = pick(w, samad.TopicID("welfare/retirement"), "water/outage", "samad/appreciation", "")
	sub.Place = pick(w, samad.PlaceID("1014"), "1010", "")
	sub.Kind = pick(w, samad.Kinds()...)
	sub.About = pick(w, samad.AgencyID(""), "", "isf.tamin")
	switch w.rng.IntN(4) {
	case 0:
		sub.Petitioner = samad.Petitioner{}
	case 1:
		sub.Petitioner.Identity = samad.Confidential
	}
	r, err := w.desk.Submit(w.ctx, samad.Anonymous(), sub)
	if err != nil {
		w.fatalf("submit: %v", err)
	}
	w.ids, w.receipts[r.Case] = append(w.ids, r.Case), r
	w.check()
}

// step lets somebody try something, allowed or not.
func (w *walk) step() {
	if w.rng.IntN(3) == 0 {
		w.clock.Advance(time.Duration(w.rng.Int64N(int64(6 * 24 * time.Hour))))
	}
	if w.rng.IntN(5) == 0 {
		w.sweep()
		return
	}
	id := pick(w, w.ids...)
	before := w.last[id]
	own, _, err := w.desk.Authenticate(w.ctx, before.Code, w.receipts[id].PIN)
	if err != nil && !errors.Is(err, samad.ErrNoMatch) { // the PIN may have been replaced
		w.fatalf("authenticate: %v", err)
	}
	neighbour := w.last[pick(w, w.ids...)]
	other, _, err := w.desk.Authenticate(w.ctx, neighbour.Code, w.receipts[neighbour.ID].PIN)
	if err != nil && !errors.Is(err, samad.ErrNoMatch) {
		w.fatalf("authenticate: %v", err)
	}
	waterExpert := expert
	waterExpert.Agency = "isf.water"
	careHead, centreHead := head, head
	careHead.Agency, centreHead.Agency = "isf.tamin.care", "isf.centre"
	actors := []samad.Actor{
		operator, supervisor, head, expert, waterHead, waterExpert, careHead, centreHead, oversight, governor, admin,
		stranger, farOversight, own, other, samad.Anonymous(),
	}
	actor, action := w.choose(actors, before)
	took, err := w.try(actor, action, before)
	w.trace = append(w.trace, fmt.Sprintf("%v %s %s (%s): %v", actor.Roles, action, id[20:], before.State, err))
	if err == nil {
		w.taken[action]++
		if !samad.May(actor, action, before) {
			w.fatalf("%v did %s, which they may not", actor.Roles, action)
		}
		if took.Revision <= before.Revision {
			w.fatalf("%s succeeded and left no event", action)
		}
	} else if samad.ErrorCode(err) == "internal" {
		w.fatalf("%s failed from within: %v", action, err)
	}
	w.check()
}

// actions are those that somebody can try.
func actions() []samad.Action {
	return slices.DeleteFunc(samad.Actions(), func(a samad.Action) bool {
		switch a {
		case samad.Submit, samad.TakeCall, samad.Draft, samad.AnswerByLetter, samad.Tick, samad.Lapse, samad.Read, samad.ReadIdentity, samad.ReadCalls:
			return true
		default:
			return false
		}
	})
}

// choose picks who tries what: mostly something that the tables allow, so
// that walks get far, but often enough anything at all.
func (w *walk) choose(actors []samad.Actor, c samad.Case) (samad.Actor, samad.Action) {
	switch {
	case c.Drafted != 0 && w.rng.IntN(2) == 0:
		return head, pick(w, samad.Approve, samad.SendBack)
	case c.State == samad.InProgress && c.Expert == expert.ID && w.rng.IntN(2) == 0:
		return expert, samad.AnswerCase
	case c.State == samad.Referred && c.Agency == head.Agency && w.rng.IntN(4) == 0:
		return head, samad.Assign
	case w.rng.IntN(4) > 0:
		var possible []samad.Action
		for _, tr := range w.table {
			if tr.From == c.State && !slices.Contains(possible, tr.Action) && slices.Contains(actions(), tr.Action) {
				possible = append(possible, tr.Action)
			}
		}
		action := pick(w, possible...)
		if action == samad.Withdraw || action == samad.Erase { // these end a walk early
			action = pick(w, possible...)
		}
		var able []samad.Actor
		for _, a := range actors {
			if samad.May(a, action, c) {
				able = append(able, a)
			}
		}
		if len(able) > 0 {
			return pick(w, able...), action
		}
	}
	return pick(w, actors...), pick(w, actions()...)
}

// try lets the actor try the action on the case.
func (w *walk) try(actor samad.Actor, action samad.Action, c samad.Case) (samad.Case, error) {
	ref := samad.Ref{ID: c.ID}
	if w.rng.IntN(8) == 0 {
		ref.Revision = c.Revision - int64(w.rng.IntN(2))
	}
	text := pick(w, "متن", "متن دیگر", "باز هم متن", "")
	agency := pick(w, samad.AgencyID("isf.tamin"), "isf.water", "isf.tamin.care", "isf.centre", "")
	reason := samad.ReasonRequest{Ref: ref, Reason: text}
	var err error
	switch action {
	case samad.Accept:
		c, err = w.desk.Accept(w.ctx, actor, samad.AcceptRequest{Ref: ref, Topic: pick(w, samad.TopicID(""), "water/outage"), Agency: pick(w, "", agency), Reason: text})
	case samad.Refer:
		c, err = w.desk.Refer(w.ctx, actor, samad.ReferRequest{Ref: ref, Agency: agency, Reason: text})
	case samad.Ask:
		c, err = w.desk.Ask(w.ctx, actor, samad.AskRequest{Ref: ref, Question: text})
	case samad.Merge:
		c, err = w.desk.Merge(w.ctx, actor, samad.MergeRequest{Ref: ref, Into: pick(w, w.ids...), Text: text})
	case samad.Separate:
		c, err = w.desk.Separate(w.ctx, actor, samad.SeparateRequest{Ref: ref, Reason: text})
	case samad.Decline:
		c, err = w.desk.Decline(w.ctx, actor, samad.DeclineRequest{Ref: ref, Text: text})
	case samad.Advise:
		c, err = w.desk.Advise(w.ctx, actor, samad.AdviseRequest{Ref: ref, Text: text})
	case samad.Assign:
		c, err = w.desk.Assign(w.ctx, actor, samad.AssignRequest{Ref: ref, Expert: expert.ID})
	case samad.Return:
		c, err = w.desk.Return(w.ctx, actor, samad.ReturnRequest{Ref: ref, Propose: agency, Text: text})
	case samad.Act:
		c, err = w.desk.Act(w.ctx, actor, samad.ActRequest{Ref: ref, Text: text})
	case samad.AnswerCase:
		a := answer(c.ID)
		a.Ref, a.Done, a.Final, a.Outcome = ref, text, w.rng.IntN(3) > 0, pick(w, samad.Outcomes()...)
		c, err = w.desk.Answer(w.ctx, actor, a)
	case samad.Approve:
		c, err = w.desk.Approve(w.ctx, actor, samad.ApproveRequest{Ref: ref})
	case samad.SendBack:
		c, err = w.desk.SendBack(w.ctx, actor, samad.SendBackRequest{Ref: ref, Reason: text})
	case samad.Inform:
		c, err = w.desk.Inform(w.ctx, actor, samad.InformRequest{Ref: ref, Text: text})
	case samad.Object:
		c, err = w.desk.Object(w.ctx, actor, samad.ObjectRequest{Ref: ref, Text: text})
	case samad.Rate:
		c, err = w.desk.Rate(w.ctx, actor, samad.RateRequest{Ref: ref, Answer: w.rng.IntN(7), Conduct: 1 + w.rng.IntN(5)})
	case samad.Withdraw:
		c, err = w.desk.Withdraw(w.ctx, actor, samad.WithdrawRequest{Ref: ref, Text: text})
	case samad.Confirm:
		c, err = w.desk.Confirm(w.ctx, actor, ref)
	case samad.Close:
		c, err = w.desk.Close(w.ctx, actor, reason)
	case samad.Reopen:
		c, err = w.desk.Reopen(w.ctx, actor, reason)
	case samad.Extend:
		var by sla.Target
		if by, err = sla.ParseTarget(pick(w, "1d", "3wd", "11d", "5h")); err == nil {
			c, err = w.desk.Extend(w.ctx, actor, samad.ExtendRequest{Ref: ref, By: by, Reason: text})
		}
	case samad.AskExtension:
		var by sla.Target
		if by, err = sla.ParseTarget(pick(w, "1d", "3wd", "11d")); err == nil {
			c, err = w.desk.AskExtension(w.ctx, actor, samad.ExtendRequest{Ref: ref, By: by, Reason: text})
		}
	case samad.RefuseExtension:
		c, err = w.desk.RefuseExtension(w.ctx, actor, reason)
	case samad.Escalate:
		c, err = w.desk.Escalate(w.ctx, actor, reason)
	case samad.ReplacePIN:
		c, err = w.desk.ReplacePIN(w.ctx, actor, ref)
	case samad.HoldCase:
		c, err = w.desk.Hold(w.ctx, actor, samad.HoldRequest{Ref: ref, Ground: pick(w, "order 1", "order 2", ""), Reason: text})
	case samad.ReleaseCase:
		c, err = w.desk.Release(w.ctx, actor, samad.ReleaseRequest{Ref: ref, Ground: "order 3", Reason: text})
	case samad.Erase:
		c, err = w.desk.Erase(w.ctx, actor, samad.EraseRequest{Ref: ref, Ground: "retention"})
	case samad.FollowUp:
		_, err = w.desk.TakeCall(w.ctx, actor, samad.CallReport{
			Started: w.clock.Now(), Ended: w.clock.Now(), Outcome: samad.CallFollowedUp,
			FollowUps: []samad.CaseFollowUp{{Case: c.ID, Text: text}},
		})
		if err == nil {
			w.taken[samad.TakeCall]++
			c, err = w.store.Case(w.ctx, c.ID)
		}
	}
	return c, err
}

func (w *walk) sweep() {
	r, err := w.desk.Sweep(w.ctx, pick(w, "a", "b"), 1+w.rng.IntN(4))
	w.trace = append(w.trace, fmt.Sprintf("sweep %+v: %v", r, err))
	if err != nil {
		w.fatalf("sweep: %v", err)
	}
	w.taken[samad.Tick] += r.Warned + r.Breached
	w.taken[samad.Lapse] += r.Lapsed
	w.check()
}
