package main

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// doneBy says by which form an action is done on the pages of the desk, or on
// which page what it lets somebody see stands: "POST …" and "GET …" with the
// parts that differ as {}.
func doneBy() map[samad.Action][]string {
	out := map[samad.Action][]string{
		samad.Submit: {"POST /desk/call"}, samad.TakeCall: {"POST /desk/call"}, samad.FollowUp: {"POST /desk/call"},
		samad.Read: {"GET /desk/cases/{}"}, samad.ReadIdentity: {"GET /desk/cases/{}"},

		samad.PlanMeeting: {"POST /desk/meetings/plan"}, samad.AcceptInvitation: {"POST /desk/meetings/{}/accept"},
		samad.RunConsole: {"POST /desk/meetings/{}/start"},
		samad.PlanVisit:  {"POST /desk/visits/order"}, samad.ReadVisits: {"GET /desk/visits"}, samad.ReportVisit: {"POST /desk/visits/{}/report"},
		samad.SetDuty: {"POST /desk/office/leave", "POST /desk/posts/{}/leave"}, samad.IssueNotice: {"POST /desk/visits/{}/consequence"},
		samad.ReadNotices: {"GET /desk/letters/{}"}, samad.AcknowledgeNotice: {"POST /desk/letters/{}/acknowledge"},
		samad.AppealNotice: {"POST /desk/letters/{}/appeal"}, samad.DecideAppeal: {"POST /desk/letters/{}/uphold"},
		samad.ManageCommission: {"POST /desk/commissions/{}/call", "POST /desk/commissions/keep"}, samad.ReadCommission: {"GET /desk/commissions"},
		samad.ReportResolution: {"POST /desk/resolutions/{}/report"}, samad.DecideResolution: {"POST /desk/resolutions/{}/done", "POST /desk/resolutions/{}/failed"},
		samad.OpenDemand: {"POST /desk/demands/open"}, samad.AnswerDemand: {"POST /desk/demands/{}/answer"},
		samad.ReadDemands: {"GET /desk/demands/{}"},
		samad.ManageGaps:  {"POST /desk/gaps/{}/own"}, samad.ReviewAnswer: {"POST /desk/reviews/{}/judge"}, samad.ReadReviews: {"GET /desk/reviews"},
		samad.ManageImprovement: {"POST /desk/improvements/{}/finish", "POST /desk/improvements/{}/judge", "POST /desk/reviews/{}/improve"},
		samad.ReadFigures:       {"GET /desk/overview", "GET /desk/press"}, samad.PublishFigures: {"GET /desk/press", "GET /desk/report"},
		samad.ReadRoster: {"GET /desk/shift"}, samad.ManageAccounts: {"POST /desk/accounts"}, samad.ManageTexts: {"POST /desk/advice/new"},
		samad.ManageRules: {"POST /desk/rules/upload"}, samad.ManageCalendar: {"POST /desk/calendar/declare"},
		samad.ManageCampaigns: {"POST /desk/campaigns/check"}, samad.ManageDirectory: {"POST /desk/agencies/{}/change"},
		samad.ManageKeys: {"POST /desk/keys"}, samad.ManageWebhooks: {"POST /desk/webhooks/add"}, samad.ReadHealth: {"GET /desk/health"},
	}
	steps := map[samad.Action]string{samad.Act: "action", samad.Draft: "answer"}
	for _, a := range samad.Actions() {
		if out[a] == nil {
			out[a] = []string{"POST /desk/cases/{}/" + cmp.Or(steps[a], string(a))}
		}
	}
	return out
}

// noForm are the actions for which the pages have no form, with the reason; "role
// action" where it holds for one role.
func noForm() map[string]string {
	return map[string]string{
		"read_calls":                "the register of calls is read by the API (GET /api/v1/desk/calls); pages show its counts, at the shift and on the call screen",
		"agency_head ask_extension": "a head extends; where the centre must, the form of extending becomes a request to it",
		"meeting_host take_call":    "a host takes calls at the console, which is there only while a programme is held",
		"oversight follow_up":       "another contact is noted with the call or visit to the counter by which it came, and oversight takes neither",
		"erase":                     "it cannot be taken back: the service does it when retention is over, and an order before that is for whoever runs the library ([samad.Desk.Erase])",
		"read_audit":                "nothing asks for this right yet: sign-ins are counted in the metrics, and no page or operation lists them",
	}
}

