package archtest_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/archtest"
)

// top is the repository from the folder in which the tests of this package run.
const top = "../.."

func house(t *testing.T) fs.FS {
	t.Helper()
	return os.DirFS(top)
}

func sources(t *testing.T) []archtest.Source {
	t.Helper()
	all, err := archtest.ReadSources(house(t))
	require.NoError(t, err)
	require.Greater(t, len(all), 100, "the tree was not read")
	return all
}

func none(t *testing.T, findings []string) {
	t.Helper()
	assert.Empty(t, findings, "%s", strings.Join(findings, "\n"))
}

func TestImportsAreOnThePlan(t *testing.T) {
	t.Parallel()
	none(t, archtest.Imports(sources(t), archtest.Plan(), archtest.TestPlan(), archtest.Reserved()))
}

func TestEveryLineOfThePlanHasAReason(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, line := range archtest.Plan() {
		assert.False(t, seen[line.Path], "%s has two lines", line.Path)
		seen[line.Path] = true
	}
	for _, line := range slices.Concat(archtest.Plan(), archtest.TestPlan()) {
		for _, edge := range line.May {
			assert.NotEmpty(t, edge.Why, "%s to %s", line.Path, edge.Import)
		}
	}
}

func TestTopFoldersMakeNoCircle(t *testing.T) {
	t.Parallel()
	none(t, archtest.Circles(sources(t)))

	// The plan itself must not allow one either.
	var planned []archtest.Source
	for _, line := range archtest.Plan() {
		if strings.HasPrefix(line.Path, "examples") {
			continue // programs may import everything, and nothing imports them
		}
		s := archtest.Source{Path: line.Path + "/x.go"}
		for _, edge := range line.May {
			s.Imports = append(s.Imports, archtest.Module+"/"+strings.TrimSuffix(edge.Import, "/..."))
		}
		planned = append(planned, s)
	}
	none(t, archtest.Circles(planned))
}

func TestNamesSayWhatIsInside(t *testing.T) {
	t.Parallel()
	none(t, archtest.Names(sources(t), archtest.BadNames()))
}

func TestTopLevelIsOnThePlan(t *testing.T) {
	t.Parallel()
	findings, err := archtest.Entries(house(t), archtest.TopLevel())
	require.NoError(t, err)
	none(t, findings)
	for _, name := range archtest.TopLevel() {
		if name == ".git" {
			continue // not in an unpacked archive
		}
		_, err := fs.Stat(house(t), name)
		assert.NoError(t, err, "on the plan, but not there")
	}
}

func TestNothingSpeaksOfOtherFolders(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs(top)
	require.NoError(t, err)
	var here []string
	if strings.Count(filepath.ToSlash(root), "/") > 1 { // "/src" would be found in honest places
		here = append(here, root)
	}
	findings, err := archtest.Mentions(house(t), here...)
	require.NoError(t, err)
	none(t, findings)
}

func TestLibrariesStayLight(t *testing.T) {
	t.Parallel()
	for _, promise := range archtest.Closures() {
		packages := slices.DeleteFunc(slices.Clone(promise.Of), func(p string) bool {
			_, err := fs.Stat(house(t), strings.TrimPrefix(p, "./"))
			return err != nil // a room that is still to be built
		})
		if len(packages) == 0 {
			continue
		}
		all, err := archtest.Dependencies(t.Context(), top, packages...)
		require.NoError(t, err)
		require.Contains(t, all, archtest.Module+strings.TrimPrefix(packages[0], "."), "go list gave nothing")
		for _, heavy := range promise.Never {
			assert.NotContains(t, all, heavy, "comes along with %s", strings.Join(packages, " "))
		}
	}
}

func TestLinkedModulesAreFree(t *testing.T) {
	t.Parallel()
	modules, err := archtest.Linked(t.Context(), top)
	require.NoError(t, err)
	require.Greater(t, len(modules), 3, "go list gave nothing")
	for _, m := range modules {
		findings, err := archtest.Licensed(os.DirFS(m.Dir))
		require.NoError(t, err)
		assert.Empty(t, findings, "%s %s", m.Path, m.Version)
	}
}

func TestAssetsHaveTheirLicence(t *testing.T) {
	t.Parallel()
	findings, err := archtest.Assets(house(t))
	require.NoError(t, err)
	none(t, findings)
}

// modernc.org/sqlite is C translated for one version of modernc.org/libc; with
// another it may corrupt memory, and go get -u moves libc silently.
func TestLibcIsTheOneThatSQLiteNames(t *testing.T) {
	t.Parallel()
	built, asked, err := archtest.Pinned(t.Context(), top, "modernc.org/libc", "modernc.org/sqlite")
	require.NoError(t, err)
	require.NotEmpty(t, asked)
	assert.Equal(t, asked, built)
}
