package httpapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A case goes over HTTP from intake to its end, as the contract says.
func TestLifeOfACase(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.submit(matter())

	seen := f.send("GET", c.path(), nil).is(200)
	require.Equal(t, "received", seen.str("state"))
	require.Equal(t, "ثبت‌شده", seen.str("state_name"))
	require.NotContains(t, seen.raw, "بازنشستگی من", "texts need the PIN")
	first := seen.list("timeline")[0]
	require.Equal(t, "submitted", first["type"])
	require.Equal(t, "2026-11-23T08:30:00Z", first["at"])
	require.Equal(t, "1405-09-02", first["at_persian"])

	with := f.send("GET", c.path(), nil, pin(c.pin)).is(200)
	require.Equal(t, matter()["text"], with.list("timeline")[0]["text"])

	a := c.step("operator", "screen", object{"outcome": "accept"}).is(200)
	require.Equal(t, "referred", a.str("state"))
	require.Equal(t, "isf.tamin", a.str("agency"))
	require.Equal(t, "تامین اجتماعی", a.str("agency_name"))
	require.Equal(t, "2026-12-03T08:30:00Z", a.str("due"))
	require.Equal(t, "1405-09-12", a.str("due_persian"))

	c.step("head", "assign", object{"expert": "u-expert"}).is(200)
	c.step("expert", "action", object{"text": "بازدید انجام شد."}).is(200)
	draft := c.step("expert", "answer", finalAnswer()).is(200)
	require.Equal(t, "in_progress", draft.str("state"), "an expert's answer waits")
	c.step("head", "send_back", object{"reason": "مبلغ را بنویسید."}).is(200)
	c.step("expert", "answer", finalAnswer()).is(200)
	require.Equal(t, "answered", c.step("head", "approve", object{}).is(200).str("state"))

	open := f.send("GET", c.path(), nil, pin(c.pin)).is(200)
	require.Equal(t, true, open.body["may_object"])
	steps := open.list("timeline")
	last := steps[len(steps)-1]
	require.Equal(t, "answered", last["type"])
	require.Equal(t, "بررسی شد.", last["text"])
	require.Equal(t, "مدیرکل", last["post"])
	require.Equal(t, object{
		"outcome": "done", "outcome_name": "انجام شد", "final": true,
		"explanation": "بررسی شد.", "done": "پرداخت انجام شد.", "basis": "ماده ۳۰",
	}, last["answer"])

	require.Equal(t, "referred", c.by("objection", object{"text": "هنوز واریز نشده."}).is(200).str("state"))
	require.Equal(t, "answered", c.step("head", "answer", finalAnswer()).is(200).str("state"))
	require.Equal(t, false, c.by("rating", object{"answer": 4, "conduct": 5}).is(200).body["may_rate"])
	require.Equal(t, "closed", c.by("confirmation", object{}).is(200).str("state"))

	h := f.send("GET", c.desk()+"/history", nil, as("oversight")).is(200)
	require.Equal(t, true, h.body["verified"])
	events := h.list("events")
	require.Len(t, events, int(c.revision))
	require.Equal(t, "submitted", events[0]["type"])
	require.Len(t, events[0]["hash"], 64)
	require.Equal(t, events[0]["hash"], events[1]["prev_hash"])
}

// The Persian day is the one in Tehran, where it begins before UTC's.
func TestPersianDaysAreTehrans(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.clock.Advance(12 * time.Hour) // 20:30 UTC is midnight in Tehran
	c := f.submit(matter())
	first := f.send("GET", c.path(), nil).is(200).list("timeline")[0]
	require.Equal(t, "2026-11-23T20:30:00Z", first["at"])
	require.Equal(t, "1405-09-03", first["at_persian"])
}

// An expert asks for more time; whoever may gives it as it was asked, or not.
func TestMoreTime(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	c.step("head", "assign", object{"expert": "u-expert"}).is(200)
	c.step("expert", "ask_extension", object{"by": "5d", "reason": "استعلام"}).is(200)
	require.Equal(t, "5d", f.send("GET", c.desk(), nil, as("head")).is(200).str("time_asked"))
	c.step("head", "refuse_extension", object{"reason": "دلیل بس نیست."}).is(200)
	c.step("head", "refuse_extension", object{"reason": "دلیل بس نیست."}).is(409, "not_possible_now")
	require.Equal(t, "/by not_days", c.step("head", "extend", object{"reason": "x"}).is(422).faults())
	c.step("expert", "ask_extension", object{"by": "3d", "reason": "استعلام"}).is(200)
	c.step("supervisor", "extend", object{"reason": "پذیرفته شد"}).is(200)
	require.Nil(t, f.send("GET", c.desk(), nil, as("head")).is(200).body["time_asked"])
	view := f.send("GET", c.path(), nil, pin(c.pin)).is(200)
	require.NotContains(t, view.raw, "استعلام", "words between offices")
	require.Contains(t, view.raw, "پذیرفته شد")
}
