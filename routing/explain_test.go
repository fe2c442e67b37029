package routing_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

func explain(t testing.TB, table *routing.Table, q samad.RouteRequest) routing.Explanation {
	t.Helper()
	e, err := table.Explain(context.Background(), q)
	require.NoError(t, err)
	return e
}

func verdicts(trials []routing.Trial) (out []string) {
	for _, trial := range trials {
		out = append(out, trial.Rule+" "+string(trial.Verdict))
	}
	return out
}

func TestExplainTellsWhy(t *testing.T) {
	t.Parallel()
	q := samad.RouteRequest{Kind: samad.Report, Topic: "water/outage", Place: "1014", Channel: samad.SMS}
	tests := []struct {
		name, rules string
		held        []string
		why         string
	}{
		{"alone", "[{id: a, refer: topic}]", []string{"a decides"}, "no other rule that decides holds besides a"},
		{
			"points", "[{id: a, refer: topic}, {id: b, when: {topic: water}, refer: centre}]",
			[]string{"b decides", "a outranked"}, "b is more specific than a: 1 points to 0",
		},
		{
			"priority", "[{id: a, when: {topic: water}, refer: centre}, {id: b, priority: 2, when: {kind: report}, refer: centre}]",
			[]string{"b decides", "a outranked"}, "b and a are equally specific; its priority 2 is above 0",
		},
		{
			"order", "[{id: a, when: {topic: water}, refer: centre}, {id: b, when: {kind: report}, refer: centre}]",
			[]string{"a decides", "b outranked"}, "a and b are equally specific and of the same priority; it stands first in the file",
		},
		{
			"target", "[{id: a, refer: topic}, {id: b, when: {topic: water}, refer: {agency: bargh.shahr}}]",
			[]string{"b no_target", "a decides"}, "no target of b may take the case; a comes next",
		},
		{
			"continuing", "[{id: c, continue: true, labels: x}, {id: a, refer: topic}]",
			[]string{"a decides", "c contributes"}, "no other rule that decides holds besides a",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := explain(t, loadRules(t, "rules: "+tt.rules+"\n"), q)
			assert.Equal(t, tt.held, verdicts(e.Held))
			assert.Equal(t, tt.why, e.Why.In(samad.English))
			assert.NotEmpty(t, e.Why.Fa)
		})
	}
}

