package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// Imports reports every import that the plans do not allow, and every folder
// that has no line in plan.
func Imports(sources []Source, plan, tests []Folder, reserved map[string][]string) []string {
	var findings []string
	for _, s := range sources {
		line, known := lineOf(plan, s.Folder())
		if !known {
			findings = append(findings, fmt.Sprintf("%s: the plan has no line for folder %s", s.Path, s.Folder()))
			continue
		}
		may := line.May
		if s.Test() {
			may = slices.Concat(may, edgesOf(tests, s.Folder()))
		}
		for _, p := range s.Imports {
			if why := refuse(s, p, may, reserved); why != "" {
				findings = append(findings, fmt.Sprintf("%s: imports %q: %s", s.Path, p, why))
			}
		}
	}
	slices.Sort(findings)
	return slices.Compact(findings)
}

// refuse says why the source may not import p, "" when it may.
func refuse(s Source, p string, may []Edge, reserved map[string][]string) string {
	if standard(p) {
		folders, limited := reserved[p]
		switch {
		case !limited || s.Test() && len(folders) > 0:
			return ""
		case slices.ContainsFunc(folders, func(f string) bool { return match(f, s.Folder()) }):
			return ""
		case len(folders) == 0:
			return "nobody may"
		default:
			return "only " + strings.Join(folders, ", ") + " may"
		}
	}
	folder, own := strings.CutPrefix(p, Module+"/")
	if own && (folder == s.Folder() || inInternalTree(folder, s.Folder())) {
		return "" // a test of the package from outside, or a private part
	}
	for _, e := range may {
		switch {
		case e.Import == "...":
			return ""
		case own && match(e.Import, folder):
			return ""
		case !own && (p == e.Import || strings.HasPrefix(p, e.Import+"/")):
			return ""
		}
	}
	return fmt.Sprintf("not on the plan for %s", s.Folder())
}

// inInternalTree: examples/intake may import examples/intake/internal/x.
func inInternalTree(folder, of string) bool {
	return strings.HasPrefix(folder, of+"/internal/")
}

// standard reports whether p is of the standard library: its first element
// has no dot.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return !strings.Contains(first, ".")
}

// lineOf returns the line for the folder: its own, or the longest one that
// ends in "/..." and holds it.
func lineOf(plan []Folder, folder string) (Folder, bool) {
	var best Folder
	found := false
	for _, line := range plan {
		if match(line.Path, folder) && (line.Path == folder || !found || len(line.Path) > len(best.Path)) {
			if found && best.Path == folder {
				continue
			}
			best, found = line, true
		}
	}
	return best, found
}

func edgesOf(plan []Folder, folder string) []Edge {
	var edges []Edge
	for _, line := range plan {
		if match(line.Path, folder) {
			edges = append(edges, line.May...)
		}
	}
	return edges
}

// match reports whether the folder is meant by the pattern: "a" means a, "a/..."
// means a and all below it, "..." means every folder.
func match(pattern, folder string) bool {
	if pattern == "..." {
		return true
	}
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return folder == tree || strings.HasPrefix(folder, tree+"/")
	}
	return pattern == folder
}
