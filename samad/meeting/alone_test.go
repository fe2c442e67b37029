package meeting_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
)

// TestHostAloneAtTheConsole: who answers the calls may take them down, too, as
// the operator of those, and of nobody else's.
func TestHostAloneAtTheConsole(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.referred(tamin, 5)
	f.referred(abfa, 3)
	f.clock.To(day(t, "1405-08-06").Time(f.zone, 10, 0, 0, 0))
	week, err := f.room.Propose(f.ctx, oversight, isfahanProvince, day(t, "1405-08-11"))
	require.NoError(t, err)
	programme, err := f.room.Plan(f.ctx, oversight, meeting.Plan{
		Province: isfahanProvince, Day: week.Proposals[0].Day, Hosts: []meeting.Host{{Agency: tamin}, {Agency: abfa}}, Reason: "هر دو",
	})
	require.NoError(t, err)
	_, err = f.room.Invite(f.ctx, oversight, programme.ID)
	require.NoError(t, err)
	alone := samad.Actor{ID: "director", Roles: []samad.Role{samad.RoleMeetingHost}, Agency: tamin, Post: samad.Text{Fa: "مدیرکل", En: "Director-general"}}
	neighbour := samad.Actor{ID: "neighbour", Roles: []samad.Role{samad.RoleMeetingHost}, Agency: abfa, Post: alone.Post}
	for actor, agency := range map[*samad.Actor]samad.AgencyID{&alone: tamin, &neighbour: abfa} {
		_, err = f.room.Reply(f.ctx, *actor, programme.ID, meeting.Reply{Agency: agency, Accept: true})
		require.NoError(t, err)
	}
	about, petitioner := f.filed("1014") // it lies with nobody yet
	_, err = f.room.Ask(f.ctx, petitioner, programme.ID, tamin, about)
	require.NoError(t, err)
	f.clock.To(programme.Starts)
	_, err = f.room.Start(f.ctx, alone, programme.ID)
	require.NoError(t, err)
	call, err := f.room.Next(f.ctx, alone, programme.ID)
	require.NoError(t, err)
	assert.Nil(t, call.Case, "a case of no agency is not the host's to read")
	f.clock.Advance(4 * time.Minute)
	answer := samad.AnswerRequest{AnswerText: samad.AnswerText{Explanation: "معوقه بود.", Done: "امروز واریز شد."}, Outcome: samad.Done, WithoutVisit: true}
	live := meeting.Live{Turn: call.Turn.Number, Submission: submission("1014"), Answer: &answer, Accepts: true}
	_, err = f.room.Record(f.ctx, neighbour, programme.ID, live)
	require.ErrorIs(t, err, samad.ErrForbidden, "the turn of another")
	recorded, err := f.room.Record(f.ctx, alone, programme.ID, live)
	require.NoError(t, err)
	assert.Equal(t, samad.Closed, recorded.Case.State)
	assert.Equal(t, tamin, recorded.Case.Agency)
	again, err := f.room.Recorded(f.ctx, alone, programme.ID, live)
	require.NoError(t, err)
	assert.Equal(t, recorded.Receipt.Code, again.Receipt.Code)
}
