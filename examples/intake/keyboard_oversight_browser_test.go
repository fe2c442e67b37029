package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestOversightByKeyboard: a draw, a visit by order, and a demand from its
// beginning to its end, by keys alone.
func TestOversightByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	monday := time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("Tehran", 3*3600+1800))
	s := start(t, t.TempDir(), "--limits", "off", "--at", monday.Format(time.RFC3339))
	r := s.rooms(t, monday)
	ctx := t.Context()
	s.administrator(t).hire(map[string]string{"username": "inspector", "role": "inspector", "agency": "isf.ostandari.bazresi", "place": "10", "post": "بازرس"})
	_, f := s.visitor(t).file(map[string]string{"text": pension, "name": "مریم ایرانی", "mobile": "09123456789"})
	_, err := r.office.AddPost(ctx, officer, oversight.Post{ID: "isf.tamin/head", Agency: "isf.tamin", Place: "10", Title: samad.Text{Fa: "مدیرکل"}})
	require.NoError(t, err)

	b := newTab(t, s.base, "keyboard-oversight")
	b.comeIn(s, "oversight")
	b.follow(`a[href="/desk/visits"]`)
	b.unfold("commit")
	for _, row := range [][2]string{{"from", "۱۴۰۵/۰۹/۰۷"}, {"to", "۱۴۰۵/۰۹/۱۳"}, {"count", "۱"}} {
		b.write(in("commit", row[0]), row[1])
	}
	b.sendStep("commit")
	b.follow(`main a[href^="/desk/draws/"]`)
	b.tick(in("draw", "inspector-0"))
	b.write(in("draw", "beacon"), "قرعه سه‌شنبه: ۱۲۳۴۵")
	b.sendStep("draw")
	b.says("قرعه کشیده شده")
	drawn := strings.TrimPrefix(eval[string](b, `decodeURIComponent(location.pathname)`), "/desk/draws/")

	b.follow(`a[href="/desk/visits"]`)
	b.unfold("order")
	b.pick(in("order", "post"), "isf.tamin/head")
	for _, row := range [][2]string{{"day", "۱۴۰۵/۰۹/۰۲"}, {"at", "۱۰:۰۰"}, {"inspector", "inspector"}, {"reason", "شکایت مردم"}} {
		b.write(in("order", row[0]), row[1])
	}
	b.sendStep("order")
	b.says("در راه")

	b.follow(`a[href="/desk/demands"]`)
	b.unfold("open")
	b.pick(in("open", "agency"), "isf.tamin")
	b.write(in("open", "text"), "چرا مستمری‌ها واریز نشده است؟")
	b.write(in("open", "codes"), latin(f.code))
	b.sendStep("open")
	b.says("پرونده مطالبه")
	id := strings.TrimPrefix(eval[string](b, `decodeURIComponent(location.pathname)`), "/desk/demands/")
	_, err = r.office.AnswerDemand(ctx, taminDG, id, "در دست بررسی است.")
	require.NoError(t, err)
	b.follow(`a[href="/desk/demands"]`)
	b.follow(`main table a[href^="/desk/demands/"]`)
	b.unfold("return")
	b.write(in("return", "reason"), "روز واریز را ننوشته‌اید.")
	b.sendStep("return")
	b.unfold("raise")
	b.write(in("raise", "reason"), "دستگاه پاسخ روشن نداد.")
	b.sendStep("raise")
	b.unfold("met")
	b.write(in("met", "text"), "همه مستمری‌ها واریز شد.")
	b.sendStep("met")
	b.says("برآورده")

	plan, err := r.office.Plan(ctx, officer, drawn)
	require.NoError(t, err)
	assert.Equal(t, oversight.Drawn, plan.State)
	assert.Equal(t, "قرعه سه‌شنبه: ۱۲۳۴۵", plan.Beacon)
	require.Len(t, plan.Chosen, 1)
	assert.Equal(t, "isf.tamin/head", plan.Chosen[0].Candidate)
	visits, _, err := r.office.Visits(ctx, officer, oversight.VisitQuery{Post: "isf.tamin/head"})
	require.NoError(t, err)
	var byDraw, byHand int
	for _, v := range visits {
		assert.NotEmpty(t, v.Inspector)
		if v.Plan == drawn {
			byDraw++
			assert.Equal(t, plan.Chosen[0].Day, v.Day)
		} else {
			byHand++
			assert.Equal(t, "شکایت مردم", v.Reason)
			assert.True(t, v.At.Equal(monday.Add(30*time.Minute)), v.At)
		}
	}
	assert.Equal(t, [2]int{1, 1}, [2]int{byDraw, byHand})
	demand, err := r.office.Demand(ctx, officer, id)
	require.NoError(t, err)
	assert.Equal(t, oversight.DemandMet, demand.State)
	assert.Equal(t, "همه مستمری‌ها واریز شد.", demand.Outcome)
	var steps []string
	for _, step := range demand.Steps {
		steps = append(steps, step.Kind)
	}
	assert.Equal(t, []string{"answer", "not_enough", "raised"}, steps)
}

