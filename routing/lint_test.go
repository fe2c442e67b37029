package routing_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
)

func lint(t testing.TB, table *routing.Table, opts routing.LintOptions) (out []string) {
	t.Helper()
	findings, err := table.Lint(context.Background(), opts)
	require.NoError(t, err)
	for _, f := range findings {
		out = append(out, f.String())
	}
	return out
}

// sound is a rule set in which Lint finds nothing; tests add one fault to it.
const sound = `rules:
  - {id: default, refer: [topic, centre]}
  - {id: power, when: {topic: power}, refer: {office: power}}
  - {id: kashan, when: {topic: water, place: "1010"}, refer: {agency: abfa.kashan}}
  - {id: city, when: {topic: city, place: "1002031406"}, refer: {agency: shahrdari.isfahan}}
  - {id: accused, when: {about: any}, refer: [{above: provincial}, centre, above], statement: accused}
`

const soundOffices = "offices: {power: [bargh, bargh.shahr]}\n"

func TestLintFindsNothingInASoundRuleSet(t *testing.T) {
	t.Parallel()
	assert.Empty(t, lint(t, loadRules(t, soundOffices+sound), routing.LintOptions{}))
}

func TestPilotIsLintClean(t *testing.T) {
	t.Parallel()
	assert.Empty(t, lint(t, pilot(t), routing.LintOptions{}))
}

func TestLintFinds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, more string
		opts       routing.LintOptions
		want       []string // beginnings, without the file
	}{
		{
			"a rule that repeats an earlier one", "  - {id: again, when: {topic: power}, refer: centre}\n", routing.LintOptions{},
			[]string{`13:5: rule "again" never decides: rule "power" does [unreachable]`},
		},
		{
			"a rule for a kind among all kinds of the same weight", "  - {id: top, priority: 1, when: {topic: power}, refer: [{office: power}, {agency: ostan}]}\n", routing.LintOptions{},
			[]string{`rule "power" never decides: rule "top" does [unreachable]`},
		},
		{
			"a rule whose target serves none of its places", `  - {id: far, when: {topic: city, place: "1014"}, refer: {agency: bargh.shahr}}` + "\n", routing.LintOptions{},
			[]string{`rule "far" never decides: rule "default" does [unreachable]`},
		},
		{
			"a rule on days without the rule set", "  - {id: past, when: {topic: city}, valid_to: 1390-01-01, refer: centre}\n", routing.LintOptions{},
			[]string{`rule "past" never decides: it holds on no day on which the rule set and its pack are in force [unreachable]`},
		},
		{
			"a topic of a list that another rule has", "  - {id: both, when: {topic: [power, other]}, refer: centre}\n", routing.LintOptions{},
			[]string{`13:5: rule "both" never decides for topic "power": rule "power" does [shadowed]`, `contradiction`},
		},
		{
			"a place of a list that another rule has", `  - {id: both, when: {topic: water, place: ["1010", "1014"]}, refer: centre}` + "\n", routing.LintOptions{},
			[]string{`rule "both" never decides for place "1010": rule "kashan" does [shadowed]`, `contradiction`},
		},
		{
			"rules that cross", "  - {id: x, when: {topic: other, kind: report}, refer: {agency: abfa}}\n  - {id: y, when: {topic: other, channel: sms}, refer: {agency: ostan}}\n", routing.LintOptions{},
			[]string{`14:5: rules "x" and "y" may hold together, weigh alike and refer elsewhere: the first of them decides (give one of them a priority, or a condition that the other excludes) [contradiction]`},
		},
		{"rules that cross and refer alike", "  - {id: x, when: {topic: other, kind: report}, refer: {agency: abfa}}\n  - {id: y, when: {topic: other, channel: sms}, refer: {agency: abfa}}\n", routing.LintOptions{}, nil},
		{"rules that exclude each other by kind", "  - {id: x, when: {topic: other, kind: report}, refer: {agency: abfa}}\n  - {id: y, when: {topic: other, kind: idea}, refer: {agency: ostan}}\n", routing.LintOptions{}, nil},
		{"rules that exclude each other by a flag", "  - {id: x, when: {topic: other, flags: f}, refer: {agency: abfa}}\n  - {id: y, when: {topic: other, flags: {none: f}}, refer: {agency: ostan}}\n", routing.LintOptions{}, nil},
		{
			"a rule in the way of one with a forbidden flag is none with it", "  - {id: x, when: {topic: city}, refer: [{agency: shahrdari}, centre]}\n  - {id: y, when: {topic: city, flags: {none: f}}, refer: {agency: ostan}}\n", routing.LintOptions{}, nil,
		},
		{
			"a keyword inside another", "  - {id: k, when: {topic: other, keywords: [قطع آب, آب]}, refer: {agency: abfa}}\n", routing.LintOptions{},
			[]string{`rule "k": keyword "قطع آب" makes no difference beside "آب" [dead_keyword]`},
		},
		{
			"a keyword inside another near it", "  - {id: k, when: {topic: other, keywords: {near: [قطع آب, آب]}}, refer: {agency: abfa}}\n", routing.LintOptions{},
			[]string{`rule "k": keyword "قطع آب" makes no difference beside "آب" [dead_keyword]`},
		},
		{
			"words near each other are reached", "  - {id: k, when: {topic: other, keywords: {near: [قطع, آب]}}, refer: {agency: abfa}}\n", routing.LintOptions{}, nil,
		},
		{
			"words near each other that another rule forbids", "  - {id: x, when: {topic: other, keywords: {near: [قطع, آب]}}, refer: {agency: abfa}}\n  - {id: y, when: {topic: other, keywords: {none: آب}}, refer: {agency: ostan}}\n", routing.LintOptions{}, nil,
		},
		{
			"a keyword that nobody writes", "  - {id: k, when: {topic: other, keywords: [آب, برق]}, refer: {agency: abfa}}\n", routing.LintOptions{Texts: slices.Repeat([]string{"آبمون قطعه", "سلام"}, 50)},
			[]string{`rule "k": none of 100 messages has the keyword "برق" [dead_keyword]`},
		},
		{
			"a keyword that a handful of messages lacks", "  - {id: k, when: {topic: other, keywords: [آب, برق]}, refer: {agency: abfa}}\n", routing.LintOptions{Texts: slices.Repeat([]string{"سلام"}, 99)}, nil,
		},
		{
			"a continuing rule where nothing decides", "  - {id: more, continue: true, valid_to: 1390-01-01, labels: x}\n", routing.LintOptions{},
			[]string{`rule "more" adds to nothing: no rule decides where it holds [unreachable]`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table := loadRules(t, "valid_from: 1395-01-01\n"+soundOffices+sound+tt.more)
			got := lint(t, table, tt.opts)
			require.Len(t, got, len(tt.want), "%q", got)
			for i, want := range tt.want {
				assert.Contains(t, got[i], want)
				assert.Truef(t, strings.HasPrefix(got[i], "rules.yaml:"), "%q has a place", got[i])
			}
		})
	}
}

