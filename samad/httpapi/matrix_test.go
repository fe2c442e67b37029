package httpapi_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// stepActions are the actions that each step of staff comes down to, of which
// one at least is needed.
func stepActions() map[string][]samad.Action {
	return map[string][]samad.Action{
		"screen": {samad.Accept}, "ask": {samad.Ask}, "separate": {samad.Separate}, "refer": {samad.Refer}, "assign": {samad.Assign},
		"return": {samad.Return}, "action": {samad.Act}, "answer": {samad.AnswerCase}, "approve": {samad.Approve},
		"send_back": {samad.SendBack}, "extend": {samad.Extend},
		"ask_extension": {samad.AskExtension}, "refuse_extension": {samad.RefuseExtension}, "close": {samad.Close}, "reopen": {samad.Reopen},
		"escalate": {samad.Escalate}, "replace_pin": {samad.ReplacePIN}, "inform": {samad.Inform}, "object": {samad.Object},
		"rate": {samad.Rate}, "withdraw": {samad.Withdraw}, "confirm": {samad.Confirm},
	}
}

// everybody has an account for every role, in the case's own centre, agency and
// place and in others.
func everybody() map[string]samad.Actor {
	out := map[string]samad.Actor{}
	for _, role := range samad.Roles() {
		for where, at := range map[string]samad.Actor{
			"here":      {Agency: "isf.tamin", Place: "10"},
			"centre":    {Agency: "isf.centre", Place: "10"},
			"county":    {Agency: "isf.tamin", Place: "1014"},
			"elsewhere": {Agency: "isf.water", Place: "1010"},
			"far":       {Agency: "fars.centre", Place: "07"},
			"nowhere":   {},
		} {
			at.ID, at.Roles = "u-"+string(role)+"-"+where, []samad.Role{role}
			out[string(role)+"-"+where] = at
		}
	}
	out["narrow"] = samad.Actor{ID: "u-narrow", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin", Only: []samad.Action{samad.Submit}}
	out["no-role"] = samad.Actor{ID: "u-none", Agency: "isf.tamin", Place: "10"}
	return out
}

func signedInAs(actors map[string]samad.Actor) httpapi.ActorFunc {
	return func(r *http.Request) (samad.Actor, error) {
		actor, ok := actors[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
		if !ok {
			return samad.Actor{}, httpapi.ErrUnauthenticated
		}
		return actor, nil
	}
}

// TestAuthorisationMatrix walks every role in every place through every route:
// the answer is what the table of rights says, and nothing is done for anybody
// who may not.
func TestAuthorisationMatrix(t *testing.T) {
	t.Parallel()
	people := everybody()
	f := setup(t, func(o *httpapi.Options) { o.Actor = signedInAs(people) })
	operator, head := people["operator-centre"], people["agency_head-here"]
	require.Equal(t, []samad.Role{samad.RoleOperator}, operator.Roles)
	c := f.submit(matter())
	c.step("operator-centre", "screen", object{"outcome": "accept"}).is(200)
	stored, err := f.store.Case(t.Context(), samad.CaseID(c.id))
	require.NoError(t, err)
	require.True(t, samad.May(head, samad.AnswerCase, stored))

	require.Equal(t, slices.Sorted(maps.Keys(stepBodies())), slices.Sorted(maps.Keys(stepActions())))
	before := f.counts()
	allowed := 0
	for _, name := range slices.Sorted(maps.Keys(people)) {
		actor := people[name]
		sees := samad.May(actor, samad.Read, stored)
		hidden := 404
		if sees {
			hidden = 403
		}
		for step, actions := range stepActions() {
			body := stepBodies()[step]
			body["revision"] = c.revision + 100 // stale: whoever may do it is told so, and nothing changes
			a := f.send("POST", c.desk()+"/"+step, body, as(name))
			may := slices.ContainsFunc(actions, func(action samad.Action) bool { return samad.May(actor, action, stored) })
			switch {
			case step == "answer" && !may && samad.May(actor, samad.Draft, stored):
			case may:
				allowed++
				require.Contains(t, []int{409, 422}, a.status, "%s %s: %s", name, step, a.raw)
			default:
				require.Equal(t, hidden, a.status, "%s %s: %s", name, step, a.raw)
			}
			bulk := f.send("POST", "/api/v1/desk/bulk", object{"items": []object{{"id": c.id, "step": step, "body": body}}}, as(name)).is(200)
			require.InDelta(t, a.status, bulk.list("items")[0]["status"], 0, "%s %s", name, step)
		}
		for _, path := range []string{c.desk(), c.desk() + "/history"} {
			a := f.send("GET", path, nil, as(name))
			if !sees {
				a.is(404, "not_found")
				continue
			}
			a.is(200)
			_, shows := a.body["petitioner"]
			if path == c.desk() {
				require.Equal(t, samad.May(actor, samad.ReadIdentity, stored), shows, "%s: the petitioner", name)
			}
		}
		for _, list := range []string{"/api/v1/desk/cases", "/api/v1/desk/cases?q=بازنشستگی", "/api/v1/desk/earlier?mobile=09130001234", "/api/v1/events"} {
			a := f.send("GET", strings.ReplaceAll(list, "بازنشستگی", "%D8%A8%D8%A7%D8%B2%D9%86%D8%B4%D8%B3%D8%AA%DA%AF%DB%8C"), nil, as(name))
			if !sees {
				require.NotContains(t, a.raw, c.id, "%s %s", name, list)
				require.NotContains(t, a.raw, c.code, "%s %s", name, list)
			}
			require.Contains(t, []int{200, 403}, a.status, "%s %s", name, list)
		}
	}
	require.Equal(t, before, f.counts(), "nothing was done")
	require.Greater(t, allowed, 30)
}

// TestEveryRouteAsksWho: no route of staff answers anything without a login,
// and the list of routes is the document's.
func TestEveryRouteAsksWho(t *testing.T) {
	t.Parallel()
	f := setup(t)
	c := f.referred()
	open := []string{
		"post /api/v1/cases", "post /api/v1/attachments", "post /api/v1/sessions", "get /api/v1/kinds", "get /api/v1/topics", "get /api/v1/places", "get /api/v1/agencies",
		"get /api/v1/statistics", "get /healthz", "get /readyz", "get /openapi.json",
	}
	guarded := 0
	for path, ops := range documented(t).Paths {
		for method := range ops {
			if slices.Contains(open, method+" "+path) {
				continue
			}
			target := strings.NewReplacer("{id}", c.id, "{code}", c.code).Replace(path)
			var body any
			if method == "post" {
				body = object{}
			}
			for _, with := range [][]header{nil, {as("nobody")}, {{"Authorization", "Basic b3BlcmF0b3I6eA=="}}, {{"Cookie", "session=operator"}}} {
				a := f.send(strings.ToUpper(method), target, body, with...)
				if method+" "+path == "get /api/v1/cases/{code}" {
					a.is(200)
					require.NotContains(t, a.raw, "بازنشستگی من", "no texts by the code alone")
					continue
				}
				guarded++
				a.is(401)
			}
		}
	}
	require.Greater(t, guarded, 100)
}

// TestHostileCentres: two centres on one installation, each with cases of its
// own; neither finds anything of the other by any route.
func TestHostileCentres(t *testing.T) {
	t.Parallel()
	people := map[string]samad.Actor{
		"operator": actors()["operator"], "head": actors()["head"],
		"far-operator":  {ID: "f1", Roles: []samad.Role{samad.RoleOperator, samad.RoleSupervisor}, Agency: "fars.centre", Place: "07"},
		"far-oversight": {ID: "f2", Roles: []samad.Role{samad.RoleOversight, samad.RoleGovernor}, Agency: "fars.centre", Place: "07"},
		"far-head":      {ID: "f3", Roles: []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyOversight, samad.RoleMeetingHost}, Agency: "fars.tamin"},
		"far-service":   {ID: "f4", Roles: []samad.Role{samad.RoleService}, Agency: "fars.tamin"},
		"far-local":     {ID: "f5", Roles: []samad.Role{samad.RoleLocalAdmin, samad.RoleAgencyPR, samad.RoleInspector, samad.RoleCommissionMember}, Agency: "fars.centre", Place: "07"},
	}
	f := setup(t, func(o *httpapi.Options) { o.Actor = signedInAs(people) })
	mine := []*filed{f.submit(matter()), f.answered()}
	_ = mine[1].by("objection", object{"text": "نمی‌پذیرم"}).is(200)
	before := f.counts()
	for name := range people {
		if !strings.HasPrefix(name, "far") {
			continue
		}
		for _, c := range mine {
			for step, body := range stepBodies() {
				for _, how := range [][]header{nil, {ifMatch("*")}, {ifMatch(`"` + stringOf(c.revision) + `"`)}, {key("h1")}} {
					body["revision"] = c.revision
					f.send("POST", c.desk()+"/"+step, body, append(how, as(name))...).is(404, "not_found")
				}
			}
			f.send("POST", c.desk()+"/screen", object{"outcome": "merge", "into": mine[0].code, "revision": 1}, as(name))
			for _, path := range []string{c.desk(), c.desk() + "/history", strings.ToLower(c.desk())} {
				f.send("GET", path, nil, as(name)).is(404, "not_found")
				f.send("GET", path, nil, as(name), ifNoneMatch("*")).is(404, "not_found")
			}
			for _, query := range []string{
				"cases", "cases?place=10", "cases?place=1014", "cases?agency=isf.tamin", "cases?expert=u-expert", "cases?q=" + c.code, "cases?topic=welfare",
				"earlier?national_id=1275775391", "earlier?mobile=09130001234", "calls", "calls?case=" + c.id, "calls?case=" + c.code,
			} {
				a := f.send("GET", "/api/v1/desk/"+query, nil, as(name))
				require.NotContains(t, a.raw, c.id, "%s %s", name, query)
				require.NotContains(t, a.raw, c.code, "%s %s", name, query)
				require.Contains(t, []int{200, 403, 422}, a.status, a.raw)
			}
			follow := call()
			follow["outcome"], follow["follow_ups"] = "followed_up", []object{{"case": c.id, "text": "x"}}
			require.Contains(t, []int{403, 404, 422}, f.send("POST", "/api/v1/desk/calls", follow, as(name)).status)
		}
		a := f.send("GET", "/api/v1/events?limit=1000", nil, as(name))
		require.NotContains(t, a.raw, mine[0].id)
		require.NotContains(t, a.raw, `"case"`, name)
	}
	require.Equal(t, before, f.counts(), "nothing was done")
	require.NotEmpty(t, f.send("GET", "/api/v1/events", nil, as("operator")).is(200).list("items"))
}

// TestMissed: every guess is told to the host, and no good try.
func TestMissed(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var missed []string
	f := setup(t, func(o *httpapi.Options) {
		o.Remote = func(*http.Request) string { return "192.0.2.7" }
		o.Missed = func(_ context.Context, kind, remote string) {
			mu.Lock()
			defer mu.Unlock()
			missed = append(missed, kind+" "+remote)
		}
	})
	c := f.answered()
	f.send("GET", c.path(), nil).is(200)
	f.send("GET", c.path(), nil, pin(c.pin)).is(200)
	f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "correct horse"}).is(201)
	f.send("GET", "/api/v1/cases/1234", nil).is(422)
	require.Empty(t, missed)
	f.send("GET", "/api/v1/cases/"+unknownCode(t), nil).is(404)
	f.send("GET", c.path(), nil, pin(otherPIN(c.pin))).is(404)
	f.send("POST", c.path()+"/objection", object{"text": "x"}, pin(otherPIN(c.pin))).is(404)
	f.send("POST", "/api/v1/sessions", object{"username": "operator", "password": "wrong"}).is(401)
	require.Equal(t, "[track 192.0.2.7 pin 192.0.2.7 pin 192.0.2.7 session 192.0.2.7]", fmt.Sprint(missed))
	assert.NotContains(t, fmt.Sprint(missed), c.code)
}
