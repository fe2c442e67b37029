package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/webhook"
)

// glass is a vault that hides by turning bytes round: enough to see that
// nothing is kept in clear.
type glass struct{ samad.Vault }

func (glass) NewKey(_ context.Context, id string) ([]byte, error) { return []byte("key of " + id), nil }

func (glass) Seal(_ context.Context, _ []byte, id, name string, plain []byte) ([]byte, error) {
	out := []byte(id + "/" + name + "/")
	for _, b := range plain {
		out = append(out, ^b)
	}
	return out, nil
}

func (glass) Open(_ context.Context, _ []byte, id, name string, sealed []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(sealed, []byte(id+"/"+name+"/"))
	if !ok {
		return nil, errors.New("glass: sealed under another name")
	}
	out := make([]byte, len(rest))
	for i, b := range rest {
		out[i] = ^b
	}
	return out, nil
}

func hookFor(agency string) object {
	return object{"agency": agency, "url": "https://cases.example.ir/samad", "label": "سامانه مکاتبات"}
}

const hooksPath = "/api/v1/webhooks"

// The life of a webhook, from its making to its end.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	f := setup(t)
	a := f.send("POST", hooksPath, hookFor("isf.tamin"), as("admin")).is(201)
	secret := a.str("secret")
	_, err := webhook.ParseSecret(secret)
	require.NoError(t, err)
	hook, ok := a.body["webhook"].(object)
	require.True(t, ok)
	path := hooksPath + "/" + fmt.Sprint(hook["id"])
	assert.Equal(t, "webhooks/"+fmt.Sprint(hook["id"]), a.header.Get("Location"))
	assert.Equal(t, "active", hook["status"])
	assert.Equal(t, "admin", hook["created_by"])
	assert.Equal(t, "no-store", a.header.Get("Cache-Control"))

	shown := f.send("GET", path, nil, as("local")).is(200)
	assert.NotContains(t, shown.raw, secret[6:20], "shown once")
	assert.Equal(t, "تامین اجتماعی", shown.str("agency_name"))
	f.send("GET", path, nil, as("local"), ifNoneMatch(shown.header.Get("ETag"))).is(304)
	for _, who := range []string{"admin", "local", "service"} {
		assert.Len(t, f.send("GET", hooksPath, nil, as(who)).is(200).list("items"), 1, who)
	}

	paused := f.send("POST", path+"/pause", object{}, as("local"), header{"If-Match", `"1"`}).is(200)
	assert.Equal(t, "paused", paused.str("status"))
	assert.Equal(t, `"2"`, paused.header.Get("ETag"))
	f.send("POST", path+"/resume", nil, as("service"), header{"If-Match", `"1"`}).is(412, "precondition_failed")
	assert.Equal(t, int64(2), f.send("POST", path+"/pause", nil, as("local")).is(200).int("revision"), "paused already")
	assert.Equal(t, "active", f.send("POST", path+"/resume", nil, as("service"), header{"If-Match", "*"}).is(200).str("status"))

	next := f.send("POST", path+"/rotate", object{"overlap_hours": 2}, as("service"), key("again")).is(200)
	assert.NotEqual(t, secret, next.str("secret"))
	rotated, ok := next.body["webhook"].(object)
	require.True(t, ok)
	assert.Equal(t, "2026-11-23T10:30:00Z", rotated["old_secret_until"])
	same := f.send("POST", path+"/rotate", object{"overlap_hours": 2}, as("service"), key("again")).is(200)
	assert.Equal(t, next.str("secret"), same.str("secret"))
	assert.Equal(t, "true", same.header.Get("Idempotency-Replayed"))
	f.send("POST", path+"/rotate", object{"overlap_hours": 3}, as("service"), key("again")).is(409, "key_reused")
	assert.Equal(t, "/overlap_hours range", f.send("POST", path+"/rotate", object{"overlap_hours": 1 << 60}, as("service")).is(422).faults())
	assert.Equal(t, "/overlap_hours range", f.send("POST", path+"/rotate", object{"overlap_hours": -1}, as("service")).is(422).faults())
	f.send("POST", path+"/rotate", nil, as("service"), header{"If-Match", `"1"`}).is(412)

	f.send("POST", path+"/replay", object{}, as("local")).is(200)
	f.send("POST", path+"/replay", object{"since": "2026-11-01T00:00:00Z"}, as("local")).is(200)
	f.submit(matter())
	after := f.send("GET", "/api/v1/events", nil, as("service")).is(200).str("next")
	delivery, ok := f.send("POST", path+"/replay", object{"after": after}, as("local")).is(200).body["delivery"].(object)
	require.True(t, ok)
	assert.Equal(t, after, delivery["cursor"])
	assert.Equal(t, "/after malformed", f.send("POST", path+"/replay", object{"after": "x"}, as("local")).is(422).faults())
	f.send("POST", path+"/replay", object{}, as("local"), header{"If-Match", `"1"`}).is(412)
	f.send("POST", path+"/retry", object{"events": []string{"01KAS2V0V3Z9W1S4Q0C5N8R7TX"}}, as("local")).is(200)

	f.send("DELETE", path, nil, as("local"), header{"If-Match", `"1"`}).is(412)
	f.send("DELETE", path+"?x=1", nil, as("local")).is(422)
	f.send("DELETE", path, nil, as("local")).is(204)
	f.send("GET", path, nil, as("local")).is(404, "not_found")
	f.send("DELETE", path, nil, as("local")).is(404)
	assert.Empty(t, f.send("GET", hooksPath, nil, as("admin")).is(200).list("items"))
	assert.NotContains(t, f.log.String(), secret[6:20])
}

