package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMeasure runs everything, small. What the figures are is for people.
func TestMeasure(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := run(t.Context(), []string{"--db", os.Getenv("SAMAD_POSTGRES"), "--time", "50ms", "--rounds", "1", "--cases", "200,400", "--folder", t.TempDir()}, &out)
	require.NoError(t, err)
	t.Log("\n" + out.String())
	assert.Regexp(t, `(?m)^ *whole Desk.Submit +32 +[1-9]`, out.String())
	assert.Regexp(t, `(?m)^ *400 +\d`, out.String())
	assert.Regexp(t, `VerifyHistory, one core: [1-9]`, out.String())
}

// TestSizes weighs a few lives.
func TestSizes(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"--db", os.Getenv("SAMAD_POSTGRES"), "--lives", "40", "--folder", t.TempDir()}, &out))
	t.Log("\n" + out.String())
	for _, table := range []string{"cases", "events", "messages", "calls", "idempotency", "all"} {
		assert.Regexp(t, `(?m)^ *`+table+` +[1-9]`, out.String())
	}
}

func TestMeasureWantsSizes(t *testing.T) {
	t.Parallel()
	for _, sizes := range []string{"", "many", "100", "2000,1000"} {
		require.Error(t, run(t.Context(), []string{"--cases", sizes}, &bytes.Buffer{}), sizes)
	}
}
