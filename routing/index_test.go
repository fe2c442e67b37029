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
	if some(4) {
		m.Flags = Words{All: []string{"f"}}
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
		if len(m.Flags.All) > 0 {
			if !slices.Contains(q.Flags, "f") {
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
			rules: rules, compiled: make([]compiled, len(rules)),
			agencies: map[samad.AgencyID][]samad.Agency{"p": {{ID: "p"}}, "p.q": {{ID: "p.q", Parent: "p"}}, "r": {{ID: "r"}}},
		}
		table.deciding = newIndex(rules, func(Rule) bool { return true })
		for range 10 {
			q := samad.RouteRequest{
				Kind:    rapid.SampledFrom(someKinds).Draw(t, "kind"),
				Topic:   rapid.SampledFrom(someTopics).Draw(t, "topic"),
				Place:   rapid.SampledFrom(somePlaces).Draw(t, "place"),
				Channel: rapid.SampledFrom(someChannels).Draw(t, "channel"),
				Urgency: rapid.SampledFrom(someUrgencies).Draw(t, "urgency"),
				About:   rapid.SampledFrom(someAgencies).Draw(t, "about"),
				Flags:   rapid.SliceOfDistinct(rapid.SampledFrom(someFlags), rapid.ID[string]).Draw(t, "flags"),
			}
			f := &facts{RouteRequest: q, table: table, day: persian.Date{}}
			var got []string
			for after := int32(-1); ; {
				rank := table.deciding.best(q.Topic, q.Place, kindNumber(q.Kind), after, f.holds)
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
			table.deciding = newIndex(rules, func(Rule) bool { return true })
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