var (
	formAction = regexp.MustCompile(`<form[^>]* action="(/desk[^"?]*)"`)
	recordID   = regexp.MustCompile(`^(?:[0-9A-Z]{26}(?:-[0-9]+)?|[0-9]+|[a-z.]+\.[a-z.]+|[^/]*%2[Ff][^/]*|[a-z_]+:.*|welfare|water)$`)
)

// shape writes a path with {} for the parts that are ids.
func shape(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if i > 2 && recordID.MatchString(p) {
			parts[i] = "{}"
		}
	}
	return strings.Join(parts, "/")
}

// reach follows the links of the desk and returns the pages and forms that are
// found, by shape.
func (v *visitor) reach(first ...string) map[string]bool {
	v.t.Helper()
	found, count, asked := map[string]bool{}, map[string]int{}, map[string]bool{}
	next := slices.Concat(first, []string{"/desk", "/desk?state=all"})
	for len(next) > 0 {
		path := strings.ReplaceAll(next[0], "&amp;", "&")
		next = next[1:]
		plain, _, _ := strings.Cut(path, "?")
		kind := shape(plain)
		if asked[path] || count[kind] >= 25 || strings.Contains(path, "lang=") || strings.Contains(plain, "/help") || strings.HasSuffix(plain, ".xlsx") || strings.HasSuffix(plain, ".csv") {
			continue
		}
		asked[path] = true
		count[kind]++
		p := v.get(path)
		if p.Status != http.StatusOK {
			continue
		}
		found["GET "+kind] = true
		for _, m := range formAction.FindAllStringSubmatch(p.HTML, -1) {
			found["POST "+shape(m[1])] = true
		}
		for _, m := range deskLink.FindAllStringSubmatch(p.HTML, -1) {
			next = append(next, m[1])
		}
	}
	return found
}

// TestEveryRightHasItsForm holds the table of rights against the pages: whatever
// a role may do stands on a page that the role reaches by links, or there is a
// reason why not.
func TestEveryRightHasItsForm(t *testing.T) {
	t.Parallel()
	end, err := time.Parse(time.RFC3339, demoEnd)
	require.NoError(t, err)
	s := start(t, t.TempDir(), "--demo=40", "--limits", "off", "--at", demoEnd)
	admin := s.administrator(t)
	const agency = "isf.behzisti" // whose answers wait for approval
	for role, fill := range map[samad.Role]map[string]string{
		samad.RoleAgencyOversight: {"agency": agency}, samad.RoleMeetingHost: {"agency": agency}, samad.RoleLocalAdmin: {"agency": agency},
	} {
		maps.Copy(fill, map[string]string{"username": "b." + string(role), "role": string(role), "post": "پست آزمون"})
		admin.hire(fill)
	}
	cases := s.casesInEveryState(t, admin, agency)
	r := s.rooms(t, end)
	warned := r.acknowledged("isf.tamin")
	r.answered("isf.tamin", "1014", 30) // some of which are taken for review
	for _, chore := range r.office.Chores() {
		_, err := chore.Run(t.Context(), end.Add(time.Hour), 1000)
		require.NoError(t, err)
	}

	who := map[samad.Role][]string{
		samad.RoleAgencyHead: {"isf.tamin", agency, string(warned)}, samad.RoleAgencyExpert: {agency + ".expert"}, samad.RoleAgencyOversight: {"agency_oversight", "b.agency_oversight"},
		samad.RoleMeetingHost: {"meeting_host", "b.meeting_host"}, samad.RoleLocalAdmin: {"b.local_admin"},
	}
	reached := map[samad.Role]map[string]bool{samad.RoleAdmin: admin.reach(cases...)}
	for _, role := range samad.Roles() {
		switch role {
		case samad.RolePetitioner, samad.RoleSystem, samad.RoleService, samad.RoleAdmin: // at other pages, or none
			continue
		}
		reached[role] = map[string]bool{}
		names := who[role]
		if names == nil {
			names = []string{string(role)}
		}
		for _, name := range names {
			v := s.visitor(t)
			require.Contains(t, v.signIn(name, s.accounts[name]).Path, "/desk", name)
			maps.Copy(reached[role], v.reach(cases...))
		}
	}
	by, excused, used := doneBy(), noForm(), map[string]bool{}
	for _, right := range samad.Rights() {
		found, ok := reached[right.Role]
		if !ok {
			continue
		}
		has := slices.ContainsFunc(by[right.Action], func(one string) bool { return found[one] })
		for _, key := range []string{fmt.Sprintf("%s %s", right.Role, right.Action), string(right.Action)} {
			if reason := excused[key]; reason != "" && !has {
				has, used[key] = true, true
			}
		}
		assert.True(t, has, "%s may %s (%s), and no page has %v", right.Role, right.Action, samad.ActionName(right.Action).Fa, by[right.Action])
	}
	for key := range excused {
		assert.True(t, used[key], "%s needs no excuse any more", key)
	}
}

