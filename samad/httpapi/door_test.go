package httpapi_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// stepBodies has a body for each step of staff that its reader accepts,
// without its revision.
func stepBodies() map[string]object {
	return map[string]object{
		"screen":           {"outcome": "accept"},
		"ask":              {"question": "شماره بیمه؟"},
		"separate":         {"reason": "موضوع یکی نیست."},
		"refer":            {"agency": "isf.water", "reason": "با آب است."},
		"assign":           {"expert": "u-expert"},
		"return":           {"reason": "not_ours", "propose": "isf.water", "text": "با آب است."},
		"action":           {"text": "بازدید شد."},
		"answer":           finalAnswer(),
		"approve":          {},
		"send_back":        {"reason": "کامل کنید."},
		"ask_extension":    {"by": "5d", "reason": "استعلام"},
		"refuse_extension": {"reason": "دلیل بس نیست."},
		"extend":           {"by": "5d", "reason": "استعلام"},
		"close":            {"reason": "تأیید تلفنی"},
		"reopen":           {"reason": "به دستور بازرسی"},
		"escalate":         {"reason": "بی‌پاسخ ماند."},
		"replace_pin":      {},
		"inform":           {"text": "متقاضی گفت."},
		"object":           {"text": "نمی‌پذیرد."},
		"rate":             {"answer": 4, "conduct": 4},
		"withdraw":         {"text": "منصرف شد."},
		"confirm":          {},
	}
}

// petitionerBodies has a body for each step of petitioners.
func petitionerBodies() map[string]object {
	return map[string]object{
		"objection":    {"text": "نمی‌پذیرم."},
		"information":  {"text": "مدرک را دادم."},
		"rating":       {"answer": 3, "conduct": 5},
		"withdrawal":   {"text": "حل شد."},
		"confirmation": {},
	}
}

// door is a route that takes a body, with what it needs besides.
type door struct {
	path    string
	body    object
	headers []header
	// noBody: no body at all is an empty one.
	noBody bool
}

func (f *fixture) doors() []door {
	c := f.submit(matter())
	doors := []door{
		{path: "/api/v1/cases", body: matter()},
		{path: "/api/v1/sessions", body: object{"username": "operator", "password": "correct horse"}},
		{path: "/api/v1/desk/calls", body: call(), headers: []header{as("operator")}},
		{path: "/api/v1/desk/bulk", body: object{"items": []object{{"id": c.id, "step": "ask", "body": object{"question": "؟", "revision": c.revision}}}}, headers: []header{as("operator")}},
	}
	for _, name := range slices.Sorted(maps.Keys(petitionerBodies())) {
		doors = append(doors, door{
			path: c.path() + "/" + name, body: petitionerBodies()[name], headers: []header{pin(c.pin)},
			noBody: name == "withdrawal" || name == "confirmation",
		})
	}
	for _, name := range slices.Sorted(maps.Keys(stepBodies())) {
		body := stepBodies()[name]
		body["revision"] = c.revision
		doors = append(doors, door{path: c.desk() + "/" + name, body: body, headers: []header{as("operator")}})
	}
	return doors
}

