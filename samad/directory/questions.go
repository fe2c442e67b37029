package directory

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

var (
	wordForm = regexp.MustCompile(`^[a-z][a-z0-9]*([_-][a-z0-9]+)*$`)

	questionTypes = []samad.QuestionType{
		samad.TextQuestion, samad.NumberQuestion, samad.DateQuestion, samad.ChoiceQuestion,
	}
)

// questions reads what a topic or a kind asks of the petitioner.
func (l *loader) questions(m *yamlfile.Map) ([]samad.Question, []yamlfile.Node) {
	var out []samad.Question
	var nodes []yamlfile.Node
	for _, n := range m.List("questions", yamlfile.Optional) {
		q := n.Map()
		question := samad.Question{
			ID:       word(q, "question"),
			Label:    text(q, "label", "label_en"),
			Type:     oneOf(q, "type", yamlfile.Required, questionTypes),
			Required: q.Bool("required"),
		}
		seen := map[string]bool{}
		for _, c := range q.List("choices", yamlfile.Need(question.Type == samad.ChoiceQuestion)) {
			choice := c.Map()
			id := word(choice, "choice")
			if seen[id] {
				choice.FaultAt("id", fmt.Sprintf("choice %q stands here a second time", id), "")
			}
			seen[id] = true
			question.Choices = append(question.Choices, samad.Choice{ID: id, Label: text(choice, "label", "label_en")})
			choice.Done()
		}
		switch {
		case question.Type != samad.ChoiceQuestion && question.Type != "" && len(question.Choices) > 0:
			q.FaultAt("choices", fmt.Sprintf("a question of type %s has no choices", question.Type), "type: choice")
		case question.Type == samad.ChoiceQuestion && q.Has("choices") && len(question.Choices) < 2:
			q.FaultAt("choices", "a choice needs at least two choices", "")
		}
		q.Done()
		out, nodes = append(out, question), append(nodes, n)
	}
	return out, nodes
}

// word reads an id that is unique only in its surroundings.
func word(m *yamlfile.Map, what string) string {
	id := m.Text("id", yamlfile.Required)
	if id != "" && !wordForm.MatchString(id) {
		m.FaultAt("id", fmt.Sprintf("%q is no id of a %s", id, what), "small Latin letters, digits, hyphens and underscores, a letter first")
	}
	return id
}

func (l *loader) readAdvice(t *yamlfile.Map, e *topicEntry) {
	for _, n := range t.List("advice", yamlfile.Optional) {
		m := n.Map()
		a := samad.Advice{
			ID:    word(m, "article"),
			Title: text(m, "title", "title_en"),
			Text:  text(m, "text", "text_en"),
			Owner: samad.AgencyID(m.Text("owner", yamlfile.Required)),
		}
		a.Validity = validity(m)
		for _, link := range m.List("links", yamlfile.Optional) {
			lm := link.Map()
			to := samad.Link{Title: text(lm, "title", "title_en"), URL: lm.Text("url", yamlfile.Required)}
			if u, err := url.Parse(to.URL); to.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
				lm.FaultAt("url", fmt.Sprintf("%q is no web address", to.URL), "it begins with https://")
			}
			lm.Done()
			a.Links = append(a.Links, to)
		}
		owner := m.Get("owner", yamlfile.Optional)
		m.Done()
		if l.advice == nil {
			l.advice = map[string]yamlfile.Pos{}
		}
		if first, twice := l.advice[a.ID]; twice && !l.over && a.ID != "" {
			m.FaultAt("id", fmt.Sprintf("article %q stands here a second time", a.ID),
				fmt.Sprintf("the first is at %s:%d", first.File, first.Line))
		}
		l.advice[a.ID] = m.Pos()
		if a.Owner == "" {
			owner = yamlfile.Node{}
		}
		e.Advice, e.owners = append(e.Advice, a), append(e.owners, owner)
	}
}

// linkQuestions keeps the kinds' questions and reports ids that meet in one
// form: those of a kind, of a topic's ancestors and of the topic itself are
// asked together.
func (l *loader) linkQuestions(d *Directory) {
	layers := map[samad.Kind]int{}
	ofKinds := map[string]yamlfile.Pos{}
	for _, k := range l.kinds {
		if _, twice := layers[k.kind]; twice && !k.over {
			for _, n := range k.asks {
				n.Fault(fmt.Sprintf("questions of kind %q stand in two packs", k.kind), "")
			}
		}
		layers[k.kind] = k.layer
		d.kinds[k.kind] = k.questions
		seen := map[string]bool{}
		for i, n := range k.asks {
			id := k.questions[i].ID
			if seen[id] {
				n.Fault(fmt.Sprintf("question %q stands here a second time", id), "")
			}
			seen[id] = true
			ofKinds[id] = n.Pos()
		}
	}
	for _, e := range d.topics.all {
		seen := maps.Clone(ofKinds)
		for above := e.Parent; above != ""; {
			a, ok := d.topics.on(above, zeroDay)
			if !ok {
				break
			}
			for i, q := range a.Questions {
				seen[q.ID] = a.asks[i].Pos()
			}
			above = a.Parent
		}
		for i, q := range e.Questions {
			if first, twice := seen[q.ID]; twice {
				e.asks[i].Fault(fmt.Sprintf("question %q stands here a second time", q.ID),
					fmt.Sprintf("the first, at %s:%d, is asked together with it", first.File, first.Line))
			}
			seen[q.ID] = e.asks[i].Pos()
		}
	}
}