// acknowledged acknowledges a letter to another agency than the given one, and
// returns whose it is.
func (r *staffRoom) acknowledged(not samad.AgencyID) samad.AgencyID {
	r.t.Helper()
	letters, _, err := r.office.Letters(r.t.Context(), officer, oversight.ListQuery{Limit: 100})
	require.NoError(r.t, err)
	for _, l := range letters {
		if l.Agency == not || l.State != oversight.LetterIssued {
			continue
		}
		head := samad.Actor{ID: "01HEAD" + string(l.Agency), Roles: []samad.Role{samad.RoleAgencyHead}, Agency: l.Agency, Post: samad.Text{Fa: "مدیرکل"}}
		_, err := r.office.Acknowledge(r.t.Context(), head, l.ID)
		require.NoError(r.t, err)
		return l.Agency
	}
	r.t.Fatal("no letter waits")
	return ""
}

// casesInEveryState brings cases of an agency into the states in which one or
// the other form stands, by the pages, and returns their addresses.
func (s *site) casesInEveryState(t *testing.T, admin *visitor, agency string) (paths []string) {
	t.Helper()
	citizen, operator := s.visitor(t), s.signedIn(t, "operator")
	head, expert := s.signedIn(t, agency), s.signedIn(t, agency+".expert")
	oversight := s.signedIn(t, "oversight")
	filed := func() filed {
		_, f := citizen.file(map[string]string{"mobile": "09123456789"})
		return f
	}
	keep := func(p page) page {
		path, _, _ := strings.Cut(p.Path, "?")
		paths = append(paths, path)
		return p
	}
	referred := func(to string) filedCase {
		f := filed()
		keep(operator.step(operator.find(f), "accept", map[string]string{"agency": to, "reason": "آزمون"}))
		return filedCase{f, paths[len(paths)-1]}
	}
	assigned := func() filedCase {
		c := referred(agency)
		head.step(head.find(c.filed), "assign", map[string]string{"expert": agency + ".expert"})
		return c
	}
	answer := map[string]string{"explanation": "توضیح روشن", "done": "انجام شد", "outcome": "done", "final": "yes"}

	first := filed()
	keep(operator.find(first)) // received
	referred(agency)
	assigned()
	c := assigned()
	expert.step(expert.find(c.filed), "answer", answer) // waits for approval
	c = assigned()
	expert.step(expert.find(c.filed), "ask_extension", map[string]string{"by": "2d", "reason": "بازدید لازم است"})
	c = referred(agency)
	head.step(head.find(c.filed), "answer", answer)
	second := filed()
	keep(operator.step(operator.find(second), "merge", map[string]string{"into": first.code}))
	c = referred(agency)
	oversight.step(oversight.find(c.filed), "hold", map[string]string{"ground": "دادنامه ۱۲"})
	// An agency that is not connected answers on paper.
	p := admin.send(admin.get("/desk/agencies/isf.gaz"), "/desk/agencies/isf.gaz/change", map[string]string{"state": "invited", "reason": "نامه ۱۲"})
	require.Equal(t, http.StatusOK, p.Status, p.text(t))
	referred("isf.gaz")
	return paths
}

// filedCase is a case with its address at the desk.
type filedCase struct {
	filed
	path string
}
