package oversight_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

// commission sets up a commission of three that needs the governor.
func (f *fixture) commission() oversight.Commission {
	f.Helper()
	c, err := f.office.KeepCommission(f.ctx, officer, oversight.Commission{
		ID: "welfare", Kind: "رفاه", Name: samad.Text{Fa: "کمیسیون رفاه"}, Place: "10", Topics: []samad.TopicID{"welfare"},
		Members: []oversight.Member{
			{Account: "01A", Post: samad.Text{Fa: "معاون استاندار"}, Chair: true},
			{Account: "01B", Post: samad.Text{Fa: "مدیرکل تامین اجتماعی"}, Agency: "isf.tamin"},
			{Account: "01C", Post: samad.Text{Fa: "دبیر"}},
		},
		Quorum: 2, NeedsGovernor: true,
	})
	require.NoError(f, err)
	return c
}

func TestCommission(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testCommission)
}

func testCommission(t *testing.T, f *fixture) {
	t.Helper()
	c := f.commission()
	one := f.referred("welfare/unemployment-insurance", "1014")
	two := f.referred("welfare/unemployment-insurance", "1014")
	urgent := f.referred("welfare/unemployment-insurance", "1010")

	proposals, err := f.office.ProposeAgenda(f.ctx, secretary, c.ID, 5)
	require.NoError(t, err)
	require.Len(t, proposals, 2)
	assert.ElementsMatch(t, []samad.CaseID{one.ID, two.ID}, proposals[0].Cases)
	assert.Equal(t, 2*2, proposals[0].Weight)
	assert.Equal(t, []samad.CaseID{urgent.ID}, proposals[1].Cases)
	assert.NotEmpty(t, proposals[0].Reasons)
	_, err = f.office.ProposeAgenda(f.ctx, taminHead, c.ID, 5)
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.office.ProposeAgenda(f.ctx, farOffice, c.ID, 5)
	require.ErrorIs(t, err, samad.ErrNotFound)

	_, err = f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(-time.Hour), "")
	require.ErrorIs(t, err, samad.ErrInvalid)
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "سالن ۱")
	require.NoError(t, err)
	s, err = f.office.AddItem(f.ctx, secretary, s.ID, f.office.Item(proposals[0]))
	require.NoError(t, err)
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "x", Cases: []samad.CaseID{"none"}})
	require.ErrorIs(t, err, samad.ErrInvalid)
	resolution := oversight.NewResolution{Item: 1, Text: "پرداخت معوقات ظرف یک ماه", Agency: "isf.tamin"}

	_, err = f.office.Resolve(f.ctx, secretary, s.ID, resolution)
	require.ErrorIs(t, err, oversight.ErrState, "not open yet")
	attend := func(governor bool, president string, present ...string) error {
		_, err := f.office.OpenSession(f.ctx, secretary, s.ID, oversight.Attendance{Present: present, President: president, Governor: governor})
		return err
	}
	require.ErrorIs(t, attend(true, "01A", "01A", "01X"), samad.ErrInvalid, "no member")
	require.ErrorIs(t, attend(true, "01B", "01A"), samad.ErrInvalid, "whoever presides is there")
	require.NoError(t, attend(true, "01A", "01A", "01A"))
	_, err = f.office.Resolve(f.ctx, secretary, s.ID, resolution)
	require.ErrorIs(t, err, oversight.ErrQuorum, "one who is named twice is one")
	require.NoError(t, attend(false, "01A", "01A", "01C"))
	_, err = f.office.Resolve(f.ctx, secretary, s.ID, resolution)
	require.ErrorIs(t, err, oversight.ErrQuorum, "the governor is missing")
	require.NoError(t, attend(true, "01A", "01A", "01C"))
	_, err = f.office.Resolve(f.ctx, officer, s.ID, resolution)
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.office.Discuss(f.ctx, secretary, s.ID, 1, "گزارش خوانده شد.")
	require.NoError(t, err)
	r, err := f.office.Resolve(f.ctx, secretary, s.ID, resolution)
	require.NoError(t, err)
	assert.False(t, r.Due.IsZero())
	assert.Equal(t, "isfahan@1405.1", r.Policy, "the pack's policy sets the deadline")

	// The petitioner of every case was told in the same transaction.
	ref := ledger.Ref{Kind: "resolution", ID: r.ID}
	told := func() (out []samad.CaseID) {
		all, err := f.ledger.Messages(f.ctx, ref)
		require.NoError(t, err)
		for _, m := range all {
			if m.Audience == samad.ToPetitioner {
				out = append(out, m.Case)
			}
		}
		return out
	}
	assert.ElementsMatch(t, []samad.CaseID{one.ID, two.ID}, told())
	assert.Len(t, f.officeMessages(ref, "isf.tamin"), 1)

	_, err = f.office.CloseSession(f.ctx, secretary, s.ID)
	require.NoError(t, err)
	_, err = f.office.Discuss(f.ctx, secretary, s.ID, 1, "دیر")
	require.ErrorIs(t, err, oversight.ErrState, "minutes are closed")
	minutes, err := f.office.Minutes(f.ctx, samad.Actor{ID: "01A", Roles: []samad.Role{samad.RoleCommissionMember}}, s.ID)
	require.NoError(t, err)
	text := minutes.Document.Text()
	for _, part := range []string{"صورت‌جلسه کمیسیون رفاه", "با حضور استاندار", "معاون استاندار | حاضر؛ رئیس جلسه",
		"مدیرکل تامین اجتماعی | غایب", "گزارش خوانده شد.", resolution.Text, one.Code.Format("fa")} {
		assert.Contains(t, text, part)
	}
	assert.Equal(t, []string{"معاون استاندار", "دبیر"}, minutes.Document.Signatures)
	_, err = f.office.Minutes(f.ctx, samad.Actor{ID: "01X", Roles: []samad.Role{samad.RoleCommissionMember}}, s.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)

	// Follow-up until it is done, and the result for everybody.
	_, err = f.office.JudgeResolution(f.ctx, secretary, r.ID, oversight.ResolutionDone, "انجام شد")
	require.ErrorIs(t, err, oversight.ErrState, "the agency has not reported")
	_, err = f.office.ReportResolution(f.ctx, abfaHead, r.ID, "ما نیستیم")
	require.ErrorIs(t, err, samad.ErrNotFound)
	_, err = f.office.ReportResolution(f.ctx, taminHead, r.ID, "پرداخت شد")
	require.NoError(t, err)
	_, err = f.office.JudgeResolution(f.ctx, secretary, r.ID, oversight.ResolutionOpen, "سند پرداخت را بفرستید")
	require.NoError(t, err)
	_, err = f.office.ReportResolution(f.ctx, taminHead, r.ID, "سند پیوست شد")
	require.NoError(t, err)
	r, err = f.office.JudgeResolution(f.ctx, secretary, r.ID, oversight.ResolutionDone, "همه معوقات پرداخت شد")
	require.NoError(t, err)
	assert.Equal(t, oversight.ResolutionDone, r.State)
	assert.Len(t, told(), 4)
	assert.Len(t, r.Steps, 3)
}

