package meeting_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
)

// TestProgrammeFromProposalToReport walks one programme through.
func TestProgrammeFromProposalToReport(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.referred(tamin, 5)
	f.referred(abfa, 3)
	f.clock.To(day(t, "1405-08-06").Time(f.zone, 10, 0, 0, 0))

	week, err := f.room.Propose(f.ctx, oversight, isfahanProvince, day(t, "1405-08-11"))
	require.NoError(t, err)
	assert.Equal(t, day(t, "1405-08-09"), week.From, "Saturday")
	assert.Equal(t, 4, week.Hosts)
	require.Len(t, week.Proposals, 2, "agencies without clients are not proposed")
	assert.Equal(t, tamin, week.Proposals[0].Agency)
	assert.EqualValues(t, 5, week.Proposals[0].Cases)
	assert.Contains(t, week.Proposals[0].Reason.Fa, "۵ پرونده")
	assert.Equal(t, week.Days[0], week.Proposals[0].Day)

	programme, err := f.room.Plan(f.ctx, oversight, meeting.Plan{
		Province: isfahanProvince, Day: week.Proposals[0].Day, Hosts: []meeting.Host{{Agency: tamin}},
	})
	require.NoError(t, err, "a proposed host needs no reason")
	assert.Equal(t, 1, programme.Hosts[0].Rank)
	assert.Len(t, programme.Slots(), 8, "two hours, four turns each")
	_, err = f.room.Start(f.ctx, operator, programme.ID)
	require.ErrorIs(t, err, meeting.ErrState, "nobody was invited")
	_, err = f.room.Invite(f.ctx, oversight, programme.ID)
	require.NoError(t, err)
	_, err = f.room.Invite(f.ctx, oversight, programme.ID)
	require.NoError(t, err)
	letters, err := f.ledger.Messages(f.ctx, ledger.Ref{Kind: "meeting", ID: programme.ID})
	require.NoError(t, err)
	require.Len(t, letters, 1, "one letter, though invited twice")
	assert.Equal(t, tamin, letters[0].Office)
	_, err = f.room.Start(f.ctx, operator, programme.ID)
	require.ErrorIs(t, err, meeting.ErrState, "nobody has accepted")
	_, err = f.room.Reply(f.ctx, otherHost, programme.ID, meeting.Reply{Agency: tamin, Accept: true})
	require.ErrorIs(t, err, samad.ErrForbidden)
	_, err = f.room.Reply(f.ctx, host, programme.ID, meeting.Reply{StandIn: samad.Text{Fa: "معاون بیمه‌ای", En: "deputy"}})
	require.ErrorIs(t, err, samad.ErrInvalid, "a stand-in comes with a reason")
	programme, err = f.room.Reply(f.ctx, host, programme.ID, meeting.Reply{StandIn: samad.Text{Fa: "معاون بیمه‌ای", En: "deputy"}, Reason: "مأموریت"})
	require.NoError(t, err)
	assert.Equal(t, "معاون بیمه‌ای", programme.Hosts[0].Post.Fa)

	// Petitioners ask for turns.
	about, petitioner := f.filed("1014")
	_, err = f.room.Ask(f.ctx, samad.Anonymous(), programme.ID, tamin, about)
	require.ErrorIs(t, err, samad.ErrPINRequired)
	first, err := f.room.Ask(f.ctx, petitioner, programme.ID, tamin, "")
	require.NoError(t, err)
	assert.Equal(t, programme.Starts, first.Slot)
	again, err := f.room.Ask(f.ctx, petitioner, programme.ID, tamin, "")
	require.NoError(t, err)
	assert.Equal(t, first.Number, again.Number, "one case has one turn")
	_, second := f.filed("1010")
	place, err := f.room.Ask(f.ctx, second, programme.ID, tamin, "")
	require.NoError(t, err)
	assert.Equal(t, programme.Starts.Add(15*time.Minute), place.Slot)
	assert.Equal(t, 1, place.Before)
	_, err = f.room.Leave(f.ctx, petitioner, programme.ID, place.Number)
	require.ErrorIs(t, err, samad.ErrNotFound, "not one's own turn")

	coming, err := f.room.Coming(f.ctx, isfahanProvince, 14)
	require.NoError(t, err)
	require.Len(t, coming, 1)
	assert.Empty(t, coming[0].Turns, "the public sees no turns")
	assert.Empty(t, coming[0].Hosts[0].Reason)

	// The session.
	f.clock.To(programme.Starts)
	_, err = f.room.Start(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	ring, err := f.room.RingIn(f.ctx, operator, programme.ID, tamin, "1012")
	require.NoError(t, err)
	call, err := f.room.Next(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	assert.Equal(t, first.Number, call.Turn.Number, "whose hour has come")
	require.NotNil(t, call.Case)
	assert.Equal(t, about, call.Case.Case.ID)
	assert.Equal(t, 2, call.Waiting)
	same, err := f.room.Next(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	assert.Equal(t, call.Turn.Number, same.Turn.Number, "one call at a time")

	f.clock.Advance(4 * time.Minute)
	ended := f.clock.Now()
	f.clock.Advance(time.Minute)
	answer := samad.AnswerRequest{AnswerText: samad.AnswerText{Explanation: "معوقه بود.", Done: "امروز واریز شد."}, Outcome: samad.Done, WithoutVisit: true}
	live := meeting.Live{Turn: first.Number, Ended: ended, Submission: submission("1014"), Answer: &answer, Accepts: true}
	record, err := f.room.Record(f.ctx, operator, programme.ID, live)
	require.NoError(t, err)
	assert.Equal(t, meeting.AnsweredNow, record.Turn.State)
	assert.Equal(t, samad.Closed, record.Case.State)
	assert.Equal(t, samad.Meeting, record.Case.Channel)
	assert.Equal(t, tamin, record.Case.Agency)
	assert.False(t, record.Slow)
	_, err = f.room.Record(f.ctx, operator, programme.ID, live)
	require.ErrorIs(t, err, meeting.ErrState, "recorded once")

	call, err = f.room.Next(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	assert.Equal(t, ring.Number, call.Turn.Number, "the other hour has not come; who rang in does not wait for it")
	assert.Nil(t, call.Case)
	f.clock.Advance(5 * time.Minute)
	ended = f.clock.Now()
	f.clock.Advance(3 * time.Minute)
	record, err = f.room.Record(f.ctx, operator, programme.ID, meeting.Live{Turn: ring.Number, Ended: ended, Submission: submission("1012"), Expert: "tamin.expert"})
	require.NoError(t, err)
	assert.Equal(t, meeting.HandedOn, record.Turn.State)
	assert.Equal(t, samad.InProgress, record.Case.State)
	assert.Equal(t, "tamin.expert", record.Case.Expert)
	assert.False(t, record.Case.Due().IsZero(), "with a deadline")
	assert.True(t, record.Slow, "three minutes of writing")

	_, err = f.room.Next(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	_, err = f.room.Finish(f.ctx, operator, programme.ID)
	require.ErrorIs(t, err, meeting.ErrState, "somebody is on air")
	record, err = f.room.Record(f.ctx, operator, programme.ID, meeting.Live{Turn: place.Number, Missed: true})
	require.NoError(t, err)
	assert.Equal(t, meeting.Missed, record.Turn.State)
	_, err = f.room.Next(f.ctx, operator, programme.ID)
	require.ErrorIs(t, err, meeting.ErrEmpty)

	f.clock.To(programme.Starts.Add(30 * time.Minute))
	running, err := f.room.Programme(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	pace := f.room.Pace(running)
	assert.InDelta(t, 4, pace.PerHour, 0.01)
	assert.False(t, pace.Low || pace.High, "within 2 and 8")
	f.clock.To(programme.Ends)
	pace = f.room.Pace(running)
	assert.True(t, pace.Low, "two calls in two hours")
	summary, err := f.room.Finish(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	assert.Equal(t, 2, summary.Calls)
	assert.Equal(t, 1, summary.Answered)
	assert.Equal(t, 1, summary.HandedOn)
	assert.Equal(t, 1, summary.Missed)
	assert.Equal(t, 1, summary.Slow)
	assert.InDelta(t, 1, summary.PerHour, 0.01)
	assert.Equal(t, map[samad.Kind]int{samad.Request: 2}, summary.Kinds)
	assert.Equal(t, map[samad.TopicID]int{"welfare/retirement": 2}, summary.Topics)
	assert.Equal(t, 4*time.Minute+30*time.Second, summary.Talk)

	// Who was host this week counts for nothing next week, and for a quarter
	// of its cases after a week of rest.
	for n, want := range []float64{0, 0.25, 0.5, 0.75, 1, 1} {
		f.clock.To(programme.Ends.AddDate(0, 0, 7*n).Add(-time.Hour))
		on, err := day(t, "1405-08-09").AddDays(7 * n)
		require.NoError(t, err)
		week, err := f.room.Propose(f.ctx, oversight, isfahanProvince, on)
		require.NoError(t, err)
		i := slices.IndexFunc(week.Proposals, func(p meeting.Proposal) bool { return p.Agency == tamin })
		require.GreaterOrEqual(t, i, 0)
		assert.InDelta(t, want, week.Proposals[i].Weight/float64(week.Proposals[i].Cases), 0.001, "week %d", n)
	}

	record2, err := f.ledger.Record(f.ctx, ledger.Ref{Kind: "meeting", ID: programme.ID})
	require.NoError(t, err)
	events, err := f.room.History(f.ctx, operator, programme.ID)
	require.NoError(t, err)
	require.NoError(t, ledger.VerifyChain(record2, events))
	for _, e := range events {
		assert.NotContains(t, string(e.Data), "مریم")
		assert.NotContains(t, string(e.Data), "9123456789")
	}
}

func TestPlansThatDoNotHold(t *testing.T) {
	t.Parallel()
	f := setup(t)
	good := meeting.Plan{Province: isfahanProvince, Day: day(t, "1405-08-09"), Hosts: []meeting.Host{{Agency: tamin}}, Reason: "به خواست استاندار"}
	for name, row := range map[string]struct {
		change func(p *meeting.Plan)
		code   string
	}{
		"a closed day without a reason": {func(p *meeting.Plan) { p.Day = day(t, "1405-08-08"); p.Reason = "" }, "closed"}, // a Friday
		"not proposed, no reason":       {func(p *meeting.Plan) { p.Reason = "" }, "not_proposed"},
		"past":                          {func(p *meeting.Plan) { p.Day = day(t, "1405-07-20") }, "past"},
		"no host":                       {func(p *meeting.Plan) { p.Hosts = nil }, "number"},
		"unknown host":                  {func(p *meeting.Plan) { p.Hosts[0].Agency = "isf.nobody" }, "unknown"},
		"host twice":                    {func(p *meeting.Plan) { p.Hosts = append(p.Hosts, p.Hosts[0]) }, "twice"},
		"too many turns":                {func(p *meeting.Plan) { p.PerHour = 9 }, "range"},
		"too short":                     {func(p *meeting.Plan) { p.Lasts = 10 * time.Minute }, "hours"},
		"no day":                        {func(p *meeting.Plan) { p.Day = day(t, "1405-08-09"); p.Day = meeting.Plan{}.Day }, "required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good
			p.Hosts = append([]meeting.Host(nil), good.Hosts...)
			row.change(&p)
			_, err := f.room.Plan(f.ctx, oversight, p)
			var invalid *samad.InvalidError
			require.ErrorAs(t, err, &invalid)
			assert.Equal(t, row.code, invalid.Faults[0].Code)
			assert.NotEmpty(t, invalid.Faults[0].Detail.Fa)
			assert.NotEmpty(t, invalid.Faults[0].Detail.En)
		})
	}
	_, err := f.room.Propose(f.ctx, oversight, isfahanProvince, day(t, "1390-01-10"))
	require.ErrorIs(t, err, samad.ErrInvalid, "no setting holds then")
}

func TestChangedAndCancelled(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.invited("1405-08-10", tamin, abfa)
	p, err := f.room.Reply(f.ctx, host, p.ID, meeting.Reply{Accept: true})
	require.NoError(t, err)
	_, petitioner := f.filed("1014")
	place, err := f.room.Ask(f.ctx, petitioner, p.ID, tamin, "")
	require.NoError(t, err)

	plan := meeting.Plan{Day: day(t, "1405-08-11"), Hosts: []meeting.Host{{Agency: tamin}}, Begins: 10 * time.Hour}
	_, err = f.room.Change(f.ctx, oversight, p.ID, plan)
	require.ErrorIs(t, err, samad.ErrInvalid, "a change has a reason")
	plan.Reason = "میزبان در مأموریت است"
	p, err = f.room.Change(f.ctx, oversight, p.ID, plan)
	require.NoError(t, err)
	assert.Equal(t, meeting.NotAsked, p.Hosts[0].State, "other hours: asked again")
	mine, err := f.room.Turn(f.ctx, petitioner, p.ID)
	require.NoError(t, err)
	assert.Equal(t, p.Starts, mine.Slot, "the turn moves along")
	assert.NotEqual(t, place.Slot, mine.Slot)

	plan.Hosts = []meeting.Host{{Agency: abfa}}
	_, err = f.room.Change(f.ctx, oversight, p.ID, plan)
	require.ErrorIs(t, err, meeting.ErrState, "somebody has a turn with the host who would go")
	_, err = f.room.Leave(f.ctx, petitioner, p.ID, place.Number)
	require.NoError(t, err)
	_, err = f.room.Change(f.ctx, oversight, p.ID, plan)
	require.NoError(t, err)

	_, err = f.room.Cancel(f.ctx, oversight, p.ID, " ")
	require.ErrorIs(t, err, samad.ErrInvalid)
	p, err = f.room.Cancel(f.ctx, oversight, p.ID, "تعطیلی استان به دلیل آلودگی هوا")
	require.NoError(t, err)
	assert.Equal(t, meeting.Cancelled, p.State)
	_, err = f.room.Ask(f.ctx, petitioner, p.ID, abfa, "")
	var state *meeting.StateError
	require.ErrorAs(t, err, &state)
	assert.NotEmpty(t, state.Reason.Fa)
}

// TestStrangersSeeNothing: officials of another province and agencies that are
// not hosts neither see nor move a programme.
func TestStrangersSeeNothing(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.invited("1405-08-10", tamin)
	for name, actor := range map[string]samad.Actor{"another province": stranger, "not a host": otherHost, "the public": samad.Anonymous()} {
		for step, do := range map[string]func() error{
			"see":     func() error { _, err := f.room.Programme(f.ctx, actor, p.ID); return err },
			"history": func() error { _, err := f.room.History(f.ctx, actor, p.ID); return err },
			"propose": func() error {
				_, err := f.room.Propose(f.ctx, actor, isfahanProvince, day(t, "1405-08-10"))
				return err
			},
			"plan":   func() error { _, err := f.room.Plan(f.ctx, actor, meeting.Plan{Province: isfahanProvince}); return err },
			"invite": func() error { _, err := f.room.Invite(f.ctx, actor, p.ID); return err },
			"cancel": func() error { _, err := f.room.Cancel(f.ctx, actor, p.ID, "x"); return err },
			"start":  func() error { _, err := f.room.Start(f.ctx, actor, p.ID); return err },
			"next":   func() error { _, err := f.room.Next(f.ctx, actor, p.ID); return err },
			"reply": func() error {
				_, err := f.room.Reply(f.ctx, actor, p.ID, meeting.Reply{Agency: tamin, Accept: true})
				return err
			},
		} {
			require.ErrorIs(t, do(), samad.ErrForbidden, "%s: %s", name, step)
		}
	}
	mine, _, err := f.room.Programmes(f.ctx, host, ledger.Query{Place: isfahanProvince})
	require.NoError(t, err)
	assert.Len(t, mine, 1)
	others, _, err := f.room.Programmes(f.ctx, otherHost, ledger.Query{Place: isfahanProvince})
	require.NoError(t, err)
	assert.Empty(t, others)
	_, _, err = f.room.Programmes(f.ctx, stranger, ledger.Query{Place: isfahanProvince})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

// TestCountiesShareTheTurns: one county cannot take all that is given
// beforehand; a day before the start the rest is for everybody.
func TestCountiesShareTheTurns(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.invited("1405-08-10", tamin) // eight turns, half of them for one county
	for range 4 {
		_, petitioner := f.filed("1014")
		_, err := f.room.Ask(f.ctx, petitioner, p.ID, tamin, "")
		require.NoError(t, err)
	}
	_, fifth := f.filed("1014")
	_, err := f.room.Ask(f.ctx, fifth, p.ID, tamin, "")
	require.ErrorIs(t, err, meeting.ErrState)
	_, kashan := f.filed("1010")
	_, err = f.room.Ask(f.ctx, kashan, p.ID, tamin, "")
	require.NoError(t, err)
	f.clock.To(p.Starts.Add(-23 * time.Hour))
	_, err = f.room.Ask(f.ctx, fifth, p.ID, tamin, "")
	require.NoError(t, err)
	for n := 0; ; n++ {
		_, petitioner := f.filed("1012")
		if _, err = f.room.Ask(f.ctx, petitioner, p.ID, tamin, ""); err != nil {
			assert.Equal(t, 2, n, "until all eight are given")
			break
		}
	}
	require.ErrorIs(t, err, meeting.ErrState)
}

// TestTurnsAtOnce: many who ask at the same instant get different hours.
func TestTurnsAtOnce(t *testing.T) {
	t.Parallel()
	f := setup(t)
	p := f.invited("1405-08-10", tamin)
	f.clock.To(p.Starts.Add(-time.Hour))
	var petitioners []samad.Actor
	for range 6 {
		_, actor := f.filed("1014")
		petitioners = append(petitioners, actor)
	}
	slots := make(chan time.Time, len(petitioners))
	failed := make(chan error, len(petitioners))
	for _, actor := range petitioners {
		go func() {
			place, err := f.room.Ask(f.ctx, actor, p.ID, tamin, "")
			slots <- place.Slot
			failed <- err
		}()
	}
	seen := map[time.Time]bool{}
	for range petitioners {
		require.NoError(t, <-failed)
		at := <-slots
		assert.False(t, seen[at], "an hour given twice")
		seen[at] = true
	}
}

// TestOrderIsFair: whose hour has come is first; of the others no county gets
// a second turn while one that was served less still waits.
func TestOrderIsFair(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 10, 31, 6, 0, 0, 0, time.UTC)
		counties := []samad.PlaceID{"1001", "1002", "1003"}
		p := meeting.Programme{State: meeting.Running}
		served := map[samad.PlaceID]int{}
		for n := range rapid.IntRange(0, 20).Draw(t, "turns") {
			turn := meeting.Turn{Number: n + 1, County: rapid.SampledFrom(counties).Draw(t, "county"), State: meeting.Waiting}
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				turn.State = meeting.AnsweredNow
				served[turn.County]++
			case 1:
				turn.State = meeting.Left
			case 2:
				turn.Slot = now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "slot")) * time.Minute)
			}
			p.Turns = append(p.Turns, turn)
		}
		order := meeting.Order(p, now)
		open := 0
		for _, turn := range p.Turns {
			if turn.Open() {
				open++
			}
		}
		if len(order) != open {
			t.Fatalf("%d of %d open turns", len(order), open)
		}
		class := func(turn meeting.Turn) int {
			switch {
			case turn.Requested() && !turn.Slot.After(now):
				return 0
			case !turn.Requested():
				return 1
			default:
				return 2
			}
		}
		for i, turn := range order {
			if i > 0 && class(order[i-1]) > class(turn) {
				t.Fatalf("turn %d comes too late", turn.Number)
			}
			if class(turn) == 1 {
				for _, other := range order[i+1:] {
					if class(other) == 1 && served[other.County] < served[turn.County] {
						t.Fatalf("turn %d of county %s before %d of %s, which was served less", turn.Number, turn.County, other.Number, other.County)
					}
				}
			}
			served[turn.County]++
		}
	})
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	_, err := meeting.New(meeting.Config{Settings: meeting.Settings{
		Weekly: []meeting.Weekly{{From: day(t, "1398-01-01"), Hosts: 0}, {From: day(t, "1399-01-01"), To: day(t, "1398-01-01"), Hosts: 2}},
		Band:   [2]int{10, 5}, CountyShare: 2, Lasts: time.Minute, Window: -1,
	}})
	require.Error(t, err)
	for _, want := range []string{
		"Config.Ledger", "Config.Desk", "Config.Directory", "Config.Calendar", "Config.Location", "Weekly[0].Hosts", "Weekly[1] ends before",
		"Settings.Band", "CountyShare", "Lasts", "Window",
	} {
		assert.ErrorContains(t, err, want)
	}
	s := settings(t)
	two, ok := s.On(day(t, "1398-05-01"))
	require.True(t, ok)
	assert.Equal(t, 2, two.Hosts)
	four, ok := s.On(day(t, "1399-05-01"))
	require.True(t, ok)
	assert.Equal(t, 4, four.Hosts)
	_, ok = s.On(day(t, "1397-01-01"))
	assert.False(t, ok)
}
