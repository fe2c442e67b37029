package main

import (
	"fmt"
	"strings"
)

// table prints what became of the messages.
func (t *tour) table() {
	type group struct{ name, end string }
	var order []group
	counts := map[group]int{}
	agencies := map[string]bool{}
	agree, accepted := 0, 0
	for _, m := range t.matters {
		g := group{m.sample.Expected.Screening, "ended by time: no reply to the question"}
		switch {
		case m.refused != "":
			g.end = "refused: " + m.refused
		case m.agency != "":
			g.end = m.plan.String()
			agencies[m.agency] = true
		case m.ended == "merged":
			g.end = "joined to " + m.merged.sample.ID
		case m.told != "" && m.ended == "closed":
			g.end = "settled by advice"
		case m.told != "":
			g.end = m.ended + ", with the reason"
		}
		if m.sample.Expected.Screening == labelAccept && m.plan != returnedAsNotOurs {
			accepted++
			if m.agency == m.sample.Expected.Agency {
				agree++
			}
		}
		if counts[g]++; counts[g] == 1 {
			order = append(order, g)
		}
	}
	fmt.Fprintf(t.out, "\n%-14s  %-40s  %5s\n%s\n", "screened as", "what became of it", "cases", strings.Repeat("-", 63))
	for _, name := range []string{labelAccept, labelIncomplete, labelDuplicate, "out-of-scope", "abusive"} {
		for _, g := range order {
			if g.name == name {
				fmt.Fprintf(t.out, "%-14s  %-40s  %5d\n", g.name, g.end, counts[g])
			}
		}
	}
	total := t.checkers.total
	fmt.Fprintf(t.out, "%s\n%-14s  %-40s  %5d\n\n", strings.Repeat("-", 63), "", "messages", len(t.matters))
	fmt.Fprintf(t.out, "%d agencies had work. Of the accepted messages that no agency returned the rules sent %d of %d where the label says.\n",
		len(agencies), agree, accepted)
	fmt.Fprintf(t.out, "The checkers warned %d times, recorded %d breaches, escalated %d times, closed %d cases, delivered %d messages.\n",
		total.Warned, total.Breached, total.Escalated, total.Lapsed, total.Delivered)
}
