package rooms_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/sla/persian"
)

const post = "isf.tamin/head"

// desk is the path of a record.
func desk(kind, id string) string { return "/api/v1/desk/" + kind + "/" + url.PathEscape(id) }

// watched watches the head of Social Security.
func (f *fixture) watched() {
	f.Helper()
	f.step("/api/v1/desk/posts", "oversight", object{"id": post, "agency": "isf.tamin", "place": "10", "title": object{"fa": "مدیرکل"}})
}

// monday is the next Monday after today.
func (f *fixture) monday() persian.Date {
	for days := 1; ; days++ {
		if d := f.day(days); d.Weekday() == persian.Monday {
			return d
		}
	}
}

// ordered orders a visit on the next Monday at ten and moves the clock there.
func (f *fixture) ordered() string {
	f.Helper()
	day := f.monday()
	body := object{"post": post, "day": day.String(), "minute": 600, "inspector": "u-inspector", "reason": "شکایت‌های پی‌درپی"}
	f.send("POST", "/api/v1/desk/visits", body, as("head")).is(403)
	f.send("POST", "/api/v1/desk/visits", object{"post": "x", "day": day.String(), "minute": 600, "inspector": "i", "reason": "r"}, as("oversight")).is(404)
	return f.step("/api/v1/desk/visits", "oversight", body).str("id")
}

// TestTheVisitedNeverSeeAPlan holds every route that the visited can reach
// against a world without the plan: nothing may differ.
func TestTheVisitedNeverSeeAPlan(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.watched()
	routes := []string{
		desk("posts", post), "/api/v1/desk/visits", "/api/v1/desk/visits?state=planned", "/api/v1/desk/visits?limit=1", "/api/v1/desk/letters",
		"/api/v1/desk/demands", "/api/v1/open_doors?place=10", "/api/v1/desk/visits?from=2026-11-01T00:00:00Z&to=2027-01-01T00:00:00Z",
		"/api/v1/oversight?place=10&from=2026-11-01T00:00:00Z&to=2027-01-01T00:00:00Z", "/api/v1/desk/duties?agency=isf.tamin&from=1405-08-01&to=1405-09-30",
	}
	look := func() []string {
		var out []string
		for _, path := range routes {
			a := f.send("GET", path, nil, as("head"))
			out = append(out, path+" "+a.raw+a.header.Get("ETag"))
		}
		return out
	}
	before := look()
	visit := f.ordered()
	require.Equal(t, before, look(), "the visited sees that a visit was ordered")
	for _, who := range []string{"head", "abfa", "pr", "fars", "member"} {
		a := f.send("GET", desk("visits", visit), nil, as(who)).is(404)
		b := f.send("GET", desk("visits", unknown), nil, as(who)).is(404)
		assert.Equal(t, b.raw, a.raw, "a planned visit and none are the same to %s", who)
		for _, step := range []string{"reply", "report", "cancel", "assign", "excuse", "letter"} {
			body := object{"text": "x"}
			switch step {
			case "report":
				body = object{"at": "2026-11-23T06:30:00Z", "finding": "present"}
			case "cancel", "excuse":
				body = object{"reason": "x"}
			case "assign":
				body = object{"inspector": "x", "reason": "x"}
			case "letter":
				body = object{}
			}
			for _, tag := range []string{"", `"1"`, `"7"`, "*"} {
				var h []header
				if tag != "" {
					h = append(h, ifMatch(tag))
				}
				f.send("POST", desk("visits", visit)+"/"+step, body, append(h, as(who))...).is(404)
			}
		}
	}
	// The commitment is public, what was drawn is not.
	plan := f.step("/api/v1/desk/visit_plans", "oversight", object{"place": "10", "from": f.day(1).String(), "to": f.day(10).String(), "count": 1})
	assert.NotContains(t, plan.raw, "seed")
	id := plan.str("id")
	f.clock.Set(f.clock.Now().Add(24 * time.Hour))
	before = look()
	drawn := f.step(desk("visit_plans", id)+"/draw", "oversight", object{"inspectors": []object{{"account": "u-inspector"}}, "beacon": "۱۲۳"}, "governor")
	assert.NotEmpty(t, drawn.at("record/draw/chosen"))
	assert.NotContains(t, drawn.raw, "seed")
	require.Equal(t, before, look(), "the visited sees that visits were drawn")
	f.send("GET", desk("visit_plans", id), nil, as("head")).is(404)
	public := f.get("/api/v1/visit_plans/"+id, "")
	assert.NotContains(t, public.raw, "chosen")
	assert.NotContains(t, public.raw, "candidates")
	f.send("GET", "/api/v1/visit_plans/"+unknown, nil).is(404)
	f.get("/api/v1/visit_plans?limit=10", "")
	f.send("POST", desk("visit_plans", id)+"/reveal", nil, as("oversight")).is(409, "wrong_state")
	f.send("POST", desk("visit_plans", id)+"/draw", object{"inspectors": []object{{"account": "u-inspector"}}}, as("oversight")).is(409, "wrong_state")
	f.get(desk("visit_plans", id), "governor")
	f.clock.Set(f.clock.Now().Add(15 * 24 * time.Hour))
	f.step(desk("visit_plans", id)+"/reveal", "oversight", nil, "governor")
	assert.NotEmpty(t, f.send("GET", "/api/v1/visit_plans/"+id, nil).is(200).at("draw/seed"))
}

