package httpapi_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// codesOf lists the codes of a page.
func codesOf(a answer) []string {
	codes := []string{}
	for _, row := range a.list("items") {
		code, _ := row["code"].(string)
		codes = append(codes, code)
	}
	return codes
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	f := setup(t)
	water := matter()
	maps.Copy(water, object{"kind": "report", "topic": "water/outage", "text": "لوله ترکیده است", "channel": "sms"})
	received := f.submit(matter())
	f.clock.Advance(time.Hour)
	referred := f.referred()
	f.clock.Advance(time.Hour)
	wet := f.submit(water)
	wet.step("operator", "screen", object{"outcome": "accept"}).is(200)
	f.clock.Advance(11 * 24 * time.Hour)
	fresh := f.submit(matter())

	for query, want := range map[string][]*filed{
		"":                                      {fresh, wet, referred, received},
		"?state=&agency=&late=&cursor=":         {fresh, wet, referred, received},
		"?state=received":                       {fresh, received},
		"?state=received,referred&order=oldest": {received, referred, wet, fresh},
		"?agency=isf.water":                     {wet},
		"?late=true":                            {wet, referred},
		"?late=false":                           {fresh, received},
		"?kind=report":                          {wet},
		"?channel=sms":                          {wet},
		"?topic=welfare":                        {fresh, referred, received},
		"?place=1014&topic=water":               {wet},
		"?place=1010":                           {},
		"?q=%D9%84%D9%88%D9%84%D9%87":           {wet},
		"?order=due":                            {referred, wet},
		"?created_from=2026-11-23T09:00:00Z&created_to=2026-11-23T10:00:00Z": {referred},
		"?expert=u-expert": {},
	} {
		a := f.send("GET", "/api/v1/desk/cases"+query, nil, as("operator")).is(200)
		codes := []string{}
		for _, c := range want {
			codes = append(codes, c.code)
		}
		got := codesOf(a)
		if strings.Contains(query, "order=due") {
			got = got[:2]
		}
		require.Equal(t, codes, got, query)
	}
	row := f.send("GET", "/api/v1/desk/cases?agency=isf.water", nil, as("operator"), lang("en")).is(200).list("items")[0]
	require.Equal(t, wet.id, row["id"])
	require.InDelta(t, wet.revision, row["revision"], 0)
	require.Equal(t, []any{"Water company", "referred", "Najafabad", true, "2026-12-03T10:30:00Z", "1405-09-12"},
		[]any{row["agency_name"], row["state_name"], row["place_name"], row["late"], row["due"], row["due_persian"]})
}

func TestListPages(t *testing.T) {
	t.Parallel()
	f := setup(t)
	want := []string{}
	for range 5 {
		want = append([]string{f.submit(matter()).code}, want...)
		f.clock.Advance(time.Minute)
	}
	var got []string
	next := ""
	for {
		a := f.send("GET", "/api/v1/desk/cases?limit=2&cursor="+next, nil, as("operator")).is(200)
		got = append(got, codesOf(a)...)
		if a.body["next"] == nil {
			break
		}
		next = a.str("next")
	}
	require.Equal(t, want, got)
}

func TestListFaults(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for query, faults := range map[string]string{
		"?status=received":             "query:status unknown_parameter",
		"?State=received&agencyy=x":    "query:State unknown_parameter; query:agencyy unknown_parameter",
		"?state=done":                  "query:state unknown",
		"?state=received,done":         "query:state unknown",
		"?state=received&state=closed": "query:state duplicate_parameter",
		"?agency=nobody":               "query:agency unknown",
		"?topic=x&place=y":             "query:topic unknown; query:place unknown",
		"?late=yes":                    "query:late wrong_type",
		"?limit=0":                     "query:limit range",
		"?limit=1001":                  "query:limit range",
		"?limit=ten":                   "query:limit range",
		"?order=random":                "query:order unknown",
		"?created_from=yesterday":      "query:created_from not_an_instant",
		"?cursor=nonsense":             "query:cursor cursor",
		"?state=%zz":                   "query: malformed",
		"?a;b":                         "query: malformed",
	} {
		a := f.send("GET", "/api/v1/desk/cases"+query, nil, as("operator")).is(422, "invalid")
		require.Equal(t, faults, a.faults(), query)
	}
	require.Contains(t, f.send("GET", "/api/v1/desk/cases?agencyy=x", nil, as("operator")).raw, "did you mean agency?")
	// Parameters are refused elsewhere too.
	c := f.submit(matter())
	for _, path := range []string{c.path(), c.desk(), c.desk() + "/history", "/api/v1/kinds", "/api/v1/topics"} {
		f.send("GET", path+"?pretty=1", nil, as("operator")).is(422, "invalid")
	}
}

