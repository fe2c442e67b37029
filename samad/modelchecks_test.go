package samad_test

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// end lets time run out: every case ends or somebody is answerable for it.
func (w *walk) end() {
	w.clock.Advance(200 * 24 * time.Hour)
	for range 20 {
		r, err := w.desk.Sweep(w.ctx, "end", 10)
		if err != nil {
			w.fatalf("last sweep: %v", err)
		}
		if r.Idle() {
			break
		}
		w.clock.Advance(2 * time.Minute)
	}
	w.check()
	for _, id := range w.ids {
		if s := w.last[id].State; s == samad.AwaitingPetitioner || s == samad.Answered {
			w.fatalf("case %s is still %s after 200 days", id, s)
		}
	}
}

// check holds every case against the invariants.
func (w *walk) check() {
	w.Helper()
	for _, id := range w.ids {
		c, err := w.store.Case(w.ctx, id)
		if err != nil {
			w.fatalf("case: %v", err)
		}
		before, known := w.last[id]
		if known && before.Revision == c.Revision {
			continue
		}
		events, err := w.store.Events(w.ctx, id)
		if err != nil {
			w.fatalf("events: %v", err)
		}
		values, err := w.store.Values(w.ctx, id)
		if err != nil {
			w.fatalf("values: %v", err)
		}
		messages, err := w.store.Messages(w.ctx, id)
		if err != nil {
			w.fatalf("messages: %v", err)
		}
		// State is the fold of the events, and the history verifies.
		if err := samad.VerifyCase(c, events, values); err != nil {
			w.fatalf("%v", err)
		}
		w.checkStamps(events)
		w.checkResponsible(c)
		w.checkMessages(c, events, messages)
		if known {
			w.checkEpisodes(before, c)
		}
		w.last[id] = c.Clone()
		w.visited[c.State]++
	}
	w.checkJoins()
}

// checkJoins: a case is in the list of the one it joined, and in no other.
func (w *walk) checkJoins() {
	for _, id := range w.ids {
		for _, other := range w.ids {
			listed, joined := slices.Contains(w.last[other].Joined, id), w.last[id].MergedInto == other
			if joined && w.last[id].Erased {
				continue // nobody is left who could be set free
			}
			if listed != joined {
				w.fatalf("%s joined %s: %t, and is listed there: %t", id, other, joined, listed)
			}
		}
	}
}

// checkStamps: every step carries post and role, never more of a person than
// an opaque account.
func (w *walk) checkStamps(events []samad.Event) {
	for _, e := range events {
		if !e.Actor.Role.Valid() || e.Actor.Post.Fa == "" && e.Actor.Role != samad.RoleOperator && e.Actor.Role != samad.RoleSupervisor {
			w.fatalf("event %d (%s) does not say who acted: %+v", e.Seq, e.Type, e.Actor)
		}
		if e.Actor.Role == samad.RolePetitioner && (e.Actor.ID != "" || e.Actor.Agency != "") {
			w.fatalf("event %d says who the petitioner is: %+v", e.Seq, e.Actor)
		}
	}
}

// checkResponsible: no open case without somebody responsible, and no clock
// running after the end.
func (w *walk) checkResponsible(c samad.Case) {
	if c.State.Open() && c.Responsible() == "" {
		w.fatalf("nobody is responsible for %s case %s", c.State, c.ID)
	}
	if c.State.Open() && c.Responsible() != c.Agency && c.Responsible() != c.Centre {
		w.fatalf("a stranger is responsible: %s", c.Responsible())
	}
	if (c.State == samad.Referred || c.State == samad.InProgress) && c.Due().IsZero() {
		w.fatalf("%s case %s has no deadline", c.State, c.ID)
	}
	if !c.State.Ended() {
		return
	}
	if c.Ended.IsZero() || c.End == "" {
		w.fatalf("%s case %s does not say when and why it ended", c.State, c.ID)
	}
	for _, k := range c.Clocks {
		if k.Running() {
			w.fatalf("the %s clock of %s case %s runs", k.Stage, c.State, c.ID)
		}
	}
	if !c.NextDue().IsZero() {
		w.fatalf("%s case %s is due", c.State, c.ID)
	}
}

// checkMessages: no answer without a message, no end without a word.
func (w *walk) checkMessages(c samad.Case, events []samad.Event, messages []samad.Message) {
	told := func(seq int64, kinds ...samad.MessageKind) bool {
		return slices.ContainsFunc(messages, func(m samad.Message) bool {
			return m.Audience == samad.ToPetitioner && m.Seq >= seq && slices.Contains(kinds, m.Kind) && (len(m.Sealed) > 0) == !c.Erased
		})
	}
	var end int64
	for _, e := range events {
		switch e.Type {
		case samad.EventAnswered:
			if !slices.ContainsFunc(messages, func(m samad.Message) bool {
				return m.Audience == samad.ToPetitioner && m.Kind == samad.AnswerMessage && m.Created.Equal(e.At)
			}) {
				w.fatalf("answer %d of case %s has no message", e.Seq, c.ID)
			}
		case samad.EventDeclined, samad.EventAdvised, samad.EventMerged, samad.EventWithdrawn, samad.EventClosed:
			end = e.Seq
		}
	}
	if c.State.Ended() && !told(end, samad.EndedMessage) {
		w.fatalf("%s case %s ended without a word to its petitioner", c.State, c.ID)
	}
}

// checkEpisodes: what an old episode came to never changes.
func (w *walk) checkEpisodes(before, after samad.Case) {
	if before.Episode == after.Episode {
		return
	}
	if after.Episode != before.Episode+1 {
		w.fatalf("from episode %d to %d", before.Episode, after.Episode)
	}
	figures := func(c samad.Case) string {
		old := struct {
			Answers []samad.Answer
			Ratings []samad.Rating
			Clocks  []samad.Clock
		}{}
		for _, a := range c.Answers {
			if a.Episode <= before.Episode {
				old.Answers = append(old.Answers, a)
			}
		}
		for _, r := range c.Ratings {
			if r.Episode <= before.Episode {
				old.Ratings = append(old.Ratings, r)
			}
		}
		for _, k := range c.Clocks {
			// The objection's own clock stops with the step that ends the episode.
			if k.Episode <= before.Episode && !k.Stopped.IsZero() && k.Stage != sla.Objection {
				old.Clocks = append(old.Clocks, k)
			}
		}
		text, err := json.Marshal(old)
		if err != nil {
			w.fatalf("figures: %v", err)
		}
		return string(text)
	}
	if a, b := figures(before), figures(after); a != b {
		w.fatalf("figures of episode %d changed:\n%s\n%s", before.Episode, a, b)
	}
}