// What is no good JSON is told at every door alike, and nothing is done.
func TestEveryDoorRefusesBadBodies(t *testing.T) {
	t.Parallel()
	f := setup(t)
	doors := f.doors()
	before := f.counts()
	huge := strings.Repeat(" ", 10<<20)
	for _, d := range doors {
		t.Run(strings.TrimPrefix(d.path, "/api/v1/"), func(t *testing.T) {
			f := f.with(t)
			for _, row := range []struct {
				name    string
				body    any
				headers []header
				status  int
				code    string
				faults  string
			}{
				{"not JSON", "kind=request", nil, 400, "malformed_json", " syntax"},
				{"cut off", `{"text":"س`, nil, 400, "malformed_json", " syntax"},
				{"trailing data", `{} {}`, nil, 400, "malformed_json", " syntax"},
				{"trailing comma", `{"text":"a",}`, nil, 400, "malformed_json", " syntax"},
				{"nested too deep", strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), nil, 400, "malformed_json", " syntax"},
				{"Windows-1256", "{\"text\":\"\xd3\xe1\xc7\xe3\"}", nil, 400, "malformed_json", " syntax"},
				{"UTF-16", "\xff\xfe{\x00}\x00", nil, 400, "malformed_json", " syntax"},
				{"half a surrogate pair", `{"text":"\ud83d"}`, nil, 400, "malformed_json", " syntax"},
				{"a raw control character", "{\"text\":\"a\x00b\"}", nil, 400, "malformed_json", " syntax"},
				{"a list", `[]`, nil, 422, "invalid", " wrong_type"},
				{"a string", `"text"`, nil, 422, "invalid", " wrong_type"},
				{"null", `null`, nil, 422, "invalid", " null"},
				{"form", "a=b", []header{{"Content-Type", "application/x-www-form-urlencoded"}}, 415, "unsupported_media_type", ""},
				{"no type", "{}", []header{{"Content-Type", "-"}}, 415, "unsupported_media_type", ""},
				{"text", "{}", []header{{"Content-Type", "text/plain"}}, 415, "unsupported_media_type", ""},
				{"charset", "{}", []header{{"Content-Type", "application/json; charset=windows-1256"}}, 415, "unsupported_media_type", ""},
				{"compressed", "{}", []header{{"Content-Encoding", "gzip"}}, 415, "unsupported_media_type", ""},
				{"10 MB", huge, nil, 413, "too_large", ""},
			} {
				a := f.send("POST", d.path, row.body, append(slices.Clone(d.headers), row.headers...)...)
				require.Equal(t, row.status, a.status, "%s: %s", row.name, a.raw)
				require.Equal(t, row.code, a.body["code"], row.name)
				require.Equal(t, row.faults, a.faults(), row.name)
			}
			if !d.noBody {
				f.send("POST", d.path, "", d.headers...).is(400, "malformed_json")
			}
		})
	}
	require.Equal(t, before, f.counts(), "nothing was done")
}

// Unknown members are told with a hint, in the body and inside it.
func TestEveryDoorRefusesUnknownMembers(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, d := range f.doors() {
		body := maps.Clone(d.body)
		body["zzz"] = 1
		a := f.send("POST", d.path, body, d.headers...).is(422, "invalid")
		require.Equal(t, "/zzz unknown_field", a.faults(), d.path)
		f.send("POST", d.path+"?verbose=1", d.body, d.headers...).is(422, "invalid")
	}
	a := f.send("POST", "/api/v1/cases", object{
		"kind": "request", "text": "متن", "topik": "x", "0012345678": 1,
		"petitioner": object{"identity": "named", "nationalid": "1275775391", "Mobile": "0913"},
	}).is(422)
	require.Equal(t, " unknown_field; /petitioner/Mobile unknown_field; /petitioner/nationalid unknown_field; /topik unknown_field", a.faults())
	require.Contains(t, a.raw, "did you mean national_id?")
	require.Contains(t, a.raw, "did you mean topic?")
	require.Contains(t, a.raw, "did you mean mobile?")
	require.NotContains(t, a.raw, "0012345678", "what may be personal is not repeated")
	require.NotContains(t, a.raw, "1275775391")
}

// Wrong types, repeated and missing members are told all at once.
func TestDoorTellsEverythingWrong(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	for _, row := range []struct {
		name, path, body, faults string
		headers                  []header
	}{
		{"case", "/api/v1/cases", `{"kind":5,"kind":"request","text":["a"],"topic":null,"flags":"x","questions":{"a":1,"a":"b"},"petitioner":"me"}`,
			"/kind wrong_type; /kind duplicate_field; /text wrong_type; /topic null; /flags wrong_type; /questions/a wrong_type; /questions/a duplicate_field; /petitioner wrong_type", nil},
		{"rating", c.path() + "/rating", `{"answer":"5","text":1}`, "/answer wrong_type; /text wrong_type; /conduct required", []header{pin(c.pin)}},
		{"rating out of range", c.path() + "/rating", `{"answer":0,"conduct":1.5}`, "/answer range; /conduct wrong_type", []header{pin(c.pin)}},
		{"no revision", c.desk() + "/action", `{"text":"شد"}`, "/revision required", []header{as("head")}},
		{"revision 0", c.desk() + "/action", `{"text":"شد","revision":0}`, "/revision range", []header{as("head")}},
		{"revision as text", c.desk() + "/action", `{"text":"شد","revision":"3"}`, "/revision wrong_type", []header{as("head")}},
		{"revision too large", c.desk() + "/action", `{"text":"شد","revision":99999999999999999999}`, "/revision wrong_type", []header{as("head")}},
		{"answer", c.desk() + "/answer", `{"revision":3,"explanation":"a","done":"b","outcome":"done","without_visit":"yes"}`,
			"/without_visit wrong_type; /final required", []header{as("head")}},
		{"call", "/api/v1/desk/calls", `{"started":"yesterday","outcome":"advised","follow_ups":[{"case":1}],"submission":{"petitioner":{"name":2}}}`,
			"/started not_an_instant; /follow_ups/0/case wrong_type; /submission/petitioner/name wrong_type; /ended required", []header{as("operator")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			a := f.with(t).send("POST", row.path, row.body, row.headers...).is(422, "invalid")
			assert.Equal(t, row.faults, a.faults())
		})
	}
}

