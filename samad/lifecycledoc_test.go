package samad_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

var update = flag.Bool("update", false, "write golden files anew")

// TestLifecycleDoc keeps docs/lifecycle.md what the tables say.
func TestLifecycleDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "lifecycle.md")
	want := lifecycleDoc()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, want, 0o644))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "docs/lifecycle.md is not what the tables say; run go test ./samad -run TestLifecycleDoc -update")
}

func lifecycleDoc() []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# The life of a case")
	line("")
	line("Printed from `samad.Transitions()` by `go test ./samad -run TestLifecycleDoc -update`;")
	line("a test fails when this page is not what the tables say.")
	line("")
	line("## States")
	line("")
	line("| state | Persian | what it means |")
	line("|---|---|---|")
	for _, s := range samad.States() {
		line("| `%s` | %s | %s |", s, samad.StateName(s).Fa, samad.ExplainState(s, samad.English))
	}
	line("")
	line("```mermaid")
	line("stateDiagram-v2")
	line("    [*] --> received: submit")
	edges := map[string][]string{}
	var order []string
	for _, tr := range samad.Transitions() {
		if tr.From == tr.To {
			continue
		}
		key := fmt.Sprintf("%s --> %s", tr.From, tr.To)
		if !slices.Contains(edges[key], string(tr.Action)) {
			if edges[key] == nil {
				order = append(order, key)
			}
			edges[key] = append(edges[key], string(tr.Action))
		}
	}
	for _, key := range order {
		line("    %s: %s", key, strings.Join(edges[key], ", "))
	}
	line("```")
	line("")
	line("## Transitions")
	line("")
	line("What is not in this table is not possible.")
	line("")
	line("| from | action | to | when |")
	line("|---|---|---|---|")
	for _, tr := range samad.Transitions() {
		line("| `%s` | `%s` | `%s` | %s |", tr.From, tr.Action, tr.To, tr.When)
	}
	line("")
	line("Who may take which step is in [rights.md](rights.md).")
	return b.Bytes()
}