func TestExplainNamesWhatMatched(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - id: a
    when: {topic: [power, water], place: ["10"], flags: {none: press}, keywords: {any: [آب, برق], all: قطع}}
    refer: topic
`)
	e := explain(t, table, samad.RouteRequest{Topic: "water/outage", Place: "1014", Text: "آبمون قطعه", Flags: []string{"trip"}})
	require.Len(t, e.Held, 1)
	assert.Equal(t, 4, e.Held[0].Points)
	near := explain(t, loadRules(t, "rules: [{id: a, when: {keywords: {near: [{words: [آب, گاز]}, {words: [آب, قطع], within: 4}]}}, refer: centre}]\n"),
		samad.RouteRequest{Text: "آبمون امروز قطعه"})
	assert.Equal(t, []routing.Condition{
		{Field: "keywords", Want: "near: آب, گاز within 8; near: آب, قطع within 4", Got: "آب, قطع", Holds: true, Points: 1},
	}, near.Held[0].Conditions)
	assert.Equal(t, []routing.Condition{
		{Field: "topic", Want: "water", Got: "water/outage", Holds: true, Points: 1},
		{Field: "place", Want: "10", Got: "1014", Holds: true, Points: 1},
		{Field: "flags", Want: "none: press", Got: "trip", Holds: true, Points: 1},
		{Field: "keywords", Want: "any: آب, برق; all: قطع", Got: "آب, قطع", Holds: true, Points: 1},
	}, e.Held[0].Conditions)
}

func TestExplainTellsWhatOneFactWouldChange(t *testing.T) {
	t.Parallel()
	base := samad.RouteRequest{Kind: samad.Report, Topic: "water/outage", Place: "1014", Channel: samad.SMS, Text: "آب"}
	tests := []struct{ name, when, field string }{
		{"kind", "{kind: complaint}", "kind"},
		{"topic", "{topic: power}", "topic"},
		{"place", `{place: "1010"}`, "place"},
		{"channel", "{channel: phone}", "channel"},
		{"urgency", "{urgency: high}", "urgency"},
		{"identity", "{identity: anonymous}", "identity"},
		{"petitioner", "{petitioner: foreign}", "petitioner"},
		{"about any", "{about: any}", "about"},
		{"about one", "{about: bargh}", "about"},
		{"flags", "{flags: {any: [a, b], all: c}}", "flags"},
		{"keywords", "{keywords: {any: [برق], all: [قطع]}}", "keywords"},
		{"words near each other", "{keywords: {near: [برق, قطع]}}", "keywords"},
		{"two facts", `{kind: complaint, place: "1010"}`, ""},
		{"a word that must not be there", "{keywords: {none: آب}}", ""},
		{"it would still be outranked", "{}", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table := loadRules(t, "rules:\n  - {id: other, refer: centre}\n  - {id: it, when: "+tt.when+", refer: [{agency: abfa}, {agency: samad}]}\n")
			e := explain(t, table, base)
			assert.Equal(t, "other", e.Decision.Rule)
			if tt.field == "" {
				assert.Empty(t, e.Alternatives)
				return
			}
			require.Len(t, e.Alternatives, 1)
			assert.Equal(t, "it", e.Alternatives[0].Rule)
			assert.Equal(t, tt.field, e.Alternatives[0].Miss.Field)
			assert.False(t, e.Alternatives[0].Miss.Holds)
			assert.NotEmpty(t, e.Alternatives[0].Agency)
		})
	}
}

func TestExplainTellsWhatWouldBeAdded(t *testing.T) {
	t.Parallel()
	e := explain(t, loadRules(t, `rules:
  - {id: all, refer: topic}
  - {id: one-off, continue: true, when: {kind: complaint, place: "1014"}, labels: x}
  - {id: two-off, continue: true, when: {kind: idea, place: "1010"}, labels: x}
`), samad.RouteRequest{Kind: samad.Report, Topic: "water/outage", Place: "1014"})
	require.Len(t, e.Alternatives, 1, "with one fact different, two-off still misses")
	assert.Equal(t, "one-off", e.Alternatives[0].Rule)
	assert.Equal(t, samad.AgencyID("abfa"), e.Alternatives[0].Agency)
}

func TestExplainWithoutDecision(t *testing.T) {
	t.Parallel()
	e := explain(t, loadRules(t, "rules: [{id: a, when: {kind: idea}, refer: topic}]\n"), samad.RouteRequest{Kind: samad.Report, Topic: "water/outage"})
	require.NotNil(t, e.NoRoute)
	assert.Equal(t, "no_rule", e.NoRoute.Reason)
	assert.Empty(t, e.Held)
	require.Len(t, e.Alternatives, 1)
	assert.Equal(t, samad.AgencyID("abfa"), e.Alternatives[0].Agency)

	e = explain(t, loadRules(t, "rules: [{id: a, refer: above, when: {about: any}}]\n"), samad.RouteRequest{About: "gov"})
	assert.Equal(t, "no_target", e.NoRoute.Reason)
	assert.Equal(t, []string{"a no_target"}, verdicts(e.Held))
	assert.Equal(t, []routing.TargetTrial{{Target: routing.Target{Kind: routing.ToAbove}}}, e.Held[0].Targets)
	assert.Empty(t, e.Why)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := pilot(t).Explain(ctx, samad.RouteRequest{})
	require.ErrorIs(t, err, context.Canceled)
}

// Whatever is asked, Explain says what Route does, and its conditions add up.
func TestExplainAgreesWithRoute(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	dir := table.Directory()
	var topics []samad.TopicID
	for _, topic := range dir.Topics(persian.Date{}) {
		topics = append(topics, topic.ID)
	}
	var places []samad.PlaceID
	for _, p := range dir.Places(persian.Date{}) {
		places = append(places, p.ID)
	}
	rapid.Check(t, func(rt *rapid.T) {
		q := samad.RouteRequest{
			Kind:  rapid.SampledFrom(samad.Kinds()).Draw(rt, "kind"),
			Topic: rapid.SampledFrom(topics).Draw(rt, "topic"),
			Place: rapid.SampledFrom(append(places, "")).Draw(rt, "place"),
			About: rapid.SampledFrom([]samad.AgencyID{"", "", "isf.gaz", "isf.ostandari"}).Draw(rt, "about"),
		}
		e := explain(t, table, q)
		d, err := table.Route(context.Background(), q)
		if (err != nil) != (e.NoRoute != nil) {
			rt.Fatalf("route %v, explain %v", err, e.NoRoute)
		}
		if err != nil && !errors.Is(err, samad.ErrNoRoute) {
			rt.Fatal(err)
		}
		var decided []string
		for _, trial := range e.Held {
			points := 0
			for _, c := range trial.Conditions {
				if !c.Holds {
					rt.Fatalf("%s holds, but not %v", trial.Rule, c)
				}
				points += c.Points
			}
			if points != trial.Points {
				rt.Fatalf("%s has %d points of %d", trial.Rule, points, trial.Points)
			}
			if trial.Verdict == routing.Decides {
				decided = append(decided, trial.Rule)
			}
		}
		if err == nil && (len(decided) != 1 || decided[0] != d.Rule) {
			rt.Fatalf("route by %s, explained by %v", d.Rule, decided)
		}
		if len(e.Held)+len(e.Missed) != len(table.Rules()) {
			rt.Fatal("a rule is missing")
		}
	})
}

func TestExplanationIsReadable(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: default, refer: topic}
  - {id: accused, when: {about: any}, refer: [{above: county}, {agency: bargh}, centre]}
  - {id: kashan, when: {place: "1010"}, refer: {agency: abfa.kashan}}
`)
	var b strings.Builder
	require.NoError(t, explain(t, table, samad.RouteRequest{Topic: "power/outage", Place: "1014", About: "bargh"}).Text(&b, samad.English))
	assert.Equal(t, `samad by rule accused
  accused is more specific than default: 100 points to 0
rules that hold:
  accused: decides, 100 points, priority 0
    about any holds: bargh
    {above: county} names nobody here
    {agency: bargh} is bargh, which is accused itself
    centre is samad
  default: outranked, 0 points, priority 0
`, b.String())
}

