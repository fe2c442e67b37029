package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type httpRequest = http.Request

func TestSubmitAnswersTheReceipt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("POST", "/api/v1/cases", matter()).is(201)
	require.Len(t, a.str("code"), 16)
	require.Len(t, a.str("pin"), 6)
	require.Equal(t, "received", a.str("state"))
	require.NotContains(t, a.body, "due")
	require.NotContains(t, a.body, "agency")
	require.Equal(t, "cases/"+a.str("code"), a.header.Get("Location"))
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))

	thanks := object{"kind": "criticism", "text": "سپاسگزارم", "topic": "samad/appreciation", "place": "1014", "petitioner": object{"identity": "anonymous"}}
	a = f.send("POST", "/api/v1/cases", thanks, lang("en")).is(201)
	require.Equal(t, "referred", a.str("state"), "where the rules say auto")
	require.Equal(t, "isf.centre", a.str("agency"))
	require.Equal(t, "Inspection office", a.str("agency_name"))
	require.Equal(t, "2026-12-03T08:30:00Z", a.str("due"))
	require.Equal(t, "1405-09-12", a.str("due_persian"))
	require.Equal(t, "en", a.header.Get("Content-Language"))
}

// Everything wrong with a matter is told at once, by JSON pointers, in both
// languages, without repeating what was sent.
func TestSubmitTellsEveryFault(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("POST", "/api/v1/cases", object{
		"kind": "order", "text": "\u200c ", "topic": "welfare", "place": "9999", "channel": "fax", "about": "nobody",
		"questions": object{"what": "x"},
		"petitioner": object{
			"identity": "secret", "name": strings.Repeat("ن", 201), "national_id": "1275775392", "mobile": "031-5550199",
		},
	}).is(422, "invalid")
	require.Equal(t, strings.Join([]string{
		"/kind unknown", "/text required", "/channel unknown", "/place unknown", "/topic not_a_leaf",
		"/about unknown", "/petitioner/identity unknown", "/petitioner/name too_long", "/petitioner/national_id check_digit",
		"/petitioner/mobile length", "/questions/what unknown",
	}, "; "), a.faults())
	for _, secret := range []string{"1275775392", "5550199", "nobody", "order"} {
		require.NotContains(t, a.raw, secret)
	}
	require.Equal(t, "درخواست نادرست", a.str("title"))
	require.Equal(t, "Invalid request", f.send("POST", "/api/v1/cases", object{}, lang("en-GB,fr;q=0.5")).is(422).str("title"))
}

func TestPublicMayNotSetWhatIsForStaff(t *testing.T) {
	t.Parallel()
	f := setup(t)
	urgent := matter()
	urgent["urgency"], urgent["flags"] = "emergency", []string{"vip"}
	require.Equal(t, "/urgency staff_only; /flags staff_only", f.send("POST", "/api/v1/cases", urgent).is(422).faults())
	a := f.send("POST", "/api/v1/cases", urgent, as("operator")).is(201)
	rows := f.send("GET", "/api/v1/desk/cases", nil, as("operator")).is(200).list("items")
	require.Equal(t, a.str("code"), rows[0]["code"])
	require.Equal(t, "emergency", rows[0]["urgency"])
}

func TestSubmitByStaff(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.send("POST", "/api/v1/cases", matter(), as("expired-token")).is(401, "unauthenticated")
	f.send("POST", "/api/v1/cases", matter(), as("pr")).is(403, "forbidden")
	a := f.send("POST", "/api/v1/cases", matter(), as("operator")).is(201)
	view := f.send("GET", "/api/v1/cases/"+a.str("code"), nil).is(200)
	require.Equal(t, "کارشناس سامد", view.list("timeline")[0]["post"])
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	f := setup(t)
	k := "app-" + strings.Repeat("~", 124)
	first := f.send("POST", "/api/v1/cases", matter(), key(k)).is(201)
	again := f.send("POST", "/api/v1/cases", matter(), key(k)).is(201)
	require.Equal(t, first.raw, again.raw, "the same receipt, PIN included")
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, int64(1), f.counts()[0])

	other := matter()
	other["text"] = "چیز دیگری"
	f.send("POST", "/api/v1/cases", other, key(k)).is(409, "key_reused")

	f.clock.Advance(25 * time.Hour)
	expired := f.send("POST", "/api/v1/cases", matter(), key(k)).is(409, "receipt_expired")
	require.Equal(t, first.str("code"), expired.str("tracking_code"))
	require.NotContains(t, expired.body, "pin")
	require.NotContains(t, expired.raw, first.str("pin"))

	for _, bad := range []string{"", " ", "a b", strings.Repeat("x", 129), "کلید", "tab\there"} {
		a := f.send("POST", "/api/v1/cases", matter(), key(bad)).is(422, "invalid")
		require.Equal(t, "header:Idempotency-Key malformed", a.faults(), bad)
	}
	require.Equal(t, int64(1), f.counts()[0])
}

// The law of anonymity and confidentiality is the Desk's; the door carries it.
func TestIdentities(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for name, p := range map[string]any{
		"left out": object{}, "anonymous": object{"identity": "anonymous"}, "with a number only": object{"identity": "anonymous", "mobile": "۰۹۱۳۰۰۰۱۲۳۴"},
		"confidential": object{"identity": "confidential", "name": "نمونه"},
	} {
		m := matter()
		m["petitioner"] = p
		assert.Equal(t, 201, f.send("POST", "/api/v1/cases", m).status, name)
	}
	m := matter()
	m["petitioner"] = object{"identity": "anonymous", "name": "نمونه"}
	require.Equal(t, "/petitioner not_anonymous", f.send("POST", "/api/v1/cases", m).is(422).faults())
	// Nobody who says a name is made anonymous by leaving the identity out.
	m["petitioner"] = object{"name": "نمونه"}
	require.Equal(t, "/petitioner not_anonymous", f.send("POST", "/api/v1/cases", m).is(422).faults())
	delete(m, "petitioner")
	f.send("POST", "/api/v1/cases", m).is(201)
}

// Short texts and texts that say nothing are cases.
func TestShortTextsAreCases(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, text := range []string{"آب", "؟", ".", "<script>alert(1)</script>", "'; DROP TABLE cases; --", "😀"} {
		a := f.send("POST", "/api/v1/cases", object{"kind": "report", "text": text, "petitioner": object{"identity": "anonymous"}}).is(201)
		view := f.send("GET", "/api/v1/cases/"+a.str("code"), nil, pin(a.str("pin"))).is(200)
		require.Equal(t, text, view.list("timeline")[0]["text"], "kept to the letter")
	}
}

func TestQuestionsOfATopic(t *testing.T) {
	t.Parallel()
	f := setup(t)
	m := object{
		"kind": "report", "text": "آب نیست", "topic": "water/outage", "place": "1014", "petitioner": object{"identity": "anonymous"},
		"questions": object{"since": "۱۴۰۵/۹/۱", "part": "house", "where": "کوچه دوم"},
	}
	c := f.submit(m)
	d := f.send("GET", c.desk(), nil, as("operator")).is(200)
	require.Equal(t, []map[string]any{
		{"id": "where", "label": "کجا؟", "reply": "کوچه دوم"},
		{"id": "since", "label": "از کی؟", "reply": "1405-09-01"},
		{"id": "part", "label": "کجا؟", "reply": "house"},
	}, d.list("questions"))
	m["questions"] = object{"since": "دیروز", "part": "garden"}
	require.Equal(t, "/questions/since not_a_date; /questions/part not_a_choice", f.send("POST", "/api/v1/cases", m).is(422).faults())
}
