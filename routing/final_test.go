package routing_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// What docs/packs.md says under "Final and continue, exactly".
func TestEveryDecidingRuleIsFinalAndContinuingOnesAddToIt(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: first, when: {flags: [night]}, continue: true, urgency: high, labels: [night, common]}
  - {id: water, when: {topic: water}, refer: topic, labels: [water], urgency: emergency, hold: true, cooperate: {agency: bargh}}
  - {id: elsewhere, when: {topic: water/outage, kind: report}, refer: {agency: abfa.kashan}, labels: [failed]}
  - {id: outage, when: {topic: water/outage}, refer: topic, labels: [outage, common], auto: true}
  - {id: late, when: {flags: [held]}, continue: true, hold: true, labels: [held]}
  - {id: asks, when: {flags: [asked]}, continue: true, cooperate: {agency: bargh}, statement: {agency: bargh}}
`)
	for _, c := range []struct {
		name string
		q    samad.RouteRequest
		want samad.Decision
	}{
		{
			"the most specific one decides alone: nothing of the wider one",
			samad.RouteRequest{Topic: "water/outage"},
			samad.Decision{Rule: "outage", Labels: []string{"outage", "common"}, Auto: true},
		},
		{
			"a rule whose targets fail adds nothing either",
			samad.RouteRequest{Topic: "water/outage", Kind: samad.Report, Place: "1014"},
			samad.Decision{Rule: "outage", Labels: []string{"outage", "common"}, Auto: true},
		},
		{
			"continuing rules add, those before and after in the file, each label once",
			samad.RouteRequest{Topic: "water/outage", Flags: []string{"night", "held"}},
			samad.Decision{Rule: "outage", Labels: []string{"outage", "common", "night", "held"}, Urgency: samad.High, Hold: true},
		},
		{
			"urgency is the highest of all, never lowered",
			samad.RouteRequest{Topic: "water/outage", Urgency: samad.Emergency, Flags: []string{"night"}},
			samad.Decision{Rule: "outage", Labels: []string{"outage", "common", "night"}, Auto: true},
		},
		{
			"who is named first keeps its purpose",
			samad.RouteRequest{Topic: "water/outage", Flags: []string{"asked"}},
			samad.Decision{Rule: "outage", Labels: []string{"outage", "common"}, Auto: true, Cooperating: []samad.Cooperation{{Agency: "bargh", Purpose: samad.Cooperate}}},
		},
	} {
		got, err := table.Route(context.Background(), c.q)
		require.NoError(t, err, c.name)
		c.want.Agency, c.want.Reason, c.want.RuleSet = "abfa", got.Reason, got.RuleSet
		assert.Equal(t, c.want, got, c.name)
	}
	_, err := table.Route(context.Background(), samad.RouteRequest{Topic: "other", Flags: []string{"night"}})
	require.ErrorIs(t, err, samad.ErrNoRoute, "continuing rules do not decide")
}

func TestFinalIsNoKey(t *testing.T) {
	t.Parallel()
	_, err := routing.Load(routing.Options{Directory: world(t)}, routing.Source{Name: "r", Data: []byte(header + "rules:\n  - {id: a, refer: topic, final: true}\n")})
	require.ErrorContains(t, err, `unknown key "final"`)
}

func TestLintKnowsTheDaysOfThePack(t *testing.T) {
	t.Parallel()
	day := func(s string) persian.Date {
		d, err := persian.Parse(s)
		require.NoError(t, err)
		return d
	}
	const old = "  - {id: old, when: {topic: city}, valid_to: 1402-01-01, refer: centre}\n"
	const never = `rule "old" never decides: it holds on no day on which the rule set and its pack are in force`
	for _, c := range []struct {
		name, days string
		within     samad.Validity
		want       []string
	}{
		{"without a pack", "", samad.Validity{}, nil},
		{"a pack that began after the rule ended", "", samad.Validity{From: day("1403-01-01")}, []string{never}},
		{"a pack that began before", "", samad.Validity{From: day("1401-01-01")}, nil},
		{"the rule set begins late", "valid_from: 1400-05-01\n", samad.Validity{From: day("1399-01-01")}, []string{"the rule set begins on 1400-05-01, its pack on 1399-01-01"}},
		{"the rule set ends early", "valid_to: 1408-01-01\n", samad.Validity{From: day("1399-01-01")}, []string{"the rule set ends before 1408-01-01, its pack does not end"}},
		{"the same days", "valid_from: 1399-01-01\nvalid_to: 1408-01-01\n", samad.Validity{From: day("1399-01-01"), To: day("1408-01-01")}, nil},
	} {
		findings := lint(t, loadRules(t, c.days+soundOffices+sound+old), routing.LintOptions{Within: c.within})
		require.Len(t, findings, len(c.want), "%s: %v", c.name, findings)
		for i, want := range c.want {
			assert.Contains(t, findings[i], want, c.name)
		}
	}
}
