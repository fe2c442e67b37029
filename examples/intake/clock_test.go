package main

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClockOfTrials(t *testing.T) {
	t.Parallel()
	environment := func(string) string { return "" }
	o, err := parse([]string{"--at", "2026-03-18T09:30:00+03:30"}, environment, io.Discard)
	require.NoError(t, err)
	at := o.start
	now := clockFrom(at)
	first := now()
	assert.WithinDuration(t, at, first, time.Minute)
	time.Sleep(time.Millisecond)
	assert.True(t, now().After(first), "it goes on")

	o, err = parse(nil, environment, io.Discard)
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), clockFrom(o.start)(), time.Minute, "without --at it is the real one")

	_, err = parse([]string{"--at", "tomorrow"}, environment, io.Discard)
	require.ErrorContains(t, err, `--at: "tomorrow"`)
	_, err = parse([]string{"--at", "2026-03-18T09:30:00+03:30", "--addr", "0.0.0.0:8111"}, environment, io.Discard)
	require.ErrorContains(t, err, "not a loopback address")
}