// An ignored resolution is reminded of, then becomes a demand, then reaches the
// governor.
func TestIgnoredResolution(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testIgnoredResolution)
}

func testIgnoredResolution(t *testing.T, f *fixture) {
	t.Helper()
	c := f.commission()
	one := f.referred("welfare/unemployment-insurance", "1014")
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "")
	require.NoError(t, err)
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "بیمه", Topic: one.Topic, Place: "1014", Cases: []samad.CaseID{one.ID}})
	require.NoError(t, err)
	_, err = f.office.OpenSession(f.ctx, secretary, s.ID, oversight.Attendance{Present: []string{"01A", "01B"}, President: "01A", Governor: true})
	require.NoError(t, err)
	r, err := f.office.Resolve(f.ctx, secretary, s.ID, oversight.NewResolution{Item: 1, Text: "پرداخت", Agency: "isf.tamin"})
	require.NoError(t, err)
	read := func() oversight.Resolution {
		r, err := f.office.Resolution(f.ctx, governor, r.ID)
		require.NoError(t, err)
		return r
	}

	f.clock.set(r.Due.Add(-time.Second))
	f.sweep()
	assert.Zero(t, read().Reminders)
	f.clock.set(r.Due.Add(time.Second))
	f.sweep()
	f.sweep()
	assert.Equal(t, 1, read().Reminders, "once, however often it is swept")
	desk, err := f.office.GovernorDesk(f.ctx, governor, 0)
	require.NoError(t, err)
	require.Len(t, desk.Late, 1)
	f.clock.set(read().Next.Add(time.Second))
	f.sweep()
	require.NotEmpty(t, read().Demand)
	d, err := f.office.Demand(f.ctx, taminHead, read().Demand)
	require.NoError(t, err)
	assert.Equal(t, oversight.RuleResolution, d.Rule)
	assert.Equal(t, []ledger.Ref{{Kind: "resolution", ID: r.ID}}, d.Evidence)
	require.Len(t, d.Letters, 1)
	letter, err := f.office.PrintLetter(f.ctx, taminHead, d.Letters[0])
	require.NoError(t, err)
	assert.Contains(t, letter.Text(), "مطالبه")

	f.clock.set(d.Due.Add(time.Second))
	f.sweep()
	d, err = f.office.Demand(f.ctx, officer, d.ID)
	require.NoError(t, err)
	assert.Equal(t, oversight.DemandRaised, d.State)
	desk, err = f.office.GovernorDesk(f.ctx, governor, 0)
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(desk.Demands, func(x oversight.Demand) bool { return x.ID == d.ID }))
	_, err = f.office.GovernorDesk(f.ctx, taminHead, 0)
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.office.AnswerDemand(f.ctx, taminHead, d.ID, "پرداخت شد")
	require.NoError(t, err)
	_, err = f.office.EndDemand(f.ctx, taminHead, d.ID, oversight.DemandMet, "تمام")
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.office.EndDemand(f.ctx, governor, d.ID, oversight.DemandMet, "پرداخت شد")
	require.NoError(t, err)
	_, err = f.office.AnswerDemand(f.ctx, taminHead, d.ID, "باز")
	require.ErrorIs(t, err, oversight.ErrState)
}

