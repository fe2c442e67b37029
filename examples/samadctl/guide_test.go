package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The commands of the guides to rules are run, one after the other, in an empty
// folder, and must say what the guides say that they say.
func TestGuidesToRules(t *testing.T) {
	guides := map[string]string{}
	for _, name := range []string{"rules.md", "rules.fa.md"} {
		text, err := os.ReadFile(filepath.Join("../../docs", name))
		require.NoError(t, err)
		guides[name] = string(text)
	}
	var english []string
	for _, name := range []string{"rules.md", "rules.fa.md"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			done := follow(t, guides[name])
			if english == nil {
				english = done
			}
			assert.Equal(t, english, done, "the same commands in both languages")
		})
	}
}

// follow does what a guide says and returns its blocks of commands.
func follow(t *testing.T, guide string) (done []string) {
	t.Helper()
	fence := regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```$")
	blocks := fence.FindAllStringSubmatch(guide, -1)
	for i, b := range blocks {
		if b[1] != "sh" {
			continue
		}
		done = append(done, strings.ReplaceAll(b[2], " --lang fa", ""))
		said, code := typed(t, b[2])
		if i+1 < len(blocks) && blocks[i+1][1] == "text" {
			assert.Contains(t, said, strings.TrimSpace(blocks[i+1][2]), "after\n%s", b[2])
			assert.NotEqual(t, exitUsage, code, "after\n%s%s", b[2], said)
			continue
		}
		assert.Equal(t, exitGood, code, "after\n%s%s", b[2], said)
	}
	require.GreaterOrEqual(t, len(done), 8, "the guide was read")
	return done
}

// typed types commands: samadctl's run here, all others in a shell.
func typed(t *testing.T, commands string) (said string, code int) {
	t.Helper()
	var shell strings.Builder
	for line := range strings.Lines(commands) {
		args, ours := strings.CutPrefix(line, "samadctl ")
		if !ours {
			shell.WriteString(line)
			continue
		}
		sh(t, shell.String())
		shell.Reset()
		got := samadctl(t, "", strings.Fields(args)...)
		said, code = said+got.Out+got.Err, max(code, got.Code)
	}
	sh(t, shell.String())
	return said, code
}

func sh(t *testing.T, commands string) {
	t.Helper()
	if commands == "" {
		return
	}
	out, err := exec.CommandContext(t.Context(), "sh", "-euc", commands).CombinedOutput()
	require.NoError(t, err, "%s%s", commands, out)
}