// Who is not signed in, may not list, or belongs elsewhere learns nothing.
func TestDeskIsClosed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	for _, path := range []string{
		"/api/v1/desk/cases", c.desk(), c.desk() + "/history", "/api/v1/desk/earlier?mobile=09130001234", "/api/v1/desk/calls",
	} {
		a := f.send("GET", path, nil).is(401, "unauthenticated")
		require.Equal(t, `Bearer realm="samad"`, a.header.Get("WWW-Authenticate"))
		f.send("GET", path, nil, pin(c.pin)).is(401, "unauthenticated")
	}
	for _, path := range []string{"/api/v1/desk/cases", "/api/v1/desk/earlier?mobile=09130001234", "/api/v1/desk/calls"} {
		f.send("GET", path, nil, as("pr")).is(403, "forbidden")
	}
	for _, path := range []string{c.desk(), c.desk() + "/history"} {
		unseen := f.send("GET", path, nil, as("stranger")).is(404, "not_found")
		missing := f.send("GET", strings.Replace(path, c.id, "01KAS2V0V3Z9W1S4Q0C5N8R7TX", 1), nil, as("operator")).is(404, "not_found")
		nonsense := f.send("GET", strings.Replace(path, c.id, "..%2f", 1), nil, as("operator")).is(404, "not_found")
		require.Equal(t, unseen.raw, missing.raw)
		require.Equal(t, unseen.raw, nonsense.raw)
	}
	require.Empty(t, f.send("GET", "/api/v1/desk/cases", nil, as("stranger")).is(200).list("items"))
	require.Empty(t, f.send("GET", "/api/v1/desk/cases", nil, as("waterhead")).is(200).list("items"))
}

func TestDossier(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	for _, account := range []string{"operator", "head", "oversight"} {
		d := f.send("GET", c.desk(), nil, as(account)).is(200)
		who, ok := d.body["petitioner"].(map[string]any)
		require.True(t, ok, account)
		require.Equal(t, "+989130001234", who["mobile"])
		require.Equal(t, "1275775391", who["national_id"])
	}
	d := f.send("GET", c.desk(), nil, as("operator")).is(200)
	require.Equal(t, []any{c.id, c.code, "answered", "named", "isf.centre", "دفتر بازرسی"},
		[]any{d.body["id"], d.body["code"], d.body["state"], d.body["identity"], d.body["centre"], d.body["centre_name"]})
	require.Contains(t, d.body["may"], "close")
	require.NotContains(t, d.body["may"], "answer", "the agency's, not the operator's")
	first := d.list("timeline")[0]
	require.Equal(t, []any{map[string]any{"name": "text", "text": matter()["text"]}}, first["texts"])
	clocks := d.list("clocks")
	require.Equal(t, "screening", clocks[0]["stage"])
	require.Contains(t, clocks[1]["explanation"], "مهلت: ۱۰ روز")
	require.Contains(t, f.send("GET", c.desk(), nil, as("operator"), lang("en")).raw, "limit: 10 days")
	require.Equal(t, "بر پایه موضوع", d.str("routing"))
	require.Equal(t, "done", d.list("answers")[0]["outcome"])
	require.NotEmpty(t, d.list("messages"))
	require.NotContains(t, d.raw, c.pin)
}

