package routing

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

var (
	someTopics     = []samad.TopicID{"", "a", "a/x", "a/y", "a/x/deep", "b", "b/x", "ab", "ab/x"}
	somePlaces     = []samad.PlaceID{"", "10", "11", "1001", "1002", "1101", "1001000001", "1001000002", "1101000001"}
	someChannels   = []samad.Channel{"", samad.Web, samad.SMS}
	someUrgencies  = []samad.Urgency{"", samad.Normal, samad.High}
	someAgencies   = []samad.AgencyID{"", "p", "p.q", "r"}
	someFlags      = []string{"f", "g"}
	someKinds      = append([]samad.Kind{""}, samad.Kinds()...)
	noneOrSomeKind = rapid.SliceOfNDistinct(rapid.SampledFrom(samad.Kinds()), 0, 3, rapid.ID[samad.Kind])
)

func drawRule(t *rapid.T, i int) Rule {
	some := func(n int) bool { return rapid.IntRange(0, n).Draw(t, "some") == 0 }
	r := Rule{ID: fmt.Sprint("r", i), Priority: rapid.IntRange(-1, 2).Draw(t, "priority"), Refer: []Target{{Kind: ToTopic}}}
	m := &r.When
	m.Kinds = noneOrSomeKind.Draw(t, "kinds")
	m.Topics = rapid.SliceOfNDistinct(rapid.SampledFrom(someTopics[1:]), 0, 3, rapid.ID[samad.TopicID]).Draw(t, "topics")
	m.Places = rapid.SliceOfNDistinct(rapid.SampledFrom(somePlaces[1:]), 0, 3, rapid.ID[samad.PlaceID]).Draw(t, "places")
	if some(3) {
		m.Channels = []samad.Channel{samad.Web}
	}
	if some(3) {
		m.Urgencies = []samad.Urgency{samad.High}
	}
	switch rapid.IntRange(0, 8).Draw(t, "about") {
	case 0:
		m.AboutAny = true
	case 1:
		m.About = []samad.AgencyID{rapid.SampledFrom(someAgencies[1:]).Draw(t, "accused")}
	}
	switch rapid.IntRange(0, 8).Draw(t, "flags") {
	case 0:
		m.Flags = Words{All: []string{"f"}}
	case 1:
		m.Flags = Words{Any: []string{"f", "g"}}
	case 2:
		m.Flags = Words{None: []string{"g"}}
	}
	switch rapid.IntRange(0, 12).Draw(t, "keywords") {
	case 0:
		m.Keywords.Any = []string{"برق", "گاز"}
	case 1:
		m.Keywords.All = []string{"برق", "گاز"}
	case 2:
		m.Keywords.None = []string{"گاز"}
	case 3:
		m.Keywords.Near = []Near{{Words: []string{"برق", "گاز"}, Within: 2}, {Words: []string{"گاز", "اب"}, Within: 3}}
	}
	return r
}

// naive decides by looking at every rule, written from the documentation and
// not from the code: it returns the rules that hold, the deciding one first.
func naive(rules []Rule, q samad.RouteRequest) []string {
	type held struct {
		id                      string
		points, priority, order int
	}
	var all []held
	for i, r := range rules {
		m := r.When
		points := 0
		if len(m.Kinds) > 0 {
			if !slices.Contains(m.Kinds, q.Kind) {
				continue
			}
			points++
		}
		if len(m.Topics) > 0 {
			best := 0
			for _, topic := range m.Topics {
				if q.Topic.Under(topic) {
					best = max(best, len(strings.Split(string(topic), "/")))
				}
			}
			if best == 0 {
				continue
			}
			points += best
		}
		if len(m.Places) > 0 {
			best := 0
			for _, place := range m.Places {
				if strings.HasPrefix(string(q.Place), string(place)) {
					best = max(best, map[int]int{2: 1, 4: 2, 10: 3}[len(place)])
				}
			}
			if best == 0 {
				continue
			}
			points += best
		}
		if len(m.Channels) > 0 {
			if !slices.Contains(m.Channels, q.Channel) {
				continue
			}
			points++
		}
		if len(m.Urgencies) > 0 {
			if !slices.Contains(m.Urgencies, q.Urgency) {
				continue
			}
			points++
		}
		if m.AboutAny {
			if q.About == "" {
				continue
			}
			points += 100
		}
		if len(m.About) > 0 {
			under := q.About == m.About[0] || m.About[0] == "p" && q.About == "p.q"
			if q.About == "" || !under {
				continue
			}
			points += 101
		}
		flag := func(s string) bool { return slices.Contains(q.Flags, s) }
		if !m.Flags.IsZero() {
			if len(m.Flags.All) > 0 && !flag("f") || len(m.Flags.Any) > 0 && !flag("f") && !flag("g") || len(m.Flags.None) > 0 && flag("g") {
				continue
			}
			points++
		}
		text := strings.Fields(q.Text)
		word := func(s string) bool { return slices.Contains(text, s) }
		near := func(a, b string, within int) bool {
			for i, x := range text {
				for j, y := range text {
					if x == a && y == b && max(i-j, j-i) < within {
						return true
					}
				}
			}
			return false
		}
		if k := m.Keywords; !k.IsZero() {
			if len(k.Any) > 0 && !word("برق") && !word("گاز") || len(k.All) > 0 && !(word("برق") && word("گاز")) || len(k.None) > 0 && word("گاز") ||
				len(k.Near) > 0 && !near("برق", "گاز", 2) && !near("گاز", "اب", 3) {
				continue
			}
			points++
		}
		all = append(all, held{r.ID, points, r.Priority, i})
	}
	slices.SortFunc(all, func(a, b held) int {
		if a.points != b.points {
			return b.points - a.points
		}
		if a.priority != b.priority {
			return b.priority - a.priority
		}
		return a.order - b.order
	})
	var out []string
	for _, h := range all {
		out = append(out, h.id)
	}
	return out
}

