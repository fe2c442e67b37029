package province_test

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/examples/province"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// with is the pilot's pack with other settings.
func with(t *testing.T, settings string) (*pack.Pack, error) {
	t.Helper()
	files := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(isfahan.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(isfahan.FS(), name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	}))
	files[pack.SettingsFile] = &fstest.MapFile{Data: []byte(settings)}
	return pack.Load(files, pack.Options{})
}

func TestWhatAPackSaysReachesTheRooms(t *testing.T) {
	t.Parallel()
	p, err := with(t, `
open_door:
  - {weekday: tuesday, hours: "08:00-10:30"}
  - {place: "1014", weekday: sunday, hours: "10:00-12:00"}
weekly_hosts:
  - {hosts: 3, valid_to: 1405-01-01, reason: آزمایش, reason_en: trial}
  - {hosts: 5, valid_from: 1405-01-01, reason: پس از آزمایش, reason_en: after the trial}
spared:
  - {visits: 1, minutes: 90}
  - {topic: welfare, valid_from: 1405-02-01, visits: 2, minutes: 200}
`)
	require.NoError(t, err)
	assert.Equal(t, map[samad.PlaceID]oversight.Hours{
		"10":   {Weekday: persian.Tuesday, Interval: sla.Interval{From: 8 * 60, To: 10*60 + 30}},
		"1014": {Weekday: persian.Sunday, Interval: sla.Interval{From: 10 * 60, To: 12 * 60}},
	}, province.OpenDoor(p, persian.Date{}))
	day := func(y, m, d int) persian.Date {
		out, err := persian.New(y, m, d)
		require.NoError(t, err)
		return out
	}
	weekly, err := province.Weekly(p)
	require.NoError(t, err)
	assert.Equal(t, []meeting.Weekly{
		{To: day(1404, 12, 29), Hosts: 3, Reason: samad.Text{Fa: "آزمایش", En: "trial"}},
		{From: day(1405, 1, 1), Hosts: 5, Reason: samad.Text{Fa: "پس از آزمایش", En: "after the trial"}},
	}, weekly)
	assert.Equal(t, []figures.Estimate{{Province: "10", Visits: 1, Minutes: 90}, {Province: "10", Topic: "welfare", From: day(1405, 2, 1), Visits: 2, Minutes: 200}}, province.Spared([]*pack.Pack{p}))
}

func TestSettingsOfRoomsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for settings, fault := range map[string]string{
		`open_door: [{weekday: moonday, hours: "09:00-12:00"}]`:                                             "no day of the week",
		`open_door: [{weekday: monday, hours: "12:00-09:00"}]`:                                              "no hours of a day",
		`open_door: [{place: "07", weekday: monday, hours: "09:00-12:00"}]`:                                 "does not lie in province",
		`weekly_hosts: [{hosts: 0, reason: ا, reason_en: a}]`:                                               "1 to 50",
		`weekly_hosts: [{hosts: 1, reason: ا, reason_en: a}, {hosts: 2, reason: ا, reason_en: a}]`:          "same days",
		`weekly_hosts: [{hosts: 1, reason: ا, reason_en: a, valid_from: 1405-02-01, valid_to: 1405-01-01}]`: "not after valid_from",
		`spared: [{topic: nothing/at-all, visits: 1, minutes: 1}]`:                                          "does not exist",
		`spared: [{visits: -1, minutes: 1}]`:                                                                "not below 0",
	} {
		_, err := with(t, settings)
		require.ErrorContains(t, err, fault, settings)
	}
}

// TestRulesOfRoomsThatMakeNoSense: every fault is told at once.
func TestRulesOfRoomsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	_, err := with(t, `
meetings:
  - {calls_per_hour: 25-10, valid_to: 1400-01-01}
  - {turns_per_hour: 0, valid_from: 1400-01-01, valid_to: 1401-01-01}
  - {turns_per_hour: 30, calls_per_hour: 10-25, valid_from: 1401-01-01, valid_to: 1402-01-01}
  - {weekdays: [someday], county_share: 1.5, record_within: soon, hours: "12:00-11:00", valid_from: 1402-01-01}
  - {window_days: 60, valid_from: 1405-01-01}
oversight:
  - {reply_days: -1, review_share: many, reply_day: 3, upheld_share: 2, valid_to: 1405-01-01}
  - {min_group: 3, valid_from: 1404-01-01, valid_to: 1403-01-01}
`)
	require.Error(t, err)
	for _, fault := range []string{
		`"25-10" is no band of calls an hour`, "turns_per_hour is at least 1", "turns_per_hour lies above calls_per_hour", `"someday" is no day of the week`,
		"county_share is a number above 0, up to 1", `"soon" is no duration above zero`, `"12:00-11:00" are no hours of a day`, "two entries hold on the same days",
		"reply_days is at least 1", "review_share is a number above 0", "reply_day", "upheld_share is a number above 0, up to 1", "valid_to is not after valid_from",
	} {
		assert.ErrorContains(t, err, fault)
	}
}

