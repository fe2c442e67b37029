package pilot_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/report"
	"github.com/samad111/go-samad/internal/recount"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/oversight"
)

// TestOversightRecounted holds what reports and registers say of oversight and
// meetings against a second count of the exported events. What happens in a half
// year is partly chance: there are as many as it takes to see everything.
func TestOversightRecounted(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	missing := everyKind()
	for seed := uint64(29); len(missing) > 0 && seed < 37; seed++ {
		halfYear(t, seed, seen)
		missing = slices.DeleteFunc(missing, func(what string) bool { return seen[what] > 0 })
	}
	assert.Empty(t, missing, "there was something to count of every kind")
}

// everyKind is what a recount must have seen.
func everyKind() []string {
	out := []string{
		"found absent", "found late", "found present", "poor", "excused", "letter notice", "letter warning_letter", "letter governor_report",
		"letters withdrawn", "letters upheld", "demands met", "demands dropped", "demands raised", "rule late_beyond_limit", "rule resolution_ignored",
		"rule absence", "resolutions done", "resolutions kept", "resolutions with the governor",
	}
	for _, duty := range []string{"answer_in_time", "open_door", "acknowledge_letter", "answer_demand", "resolution", "invitation"} {
		out = append(out, duty+" kept", duty+" broken")
	}
	return out
}

// halfYear lives a half year, compares, and adds what there was to seen.
func halfYear(t *testing.T, seed uint64, seen map[string]int) {
	t.Helper()
	w := watch(t, seed)
	w.live(150)
	book := w.book()
	whole := figures.Period{Span: figures.Free, From: w.date("1405-01-15"), To: w.date("1405-06-31")}
	for _, p := range []figures.Period{whole, period(t, "1405-02"), period(t, "1405-03"), period(t, "1405-S1"), period(t, "1405-05")} {
		from, to := p.From.Start(w.zone), p.To.End(w.zone)
		r, err := report.Gather(t.Context(), report.Sources{
			Figures: w.keeper, Meetings: w.room, Oversight: w.office, Directory: w.pack.Directory, Location: w.zone, Now: w.Now,
		}, report.Query{Actor: watcher, Province: "10", Period: p})
		require.NoError(t, err)
		want, err := book.Oversight("10", from, to, w.Now())
		require.NoError(t, err)
		assert.Equal(t, want, told(r), p.String())
		public, err := w.office.PublicRecord(t.Context(), "10", from, to)
		require.NoError(t, err)
		for state, n := range public.Demands {
			assert.Equal(t, want["demands "+string(state)], n, "%s, to everybody", state)
		}
		for finding, n := range public.Findings {
			assert.Equal(t, want["found "+string(finding)], n, "%s, to everybody", finding)
		}
		for _, a := range w.of {
			register, err := w.office.Register(t.Context(), watcher, a, oversight.Period{From: p.From, To: p.To})
			require.NoError(t, err)
			got := map[string]int{}
			for _, s := range register.Sums {
				for state, n := range map[string]int{" kept": s.Kept, " broken": s.Broken, " open": s.Open} {
					if n > 0 {
						got[string(s.Kind)+state] = n
					}
				}
			}
			want, err := book.Duties(string(a), from, to, w.Now())
			require.NoError(t, err)
			assert.Equal(t, want, got, "%s in %s", a, p)
		}
		meetings(t, book, r, from, to, w.room.Settings("10", p.From).RecordWithin)
	}
	all, err := book.Oversight("10", whole.From.Start(w.zone), whole.To.End(w.zone), w.Now())
	require.NoError(t, err)
	for what, n := range all {
		seen[what] += n
	}
	for _, a := range w.of {
		one, err := book.Duties(string(a), whole.From.Start(w.zone), whole.To.End(w.zone), w.Now())
		require.NoError(t, err)
		for what, n := range one {
			seen[what] += n
		}
	}
}

