package routing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// Test is one test of a rule set, written by the people who write the rules:
// facts, and what must be decided on them.
type Test struct {
	Name   string
	Given  samad.RouteRequest
	Expect Expectation
	// File and Line are where the test stands.
	File string
	Line int
}

// Expectation is what a test asks of the decision. Nil fields are not looked
// at.
type Expectation struct {
	// NoRoute: nothing may be decided. The other fields are nil then.
	NoRoute    bool
	Agency     *samad.AgencyID
	Rule, Unit *string
	// Urgency is the case's after the decision.
	Urgency    *samad.Urgency
	Labels     []string // in any order; nil is not looked at, [] means none
	Cooperate  []samad.AgencyID
	Statement  []samad.AgencyID
	Auto, Hold *bool
}

// LoadTests reads a file of tests (a pack's *_test.yaml). Ids are checked
// against the table's directory and rules; a faulty file gives the same kind of
// error as [Load] does.
func (t *Table) LoadTests(source Source) ([]Test, error) {
	l := loader{table: t, dir: t.dir}
	root, ok := yamlfile.Parse(source.Name, source.Data, l.report)
	if !ok {
		return nil, l.faults.Err()
	}
	m := root.Map()
	var out []Test
	seen := map[string]bool{}
	for _, n := range m.List("tests", yamlfile.Required) {
		c := n.Map()
		one := Test{Name: c.Text("name", yamlfile.Required), File: source.Name, Line: n.Pos().Line}
		if seen[one.Name] && one.Name != "" {
			c.FaultAt("name", fmt.Sprintf("test %q stands here a second time", one.Name), "")
		}
		seen[one.Name] = true
		one.Given = l.given(c.Map("given", yamlfile.Required))
		one.Expect = l.expectation(c.Get("expect", yamlfile.Required))
		c.Done()
		out = append(out, one)
	}
	m.Done()
	if err := l.faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

func (l *loader) given(m *yamlfile.Map) samad.RouteRequest {
	r := samad.RouteRequest{
		Kind:       oneOf(m, "kind", samad.Kinds()),
		Topic:      samad.TopicID(l.reference(m, "topic")),
		Place:      samad.PlaceID(l.reference(m, "place")),
		Channel:    oneOf(m, "channel", samad.Channels()),
		Urgency:    oneOf(m, "urgency", samad.Urgencies()),
		Identity:   oneOf(m, "identity", samad.Identities()),
		Petitioner: oneOf(m, "petitioner", []samad.PetitionerType{samad.Person, samad.LegalEntity, samad.Foreign}),
		About:      samad.AgencyID(l.reference(m, "about")),
		Flags:      l.words(m, "flags"),
		Text:       m.Text("text", yamlfile.Optional),
	}
	if day := yamlday.Get(m, "on", yamlfile.Optional); !day.IsZero() {
		r.At = day.Time(l.table.location, 12, 0, 0, 0)
	}
	m.Done()
	return r
}

// reference reads an id that the directory must have.
func (l *loader) reference(m *yamlfile.Map, key string) string {
	n := m.Get(key, yamlfile.Optional)
	id := n.Code()
	if id == "" {
		return ""
	}
	switch key {
	case "topic":
		l.known(n, "topic", id, l.topicIDs())
	case "place":
		l.known(n, "place", id, l.placeIDs())
	default:
		l.known(n, "agency", id, l.agencyIDs())
	}
	return id
}

func (l *loader) expectation(n yamlfile.Node) (e Expectation) {
	if n.IsZero() {
		return e
	}
	if !n.IsMap() {
		if s := n.Text(); s != "none" && s != "" {
			n.Fault(fmt.Sprintf("expected what is decided, found %q", s), "none if nothing may be decided")
		}
		e.NoRoute = true
		return e
	}
	m := n.Map()
	if m.Has("agency") {
		id := samad.AgencyID(l.reference(m, "agency"))
		e.Agency = &id
	}
	if m.Has("rule") {
		rule := m.Get("rule", yamlfile.Required)
		id := rule.Text()
		l.known(rule, "rule", id, func(yield func(string) bool) {
			for _, r := range l.table.rules {
				if !yield(r.ID) {
					return
				}
			}
		})
		e.Rule = &id
	}
	if m.Has("unit") {
		unit := m.Text("unit", yamlfile.Required)
		e.Unit = &unit
	}
	if m.Has("urgency") {
		u := oneOf(m, "urgency", samad.Urgencies())
		e.Urgency = &u
	}
	if m.Has("labels") {
		e.Labels = append([]string{}, l.words(m, "labels")...)
	}
	e.Cooperate, e.Statement = l.agencies(m, "cooperate"), l.agencies(m, "statement")
	for key, to := range map[string]**bool{"auto": &e.Auto, "hold": &e.Hold} {
		if m.Has(key) {
			b := m.Bool(key)
			*to = &b
		}
	}
	m.Done()
	return e
}

// agencies reads a list of agencies; nil when the key is absent.
func (l *loader) agencies(m *yamlfile.Map, key string) []samad.AgencyID {
	if !m.Has(key) {
		return nil
	}
	out := []samad.AgencyID{}
	for _, n := range m.Each(key) {
		id := n.Text()
		if id != "" && l.known(n, "agency", id, l.agencyIDs()) {
			out = append(out, samad.AgencyID(id))
		}
	}
	return out
}

// TestError says in what a decision differs from what a [Test] expects.
type TestError struct {
	Test        Test
	Differences []string // "agency: got isf.abfa, want isf.bargh"
}

// Error names the test and lists the differences.
func (e *TestError) Error() string {
	return fmt.Sprintf("%s:%d: %s: %s", e.Test.File, e.Test.Line, e.Test.Name, strings.Join(e.Differences, "; "))
}

// Check decides on a test's facts and compares: it returns a [*TestError] when the
// decision is another one, and any error of [Table.Route] but [samad.ErrNoRoute].
func (t *Table) Check(ctx context.Context, c Test) error {
	d, err := t.Route(ctx, c.Given)
	if err != nil && !errors.Is(err, samad.ErrNoRoute) {
		return err
	}
	fail := &TestError{Test: c}
	differ := func(what string, got, want any) {
		fail.Differences = append(fail.Differences, fmt.Sprintf("%s: got %v, want %v", what, got, want))
	}
	e := c.Expect
	switch {
	case e.NoRoute && err == nil:
		differ("agency", fmt.Sprintf("%s by rule %s", d.Agency, d.Rule), "none")
	case e.NoRoute:
	case err != nil:
		differ("decision", "none"+whyNot(err), "one")
	default:
		e.compare(c.Given, d, differ)
	}
	if len(fail.Differences) == 0 {
		return nil
	}
	return fail
}

// whyNot says in brackets why nothing was decided.
func whyNot(err error) string {
	none, ok := errors.AsType[*NoRouteError](err)
	switch {
	case !ok:
		return ""
	case none.Err != nil:
		return fmt.Sprintf(" (rule %s: %v)", none.Rule, none.Err)
	}
	return " (" + none.Reason + ")"
}

func (e Expectation) compare(given samad.RouteRequest, d samad.Decision, differ func(what string, got, want any)) {
	compare(differ, "agency", d.Agency, e.Agency)
	compare(differ, "rule", d.Rule, e.Rule)
	compare(differ, "unit", d.Unit, e.Unit)
	urgency := d.Urgency
	if urgency == "" {
		urgency = given.Urgency
	}
	compare(differ, "urgency", urgency, e.Urgency)
	compare(differ, "auto", d.Auto, e.Auto)
	compare(differ, "hold", d.Hold, e.Hold)
	if e.Labels != nil && !sameSet(d.Labels, e.Labels) {
		differ("labels", d.Labels, e.Labels)
	}
	for _, side := range []struct {
		what    string
		want    []samad.AgencyID
		purpose samad.Purpose
	}{{"cooperate", e.Cooperate, samad.Cooperate}, {"statement", e.Statement, samad.Statement}} {
		if side.want == nil {
			continue
		}
		var got []samad.AgencyID
		for _, c := range d.Cooperating {
			if c.Purpose == side.purpose {
				got = append(got, c.Agency)
			}
		}
		if !sameSet(got, side.want) {
			differ(side.what, got, side.want)
		}
	}
}

func compare[T comparable](differ func(string, any, any), what string, got T, want *T) {
	if want != nil && got != *want {
		differ(what, got, *want)
	}
}

func sameSet[T ~string](a, b []T) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
