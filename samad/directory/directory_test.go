package directory_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/persian"
)

func load(t testing.TB, layers ...directory.Layer) *directory.Directory {
	t.Helper()
	d, err := directory.Load(layers...)
	require.NoError(t, err)
	return d
}

func TestEntriesHoldForTheirDays(t *testing.T) {
	t.Parallel()
	f := files()
	f["agencies.yaml"] = &fstest.MapFile{Data: []byte(agenciesYAML + `  - id: isf.ab
    name: شرکت آب
    name_en: Water of old
    level: provincial
    kind: company
    jurisdiction: {places: ["10"]}
    valid_to: 1395-01-01
  - id: isf.ab
    name: آبفا
    name_en: Water of today
    level: provincial
    parent: min.niru
    kind: company
    jurisdiction: {places: ["1002"]}
    valid_from: 1395-01-01
`)}
	d := load(t, directory.Layer{FS: f})
	name := func(on string) string {
		a, ok := d.Agency("isf.ab", day(t, on))
		require.True(t, ok)
		return a.Name.En
	}
	assert.Equal(t, "Water of old", name("1394-12-29"))
	assert.Equal(t, "Water of today", name("1395-01-01"))
	latest, ok := d.Agency("isf.ab", persian.Date{})
	assert.True(t, ok)
	assert.Equal(t, "Water of today", latest.Name.En)
	assert.Len(t, d.Agencies(day(t, "1390-01-01")), 4)
	assert.Nil(t, d.AgencyPath("isf.abc", day(t, "1400-01-01")))
	assert.Equal(t, []samad.AgencyID{"isf.ab"}, d.AgencyPath("isf.ab", day(t, "1390-01-01")))
	assert.Equal(t, []samad.AgencyID{"min.niru", "isf.ab"}, d.AgencyPath("isf.ab", day(t, "1400-01-01")))
	assert.Equal(t, []samad.AgencyID{"min.niru", "isf.abfa", "isf.ab"}, d.AgencySubtree("min.niru", day(t, "1400-01-01")))

	_, ok = d.Topic("water/outage", day(t, "1399-12-29"))
	assert.False(t, ok, "before its first day")
	_, ok = d.Topic("water/outage", day(t, "1410-01-01"))
	assert.False(t, ok, "valid_to is the first day on which it no longer holds")
}

func TestSpansMayNotOverlap(t *testing.T) {
	t.Parallel()
	f := edit(t, "agencies.yaml", "    centre: true\n", `    centre: true
    valid_to: 1400-01-02
  - id: isf.samad
    name: سامد
    name_en: Samad
    level: provincial
    kind: office
    valid_from: 1400-01-01
`)
	_, err := directory.Load(directory.Layer{FS: f})
	require.ErrorContains(t, err, `agency "isf.samad" stands here a second time`)
}

func TestAParentMustHoldAsLongAsItsChild(t *testing.T) {
	t.Parallel()
	f := edit(t, "agencies.yaml", "    kind: ministry\n", "    kind: ministry\n    valid_from: 1380-01-01\n")
	_, err := directory.Load(directory.Layer{FS: f})
	require.ErrorContains(t, err, `agencies.yaml:12:13: agency "min.niru" does not hold as long as this entry`)
}

func TestQuestionsComeFromKindThenTree(t *testing.T) {
	t.Parallel()
	f := edit(t, "topics.yaml", "    title_en: Water\n", `    title_en: Water
    questions:
      - {id: meter, label: شمارهٔ کنتور, label_en: Meter, type: number}
`)
	d := load(t, directory.Layer{FS: f})
	ids := func(kind samad.Kind, topic samad.TopicID) (out []string) {
		for _, q := range d.Questions(kind, topic, day(t, "1405-01-01")) {
			out = append(out, q.ID)
		}
		return out
	}
	assert.Equal(t, []string{"where", "meter", "extent"}, ids(samad.Report, "water/outage"))
	assert.Equal(t, []string{"meter", "extent"}, ids(samad.Request, "water/outage"))
	assert.Equal(t, []string{"where"}, ids(samad.Report, ""))
	assert.Empty(t, ids(samad.Request, "unknown"))
}

func TestCentre(t *testing.T) {
	t.Parallel()
	d := load(t, directory.Layer{FS: files()})
	for place, want := range map[samad.PlaceID]bool{"10": true, "1014": true, "1002031406": true, "": true, "23": false} {
		got, ok := d.Centre(place, persian.Date{})
		assert.Equal(t, want, ok, place)
		if want {
			assert.Equal(t, samad.AgencyID("isf.samad"), got)
		}
	}
	both := load(t, directory.Layer{FS: files()}, directory.Layer{FS: otherProvince(), Name: "tehran"})
	_, ok := both.Centre("", persian.Date{})
	assert.False(t, ok, "with two centres, nowhere is nobody's")
	got, ok := both.Centre("23", persian.Date{})
	assert.True(t, ok)
	assert.Equal(t, samad.AgencyID("thr.samad"), got)
}

// otherProvince is a pack that clashes with files() in nothing.
func otherProvince() fstest.MapFS {
	return fstest.MapFS{
		"places.yaml": {Data: []byte("provinces:\n  - {code: \"23\", name: تهران, latin: Tehran}\n")},
		"agencies.yaml": {Data: []byte(`agencies:
  - {id: thr.samad, name: سامد, name_en: Samad, level: provincial, kind: office, jurisdiction: {places: ["23"]}, centre: true}
`)},
		"topics.yaml": {Data: []byte("topics:\n  - {path: fog, title: مه, title_en: Fog, agency: thr.samad}\n")},
	}
}

