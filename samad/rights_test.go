package samad_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

func TestTransitionsAreSound(t *testing.T) {
	t.Parallel()
	require.NoError(t, samad.CheckTransitions(samad.Transitions(), samad.Rights()))
}

// TestCheckTransitionsFinds breaks the table on purpose.
func TestCheckTransitionsFinds(t *testing.T) {
	t.Parallel()
	without := func(drop func(samad.Transition) bool) []samad.Transition {
		var out []samad.Transition
		for _, tr := range samad.Transitions() {
			if !drop(tr) {
				out = append(out, tr)
			}
		}
		return out
	}
	for want, table := range map[string][]samad.Transition{
		"no case can become merged": without(func(tr samad.Transition) bool { return tr.To == samad.Merged && tr.From != samad.Merged }),
		"a case that is received can never end": without(func(tr samad.Transition) bool {
			return tr.From == samad.Received && tr.To != samad.Received
		}),
		"names an unknown state":            append(samad.Transitions(), samad.Transition{From: "lost", Action: samad.Close, To: samad.Closed}),
		"nobody has the right to vanish":    append(samad.Transitions(), samad.Transition{From: samad.Received, Action: "vanish", To: samad.Closed}),
		"no case can become in_progress":    without(func(tr samad.Transition) bool { return tr.To == samad.InProgress }),
		"a case that is answered can never": without(func(tr samad.Transition) bool { return tr.From == samad.Answered && tr.To != samad.Answered }),
	} {
		require.ErrorContains(t, samad.CheckTransitions(table, samad.Rights()), want)
	}
}

// TestRightsMatrix holds every role, action and case against an expectation
// written out by hand for what matters most.
func TestRightsMatrix(t *testing.T) {
	t.Parallel()
	isfahan := samad.Case{
		ID: "1", State: samad.Referred, Place: "1014", Province: "10", Centre: "isf.centre", Identity: samad.Named,
		Agency: "isf.tamin", AgencyPath: []samad.AgencyID{"isf.gov", "isf.tamin"}, Expert: expert.ID,
		Cooperating: []samad.Cooperation{{Agency: "isf.water", Purpose: samad.Cooperate, Path: []samad.AgencyID{"isf.water"}}},
	}
	confidential := isfahan
	confidential.Identity = samad.Confidential
	screening := isfahan
	screening.Agency, screening.AgencyPath, screening.Cooperating, screening.Expert = "", nil, nil, ""
	placeless := isfahan
	placeless.Place = ""
	county := oversight
	county.Place = "1010"
	other := expert
	other.ID = "01OTHER"
	pr := head
	pr.Roles = []samad.Role{samad.RoleAgencyPR}
	bare := samad.Actor{ID: "01NOBODY"}
	service := samad.Actor{Roles: []samad.Role{samad.RoleService}}

	for name, row := range map[string]struct {
		actor samad.Actor
		c     samad.Case
		want  string // what the actor may do to the case, of all actions but submit and take_call
	}{
		"operator":                     {operator, isfahan, "accept refer ask merge separate decline advise answer_by_letter inform object rate withdraw confirm close follow_up replace_pin read read_identity read_calls"},
		"supervisor":                   {supervisor, isfahan, "accept refer ask merge separate decline advise answer_by_letter inform object rate withdraw confirm close reopen extend refuse_extension escalate follow_up replace_pin read read_identity read_calls"},
		"head":                         {head, isfahan, "refer ask assign return act draft answer approve send_back extend ask_extension refuse_extension read read_identity"},
		"head, confidential":           {head, confidential, "refer ask assign return act draft answer approve send_back extend ask_extension refuse_extension read"},
		"head, before the referral":    {head, screening, ""},
		"head of another agency":       {waterHead, isfahan, "act read"},
		"assigned expert":              {expert, isfahan, "ask return act draft answer ask_extension read read_identity"},
		"expert, confidential":         {expert, confidential, "ask return act draft answer ask_extension read"},
		"another expert":               {other, isfahan, ""},
		"public relations":             {pr, isfahan, ""},
		"oversight":                    {oversight, confidential, "refer separate close reopen extend refuse_extension escalate follow_up hold release read read_identity read_calls"},
		"oversight of another county":  {county, isfahan, ""},
		"county oversight, no place":   {county, placeless, ""},
		"governor":                     {governor, isfahan, "escalate read read_calls"},
		"administrator":                {admin, isfahan, "erase hold release read"},
		"another province":             {stranger, isfahan, ""},
		"another province's oversight": {farOversight, isfahan, ""},
		"nobody":                       {bare, isfahan, ""},
		"the public":                   {samad.Anonymous(), isfahan, ""},
		"a service":                    {service, isfahan, ""},
	} {
		var got []string
		for _, a := range samad.Actions() {
			if a != samad.Submit && a != samad.TakeCall && samad.May(row.actor, a, row.c) {
				got = append(got, string(a))
			}
		}
		assert.Equal(t, row.want, strings.Join(got, " "), name)
	}
}

