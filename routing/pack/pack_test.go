package pack_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// small returns a complete pack of a made-up province.
func small(prefix, province string) fstest.MapFS {
	replace := strings.NewReplacer("@", prefix, "%", province)
	f := fstest.MapFS{}
	for name, src := range map[string]string{
		"pack.yaml": `id: @
title: استان
title_en: Province
version: 1
valid_from: 1400-01-01
province: "%"
`,
		"places.yaml": `provinces: [{code: "%", name: استان, latin: Province}]
counties: [{code: "%01", name: شهرستان, latin: County}]
`,
		"agencies.yaml": `agencies:
  - {id: @.abfa, name: آبفا, name_en: Water, level: provincial, kind: company, jurisdiction: {places: ["%"]}}
  - {id: @.samad, name: سامد, name_en: Samad, level: provincial, kind: office, jurisdiction: {places: ["%"]}, centre: true}
`,
		"topics.yaml": `topics:
  - {path: @-water, title: آب, title_en: Water, agency: @.abfa, keywords: [آب]}
`,
		"rules.yaml": `id: @
version: 1
title: قواعد
title_en: Rules
rules:
  - {id: default, refer: topic}
`,
		"deadlines.yaml": `id: @
version: 1
valid_from: 1400-01-01
rules:
  - {id: answer, stage: answer, limit: 5d, on_referral: restart}
`,
		"calendar.yaml": `id: @-calendar
extends: iran
`,
		"settings.yaml":      "approval: [@.abfa]\nretention: [{agency: @.abfa, years: 15, valid_from: 1400-01-01, valid_to: 1405-01-01}]\nmax_returns: 2\nmax_extension: 5d\nreceipt_ttl: 12h\n",
		"texts.fa.yaml":      "hello: سلام\n",
		"texts.en.yaml":      "hello: Hello\n",
		"rules_test.yaml":    "tests:\n  - {name: water, given: {topic: @-water}, expect: {agency: @.abfa}}\n",
		"README.md":          "no part of the pack",
		"testdata/note.yaml": "no part of the pack either",
	} {
		f[name] = &fstest.MapFile{Data: []byte(replace.Replace(src))}
	}
	return f
}

func TestPilotLoads(t *testing.T) {
	t.Parallel()
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	require.NoError(t, err)
	assert.Equal(t, "isfahan", p.ID)
	assert.Equal(t, samad.PlaceID("10"), p.Province)
	assert.Len(t, p.Directory.Agencies(p.From), 104)
	assert.Equal(t, "isfahan@1405.1", p.Deadlines.ID())
	assert.NotEmpty(t, p.Text("emergency.notice").Fa)
	assert.Zero(t, p.Text("nothing"))
	assert.Equal(t, []samad.AgencyID{"isf.olumpezeshki", "isf.behzisti", "isf.polis"}, p.Settings.Approval)
	assert.NotEmpty(t, p.Tests())
	failed, err := p.Check(context.Background())
	require.NoError(t, err)
	assert.Empty(t, failed)

	// The sourced deadline: ten days from the referral, moved on from a closed
	// day, and an aim of 72 hours beside it. 4 Mehr 1405 is a Saturday.
	tehran, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	started := time.Date(2026, 9, 26, 10, 0, 0, 0, tehran)
	plan, err := p.Deadlines.Plan(sla.Facts{Stage: sla.Answer, Place: "1014", Agency: "isf.tamin"}, sla.Clock{Started: started.UTC()})
	require.NoError(t, err)
	assert.Equal(t, "10d", plan.Limit.String())
	assert.Equal(t, "72h", plan.Aim.String())
	assert.Equal(t, started.Add(72*time.Hour).UTC(), plan.AimDue.UTC())
}

func TestSmallPackLoads(t *testing.T) {
	t.Parallel()
	p, err := pack.Load(small("x", "99"), pack.Options{Name: "x"})
	require.NoError(t, err)
	assert.Equal(t, "x-calendar", p.Calendar.ID())
	assert.Equal(t, samad.Text{Fa: "سلام", En: "Hello"}, p.Text("hello"))
	assert.Equal(t, 12*time.Hour, p.Settings.ReceiptTTL)
	assert.Equal(t, "5d", p.Settings.MaxExtension.String())
	assert.True(t, p.InForce(p.From))
}

