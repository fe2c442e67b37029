package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestScenarioShowsTheNumbers runs the program as somebody would who doubts.
func TestScenarioShowsTheNumbers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, &out))
	for _, want := range []string{
		"meetings, 15 Mehr 1397 to the end of 1398      76        76             76",
		"calls, 1398                                    34000     3400           3400",
		"cases of Social Security, 1398                 250       25             25",
		"cases of Social Security, four months of 1399  140       14             14",
	} {
		require.Contains(t, out.String(), want)
	}
	require.Error(t, run(t.Context(), []string{"--no-such"}, &out))
}
