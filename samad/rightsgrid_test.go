package samad_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// world is a small country: two provinces with two counties each, a centre for
// each province, and agencies with a parent and a child.
type world struct {
	cases  []samad.Case
	actors []samad.Actor
}

func agencyPath(id samad.AgencyID) []samad.AgencyID {
	if id == "" {
		return nil
	}
	var path []samad.AgencyID
	parts := strings.Split(string(id), ".")
	for i := range parts {
		path = append(path, samad.AgencyID(strings.Join(parts[:i+1], ".")))
	}
	return path
}

func grid() world {
	var w world
	id := 0
	for _, place := range []samad.PlaceID{"", "10", "1014", "1010", "07", "0701"} {
		for _, agency := range []samad.AgencyID{"", "isf", "isf.tamin", "isf.tamin.care", "isf.water", "fars.tamin"} {
			for _, one := range []struct {
				identity samad.Identity
				expert   string
			}{{samad.Named, ""}, {samad.Named, "me"}, {samad.Confidential, "me"}, {samad.AnonymousIdentity, "other"}} {
				id++
				c := samad.Case{
					ID: samad.CaseID(place) + samad.CaseID(agency), Place: place, Province: "10", Centre: "isf.centre",
					Agency: agency, AgencyPath: agencyPath(agency), Identity: one.identity, Expert: one.expert, Unit: "u1",
				}
				if strings.HasPrefix(string(place), "07") {
					c.Province, c.Centre = "07", "fars.centre"
				}
				if id%3 == 0 {
					c.Cooperating = []samad.Cooperation{{Agency: "isf.water", Path: agencyPath("isf.water")}}
				}
				w.cases = append(w.cases, c)
			}
		}
	}
	for _, role := range append(samad.Roles(), "nobody", "") {
		for _, agency := range []samad.AgencyID{"", "isf", "isf.tamin", "isf.tamin.care", "isf.water", "isf.centre", "fars.centre", "fars.tamin"} {
			for _, place := range []samad.PlaceID{"", "10", "1014", "07"} {
				actor := samad.Actor{ID: "me", Roles: []samad.Role{role}, Agency: agency, Place: place}
				w.actors = append(w.actors, actor)
				if role == samad.RoleAgencyExpert {
					actor.Unit = "u1"
					w.actors = append(w.actors, actor)
				}
			}
		}
	}
	return w
}

// reaches says in other words than the code where a scope holds.
func reaches(scope samad.Scope, a samad.Actor, c samad.Case) bool {
	where := string(c.Place)
	if where == "" {
		where = string(c.Province)
	}
	if scope != samad.ScopeAny && scope != samad.ScopeOwn && !strings.HasPrefix(where, string(a.Place)) {
		return false
	}
	below := func(id samad.AgencyID) bool {
		return a.Agency != "" && id != "" && strings.HasPrefix(string(id)+".", string(a.Agency)+".")
	}
	mine := c.Expert == "me" || c.Expert == "" && a.Unit == "u1"
	switch scope {
	case samad.ScopeAny:
		return true
	case samad.ScopeCentre:
		return a.Agency != "" && c.Centre == a.Agency
	case samad.ScopeAgency:
		return below(c.Agency)
	case samad.ScopeNamed:
		return below(c.Agency) && c.Identity == "named"
	case samad.ScopeAssigned:
		return below(c.Agency) && mine
	case samad.ScopeAssignedNamed:
		return below(c.Agency) && mine && c.Identity == "named"
	case samad.ScopeCooperating:
		return len(c.Cooperating) > 0 && below(c.Cooperating[0].Agency)
	case samad.ScopeAccount:
		return c.Expert == "me"
	case samad.ScopePlace:
		return a.Place != ""
	case samad.ScopeSubtree:
		return below(c.Agency) || a.Agency == "" && a.Place != ""
	default: // own: only the Desk makes such actors
		return false
	}
}

// TestEveryRoleActionAndScope holds the one decision against the table for
// every role, action, actor and case of a small country.
func TestEveryRoleActionAndScope(t *testing.T) {
	t.Parallel()
	w := grid()
	scopes := map[samad.Role]map[samad.Action][]samad.Scope{}
	used := map[samad.Scope]bool{}
	for _, r := range samad.Rights() {
		require.Contains(t, samad.Roles(), r.Role)
		require.Contains(t, samad.Scopes(), r.Scope)
		require.Contains(t, slices.Concat(samad.Actions(), samad.AreaActions()), r.Action)
		require.NotContains(t, scopes[r.Role][r.Action], r.Scope, "%v stands twice", r)
		if scopes[r.Role] == nil {
			scopes[r.Role] = map[samad.Action][]samad.Scope{}
		}
		scopes[r.Role][r.Action] = append(scopes[r.Role][r.Action], r.Scope)
		used[r.Scope] = true
	}
	require.Len(t, used, len(samad.Scopes()), "a scope that no right uses")
	allowed, denied := 0, 0
	for _, a := range w.actors {
		for _, action := range append(samad.Actions(), "fly", "") {
			for _, c := range w.cases {
				want := slices.ContainsFunc(scopes[a.Roles[0]][action], func(s samad.Scope) bool { return reaches(s, a, c) })
				if got := samad.May(a, action, c); got != want {
					t.Fatalf("May(%+v, %s, %+v) = %v", a, action, c, got)
				}
				if want {
					allowed++
				} else {
					denied++
				}
			}
		}
	}
	require.Positive(t, allowed)
	require.Greater(t, denied, allowed, "most is denied")
}