func TestOptionalFiles(t *testing.T) {
	t.Parallel()
	f := small("x", "99")
	for _, name := range []string{"deadlines.yaml", "calendar.yaml", "settings.yaml", "texts.fa.yaml", "texts.en.yaml", "rules_test.yaml"} {
		delete(f, name)
	}
	p, err := pack.Load(f, pack.Options{})
	require.NoError(t, err)
	assert.Equal(t, sla.DefaultPolicy(p.Calendar).ID(), p.Deadlines.ID())
	assert.Zero(t, p.Settings)
	assert.Empty(t, p.Tests())
}

// One pack with more than twenty kinds of faults: all of them in one error,
// with their places.
func TestEveryFaultOfAPackAtOnce(t *testing.T) {
	t.Parallel()
	f := small("x", "99")
	put := func(name, src string) { f[name] = &fstest.MapFile{Data: []byte(src)} }
	put("pack.yaml", `id: x y
title: استان
version: 1
valid_from: 1400-13-01
province: "99"
colour: green
`)
	put("places.yaml", `provinces: [{code: "99", name: استان, latin: Province}]
counties:
  - {code: "991", name: شهرستان, latin: County}
  - {code: "8801", name: شهرستان, latin: County}
`)
	put("agencies.yaml", `agencies:
  - {id: x.abfa, name: آبفا, name_en: Water, level: provincial, kind: company, parent: x.nobody}
  - {id: x.abfa, name: آبفا, name_en: Water, level: provincal, kind: company}
  - {id: x.a, name: آ, name_en: A, level: provincial, kind: office, parent: x.b}
  - {id: x.b, name: ب, name_en: B, level: provincial, kind: office, parent: x.a}
  - {id: x.samad, name: سامد, level: provincial, kind: office, centre: perhaps}
`)
	put("topics.yaml", `topics:
  - {path: x-water, title: آب, title_en: Water, agency: x.abfa, kind: wish}
  - {path: nowhere/at-all, title: آب, title_en: Water, agency: x.abffa}
  - path: x-power
    title: برق
    title_en: Power
    agency: x.abfa
    agency: x.samad
    questions: [{id: q, label: پرسش, label_en: Question, type: choice, choices: [{id: a, label: آ, label_en: A}]}]
    advice: [{id: a, title: آ, title_en: A, text: آ, owner: x.abfa, links: [{title: آ, title_en: A, url: nothing}]}]
`)
	put("deadlines.yaml", `id: x
version: 1
valid_from: 1400-01-01
rules:
  - {id: answer, stage: anwser, limit: 5 days}
`)
	put("settings.yaml", "max_returns: 0\nmax_extension: long\nreceipt_ttl: 1 day\nmax_retruns: 2\nretention:\n  - {agency: x.abfaa, years: 3}\n  - {agency: x.abfa, years: 0, valid_from: 1400-01-01, valid_to: 1399-01-01}\n  - {agency: x.abfa, years: 2}\n  - {agency: x.abfa, years: 3, valid_to: 1399-01-01}\n")
	put("texts.fa.yaml", "hello: سلام\nbye: خدانگهدار\n")
	put("texts.en.yaml", "hello: 12\n")
	put("calendar.yaml", "id: c\nextends: nowhere\n")
	put("deadline.yaml", "id: x\n")
	put("rules.yaml", "id: x\nversion: [1\n")

	_, err := pack.Load(f, pack.Options{Name: "x"})
	require.ErrorIs(t, err, directory.ErrFaulty)
	lines := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		`x/pack.yaml:1:1: key "title_en" is missing`,
		`x/pack.yaml:1:5: "x y" is no id of a pack`,
		`x/pack.yaml:4:13: "1400-13-01" is not a Persian date`,
		`x/pack.yaml:6:1: unknown key "colour"`,
		`x/places.yaml:3:12: "991" is no code of a county`,
		`x/places.yaml:4:12: code 8801 lies in 88, which the file does not have`,
		`x/agencies.yaml:2:88: unknown agency "x.nobody"`,
		`x/agencies.yaml:3:10: agency "x.abfa" stands here a second time`,
		`x/agencies.yaml:3:53: unknown level "provincal" (is "provincial" meant?)`,
		`x/agencies.yaml:4:77: agencies stand in a circle: x.a → x.b → x.a`,
		`x/agencies.yaml:6:5: key "name_en" is missing`,
		`x/agencies.yaml:6:72: expected true or false, found the text "perhaps"`,
		`x/topics.yaml:2:71: unknown kind "wish"`,
		`x/topics.yaml:3:12: unknown topic "nowhere" above "nowhere/at-all"`,
		`x/topics.yaml:3:64: unknown agency "x.abffa" (is "x.abfa" meant?)`,
		`x/topics.yaml:8:5: key "agency" stands here a second time (the first is in line 7)`,
		`x/topics.yaml:9:81: a choice needs at least two choices`,
		`x/topics.yaml:10:14: key "text_en" is missing`,
		`x/topics.yaml:10:106: "nothing" is no web address`,
		`x/deadlines.yaml:5:25: unknown stage "anwser" (is "answer" meant?)`,
		`x/deadlines.yaml:5:40: `,
		`x/settings.yaml:1:14: max_returns is at least 1`,
		`x/settings.yaml:2:16: "long" is no amount of time`,
		`x/settings.yaml:3:14: "1 day" is no duration above zero`,
		`x/settings.yaml:4:1: unknown key "max_retruns"`,
		`x/settings.yaml:7:29: years is at least 1`,
		`x/settings.yaml:7:`,
		`x/texts.fa.yaml:2:6: text "bye" is missing in English (add it to x/texts.en.yaml)`,
		`x/texts.en.yaml:1:8: expected a text, found the number 12`,
		`x/calendar.yaml:2:10: `,
		`x/rules.yaml:2:10: not YAML: `,
		`x/deadline.yaml: a pack has no such file (is "deadlines.yaml" meant?)`,
	} {
		found := false
		for _, l := range lines {
			found = found || strings.HasPrefix(l, want)
		}
		assert.True(t, found, "no fault %s in\n%v", want, err)
	}
}