// The place of a syntax error is told in both languages.
func TestSyntaxErrorsHavePlaces(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("POST", "/api/v1/cases", "{\n \"text\": \"سلام\" \"kind\": 1}").is(400, "malformed_json")
	fault := a.list("errors")[0]
	require.Equal(t, "line 2, character 17: a comma or } was expected", fault["detail_en"])
	require.Equal(t, "سطر ۲، نویسه ۱۷: اینجا باید «,» یا «}» باشد", fault["detail_fa"])
}

// A body of the greatest texts, written in escapes, is let in.
func TestLongestTextsFit(t *testing.T) {
	t.Parallel()
	f := setup(t)
	long := strings.Repeat(`\u0633`, 10000)
	a := f.send("POST", "/api/v1/cases", `{"kind":"idea","petitioner":{"identity":"anonymous"},"text":"`+long+`"}`).is(201)
	view := f.send("GET", "/api/v1/cases/"+a.str("code"), nil, pin(a.str("pin"))).is(200)
	require.Equal(t, strings.Repeat("س", 10000), view.list("timeline")[0]["text"])
	require.Equal(t, "/text too_long", f.send("POST", "/api/v1/cases", `{"kind":"idea","petitioner":{"identity":"anonymous"},"text":"`+long+`س"}`).is(422).faults())

	c := f.referred()
	body := `{"revision":` + stringOf(c.revision) + `,"outcome":"done","without_visit":false,"final":true,"explanation":"` + long +
		`","done":"` + long + `","basis":"` + long + `","next":"` + long + `"}`
	f.send("POST", c.desk()+"/answer", body, as("head")).is(200)
}

// counts tells how many cases and calls there are and at which revisions.
func (f *fixture) counts() []int64 {
	f.Helper()
	page, err := f.store.List(f.Context(), samad.Query{Limit: 1000})
	require.NoError(f, err)
	calls, err := f.store.Calls(f.Context(), samad.CallQuery{Limit: 1000})
	require.NoError(f, err)
	out := []int64{int64(len(page.Cases)), int64(len(calls.Calls))}
	for _, c := range page.Cases {
		out = append(out, c.Revision)
	}
	return out
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, path := range []string{
		"/", "/api", "/api/v1", "/api/v1/case", "/api/v1/cases/", "/api/v2/cases", "/api/v1/cases/1/2/3", "//api/v1/cases",
		"/api/v1/../v1/cases", "/api/v1/./cases", "/api/v1/desk", "/api/v1/desk/cases/x/fly", "/docs/", "/docs/page.html.tmpl", "/docs/../docs/style.css", "/schemas/CaseBody", "/openapi.yaml",
	} {
		a := f.send("GET", path, nil).is(404, "unknown_path")
		require.Empty(t, a.header.Get("Location"), path)
	}
	for _, row := range []struct{ method, path, allow string }{
		{"PUT", "/api/v1/cases", "POST"},
		{"GET", "/api/v1/cases", "POST"},
		{"DELETE", "/api/v1/cases/1234", "GET, HEAD"},
		{"OPTIONS", "/api/v1/desk/calls", "GET, HEAD, POST"},
		{"PATCH", "/api/v1/sessions", "POST, DELETE"},
		{"GET", "/api/v1/desk/cases/x/answer", "POST"},
		{"POST", "/openapi.json", "GET, HEAD"},
	} {
		a := f.send(row.method, row.path, nil).is(405, "method_not_allowed")
		require.Equal(t, row.allow, a.header.Get("Allow"), row.path)
	}
	require.Equal(t, http.StatusOK, f.send("HEAD", "/api/v1/kinds", nil).status)
}