// TestHostileProvinces: the officials of one province learn nothing of
// another's cases by any method.
func TestHostileProvinces(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r, c := f.referred()
	ref := samad.Ref{ID: c.ID}
	for _, hostile := range []samad.Actor{stranger, farOversight} {
		for name, try := range map[string]func() error{
			"dossier": func() error { _, err := f.desk.Dossier(f.ctx, hostile, c.ID); return err },
			"history": func() error { _, err := f.desk.History(f.ctx, hostile, c.ID); return err },
			"code":    func() error { _, err := f.desk.CaseByCode(f.ctx, hostile, r.Code.String()); return err },
			"refer": func() error {
				_, err := f.desk.Refer(f.ctx, hostile, samad.ReferRequest{Ref: ref, Agency: "isf.water", Reason: "x"})
				return err
			},
			"close": func() error {
				_, err := f.desk.Close(f.ctx, hostile, samad.ReasonRequest{Ref: ref, Reason: "x"})
				return err
			},
			"escalate": func() error {
				_, err := f.desk.Escalate(f.ctx, hostile, samad.ReasonRequest{Ref: ref, Reason: "x"})
				return err
			},
			"answer": func() error { _, err := f.desk.Answer(f.ctx, hostile, answer(c.ID)); return err },
			"follow up": func() error {
				_, err := f.desk.TakeCall(f.ctx, stranger, samad.CallReport{
					Started: f.clock.Now(), Ended: f.clock.Now(), Outcome: samad.CallFollowedUp,
					FollowUps: []samad.CaseFollowUp{{Case: c.ID}},
				})
				return err
			},
		} {
			require.ErrorIs(t, try(), samad.ErrNotFound, name)
		}
		page, err := f.desk.List(f.ctx, hostile, samad.Query{})
		require.NoError(t, err)
		assert.Empty(t, page.Cases)
		page, err = f.desk.List(f.ctx, hostile, samad.Query{Search: []string{"بازنشستگی"}})
		require.NoError(t, err)
		assert.Empty(t, page.Cases)
		_, err = f.desk.List(f.ctx, hostile, samad.Query{Province: "10"})
		require.ErrorIs(t, err, samad.ErrForbidden)
		tallies, err := f.desk.Count(f.ctx, hostile, samad.Query{})
		require.NoError(t, err)
		for _, one := range tallies {
			assert.Zero(t, one.Cases)
		}
		earlier, err := f.desk.Earlier(f.ctx, hostile, samad.Petitioner{NationalID: "1275775391"}, 10)
		require.NoError(t, err)
		assert.Empty(t, earlier)
	}
}