func TestPacksSideBySideMayNotClash(t *testing.T) {
	t.Parallel()
	_, err := directory.Load(directory.Layer{FS: files(), Name: "a"}, directory.Layer{FS: files(), Name: "b"})
	var found directory.Faults
	require.ErrorAs(t, err, &found)
	text := err.Error()
	for _, want := range []string{
		`b/agencies.yaml:2:9: agency "min.niru" stands here a second time (the first is at a/agencies.yaml:2)`,
		`b/places.yaml:2:5: place "10" stands here a second time (the first is at a/places.yaml:2)`,
		`b/topics.yaml:6:5: topic "water" stands here a second time (the first is at a/topics.yaml:6)`,
		`b/topics.yaml:4:9: questions of kind "report" stand in two packs`,
	} {
		assert.Contains(t, text, want)
	}
}

func TestALayerLiesOverOthers(t *testing.T) {
	t.Parallel()
	over := fstest.MapFS{"agencies.yaml": {Data: []byte(`agencies:
  - {id: isf.abfa, name: آب اصفهان, name_en: New Water, level: provincial, kind: company, parent: min.niru, jurisdiction: {places: ["10"]}}
  - {id: isf.extra, name: تازه, name_en: Extra, level: provincial, kind: office}
`)}}
	d := load(t, directory.Layer{FS: files()}, directory.Layer{FS: over, Name: "over", Over: true})
	var ids []samad.AgencyID
	for _, a := range d.Agencies(persian.Date{}) {
		ids = append(ids, a.ID)
	}
	assert.Equal(t, []samad.AgencyID{"min.niru", "isf.abfa", "isf.samad", "isf.extra"}, ids)
	a, _ := d.Agency("isf.abfa", persian.Date{})
	assert.Equal(t, "New Water", a.Name.En)
	assert.True(t, a.Serves("1014"), "the exception went with the old entry")

	base := load(t, directory.Layer{FS: files()})
	assert.NotEqual(t, base.Hash(), d.Hash())
	assert.Equal(t, base.Hash(), load(t, directory.Layer{FS: files()}).Hash())
	assert.Len(t, base.Hash(), 64)
}

func TestCallersOwnWhatTheyGet(t *testing.T) {
	t.Parallel()
	d := load(t, directory.Layer{FS: files()})
	on := day(t, "1405-01-01")
	before := []any{d.Agencies(on), d.Topics(on), d.Places(on), d.Questions(samad.Report, "water/outage", on)}

	a, _ := d.Agency("isf.abfa", on)
	a.Aliases[0], a.Places[0], a.Except[0] = "x", "x", "x"
	topic, _ := d.Topic("water/outage", on)
	topic.Keywords[0], topic.Combos[0][0] = "x", "x"
	topic.Questions[0].Choices[0].ID, topic.Advice[0].Links[0].URL, topic.Advice[0].ID = "x", "x", "x"
	p, _ := d.Place("1002031406", on)
	p.Population.Count = 1
	d.Questions(samad.Report, "water/outage", on)[0].ID = "x"
	for _, q := range d.Questions(samad.Report, "water/outage", on) {
		if len(q.Choices) > 0 {
			q.Choices[0].ID = "x"
		}
	}

	after := []any{d.Agencies(on), d.Topics(on), d.Places(on), d.Questions(samad.Report, "water/outage", on)}
	if diff := cmp.Diff(before, after, cmpopts.EquateComparable(persian.Date{})); diff != "" {
		t.Errorf("changed by a caller (-before +after):\n%s", diff)
	}
}

func TestPopulationOnlyWithItsSource(t *testing.T) {
	t.Parallel()
	d := load(t, directory.Layer{FS: files()})
	p, ok := d.Place("1002031406", persian.Date{})
	require.True(t, ok)
	assert.Equal(t, &samad.Population{Count: 1961260, Year: 1395, Source: "سرشماری"}, p.Population)
	p, _ = d.Place("1014", persian.Date{})
	assert.Nil(t, p.Population)
}

func TestReadingErrorsAreNoFaults(t *testing.T) {
	t.Parallel()
	_, err := directory.Load(directory.Layer{FS: brokenFS{}})
	require.Error(t, err)
	assert.NotErrorIs(t, err, directory.ErrFaulty)
	assert.ErrorIs(t, err, fs.ErrPermission)
}

type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func FuzzLoad(f *testing.F) {
	pilot := isfahan.FS()
	for _, name := range []string{"agencies.yaml", "topics.yaml", "places.yaml"} {
		src, err := fs.ReadFile(pilot, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src[:min(len(src), 3000)]), "", "")
	}
	f.Add(agenciesYAML, topicsYAML, placesYAML)
	f.Add("agencies: [{id: a, parent: b}, {id: b, parent: a}]", "topics: [{path: a/a/a}]", "provinces: [{code: 10}]")
	f.Add("a: &a [*a]", "<<: {a: 1}", "? {a: 1} : 2")
	f.Fuzz(func(t *testing.T, agencies, topics, places string) {
		d, err := directory.Load(directory.Layer{FS: fstest.MapFS{
			"agencies.yaml": {Data: []byte(agencies)},
			"topics.yaml":   {Data: []byte(topics)},
			"places.yaml":   {Data: []byte(places)},
		}})
		if err != nil {
			var found directory.Faults
			if d != nil || !errors.As(err, &found) || len(found) == 0 {
				t.Fatalf("Load = %v, %v", d, err)
			}
			for _, fault := range found {
				if !strings.HasSuffix(fault.File, ".yaml") || fault.Message == "" || fault.Line < 0 {
					t.Fatalf("fault without a place: %+v", fault)
				}
			}
			return
		}
		for _, a := range d.Agencies(persian.Date{}) {
			if path := d.AgencyPath(a.ID, a.From); len(path) == 0 {
				t.Fatalf("agency %q has no path", a.ID)
			}
		}
	})
}
