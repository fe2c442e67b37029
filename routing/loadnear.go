package routing

import (
	"fmt"
	"slices"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/internal/yamlfile"
)

// readTextMatch reads keywords: {any: …, all: …, none: …, near: …}, or a word or
// list that is short for any.
func (l *loader) readTextMatch(m *yamlfile.Map) TextMatch {
	n := m.Get("keywords", yamlfile.Optional)
	if !n.IsMap() {
		return TextMatch{Words: l.readWords(m, "keywords")}
	}
	w := n.Map()
	out := TextMatch{Words: Words{Any: l.words(w, "any"), All: l.words(w, "all"), None: l.words(w, "none")}, Near: l.readNear(w)}
	w.Done()
	if out.IsZero() {
		n.Fault("keywords asks for nothing", "any, all, none or near")
	}
	asked := slices.Concat(out.Any, out.All)
	for _, near := range out.Near {
		asked = append(asked, near.Words...)
	}
	forbidsAsked(n, "keywords", asked, out.None)
	return out
}

// forbidsAsked reports words that are asked for and forbidden.
func forbidsAsked(n yamlfile.Node, key string, asked, forbidden []string) {
	for _, s := range forbidden {
		if slices.ContainsFunc(asked, func(o string) bool { return fold.Text(o) == fold.Text(s) }) {
			n.Fault(fmt.Sprintf("%s asks for %q and forbids it", key, s), "")
		}
	}
}

// readNear reads one entry or a list of them: {words: […], within: 8}, or only
// the words.
func (l *loader) readNear(m *yamlfile.Map) []Near {
	n := m.Get("near", yamlfile.Optional)
	switch {
	case n.IsZero():
		return nil
	case n.IsMap():
		return l.nearEntry(n, nil)
	}
	nodes := n.List()
	if len(nodes) > 0 && !slices.ContainsFunc(nodes, yamlfile.Node.IsMap) {
		near := Near{Words: l.words(m, "near"), Within: defaultWithin}
		l.checkNear(n, near)
		return []Near{near}
	}
	if len(nodes) == 0 {
		n.Fault("near asks for nothing", "two words, or {words: [two words], within: 8}")
	}
	var out []Near
	for _, entry := range nodes {
		out = l.nearEntry(entry, out)
	}
	return out
}

func (l *loader) nearEntry(n yamlfile.Node, out []Near) []Near {
	m := n.Map()
	near := Near{Words: l.words(m, "words"), Within: defaultWithin}
	if m.Has("within") {
		near.Within = m.Int("within", yamlfile.Optional)
	}
	m.Done()
	l.checkNear(n, near)
	return append(out, near)
}

func (l *loader) checkNear(n yamlfile.Node, near Near) {
	needed := 0
	for i, w := range near.Words {
		needed += len(fold.Words(w))
		if slices.ContainsFunc(near.Words[:i], func(o string) bool { return fold.Text(o) == fold.Text(w) }) {
			n.Fault(fmt.Sprintf("near: %q stands here a second time", w), "")
		}
	}
	switch {
	case len(near.Words) < 2:
		n.Fault("near needs two words or more", "near: [سگ, حمله], or {words: [سگ, حمله], within: 5}")
	case near.Within < needed:
		n.Fault(fmt.Sprintf("near: within %d words there is no room for all of them", near.Within), fmt.Sprintf("they take up %d words", needed))
	case near.Within > mostWithin:
		n.Fault(fmt.Sprintf("near: within %d words is not near", near.Within), fmt.Sprintf("%d at most; or list them under all", mostWithin))
	}
}
