package routing_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
)

func TestCoverageOfRulesByTests(t *testing.T) {
	t.Parallel()
	table := loadRules(t, `rules:
  - {id: default, refer: [topic, centre]}
  - {id: water, when: {topic: water}, refer: {agency: abfa}}
  - {id: power, when: {topic: power}, refer: {agency: bargh}}
  - {id: never, when: {kind: idea}, refer: centre}
  - {id: loud, continue: true, when: {topic: water}, labels: wet}
  - {id: silent, continue: true, when: {topic: power}, urgency: high}
`)
	cases, err := table.LoadTests(routing.Source{Name: "rules_test.yaml", Data: []byte(`tests:
  - {name: by name, given: {topic: water/outage, place: "1014"}, expect: {rule: water, labels: [wet]}}
  - {name: by agency, given: {topic: power/outage, place: "1014"}, expect: {agency: bargh}}
  - {name: wrong, given: {topic: city/waste, place: "1014"}, expect: {rule: water}}
  - {name: nothing, given: {topic: water/outage, on: 1399-01-01, about: gov}, expect: none}
`)})
	require.NoError(t, err)
	report, err := table.Test(context.Background(), cases)
	require.NoError(t, err)
	assert.Equal(t, []routing.RuleCoverage{
		{Rule: "default", Decided: 1},
		{Rule: "water", Decided: 1, Expected: 1},
		{Rule: "power", Decided: 1},
		{Rule: "never"},
		{Rule: "loud", Decided: 1, Expected: 1},
		{Rule: "silent", Decided: 1},
	}, report.Rules)
	require.Len(t, report.Failed, 1)
	assert.Equal(t, "wrong", report.Failed[0].Test.Name)
	var b strings.Builder
	require.NoError(t, report.Text(&b))
	assert.Equal(t, `rules_test.yaml:4: wrong: rule: got default, want water
4 tests, 1 failed; 2 of 6 rules covered
  default: reached in 1 tests, expected in none
  power: reached in 1 tests, expected in none
  never: no test reaches it
  silent: reached in 1 tests, expected in none
`, b.String())
}
