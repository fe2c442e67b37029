package routing

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// readWhen reads the condition of a rule: a mapping, or an expression alone.
func (l *loader) readWhen(rule *yamlfile.Map) (Match, Expression) {
	n := rule.Get("when", yamlfile.Optional)
	if n.IsZero() || n.IsMap() {
		return l.readMatch(rule.Map("when", yamlfile.Optional))
	}
	source, expr := l.readExpression(n)
	return Match{Expr: source}, expr
}

// readMatch reads the condition of a rule.
func (l *loader) readMatch(m *yamlfile.Map) (Match, Expression) {
	match := Match{
		Kinds:       several(m, "kind", samad.Kinds()),
		Topics:      l.topicList(m, "topic"),
		Places:      l.placeList(m, "place"),
		Channels:    several(m, "channel", samad.Channels()),
		Urgencies:   several(m, "urgency", samad.Urgencies()),
		Identities:  several(m, "identity", samad.Identities()),
		Petitioners: several(m, "petitioner", []samad.PetitionerType{samad.Person, samad.LegalEntity, samad.Foreign}),
		Flags:       l.readWords(m, "flags"),
		Keywords:    l.readTextMatch(m),
	}
	for _, n := range asked(m, "about") {
		switch id := n.Text(); {
		case id == "":
		case id == "any":
			match.AboutAny = true
		case l.known(n, "agency", id, l.agencyIDs()):
			match.About = append(match.About, samad.AgencyID(id))
		}
	}
	if match.AboutAny && len(match.About) > 0 {
		m.FaultAt("about", "any holds for every agency already", "give either any or a list")
	}
	var expr Expression
	match.Expr, expr = l.readExpression(m.Get("expr", yamlfile.Optional))
	m.Done()
	return match, expr
}

// asked gives the entries of a key of a condition. An empty list is a fault: read
// as nothing asked for, it would make the rule hold always.
func asked(m *yamlfile.Map, key string) []yamlfile.Node {
	n := m.Get(key, yamlfile.Optional)
	if n.IsList() && len(n.List()) == 0 {
		n.Fault(key+": the list is empty", "name one at least, or leave the key out")
	}
	return m.Each(key)
}

// several reads one word or a list of words out of a list of allowed ones.
func several[T ~string](m *yamlfile.Map, key string, allowed []T) []T {
	var out []T
	for _, n := range asked(m, key) {
		s, ok := choose(n, key, allowed)
		if !ok {
			continue
		}
		if slices.Contains(out, s) {
			n.Fault(fmt.Sprintf("%q stands here a second time", s), "")
			continue
		}
		out = append(out, s)
	}
	if len(out) == len(allowed) {
		m.FaultAt(key, fmt.Sprintf("every %s is listed, so the condition asks for nothing", key), "take it out")
	}
	return out
}

// inside reports that the last entry of a list lies in another one, or the
// other way round: then one of them is never looked at.
func inside[T ~string](at yamlfile.Node, what string, list []T, under func(T, T) bool) {
	last := list[len(list)-1]
	for _, other := range list[:len(list)-1] {
		if under(last, other) || under(other, last) {
			at.Fault(fmt.Sprintf("%s %q and %q lie in each other", what, last, other), "the wider one is enough")
			return
		}
	}
}

// readWords reads {any: …, all: …, none: …}, or a word or list that is short
// for any.
func (l *loader) readWords(m *yamlfile.Map, key string) Words {
	n := m.Get(key, yamlfile.Optional)
	if n.IsZero() {
		return Words{}
	}
	if !n.IsMap() {
		asked(m, key)
		return Words{Any: l.words(m, key)}
	}
	w := n.Map()
	out := Words{Any: l.words(w, "any"), All: l.words(w, "all"), None: l.words(w, "none")}
	w.Done()
	if out.IsZero() {
		n.Fault(fmt.Sprintf("%s asks for nothing", key), "any, all or none")
	}
	forbidsAsked(n, key, slices.Concat(out.Any, out.All), out.None)
	return out
}

