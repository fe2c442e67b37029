package province_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

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
	}, province.OpenDoor([]*pack.Pack{p}))
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
	assert.Equal(t, []figures.Estimate{{Visits: 1, Minutes: 90}, {Topic: "welfare", From: day(1405, 2, 1), Visits: 2, Minutes: 200}}, province.Spared(p))
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
