package routing_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// world is a small directory: one province of three counties, with a company
// for power in one of them, a university for health in another.
func world(t testing.TB) *directory.Directory {
	t.Helper()
	d, err := directory.Load(directory.Layer{FS: fstest.MapFS{
		"places.yaml": {Data: []byte(`provinces: [{code: "10", name: اصفهان, latin: Isfahan}]
counties:
  - {code: "1002", name: اصفهان, latin: Isfahan}
  - {code: "1010", name: کاشان, latin: Kashan}
  - {code: "1014", name: نجف‌آباد, latin: Najafabad}
cities:
  - {code: "1002031406", name: اصفهان, latin: Isfahan}
  - {code: "1002032611", name: بهارستان, latin: Baharestan}
  - {code: "1014021440", name: نجف‌آباد, latin: Najafabad}
  - {code: "1014022045", name: دامنه, latin: Damaneh, common_word: true}
`)},
		"agencies.yaml": {Data: []byte(`agencies:
  - {id: gov, name: دولت, name_en: Government, level: national, kind: body}
  - {id: min.niru, name: وزارت نیرو, name_en: Ministry of Energy, level: national, kind: ministry, parent: gov}
  - {id: bargh, name: برق استان, name_en: Power of the province, level: provincial, kind: company, parent: min.niru, jurisdiction: {places: ["10"], except: ["1002"]}}
  - {id: bargh.shahr, name: برق اصفهان, name_en: Power of Isfahan, level: county, kind: company, parent: min.niru, jurisdiction: {places: ["1002"]}}
  - {id: abfa, name: آبفا, name_en: Water, level: provincial, kind: company, parent: min.niru, jurisdiction: {places: ["10"]}}
  - {id: abfa.kashan, name: آبفای کاشان, name_en: Water of Kashan, level: county, kind: company, parent: abfa, jurisdiction: {places: ["1010"]}}
  - {id: shahrdari, name: شهرداری, name_en: Municipalities, level: county, kind: municipality, jurisdiction: {places: ["10"]}, instances: per_city}
  - {id: shahrdari.isfahan, name: شهرداری اصفهان, name_en: Municipality of Isfahan, level: county, kind: municipality, parent: shahrdari, jurisdiction: {places: ["1002031406"]}}
  - {id: ostan, name: استانداری, name_en: Governorate, level: provincial, kind: governorate, parent: gov, jurisdiction: {places: ["10"]}}
  - {id: samad, name: سامد, name_en: Samad, level: provincial, kind: office, parent: ostan, jurisdiction: {places: ["10"]}, centre: true}
  - {id: old, name: قدیم, name_en: Old, level: provincial, kind: office, jurisdiction: {places: ["10"]}, valid_to: 1400-01-01}
`)},
		"topics.yaml": {Data: []byte(`topics:
  - {path: water, title: آب, title_en: Water}
  - {path: water/outage, title: قطع آب, title_en: Water cut, agency: abfa, kind: report, urgency: high, keywords: [قطع آب, آب قطعه], combos: [[آب, قطع], [آب, ندار]]}
  - {path: water/bill, title: قبض آب, title_en: Water bill, agency: abfa, kind: complaint, keywords: [قبض آب]}
  - {path: power, title: برق, title_en: Power}
  - {path: power/outage, title: قطع برق, title_en: Power cut, agency: bargh, kind: report, urgency: high, keywords: [قطع برق, خاموشی]}
  - {path: city, title: شهر, title_en: City}
  - {path: city/waste, title: زباله, title_en: Waste, agency: shahrdari, kind: report, keywords: [زباله, موش]}
  - {path: other, title: دیگر, title_en: Other, agency: samad}
`)},
	}})
	require.NoError(t, err)
	return d
}

const header = `id: test
version: 1
title: آزمون
title_en: Test
`

func loadRules(t testing.TB, body string) *routing.Table {
	t.Helper()
	table, err := routing.Load(routing.Options{Directory: world(t)}, routing.Source{Name: "rules.yaml", Data: []byte(header + body)})
	require.NoError(t, err)
	return table
}