// The index gives the same rules in the same order as looking at all of them.
func TestIndexEqualsNaiveScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rules []Rule
		for i := range rapid.IntRange(0, 40).Draw(t, "rules") {
			rules = append(rules, drawRule(t, i))
		}
		table := &Table{
			rules:    rules,
			agencies: map[samad.AgencyID][]samad.Agency{"p": {{ID: "p"}}, "p.q": {{ID: "p.q", Parent: "p"}}, "r": {{ID: "r"}}},
		}
		table.compileRules(nil)
		for range 10 {
			q := samad.RouteRequest{
				Kind:    rapid.SampledFrom(someKinds).Draw(t, "kind"),
				Topic:   rapid.SampledFrom(someTopics).Draw(t, "topic"),
				Place:   rapid.SampledFrom(somePlaces).Draw(t, "place"),
				Channel: rapid.SampledFrom(someChannels).Draw(t, "channel"),
				Urgency: rapid.SampledFrom(someUrgencies).Draw(t, "urgency"),
				About:   rapid.SampledFrom(someAgencies).Draw(t, "about"),
				Flags:   rapid.SliceOfDistinct(rapid.SampledFrom(someFlags), rapid.ID[string]).Draw(t, "flags"),
				Text:    strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"برق", "گاز", "اب", "چیز"}), 0, 6).Draw(t, "text"), " "),
			}
			f := &facts{RouteRequest: q, table: table, day: persian.Date{}}
			var got []string
			for after := int32(-1); ; {
				rank := table.deciding.best(f, after)
				if rank < 0 {
					break
				}
				id := rules[table.deciding.rules[rank]].ID
				if !slices.Contains(got, id) {
					got = append(got, id)
				}
				after = rank
			}
			if diff := cmp.Diff(naive(rules, q), got); diff != "" {
				t.Fatalf("request %+v (-naive +index):\n%s", q, diff)
			}
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var rules []Rule
			for i := range n - 1 {
				rules = append(rules, Rule{
					ID: fmt.Sprint(i), Refer: []Target{{Kind: ToAgency, Agency: "p"}},
					When: Match{
						Kinds:  []samad.Kind{samad.Kinds()[i%7]},
						Topics: []samad.TopicID{samad.TopicID(fmt.Sprintf("g%d/t%d", i%26, i%162))},
						Places: []samad.PlaceID{samad.PlaceID(fmt.Sprintf("10%02d", i%24))},
					},
				})
			}
			rules = append(rules, Rule{ID: "default", Refer: []Target{{Kind: ToAgency, Agency: "p"}}})
			table := &Table{rules: rules, compiled: make([]compiled, n), agencies: map[samad.AgencyID][]samad.Agency{"p": {{ID: "p"}}}}
			table.deciding = newIndex(rules, table.compiled, func(Rule) bool { return true })
			var requests []*facts
			for i := range 1024 {
				requests = append(requests, &facts{table: table, RouteRequest: samad.RouteRequest{
					Kind: samad.Kinds()[i%7], Topic: samad.TopicID(fmt.Sprintf("g%d/t%d", i*7%26, i*11%162)), Place: samad.PlaceID(fmt.Sprintf("10%02d%06d", i*5%24, i)),
				}})
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, _, ok := requests[i%1024].decide(); !ok {
					b.Fatal("no decision")
				}
				i++
			}
		})
	}
}

// Rules that differ in nothing but a keyword, a flag or an accused agency are
// found by it, not one after the other.
func BenchmarkDecideByKey(b *testing.B) {
	for name, set := range map[string]func(m *Match, i int){
		"keyword": func(m *Match, i int) { m.Keywords.Any = []string{fmt.Sprintf("واژه %d", i)} },
		"flag":    func(m *Match, i int) { m.Flags.All = []string{fmt.Sprint("flag", i)} },
		"about":   func(m *Match, i int) { m.About = []samad.AgencyID{samad.AgencyID(fmt.Sprint("agency", i))} },
	} {
		for _, n := range []int{10, 10000} {
			b.Run(fmt.Sprint(name, "/", n), func(b *testing.B) {
				rules := make([]Rule, n)
				for i := range rules {
					rules[i] = Rule{ID: fmt.Sprint(i), Refer: []Target{{Kind: ToAgency, Agency: "p"}}}
					if i > 0 {
						set(&rules[i].When, i)
					}
				}
				table := &Table{rules: rules, agencies: map[samad.AgencyID][]samad.Agency{"p": {{ID: "p"}}, "agency5": {{ID: "agency5"}}}}
				table.compileRules(nil)
				b.ReportAllocs()
				for b.Loop() {
					f := facts{table: table, RouteRequest: samad.RouteRequest{Text: "این واژه 5 است", Flags: []string{"flag5"}, About: "agency5"}}
					if rule, _, ok := f.decide(); !ok || rule != 5 {
						b.Fatal(rule, ok)
					}
				}
			})
		}
	}
}
