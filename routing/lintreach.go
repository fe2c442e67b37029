package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// reach reports rules, and topics and places of rules, that never decide.
func (l *linter) reach() {
	days := l.days()
	for i, r := range l.table.rules {
		if l.ctx.Err() != nil {
			return
		}
		if r.Continue {
			l.reachContinuing(i, days)
			continue
		}
		if reached, by := l.reaches(i, r.When.Topics, r.When.Places, days); !reached {
			l.add(i, unreachable(r, by, days))
			continue
		}
		if len(r.When.Topics) > 1 {
			for _, topic := range r.When.Topics {
				if reached, by := l.reaches(i, []samad.TopicID{topic}, r.When.Places, days); !reached {
					l.add(i, Finding{
						Code: Shadowed, Topic: topic, Other: by,
						Message: fmt.Sprintf("rule %q never decides for topic %q%s", r.ID, topic, instead(by)),
					})
				}
			}
		}
		if len(r.When.Places) > 1 {
			for _, place := range r.When.Places {
				if reached, by := l.reaches(i, r.When.Topics, []samad.PlaceID{place}, days); !reached {
					l.add(i, Finding{
						Code: Shadowed, Place: place, Other: by,
						Message: fmt.Sprintf("rule %q never decides for place %q%s", r.ID, place, instead(by)),
					})
				}
			}
		}
	}
}

func unreachable(r Rule, by string, days []persian.Date) Finding {
	f := Finding{Code: Unreachable, Other: by, Message: fmt.Sprintf("rule %q never decides%s", r.ID, instead(by))}
	if !slices.ContainsFunc(days, func(d persian.Date) bool { return d.IsZero() || r.Includes(d) }) {
		f.Message = fmt.Sprintf("rule %q never decides: it holds on no day on which the rule set and its pack are in force", r.ID)
	} else if by == "" {
		f.Hint = "none of its targets may take what it holds for"
	}
	return f
}

func instead(by string) string {
	if by == "" {
		return ""
	}
	return fmt.Sprintf(": rule %q does", by)
}

// reaches looks for a request on which the rule decides, with these topics and
// places. If there is none, it names the rule that decides instead on one of
// them, "" if nothing does.
func (l *linter) reaches(rule int, topics []samad.TopicID, places []samad.PlaceID, days []persian.Date) (bool, string) {
	r := &l.table.rules[rule]
	assume := func(i int32) bool { return int(i) == rule }
	by := ""
	found := false
	l.witnesses(r, topics, places, func(q samad.RouteRequest) bool {
		for _, day := range days {
			if !day.IsZero() && !r.Includes(day) {
				continue
			}
			switch got := l.decided(q, day, assume); {
			case int(got) == rule:
				found = true
				return false
			case got >= 0 && by == "":
				by = l.table.rules[got].ID
			}
		}
		return l.ctx.Err() == nil
	})
	return found, by
}

