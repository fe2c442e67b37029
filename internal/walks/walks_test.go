package walks_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// walk is a module that somebody begins with `go mod init`.
type walk struct {
	folder string
	args   []string
	stdin  string
	want   []string // patterns of lines, in order
	tests  bool     // it has tests of its own
	binary bool     // it is a program
}

var walks = []walk{
	{
		folder: "codes", binary: true, stdin: "۱۲۳۴ ۵۶۷۸ ۹۰۱۲ ۳۴۲۸\n1234 5678 9012 3482\n",
		want: []string{
			`^کد رهگیری: [۱-۹][۰-۹]{3}(\x{a0}[۰-۹]{4}){3} رمز: [۰-۹]{6}$`, `^کد رهگیری: `, `^کد رهگیری: `,
			`^1234 5678 9012 3428 one two three four, five `, `check digits do not match`,
		},
	},
	{
		folder: "month", binary: true,
		want: []string{`^آذر ۱۴۰۵$`, `^شنبه\s+یکشنبه\s.*\sجمعه\s*$`, `^\t۱\t۲\t۳\t۴\t۵\t۶`, `^۷\t`, `^۱۴\t`, `^۲۱\t`, `^۲۸\t۲۹\t۳۰`},
	},
	{
		folder: "deadlines", binary: true,
		want: []string{
			`^1405-01-05  10d 1405-01-15 14:00 \(official\)  10wd 1405-01-22 14:00 \(official\)  72h 1405-01-08 10:00`,
			"", "", "", "", "", "", "", "", "", "",
			`^1405-12-01  10d 1405-12-11 14:00 \(official\)  10wd 1405-12-16 14:00`,
		},
	},
	{folder: "rules", binary: true, tests: true, want: []string{`^yazd\.water water Water company answers for `}},
	{folder: "store", tests: true},
	{folder: "file", binary: true, args: []string{"walk.db"}, want: []string{`^0 cases$`}},
	{
		folder: "life", binary: true,
		want: []string{`^received$`, `^referred isf\.bargh\.shahr$`, `^answered$`, `^closed confirmed$`},
	},
}

func TestWalks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: each walk is a module of its own that is compiled")
	}
	weights := weightsOf(t)
	for _, w := range walks {
		t.Run(w.folder, func(t *testing.T) {
			t.Parallel()
			dir := module(t, w.folder)
			if w.tests {
				run(t, dir, "", "go", "test", "./...")
			}
			packages := strings.Count(run(t, dir, "", "go", "list", "-deps", "."), "\n")
			assert.InEpsilon(t, weights[w.folder].packages, packages, 0.1, "docs/packages.md says how many packages come with it")
			if !w.binary {
				return
			}
			run(t, dir, "", "go", "build", "-o", "walk", ".")
			lines := strings.Split(strings.TrimRight(run(t, dir, w.stdin, filepath.Join(dir, "walk"), w.args...), "\n"), "\n")
			require.Len(t, lines, len(w.want), "%q", lines)
			for i, want := range w.want {
				assert.Regexp(t, want, lines[i])
			}
			megabytes := sizeOf(t, filepath.Join(dir, "walk"))
			assert.InEpsilon(t, weights[w.folder].plain, megabytes, 0.15, "docs/packages.md says how large the program is")
			t.Logf("%s: %d packages, %.1f MB", w.folder, packages, megabytes)
		})
	}
}

// module makes a module with what stands in a folder of testdata, that takes
// this library from here. What `go get` would ask a proxy for, the versions and
// sums of everything else, it takes from this module, so that the module cache
// suffices, also one that holds no more than this module's own tests need.
func module(t *testing.T, folder string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(filepath.Join("testdata", folder))))
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	run(t, dir, "", "go", "mod", "edit", "-module", "example.org/walk",
		"-require", "github.com/samad111/go-samad@v0.0.0", "-replace", "github.com/samad111/go-samad="+root)
	return dir
}

func run(t *testing.T, dir, stdin, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "CGO_ENABLED=0")
	var out, faults bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &faults
	require.NoError(t, cmd.Run(), "%s %v\n%s%s", name, args, &out, &faults)
	return out.String()
}

func sizeOf(t *testing.T, file string) float64 {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	return float64(info.Size()) / 1e6
}

type weight struct {
	packages int
	plain    float64 // MB
}

// weightsOf reads the table of docs/packages.md: walk, imports, packages, plain
// and stripped size.
func weightsOf(t *testing.T) map[string]weight {
	t.Helper()
	page, err := os.ReadFile("../../docs/packages.md")
	require.NoError(t, err)
	out := map[string]weight{}
	row := regexp.MustCompile(`(?m)^\| \[` + "`" + `(\w+)` + "`" + `\].*\| (\d+) \| ([\d.]+|-) \| ([\d.]+|-) \|$`)
	for _, m := range row.FindAllStringSubmatch(string(page), -1) {
		w := weight{}
		w.packages, err = strconv.Atoi(m[2])
		require.NoError(t, err)
		if m[3] != "-" {
			w.plain, err = strconv.ParseFloat(m[3], 64)
			require.NoError(t, err)
		}
		out[m[1]] = w
	}
	require.Len(t, out, len(walks), "every walk has its row in docs/packages.md")
	return out
}