// TestDoorsOverHTTP goes from a post to a letter that is withdrawn.
func TestDoorsOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.watched()
	f.send("POST", "/api/v1/desk/posts", object{"id": post, "agency": "isf.tamin", "place": "10", "title": object{"fa": "مدیرکل"}}, as("oversight")).is(409, "conflict")
	f.step(desk("posts", post)+"/address", "oversight", object{"address": object{"fa": "خیابان شیخ صدوق"}}, "head")
	f.step(desk("posts", post)+"/hours", "oversight", object{"from": f.day(0).String(), "weekday": int(persian.Monday), "begins_minute": 540, "ends_minute": 720, "reason": "مصوبه"}, "head")
	f.step(desk("posts", post)+"/leave", "oversight", object{"from": f.day(60).String(), "to": f.day(61).String(), "reason": "مأموریت"}, "head")
	doors := f.get("/api/v1/open_doors?place=10", "")
	assert.Equal(t, "09:00", doors.str("items/0/from"))

	cancelled := f.ordered()
	f.step(desk("visits", cancelled)+"/assign", "oversight", object{"inspector": "u-other", "reason": "بیماری"}, "governor")
	f.step(desk("visits", cancelled)+"/cancel", "oversight", object{"reason": "تعطیلی"}, "governor")
	for step, body := range map[string]object{
		"assign": {"inspector": "x", "reason": "x"}, "cancel": {"reason": "x"}, "excuse": {"reason": "x"},
		"report": {"at": f.clock.Now().UTC().Format(time.RFC3339), "finding": "absent"},
	} {
		f.send("POST", desk("visits", cancelled)+"/"+step, body, as("oversight")).is(409, "wrong_state")
	}
	report := func(id string) {
		at := f.monday().Time(f.tehran, 10, 0, 0, 0)
		f.clock.Set(at)
		f.step(desk("visits", id)+"/report", "inspector", object{
			"at": at.UTC().Format(time.RFC3339), "finding": "absent", "points": object{"hours_posted": false},
			"evidence": []object{{"name": "در.jpg", "digest": strings.Repeat("ab", 32)}},
		}, "governor")
	}
	visit := f.ordered()
	report(visit)
	f.get("/api/v1/desk/visits?state=reported&mine=false", "head", "pr")
	f.get(desk("visits", visit), "head")
	f.get(desk("posts", post), "head")
	f.step(desk("visits", visit)+"/reply", "head", object{"text": "در مأموریت بودم."}, "governor")
	f.send("POST", desk("visits", visit)+"/reply", object{"text": "x"}, as("head")).is(409, "wrong_state")

	f.send("POST", desk("visits", visit)+"/letter", nil, as("head")).is(403)
	letter := f.step(desk("visits", visit)+"/letter", "oversight", nil)
	id := letter.str("id")
	f.send("POST", desk("visits", visit)+"/letter", nil, as("oversight")).is(409)
	f.get("/api/v1/desk/letters?state=issued&limit=5", "head")
	f.get(desk("letters", id), "head")
	assert.Contains(t, f.get(desk("letters", id)+"/document", "head").str("text"), "تذکر")
	f.send("POST", desk("letters", id)+"/appeal", object{"text": "x"}, as("head")).is(409, "wrong_state")
	f.send("POST", desk("letters", id)+"/decide", object{"reason": "x"}, as("chief")).is(409, "wrong_state")
	f.step(desk("letters", id)+"/acknowledge", "head", nil, "governor")
	f.send("POST", desk("letters", id)+"/acknowledge", nil, as("head"))
	f.step(desk("letters", id)+"/appeal", "head", object{"text": "در مأموریت بودم."}, "governor")
	f.send("POST", desk("letters", id)+"/acknowledge", nil, as("head")).is(409, "wrong_state")
	f.send("POST", desk("letters", id)+"/decide", object{"withdraw": true, "reason": "x"}, as("oversight")) // who issued it does not decide
	f.step(desk("letters", id)+"/decide", "chief", object{"withdraw": true, "reason": "مأموریت ثابت شد."}, "head")

	excused := f.ordered()
	report(excused)
	f.step(desk("visits", excused)+"/excuse", "oversight", object{"reason": "بیماری"}, "head")
	assert.InDelta(t, 2, f.get("/api/v1/oversight?place=10&from=2026-11-01T00:00:00Z&to=2027-03-01T00:00:00Z", "").at("findings/absent"), 0)
	f.step(desk("posts", post)+"/end", "oversight", object{"on": f.day(30).String()}, "head")
}
