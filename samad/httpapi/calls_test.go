package httpapi_test

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCalls(t *testing.T) {
	t.Parallel()
	f := setup(t)
	send := func(b object, headers ...header) answer {
		return f.send("POST", "/api/v1/desk/calls", b, append(headers, as("operator"))...)
	}
	advised := send(call()).is(201)
	require.Equal(t, "advised", advised.str("outcome"))
	require.Empty(t, advised.body["cases"])

	m := matter()
	m["petitioner"] = object{"identity": "named", "national_id": "1275775391"}
	report := call()
	report["outcome"], report["submission"] = "new_case", m
	fresh := send(report, key("call-1")).is(201)
	receipt, ok := fresh.body["receipt"].(map[string]any)
	require.True(t, ok)
	require.Len(t, receipt["pin"], 6)
	again := send(report, key("call-1")).is(201)
	require.Equal(t, receipt, again.body["receipt"])
	require.NotContains(t, again.body, "call", "no second record")
	report["note"], m["text"] = "دیگر", "متن دیگر"
	send(report, key("call-1")).is(409, "key_reused")
	f.clock.Advance(25 * time.Hour)

	joined := send(report).is(201)
	require.Equal(t, "followed_up", joined.str("outcome"), "a repeated call joins the earlier case")
	require.Equal(t, fresh.body["cases"], joined.body["cases"])
	report["separate"] = true
	require.Equal(t, "new_case", send(report).is(201).str("outcome"))

	code, _ := receipt["code"].(string)
	followed := call()
	followed["outcome"], followed["follow_ups"] = "followed_up", []object{{"case": digits(code, '۰'), "text": "نتیجه را پرسید."}}
	require.Equal(t, fresh.body["cases"], send(followed).is(201).body["cases"])

	list := f.send("GET", "/api/v1/desk/calls", nil, as("operator")).is(200)
	require.Len(t, list.list("items"), 5)
	require.NotContains(t, list.raw, "9130001234", "the caller's number is sealed")
	require.Len(t, f.send("GET", "/api/v1/desk/calls?case="+code+"&outcome=followed_up", nil, as("operator")).is(200).list("items"), 2)
	require.Len(t, f.send("GET", "/api/v1/desk/calls?outcome=advised,abusive&operator=u-operator&limit=10", nil, as("oversight")).is(200).list("items"), 1)
	require.Empty(t, f.send("GET", "/api/v1/desk/calls?to=2026-01-01T00:00:00Z", nil, as("operator")).is(200).list("items"))
	page := f.send("GET", "/api/v1/desk/calls?limit=3", nil, as("operator")).is(200)
	require.Len(t, f.send("GET", "/api/v1/desk/calls?limit=3&cursor="+page.str("next"), nil, as("operator")).is(200).list("items"), 2)
	for query, faults := range map[string]string{
		"?outcome=x": "query:outcome unknown", "?case=x": "query:case malformed", "?case=" + unknownCode(t): "query:case unknown",
		"?cursor=x": "query:cursor cursor", "?from=x": "query:from not_an_instant", "?caller=0913": "query:caller unknown_parameter",
	} {
		require.Equal(t, faults, f.send("GET", "/api/v1/desk/calls"+query, nil, as("operator")).is(422).faults(), query)
	}
}

func TestCallFaults(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.submit(matter())
	erased := f.erasedCase(matter())
	for name, row := range map[string]struct {
		change object
		faults string
	}{
		"outcome":           {object{"outcome": "sold"}, "/outcome unknown"},
		"order":             {object{"ended": "2026-11-23T08:00:00Z"}, "/ended order"},
		"caller":            {object{"caller": "12"}, "/caller length"},
		"no case":           {object{"outcome": "new_case"}, "/submission outcome"},
		"case uncalled for": {object{"submission": matter()}, "/submission outcome"},
		"no follow-up":      {object{"outcome": "followed_up"}, "/follow_ups required"},
		"unknown case":      {object{"outcome": "followed_up", "follow_ups": []object{{"case": c.code}, {"case": unknownCode(t)}}}, "/follow_ups/1/case unknown"},
		"in the matter": {object{"outcome": "new_case", "submission": object{"kind": "x", "petitioner": object{"identity": "named", "national_id": "1"}}},
			"/submission/kind unknown; /submission/text required; /submission/petitioner/national_id length"},
	} {
		b := call()
		maps.Copy(b, row.change)
		require.Equal(t, row.faults, f.send("POST", "/api/v1/desk/calls", b, as("operator")).is(422).faults(), name)
	}
	b := call()
	b["outcome"], b["follow_ups"] = "followed_up", []object{{"case": erased.id, "text": "x"}}
	f.send("POST", "/api/v1/desk/calls", b, as("operator")).is(410, "erased")
	b["follow_ups"] = []object{{"case": c.id, "text": "x"}}
	f.send("POST", "/api/v1/desk/calls", b, as("stranger")).is(404, "not_found")
	f.send("POST", "/api/v1/desk/calls", call(), as("pr")).is(403, "forbidden")
	f.send("POST", "/api/v1/desk/calls", call()).is(401, "unauthenticated")
}