// The same request again gives the same webhook and, for a day, its secret.
func TestWebhookOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first := f.send("POST", hooksPath, hookFor("isf.tamin"), as("local"), key("k-1")).is(201)
	again := f.send("POST", hooksPath, hookFor("isf.tamin"), as("local"), key("k-1")).is(201)
	assert.Equal(t, first.raw, again.raw)
	assert.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	f.send("POST", hooksPath, hookFor("isf.tamin.care"), as("local"), key("k-1")).is(409, "key_reused")
	assert.NotEqual(t, first.raw, f.send("POST", hooksPath, hookFor("isf.tamin"), as("service"), key("k-1")).is(201).raw, "another's key is another key")
	f.clock.Advance(24 * time.Hour)
	late := f.send("POST", hooksPath, hookFor("isf.tamin"), as("local"), key("k-1")).is(201)
	assert.NotContains(t, late.body, "secret")
	assert.Equal(t, first.body["webhook"], late.body["webhook"])
	assert.Len(t, f.send("GET", hooksPath+"?limit=1", nil, as("admin")).is(200).list("items"), 1)
	next := f.send("GET", hooksPath+"?limit=1", nil, as("admin")).is(200).str("next")
	assert.Len(t, f.send("GET", hooksPath+"?cursor="+next, nil, as("admin")).is(200).list("items"), 1)
	assert.NotEmpty(t, f.send("GET", hooksPath+"?cursor=xyz", nil, as("admin")).is(422).faults())
	assert.Equal(t, "query:limit range", f.send("GET", hooksPath+"?limit=0", nil, as("admin")).is(422).faults())
}

func TestWebhookFaults(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for name, row := range map[string]struct {
		change object
		want   string
	}{
		"no agency":      {object{"agency": ""}, "/agency required"},
		"unknown agency": {object{"agency": "isf.nowhere"}, "/agency unknown"},
		"unknown place":  {object{"place": "99"}, "/place unknown"},
		"no address":     {object{"url": ""}, "/url required"},
		"http":           {object{"url": "http://cases.example.ir/"}, "/url malformed"},
		"no host":        {object{"url": "https:///x"}, "/url malformed"},
		"a file":         {object{"url": "file:///etc/passwd"}, "/url malformed"},
		"a password":     {object{"url": "https://u:p@cases.example.ir/"}, "/url malformed"},
		"control":        {object{"url": "https://cases.example.ir/\n"}, "/url malformed"},
		"long":           {object{"url": "https://cases.example.ir/" + strings.Repeat("x", 2000)}, "/url too_long"},
		"long label":     {object{"label": strings.Repeat("ب", 201)}, "/label too_long"},
		"unknown event":  {object{"types": []string{"answered", "eaten"}}, "/types/1 unknown"},
		"no cursor":      {object{"after": "x"}, "/after malformed"},
		"two beginnings": {object{"after": "x", "since": "2026-11-01T00:00:00Z"}, "/since excluded"},
		"several":        {object{"agency": "x", "url": "y"}, "/agency unknown; /url malformed"},
	} {
		body := hookFor("isf.tamin")
		maps.Copy(body, row.change)
		assert.Equal(t, row.want, f.send("POST", hooksPath, body, as("admin")).is(422).faults(), name)
	}
}