func TestLintFindsWhatIsMissing(t *testing.T) {
	t.Parallel()
	t.Run("topics and places", func(t *testing.T) {
		t.Parallel()
		table := loadRules(t, `rules:
  - {id: water, when: {topic: water, place: ["1002", "1010"]}, refer: {agency: abfa}}
  - {id: rest, when: {topic: [power, city]}, refer: [topic, centre]}
  - {id: accused, when: {about: any}, refer: [above, centre]}
`)
		seen := []routing.Seen{{Topic: "other", Place: "1002", Cases: 3}, {Topic: "other", Place: "1014", Cases: 4}, {Topic: "water/bill", Place: "1014021440", Cases: 5}}
		findings, err := table.Lint(context.Background(), routing.LintOptions{Seen: seen})
		require.NoError(t, err)
		cases := map[string]int{}
		for _, f := range findings {
			if f.Code == routing.UncoveredTopic || f.Code == routing.UncoveredPlace {
				cases[string(f.Topic)+" "+string(f.Place)] = f.Cases
			}
		}
		assert.Equal(t, map[string]int{
			"other ":          7, // nowhere
			"water/outage ":   0, // where the place is not known, so in the province as well
			"water/bill ":     5,
			"water/bill 10":   5,
			"water/outage 10": 0,
		}, cases)
	})
	t.Run("a rule for the accused", func(t *testing.T) {
		t.Parallel()
		table := loadRules(t, "rules: [{id: all, refer: [topic, centre]}, {id: one, when: {about: abfa}, refer: centre}]\n")
		got := lint(t, table, routing.LintOptions{})
		assert.Contains(t, strings.Join(got, "\n"), "no rule says who answers a complaint about the conduct of gov, min.niru, bargh and 6 more (add a rule with about: any")
	})
	t.Run("agencies without work", func(t *testing.T) {
		t.Parallel()
		table := loadRules(t, strings.Replace(sound, "{office: power}", "{agency: bargh}", 1))
		got := strings.Join(lint(t, table, routing.LintOptions{}), "\n")
		assert.Contains(t, got, `agency "bargh.shahr" never receives a case`)
		table = loadRules(t, "by_hand: [bargh.shahr]\n"+strings.Replace(sound, "{office: power}", "{agency: bargh}", 1))
		got = strings.Join(lint(t, table, routing.LintOptions{}), "\n")
		assert.NotContains(t, got, "bargh.shahr")
	})
}

func TestLintStopsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := pilot(t).Lint(ctx, routing.LintOptions{})
	require.ErrorIs(t, err, context.Canceled)
}
