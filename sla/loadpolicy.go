package sla

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
)

// LoadPolicy reads a policy from YAML (deadlines.yaml of a pack); file is its
// name in messages, cal gives the calendars of places and agencies. The keys
// are described in docs/deadlines.md. Everything that is wrong comes back at
// once as [Faults], with line, column and hints: unknown keys and stages, rules
// that can never match, warnings without a limit.
func LoadPolicy(src []byte, file string, cal Calendars) (*Policy, error) {
	var faults collector
	root, ok := yamlfile.Parse(file, src, faults.report)
	if !ok {
		return nil, faults.err()
	}
	l := policyLoader{p: &Policy{calendars: cal}, ladders: map[string][]step{}}
	l.read(root.Map())
	if cal == nil {
		faults.faults = append(faults.faults, Fault{File: file, Message: "a policy needs calendars"})
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return l.p, nil
}

type policyLoader struct {
	p       *Policy
	ladders map[string][]step
	used    map[string]bool
}

func (l *policyLoader) read(m *yamlfile.Map) {
	p := l.p
	p.id = m.Text("id", yamlfile.Required)
	p.version = m.Code("version", yamlfile.Required)
	if strings.Contains(p.id, "@") {
		m.FaultAt("id", "an id has no @, which separates it from the version", "")
	}
	p.from, p.to = readDate(m, "valid_from", yamlfile.Required), readDate(m, "valid_to", yamlfile.Optional)
	if !p.to.IsZero() && p.to.Before(p.from) {
		m.FaultAt("valid_to", "it ends before it begins", "")
	}
	if n := m.Get("counting", yamlfile.Optional); !n.IsZero() {
		p.counting = readCounting(n.Map())
	}
	p.restart = choice(m, "on_referral", "keep", "restart")
	ladders := m.Map("ladders", yamlfile.Optional)
	l.readLadders(ladders)
	l.used = map[string]bool{}
	rules := m.List("rules", yamlfile.Required)
	var read []*yamlfile.Map
	for _, n := range rules {
		x := n.Map()
		read = append(read, x)
		p.rules = append(p.rules, l.readRule(x))
	}
	l.checkRules(read)
	for _, name := range ladders.Keys() {
		if !l.used[name] {
			ladders.FaultAt(name, fmt.Sprintf("no rule uses the ladder %q", name), "")
		}
	}
	m.Done()
}

// choice reads one of two words; the first is the default and false.
func choice(m *yamlfile.Map, key, usual, other string) bool {
	switch s := m.Text(key, yamlfile.Optional); s {
	case "", usual:
	case other:
		return true
	default:
		m.FaultAt(key, fmt.Sprintf("unknown value %q", s), usual+" or "+other)
	}
	return false
}

func readCounting(m *yamlfile.Map) Counting {
	c := Counting{
		FirstDay:       choice(m, "first_day", "excluded", "counted"),
		ClosedDayStays: choice(m, "closed_day", "moves", "stays"),
		UntilMidnight:  choice(m, "day_end", "closing", "midnight"),
	}
	m.Done()
	return c
}

func (l *policyLoader) readLadders(m *yamlfile.Map) {
	for _, name := range m.Keys() {
		seen := map[string]bool{}
		for _, n := range m.List(name, yamlfile.Required) {
			x := n.Map()
			s := step{name: x.Text("name", yamlfile.Required), role: x.Text("role", yamlfile.Required), after: readTarget(x, "after")}
			if seen[s.name] {
				x.FaultAt("name", fmt.Sprintf("step %q stands twice in this ladder", s.name), "")
			}
			seen[s.name] = true
			x.Done()
			l.ladders[name] = append(l.ladders[name], s)
		}
	}
}

func readTarget(m *yamlfile.Map, key string) Target {
	return targetOf(m, key, m.Text(key, yamlfile.Optional))
}

func targetOf(m *yamlfile.Map, key, s string) Target {
	if s == "" {
		return Target{}
	}
	t, err := ParseTarget(s)
	if err != nil {
		m.FaultAt(key, reasonOf(err), "such as 10d, 10wd, 72h or 16wh")
	}
	return t
}

func (l *policyLoader) readRule(m *yamlfile.Map) (r rule) {
	r.id = m.Text("id", yamlfile.Required)
	r.when = readConditions(m)
	if m.Has("when") { // as rules of referral have it
		m.FaultAt("when", "conditions of a deadline stand in the rule itself", "without when: {id: urgent, urgency: emergency, limit: 24h}")
		r.faulty = true
	}
	limit := m.Text("limit", yamlfile.Optional)
	noLimit := limit == "none"
	if !noLimit {
		r.limit = targetOf(m, "limit", limit)
	}
	r.aim = readTarget(m, "aim")
	r.breach = m.Text("breach", yamlfile.Optional)
	names := map[string]bool{}
	for _, n := range m.List("warn", yamlfile.Optional) {
		w, ok := readWarning(n.Map())
		if ok && names[w.name()] {
			n.Fault(fmt.Sprintf("the warning %q stands here twice", w.name()), "")
		}
		names[w.name()] = true
		r.warnings = append(r.warnings, w)
	}
	if name := m.Text("escalate", yamlfile.Optional); name != "" {
		ladder, ok := l.ladders[name]
		if !ok {
			near := yamlfile.Nearest(name, mapKeys(l.ladders))
			m.FaultAt("escalate", fmt.Sprintf("there is no ladder %q", name), meant(near))
		}
		r.ladder = ladder
		l.used[name] = true
	}
	if m.Has("on_referral") {
		restart := choice(m, "on_referral", "keep", "restart")
		r.restart = &restart
	}
	if !m.Has("limit") && !m.Has("aim") {
		m.Fault("the rule sets neither a limit nor an aim", "limit: none says that there is no limit")
	}
	if !m.Has("limit") || noLimit {
		for _, key := range []string{"warn", "breach", "escalate"} {
			if m.Has(key) {
				m.FaultAt(key, key+" needs a limit", "")
			}
		}
	}
	m.Done()
	return r
}

func readConditions(m *yamlfile.Map) (c conditions) {
	for _, n := range m.Each("stage") {
		s := Stage(n.Text())
		if s != "" && !slices.Contains(stages[:], s) {
			near := yamlfile.Nearest(string(s), func(yield func(string) bool) {
				for _, s := range stages {
					if !yield(string(s)) {
						return
					}
				}
			})
			n.Fault(fmt.Sprintf("unknown stage %q", s), meant(near))
		}
		c.stages = append(c.stages, s)
	}
	texts := func(key string) (list []string) {
		for _, n := range m.Each(key) {
			s := n.Code()
			if s == "" {
				n.Fault("an empty text matches nothing", "")
			}
			list = append(list, s)
		}
		return list
	}
	c.kinds, c.topics, c.places = texts("kind"), texts("topic"), texts("place")
	c.agencies, c.urgencies, c.channels = texts("agency"), texts("urgency"), texts("channel")
	for i, t := range c.topics {
		if strings.HasSuffix(t, "/") {
			m.FaultAt("topic", fmt.Sprintf("%q ends with a slash", t), strconv.Quote(strings.TrimRight(t, "/"))+" covers what lies below it")
			c.topics[i] = strings.TrimRight(t, "/")
		}
	}
	for _, p := range c.places {
		if p != "" && !isPlaceCode(p) {
			m.FaultAt("place", fmt.Sprintf("%q is no place code", p), "an even number of digits: two for a province, four for a county")
		}
	}
	return c
}

func readWarning(m *yamlfile.Map) (w warning, ok bool) {
	w.role = m.Text("role", yamlfile.Required)
	w.before = readTarget(m, "before")
	at := m.Text("at", yamlfile.Optional)
	if m.Has("at") == m.Has("before") {
		m.Fault("one of the keys at and before expected", "at: 75% or before: 1d")
		m.Done()
		return w, false
	}
	if m.Has("at") {
		digits, percent := strings.CutSuffix(at, "%")
		n, err := strconv.Atoi(digits)
		if !percent || err != nil || n < 1 || n > 99 || strconv.Itoa(n) != digits {
			m.FaultAt("at", fmt.Sprintf("a share of the time expected, found %q", at), "from 1% to 99%")
			n = 1
		}
		w.percent = n
	}
	m.Done()
	return w, true
}

// checkRules looks for ids that stand twice and for rules behind one that
// matches all they match.
func (l *policyLoader) checkRules(read []*yamlfile.Map) {
	for i := range l.p.rules {
		r := &l.p.rules[i]
		for j := range i {
			before := &l.p.rules[j]
			if before.id == r.id && r.id != "" {
				read[i].FaultAt("id", fmt.Sprintf("rule %q stands here a second time", r.id), "")
				break
			}
			if !before.faulty && before.when.covers(&r.when) {
				read[i].Fault(fmt.Sprintf("rule %q can never match", r.id), fmt.Sprintf("rule %q before it takes all its cases", before.id))
				break
			}
		}
	}
}

// covers reports whether c holds wherever d does.
func (c *conditions) covers(d *conditions) bool {
	same := func(s, root string) bool { return s == root }
	var a, b []string
	for _, s := range c.stages {
		a = append(a, string(s))
	}
	for _, s := range d.stages {
		b = append(b, string(s))
	}
	return coversList(a, b, same) && coversList(c.kinds, d.kinds, same) &&
		coversList(c.topics, d.topics, topicBelow) && coversList(c.places, d.places, placeBelow) &&
		coversList(c.agencies, d.agencies, same) && coversList(c.urgencies, d.urgencies, same) &&
		coversList(c.channels, d.channels, same)
}

func coversList(c, d []string, is func(s, root string) bool) bool {
	if len(c) == 0 {
		return true
	}
	for _, s := range d {
		if !slices.ContainsFunc(c, func(root string) bool { return is(s, root) }) {
			return false
		}
	}
	return len(d) > 0
}

func meant(near string) string {
	if near == "" {
		return ""
	}
	return fmt.Sprintf("is %q meant?", near)
}

// mapKeys gives the keys of a map in their order.
func mapKeys(m map[string][]step) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if !yield(k) {
				return
			}
		}
	}
}
