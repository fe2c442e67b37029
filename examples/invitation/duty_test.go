package invitation_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/invitation"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// Through the register itself: who comes keeps the duty, who declines or says
// nothing breaks it, and who was not asked owes nothing.
func TestInvitationsAreDuties(t *testing.T) {
	t.Parallel()
	packs, err := pack.LoadAll(pack.Source{FS: isfahan.FS()})
	require.NoError(t, err)
	store := memory.New()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	at := time.Date(2026, 10, 24, 8, 0, 0, 0, zone)
	now := func() time.Time { return at }
	desk, err := samad.NewDesk(samad.Config{
		Store: store, Router: packs, Deadlines: packs, Directory: packs.Directory(), Codes: tracking.Minter{}, Now: now, PlainText: true,
	})
	require.NoError(t, err)
	room, err := meeting.New(meeting.Config{
		Ledger: store.Ledger(), Desk: desk, Directory: packs.Directory(), Calendar: packs.Packs()[0].Calendar,
		Settings: meeting.Settings{Weekly: []meeting.Weekly{{Hosts: 4}}}, Location: zone, Now: now,
	})
	require.NoError(t, err)
	office, err := oversight.NewOffice(oversight.Config{
		Ledger: store.Ledger(), Cases: store, Desk: desk, Directory: packs.Directory(), Deadlines: packs, Calendar: packs, Now: now,
		Duties: []oversight.DutySource{invitation.Duties{Ledger: store.Ledger(), Now: now}},
	})
	require.NoError(t, err)
	officer := samad.Actor{ID: "01O", Roles: []samad.Role{samad.RoleOversight}, Agency: "isf.ostandari.bazresi", Place: "10"}
	day, err := persian.Parse("1405-08-09")
	require.NoError(t, err)
	p, err := room.Plan(t.Context(), officer, meeting.Plan{Province: "10", Day: day, Reason: "به خواست استاندار",
		Hosts: []meeting.Host{{Agency: "isf.tamin"}, {Agency: "isf.abfa"}, {Agency: "isf.gaz"}, {Agency: "isf.polis"}}})
	require.NoError(t, err)
	owed := func(agency samad.AgencyID) []oversight.DutyState {
		r, err := office.Register(t.Context(), officer, agency, oversight.Period{From: day, To: day})
		require.NoError(t, err)
		var out []oversight.DutyState
		for _, d := range r.Duties {
			assert.Equal(t, oversight.DutyInvitation, d.Kind)
			assert.NotEmpty(t, d.Basis.Fa)
			assert.Equal(t, "meeting/"+p.ID, d.Record.String())
			out = append(out, d.State)
		}
		return out
	}
	assert.Empty(t, owed("isf.tamin"), "nobody is asked yet")
	_, err = room.Invite(t.Context(), officer, p.ID)
	require.NoError(t, err)
	assert.Equal(t, []oversight.DutyState{oversight.DutyOpen}, owed("isf.tamin"))
	for agency, reply := range map[samad.AgencyID]meeting.Reply{
		"isf.tamin": {Accept: true}, "isf.abfa": {StandIn: samad.Text{Fa: "معاون"}, Reason: "ماموریت"}, "isf.gaz": {Reason: "نمی‌آییم"},
	} {
		_, err := room.Reply(t.Context(), samad.Actor{ID: "01H", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency}, p.ID, reply)
		require.NoError(t, err)
	}
	at = p.Starts.Add(time.Minute)
	for agency, want := range map[samad.AgencyID]oversight.DutyState{
		"isf.tamin": oversight.DutyKept, "isf.abfa": oversight.DutyKept, "isf.gaz": oversight.DutyBroken, "isf.polis": oversight.DutyBroken,
	} {
		assert.Equal(t, []oversight.DutyState{want}, owed(agency), agency)
	}
	assert.Empty(t, owed("isf.behzisti"))
}