// TestEveryAreaAction does the same for what concerns no case.
func TestEveryAreaAction(t *testing.T) {
	t.Parallel()
	w := grid()
	table := map[samad.Role]map[samad.Action]samad.Scope{}
	for _, r := range samad.Rights() {
		if slices.Contains(samad.AreaActions(), r.Action) {
			if table[r.Role] == nil {
				table[r.Role] = map[samad.Action]samad.Scope{}
			}
			table[r.Role][r.Action] = r.Scope
		}
	}
	for _, a := range w.actors {
		for _, c := range w.cases {
			if c.Place == "" || c.Identity != samad.Named {
				continue
			}
			area := samad.AreaOf(c)
			area.Account = c.Expert
			for _, action := range samad.AreaActions() {
				scope, has := table[a.Roles[0]][action]
				if want := has && reaches(scope, a, c); samad.MayIn(a, action, area) != want {
					t.Fatalf("MayIn(%+v, %s, %+v) is not %v", a, action, area, want)
				}
			}
			for _, action := range samad.Actions() {
				if samad.MayIn(a, action, area) {
					t.Fatalf("MayIn(%+v, %s) is an action on cases", a, action)
				}
			}
		}
	}
}

// TestRightsByRole writes out what matters most about the roles.
func TestRightsByRole(t *testing.T) {
	t.Parallel()
	holds := func(role samad.Role, a samad.Action) bool {
		return slices.ContainsFunc(samad.Rights(), func(r samad.Right) bool { return r.Role == role && r.Action == a })
	}
	for _, role := range []samad.Role{samad.RoleAgencyPR, samad.RoleLocalAdmin} {
		for _, a := range samad.Actions() {
			assert.False(t, holds(role, a), "%s never touches a case: %s", role, a)
		}
	}
	for _, role := range samad.Roles() {
		if role != samad.RoleAdmin && role != samad.RoleLocalAdmin {
			assert.False(t, holds(role, samad.ManageAccounts), role)
		}
		if role != samad.RoleAdmin {
			for _, a := range []samad.Action{samad.ManageRules, samad.ManageCalendar, samad.ManageKeys, samad.ReadAudit} {
				assert.False(t, holds(role, a), "%s %s", role, a)
			}
		}
		assert.NotEmpty(t, samad.RoleName(role).Fa)
	}
	for _, role := range []samad.Role{samad.RoleGovernor, samad.RoleInspector, samad.RoleCommissionMember, samad.RoleCommissionSecretary, samad.RoleAdmin, samad.RoleAgencyOversight} {
		assert.False(t, holds(role, samad.ReadIdentity), "%s has no need of it", role)
	}
	// Those visited must not see plans, those judged not judge.
	for _, role := range []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleAgencyOversight, samad.RoleMeetingHost, samad.RoleService} {
		for _, a := range []samad.Action{samad.PlanVisit, samad.ReadVisits, samad.DecideAppeal, samad.OpenDemand, samad.ReviewAnswer} {
			assert.False(t, holds(role, a), "%s %s", role, a)
		}
	}
	assert.False(t, holds(samad.RoleService, samad.Approve), "a program does not approve")
	for _, a := range slices.Concat(samad.Actions(), samad.AreaActions()) {
		name := samad.ActionName(a)
		assert.NotEmpty(t, name.Fa, a)
		assert.NotEmpty(t, name.En, a)
		assert.True(t, slices.ContainsFunc(samad.Rights(), func(r samad.Right) bool { return r.Action == a }), "nobody may %s", a)
	}
	assert.True(t, samad.ActionName("fly").IsZero())
}

// TestOnly: a narrowed actor does nothing else.
func TestOnly(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, c := f.referred()
	narrow := head
	narrow.Only = []samad.Action{samad.Act}
	assert.True(t, samad.May(narrow, samad.Act, c))
	assert.False(t, samad.May(narrow, samad.Read, c))
	assert.False(t, samad.MayIn(narrow, samad.ReadFigures, samad.AreaOf(c)))
	_, err := f.desk.List(f.ctx, narrow, samad.Query{})
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.desk.Feed(f.ctx, narrow, "", 10)
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.desk.Dossier(f.ctx, narrow, c.ID)
	require.ErrorIs(t, err, samad.ErrNotFound)
	calls := operator
	calls.Only = []samad.Action{samad.Submit}
	_, err = f.desk.Calls(f.ctx, calls, samad.CallQuery{})
	require.ErrorIs(t, err, samad.ErrForbidden)
	narrow.Only = []samad.Action{}
	for _, a := range samad.Actions() {
		assert.False(t, samad.May(narrow, a, c), a)
	}
}

