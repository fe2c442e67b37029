package oversight_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// Each province goes by its own settings, on their days; others by those of the
// installation.
func TestSettingsOfProvinces(t *testing.T) {
	t.Parallel()
	change := date(t, 1405, 9, 10)
	tuesday := oversight.Hours{Weekday: persian.Tuesday, Interval: oversight.DefaultHours().Interval}
	f := setup(t, func(c *oversight.Config) {
		c.Settings.SurveyURL = "https://example.ir/s/"
		c.Local = []oversight.Local{
			{Province: "10", Validity: samad.Validity{To: change}, Settings: oversight.Settings{RiskAbsent: 7, SurveyURL: "https://elsewhere/"}},
			{Province: "10", Validity: samad.Validity{From: change}, Settings: oversight.Settings{
				RiskAbsent: 9, ReplyDays: 5, OpenDoor: map[samad.PlaceID]oversight.Hours{"": tuesday}}},
			{Province: "07", Settings: oversight.Settings{MinGroup: 8}},
		}
	})
	before := plus(t, change, -1)
	assert.Equal(t, 7, f.office.Settings("1014", before).RiskAbsent, "a county goes by its province")
	assert.Equal(t, 9, f.office.Settings("10", change).RiskAbsent)
	assert.Equal(t, 3, f.office.Settings("10", before).ReplyDays, "the default")
	assert.Equal(t, 4, f.office.Settings("07", change).RiskAbsent)
	assert.Equal(t, 8, f.office.Settings("07", change).MinGroup)
	assert.Equal(t, 4, f.office.Settings("11", change).RiskAbsent, "a province without settings of its own")
	assert.Equal(t, 4, f.office.Settings("", change).RiskAbsent)
	assert.Equal(t, "https://example.ir/s/", f.office.Settings("10", before).SurveyURL, "the address is the installation's")

	p := f.post("isf.tamin")
	assert.Equal(t, persian.Monday, f.office.Duty(p, before).Hours.Weekday)
	assert.Equal(t, persian.Tuesday, f.office.Duty(p, change).Hours.Weekday)
	p.Place = "07"
	assert.Equal(t, persian.Monday, f.office.Duty(p, change).Hours.Weekday)

	// The steps go by them too: how long a manager has to reply.
	v := f.absence("isf.tamin/head", date(t, 1405, 9, 2))
	early := v.ReplyDue.Sub(v.Reported)
	day := change
	for !f.office.Duty(f.postOf("isf.tamin/head"), day).Owed {
		day = plus(t, day, 1)
	}
	v = f.absence("isf.tamin/head", day)
	assert.Greater(t, v.ReplyDue.Sub(v.Reported), early+24*time.Hour)
}

func TestSettingsOfProvincesAreChecked(t *testing.T) {
	t.Parallel()
	f := setup(t)
	day := date(t, 1405, 1, 1)
	for name, local := range map[string][]oversight.Local{
		"no province":   {{}},
		"a county":      {{Province: "1014"}},
		"backwards":     {{Province: "10", Validity: samad.Validity{From: day, To: day}}},
		"the same days": {{Province: "10"}, {Province: "10", Validity: samad.Validity{From: day}}},
		"negative":      {{Province: "10", Settings: oversight.Settings{ReplyDays: -1}}},
	} {
		_, err := oversight.NewOffice(oversight.Config{
			Ledger: f.ledger, Cases: f.store, Desk: f.desk, Directory: f.pack.Directory, Deadlines: f.pack.Deadlines,
			Calendar: f.pack.Calendar, Local: local,
		})
		require.Error(t, err, name)
		assert.ErrorContains(t, err, "Config.Local", name)
	}
}

// Where several provinces have settings of their own, gaps are looked for in
// each by itself, and nobody reads of another province's cases.
func TestGapsOfProvinces(t *testing.T) {
	t.Parallel()
	f := setup(t, func(c *oversight.Config) {
		c.Local = []oversight.Local{
			{Province: "10", Settings: oversight.Settings{GapCases: 3, SurgeFactor: 1}}, {Province: "07", Settings: oversight.Settings{GapCases: 2}},
		}
	})
	for range 3 {
		f.referred("water/outage", "1014")
	}
	_, err := f.office.FindGaps(f.ctx)
	require.NoError(t, err)
	gaps, _, err := f.office.Gaps(f.ctx, officer, oversight.ListQuery{})
	require.NoError(t, err)
	require.NotEmpty(t, gaps)
	for _, g := range gaps {
		assert.True(t, g.Place.Under("10"), "%s %s lies in %q", g.Kind, g.About, g.Place)
	}
	gaps, _, err = f.office.Gaps(f.ctx, farOffice, oversight.ListQuery{})
	require.NoError(t, err)
	assert.Empty(t, gaps)
}
