package routing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// A pack to begin with has a handful of topics; the words of its topics must
// count all the same.
func TestAWordOfOneTopicIsEnoughInASmallPack(t *testing.T) {
	t.Parallel()
	table := loadRules(t, "rules: [{id: default, refer: topic}]")
	s := table.Suggest("زباله کوچه ما را سه روز است نمی‌برند")
	assert.Equal(t, samad.TopicID("city/waste"), s.Topic)
	assert.Equal(t, routing.LooksFit, s.Screening)
	assert.Empty(t, table.Suggest("هوا امروز خوب است و خبری نیست").Topic)
}

func TestRunTakesWhatIsGiven(t *testing.T) {
	t.Parallel()
	table := loadRules(t, "needs_place: [water/outage]\nrules: [{id: default, refer: topic}]")
	for name, test := range map[string]struct {
		in     routing.Input
		screen routing.Screening
		agency samad.AgencyID
	}{
		"a topic for a text that names none": {routing.Input{Text: "لطفاً به وضع محله ما رسیدگی کنید", Topic: "city/waste", Place: "1014"}, routing.LooksFit, "shahrdari"},
		"a topic that needs no place":        {routing.Input{Text: "آب خانه ما قطع است", Topic: "other"}, routing.LooksFit, "samad"},
		"a topic that needs a place":         {routing.Input{Text: "زباله کوچه ما را نمی‌برند", Topic: "water/outage"}, routing.LooksIncomplete, ""},
		"a kind that needs no place":         {routing.Input{Text: "آب خانه ما قطع است", Kind: samad.Idea}, routing.LooksFit, "abfa"},
		"a text without words":               {routing.Input{Text: "؟", Topic: "city/waste", Place: "1014"}, routing.LooksIncomplete, ""},
	} {
		out, err := table.NewRun().Route(t.Context(), test.in)
		require.NoError(t, err, name)
		assert.Equal(t, test.screen, out.Screening, name)
		if test.agency == "" {
			assert.Nil(t, out.Agency, name)
			continue
		}
		require.NotNil(t, out.Agency, name)
		assert.Equal(t, test.agency, *out.Agency, name)
	}
	_, err := table.NewRun().Route(t.Context(), routing.Input{Text: "x", Topic: "city/wast"})
	assert.ErrorContains(t, err, `unknown topic "city/wast" (is "city/waste" meant?)`)
}