// isolated writes ids as they stand in Persian text.
var isolated = strings.NewReplacer("<", "\u2068", ">", "\u2069")

func TestExplanationInPersian(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: default, refer: topic}
  - {id: accused, when: {about: any}, refer: [{above: county}, {agency: bargh}, centre]}
  - {id: kashan, when: {place: "1010"}, refer: {agency: abfa.kashan}}
`)
	var b strings.Builder
	require.NoError(t, explain(t, table, samad.RouteRequest{Topic: "power/outage", Place: "1014", About: "bargh"}).Text(&b, samad.Persian))
	assert.Equal(t, isolated.Replace(`<samad> به حکم قاعده <accused>
  <accused> از <default> خاص‌تر است: ۱۰۰ امتیاز در برابر ۰
قاعده‌هایی که برقرارند:
  <accused>: تصمیم می‌گیرد، ۱۰۰ امتیاز، اولویت ۰
    دستگاه موضوع شکایت <any> برقرار است: <bargh>
    <{above: county}> اینجا کسی را نشان نمی‌دهد
    <{agency: bargh}> یعنی <bargh>، که خود موضوع شکایت است
    <centre> یعنی <samad>
  <default>: قاعده دیگری پیش است، ۰ امتیاز، اولویت ۰
`), b.String())

	b.Reset()
	require.NoError(t, explain(t, table, samad.RouteRequest{Topic: "power/outage", Place: "1014"}).Text(&b, samad.Persian))
	assert.Contains(t, b.String(), isolated.Replace("  <kashan> آن را به <abfa.kashan> می‌داد (مکان <1010> برقرار نیست: <1014>)\n"))

	for _, v := range []routing.Verdict{routing.Decides, routing.Contributes, routing.NoTarget, routing.Outranked, routing.Misses, routing.Unknown} {
		var b strings.Builder
		require.NoError(t, routing.Explanation{Held: []routing.Trial{{Rule: "r", Verdict: v}}}.Text(&b, samad.Persian))
		assert.NotContains(t, b.String(), string(v))
		assert.NotContains(t, b.String(), ": ،", "%s has a word", v)
	}
}
