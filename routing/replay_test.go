package routing_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	const base = "{id: a, when: {topic: water}, refer: {agency: abfa}"
	tests := []struct {
		name, before, after string
		fields              []string
	}{
		{"alike", base + "}", base + "}", nil},
		{"another rule, the same decision", base + "}", "{id: b, when: {kind: report}, refer: {agency: abfa}, reason: چرا, reason_en: why}", nil},
		{"agency", base + "}", "{id: a, when: {topic: water}, refer: {agency: ostan}}", []string{"agency"}},
		{"unit", base + "}", base + ", unit: u}", []string{"unit"}},
		{"urgency and labels", base + ", labels: [x, y]}", base + ", urgency: high, labels: [x]}", []string{"urgency", "labels"}},
		{"labels in another order", base + ", labels: [x, y]}", base + ", labels: [y, x]}", nil},
		{"cooperating", base + "}", base + ", cooperate: {agency: bargh}}", []string{"cooperating"}},
		{"auto", base + "}", base + ", auto: true}", []string{"auto"}},
		{"hold", base + "}", base + ", hold: true}", []string{"hold"}},
		{"nothing any more", base + "}", "{id: a, when: {topic: power}, refer: {agency: abfa}}", []string{"agency"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			q := samad.RouteRequest{Kind: samad.Report, Topic: "water/outage", Place: "1014"}
			before, after := loadRules(t, "rules: ["+tt.before+"]\n"), loadRules(t, "rules: ["+tt.after+"]\n")
			d, differs, err := routing.Compare(context.Background(), before, after, q)
			require.NoError(t, err)
			assert.Equal(t, tt.fields, d.Fields)
			assert.Equal(t, len(tt.fields) > 0, differs)
			if tt.name == "nothing any more" {
				assert.Equal(t, "no_rule", d.NewNone)
				assert.Empty(t, d.OldNone)
			}
			assert.Equal(t, samad.AgencyID("abfa"), d.Old.Agency)
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, err := routing.Compare(ctx, pilot(t), pilot(t), samad.RouteRequest{})
	require.ErrorIs(t, err, context.Canceled)
}
