package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/storage/crashtest"
)

func TestMain(m *testing.M) {
	told, err := crashtest.ServeIfTold(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if told {
		return
	}
	os.Exit(m.Run())
}

func TestCrash(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"--kills", "1", "--servers", "1", "--seed", "7", "--folder", t.TempDir()}, &out))
	assert.Contains(t, out.String(), "seed 7")
	assert.Regexp(t, `(?m)^   1: \d+ cases`, out.String())
}

func TestCrashTellsOfFaults(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"--kills", "20", "--lie", "early", "--folder", t.TempDir()}, &bytes.Buffer{})
	require.ErrorIs(t, err, crashtest.ErrFault)
}