func TestFaultsThatNeedTheDirectory(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, src, want string }{
		{"rules", "rules.yaml", "id: x\nversion: 1\ntitle: آ\ntitle_en: A\nrules: [{id: a, refer: {agency: x.abf}}]\n", `rules.yaml:5:33: unknown agency "x.abf" (is "x.abfa" meant?)`},
		{"tests", "rules_test.yaml", "tests:\n  - {name: a, given: {topic: x-watr}, expect: {rule: defalt}}\n", `rules_test.yaml:2:30: unknown topic "x-watr" (is "x-water" meant?)`},
		{"tests of no rule", "rules_test.yaml", "tests:\n  - {name: a, given: {topic: x-water}, expect: {rule: defalt}}\n", `rules_test.yaml:2:55: unknown rule "defalt" (is "default" meant?)`},
		{"deadlines", "deadlines.yaml", "id: x\nversion: 1\nvalid_from: 1400-01-01\nrules: [{id: a, stage: answer, topic: x-watr, place: \"9902\", agency: x.ab, limit: 1d}]\n", `deadlines.yaml:4:39: unknown topic "x-watr" (is "x-water" meant?)`},
		{"deadlines of a place", "deadlines.yaml", "id: x\nversion: 1\nvalid_from: 1400-01-01\nrules: [{id: a, stage: answer, place: \"9902\", limit: 1d}]\n", `deadlines.yaml:4:39: unknown place "9902" (is "9901" meant?)`},
		{"settings", "settings.yaml", "approval: [x.abf]\n", `settings.yaml:1:12: unknown agency "x.abf" (is "x.abfa" meant?)`},
		{"no centre", "agencies.yaml", "agencies:\n  - {id: x.abfa, name: آبفا, name_en: Water, level: provincial, kind: company}\n", `agencies.yaml: no agency is the Samad centre of province "99" (give one of them centre: true)`},
		{"another province", "pack.yaml", "id: x\ntitle: ا\ntitle_en: A\nversion: 1\nvalid_from: 1400-01-01\nprovince: \"98\"\n", `pack.yaml:6:11: province "98" is no province of places.yaml (two digits in quotes)`},
		{"an unknown base", "pack.yaml", "id: x\ntitle: ا\ntitle_en: A\nversion: 1\nvalid_from: 1400-01-01\nprovince: \"99\"\nextends: iran\n", `pack.yaml:7:10: unknown pack "iran" (name it in Options.Bases)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := small("x", "99")
			f[tt.file] = &fstest.MapFile{Data: []byte(tt.src)}
			_, err := pack.Load(f, pack.Options{})
			require.ErrorIs(t, err, directory.ErrFaulty)
			assert.Contains(t, strings.Split(err.Error(), "\n"), tt.want)
		})
	}
}

func TestMissingFiles(t *testing.T) {
	t.Parallel()
	_, err := pack.Load(fstest.MapFS{}, pack.Options{Name: "empty"})
	require.EqualError(t, err, "empty/pack.yaml: the file is missing (a pack needs it)")
	f := small("x", "99")
	delete(f, "rules.yaml")
	delete(f, "topics.yaml")
	_, err = pack.Load(f, pack.Options{})
	require.EqualError(t, err, "rules.yaml: the file is missing (a pack needs it)\ntopics.yaml: the file is missing (a pack needs it)")
}

func TestAFailingRuleTestIsTold(t *testing.T) {
	t.Parallel()
	f := small("x", "99")
	f["rules_test.yaml"] = &fstest.MapFile{Data: []byte(`tests:
  - {name: right, given: {topic: x-water}, expect: {agency: x.abfa, labels: [], statement: [], hold: false}}
  - {name: wrong, given: {topic: x-water}, expect: {agency: x.samad, unit: y, labels: [z], cooperate: [x.samad], auto: true}}
  - {name: nothing, given: {topic: x-water}, expect: none}
  - {name: something, given: {kind: report}, expect: {agency: x.abfa}}
`)}
	p, err := pack.Load(f, pack.Options{})
	require.NoError(t, err)
	failed, err := p.Check(context.Background())
	require.NoError(t, err)
	var got []string
	for _, f := range failed {
		got = append(got, f.Error())
	}
	assert.Equal(t, []string{
		"rules_test.yaml:3: wrong: agency: got x.abfa, want x.samad; unit: got , want y; auto: got false, want true; labels: got [], want [z]; cooperate: got [], want [x.samad]",
		"rules_test.yaml:4: nothing: agency: got x.abfa by rule default, want none",
		"rules_test.yaml:5: something: decision: got none (no_target), want one",
	}, got)
}

func TestExtends(t *testing.T) {
	t.Parallel()
	own := fstest.MapFS{
		"pack.yaml": {Data: []byte("id: y\ntitle: ا\ntitle_en: A\nversion: 2\nvalid_from: 1402-01-01\nprovince: \"99\"\nextends: x\n")},
		"agencies.yaml": {Data: []byte(`agencies:
  - {id: y.abfa, name: آبفای تازه, name_en: New Water, level: provincial, kind: company, jurisdiction: {places: ["99"]}}
`)},
		"rules.yaml":    {Data: []byte("id: y\nversion: 2\ntitle: ا\ntitle_en: A\nrules: [{id: new, when: {topic: x-water}, refer: {agency: y.abfa}}]\n")},
		"settings.yaml": {Data: []byte("max_returns: 5\n")},
		"texts.fa.yaml": {Data: []byte("hello: درود\n")},
		"texts.en.yaml": {Data: []byte("hello: Hi\n")},
	}
	p, err := pack.Load(own, pack.Options{Bases: map[string]fs.FS{"x": small("x", "99")}})
	require.NoError(t, err)
	assert.Equal(t, "y", p.ID)
	assert.Equal(t, "2", p.Version)
	d, err := p.Rules.Route(context.Background(), samad.RouteRequest{Topic: "x-water"})
	require.NoError(t, err)
	assert.Equal(t, samad.AgencyID("y.abfa"), d.Agency)
	assert.Equal(t, 5, p.Settings.MaxReturns)
	assert.Equal(t, []samad.AgencyID{"x.abfa"}, p.Settings.Approval)
	assert.Equal(t, "Hi", p.Text("hello").En)
	assert.Equal(t, "x@1", p.Deadlines.ID())

	circle := small("x", "99")
	circle["pack.yaml"] = &fstest.MapFile{Data: append(circle["pack.yaml"].Data, "extends: y\n"...)}
	_, err = pack.Load(own, pack.Options{Bases: map[string]fs.FS{"x": circle, "y": own}})
	require.ErrorContains(t, err, `x/pack.yaml:7:10: packs extend each other in a circle, "y" again`)
}

// TestRetentionOfAgencies: rules are read with their days, and those that meet
// or name nobody are told.
func TestRetentionOfAgencies(t *testing.T) {
	t.Parallel()
	f := small("x", "99")
	f["settings.yaml"] = &fstest.MapFile{Data: []byte("retention:\n  - {agency: x.abfa, years: 5, valid_to: 1400-01-01}\n  - {agency: x.abfa, years: -1, valid_from: 1400-01-01}\n")}
	p, err := pack.Load(f, pack.Options{Name: "x"})
	require.NoError(t, err)
	turn, err := persian.New(1400, 1, 1)
	require.NoError(t, err)
	assert.Equal(t, []samad.Retention{{Agency: "x.abfa", Years: 5, To: turn}, {Agency: "x.abfa", Years: -1, From: turn}}, p.Settings.Retention)
	f["settings.yaml"] = &fstest.MapFile{Data: []byte("retention:\n  - {agency: x.abffa, years: 5}\n  - {agency: x.abfa, years: 5}\n  - {agency: x.abfa, years: 6, valid_from: 1400-01-01}\n")}
	_, err = pack.Load(f, pack.Options{Name: "x"})
	require.ErrorContains(t, err, `x/settings.yaml:2:14: unknown agency "x.abffa" (is "x.abfa" meant?)`)
	require.ErrorContains(t, err, `x/settings.yaml:4:14: agency "x.abfa" has two rules for the same days`)
}

func TestSeveralProvinces(t *testing.T) {
	t.Parallel()
	s, err := pack.LoadAll(
		pack.Source{FS: isfahan.FS(), Options: pack.Options{Name: "isfahan"}},
		pack.Source{FS: withSettings(small("x", "99")), Options: pack.Options{Name: "x"}},
	)
	require.NoError(t, err)
	assert.Len(t, s.Packs(), 2)
	assert.Len(t, s.Directory().Agencies(s.Packs()[1].From), 106)
	assert.Equal(t, []samad.AgencyID{"isf.olumpezeshki", "isf.behzisti", "isf.polis", "x.abfa"}, s.Settings().Approval)

	route := func(topic samad.TopicID, place samad.PlaceID) samad.AgencyID {
		d, err := s.Route(context.Background(), samad.RouteRequest{Topic: topic, Place: place})
		if errors.Is(err, samad.ErrNoRoute) {
			return ""
		}
		require.NoError(t, err)
		return d.Agency
	}
	assert.Equal(t, samad.AgencyID("isf.abfa"), route("water/outage", "1014"))
	assert.Equal(t, samad.AgencyID("x.abfa"), route("x-water", "9901"))
	assert.Equal(t, samad.AgencyID("x.abfa"), route("x-water", ""), "only one pack knows the topic")
	assert.Empty(t, route("water/outage", "9901"))
	assert.Empty(t, route("water/outage", "23"))
	assert.Empty(t, route("", ""))

	clock := sla.Clock{Started: time.Date(2026, 9, 26, 6, 0, 0, 0, time.UTC)}
	for _, tt := range []struct{ place, agency, policy string }{
		{"1014", "", "isfahan@1405.1"}, {"9901", "", "x@1"}, {"", "x.abfa", "x@1"}, {"", "", "isfahan@1405.1"},
	} {
		plan, err := s.Plan(sla.Facts{Stage: sla.Answer, Place: tt.place, Agency: tt.agency}, clock)
		require.NoError(t, err)
		assert.Equal(t, tt.policy, plan.Policy)
		assert.Equal(t, tt.policy == "x@1", s.RestartsOnReferral(sla.Facts{Stage: sla.Answer, Place: tt.place, Agency: tt.agency}))
	}

	one, err := pack.LoadAll(pack.Source{FS: small("x", "99")})
	require.NoError(t, err)
	p, ok := one.Of("")
	assert.True(t, ok)
	assert.Equal(t, "x", p.ID)
}

// withSettings gives a pack the pilot's numbers, which one installation shares.
func withSettings(f fstest.MapFS) fstest.MapFS {
	f["settings.yaml"] = &fstest.MapFile{Data: []byte("approval: [x.abfa]\nmax_returns: 3\nmax_objections: 3\nmax_extensions: 2\nmax_extension: 10d\n")}
	return f
}

func TestPacksThatClash(t *testing.T) {
	t.Parallel()
	_, err := pack.LoadAll(
		pack.Source{FS: small("x", "99"), Options: pack.Options{Name: "a"}},
		pack.Source{FS: small("x", "99"), Options: pack.Options{Name: "b"}},
	)
	require.ErrorContains(t, err, `b/pack.yaml: pack "x" stands here a second time`)
	require.ErrorContains(t, err, `b/pack.yaml: packs "x" and "x" are both of province 99`)

	f := small("y", "98")
	f["agencies.yaml"].Data = append(f["agencies.yaml"].Data, "  - {id: x.abfa, name: آ, name_en: A, level: provincial, kind: office}\n"...)
	_, err = pack.LoadAll(
		pack.Source{FS: small("x", "99"), Options: pack.Options{Name: "x"}},
		pack.Source{FS: f, Options: pack.Options{Name: "y"}},
	)
	require.ErrorContains(t, err, `y/agencies.yaml:4:10: agency "x.abfa" stands here a second time (the first is at x/agencies.yaml:2)`)

	g := small("y", "98")
	g["settings.yaml"].Data = []byte("max_returns: 7\n")
	_, err = pack.LoadAll(pack.Source{FS: small("x", "99")}, pack.Source{FS: g, Options: pack.Options{Name: "y"}})
	require.ErrorContains(t, err, "y/settings.yaml: the settings differ from those of the other packs")

	h := small("y", "98")
	h["rules.yaml"].Data = []byte("rules: []\n")
	_, err = pack.LoadAll(pack.Source{FS: fstest.MapFS{}, Options: pack.Options{Name: "empty"}}, pack.Source{FS: h, Options: pack.Options{Name: "y"}})
	require.ErrorContains(t, err, "empty/pack.yaml: the file is missing")
	require.ErrorContains(t, err, `y/rules.yaml:1:1: key "id" is missing`)

	_, err = pack.LoadAll()
	require.ErrorContains(t, err, "no packs")
}

func TestPacksOnACommonOne(t *testing.T) {
	t.Parallel()
	head := func(id, province string) []byte {
		return []byte("id: " + id + "\ntitle: ا\ntitle_en: A\nversion: 1\nvalid_from: 1400-01-01\nprovince: \"" + province + "\"\nextends: base\n")
	}
	base := small("base", "00")
	delete(base, "settings.yaml")
	delete(base, "rules_test.yaml")
	bases := map[string]fs.FS{"base": base}
	province := func(id, code, more string) fstest.MapFS {
		return fstest.MapFS{
			"pack.yaml":     {Data: head(id, code)},
			"places.yaml":   {Data: []byte("provinces: [{code: \"" + code + "\", name: استان, latin: P}]\n")},
			"agencies.yaml": {Data: []byte("agencies:\n  - {id: " + id + ".samad, name: س, name_en: S, level: provincial, kind: office, jurisdiction: {places: [\"" + code + "\"]}, centre: true}\n" + more)},
		}
	}
	load := func(more string) error {
		_, err := pack.LoadAll(
			pack.Source{FS: province("p", "11", ""), Options: pack.Options{Name: "p", Bases: bases}},
			pack.Source{FS: province("q", "12", more), Options: pack.Options{Name: "q", Bases: bases}},
		)
		return err
	}
	require.NoError(t, load(""))
	require.ErrorContains(t, load("  - {id: base.abfa, name: دیگر, name_en: Other, level: provincial, kind: office}\n"),
		`q/agencies.yaml: agency "base.abfa" is another one in pack "p" (give it another id)`)
}

func TestReadingErrorsAreNoFaults(t *testing.T) {
	t.Parallel()
	_, err := pack.Load(brokenFS{}, pack.Options{})
	require.ErrorIs(t, err, fs.ErrPermission)
	assert.NotErrorIs(t, err, directory.ErrFaulty)
}

type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