// TestListMatchesMay: what an actor can list is what the actor may read.
func TestListMatchesMay(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.submit(submission())
	f.referred()
	water := submission()
	water.Topic, water.Place = "water/outage", "1010"
	r := f.submit(water)
	_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	accused := submission()
	accused.About = "isf.tamin"
	r = f.submit(accused)
	_, err = f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	_, assigned := f.referred()
	_, err = f.desk.Assign(f.ctx, head, samad.AssignRequest{Ref: samad.Ref{ID: assigned.ID}, Expert: expert.ID})
	require.NoError(t, err)
	county := oversight
	county.Place = "1010"

	elsewhere := stranger
	elsewhere.Place = ""

	all, err := f.store.List(f.ctx, samad.Query{})
	require.NoError(t, err)
	require.Len(t, all.Cases, 5)
	for name, actor := range map[string]samad.Actor{
		"operator": operator, "head": head, "water": waterHead, "expert": expert, "oversight": oversight,
		"county": county, "governor": governor, "admin": admin, "stranger": stranger, "another centre": elsewhere,
	} {
		want := map[samad.CaseID]bool{}
		for _, c := range all.Cases {
			if samad.May(actor, samad.Read, c) {
				want[c.ID] = true
			}
		}
		page, err := f.desk.List(f.ctx, actor, samad.Query{})
		require.NoError(t, err, name)
		got := map[samad.CaseID]bool{}
		for _, c := range page.Cases {
			got[c.ID] = true
		}
		assert.Equal(t, want, got, name)
	}
	_, err = f.desk.List(f.ctx, samad.Anonymous(), samad.Query{})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

// TestConfidential: an agency never learns who a confidential petitioner is.
func TestConfidential(t *testing.T) {
	t.Parallel()
	f := setup(t)
	sub := submission()
	sub.Petitioner.Identity = samad.Confidential
	r := f.submit(sub)
	_, err := f.desk.Accept(f.ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: r.Case}})
	require.NoError(t, err)
	d, err := f.desk.Dossier(f.ctx, head, r.Case)
	require.NoError(t, err)
	assert.Nil(t, d.Petitioner)
	assert.Empty(t, d.Address)
	d, err = f.desk.Dossier(f.ctx, operator, r.Case)
	require.NoError(t, err)
	require.NotNil(t, d.Petitioner)
	assert.Equal(t, "+989130001234", d.Petitioner.Mobile)
	earlier, err := f.desk.Earlier(f.ctx, head, samad.Petitioner{NationalID: "1275775391"}, 10)
	require.NoError(t, err)
	assert.Empty(t, earlier, "a look-up must not tell an agency whose case it is")
	earlier, err = f.desk.Earlier(f.ctx, operator, samad.Petitioner{NationalID: "۱۲۷۵۷۷۵۳۹۱"}, 10)
	require.NoError(t, err)
	assert.Len(t, earlier, 1)
}

// TestAuthenticate: an unknown code and a wrong PIN are told alike.
func TestAuthenticate(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	other := f.submit(submission())
	unknown, err := f.config.Codes.NewCode()
	require.NoError(t, err)
	_, _, noCode := f.desk.Authenticate(f.ctx, unknown, r.PIN)
	require.ErrorIs(t, noCode, samad.ErrNoMatch)
	if !r.PIN.Equal(other.PIN) {
		_, _, wrongPIN := f.desk.Authenticate(f.ctx, r.Code, other.PIN)
		assert.Equal(t, noCode, wrongPIN)
	}
	actor := f.petitioner(r)
	_, err = f.desk.Withdraw(f.ctx, actor, samad.WithdrawRequest{Ref: samad.Ref{ID: other.Case}})
	require.ErrorIs(t, err, samad.ErrNotFound, "a PIN opens one case only")
	_, err = f.desk.Open(f.ctx, samad.Anonymous())
	require.ErrorIs(t, err, samad.ErrPINRequired)
}

// TestNoMatchTime: being told that nothing matches takes a while, and a caller
// who has gone is not waited for.
func TestNoMatchTime(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *samad.Config) { c.Settings.NoMatchTime = 50 * time.Millisecond })
	code, err := f.config.Codes.NewCode()
	require.NoError(t, err)
	r := f.submit(submission())
	began := time.Now()
	_, _, err = f.desk.Authenticate(f.ctx, code, r.PIN)
	require.ErrorIs(t, err, samad.ErrNoMatch)
	assert.GreaterOrEqual(t, time.Since(began), 50*time.Millisecond)

	f = setup(t, func(c *samad.Config) { c.Settings.NoMatchTime = time.Hour })
	ctx, cancel := context.WithTimeout(f.ctx, 10*time.Millisecond)
	defer cancel()
	_, _, err = f.desk.Authenticate(ctx, code, r.PIN)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestReplacePIN(t *testing.T) {
	t.Parallel()
	f := setup(t)
	r := f.submit(submission())
	_, err := f.desk.ReplacePIN(f.ctx, operator, samad.Ref{ID: r.Case})
	require.NoError(t, err)
	_, _, err = f.desk.Authenticate(f.ctx, r.Code, r.PIN)
	if !errors.Is(err, samad.ErrNoMatch) && err != nil {
		t.Fatal(err)
	}
	_, err = f.desk.Deliver(f.ctx, "test", 10)
	require.NoError(t, err)
	require.Len(t, f.carrier.notices, 2)
	assert.Equal(t, samad.NewPINMessage, f.carrier.notices[1].Kind)
	assert.Equal(t, "+989130001234", f.carrier.notices[1].To)

	nobody := f.submit(samad.Submission{Kind: samad.Report, Text: "گزارش", Place: "10"})
	_, err = f.desk.ReplacePIN(f.ctx, operator, samad.Ref{ID: nobody.Case})
	require.ErrorIs(t, err, samad.ErrLimit)
}
