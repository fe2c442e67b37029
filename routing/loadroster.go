package routing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// RosterOptions say what rosters are read with.
type RosterOptions struct {
	// Directory knows the agencies, topics and places that rosters name;
	// required.
	Directory *directory.Directory
	// Calendar tells on which days the office is open; nil: on all. Give the
	// calendar of the agency's place (see [sla.Calendar.For]).
	Calendar *sla.Calendar
	// Location is where days begin; default that of Calendar, else
	// Asia/Tehran.
	Location *time.Location
}

// LoadRoster reads a roster, strictly. The error is a [directory.Faults] when the
// source is faulty.
func LoadRoster(opts RosterOptions, source Source) (*Roster, error) {
	if opts.Directory == nil {
		return nil, fmt.Errorf("routing: RosterOptions.Directory is required")
	}
	if opts.Location == nil && opts.Calendar != nil {
		opts.Location = opts.Calendar.Zone()
	}
	if opts.Location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			return nil, fmt.Errorf("routing: default of RosterOptions.Location: %w", err)
		}
		opts.Location = tehran
	}
	l := loader{dir: opts.Directory}
	r := &Roster{calendar: opts.Calendar, location: opts.Location}
	if root, ok := yamlfile.Parse(source.Name, source.Data, l.report); ok {
		l.readRoster(r, root.Map())
	}
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return r, nil
}

func (l *loader) readRoster(r *Roster, m *yamlfile.Map) {
	if id := m.Text("agency", yamlfile.Required); id != "" && l.known(m.Get("agency", yamlfile.Optional), "agency", id, l.agencyIDs()) {
		r.agency = samad.AgencyID(id)
	}
	r.by = oneOf(m, "by", []AssignBy{LeastLoaded, RoundRobin})
	if !m.Has("by") {
		r.by = LeastLoaded
	}
	for _, n := range m.List("experts", yamlfile.Required) {
		l.readExpert(r, n.Map())
	}
	if m.Has("experts") && len(r.experts) == 0 {
		m.FaultAt("experts", "a roster without experts", "")
	}
	for _, n := range m.List("needs", yamlfile.Optional) {
		l.readNeed(r, n.Map())
	}
	m.Done()
}

func (l *loader) readExpert(r *Roster, m *yamlfile.Map) {
	e := Expert{
		ID: m.Text("id", yamlfile.Required), Unit: m.Text("unit", yamlfile.Optional),
		Topics: l.topicList(m, "topics"), Places: l.placeList(m, "places"), Skills: l.words(m, "skills"),
	}
	if strings.ContainsFunc(e.ID, func(c rune) bool { return c <= ' ' || c > '~' }) {
		m.FaultAt("id", fmt.Sprintf("%q is no account id", e.ID), "visible ASCII without blanks, never a person's name")
	}
	if e.ID != "" && slices.ContainsFunc(r.experts, func(o Expert) bool { return o.ID == e.ID }) {
		m.FaultAt("id", fmt.Sprintf("expert %q stands here a second time", e.ID), "")
	}
	if m.Has("limit") {
		if e.Limit = m.Int("limit", yamlfile.Optional); e.Limit < 1 {
			m.FaultAt("limit", "limit is at least 1", "leave it out for no limit")
		}
	}
	for _, n := range m.Each("weekdays") {
		if day, ok := choose(n, "weekday", weekdayNames()); ok {
			e.Weekdays = append(e.Weekdays, persian.Weekday(slices.Index(weekdayNames(), day)))
		}
	}
	for _, n := range m.List("away", yamlfile.Optional) {
		a := n.Map()
		v := samad.Validity{From: yamlday.Get(a, "from", yamlfile.Optional), To: yamlday.Get(a, "to", yamlfile.Optional)}
		switch {
		case !a.Has("from"):
			a.Fault("from is missing", "the first day away")
		case !v.To.IsZero() && !v.From.IsZero() && !v.From.Before(v.To):
			a.FaultAt("to", "to is not after from", "to is the first day back")
		}
		a.Done()
		e.Away = append(e.Away, v)
	}
	m.Done()
	r.experts = append(r.experts, e)
}

// weekdayNames are the days as a roster writes them, by their numbers.
func weekdayNames() (out []string) {
	for d := persian.Saturday; d <= persian.Friday; d++ {
		out = append(out, strings.ToLower(d.String()))
	}
	return out
}

func (l *loader) readNeed(r *Roster, m *yamlfile.Map) {
	n := need{
		topics: l.topicList(m, "topic"), kinds: several(m, "kind", samad.Kinds()), labels: l.words(m, "label"),
		skill: m.Text("skill", yamlfile.Required),
	}
	m.Done()
	if len(n.topics) == 0 && len(n.kinds) == 0 && len(n.labels) == 0 {
		m.Fault("the need asks for nothing", "topic, kind or label")
	}
	if n.skill != "" && !slices.ContainsFunc(r.experts, func(e Expert) bool { return slices.Contains(e.Skills, n.skill) }) {
		skills := func(yield func(string) bool) {
			for _, e := range r.experts {
				for _, s := range e.Skills {
					if !yield(s) {
						return
					}
				}
			}
		}
		hint := ""
		if near := yamlfile.Nearest(n.skill, skills); near != "" {
			hint = fmt.Sprintf("is %q meant?", near)
		}
		m.FaultAt("skill", fmt.Sprintf("no expert has the skill %q", n.skill), hint)
	}
	r.needs = append(r.needs, n)
}

func (l *loader) topicList(m *yamlfile.Map, key string) (out []samad.TopicID) {
	for _, n := range asked(m, key) {
		if id := n.Text(); id != "" && l.known(n, "topic", id, l.topicIDs()) {
			out = append(out, samad.TopicID(id))
			inside(n, "topic", out, samad.TopicID.Under)
		}
	}
	return out
}

func (l *loader) placeList(m *yamlfile.Map, key string) (out []samad.PlaceID) {
	for _, n := range asked(m, key) {
		if id := n.Code(); id != "" && l.known(n, "place", id, l.placeIDs()) {
			out = append(out, samad.PlaceID(id))
			inside(n, "place", out, samad.PlaceID.Under)
		}
	}
	return out
}
