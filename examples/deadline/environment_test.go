package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEnvironment: what the service has too comes from the service's variables;
// a flag wins.
func TestEnvironment(t *testing.T) {
	t.Setenv("SAMAD_DB", "sqlite:there.db")
	t.Setenv("SAMAD_KEY", "there.key")
	t.Setenv("SAMAD_ATTACHMENTS", "there.files")
	t.Setenv("SAMAD_PACK", "a, b")
	o, err := parse([]string{"--key", "here.key"}, io.Discard, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "sqlite:there.db", o.DB)
	assert.Equal(t, "here.key", o.Key)
	assert.Equal(t, "there.files", o.Files)
	assert.Equal(t, []string{"a, b"}, o.Pack, "one folder")
}
