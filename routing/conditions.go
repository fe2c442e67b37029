package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
)

// conditions holds everything that a rule asks for against the request.
func (f *facts) conditions(rule int32) []Condition {
	r := &f.table.rules[rule]
	m := &r.When
	var out []Condition
	add := func(field, want, got string, holds bool, points int) {
		out = append(out, Condition{field, want, got, holds, points})
	}
	if !r.From.IsZero() || !r.To.IsZero() {
		add("valid", span(r.Validity), dayText(f), f.day.IsZero() || r.Includes(f.day), 0)
	}
	listed(add, "kind", m.Kinds, f.Kind)
	if len(m.Topics) > 0 {
		want, ok := deepest(m.Topics, f.Topic.Under)
		add("topic", want, string(f.Topic), ok, topicDepth(samad.TopicID(want)))
	}
	if len(m.Places) > 0 {
		want, ok := deepest(m.Places, f.Place.Under)
		add("place", want, string(f.Place), ok, placeDepth(samad.PlaceID(want)))
	}
	listed(add, "channel", m.Channels, f.Channel)
	listed(add, "urgency", m.Urgencies, f.Urgency)
	listed(add, "identity", m.Identities, f.Identity)
	listed(add, "petitioner", m.Petitioners, f.Petitioner)
	if m.AboutAny {
		add("about", "any", string(f.About), f.About != "", 100)
	}
	if len(m.About) > 0 {
		ok := slices.ContainsFunc(m.About, func(root samad.AgencyID) bool { return f.table.under(f.About, root, f.day) })
		add("about", join(m.About), string(f.About), ok, 101)
	}
	if !m.Flags.IsZero() {
		add("flags", m.Flags.String(), strings.Join(f.Flags, ", "), m.Flags.hold(f.Flags), 1)
	}
	if !m.Keywords.IsZero() {
		c := &f.table.compiled[rule]
		found := f.phrases()
		add("keywords", m.Keywords.String(), strings.Join(c.keywords.named(m.Keywords, found), ", "), c.keywords.hold(found), 1)
	}
	if e := f.table.compiled[rule].expr; e != nil {
		add("expr", m.Expr, "", f.expression(rule, e), 1)
	}
	return out
}

func listed[T ~string](add func(field, want, got string, holds bool, points int), field string, wanted []T, got T) {
	if len(wanted) > 0 {
		add(field, join(wanted), string(got), slices.Contains(wanted, got), 1)
	}
}

func join[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

// deepest returns the longest entry that contains the request's, else all
// entries and false.
func deepest[T ~string](list []T, under func(T) bool) (string, bool) {
	best, ok := T(""), false
	for _, e := range list {
		if under(e) && (!ok || len(e) > len(best)) {
			best, ok = e, true
		}
	}
	if !ok {
		return join(list), false
	}
	return string(best), true
}

func span(v samad.Validity) string {
	from, to := "", ""
	if !v.From.IsZero() {
		from = v.From.String()
	}
	if !v.To.IsZero() {
		to = v.To.String()
	}
	return from + ".." + to
}

func dayText(f *facts) string {
	if f.day.IsZero() {
		return ""
	}
	return f.day.String()
}

// String writes the words as a rule file does: "any: a, b; none: c".
func (w Words) String() string {
	var parts []string
	for _, p := range []struct {
		name string
		list []string
	}{{"any", w.Any}, {"all", w.All}, {"none", w.None}} {
		if len(p.list) > 0 {
			parts = append(parts, fmt.Sprintf("%s: %s", p.name, strings.Join(p.list, ", ")))
		}
	}
	return strings.Join(parts, "; ")
}

// change returns the request with one fact changed to what a rule asks for, in
// each way the rule allows; none where a fact cannot be changed by itself: a
// forbidden word in the text, an expression. now is the agency that has the
// case: the likeliest to be accused.
func (f *facts) change(rule int32, field string, now samad.AgencyID) []samad.RouteRequest {
	r := &f.table.rules[rule]
	m := &r.When
	var out []samad.RouteRequest
	with := func(set func(*samad.RouteRequest)) {
		changed := f.RouteRequest
		changed.Flags = slices.Clone(changed.Flags)
		set(&changed)
		out = append(out, changed)
	}
	switch field {
	case "valid":
		day := r.From
		if day.IsZero() {
			var err error
			if day, err = r.To.AddDays(-1); err != nil {
				return nil
			}
		}
		with(func(q *samad.RouteRequest) { q.At = day.Time(f.table.location, 12, 0, 0, 0) })
	case "kind":
		for _, v := range m.Kinds {
			with(func(q *samad.RouteRequest) { q.Kind = v })
		}
	case "topic":
		for _, v := range m.Topics {
			with(func(q *samad.RouteRequest) { q.Topic = v })
			for _, topic := range f.table.reader.topics { // a group may have no agency of its own
				if topic.ID != v && topic.ID.Under(v) {
					with(func(q *samad.RouteRequest) { q.Topic = topic.ID })
				}
			}
		}
	case "place":
		for _, v := range m.Places {
			with(func(q *samad.RouteRequest) { q.Place = v })
		}
	case "channel":
		for _, v := range m.Channels {
			with(func(q *samad.RouteRequest) { q.Channel = v })
		}
	case "urgency":
		for _, v := range m.Urgencies {
			with(func(q *samad.RouteRequest) { q.Urgency = v })
		}
	case "identity":
		for _, v := range m.Identities {
			with(func(q *samad.RouteRequest) { q.Identity = v })
		}
	case "petitioner":
		for _, v := range m.Petitioners {
			with(func(q *samad.RouteRequest) { q.Petitioner = v })
		}
	case "about":
		about := m.About
		if m.AboutAny {
			about = []samad.AgencyID{now}
		}
		for _, v := range about {
			with(func(q *samad.RouteRequest) { q.About = v })
		}
	case "flags":
		m.withFlags(with)
	case "keywords":
		m.withWords(with)
	}
	return out
}

// withFlags changes a request's flags to what the match asks for, once for
// each of those of which it wants any.
func (m *Match) withFlags(with func(set func(*samad.RouteRequest))) {
	one := m.Flags.Any
	if len(one) == 0 {
		one = []string{""}
	}
	for _, v := range one {
		with(func(q *samad.RouteRequest) {
			q.Flags = slices.DeleteFunc(q.Flags, func(s string) bool { return slices.Contains(m.Flags.None, s) })
			q.Flags = append(q.Flags, m.Flags.All...)
			if v != "" {
				q.Flags = append(q.Flags, v)
			}
		})
	}
}

// withWords adds the words that the match asks for to a request's text.
func (m *Match) withWords(with func(set func(*samad.RouteRequest))) {
	words := slices.Clone(m.Keywords.All)
	if len(m.Keywords.Near) > 0 {
		words = append(words, m.Keywords.Near[0].Words...)
	}
	if len(m.Keywords.Any) > 0 {
		words = append(words, m.Keywords.Any[0])
	}
	if len(words) > 0 {
		with(func(q *samad.RouteRequest) { q.Text += "\n" + strings.Join(words, "\n") })
	}
}
