package training

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// Task is something that people of a role learn to do.
type Task struct {
	ID   string // letters a to z, digits and hyphens; it stays as long as results count
	Role samad.Role
	// Title names the task, Brief says what to do, Why what people get of it.
	Title, Brief, Why samad.Text
	// Page is where it is done, a path of the host's pages; "" for nowhere.
	Page string
	// Scene is what the host makes before the task begins.
	Scene Scene
	// Needs must all be met, Wrong must not happen.
	Needs []Need
	Wrong []Need
	// Ask is a question to be answered by naming an agency, the zero Text for
	// none. The answer arrives as the event "training/told" with the field
	// "answer".
	Ask samad.Text
}

// Scene is what the host's [Stage] makes for a task.
type Scene struct {
	// Name is a kind of scene that the host knows; "" for none.
	Name  string
	Cases []Sample
}

// Sample is a made-up case.
type Sample struct {
	Kind  samad.Kind
	Topic samad.TopicID
	Place samad.PlaceID
	Text  string
}

// Need is an event that a trainee must have made.
type Need struct {
	// Events names the kind of record and the type of event: "case/answered",
	// "demand/opened". Several mean any of them.
	Events []string
	// Made says that the record must be one that the trainee began; otherwise
	// it is one of the scene's.
	Made bool
	// Lacks is told when there is no such event.
	Lacks samad.Text
	Where []Condition
}

// Condition is what must hold of an event.
type Condition struct {
	// Field is a name in the event's data, Text one of its texts, of which one
	// is set, or neither with Quality.
	Field, Text string
	// Is are the values of which one must stand there. "*" is anything but
	// nothing, "@agency" the trainee's agency, "@1" the id of the scene's first
	// record, "@truth" what the host knows to be right.
	Is []string
	// Least is how many letters the text must have.
	Least int
	// Quality holds the event's texts against the host's check of answers.
	Quality bool
	// Says is told when it does not hold; what the check of answers says is
	// told after it.
	Says samad.Text
}

// ParseTasks reads a file of tasks, YAML, and returns every fault with file,
// line and column:
//
//	tasks:
//	  - id: expert-answer
//	    role: agency_expert
//	    title: {fa: …, en: …}
//	    brief: {fa: …, en: …}
//	    page: /desk
//	    scene: {name: referred, cases: [{kind: request, topic: water/pressure, place: "1014", text: …}]}
//	    needs:
//	      - events: [case/answered, case/answer_drafted]
//	        lacks: {fa: …, en: …}
//	        where:
//	          - {quality: true, says: {fa: …, en: …}}
func ParseTasks(file string, src []byte) ([]Task, error) {
	var errs []error
	report := func(pos yamlfile.Pos, message, hint string) {
		if hint != "" {
			message += ": " + hint
		}
		errs = append(errs, fmt.Errorf("training: %s:%d:%d: %s", pos.File, pos.Line, pos.Column, message))
	}
	root, ok := yamlfile.Parse(file, src, report)
	if !ok {
		return nil, errors.Join(errs...)
	}
	m := root.Map()
	var out []Task
	seen := map[string]bool{}
	for _, n := range m.List("tasks", yamlfile.Required) {
		t := readTask(n.Map())
		if t.ID != "" && seen[t.ID] {
			n.Fault("this id is taken: "+t.ID, "")
		}
		seen[t.ID] = true
		out = append(out, t)
	}
	m.Done()
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return out, nil
}

