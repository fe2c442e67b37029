package rooms_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// planned plans and invites a programme of Social Security in three days.
func (f *fixture) planned() string {
	f.Helper()
	for range 3 {
		f.filed("welfare/retirement", "1014")
	}
	f.clock.Set(f.clock.Now().Add(24 * time.Hour))
	plan := object{"province": "10", "day": f.day(3).String(), "hosts": []object{{"agency": "isf.tamin"}}, "reason": "به خواست استاندار"}
	f.send("POST", "/api/v1/desk/meetings", plan, as("head")).is(403)
	a := f.step("/api/v1/desk/meetings", "oversight", plan)
	require.Equal(f, "planned", a.str("state"))
	require.Equal(f, `"1"`, a.header.Get("ETag"))
	id := a.str("id")
	path := "/api/v1/desk/meetings/" + id
	a = f.step(path+"/change", "oversight", object{"day": f.day(4).String(), "hosts": []object{{"agency": "isf.tamin"}}, "reason": "تعطیلی"})
	require.Equal(f, f.day(4).String(), a.str("starts_persian"))
	// Whoever sees it but may not invite is told so.
	f.send("POST", path+"/invite", nil, as("head")).is(403, "forbidden")
	a = f.step(path+"/invite", "oversight", nil)
	require.Equal(f, "asked", a.str("hosts/0/state"))
	return id
}

