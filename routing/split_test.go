package routing_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// A county is split: its town gets a county of its own, with new codes. What is
// dated before goes by the mother county, what is dated after by the new one,
// and a case that was filed under the old place keeps it.
func TestCountySplitOff(t *testing.T) {
	t.Parallel()
	dir, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		"places.yaml": {Data: []byte(`provinces: [{code: "10", name: اصفهان, latin: Isfahan}]
counties:
  - {code: "1002", name: اصفهان, latin: Isfahan}
  - {code: "1091", name: ورزنه, latin: Varzaneh, seat_city: "1091051404", valid_from: 1402-01-01}
cities:
  - {code: "1002031406", name: اصفهان, latin: Isfahan}
  - {code: "1002051404", name: ورزنه, latin: Varzaneh, valid_to: 1402-01-01}
  - {code: "1091051404", name: ورزنه, latin: Varzaneh, valid_from: 1402-01-01}
`)},
		"agencies.yaml": {Data: []byte(`agencies:
  - {id: bargh, name: برق استان, name_en: Power of the province, level: provincial, kind: company, jurisdiction: {places: ["10"], except: ["1002"]}}
  - {id: bargh.shahr, name: برق اصفهان, name_en: Power of Isfahan, level: county, kind: company, jurisdiction: {places: ["1002"]}}
  - {id: samad, name: سامد, name_en: Samad, level: provincial, kind: office, jurisdiction: {places: ["10"]}, centre: true}
`)},
		"topics.yaml": {Data: []byte(`topics:
  - {path: power, title: برق, title_en: Power}
  - {path: power/outage, title: قطع برق, title_en: Power cut, agency: bargh, kind: report, keywords: [قطع برق, برق قطع]}
`)},
	}})
	require.NoError(t, err)
	table, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(`id: split
version: "1"
title: تفکیک
title_en: Split
valid_from: 1399-05-01
offices: {power: [bargh.shahr, bargh]}
rules:
  - {id: power, title: برق, title_en: Power, when: {topic: power}, refer: {office: power}}
`)})
	require.NoError(t, err)
	for _, c := range []struct {
		what   string
		at     time.Time
		place  samad.PlaceID // of the form
		text   string
		county samad.PlaceID
		agency samad.AgencyID
	}{
		{"named before the split", time.Date(2022, 10, 1, 8, 0, 0, 0, time.UTC), "", "برق ورزنه قطع است", "1002", "bargh.shahr"},
		{"the day before", time.Date(2023, 3, 20, 8, 0, 0, 0, time.UTC), "", "برق ورزنه قطع است", "1002", "bargh.shahr"},
		{"the first day", time.Date(2023, 3, 21, 8, 0, 0, 0, time.UTC), "", "برق ورزنه قطع است", "1091", "bargh"},
		{"without a day the first of the name", time.Time{}, "", "برق ورزنه قطع است", "1002", "bargh.shahr"},
		{"the old city on the form", time.Date(2022, 10, 1, 8, 0, 0, 0, time.UTC), "1002051404", "برق قطع است", "1002051404", "bargh.shahr"},
		{"the new city on the form", time.Date(2024, 10, 1, 8, 0, 0, 0, time.UTC), "1091051404", "برق قطع است", "1091051404", "bargh"},
	} {
		out, err := table.NewRun().Route(context.Background(), routing.Input{Text: c.text, Place: c.place, At: c.at})
		require.NoError(t, err, c.what)
		require.NotNil(t, out.Place, c.what)
		require.NotNil(t, out.Agency, c.what)
		assert.Equal(t, c.county, *out.Place, c.what)
		assert.Equal(t, c.agency, *out.Agency, c.what)
	}
	for what, in := range map[string]routing.Input{
		"the new county before it was":   {Text: "برق قطع است", Place: "1091", At: time.Date(2022, 10, 1, 8, 0, 0, 0, time.UTC)},
		"the old city when it was moved": {Text: "برق قطع است", Place: "1002051404", At: time.Date(2024, 10, 1, 8, 0, 0, 0, time.UTC)},
	} {
		_, err := table.NewRun().Route(context.Background(), in)
		require.ErrorIs(t, err, routing.ErrInput, what)
	}
}
