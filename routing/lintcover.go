package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// cover reports topics, and places of topics, on which nothing decides.
func (l *linter) cover() {
	t := l.table
	var none persian.Date
	places := []samad.PlaceID{""}
	for _, p := range t.dir.Places(none) {
		places = append(places, p.ID)
	}
	for _, topic := range t.dir.Topics(none) {
		if !topic.Leaf || l.ctx.Err() != nil {
			continue
		}
		var open []samad.PlaceID
		for _, place := range places {
			for _, kind := range samad.Kinds() {
				if l.decided(samad.RouteRequest{Topic: topic.ID, Place: place, Kind: kind}, none, never) < 0 {
					open = append(open, place)
					break
				}
			}
		}
		if len(open) == len(places) {
			l.add(-1, Finding{
				Code: UncoveredTopic, Topic: topic.ID, Cases: l.seen(topic.ID, ""),
				Message: fmt.Sprintf("no rule decides on topic %q%s", topic.ID, l.count(topic.ID, "")),
			})
			continue
		}
		for _, place := range open {
			// A county without a rule need not name its cities as well.
			if above := placeAbove(place); above != "" && slices.Contains(open, above) {
				continue
			}
			l.add(-1, Finding{
				Code: UncoveredPlace, Topic: topic.ID, Place: place, Cases: l.seen(topic.ID, place),
				Message: fmt.Sprintf("no rule decides on topic %q in %s%s", topic.ID, placeText(place), l.count(topic.ID, place)),
			})
		}
	}
}

func placeText(p samad.PlaceID) string {
	if p == "" {
		return "no known place"
	}
	return fmt.Sprintf("place %q", p)
}

// seen counts the past cases of a topic in a place and below it; in all places
// for "".
func (l *linter) seen(topic samad.TopicID, place samad.PlaceID) (n int) {
	for _, s := range l.opts.Seen {
		if s.Topic == topic && (place == "" || s.Place.Under(place)) {
			n += s.Cases
		}
	}
	return n
}

func (l *linter) count(topic samad.TopicID, place samad.PlaceID) string {
	if len(l.opts.Seen) == 0 {
		return ""
	}
	return fmt.Sprintf(", on which there were %d cases", l.seen(topic, place))
}

// accused reports agencies complaints about whose conduct are decided as if
// nobody were accused.
func (l *linter) accused() {
	var bare []string
	first := samad.AgencyID("")
	for id := range l.table.dir.AgencyIDs() {
		for _, kind := range []samad.Kind{samad.Report, samad.Complaint} {
			q := samad.RouteRequest{Kind: kind, About: samad.AgencyID(id)}
			if topics := l.table.reader.topics; len(topics) > 0 {
				q.Topic = topics[0].ID
			}
			l.decided(q, persian.Date{}, never) // notes who receives it
			// A rule that holds will do, even where all who may answer stand
			// below the accused: then people decide.
			f := &facts{RouteRequest: q, table: l.table, assume: never}
			rule, _, _ := f.decide()
			if rule < 0 || !l.table.rules[rule].When.AboutAny && len(l.table.rules[rule].When.About) == 0 {
				if first == "" {
					first = samad.AgencyID(id)
				}
				bare = append(bare, id)
				break
			}
		}
	}
	if len(bare) == 0 {
		return
	}
	who := strings.Join(bare[:min(3, len(bare))], ", ")
	if len(bare) > 3 {
		who += fmt.Sprintf(" and %d more", len(bare)-3)
	}
	l.add(-1, Finding{
		Code: NoRuleForAccused, Agency: first,
		Message: "no rule says who answers a complaint about the conduct of " + who,
		Hint:    "add a rule with about: any that refers above the accused, or to the inspection office",
	})
}

// keywords reports words of rules that make no difference.
func (l *linter) keywords() {
	t := l.table
	written := map[int32]bool{}
	for _, text := range l.opts.Texts {
		for _, h := range t.keywords.search(text) {
			written[h.phrase] = true
		}
	}
	for i, r := range t.rules {
		k, c := r.When.Keywords, &t.compiled[i].keywords
		l.deadWords(i, k.Any, c.any, written, true)
		l.deadWords(i, k.All, c.all, written, false)
		l.deadWords(i, k.None, c.none, written, true)
		for j, n := range k.Near {
			l.deadWords(i, n.Words, c.near[j].phrases, written, true)
		}
	}
}

// tellingTexts is how many messages must lack a word before it counts as one that
// nobody writes. Our choice.
const tellingTexts = 100

// deadWords reports the words of one list that make no difference beside another
// one of it, if such a list can have them, and those that nobody writes.
func (l *linter) deadWords(rule int, words []string, ids []int32, written map[int32]bool, beside bool) {
	t, r := l.table, &l.table.rules[rule]
	for j, word := range words {
		if other := t.within(word, ids[j], words, ids); beside && other != "" {
			l.add(rule, Finding{
				Code:    DeadKeyword,
				Message: fmt.Sprintf("rule %q: keyword %q makes no difference beside %q", r.ID, word, other),
			})
		} else if n := len(l.opts.Texts); n >= tellingTexts && !written[ids[j]] {
			l.add(rule, Finding{
				Code:    DeadKeyword,
				Message: fmt.Sprintf("rule %q: none of %d messages has the keyword %q", r.ID, n, word),
			})
		}
	}
}

// within finds another word of the list that is in this one, so that whoever
// writes this one has written that one.
func (t *Table) within(word string, id int32, words []string, ids []int32) (other string) {
	for _, h := range t.keywords.search(word) {
		for i, o := range ids {
			if o == h.phrase && words[i] != word && (o != id || slices.Index(words, words[i]) < slices.Index(words, word)) {
				other = words[i]
			}
		}
	}
	return other
}

// idle reports agencies that received nothing in all that was decided before,
// and above none that did.
func (l *linter) idle() {
	t := l.table
	var none persian.Date
	above := map[samad.AgencyID]bool{}
	for _, a := range t.dir.Agencies(none) {
		if l.receives[a.ID] {
			for _, id := range t.dir.AgencyPath(a.ID, none) {
				above[id] = true
			}
		}
	}
	told := map[samad.AgencyID]bool{}
	for _, a := range t.dir.Agencies(none) {
		// One that has ended is kept for the cases it had.
		if above[a.ID] || told[a.ID] || !a.To.IsZero() || slices.Contains(t.byHand, a.ID) {
			continue
		}
		told[a.ID] = true
		l.add(-1, Finding{
			Code: IdleAgency, Agency: a.ID,
			Message: fmt.Sprintf("agency %q never receives a case", a.ID),
			Hint:    "give it topics or a rule, list it under by_hand, or take it out of the pack",
		})
	}
}