// words reads a word or a list of words.
func (l *loader) words(m *yamlfile.Map, key string) []string {
	var out []string
	for _, n := range m.Each(key) {
		s := n.Text()
		if fold.Text(s) == "" {
			n.Fault(fmt.Sprintf("%s: no word in %q", key, s), "")
			continue
		}
		if strings.ContainsAny(s, "،؛") {
			n.Fault(fmt.Sprintf("%s: %q holds a Persian comma, which does not part the words of a list", key, s), "write the Latin comma between them")
			continue
		}
		if slices.Contains(out, s) {
			n.Fault(fmt.Sprintf("%q stands here a second time", s), "")
			continue
		}
		out = append(out, s)
	}
	return out
}

// known reports an id that the directory does not have. Without a directory
// every id is taken for known.
func (l *loader) known(n yamlfile.Node, what, id string, all iter.Seq[string]) bool {
	if l.dir == nil {
		return true
	}
	for known := range all {
		if known == id {
			return true
		}
	}
	hint := ""
	if near := yamlfile.Nearest(id, all); near != "" {
		hint = fmt.Sprintf("is %q meant?", near)
	}
	n.Fault(fmt.Sprintf("unknown %s %q", what, id), hint)
	return false
}

var targetWords = []TargetKind{ToTopic, ToCentre, ToAbove, ToAccused}

// targets reads one target or a list of them.
func (l *loader) targets(m *yamlfile.Map, key string, when Match) []Target {
	var out []Target
	for _, n := range m.Each(key) {
		t, ok := l.target(n)
		if !ok {
			continue
		}
		accused := t.Kind == ToAccused || t.Kind == ToAbove
		switch {
		case accused && !when.AboutAny && len(when.About) == 0:
			n.Fault(fmt.Sprintf("%s: nobody is accused where this rule holds", t.Kind), "add about: any to its condition")
		case t.Kind == ToAccused && key != "statement":
			n.Fault("the accused is asked for its statement only", "list it under statement")
		case slices.Contains(out, t):
			n.Fault("the same target stands here a second time", "")
		default:
			out = append(out, t)
		}
	}
	return out
}

func (l *loader) target(n yamlfile.Node) (Target, bool) {
	if !n.IsMap() {
		s := n.Text()
		if s == "" {
			return Target{}, false
		}
		for id := range l.agencyIDs() {
			if id == s {
				n.Fault(fmt.Sprintf("%q is an agency", s), fmt.Sprintf("write {agency: %s}", s))
				return Target{}, false
			}
		}
		if near := yamlfile.Nearest(s, l.agencyIDs()); near != "" && strings.Contains(s, ".") {
			n.Fault(fmt.Sprintf("unknown target %q", s), fmt.Sprintf("is {agency: %s} meant?", near))
			return Target{}, false
		}
		kind, ok := choose(n, "target", targetWords)
		return Target{Kind: kind}, ok
	}
	m := n.Map()
	agency, office, above := m.Get("agency", yamlfile.Optional), m.Get("office", yamlfile.Optional), m.Get("above", yamlfile.Optional)
	m.Done()
	given := 0
	for _, v := range []yamlfile.Node{agency, office, above} {
		if !v.IsZero() {
			given++
		}
	}
	if given != 1 {
		n.Fault("a target is exactly one of agency, office and above", "or one of the words topic, centre, above, accused")
		return Target{}, false
	}
	switch {
	case !agency.IsZero():
		id := agency.Text()
		if id == "" || !l.known(agency, "agency", id, l.agencyIDs()) {
			return Target{}, false
		}
		return Target{Kind: ToAgency, Agency: samad.AgencyID(id)}, true
	case !office.IsZero():
		name := office.Text()
		l.uses = append(l.uses, officeUse{name, office})
		return Target{Kind: ToOffice, Office: name}, true
	}
	level, ok := choose(above, "level", []samad.Level{samad.CountyLevel, samad.ProvincialLevel, samad.NationalLevel})
	return Target{Kind: ToAbove, Level: level}, ok
}

// The ids of the directory, none without one.

func (l *loader) agencyIDs() iter.Seq[string] { return l.ids((*directory.Directory).AgencyIDs) }
func (l *loader) topicIDs() iter.Seq[string]  { return l.ids((*directory.Directory).TopicIDs) }
func (l *loader) placeIDs() iter.Seq[string]  { return l.ids((*directory.Directory).PlaceIDs) }

func (l *loader) ids(of func(*directory.Directory) iter.Seq[string]) iter.Seq[string] {
	if l.dir == nil {
		return func(func(string) bool) {}
	}
	return of(l.dir)
}
