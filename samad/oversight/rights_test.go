package oversight_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

func TestRights(t *testing.T) {
	t.Parallel()
	tamin := oversight.Subject{Path: []samad.AgencyID{"min.refah", "isf.tamin"}, Place: "1014", People: []string{"01INSPECTOR"}}
	for _, c := range []struct {
		name   string
		actor  samad.Actor
		action oversight.Action
		want   bool
	}{
		{"oversight in its province", officer, oversight.PlanVisits, true},
		{"oversight of another", farOffice, oversight.PlanVisits, false},
		{"oversight without a place", samad.Actor{Roles: []samad.Role{samad.RoleOversight}}, oversight.PlanVisits, false},
		{"the inspector who is sent", inspector, oversight.ReportVisit, true},
		{"another inspector", samad.Actor{ID: "x", Roles: []samad.Role{samad.RoleInspector}, Place: "10"}, oversight.ReportVisit, false},
		{"nobody's account", samad.Actor{Roles: []samad.Role{samad.RoleInspector}, Place: "10"}, oversight.ReportVisit, false},
		{"the head", taminHead, oversight.ReplyVisit, true},
		{"the ministry above", samad.Actor{ID: "m", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "min.refah"}, oversight.ReplyVisit, true},
		{"another head", abfaHead, oversight.ReplyVisit, false},
		{"the head of plans", taminHead, oversight.ReadPlans, false},
		{"the governor reads", governor, oversight.ReadLetters, true},
		{"the governor does not report", governor, oversight.ReportVisit, false},
		{"nobody", samad.Anonymous(), oversight.ReadGaps, false},
	} {
		assert.Equal(t, c.want, oversight.May(c.actor, c.action, tamin), c.name)
	}
}

// Of those who are visited, nobody's role has a right before the report.
func TestNoRoleOfAgenciesSeesPlans(t *testing.T) {
	t.Parallel()
	agency := []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyExpert, samad.RoleAgencyOversight, samad.RoleAgencyPR,
		samad.RoleMeetingHost, samad.RoleLocalAdmin, samad.RolePetitioner, samad.RoleService}
	for _, r := range oversight.Rights() {
		require.True(t, r.Role.Valid(), r.Role)
		for _, role := range agency {
			if r.Role == role {
				assert.NotContains(t, []oversight.Action{oversight.ReadPlans, oversight.PlanVisits, oversight.ReportVisit,
					oversight.KeepPosts, oversight.ReviewAnswers, oversight.ReadComments}, r.Action, "%+v", r)
			}
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	_, err := oversight.NewOffice(oversight.Config{})
	for _, field := range []string{"Ledger", "Cases", "Desk", "Directory", "Deadlines", "Calendar"} {
		assert.ErrorContains(t, err, "Config."+field)
	}
	for name, s := range map[string]oversight.Settings{
		"negative": {ReplyDays: -1}, "share": {ReviewShare: 1.5},
		"hours": {OpenDoor: map[samad.PlaceID]oversight.Hours{"10": {Weekday: persian.Monday}}},
	} {
		_, err := oversight.NewOffice(oversight.Config{Settings: s})
		assert.ErrorContains(t, err, "Config.Settings", name)
	}
}