// TestMeetingOverHTTP walks one programme through, from proposal to report.
func TestMeetingOverHTTP(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.planned()
	path := "/api/v1/desk/meetings/" + id

	week := f.get("/api/v1/desk/meetings/proposals?province=10&day="+f.day(8).String(), "oversight")
	assert.Equal(t, "isf.tamin", week.str("proposals/0/agency"))
	assert.Contains(t, week.str("proposals/0/reason"), "۳")
	f.get("/api/v1/desk/meetings?province=10&state=invited&limit=1", "oversight")
	f.send("GET", "/api/v1/desk/meetings?province=10&cursor=nonsense", nil, as("oversight")).is(422)

	// The host answers; nobody else can for it.
	f.send("POST", path+"/reply", object{"agency": "isf.tamin", "accept": true}, as("abfa")).is(404)
	f.send("POST", path+"/reply", object{"agency": "isf.tamin", "accept": true}, as("operator")).is(403)
	f.send("POST", path+"/reply", object{"stand_in": object{"fa": "معاون"}}, as("head")).is(422, "invalid")
	a := f.step(path+"/reply", "head", object{"stand_in": object{"fa": "معاون بیمه‌ای"}, "reason": "مأموریت"})
	assert.Equal(t, "معاون بیمه‌ای", a.str("hosts/0/post"))
	f.send("POST", path+"/invite", nil, as("oversight"), ifMatch(a.header.Get("ETag"))).is(200)

	// The public sees programmes, no turns.
	coming := f.get("/api/v1/meetings?province=10&days=30", "")
	assert.Equal(t, "/meetings.ics", coming.str("calendar"))
	assert.Equal(t, id, coming.str("items/0/id"))
	assert.NotContains(t, coming.raw, "turns")
	assert.NotContains(t, coming.raw, "مأموریت", "why somebody does not come is not for everybody")

	// A petitioner asks for a turn with code and PIN.
	r, about := f.filed("welfare/retirement", "1014")
	mine := "/api/v1/cases/" + r.Code.String() + "/turns"
	secret := pin(r.PIN.Reveal())
	body := object{"programme": id, "agency": "isf.tamin"}
	f.send("POST", mine, body).is(401, "pin_required")
	f.send("POST", mine, object{"programme": id, "agency": "isf.abfa"}, secret).is(404)
	f.send("GET", mine+"/"+id, nil, secret).is(404)
	turn := f.send("POST", mine, body, secret, key("turn")).is(201)
	assert.InDelta(t, 1, turn.at("number"), 0)
	again := f.send("POST", mine, body, secret, key("turn")).is(201)
	assert.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	f.send("POST", mine, object{"programme": id, "agency": "isf.abfa"}, secret, key("turn")).is(409, "key_reused")
	place := f.send("GET", mine+"/"+id, nil, secret).is(200)
	assert.Equal(t, turn.at("slot"), place.at("slot"))
	f.send("GET", mine+"/"+id, nil, secret, header{"If-None-Match", place.header.Get("ETag")}).is(304)
	f.send("POST", mine+"/"+id+"/leave", nil, secret, ifMatch(`"99"`)).is(412)
	left := f.send("POST", mine+"/"+id+"/leave", nil, secret, key("leave")).is(200)
	assert.Equal(t, "left", left.str("state"))
	f.send("POST", mine+"/"+id+"/leave", "{} ", secret, key("leave")).is(409, "key_reused")
	f.send("POST", mine, body, secret).is(201)

	// An operator asks for a caller, by the case's code.
	r2, _ := f.filed("welfare/retirement", "1010")
	f.send("POST", path+"/turns", object{"agency": "isf.tamin", "case": r2.Code.String()}, as("head")).is(403)
	a = f.step(path+"/turns", "operator", object{"agency": "isf.tamin", "case": r2.Code.String()})
	assert.Equal(t, "1010", a.str("turns/2/county"))
	f.send("POST", path+"/leave", object{"turn": 3}, as("head")).is(403)
	f.step(path+"/leave", "operator", object{"turn": 3})

	// The console.
	f.send("POST", path+"/next", nil, as("operator")).is(409, "wrong_state")
	f.send("POST", path+"/ring_in", object{"agency": "isf.tamin"}, as("operator")).is(409, "wrong_state")
	f.send("POST", path+"/finish", nil, as("operator")).is(409, "wrong_state")
	starts, err := time.Parse(time.RFC3339, a.str("starts"))
	require.NoError(t, err)
	f.clock.Set(starts)
	f.send("POST", path+"/start", nil, as("oversight")).is(403)
	f.step(path+"/start", "operator", nil)
	f.send("POST", path+"/ring_in", object{"agency": "isf.tamin"}, as("oversight")).is(403)
	f.step(path+"/ring_in", "operator", object{"agency": "isf.tamin", "county": "1012"})
	f.send("POST", path+"/next", nil, as("oversight")).is(403)
	f.send("POST", path+"/next", nil, as("fars")).is(404)
	call := f.send("POST", path+"/next", nil, as("operator"), keyed("next-1")).is(200)
	same := f.send("POST", path+"/next", nil, as("operator"), keyed("next-1")).is(200)
	assert.Equal(t, "true", same.header.Get("Idempotency-Replayed"))
	assert.Equal(t, call.raw, same.raw)
	f.send("POST", path+"/next", nil, as("operator"), keyed("next-2")).is(200) // finds the turn on air
	assert.Equal(t, string(about.ID), call.str("case/id"))
	assert.NotContains(t, call.raw, "رازدار", "the console's list names nobody; the dossier does, to whom it may")
	f.send("POST", mine+"/"+id+"/leave", nil, secret).is(409, "wrong_state")

	f.clock.Set(starts.Add(5 * time.Minute))
	live := object{
		"turn": call.at("turn/number"), "accepts": true,
		"submission": object{"kind": "request", "text": "سه ماه است مستمری من واریز نشده.", "topic": "welfare/retirement", "place": "1014",
			"petitioner": object{"identity": "named", "name": "مریم", "mobile": "09123456789"}},
		"answer": object{"explanation": "معوقه بود.", "done": "امروز واریز شد.", "outcome": "done", "without_visit": true},
	}
	f.send("POST", path+"/record", object{"turn": 1}, as("operator")).is(422)
	f.send("POST", path+"/record", live, as("fars")).is(404)
	f.send("POST", path+"/record", live, as("oversight")).is(403)
	recorded := f.send("POST", path+"/record", live, as("operator"), keyed("record-1")).is(200)
	again = f.send("POST", path+"/record", live, as("operator"), keyed("record-1")).is(200)
	assert.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	assert.Equal(t, recorded.str("receipt/code"), again.str("receipt/code"))
	assert.Equal(t, recorded.str("receipt/pin"), again.str("receipt/pin"))
	assert.Equal(t, recorded.str("case/id"), again.str("case/id"))
	assert.Equal(t, recorded.at("turn"), again.at("turn"))
	f.send("POST", path+"/record", object{"turn": 1, "missed": true}, as("operator"), keyed("record-1")).is(409, "key_reused")
	// Who called next before must not put another on air by asking again.
	for _, key := range []string{"next-1", "next-2"} {
		f.send("POST", path+"/next", nil, as("operator"), keyed(key)).is(409, "wrong_state")
	}
	assert.Equal(t, "answered_live", recorded.str("turn/state"))
	assert.Equal(t, "closed", recorded.str("case/state"))
	assert.NotEmpty(t, recorded.str("receipt/code"))
	f.send("POST", path+"/record", live, as("operator")).is(409, "wrong_state")

	call = f.send("POST", path+"/next", nil, as("operator")).is(200)
	f.clock.Set(starts.Add(10 * time.Minute))
	referred := object{"turn": call.at("turn/number"), "expert": "tamin.expert", "submission": live["submission"]}
	recorded = f.send("POST", path+"/record", referred, as("operator")).is(200)
	assert.Equal(t, "referred", recorded.str("turn/state"))
	assert.NotEmpty(t, recorded.str("case/due"))
	f.send("POST", path+"/next", nil, as("operator")).is(409, "nobody_waits")

	pace := f.get(path+"/pace", "operator")
	assert.InDelta(t, 2, pace.at("calls"), 0)
	f.send("POST", path+"/finish", nil, as("oversight")).is(403)
	sum := f.step(path+"/finish", "operator", nil)
	assert.InDelta(t, 1, sum.at("answered_live"), 0)
	assert.InDelta(t, 1, sum.at("referred"), 0)
	f.get(path+"/report", "oversight")
	history := f.get(path+"/history", "oversight")
	assert.NotContains(t, history.raw, "مریم", "events hold no personal data")
	f.get(path, "head")
	f.send("POST", path+"/reply", object{"accept": true}, as("head")).is(409, "wrong_state")
	f.send("POST", mine, body, secret).is(409, "wrong_state")
}

