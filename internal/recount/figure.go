package recount

import "slices"

// figures computes every figure of a line by its definition in words.
func (g *group) figures() map[string]string {
	n := map[string]int{}
	values := map[string][]int{}
	share := map[string]map[string]int{"kind": {}, "channel": {}}
	for _, t := range g.things {
		n[t.what]++
		values[t.what] = append(values[t.what], t.value)
		if t.what == "received" {
			share["kind"][t.of.kind]++
			share["channel"][t.of.channel]++
		}
	}
	out := map[string]string{}
	put := func(id string, value float64, base int) {
		if base > 0 {
			out[id] = write(value, base)
		}
	}
	part := func(id string, of, all int) { put(id, float64(of)/float64(max(all, 1)), all) }
	for id, what := range map[string]string{
		"received": "received", "screened": "screened", "referred": "referred", "answered": "answered", "ended": "ended",
		"due": "due", "reopened": "reopened", "returned": "returned", "escalated": "escalated", "advised": "advised",
		"declined": "declined", "joined": "merged", "withdrawn": "withdrawn", "judgements": "answer judged",
	} {
		put(id, float64(n[what]), n[what])
	}
	part("answered_share", n["due kept"]+n["due later"], n["due"])
	part("on_time_share", n["due kept"], n["due"])
	part("aim_share", n["aim kept"], n["aim"])
	part("no_visit_share", n["no visit"], n["answered"])
	part("reopened_share", n["reopened"], n["answered"])
	for id, of := range map[string]struct {
		what  string
		tenth int // the quantile, in tenths
	}{
		"median_to_screen": {"screened", 5}, "median_to_refer": {"referred", 5}, "median_to_respond": {"responded", 5},
		"median_to_answer": {"answered", 5}, "p90_to_answer": {"answered", 9},
	} {
		if list := values[of.what]; len(list) > 0 {
			put(id, float64(nearestRank(list, of.tenth)), len(list))
		}
	}
	put("satisfaction", float64(sum(values["answer judged"]))/float64(max(n["answer judged"], 1)), n["answer judged"])
	put("conduct", float64(sum(values["conduct judged"]))/float64(max(n["conduct judged"], 1)), n["conduct judged"])
	put("visits_spared", float64(sum(values["visits spared"])), n["visits spared"])
	put("hours_spared", float64(sum(values["minutes spared"]))/60, n["minutes spared"])
	for _, kind := range []string{"request", "complaint", "suggestion", "criticism", "report", "idea", "consultation"} {
		part("kind_"+kind+"_share", share["kind"][kind], n["received"])
	}
	for _, channel := range []string{"phone", "web", "sms", "in_person", "letter", "meeting", "api"} {
		part("channel_"+channel+"_share", share["channel"][channel], n["received"])
	}
	for _, outcome := range []string{"done", "partly", "not_possible", "advised", "needs_time"} {
		part("outcome_"+outcome+"_share", n["outcome "+outcome], n["answered"])
	}
	if g.people > 0 {
		put("per_10000", 10_000*float64(n["received"])/float64(g.people), n["received"])
	}
	if g.asked {
		g.ofCalls(put)
	}
	return out
}

func (g *group) ofCalls(put func(id string, value float64, base int)) {
	days, hours := map[string]bool{}, map[string]bool{}
	of := map[string]int{}
	for _, c := range g.calls {
		days[c.day.String()] = true
		hours[c.centre+" "+c.hour] = true
		of[c.outcome]++
	}
	n := len(g.calls)
	put("calls", float64(n), n)
	put("calls_per_day", float64(n)/float64(max(len(days), 1)), len(days))
	put("calls_per_hour", float64(n)/float64(max(len(hours), 1)), len(hours))
	put("cases_per_100_calls", 100*float64(of["new_case"])/float64(max(n, 1)), n)
	put("calls_no_case_share", float64(n-of["new_case"]-of["followed_up"])/float64(max(n, 1)), n)
}

func sum(list []int) int {
	n := 0
	for _, v := range list {
		n += v
	}
	return n
}

// nearestRank is a quantile of a list: the value at the rank that is so many
// tenths of its length, rounded up.
func nearestRank(values []int, tenths int) int {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	rank := (tenths*len(sorted) + 9) / 10
	return sorted[max(rank, 1)-1]
}