// TestMayGrant: nobody gives what reaches beyond what they manage.
func TestMayGrant(t *testing.T) {
	t.Parallel()
	account := func(role samad.Role, agency samad.AgencyID, place samad.PlaceID) samad.Actor {
		return samad.Actor{ID: "new", Roles: []samad.Role{role}, Agency: agency, Place: place}
	}
	local, county := account(samad.RoleLocalAdmin, "isf.tamin", ""), account(samad.RoleLocalAdmin, "", "1014")
	admin := account(samad.RoleAdmin, "", "")
	for name, row := range map[string]struct {
		granter, given samad.Actor
		want           bool
	}{
		"an expert of the agency":         {local, account(samad.RoleAgencyExpert, "isf.tamin", ""), true},
		"an expert below":                 {local, account(samad.RoleAgencyExpert, "isf.tamin.care", "1014"), true},
		"an expert above":                 {local, account(samad.RoleAgencyExpert, "isf", ""), false},
		"an expert beside":                {local, account(samad.RoleAgencyExpert, "isf.water", ""), false},
		"an expert of nowhere":            {local, account(samad.RoleAgencyExpert, "", ""), false},
		"a deputy":                        {local, account(samad.RoleLocalAdmin, "isf.tamin.care", ""), true},
		"an administrator of all":         {local, account(samad.RoleAdmin, "isf.tamin", ""), false},
		"oversight":                       {local, account(samad.RoleOversight, "isf.tamin", "10"), false},
		"a governor":                      {county, account(samad.RoleGovernor, "", "1014"), false},
		"a service":                       {local, account(samad.RoleService, "isf.tamin", ""), false},
		"the petitioner":                  {admin, account(samad.RolePetitioner, "", ""), false},
		"time itself":                     {admin, account(samad.RoleSystem, "", ""), false},
		"a county's expert":               {county, account(samad.RoleAgencyExpert, "isf.water", "1014"), true},
		"an expert beyond the county":     {county, account(samad.RoleAgencyExpert, "isf.water", "10"), false},
		"an expert without a place":       {county, account(samad.RoleAgencyExpert, "isf.water", ""), false},
		"the county's deputy":             {county, account(samad.RoleLocalAdmin, "", "1014"), true},
		"an administrator without limits": {county, account(samad.RoleLocalAdmin, "", ""), false},
		"all by the administrator":        {admin, account(samad.RoleGovernor, "", "10"), true},
		"nothing":                         {admin, samad.Actor{ID: "new"}, false},
		"by a head":                       {account(samad.RoleAgencyHead, "isf.tamin", ""), account(samad.RoleAgencyExpert, "isf.tamin", ""), false},
		"by a local admin of nothing":     {account(samad.RoleLocalAdmin, "", ""), account(samad.RoleAgencyExpert, "isf.tamin", ""), false},
	} {
		assert.Equal(t, row.want, samad.MayGrant(row.granter, row.given, agencyPath(row.given.Agency)), name)
	}
	unknown := account(samad.RoleAgencyExpert, "isf.tamin", "")
	assert.False(t, samad.MayGrant(local, unknown, nil), "an agency that the directory does not know")
	assert.False(t, samad.MayGrant(local, unknown, agencyPath("isf.water")), "the path of another")
	both := unknown
	both.Roles = []samad.Role{samad.RoleAgencyExpert, samad.RoleOversight}
	assert.False(t, samad.MayGrant(local, both, agencyPath("isf.tamin")), "one role too many")
}

// TestGrantedRightsStayInside: whatever a local administrator gives reaches
// nothing outside of what it manages, for every account and every case.
func TestGrantedRightsStayInside(t *testing.T) {
	t.Parallel()
	w := grid()
	granted := 0
	for _, granter := range w.actors {
		if !granter.Has(samad.RoleLocalAdmin) || granter.Unit != "" {
			continue
		}
		for _, given := range w.actors {
			if given.Unit != "" || !samad.MayGrant(granter, given, agencyPath(given.Agency)) {
				continue
			}
			granted++
			for _, c := range w.cases {
				inside := reaches(samad.ScopeSubtree, granter, c) || reaches(samad.ScopeCooperating, granter, c)
				for _, a := range samad.Actions() {
					if a != samad.TakeCall && samad.May(given, a, c) && !inside {
						t.Fatalf("%+v gives %+v, which may %s %+v", granter, given, a, c)
					}
				}
				for _, a := range samad.AreaActions() {
					if area := samad.AreaOf(c); samad.MayIn(given, a, area) && !reaches(samad.ScopeSubtree, granter, c) {
						t.Fatalf("%+v gives %+v, which may %s in %+v", granter, given, a, area)
					}
				}
			}
		}
	}
	require.Positive(t, granted)
}