// TestGovernorateByKeyboard: from the overview to the late list, from a county
// down to one late case, and what the governor does about it.
func TestGovernorateByKeyboard(t *testing.T) {
	t.Parallel()
	chromium(t)
	s := start(t, t.TempDir(), "--demo=150", "--limits", "off")
	r := s.rooms(t)
	ctx := t.Context()
	late := true
	query := samad.Query{States: []samad.State{samad.Referred, samad.InProgress}, Late: &late, Now: r.now(), Order: samad.DueFirst, Limit: 1000}
	overdue, err := r.db.Cases().List(ctx, query)
	require.NoError(t, err)
	require.NotEmpty(t, overdue.Cases, "the year has late cases")
	county := overdue.Cases[0].Place[:4]

	b := newTab(t, s.base, "keyboard-governorate")
	b.comeIn(s, "governor")
	b.follow(`a[href="/desk/overview"]`)
	b.says("نمای کلی")
	b.follow(`main a[href*="late=yes"]`)
	shown := eval[int](b, `document.querySelectorAll(`+quote(caseLinks)+`).length`)
	assert.Equal(t, min(len(overdue.Cases), 25), shown, "the list is that of the record")

	b.follow(`a[href="/desk/overview"]`)
	b.tabTo(`section[aria-labelledby="county"] details > summary`)
	b.press("\r")
	b.follow(`td a[href*="place=` + string(county) + `"]`)
	b.says("تنها:")
	if !eval[bool](b, `document.querySelector("details:has([name=words])").open`) {
		b.tabTo(`details:has([name="words"]) > summary`)
		b.press("\r")
	}
	b.tick(`[name="late"]`)
	b.tabTo(`form[action="/desk"] button`)
	b.enter()
	b.follow(caseLinks)
	id := samad.CaseID(strings.TrimPrefix(eval[string](b, `location.pathname`), "/desk/cases/"))
	b.says("از مهلت گذشته")
	b.unfold("escalate")
	b.write(in("escalate", "reason"), "مهلت گذشته و پاسخی نرسیده است.")
	b.sendStep("escalate")
	b.says("ثبت شد")

	c, err := r.desk.Case(ctx, officer, id)
	require.NoError(t, err)
	assert.True(t, c.Place.Under(county), "%s lies in %s", c.Place, county)
	var found bool
	for _, one := range overdue.Cases {
		found = found || one.ID == id
	}
	assert.True(t, found, "the record says that it is late")
	events, err := r.desk.History(ctx, officer, id)
	require.NoError(t, err)
	last := events[len(events)-1]
	for _, e := range events {
		if e.Type == samad.EventEscalated {
			last = e
		}
	}
	assert.Equal(t, samad.EventEscalated, last.Type)
	assert.Equal(t, samad.RoleGovernor, last.Actor.Role)
}
