package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

type topicEntry struct {
	samad.Topic
	agency yamlfile.Node
	owners []yamlfile.Node // of Advice, index for index
	asks   []yamlfile.Node // Questions, index for index
	at     origin
	over   bool
}

func (e topicEntry) id() samad.TopicID     { return e.ID }
func (e topicEntry) valid() samad.Validity { return e.Validity }
func (e topicEntry) from() origin          { return e.at }
func (e topicEntry) lying() bool           { return e.over }

// kindEntry is what a kind asks of every petitioner.
type kindEntry struct {
	kind      samad.Kind
	questions []samad.Question
	asks      []yamlfile.Node
	layer     int
	over      bool
}

var topicForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$`)

func (l *loader) readTopics(m *yamlfile.Map) {
	for _, n := range m.List("topics", yamlfile.Required) {
		t := n.Map()
		e := topicEntry{
			Topic: samad.Topic{
				ID:       samad.TopicID(t.Text("path", yamlfile.Required)),
				Title:    text(t, "title", "title_en"),
				Kind:     oneOf(t, "kind", yamlfile.Optional, samad.Kinds()),
				Urgency:  oneOf(t, "urgency", yamlfile.Optional, samad.Urgencies()),
				Keywords: phrases(t, "keywords"),
				Variants: phrases(t, "variants"),
				Combos:   combos(t),
				Validity: validity(t),
			},
			agency: t.Get("agency", yamlfile.Optional),
			at:     origin{l.layer, t.Pos(), t}, over: l.over,
		}
		e.Agency = samad.AgencyID(e.agency.Text())
		e.Questions, e.asks = l.questions(t)
		l.readAdvice(t, &e)
		if i := strings.LastIndexByte(string(e.ID), '/'); i > 0 {
			e.Parent = e.ID[:i]
		}
		if above := t.Text("parent", yamlfile.Optional); above != "" && above != string(e.Parent) {
			t.FaultAt("parent", fmt.Sprintf("topic %s lies under %q, not under %q", e.ID, e.Parent, above), "the path says it; leave parent out")
		}
		t.Done()
		if e.ID != "" && !topicForm.MatchString(string(e.ID)) {
			t.FaultAt("path", fmt.Sprintf("%q is no path of a topic", e.ID), "small Latin letters, digits and hyphens between slashes, for example water/outage")
			continue
		}
		if e.ID != "" {
			l.topics = append(l.topics, e)
		}
	}
	l.readKinds(m)
}

func (l *loader) readKinds(m *yamlfile.Map) {
	kinds := m.Map("kinds", yamlfile.Optional)
	for _, key := range kinds.Keys() {
		k := kinds.Map(key, yamlfile.Required)
		qs, asks := l.questions(k)
		k.Done()
		if !samad.Kind(key).Valid() {
			hint := ""
			if near := yamlfile.Nearest(key, kindNames()); near != "" {
				hint = fmt.Sprintf("is %q meant?", near)
			}
			kinds.FaultAt(key, fmt.Sprintf("unknown kind %q", key), hint)
			continue
		}
		l.kinds = append(l.kinds, kindEntry{samad.Kind(key), qs, asks, l.layer, l.over})
	}
}

func kindNames() func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, k := range samad.Kinds() {
			if !yield(string(k)) {
				return
			}
		}
	}
}

func combos(m *yamlfile.Map) [][]string {
	var out [][]string
	for _, n := range m.List("combos", yamlfile.Optional) {
		var stems []string
		for _, s := range n.List() {
			stems = append(stems, s.Text())
		}
		if len(stems) == 0 || slices.Contains(stems, "") {
			n.Fault("a combo is a list of stems", "for example [آب, قطع]")
			continue
		}
		out = append(out, stems)
	}
	return out
}

func (l *loader) linkTopics(d *Directory) {
	parents := map[samad.TopicID]bool{}
	for _, e := range d.topics.all {
		parents[e.Parent] = true
	}
	for i := range d.topics.all {
		e := &d.topics.all[i]
		e.Leaf = !parents[e.ID]
		if e.Parent != "" {
			if !d.topics.has(e.Parent) {
				hint := "the group needs an entry of its own"
				if near := yamlfile.Nearest(string(e.Parent), d.topics.ids()); near != "" {
					hint = fmt.Sprintf("is %q meant?", near)
				}
				e.at.m.FaultAt("path", fmt.Sprintf("unknown topic %q above %q", e.Parent, e.ID), hint)
			}
		}
		switch {
		case e.Agency != "":
			d.agencies.mustKnow(e.Agency, "agency", e.agency, samad.Validity{From: e.From, To: e.From})
		case e.Leaf:
			e.at.m.Fault(fmt.Sprintf("topic %q has no agency", e.ID), "a topic under which cases are filed needs a default")
		}
		for j, n := range e.owners {
			d.agencies.mustKnow(e.Advice[j].Owner, "agency", n, samad.Validity{From: e.Advice[j].From, To: e.Advice[j].From})
		}
	}
	l.linkQuestions(d)
}
