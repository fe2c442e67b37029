package httpapi_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSpectral holds the OpenAPI document against a linter that others use,
// with no error and no warning. It needs SAMAD_NODE, the path of node, and
// "npm ci" in internal/webtools.
func TestSpectral(t *testing.T) {
	t.Parallel()
	node := os.Getenv("SAMAD_NODE")
	if node == "" {
		t.Skip("set SAMAD_NODE to the path of node, and run npm ci in internal/webtools")
	}
	const spectral = "../../internal/webtools/node_modules/@stoplight/spectral-cli/dist/index.js"
	_, err := os.Stat(spectral)
	require.NoError(t, err, "run npm ci in internal/webtools")
	f := setup(t)
	f.undocumented = true
	path := filepath.Join(t.TempDir(), "openapi.json")
	lint := func(document string) ([]byte, error) {
		require.NoError(t, os.WriteFile(path, []byte(document), 0o600))
		return exec.CommandContext(t.Context(), node, spectral, "lint", path,
			"--ruleset", "testdata/spectral.yaml", "--fail-severity", "hint", "--quiet").CombinedOutput()
	}
	out, err := lint(f.send("GET", "/openapi.json", nil).is(200).raw)
	require.NoError(t, err, "%s", out)
	out, err = lint(`{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{"/a":{"get":{"operationId":"A b","responses":{}}}}}`)
	require.Error(t, err, "a linter that finds nothing: %s", out)
}
