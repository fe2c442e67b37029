package archtest

import (
	"maps"
	"slices"
	"strings"
)

// Circles reports the circles between top folders that the imports of code,
// tests aside, make: "samad > routing > samad". Each room of internal counts
// as a folder of its own.
func Circles(sources []Source) []string {
	graph := map[string]map[string]bool{}
	for _, s := range sources {
		if s.Test() {
			continue
		}
		from := topFolder(s.Folder())
		if graph[from] == nil {
			graph[from] = map[string]bool{}
		}
		for _, p := range s.Imports {
			folder, own := strings.CutPrefix(p, Module+"/")
			if to := topFolder(folder); own && to != from {
				graph[from][to] = true
			}
		}
	}
	var findings []string
	done := map[string]bool{}
	var visit func(node string, path []string)
	visit = func(node string, path []string) {
		if i := slices.Index(path, node); i >= 0 {
			findings = append(findings, strings.Join(append(slices.Clone(path[i:]), node), " > "))
			return
		}
		if done[node] {
			return
		}
		path = append(slices.Clone(path), node)
		for _, next := range slices.Sorted(maps.Keys(graph[node])) {
			visit(next, path)
		}
		done[node] = true
	}
	for _, node := range slices.Sorted(maps.Keys(graph)) {
		visit(node, nil)
	}
	return findings
}

func topFolder(folder string) string {
	first, rest, _ := strings.Cut(folder, "/")
	if first == "internal" {
		second, _, _ := strings.Cut(rest, "/")
		return first + "/" + second
	}
	return first
}