// What a resolution wrote is all there or not at all: a writer who comes second
// leaves nothing behind.
func TestResolutionsAreNumberedOnce(t *testing.T) {
	t.Parallel()
	onEveryStore(t, testResolutionsAreNumberedOnce)
}

func testResolutionsAreNumberedOnce(t *testing.T, f *fixture) {
	t.Helper()
	c := f.commission()
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "")
	require.NoError(t, err)
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "بیمه"})
	require.NoError(t, err)
	_, err = f.office.OpenSession(f.ctx, secretary, s.ID, oversight.Attendance{Present: []string{"01A", "01B"}, President: "01A", Governor: true})
	require.NoError(t, err)
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			_, err := f.office.Resolve(f.ctx, secretary, s.ID, oversight.NewResolution{Item: 1, Text: "پرداخت", Agency: "isf.tamin"})
			errs <- err
		}()
	}
	good := 0
	for range cap(errs) {
		if err := <-errs; err == nil {
			good++
		} else {
			require.ErrorIs(t, err, samad.ErrConflict)
		}
	}
	s, err = f.office.Session(f.ctx, secretary, s.ID)
	require.NoError(t, err)
	assert.Len(t, s.Resolutions, good)
	slices.Sort(s.Resolutions)
	assert.Len(t, slices.Compact(s.Resolutions), good)
	list, _, err := f.office.Resolutions(f.ctx, governor, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Len(t, list, good)
}

func TestCommissionsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for name, c := range map[string]oversight.Commission{
		"no members": {ID: "x", Kind: "k", Name: samad.Text{Fa: "ن"}, Place: "10", Quorum: 1},
		"quorum":     {ID: "x", Kind: "k", Name: samad.Text{Fa: "ن"}, Place: "10", Quorum: 2, Members: []oversight.Member{{Account: "a", Post: samad.Text{Fa: "ر"}}}},
		"twice": {ID: "x", Kind: "k", Name: samad.Text{Fa: "ن"}, Place: "10", Quorum: 1, Members: []oversight.Member{
			{Account: "a", Post: samad.Text{Fa: "ر"}}, {Account: "a", Post: samad.Text{Fa: "ر"}}}},
		"no place": {ID: "x", Kind: "k", Name: samad.Text{Fa: "ن"}, Place: "99", Quorum: 1, Members: []oversight.Member{{Account: "a", Post: samad.Text{Fa: "ر"}}}},
	} {
		_, err := f.office.KeepCommission(f.ctx, officer, c)
		require.ErrorIs(t, err, samad.ErrInvalid, name)
	}
}

// A session of one province neither names nor writes to those of another: to it,
// their cases are not there.
func TestAgendaKeepsToItsPlace(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c, err := f.office.KeepCommission(f.ctx, officer, oversight.Commission{
		ID: "najafabad", Kind: "water", Name: samad.Text{Fa: "کمیسیون آب نجف‌آباد"}, Place: "1014", Quorum: 1,
		Members: []oversight.Member{{Account: "01A", Post: samad.Text{Fa: "فرماندار"}, Chair: true}},
	})
	require.NoError(t, err)
	here, elsewhere := f.referred("welfare/unemployment-insurance", "1014"), f.referred("welfare/unemployment-insurance", "1010")
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "")
	require.NoError(t, err)
	put := func(place samad.PlaceID, id samad.CaseID) error {
		_, err := f.office.AddItem(f.ctx, secretary, s.ID, oversight.AgendaItem{Title: "آب", Place: place, Cases: []samad.CaseID{id}})
		return err
	}
	foreign, none := put("", elsewhere.ID), put("", "none")
	require.ErrorIs(t, foreign, samad.ErrInvalid)
	assert.Equal(t, none.Error(), foreign.Error(), "what lies elsewhere is as what is not there")
	require.ErrorIs(t, put("1010", here.ID), samad.ErrInvalid)
	require.NoError(t, put("1014", here.ID))
	s, err = f.office.Session(f.ctx, secretary, s.ID)
	require.NoError(t, err)
	assert.Len(t, s.Agenda, 1)
}