// A programme is cancelled with a reason; who may only read may not.
func TestMeetingCancelled(t *testing.T) {
	t.Parallel()
	f := setup(t)
	id := f.planned()
	path := "/api/v1/desk/meetings/" + id
	f.send("POST", path+"/cancel", object{"reason": "x"}, as("operator")).is(403)
	f.send("POST", path+"/change", object{"day": "1405-09-09", "hosts": []object{{"agency": "isf.tamin"}}, "reason": "x"}, as("operator")).is(403)
	a := f.step(path+"/cancel", "oversight", object{"reason": "تعطیلی اعلام شد."})
	assert.Equal(t, "cancelled", a.str("state"))
	for _, step := range []string{"invite", "start"} {
		f.send("POST", path+"/"+step, nil, as(map[string]string{"invite": "oversight", "start": "operator"}[step])).is(409, "wrong_state")
	}
	f.send("POST", path+"/change", object{"day": f.day(5).String(), "hosts": []object{{"agency": "isf.tamin"}}, "reason": "x"}, as("oversight")).is(409)
	f.send("POST", path+"/leave", object{"turn": 1}, as("operator")).is(404)
	r, _ := f.filed("welfare/retirement", "1014")
	f.send("POST", path+"/turns", object{"agency": "isf.tamin", "case": r.Code.String()}, as("operator")).is(409, "wrong_state")
}