// meetings holds the end report of every programme, and their sums, against a
// second count.
func meetings(t *testing.T, book *recount.Book, r report.Report, from, to time.Time, slow time.Duration) {
	t.Helper()
	all, err := book.Programmes("10", from, to, slow)
	require.NoError(t, err)
	held := map[string]recount.Programme{}
	sums := map[string]int{}
	var open time.Duration
	for _, p := range all {
		switch p.State {
		case "finished":
			held[p.ID] = p
			open += p.Open
			sums["calls"] += p.Calls
			sums["answered"] += p.Answered
			sums["slow"] += p.Slow
			for _, state := range p.Hosts {
				sums[state]++
			}
			for topic, n := range p.Topics {
				sums["topic "+topic] += n
			}
		default:
			sums[p.State]++
		}
	}
	m := r.Meetings
	assert.Equal(t, []int{len(held), sums["cancelled"], sums["planned"] + sums["invited"] + sums["running"], sums["calls"], sums["answered"], sums["slow"], sums["stand_in"], sums["declined"]},
		[]int{m.Held, m.Cancelled, m.Planned, m.Calls, m.Answered, m.Slow, m.StandIns, m.Declined})
	for topic, n := range m.Topics {
		assert.Equal(t, sums["topic "+string(topic)], n, topic)
	}
	if open > 0 {
		assert.InDelta(t, float64(sums["calls"])/open.Hours(), m.PerHour, 1e-9)
	}
	require.Len(t, m.Programmes, len(held))
	for _, s := range m.Programmes {
		p := held[s.Programme.ID]
		got := recount.Programme{
			ID: s.Programme.ID, Province: string(s.Programme.Province), State: string(s.Programme.State), Starts: s.Programme.Starts,
			Calls: s.Calls, Missed: s.Missed, NotTaken: s.NotTaken, Answered: s.Answered, HandedOn: s.HandedOn, Slow: s.Slow,
			Open: p.Open, PerHour: p.PerHour, Talk: s.Talk, Record: s.Record,
			Kinds: named(s.Kinds), Topics: named(s.Topics), Counties: named(s.Counties), Hosts: p.Hosts,
		}
		assert.Equal(t, p, got)
		assert.InDelta(t, p.PerHour, s.PerHour, 1e-9)
	}
}

func named[K ~string](counts map[K]int) map[string]int {
	out := map[string]int{}
	for k, n := range counts {
		out[string(k)] = n
	}
	return out
}

// told is what a report says of oversight, in the words of the second count.
func told(r report.Report) map[string]int {
	out := map[string]int{}
	put := func(what string, n int) {
		if n > 0 {
			out[what] = n
		}
	}
	v, l, d, x := r.Visits, r.Letters, r.Demands, r.Resolutions
	put("visited", v.Visited)
	put("found present", v.Present)
	put("found late", v.Late)
	put("found absent", v.Absent)
	put("found stand_in", v.StandIn)
	put("poor", v.Poor)
	put("excused", v.Excused)
	for a, n := range v.Agencies {
		put("found present "+string(a), n.Present)
		put("found late "+string(a), n.Late)
		put("found absent "+string(a), n.Absent)
		put("found stand_in "+string(a), n.StandIn)
	}
	put("letters", l.Issued)
	for step, n := range l.Steps {
		put("letter "+string(step), n)
	}
	for a, n := range l.Agencies {
		put("letters to "+string(a), n)
	}
	put("letters issued", l.Waiting)
	put("letters overdue", l.Overdue)
	put("letters acknowledged", l.Acknowledged)
	put("letters appealed", l.Appealed)
	put("letters upheld", l.Refused)
	put("letters withdrawn", l.Withdrawn)
	put("demands", d.Opened)
	put("demands open", d.Open)
	put("demands answered", d.Answered)
	put("demands raised", d.Raised)
	put("demands met", d.Met)
	put("demands dropped", d.Dropped)
	for rule, n := range d.Rules {
		put("rule "+string(rule), n)
	}
	put("resolutions", x.Made)
	put("resolutions done", x.Done)
	put("resolutions failed", x.Failed)
	put("resolutions open", x.Open)
	put("resolutions late", x.Late)
	put("resolutions kept", x.Kept)
	put("resolutions over", int(x.KeptShare.Base))
	put("resolutions with the governor", x.Governor)
	return out
}