// Whoever joined a case that came before a commission hears of the resolution
// and of its result, in the same transaction as the others.
func TestResultReachesJoinedPetitioners(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.commission()
	first := f.referred("welfare/unemployment-insurance", "1014")
	r, err := f.desk.Submit(f.ctx, samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Text: "همان موضوع است.", Topic: "welfare/unemployment-insurance", Place: "1014",
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: "نمونه دو", Mobile: "09130005678"},
	})
	require.NoError(t, err)
	_, err = f.desk.Merge(f.ctx, operator, samad.MergeRequest{Ref: samad.Ref{ID: r.Case}, Into: first.ID})
	require.NoError(t, err)
	left := f.referred("welfare/unemployment-insurance", "1010") // another matter: is told nothing

	proposals, err := f.office.ProposeAgenda(f.ctx, secretary, c.ID, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, proposals[0].People, "both wait")
	s, err := f.office.CallSession(f.ctx, secretary, c.ID, f.clock.Now().Add(time.Hour), "سالن")
	require.NoError(t, err)
	_, err = f.office.AddItem(f.ctx, secretary, s.ID, f.office.Item(proposals[0]))
	require.NoError(t, err)
	_, err = f.office.OpenSession(f.ctx, secretary, s.ID, oversight.Attendance{Present: []string{"01A", "01C"}, President: "01A", Governor: true})
	require.NoError(t, err)
	resolution, err := f.office.Resolve(f.ctx, secretary, s.ID, oversight.NewResolution{Item: 1, Text: "پرداخت شود", Agency: "isf.tamin"})
	require.NoError(t, err)
	ref := ledger.Ref{Kind: "resolution", ID: resolution.ID}
	told := func() map[samad.CaseID]int {
		all, err := f.ledger.Messages(f.ctx, ref)
		require.NoError(t, err)
		out := map[samad.CaseID]int{}
		for _, m := range all {
			if m.Audience == samad.ToPetitioner {
				out[m.Case]++
			}
		}
		return out
	}
	assert.Equal(t, map[samad.CaseID]int{first.ID: 1, r.Case: 1}, told())
	_, err = f.office.ReportResolution(f.ctx, taminHead, resolution.ID, "پرداخت شد")
	require.NoError(t, err)
	assert.Equal(t, map[samad.CaseID]int{first.ID: 1, r.Case: 1}, told(), "a report is no result yet")
	_, err = f.office.JudgeResolution(f.ctx, secretary, resolution.ID, oversight.ResolutionDone, "همه پرداخت شد")
	require.NoError(t, err)
	assert.Equal(t, map[samad.CaseID]int{first.ID: 2, r.Case: 2}, told(), "the result reaches who joined")
	assert.Zero(t, told()[left.ID])
}

// The governor's desk says how many there are beside those that it lists.
func TestGovernorDeskCountsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	var cases []samad.Case
	for range 5 {
		c := f.referred("welfare/unemployment-insurance", "1014")
		_, err := f.desk.Escalate(f.ctx, officer, samad.ReasonRequest{Ref: samad.Ref{ID: c.ID}, Reason: "مهم است"})
		require.NoError(t, err)
		cases = append(cases, c)
		d, err := f.office.OpenDemand(f.ctx, officer, oversight.NewDemand{Agency: "isf.tamin", Place: "10", Text: samad.Text{Fa: "پاسخ دهید"}, Cases: []samad.CaseID{c.ID}})
		require.NoError(t, err)
		_, err = f.office.RaiseDemand(f.ctx, officer, d.ID, "پاسخی نیامد")
		require.NoError(t, err)
	}
	desk, err := f.office.GovernorDesk(f.ctx, governor, 3)
	require.NoError(t, err)
	assert.Len(t, desk.Demands, 3)
	assert.Len(t, desk.Escalated, 3)
	assert.Equal(t, oversight.GovernorMore{Demands: 2, Escalated: 2}, desk.More)
	desk, err = f.office.GovernorDesk(f.ctx, governor, 0)
	require.NoError(t, err)
	assert.Len(t, desk.Escalated, len(cases))
	assert.Equal(t, oversight.GovernorMore{}, desk.More)
	for _, limit := range []int{-1, 10_001} {
		_, err = f.office.GovernorDesk(f.ctx, governor, limit)
		require.ErrorIs(t, err, samad.ErrInvalid)
	}
}
