package pilot_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/report"
	"github.com/samad111/go-samad/examples/scenario/pilot"
	"github.com/samad111/go-samad/internal/recount"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/storage/transfer"
)

// scale is the size of the scenario: whole with SAMAD_LONG, else a tenth, with
// meetings of half an hour instead of two.
func scale() int {
	if os.Getenv("SAMAD_LONG") != "" {
		return 1
	}
	return 10
}

func period(t *testing.T, s string) figures.Period {
	t.Helper()
	p, err := figures.ParsePeriod(s)
	require.NoError(t, err)
	return p
}

// TestThePilotsNumbers lives the scenario once and looks at it from all sides.
func TestThePilotsNumbers(t *testing.T) {
	t.Parallel()
	db, err := storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	o, err := pilot.Run(t.Context(), db, pilot.Options{Scale: scale(), Seed: 1398})
	require.NoError(t, err)
	t.Run("what the source says", func(t *testing.T) { source(t, o) })
	t.Run("reports say it", func(t *testing.T) { reports(t, o) })
	t.Run("recounted from the export", func(t *testing.T) { recounted(t, o) })
}

func total(t *testing.T, o *pilot.Office, span string, agencies []samad.AgencyID) figures.Row {
	t.Helper()
	table, err := o.Keeper.Table(t.Context(), figures.Query{Period: period(t, span), Province: pilot.Province, Agencies: agencies})
	require.NoError(t, err)
	return table.Total
}

// source holds the figures against what the source says: IRNA, Isfahan, 2
// Mordad 1399, no. 83864330.
func source(t *testing.T, o *pilot.Office) {
	t.Helper()
	n := int64(scale())
	// About 34,000 calls last year (1398), about 8,000 in the first three months
	// of 1399.
	assert.Equal(t, 34_000/n, total(t, o, "1398", nil).Get(figures.Calls).Base)
	assert.Equal(t, 8_000/n, total(t, o, "1399-S1", nil).Get(figures.Calls).Base)
	// About 250 requests in 1398 and 140 in the first four months of 1399 for
	// Social Security.
	social := []samad.AgencyID{pilot.SocialSecurity}
	last := total(t, o, "1398", social)
	assert.Equal(t, 250/n, last.Get(figures.Received).Base)
	four := total(t, o, "1399-01-01..1399-04-31", social)
	assert.Equal(t, 140/n, four.Get(figures.Received).Base)
	// All were answered: every case that was due has its answer.
	for _, span := range []string{"1398", "1399-01-01..1399-05-25"} {
		v := total(t, o, span, social).Get(figures.AnsweredShare)
		assert.True(t, v.Known)
		assert.InDelta(t, 1, v.Value, 0, span)
		assert.Positive(t, v.Base)
	}
	// Most about unemployment insurance, retirement and disability.
	topics, err := o.Keeper.Table(t.Context(), figures.Query{Period: period(t, "1398"), Province: pilot.Province, Agencies: social, By: figures.ByTopic})
	require.NoError(t, err)
	ranked := topics.Ranked(figures.Received, false)
	require.GreaterOrEqual(t, len(ranked), 3)
	assert.Equal(t, "welfare/unemployment-insurance", ranked[0].Value)
	assert.ElementsMatch(t, []string{"welfare/retirement", "welfare/disability-pension"}, []string{ranked[1].Value, ranked[2].Value})
	// Complaints are the smaller share.
	year := total(t, o, "1398", nil)
	complaints, requests := year.Get(figures.KindShare(samad.Complaint)), year.Get(figures.KindShare(samad.Request))
	assert.Positive(t, complaints.Value)
	assert.Less(t, complaints.Value, requests.Value)
}

func gather(t *testing.T, o *pilot.Office, span string) report.Report {
	t.Helper()
	r, err := report.Gather(t.Context(), report.Sources{
		Figures: o.Keeper, Meetings: o.Room, Directory: o.Packs.Directory(), Location: o.Zone, Now: o.Now,
	}, report.Query{Actor: pilot.Overseer(), Province: pilot.Province, Period: period(t, span)})
	require.NoError(t, err)
	return r
}