// Nobody makes, sees or moves a webhook beside or above what is theirs.
func TestWebhookRights(t *testing.T) {
	t.Parallel()
	people := everybody()
	f := setup(t, func(o *httpapi.Options) { o.Actor = signedInAs(people) })
	made := f.send("POST", hooksPath, hookFor("isf.tamin"), as("admin-nowhere")).is(201)
	hook, ok := made.body["webhook"].(object)
	require.True(t, ok)
	id := fmt.Sprint(hook["id"])
	f.send("GET", hooksPath, nil).is(401)
	f.send("POST", hooksPath, hookFor("isf.tamin")).is(401)
	for name, actor := range people {
		role := samad.Role("")
		if len(actor.Roles) > 0 {
			role = actor.Roles[0]
		}
		manages := role == samad.RoleAdmin || role == samad.RoleLocalAdmin || role == samad.RoleService
		mine := role == samad.RoleAdmin && actor.Place == "" || manages && role != samad.RoleAdmin && actor.Agency == "isf.tamin" && actor.Place == ""
		if actor.Only != nil {
			manages, mine = false, false
		}
		want := map[bool]int{true: 200, false: 403}[mine]
		if manages && !mine {
			want = 404
		}
		if actor.Only != nil {
			want = 403
		}
		for _, path := range []string{"", "/pause", "/resume", "/replay", "/retry", "/rotate"} {
			method := "POST"
			if path == "" {
				method = "GET"
			}
			require.Equal(t, want, f.send(method, hooksPath+"/"+id+path, nil, as(name)).status, "%s %s", name, path)
		}
		if !mine {
			require.Equal(t, want, f.send("DELETE", hooksPath+"/"+id, nil, as(name)).status, name)
		}
		create := 403
		if mine {
			create = 201
		}
		require.Equal(t, create, f.send("POST", hooksPath, hookFor("isf.tamin"), as(name)).status, name)
		list := f.send("GET", hooksPath, nil, as(name))
		if !manages {
			list.is(403, "forbidden")
			continue
		}
		require.Equal(t, mine, strings.Contains(list.is(200).raw, id), name)
	}
	// An administrator of a county subscribes for the county, not for all.
	county := hookFor("isf.tamin")
	f.send("POST", hooksPath, county, as("local_admin-county")).is(403)
	county["place"] = "1010"
	f.send("POST", hooksPath, county, as("local_admin-county")).is(403)
	county["place"] = "1014"
	f.send("POST", hooksPath, county, as("local_admin-county")).is(201)
	for _, other := range []string{"isf.water", "isf.gov", "isf.centre"} {
		f.send("POST", hooksPath, hookFor(other), as("local_admin-here")).is(403, "forbidden")
		f.send("POST", hooksPath, hookFor(other), as("service-here")).is(403, "forbidden")
	}
	f.send("GET", hooksPath+"/nothing", nil, as("admin-nowhere")).is(404)
	f.send("GET", hooksPath+"/wh_%2e%2e", nil, as("admin-nowhere")).is(404)
}

// Every route refuses what it cannot read, and who comes with an old revision.
func TestWebhookDoor(t *testing.T) {
	t.Parallel()
	f := setup(t)
	made := f.send("POST", hooksPath, hookFor("isf.tamin"), as("local")).is(201)
	hook, ok := made.body["webhook"].(object)
	require.True(t, ok)
	path := hooksPath + "/" + fmt.Sprint(hook["id"])
	stale := header{"If-Match", `"9"`}
	for _, step := range []string{"", path + "/replay", path + "/retry", path + "/rotate", path + "/pause", path + "/resume"} {
		f.send("POST", step+map[bool]string{true: hooksPath}[step == ""]+"?x=1", nil, as("local")).is(422)
		if step != "" {
			f.send("POST", step, nil, as("local"), stale).is(412, "precondition_failed")
			f.send("POST", step, nil, as("local"), header{"If-Match", "4"}).is(422, "invalid")
		}
		if strings.HasSuffix(step, "/pause") || strings.HasSuffix(step, "/resume") {
			continue // take no body
		}
		if step == "" {
			step = hooksPath
		}
		f.send("POST", step, `{"a":`, as("local")).is(400, "malformed_json")
		f.send("POST", step, `{"a":"`+strings.Repeat("x", 300<<10)+`"}`, as("local")).is(413, "too_large")
		f.send("POST", step, "{}", as("local"), header{"Content-Type", "text/plain"}).is(415)
		assert.Contains(t, f.send("POST", step, object{"unknown": 1}, as("local")).is(422).faults(), "/unknown ")
	}
	f.send("GET", path+"?x=1", nil, as("local")).is(422)
}