// Staff reach a case by the code that a petitioner tells them, in any digits,
// and find by it no more than by the id; steps take the id, which reading tells.
func TestCasesByTrackingCode(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.answered()
	at := func(code string) string { return "/api/v1/desk/cases/" + code }
	byID := f.send("GET", c.desk(), nil, as("operator")).is(200)
	grouped := c.code[:4] + "-" + c.code[4:8] + "%20" + c.code[8:]
	for _, code := range []string{c.code, grouped, escape(digits(c.code, '۰'))} {
		got := f.send("GET", at(code), nil, as("operator")).is(200)
		require.Equal(t, byID.raw, got.raw, code)
		require.Equal(t, byID.header.Get("ETag"), got.header.Get("ETag"), code)
	}
	require.Equal(t, f.send("GET", c.desk()+"/history", nil, as("operator")).is(200).raw,
		f.send("GET", at(c.code)+"/history", nil, as("operator")).is(200).raw)

	wrong := c.code[:15] + string('0'+(c.code[15]-'0'+1)%10)
	for _, path := range []string{"", "/history"} {
		unknown := f.send("GET", at(unknownCode(t))+path, nil, as("operator")).is(404, "not_found")
		for _, a := range []answer{
			f.send("GET", at(wrong)+path, nil, as("operator")),
			f.send("GET", at(c.code)+path, nil, as("stranger")),
			f.send("GET", at(c.code)+path, nil, as("waterhead")),
		} {
			require.Equal(t, unknown.raw, a.is(404, "not_found").raw)
		}
		f.send("GET", at(c.code)+path, nil).is(401)
	}
	f.send("POST", at(c.code)+"/close", object{"revision": c.revision, "reason": "پایان"}, as("operator")).is(404, "not_found")
}

// A confidential petitioner is known to the centre and not to the agency.
func TestConfidentialPetitioner(t *testing.T) {
	t.Parallel()
	f := setup(t)
	m := matter()
	m["petitioner"] = object{"identity": "confidential", "name": "رازدار", "mobile": "09130001234"}
	c := f.submit(m)
	c.step("operator", "screen", object{"outcome": "accept"}).is(200)
	d := f.send("GET", c.desk(), nil, as("head")).is(200)
	require.NotContains(t, d.body, "petitioner")
	require.NotContains(t, d.raw, "رازدار")
	require.NotContains(t, d.raw, "9130001234")
	require.Contains(t, f.send("GET", c.desk(), nil, as("operator")).is(200).raw, "رازدار")
}

// A history that was tampered with is shown as such.
func TestHistoryThatDoesNotVerify(t *testing.T) {
	t.Parallel()
	f := setup(t, everyone)
	c := f.referred()
	h := f.send("GET", c.desk()+"/history", nil, as("operator")).is(200)
	require.Equal(t, true, h.body["verified"])
	require.NotContains(t, h.raw, "بازنشستگی من", "texts are kept beside the events")
	broken := f.over(tampered{f.desk, 2})
	h = broken.send("GET", c.desk()+"/history", nil, as("operator")).is(200)
	require.Equal(t, false, h.body["verified"])
	require.Equal(t, int64(2), h.int("fault_seq"))
	require.NotEmpty(t, h.list("events"))
}

func TestEarlier(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first := f.submit(matter())
	f.clock.Advance(time.Minute)
	second := f.submit(matter())
	stranger := matter()
	stranger["petitioner"] = object{"identity": "named", "mobile": "09131112233"}
	f.submit(stranger)
	for _, query := range []string{"national_id=1275775391", "mobile=09130001234", "mobile=%2B989130001234", "national_id=" + escape(digits("1275775391", '۰'))} {
		require.Equal(t, []string{second.code, first.code}, codesOf(f.send("GET", "/api/v1/desk/earlier?"+query, nil, as("operator")).is(200)), query)
	}
	require.Len(t, codesOf(f.send("GET", "/api/v1/desk/earlier?mobile=09130001234&limit=1", nil, as("operator")).is(200)), 1)
	require.Empty(t, codesOf(f.send("GET", "/api/v1/desk/earlier?mobile=09130001234", nil, as("stranger")).is(200)))
	require.Equal(t, "query:national_id required", f.send("GET", "/api/v1/desk/earlier", nil, as("operator")).is(422).faults())
	a := f.send("GET", "/api/v1/desk/earlier?national_id=1275775392", nil, as("operator")).is(422)
	require.Equal(t, "query:national_id check_digit", a.faults())
	require.NotContains(t, a.raw, "1275775392")
	require.NotContains(t, f.log.String(), "1275775391", "queries are not logged")
}