// TestSettingsHoldOnTheirDays: what a pack says of meetings and oversight
// reaches the rooms, from one day to the next, and the rooms take it.
func TestSettingsHoldOnTheirDays(t *testing.T) {
	t.Parallel()
	p, err := with(t, `
open_door:
  - {weekday: monday, hours: "09:00-12:00", valid_to: 1405-06-01}
  - {weekday: sunday, hours: "09:00-12:00", valid_from: 1405-06-01}
meetings:
  - {calls_per_hour: 8-20, turns_per_hour: 9, weekdays: [saturday, friday], hours: "08:30-10:00", window_days: 30, least_cases: 4, rest_weeks: 3, county_share: 0.25, record_within: 2m, valid_to: 1405-03-01}
oversight:
  - {late_minutes: 20, late_beyond_days: 5, review_share: 0.1, surge_factor: 2.5, agenda_cases: 3, valid_from: 1405-02-01}
`)
	require.NoError(t, err)
	day := func(text string) persian.Date {
		d, err := persian.Parse(text)
		require.NoError(t, err)
		return d
	}
	usual := []meeting.Weekly{{Hosts: 2}}
	meetings, err := province.Meetings([]*pack.Pack{p}, usual)
	require.NoError(t, err)
	require.Len(t, meetings, 4)
	assert.Equal(t, meeting.Settings{
		Weekly: usual, Weekdays: []time.Weekday{time.Saturday, time.Friday}, Begins: 8*time.Hour + 30*time.Minute, Lasts: 90 * time.Minute,
		PerHour: 9, Band: [2]int{8, 20}, Window: 30, LeastCases: 4, Rest: 3, CountyShare: 0.25, RecordWithin: 2 * time.Minute,
	}, meetings[0].Settings)
	assert.Equal(t, meetings[0].Settings, meetings[1].Settings, "until 1405-03-01")
	assert.Equal(t, meeting.Settings{Weekly: usual}, meetings[2].Settings, "then the defaults")

	all := province.Oversight([]*pack.Pack{p})
	require.Len(t, all, 4)
	at := func(on string) oversight.Local {
		for _, l := range all {
			if l.Includes(day(on)) {
				assert.Equal(t, samad.PlaceID("10"), l.Province)
				return l
			}
		}
		require.Fail(t, "no settings hold", on)
		return oversight.Local{}
	}
	assert.Zero(t, at("1405-01-31").LateMinutes)
	assert.Equal(t, 20, at("1405-02-01").LateMinutes)
	assert.Equal(t, 5*24*time.Hour, at("1405-12-01").LateBeyond)
	assert.InDelta(t, 0.1, at("1405-12-01").ReviewShare, 0)
	assert.InDelta(t, 2.5, at("1405-12-01").SurgeFactor, 0)
	assert.Equal(t, 3, at("1405-12-01").AgendaCases)
	assert.Equal(t, persian.Monday, at("1405-05-31").OpenDoor["10"].Weekday)
	assert.Equal(t, persian.Sunday, at("1405-06-01").OpenDoor["10"].Weekday)
}

// TestEverySettingIsRead: each key that a pack may say reaches a field of its
// own.
func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	whole, days, shares := pack.OversightKeys()
	text, want := "oversight:\n  - {", map[string]bool{}
	for i, key := range slices.Concat(whole, days) {
		text += fmt.Sprintf("%s: %d, ", key, i+2)
		if i < len(whole) {
			want[fmt.Sprint(i+2)] = true
		} else {
			want[(time.Duration(i+2) * 24 * time.Hour).String()] = true
		}
	}
	for i, key := range shares {
		value := fmt.Sprintf("0.%d", 11+i)
		text += key + ": " + value + ", "
		want[value] = true
	}
	p, err := with(t, strings.TrimSuffix(text, ", ")+"}\n")
	require.NoError(t, err)
	all := province.Oversight([]*pack.Pack{p})
	require.Len(t, all, 1)
	got := map[string]bool{}
	for _, f := range reflect.ValueOf(all[0].Settings).Fields() {
		if f.Kind() != reflect.Map && !f.IsZero() {
			got[fmt.Sprint(f.Interface())] = true
		}
	}
	assert.Equal(t, want, got)
}

// TestThePilotWritesTheDefaultsOut: what its settings say is what would hold
// without them, so that nobody who reads the file is misled.
func TestThePilotWritesTheDefaultsOut(t *testing.T) {
	t.Parallel()
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	all := province.Oversight([]*pack.Pack{p})
	require.Len(t, all, 1)
	office := func(local ...oversight.Local) oversight.Settings {
		desk, err := samad.NewDesk(samad.Config{
			Store: memory.New(), Router: p.Rules, Deadlines: p.Deadlines, Directory: p.Directory, Codes: tracking.Minter{}, PlainText: true,
		})
		require.NoError(t, err)
		store := memory.New()
		o, err := oversight.NewOffice(oversight.Config{
			Ledger: store.Ledger(), Cases: store, Desk: desk, Directory: p.Directory, Deadlines: p.Deadlines, Calendar: p.Calendar, Local: local,
		})
		require.NoError(t, err)
		return o.Settings("10", persian.Date{})
	}
	assert.Equal(t, office(), office(all...))
	assert.NotEmpty(t, p.Oversight)
	assert.NotEmpty(t, p.Meetings)
}