func TestLoadReportsEveryFault(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, body, want string }{
		{"rules missing", "", `rules.yaml:1:1: key "rules" is missing`},
		{"unknown key of a rule", "rules:\n  - {id: a, refer: topic, prioriti: 1}\n", `rules.yaml:6:27: unknown key "prioriti" (is "priority" meant?)`},
		{"unknown key of a condition", "rules:\n  - {id: a, refer: topic, when: {topics: water}}\n", `rules.yaml:6:34: unknown key "topics" (is "topic" meant?)`},
		{"unknown key on top", "ruls: []\nrules: []\n", `rules.yaml:5:1: unknown key "ruls"`},
		{"unknown topic", "rules:\n  - {id: a, refer: topic, when: {topic: water/outge}}\n", `rules.yaml:6:41: unknown topic "water/outge" (is "water/outage" meant?)`},
		{"unknown place", "rules:\n  - {id: a, refer: topic, when: {place: \"9999\"}}\n", `rules.yaml:6:41: unknown place "9999"`},
		{"place in letters", "rules:\n  - {id: a, refer: topic, when: {place: isfahan}}\n", `rules.yaml:6:41: unknown place "isfahan"`},
		{"unknown agency", "rules:\n  - {id: a, refer: {agency: abfaa}}\n", `rules.yaml:6:29: unknown agency "abfaa" (is "abfa" meant?)`},
		{"unknown accused", "rules:\n  - {id: a, refer: topic, when: {about: abfax}}\n", `rules.yaml:6:41: unknown agency "abfax" (is "abfa" meant?)`},
		{"unknown kind", "rules:\n  - {id: a, refer: topic, when: {kind: [report, reqest]}}\n", `rules.yaml:6:49: unknown kind "reqest" (is "request" meant?)`},
		{"unknown channel", "rules:\n  - {id: a, refer: topic, when: {channel: fax}}\n", `rules.yaml:6:43: unknown channel "fax" (one of phone, web, sms, in_person, letter, meeting, api)`},
		{"unknown urgency", "rules:\n  - {id: a, refer: topic, urgency: hihg}\n", `rules.yaml:6:36: unknown urgency "hihg" (is "high" meant?)`},
		{"unknown identity", "rules:\n  - {id: a, refer: topic, when: {identity: secret}}\n", `rules.yaml:6:44: unknown identity "secret"`},
		{"unknown petitioner", "rules:\n  - {id: a, refer: topic, when: {petitioner: persn}}\n", `rules.yaml:6:46: unknown petitioner "persn" (is "person" meant?)`},
		{"no topic", "rules:\n  - {id: a, refer: topic, when: {topic: []}}\n", `rules.yaml:6:41: topic: the list is empty (name one at least, or leave the key out)`},
		{"no kind, no keyword", "rules:\n  - {id: a, refer: topic, when: {kind: [], keywords: []}}\n", `rules.yaml:6:54: keywords: the list is empty`},
		{"empty expression", "rules:\n  - {id: a, refer: topic, when: {expr: \"\"}}\n", `rules.yaml:6:40: the expression is empty`},
		{"unknown target", "rules:\n  - {id: a, refer: topik}\n", `rules.yaml:6:20: unknown target "topik" (is "topic" meant?)`},
		{"agency without its key", "rules:\n  - {id: a, refer: abfa}\n", `rules.yaml:6:20: "abfa" is an agency (write {agency: abfa})`},
		{"target that is two", "rules:\n  - {id: a, refer: {agency: abfa, office: x}}\n", `rules.yaml:6:20: a target is exactly one of agency, office and above`},
		{"target that is none", "rules:\n  - {id: a, refer: {}}\n", `rules.yaml:6:20: a target is exactly one of agency, office and above`},
		{"target twice", "rules:\n  - {id: a, refer: [topic, topic]}\n", `rules.yaml:6:28: the same target stands here a second time`},
		{"unknown office", "offices: {power: [bargh]}\nrules:\n  - {id: a, refer: {office: powr}}\n", `rules.yaml:7:29: unknown office "powr" (is "power" meant?)`},
		{"office of an unknown agency", "offices: {power: [barg]}\nrules: []\n", `rules.yaml:5:19: unknown agency "barg" (is "bargh" meant?)`},
		{"office of nobody", "offices: {power: []}\nrules: []\n", `rules.yaml:5:18: office "power" names no agency`},
		{"rule twice", "rules:\n  - {id: a, refer: topic}\n  - {id: a, refer: centre}\n", `rules.yaml:7:10: rule "a" stands here a second time (the first is in line 6)`},
		{"bad id", "rules:\n  - {id: \"A b\", refer: topic}\n", `rules.yaml:6:10: "A b" is no id of a rule`},
		{"no id", "rules:\n  - {refer: topic}\n", `rules.yaml:6:5: key "id" is missing`},
		{"refers nowhere", "rules:\n  - {id: a}\n", `rules.yaml:6:5: the rule refers nowhere (give it refer, or continue: true if it only adds to others)`},
		{"continues and refers", "rules:\n  - {id: a, refer: topic, continue: true, hold: true}\n", `rules.yaml:6:20: a rule with continue: true refers nowhere`},
		{"continues and does nothing", "rules:\n  - {id: a, continue: true}\n", `rules.yaml:6:5: the rule does nothing`},
		{"continues with a unit", "rules:\n  - {id: a, continue: true, hold: true, unit: x}\n", `rules.yaml:6:47: "unit" has no effect in a rule with continue: true`},
		{"auto and hold", "rules:\n  - {id: a, refer: topic, auto: true, hold: true}\n", `rules.yaml:6:45: a rule cannot both refer at once and hold the case`},
		{"commission twice", "rules:\n  - {id: a, refer: topic, commission: true, labels: commission}\n", `rules.yaml:6:53: the label "commission" comes with commission: true (take it out here)`},
		{"accused of nothing", "rules:\n  - {id: a, refer: topic, statement: accused}\n", `rules.yaml:6:38: accused: nobody is accused where this rule holds (add about: any to its condition)`},
		{"accused as judge", "rules:\n  - {id: a, refer: accused, when: {about: any}}\n", `rules.yaml:6:20: the accused is asked for its statement only (list it under statement)`},
		{"any and a list", "rules:\n  - {id: a, refer: topic, when: {about: [any, abfa]}}\n", `rules.yaml:6:41: any holds for every agency already`},
		{"place inside a place", "rules:\n  - {id: a, refer: topic, when: {place: [\"10\", \"1014\"]}}\n", `rules.yaml:6:48: place "1014" and "10" lie in each other (the wider one is enough)`},
		{"topic inside a topic", "rules:\n  - {id: a, refer: topic, when: {topic: [water/bill, water]}}\n", `rules.yaml:6:54: topic "water" and "water/bill" lie in each other`},
		{"every urgency", "rules:\n  - {id: a, refer: topic, when: {urgency: [normal, high, emergency]}}\n", `rules.yaml:6:43: every urgency is listed, so the condition asks for nothing`},
		{"kind twice", "rules:\n  - {id: a, refer: topic, when: {kind: [report, report]}}\n", `rules.yaml:6:49: "report" stands here a second time`},
		{"keyword without a word", "rules:\n  - {id: a, refer: topic, when: {keywords: [\"!\"]}}\n", `rules.yaml:6:45: keywords: no word in "!"`},
		{"keyword asked for and forbidden", "rules:\n  - {id: a, refer: topic, when: {keywords: {any: [آب‌ها], none: [آبها]}}}\n", `rules.yaml:6:44: keywords asks for "آبها" and forbids it`},
		{"keywords of nothing", "rules:\n  - {id: a, refer: topic, when: {keywords: {}}}\n", `rules.yaml:6:44: keywords asks for nothing`},
		{"one word near nothing", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: [آب]}}}\n", `rules.yaml:6:51: near needs two words or more (near: [سگ, حمله], or {words: [سگ, حمله], within: 5})`},
		{"near itself", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: [آب, اب]}}}\n", `rules.yaml:6:51: near: "اب" stands here a second time`},
		{"a Persian comma", "rules:\n  - {id: a, refer: topic, when: {keywords: [قبض، بها]}}\n", `rules.yaml:6:45: keywords: "قبض، بها" holds a Persian comma, which does not part the words of a list (write the Latin comma between them)`},
		{"no room between words", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: {words: [آب, دو روز], within: 2}}}}\n", `rules.yaml:6:51: near: within 2 words there is no room for all of them (they take up 3 words)`},
		{"far words near", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: {words: [آب, برق], within: 1000}}}}\n", `rules.yaml:6:51: near: within 1000 words is not near (100 at most; or list them under all)`},
		{"a slip in near", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: {words: [آب, برق], witin: 5}}}}\n", `rules.yaml:6:70: unknown key "witin" (is "within" meant?)`},
		{"near and forbidden", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: [آب, برق], none: آب}}}\n", `rules.yaml:6:44: keywords asks for "آب" and forbids it`},
		{"near nothing", "rules:\n  - {id: a, refer: topic, when: {keywords: {near: []}}}\n", `rules.yaml:6:51: near asks for nothing`},
		{"reason in one language", "rules:\n  - {id: a, refer: topic, reason: چون}\n", `rules.yaml:6:35: a reason is needed in Persian and English`},
		{"unknown placeholder", "rules:\n  - {id: a, refer: topic, reason: \"{agensy}\", reason_en: x}\n", `rules.yaml:6:35: unknown placeholder {agensy}`},
		{"priority in words", "rules:\n  - {id: a, refer: topic, priority: high}\n", `rules.yaml:6:37: expected a whole number, found the text "high"`},
		{"bad date", "rules:\n  - {id: a, refer: topic, valid_from: 1405-01-32}\n", `rules.yaml:6:39: "1405-01-32" is not a Persian date`},
		{"unknown topic of manner", "manner: [watr]\nrules: []\n", `rules.yaml:5:10: unknown topic "watr" (is "water" meant?)`},
		{"needs an unknown place", "needs_place: watr\nrules: []\n", `rules.yaml:5:14: unknown topic "watr" (is "water" meant?)`},
		{"above an unknown level", "rules:\n  - {id: a, refer: {above: province}, when: {about: any}}\n", `rules.yaml:6:28: unknown level "province" (is "provincial" meant?)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, err := routing.Load(routing.Options{Directory: world(t)}, routing.Source{Name: "rules.yaml", Data: []byte(header + tt.body)})
			require.ErrorIs(t, err, directory.ErrFaulty)
			assert.Nil(t, table)
			var found directory.Faults
			require.ErrorAs(t, err, &found)
			for _, f := range found {
				if strings.HasPrefix(f.String(), tt.want) {
					return
				}
			}
			t.Errorf("want %s\ngot:\n%v", tt.want, err)
		})
	}
}

func TestLoadNeedsWhatItNeeds(t *testing.T) {
	t.Parallel()
	_, err := routing.Load(routing.Options{})
	require.ErrorContains(t, err, "Options.Directory is required")
	_, err = routing.Load(routing.Options{Directory: world(t)})
	require.ErrorContains(t, err, "no source of rules")
}

func TestSourcesLieOverEachOther(t *testing.T) {
	t.Parallel()
	base := routing.Source{Name: "base.yaml", Data: []byte(header + `offices: {power: [bargh]}
rules:
  - {id: all, refer: topic}
  - {id: power, when: {topic: power}, refer: {office: power}}
`)}
	over := routing.Source{Name: "over.yaml", Data: []byte(`id: province
version: "2"
title: استان
title_en: Province
offices: {power: [bargh, bargh.shahr]}
rules:
  - {id: all, refer: centre}
  - {id: extra, when: {topic: city}, refer: topic}
`)}
	table, err := routing.Load(routing.Options{Directory: world(t)}, base, over)
	require.NoError(t, err)
	var ids []string
	for _, r := range table.Rules() {
		ids = append(ids, r.ID)
	}
	assert.Equal(t, []string{"all", "power", "extra"}, ids)
	assert.Equal(t, routing.ToCentre, table.Rules()[0].Refer[0].Kind)
	assert.Equal(t, "province", table.ID())
	assert.Equal(t, "2", table.Version())
	assert.Equal(t, samad.Text{Fa: "استان", En: "Province"}, table.Title())
	assert.Equal(t, samad.AgencyID("bargh.shahr"), route(t, table, samad.RouteRequest{Topic: "power/outage", Place: "1002"}).Agency)
}

func TestRulesBelongToTheCaller(t *testing.T) {
	t.Parallel()
	table := loadRules(t, "rules:\n  - {id: a, when: {topic: water, keywords: [آب]}, refer: topic, labels: [x]}\n")
	r := table.Rules()[0]
	r.When.Topics[0], r.When.Keywords.Any[0], r.Refer[0].Kind, r.Labels[0] = "x", "x", "x", "y"
	again := table.Rules()[0]
	assert.Equal(t, []samad.TopicID{"water"}, again.When.Topics)
	assert.Equal(t, []string{"آب"}, again.When.Keywords.Any)
	assert.Equal(t, routing.ToTopic, again.Refer[0].Kind)
	assert.Equal(t, []string{"x"}, again.Labels)
}

func TestHashTellsRuleSetsApart(t *testing.T) {
	t.Parallel()
	a := loadRules(t, "rules: [{id: a, refer: topic}]\n")
	b := loadRules(t, "rules: [{id: b, refer: topic}]\n")
	assert.Equal(t, a.Hash(), loadRules(t, "rules: [{id: a, refer: topic}]\n").Hash())
	assert.NotEqual(t, a.Hash(), b.Hash())
	assert.Equal(t, "test@1#"+a.Hash()[:32], a.RuleSet())
}

func FuzzLoad(f *testing.F) {
	dir := world(f)
	for _, s := range []string{
		"rules: []", "rules:\n  - {id: a, refer: topic}", "rules:\n  - {id: a, when: {about: any}, refer: [above, centre], statement: accused}",
		"offices: {p: [bargh]}\nrules:\n  - {id: a, when: {place: 1002, keywords: {any: [آب], none: [برق]}}, refer: {office: p}}",
		"rules:\n  - {id: a, continue: true, labels: [x]}", "rules: [[]]", "rules: {}", "offices: []", "needs_place: [water]",
	} {
		f.Add(header + s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		table, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(src)})
		if err != nil {
			if table != nil || !errors.Is(err, directory.ErrFaulty) {
				t.Fatalf("Load = %v, %v", table, err)
			}
			return
		}
		_, err = table.Route(t.Context(), samad.RouteRequest{Kind: samad.Report, Topic: "power/outage", Place: "1002031406", About: "bargh", Text: src})
		if err != nil && !errors.Is(err, samad.ErrNoRoute) {
			t.Fatalf("Route: %v", err)
		}
		table.Suggest(src)
	})
}
