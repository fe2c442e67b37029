package routing

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// loader reads sources into a table.
type loader struct {
	table  *Table
	dir    *directory.Directory
	faults directory.Faults
	layer  int

	index map[string]int // rule id to its place in table.rules
	where []ruleSource   // for table.rules, index for index
	uses  []officeUse

	expressions Expressions
	compiled    map[string]Expression // by rule id
}

type ruleSource struct {
	layer int
	node  *yamlfile.Map
}

// officeUse is a target by jurisdiction, to be checked when all offices are
// known.
type officeUse struct {
	name string
	at   yamlfile.Node
}

func (l *loader) report(pos yamlfile.Pos, message, hint string) {
	l.faults = append(l.faults, directory.Fault{File: pos.File, Line: pos.Line, Column: pos.Column, Message: message, Hint: hint})
}

var idForm = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`)

func (l *loader) read(s Source) {
	root, ok := yamlfile.Parse(s.Name, s.Data, l.report)
	if !ok {
		return
	}
	m, t := root.Map(), l.table
	t.id = l.id(m, "id", "a rule set")
	t.version = m.Code("version", yamlfile.Required)
	t.title = samad.Text{Fa: m.Text("title", yamlfile.Required), En: m.Text("title_en", yamlfile.Required)}
	t.valid = validity(m)
	l.readOffices(m)
	l.readTopics(m, "needs_place", &t.needsPlace)
	l.readTopics(m, "manner", &t.manner)
	if nodes := m.Each("by_hand"); len(nodes) > 0 {
		t.byHand = nil
		for _, n := range nodes {
			if id := n.Text(); id != "" && l.known(n, "agency", id, l.agencyIDs()) {
				t.byHand = append(t.byHand, samad.AgencyID(id))
			}
		}
	}
	for _, n := range m.List("rules", yamlfile.Required) {
		l.readRule(n.Map())
	}
	m.Done()
}

// readTopics reads a list of topics. One in a later file takes the place of one
// in an earlier.
func (l *loader) readTopics(m *yamlfile.Map, key string, into *[]samad.TopicID) {
	nodes := m.Each(key)
	if len(nodes) == 0 {
		return
	}
	*into = nil
	for _, n := range nodes {
		if id := n.Text(); id != "" && l.known(n, "topic", id, l.topicIDs()) {
			*into = append(*into, samad.TopicID(id))
		}
	}
}

func (l *loader) id(m *yamlfile.Map, key, what string) string {
	id := m.Text(key, yamlfile.Required)
	if id != "" && !idForm.MatchString(id) {
		m.FaultAt(key, fmt.Sprintf("%q is no id of %s", id, what), "small Latin letters, digits, dots, hyphens and underscores")
		return ""
	}
	return id
}

func (l *loader) readOffices(m *yamlfile.Map) {
	offices := m.Map("offices", yamlfile.Optional)
	for _, name := range offices.Keys() {
		if !idForm.MatchString(name) {
			offices.FaultAt(name, fmt.Sprintf("%q is no name of an office", name), "small Latin letters, digits, dots, hyphens and underscores")
		}
		var ids []samad.AgencyID
		for _, n := range offices.List(name, yamlfile.Required) {
			if id := n.Text(); id != "" && l.known(n, "agency", id, l.agencyIDs()) {
				if slices.Contains(ids, samad.AgencyID(id)) {
					n.Fault(fmt.Sprintf("agency %q stands here a second time", id), "")
				}
				ids = append(ids, samad.AgencyID(id))
			}
		}
		if len(offices.List(name, yamlfile.Optional)) == 0 {
			offices.FaultAt(name, fmt.Sprintf("office %q names no agency", name), "")
		}
		l.table.offices[name] = ids
	}
}

func (l *loader) readRule(m *yamlfile.Map) {
	when, expr := l.readWhen(m)
	r := Rule{
		ID:         l.id(m, "id", "a rule"),
		Title:      samad.Text{Fa: m.Text("title", yamlfile.Optional), En: m.Text("title_en", yamlfile.Optional)},
		Priority:   m.Int("priority", yamlfile.Optional),
		Validity:   validity(m),
		When:       when,
		Continue:   m.Bool("continue"),
		Unit:       m.Text("unit", yamlfile.Optional),
		Urgency:    oneOf(m, "urgency", samad.Urgencies()),
		Labels:     l.words(m, "labels"),
		Commission: m.Bool("commission"),
		Auto:       m.Bool("auto"),
		Hold:       m.Bool("hold"),
		Reason:     samad.Text{Fa: m.Text("reason", yamlfile.Optional), En: m.Text("reason_en", yamlfile.Optional)},
	}
	if r.Commission {
		if slices.Contains(r.Labels, CommissionLabel) {
			m.FaultAt("labels", fmt.Sprintf("the label %q comes with commission: true", CommissionLabel), "take it out here")
		}
		r.Labels = append(r.Labels, CommissionLabel)
	}
	r.Refer = l.targets(m, "refer", r.When)
	r.Cooperate = l.targets(m, "cooperate", r.When)
	r.Statement = l.targets(m, "statement", r.When)
	l.checkRule(m, r)
	m.Done()
	if r.ID == "" {
		return
	}
	i, twice := l.index[r.ID]
	if twice && l.where[i].layer == l.layer {
		m.FaultAt("id", fmt.Sprintf("rule %q stands here a second time", r.ID), fmt.Sprintf("the first is in line %d", l.where[i].node.Pos().Line))
		return
	}
	if l.compiled == nil {
		l.compiled = map[string]Expression{}
	}
	l.compiled[r.ID] = expr
	if twice {
		l.table.rules[i], l.where[i] = r, ruleSource{l.layer, m}
		return
	}
	l.index[r.ID] = len(l.table.rules)
	l.table.rules = append(l.table.rules, r)
	l.where = append(l.where, ruleSource{l.layer, m})
}

// checkRule reports what contradicts itself inside one rule.
func (l *loader) checkRule(m *yamlfile.Map, r Rule) {
	referring := m.Has("refer")
	switch {
	case r.Continue && referring:
		m.FaultAt("refer", "a rule with continue: true refers nowhere", "take out one of the two")
	case !r.Continue && !referring:
		m.Fault("the rule refers nowhere", "give it refer, or continue: true if it only adds to others")
	case r.Continue && r.Urgency == "" && len(r.Labels) == 0 && !r.Hold && len(r.Cooperate) == 0 && len(r.Statement) == 0:
		m.Fault("the rule does nothing", "a rule with continue: true sets urgency, labels, hold, cooperate or statement")
	}
	if r.Continue {
		for _, key := range []string{"unit", "auto", "priority", "reason", "reason_en"} {
			if m.Has(key) {
				m.FaultAt(key, fmt.Sprintf("%q has no effect in a rule with continue: true", key), "")
			}
		}
	}
	if r.Auto && r.Hold {
		m.FaultAt("hold", "a rule cannot both refer at once and hold the case", "take out auto or hold")
	}
	if (r.Reason.Fa == "") != (r.Reason.En == "") {
		m.FaultAt("reason", "a reason is needed in Persian and English", "reason and reason_en")
	}
	for key, text := range map[string]string{"reason": r.Reason.Fa, "reason_en": r.Reason.En} {
		for _, p := range placeholder.FindAllString(text, -1) {
			if !slices.Contains(placeholders, p) {
				m.FaultAt(key, fmt.Sprintf("unknown placeholder %s", p), "one of "+strings.Join(placeholders, ", "))
			}
		}
	}
}

// check reports what only all sources together can show.
func (l *loader) check() {
	for _, u := range l.uses {
		if _, ok := l.table.offices[u.name]; !ok {
			hint := "offices are named at the top of the file"
			names := make([]string, 0, len(l.table.offices))
			for name := range l.table.offices {
				names = append(names, name)
			}
			slices.Sort(names)
			if near := yamlfile.Nearest(u.name, slices.Values(names)); near != "" {
				hint = fmt.Sprintf("is %q meant?", near)
			}
			u.at.Fault(fmt.Sprintf("unknown office %q", u.name), hint)
		}
	}
}

func validity(m *yamlfile.Map) samad.Validity {
	v := samad.Validity{From: yamlday.Get(m, "valid_from", yamlfile.Optional), To: yamlday.Get(m, "valid_to", yamlfile.Optional)}
	if !v.From.IsZero() && !v.To.IsZero() && !v.From.Before(v.To) {
		m.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which it no longer holds")
	}
	return v
}

// oneOf reads a word out of a list of allowed ones.
func oneOf[T ~string](m *yamlfile.Map, key string, allowed []T) T {
	n := m.Get(key, yamlfile.Optional)
	if n.IsZero() {
		return ""
	}
	s, _ := choose(n, key, allowed)
	return s
}

// choose checks one word against a list of allowed ones.
func choose[T ~string](n yamlfile.Node, what string, allowed []T) (T, bool) {
	s := T(n.Text())
	if slices.Contains(allowed, s) {
		return s, true
	}
	if s == "" {
		return "", false
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	hint := "one of " + strings.Join(words, ", ")
	if near := yamlfile.Nearest(string(s), slices.Values(words)); near != "" {
		hint = fmt.Sprintf("is %q meant?", near)
	}
	n.Fault(fmt.Sprintf("unknown %s %q", what, s), hint)
	return "", false
}