func readTask(m *yamlfile.Map) Task {
	t := Task{
		ID: m.Text("id", yamlfile.Required), Role: samad.Role(m.Text("role", yamlfile.Required)), Page: m.Text("page", yamlfile.Optional),
		Title: readText(m, "title", yamlfile.Required), Brief: readText(m, "brief", yamlfile.Required), Why: readText(m, "why", yamlfile.Optional),
		Ask: readText(m, "ask", yamlfile.Optional),
	}
	if t.ID != "" && strings.Trim(t.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		m.FaultAt("id", "an id has letters a to z, digits and hyphens", "")
	}
	if t.Role != "" && !t.Role.Valid() {
		m.FaultAt("role", "unknown role "+string(t.Role), "")
	}
	if s := m.Map("scene", yamlfile.Optional); !s.IsZero() {
		t.Scene.Name = s.Text("name", yamlfile.Required)
		for _, n := range s.List("cases", yamlfile.Optional) {
			c := n.Map()
			t.Scene.Cases = append(t.Scene.Cases, Sample{
				Kind: samad.Kind(c.Text("kind", yamlfile.Required)), Topic: samad.TopicID(c.Text("topic", yamlfile.Optional)),
				Place: samad.PlaceID(c.Code("place", yamlfile.Required)), Text: c.Text("text", yamlfile.Required),
			})
			c.Done()
		}
		s.Done()
	}
	t.Needs, t.Wrong = readNeeds(m, "needs", yamlfile.Required), readNeeds(m, "wrong", yamlfile.Optional)
	m.Done()
	return t
}

func readNeeds(m *yamlfile.Map, key string, need yamlfile.Need) []Need {
	var out []Need
	for _, n := range m.List(key, need) {
		e := n.Map()
		one := Need{Made: e.Bool("made"), Lacks: readText(e, "lacks", yamlfile.Required)}
		for _, event := range e.Each("events") {
			name := event.Text()
			if kind, kindOfEvent, ok := strings.Cut(name, "/"); !ok || kind == "" || kindOfEvent == "" {
				event.Fault("write the kind of record and the event, such as case/answered", "")
			}
			if kind, what, _ := strings.Cut(name, "/"); kind == caseKind && !slices.Contains(samad.EventTypes(), samad.EventType(what)) {
				event.Fault("cases have no event "+what, "")
			}
			one.Events = append(one.Events, name)
		}
		for _, w := range e.List("where", yamlfile.Optional) {
			c := w.Map()
			cond := Condition{
				Field: c.Text("field", yamlfile.Optional), Text: c.Text("text", yamlfile.Optional), Quality: c.Bool("quality"),
				Says: readText(c, "says", yamlfile.Required),
			}
			if c.Has("least") {
				cond.Least = c.Int("least", yamlfile.Optional)
			}
			for _, v := range c.Each("is") {
				cond.Is = append(cond.Is, v.Code())
			}
			if b2i(cond.Field != "")+b2i(cond.Text != "")+b2i(cond.Quality) != 1 || cond.Field != "" && len(cond.Is) == 0 || cond.Text != "" && cond.Least < 1 {
				w.Fault("a condition has a field with is, a text with least, or quality: true", "")
			}
			c.Done()
			one.Where = append(one.Where, cond)
		}
		if len(one.Events) == 0 {
			n.Fault("name the events", "")
		}
		e.Done()
		out = append(out, one)
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func readText(m *yamlfile.Map, key string, need yamlfile.Need) samad.Text {
	t := m.Map(key, need)
	if t.IsZero() {
		return samad.Text{}
	}
	out := samad.Text{Fa: t.Text("fa", yamlfile.Required), En: t.Text("en", yamlfile.Required)}
	t.Done()
	return out
}

// hasTruth reports whether the host must know what is right.
func (t Task) hasTruth() bool {
	for _, n := range slices.Concat(t.Needs, t.Wrong) {
		for _, c := range n.Where {
			if slices.Contains(c.Is, "@truth") {
				return true
			}
		}
	}
	return false
}

// For returns the tasks of a role in their order.
func For(tasks []Task, role samad.Role) []Task {
	var out []Task
	for _, t := range tasks {
		if t.Role == role {
			out = append(out, t)
		}
	}
	return out
}

// Find returns the task with the id.
func Find(tasks []Task, id string) (Task, bool) {
	i := slices.IndexFunc(tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return Task{}, false
	}
	return tasks[i], true
}
