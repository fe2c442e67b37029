package httpapi_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// The guide names every route, step and code, and no code that is not one.
func TestGuideIsWhole(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../docs/api.md")
	require.NoError(t, err)
	guide := string(raw)
	const steps = "/api/v1/desk/cases/{id}/"
	for path := range documented(t).Paths {
		if step, ok := strings.CutPrefix(path, steps); ok && step != "history" && !strings.Contains(step, "/") {
			require.Contains(t, guide, "`"+step+"`")
			continue
		}
		require.Contains(t, guide, path)
	}
	for _, code := range samad.ErrorCodes() {
		require.Contains(t, guide, "`"+code+"`")
	}
	_, errorsTable, ok := strings.Cut(guide, "| status | codes |")
	require.True(t, ok)
	source, err := os.ReadFile("problemkinds.go")
	require.NoError(t, err)
	rooms, err := filepath.Glob("rooms/*.go")
	require.NoError(t, err)
	own := string(source)
	for _, name := range rooms { // they bring problems of their own, told beside them
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		more, err := os.ReadFile(name)
		require.NoError(t, err)
		source = append(source, more...)
	}
	members := []string{"record_state", "state", "possible", "tracking_code", "errors", "request_id"}
	for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(errorsTable, -1) {
		if !strings.Contains(string(source), `"`+name[1]+`"`) {
			require.Contains(t, members, name[1])
		}
	}
	for _, name := range regexp.MustCompile(`code[A-Za-z]+ += "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1) {
		where := guide
		if strings.Contains(own, name[0]) {
			where = errorsTable
		}
		require.Contains(t, where, "`"+name[1]+"`")
	}
}