// reports shows the same in what pages are made of.
func reports(t *testing.T, o *pilot.Office) {
	t.Helper()
	// About 76 electronic meetings from 15 Mehr 1397 to the end of 1398, 19 in
	// spring 1399; 10 to 25 calls an hour on average.
	first := gather(t, o, "1397-07-15..1398-12-29")
	require.NotNil(t, first.Meetings)
	assert.Equal(t, 76, first.Meetings.Held)
	assert.Equal(t, 2*76, first.Meetings.Hosts, "two directors-general a week")
	spring := gather(t, o, "1399-S1")
	assert.Equal(t, 19, spring.Meetings.Held)
	for _, m := range []*report.Meetings{first.Meetings, spring.Meetings} {
		assert.GreaterOrEqual(t, m.PerHour, 10.0)
		assert.LessOrEqual(t, m.PerHour, 25.0)
		for _, p := range m.Programmes {
			assert.GreaterOrEqual(t, p.PerHour, 9.0, p.Programme.ID)
			assert.LessOrEqual(t, p.PerHour, 25.5, p.Programme.ID)
			assert.Zero(t, p.NotTaken)
		}
		assert.Equal(t, m.Calls, m.Answered+m.HandedOn)
		assert.Less(t, m.Kinds[samad.Complaint], m.Kinds[samad.Request])
	}
	// Four a week in 1399, in weeks without Nowruz.
	hosts := map[int]int{}
	for _, p := range spring.Meetings.Programmes {
		d, err := persian.FromTime(p.Programme.Starts.In(o.Zone))
		require.NoError(t, err)
		hosts[d.Week()] += len(p.Programme.Hosts)
	}
	four := 0
	for _, n := range hosts {
		assert.LessOrEqual(t, n, 4)
		if n == 4 {
			four++
		}
	}
	assert.Equal(t, 8, four)

	assert.EqualValues(t, 8_000/scale(), spring.Figures.Now.Total.Get(figures.Calls).Base)
	assert.Positive(t, spring.Figures.Now.Total.Get(figures.Agencies).Value)
	assert.EqualValues(t, 24, gather(t, o, "1398").Figures.Now.Total.Get(figures.Counties).Value)
	assert.Positive(t, spring.Figures.Now.Total.Get(figures.HoursSpared).Value)
	assert.False(t, spring.Figures.Now.Total.Get(figures.PerInhabitants).Known, "the pack gives no population")
	assert.True(t, spring.Whole)
	assert.Nil(t, spring.Visits, "no office of oversight was given")
	for _, a := range spring.Agencies {
		if a.Agency.ID == pilot.SocialSecurity {
			s, ok := a.Card.Score(figures.AnsweredShare)
			require.True(t, ok)
			assert.Equal(t, 1, s.Rank)
		}
	}
	_, err := report.Gather(t.Context(), report.Sources{Figures: o.Keeper, Directory: o.Packs.Directory(), Location: o.Zone},
		report.Query{Actor: samad.Anonymous(), Province: pilot.Province, Period: period(t, "1398")})
	require.ErrorIs(t, err, samad.ErrForbidden)
}

// recounted holds every figure of 1398, a year of the pilot with closed days,
// an absent manager and late answers, against a second count of the export.
func recounted(t *testing.T, o *pilot.Office) {
	t.Helper()
	var file bytes.Buffer
	_, err := transfer.Export(t.Context(), transfer.End{Cases: o.DB.Cases(), Ledger: o.DB.Ledger()}, &file, nil)
	require.NoError(t, err)
	book, err := recount.Read(&file, recount.Rules{
		Location: o.Zone,
		Working: func(d persian.Date) bool {
			open, _ := o.Calendar.IsWorkingDay(d)
			return open
		},
		Province: func(string) string { return string(pilot.Province) },
		Spared: func(topic string, _ persian.Date) (int, int, bool) {
			if strings.HasPrefix(topic, "welfare/") {
				return 2, 270, true
			}
			return 1, 120, true
		},
	})
	require.NoError(t, err)
	for _, what := range []string{"reopened", "due later", "declined", "answer judged", "visits spared"} {
		require.Positive(t, book.Count(what), what)
	}
	for _, span := range []string{"1397-07-15..1398-12-29", "1399-S1", "1398-05"} {
		p := period(t, span)
		r := gather(t, o, span)
		meetings(t, book, r, p.From.Start(o.Zone), p.To.End(o.Zone), o.Room.Settings(pilot.Province, p.From).RecordWithin)
	}
	compared := 0
	for _, span := range []string{"1398", "1399", "1398-S2", "1398-05", "1399-S1", "1398-W20", "1398-09-26", "1398-03-10..1398-07-05"} {
		p := period(t, span)
		for _, by := range figures.Dimensions() {
			for _, agencies := range [][]samad.AgencyID{nil, {pilot.SocialSecurity}} {
				q := figures.Query{Period: p, By: by, Province: pilot.Province, Agencies: agencies}
				table, err := o.Keeper.Table(t.Context(), q)
				require.NoError(t, err)
				want := recount.Table{From: p.From, To: p.To, By: string(by), Province: string(pilot.Province)}
				if by == figures.ByNothing {
					want.By = ""
				}
				for _, a := range agencies {
					want.Agencies = append(want.Agencies, string(a))
				}
				lines, err := book.Lines(want)
				require.NoError(t, err)
				got := written(table)
				require.Equal(t, lines, got, "%s by %s %v", span, by, agencies)
				for _, line := range got {
					compared += len(line)
				}
			}
		}
		ages, err := o.Keeper.Backlog(t.Context(), p.To, figures.Query{Province: pilot.Province})
		require.NoError(t, err)
		var got [5]int64
		for i, a := range ages {
			got[i] = a.Cases
		}
		require.Equal(t, book.Backlog(p.To, string(pilot.Province)), got, span)
	}
	t.Logf("%d figures compared over %d calls", compared, book.Calls())
}

// written are the figures of a table as the second count writes them.
func written(table figures.Table) map[string]map[string]string {
	out := map[string]map[string]string{}
	put := func(key string, values []figures.Value) {
		out[key] = map[string]string{}
		for _, v := range values {
			if v.Known && (v.Base > 0 || v.Value > 0) {
				out[key][string(v.Figure)] = recount.Written(v.Value, v.Base)
			}
		}
	}
	put("", table.Total.Values)
	for _, r := range table.Rows {
		put("="+r.Value, r.Values)
	}
	return out
}
