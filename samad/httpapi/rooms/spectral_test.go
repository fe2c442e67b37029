package rooms_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSpectral holds the document with all rooms against a linter that others
// use. It needs SAMAD_NODE, the path of node, and "npm ci" in
// internal/webtools.
func TestSpectral(t *testing.T) {
	t.Parallel()
	node := os.Getenv("SAMAD_NODE")
	if node == "" {
		t.Skip("set SAMAD_NODE to the path of node, and run npm ci in internal/webtools")
	}
	f := setup(t)
	path := filepath.Join(t.TempDir(), "openapi.json")
	require.NoError(t, os.WriteFile(path, []byte(f.send("GET", "/openapi.json", nil).is(200).raw), 0o600))
	out, err := exec.CommandContext(t.Context(), node, "../../../internal/webtools/node_modules/@stoplight/spectral-cli/dist/index.js", "lint", path,
		"--ruleset", "../testdata/spectral.yaml", "--fail-severity", "hint", "--quiet").CombinedOutput()
	require.NoError(t, err, "%s", out)
}