// witnesses calls try with requests for which the rule's conditions hold, as
// bare as they can be, until try returns false. Of words that other rules
// forbid, there are witnesses without and with all of them.
func (l *linter) witnesses(r *Rule, topics []samad.TopicID, places []samad.PlaceID, try func(samad.RouteRequest) bool) {
	t := l.table
	m := &r.When
	base := []samad.RouteRequest{{}}
	base = vary(base, m.Channels, func(q *samad.RouteRequest, v samad.Channel) { q.Channel = v })
	base = vary(base, m.Urgencies, func(q *samad.RouteRequest, v samad.Urgency) { q.Urgency = v })
	base = vary(base, m.Identities, func(q *samad.RouteRequest, v samad.Identity) { q.Identity = v })
	base = vary(base, m.Petitioners, func(q *samad.RouteRequest, v samad.PetitionerType) { q.Petitioner = v })
	base = vary(base, m.Flags.Any, func(q *samad.RouteRequest, v string) { q.Flags = []string{v} })
	base = vary(base, m.Keywords.Any, func(q *samad.RouteRequest, v string) { q.Text = v })
	base = vary(base, m.Keywords.Near, func(q *samad.RouteRequest, v Near) { q.Text += "\n" + strings.Join(v.Words, "\n") })
	about := m.About
	if m.AboutAny {
		for id := range t.dir.AgencyIDs() {
			about = append(about, samad.AgencyID(id))
		}
	}
	base = vary(base, about, func(q *samad.RouteRequest, v samad.AgencyID) { q.About = v })
	for i := range base {
		base[i].Flags = slices.Concat(base[i].Flags, m.Flags.All)
		base[i].Text = strings.Join(append([]string{base[i].Text}, m.Keywords.All...), "\n")
	}
	flags, words := l.forbidden()
	flags = without(flags, m.Flags.None)
	words = without(words, m.Keywords.None)
	if len(flags) > 0 || len(words) > 0 {
		for _, q := range slices.Clone(base) {
			q.Flags = slices.Concat(q.Flags, flags)
			q.Text += "\n" + strings.Join(words, "\n")
			base = append(base, q)
		}
	}
	kinds := m.Kinds
	if len(kinds) == 0 {
		kinds = samad.Kinds()
	}
	for _, topic := range l.under(topics) {
		for _, place := range l.placesUnder(places) {
			for _, kind := range kinds {
				for _, q := range base {
					q.Topic, q.Place, q.Kind = topic, place, kind
					if !try(q) {
						return
					}
				}
			}
		}
	}
}

// vary makes a request out of each of them for each of the values, none of
// which leaves them as they are.
func vary[T any](base []samad.RouteRequest, values []T, set func(*samad.RouteRequest, T)) []samad.RouteRequest {
	if len(values) == 0 {
		return base
	}
	out := make([]samad.RouteRequest, 0, len(base)*len(values))
	for _, q := range base {
		for _, v := range values {
			changed := q
			set(&changed, v)
			out = append(out, changed)
		}
	}
	return out
}

func without(list, taken []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(taken, s) })
}

// forbidden are the flags and words that some rule asks not to be there.
func (l *linter) forbidden() (flags, words []string) {
	for _, r := range l.table.rules {
		flags = append(flags, r.When.Flags.None...)
		words = append(words, r.When.Keywords.None...)
	}
	slices.Sort(flags)
	slices.Sort(words)
	return slices.Compact(flags), slices.Compact(words)
}

// under lists topics with everything below them, all topics for none.
func (l *linter) under(topics []samad.TopicID) (out []samad.TopicID) {
	if len(topics) == 0 {
		out = append(out, "")
	}
	for id := range l.table.dir.TopicIDs() {
		topic := samad.TopicID(id)
		if len(topics) == 0 || slices.ContainsFunc(topics, topic.Under) {
			out = append(out, topic)
		}
	}
	return out
}

// placesUnder lists places with everything below them, all places for none.
func (l *linter) placesUnder(places []samad.PlaceID) (out []samad.PlaceID) {
	if len(places) == 0 {
		out = append(out, "")
	}
	for id := range l.table.dir.PlaceIDs() {
		place := samad.PlaceID(id)
		if len(places) == 0 || slices.ContainsFunc(places, place.Under) {
			out = append(out, place)
		}
	}
	return out
}

// reachContinuing reports a rule that adds to others but never holds where one
// of them decides.
func (l *linter) reachContinuing(rule int, days []persian.Date) {
	r := &l.table.rules[rule]
	found := false
	l.witnesses(r, r.When.Topics, r.When.Places, func(q samad.RouteRequest) bool {
		for _, day := range days {
			if (day.IsZero() || r.Includes(day)) && l.decided(q, day, func(i int32) bool { return int(i) == rule }) >= 0 {
				found = true
				return false
			}
		}
		return l.ctx.Err() == nil
	})
	if !found {
		l.add(rule, Finding{Code: Unreachable, Message: fmt.Sprintf("rule %q adds to nothing: no rule decides where it holds", r.ID)})
	}
}
