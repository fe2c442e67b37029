package routing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

const sampleRoster = `agency: abfa
experts:
  - {id: all}
  - {id: cuts, topics: [water/outage], unit: network, away: [{from: 1405-01-20, to: 1405-01-22}]}
  - {id: bills, topics: [water/bill, other], skills: [law], limit: 2}
  - {id: najafabad, topics: [water], places: ["1014"], weekdays: [saturday, monday]}
needs:
  - {topic: water/bill, label: court, skill: law}
`

func loadRoster(t testing.TB, text string, opts routing.RosterOptions) *routing.Roster {
	t.Helper()
	opts.Directory = world(t)
	r, err := routing.LoadRoster(opts, routing.Source{Name: "roster.yaml", Data: []byte(text)})
	require.NoError(t, err)
	return r
}

// on is noon of a day in Tehran.
func on(t testing.TB, day string) time.Time {
	t.Helper()
	d, err := persian.Parse(day)
	require.NoError(t, err)
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	return d.Time(tehran, 12, 0, 0, 0)
}

// trace writes candidates as "cuts all bills:topic".
func trace(candidates []routing.Candidate) string {
	var out []string
	for _, c := range candidates {
		s := c.Expert
		if c.Out != "" {
			s += ":" + c.Out
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func TestRosterAssigns(t *testing.T) {
	t.Parallel()
	saturday, sunday := on(t, "1405-01-15"), on(t, "1405-01-16")
	early, late := saturday.Add(-2*time.Hour), saturday.Add(-time.Hour)
	tests := []struct {
		name string
		work routing.Work
		want string
	}{
		{"who names the topic most exactly", routing.Work{At: sunday, Topic: "water/outage"}, "cuts all bills:topic najafabad:place"},
		{"who names its group comes before who names none", routing.Work{At: saturday, Topic: "water/outage", Place: "1014021440"}, "cuts najafabad all bills:topic"},
		{"days of the week", routing.Work{At: sunday, Topic: "water/outage", Place: "1014"}, "cuts all bills:topic najafabad:weekday"},
		{"away", routing.Work{At: on(t, "1405-01-21"), Topic: "water/outage"}, "all cuts:away bills:topic najafabad:place"},
		{"the first day back", routing.Work{At: on(t, "1405-01-22"), Topic: "water/outage"}, "cuts all bills:topic najafabad:place"},
		{"a topic of nobody in particular", routing.Work{At: sunday, Topic: "city/waste"}, "all cuts:topic bills:topic najafabad:topic"},
		{"a skill that is needed", routing.Work{At: sunday, Topic: "water/bill", Labels: []string{"court"}}, "bills all:skill cuts:topic najafabad:place"},
		{"a skill that is not needed here", routing.Work{At: sunday, Topic: "water/bill", Labels: []string{"trip"}}, "bills all cuts:topic najafabad:place"},
		{"unit", routing.Work{At: sunday, Topic: "water/outage", Unit: "network"}, "cuts all:unit bills:unit najafabad:unit"},
		{"limit", routing.Work{At: sunday, Topic: "water/bill", Loads: map[string]routing.Workload{"bills": {Open: 2}}}, "all cuts:topic bills:limit najafabad:place"},
		{
			"exactness before load", routing.Work{At: sunday, Topic: "water/outage", Loads: map[string]routing.Workload{"cuts": {Open: 90, Last: late}, "all": {Last: early}}},
			"cuts all bills:topic najafabad:place",
		},
	}
	r := loadRoster(t, sampleRoster, routing.RosterOptions{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := r.Assign(tt.work)
			require.NoError(t, err)
			assert.Equal(t, tt.want, trace(got.Candidates))
			assert.Equal(t, got.Candidates[0].Expert, got.Expert)
		})
	}
	got, err := r.Assign(tests[0].work)
	require.NoError(t, err)
	assert.Equal(t, "network", got.Unit)
}

func TestRosterPicks(t *testing.T) {
	t.Parallel()
	now := on(t, "1405-01-16")
	loads := map[string]routing.Workload{
		"a": {Open: 2, Last: now.Add(-3 * time.Hour)}, "b": {Open: 1, Last: now.Add(-time.Hour)}, "c": {Open: 1, Last: now.Add(-2 * time.Hour)},
	}
	text := "agency: abfa\nexperts: [{id: a}, {id: b}, {id: c}]\n"
	for by, want := range map[string]string{"": "c b a", "by: least_loaded\n": "c b a", "by: round_robin\n": "a c b"} {
		r := loadRoster(t, by+text, routing.RosterOptions{})
		got, err := r.Assign(routing.Work{At: now, Loads: loads})
		require.NoError(t, err)
		assert.Equal(t, want, trace(got.Candidates), by)
		first, err := r.Assign(routing.Work{At: now})
		require.NoError(t, err)
		assert.Equal(t, "a b c", trace(first.Candidates), "nobody has anything: the order of the file")
	}
}

// On a closed day the work begins on the next open one: who is away then is
// away.
func TestRosterLooksAtTheCalendar(t *testing.T) {
	t.Parallel()
	calendar, err := iran.Calendar()
	require.NoError(t, err)
	text := "agency: abfa\nexperts: [{id: a, away: [{from: 1405-01-15, to: 1405-01-16}]}, {id: b}]\n"
	friday := on(t, "1405-01-14")
	got, err := loadRoster(t, text, routing.RosterOptions{Calendar: calendar}).Assign(routing.Work{At: friday})
	require.NoError(t, err)
	assert.Equal(t, "b a:away", trace(got.Candidates))
	assert.Equal(t, "1405-01-15", got.Day.String())
	got, err = loadRoster(t, text, routing.RosterOptions{}).Assign(routing.Work{At: friday})
	require.NoError(t, err)
	assert.Equal(t, "a b", trace(got.Candidates), "without a calendar every day is open")
}

func TestRosterWithoutAnybody(t *testing.T) {
	t.Parallel()
	r := loadRoster(t, "agency: abfa\nexperts: [{id: a, topics: [other]}, {id: b, away: [{from: 1400-01-01}]}]\n", routing.RosterOptions{})
	_, err := r.Assign(routing.Work{At: on(t, "1405-01-16"), Topic: "water/bill"})
	require.ErrorIs(t, err, routing.ErrNoExpert)
	require.EqualError(t, err, "routing: no expert of abfa can have the case on 1405-01-16 (a: topic, b: away)")
	assert.Equal(t, samad.AgencyID("abfa"), r.Agency())
	assert.Equal(t, routing.LeastLoaded, r.By())
	experts := r.Experts()
	experts[0].Topics[0] = "x"
	assert.Equal(t, []samad.TopicID{"other"}, r.Experts()[0].Topics, "the caller owns them")
}

func TestRosterFaults(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"no agency", "experts: [{id: a}]\n", `roster.yaml:1:1: key "agency" is missing`},
		{"unknown agency", "agency: abf\nexperts: [{id: a}]\n", `roster.yaml:1:9: unknown agency "abf" (is "abfa" meant?)`},
		{"nobody", "agency: abfa\nexperts: []\n", `roster.yaml:2:10: a roster without experts`},
		{"unknown way", "agency: abfa\nby: least_laoded\nexperts: [{id: a}]\n", `roster.yaml:2:5: unknown by "least_laoded" (is "least_loaded" meant?)`},
		{"twice", "agency: abfa\nexperts: [{id: a}, {id: a}]\n", `roster.yaml:2:25: expert "a" stands here a second time`},
		{"a name", "agency: abfa\nexperts: [{id: رضایی}]\n", `roster.yaml:2:16: "رضایی" is no account id (visible ASCII without blanks, never a person's name)`},
		{"unknown topic", "agency: abfa\nexperts: [{id: a, topics: [watr]}]\n", `roster.yaml:2:28: unknown topic "watr" (is "water" meant?)`},
		{"topic in topic", "agency: abfa\nexperts: [{id: a, topics: [water, water/bill]}]\n", `roster.yaml:2:35: topic "water/bill" and "water" lie in each other`},
		{"unknown day", "agency: abfa\nexperts: [{id: a, weekdays: [saterday]}]\n", `roster.yaml:2:30: unknown weekday "saterday" (is "saturday" meant?)`},
		{"no limit", "agency: abfa\nexperts: [{id: a, limit: 0}]\n", `roster.yaml:2:26: limit is at least 1`},
		{"away backwards", "agency: abfa\nexperts: [{id: a, away: [{from: 1405-01-02, to: 1405-01-02}]}]\n", `roster.yaml:2:49: to is not after from (to is the first day back)`},
		{"away from when", "agency: abfa\nexperts: [{id: a, away: [{to: 1405-01-02}]}]\n", `roster.yaml:2:26: from is missing`},
		{"skill of nobody", "agency: abfa\nexperts: [{id: a, skills: [law]}]\nneeds: [{topic: water, skill: lav}]\n", `roster.yaml:3:31: no expert has the skill "lav" (is "law" meant?)`},
		{"need of nothing", "agency: abfa\nexperts: [{id: a, skills: [law]}]\nneeds: [{skill: law}]\n", `roster.yaml:3:9: the need asks for nothing (topic, kind or label)`},
		{"slip", "agency: abfa\nexperts: [{id: a, skils: [law]}]\n", `roster.yaml:2:19: unknown key "skils" (is "skills" meant?)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := routing.LoadRoster(routing.RosterOptions{Directory: world(t)}, routing.Source{Name: "roster.yaml", Data: []byte(tt.text)})
			require.ErrorIs(t, err, directory.ErrFaulty)
			assert.Nil(t, r)
			assert.Contains(t, err.Error(), tt.want)
		})
	}
	_, err := routing.LoadRoster(routing.RosterOptions{}, routing.Source{})
	require.ErrorContains(t, err, "Directory is required")
}

// The same inputs give the same expert, and never one who cannot have the case.
func TestRosterIsDeterministic(t *testing.T) {
	t.Parallel()
	r := loadRoster(t, sampleRoster, routing.RosterOptions{})
	now := on(t, "1405-01-16")
	rapid.Check(t, func(t *rapid.T) {
		w := routing.Work{
			At:    now.AddDate(0, 0, rapid.IntRange(-10, 10).Draw(t, "days")),
			Topic: rapid.SampledFrom([]samad.TopicID{"", "water", "water/bill", "water/outage", "other"}).Draw(t, "topic"),
			Place: rapid.SampledFrom([]samad.PlaceID{"", "1014", "1002"}).Draw(t, "place"),
			Loads: map[string]routing.Workload{},
		}
		for _, e := range r.Experts() {
			w.Loads[e.ID] = routing.Workload{Open: rapid.IntRange(0, 3).Draw(t, "open"), Last: now.Add(-time.Duration(rapid.IntRange(0, 3).Draw(t, "hours")) * time.Hour)}
		}
		first, err := r.Assign(w)
		if err != nil {
			t.Fatal(err) // "all" can have everything
		}
		for range 3 {
			again, err := r.Assign(w)
			if err != nil || again.Expert != first.Expert || !slices.Equal(again.Candidates, first.Candidates) {
				t.Fatalf("%+v gives %s and %s", w, first.Expert, again.Expert)
			}
		}
		for _, c := range first.Candidates {
			if c.Out == "" && c.Depth > first.Candidates[0].Depth {
				t.Fatalf("%s names the topic more exactly than %s", c.Expert, first.Expert)
			}
		}
	})
}

func FuzzLoadRoster(f *testing.F) {
	f.Add(sampleRoster)
	f.Add("agency: abfa\nexperts: [{id: a, away: [{}]}]\nneeds: [1]\n")
	dir := world(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := routing.LoadRoster(routing.RosterOptions{Directory: dir}, routing.Source{Name: "roster.yaml", Data: []byte(text)})
		if err != nil {
			require.ErrorIs(t, err, directory.ErrFaulty)
			return
		}
		_, err = r.Assign(routing.Work{At: time.Unix(1_800_000_000, 0)})
		require.True(t, err == nil || errors.Is(err, routing.ErrNoExpert))
	})
}

// officeDesk is a desk on the pilot's pack with referred cases of one agency.
func officeDesk(t *testing.T, assigner *routing.Assigner) (*samad.Desk, []samad.CaseID) {
	t.Helper()
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	now := on(t, "1405-01-16")
	desk, err := samad.NewDesk(samad.Config{
		Store: memory.New(), Router: p.Rules, Directory: p.Directory, Deadlines: p.Deadlines, Codes: tracking.Minter{}, PlainText: true,
		Now:    func() time.Time { now = now.Add(time.Second); return now },
		Chores: []samad.Chore{assigner},
	})
	require.NoError(t, err)
	assigner.Desk = desk
	operator := samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.ostandari.bazresi"}
	var cases []samad.CaseID
	for i := range 6 {
		receipt, err := desk.Submit(context.Background(), operator, samad.Submission{
			Kind: samad.Request, Topic: "welfare/retirement", Place: "1014", Channel: samad.Phone,
			Text: fmt.Sprint("حقوق بازنشستگی من پرداخت نشده است، شماره ", i), Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
		})
		require.NoError(t, err)
		_, err = desk.Accept(context.Background(), operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
		require.NoError(t, err)
		cases = append(cases, receipt.Case)
	}
	return desk, cases
}

func TestAssignerGivesReferredCasesToExperts(t *testing.T) {
	t.Parallel()
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	roster, err := routing.LoadRoster(routing.RosterOptions{Directory: p.Directory, Calendar: p.Calendar}, routing.Source{Name: "roster.yaml", Data: []byte(
		"agency: isf.tamin\nby: round_robin\nexperts: [{id: e1, unit: pensions}, {id: e2}, {id: e3, topics: [power]}]\n")})
	require.NoError(t, err)
	assigner := &routing.Assigner{Rosters: []*routing.Roster{roster}}
	_, err = assigner.Run(context.Background(), time.Now(), 10)
	require.ErrorContains(t, err, "Desk is not set")
	desk, cases := officeDesk(t, assigner)
	given := func() (out []string) {
		for _, id := range cases {
			page, err := desk.Dossier(context.Background(), samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}, id)
			require.NoError(t, err)
			out = append(out, page.Case.Expert)
		}
		return out
	}
	done, err := assigner.Run(context.Background(), on(t, "1405-01-17"), 4)
	require.NoError(t, err)
	assert.Equal(t, 4, done)
	assert.Equal(t, []string{"e1", "e2", "e1", "e2", "", ""}, given(), "the oldest first, each in turn")
	_, err = desk.Sweep(context.Background(), "test", 100)
	require.NoError(t, err)
	assert.NotContains(t, given(), "", "a sweep gives the rest")
	done, err = assigner.Run(context.Background(), on(t, "1405-01-17"), 4)
	require.NoError(t, err)
	assert.Zero(t, done, "safe to run again")
}
