package recount

import (
	"time"
)

// watched is what the events of a visit, letter, demand or resolution come to.
type watched struct {
	kind, id, place, agency, state string
	began, due                     time.Time
	// Of a visit: what was found, when; of a letter the step; of a demand the
	// rule.
	what          string
	visited       time.Time
	poor, excused bool
	letter        string
	// done is when the agency did what it owed, as it stands in the end.
	done     time.Time
	governor bool
}

// Oversight counts what oversight did in a province in a half-open span, as it
// stood at the instant now: visits by the planned instant, letters, demands and
// resolutions by when they began.
func (b *Book) Oversight(province string, from, to, now time.Time) (map[string]int, error) {
	out := map[string]int{}
	all, err := b.watch()
	if err != nil {
		return nil, err
	}
	for _, w := range all {
		if w.place[:min(2, len(w.place))] != province || w.began.Before(from) || !w.began.Before(to) {
			continue
		}
		switch w.kind {
		case "visit":
			if w.visited.IsZero() {
				continue
			}
			out["visited"]++
			out["found "+w.what]++
			out["found "+w.what+" "+w.agency]++
			if w.poor {
				out["poor"]++
			}
			if w.excused {
				out["excused"]++
			}
		case "letter":
			out["letters"]++
			out["letter "+w.what]++
			out["letters "+w.state]++
			out["letters to "+w.agency]++
			if w.state == "issued" && w.due.Before(now) {
				out["letters overdue"]++
			}
		case "demand":
			out["demands"]++
			out["demands "+w.state]++
			out["rule "+w.what]++
		case "resolution":
			out["resolutions"]++
			over := w.state == "done" || w.state == "failed"
			switch {
			case over:
				out["resolutions "+w.state]++
			case !w.due.IsZero() && now.After(w.due):
				out["resolutions late"]++
				over = true
			default:
				out["resolutions open"]++
			}
			if over {
				out["resolutions over"]++
				if w.state == "done" && (w.due.IsZero() || !w.done.After(w.due)) {
					out["resolutions kept"]++
				}
			}
			if w.governor {
				out["resolutions with the governor"]++
			}
		}
	}
	return out, nil
}

// watch reads all records of oversight.
func (b *Book) watch() ([]watched, error) {
	var out []watched
	for _, r := range b.records {
		read, ok := map[string]func(*watched, event, facts){
			"visit": visitEvent, "letter": letterEvent, "demand": demandEvent, "resolution": resolutionEvent,
		}[r.kind]
		if !ok {
			continue
		}
		w := watched{kind: r.kind, id: r.id}
		if err := r.each(func(e event, d facts) { read(&w, e, d) }); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

func visitEvent(w *watched, e event, d facts) {
	switch e.Type {
	case "planned":
		w.place, w.agency, w.began, w.state = d.Place, d.Agency, d.At, "planned"
	case "reported":
		w.state, w.visited, w.what = "reported", d.At, d.Finding
		good := 0
		for _, fine := range d.Points {
			if fine {
				good++
			}
		}
		w.poor = len(d.Points)-good > good
	case "settled":
		w.letter, w.excused = d.Letter, d.Excused != ""
	}
}

func letterEvent(w *watched, e event, d facts) {
	switch e.Type {
	case "issued":
		w.place, w.agency, w.began, w.what, w.state, w.due = d.Place, d.Agency, e.At, d.Step, "issued", d.AckDue
	case "acknowledged":
		w.state, w.done = "acknowledged", e.At
	case "appealed":
		w.state = "appealed"
	case "decided":
		if w.state = "upheld"; d.Taken {
			w.state = "withdrawn"
		}
	case "due_moved":
		w.due = d.Due
	}
}

func demandEvent(w *watched, e event, d facts) {
	switch e.Type {
	case "opened":
		w.place, w.agency, w.began, w.what, w.state, w.due = d.Place, d.Agency, e.At, d.Rule, "open", d.Due
	case "stepped":
		switch d.Kind {
		case "answer":
			w.state = "answered"
			if w.done.IsZero() {
				w.done = e.At
			}
		case "not_enough":
			w.state, w.due, w.done = "open", d.Due, time.Time{}
		case "raised":
			w.state = "raised"
		}
	case "ended":
		w.state = d.State
	case "due_moved":
		w.due = d.Due
	}
}

func resolutionEvent(w *watched, e event, d facts) {
	switch e.Type {
	case "made":
		w.place, w.agency, w.began, w.state, w.due, w.governor = d.Place, d.Agency, e.At, "open", d.Due, d.Governor
	case "reported":
		w.state, w.done = "reported", e.At
	case "judged":
		if w.state = d.State; d.State == "open" {
			w.done = time.Time{}
		}
	case "due_moved":
		w.due = d.Due
	}
}

// Duties counts the duties of an agency that were due in a half-open span, as
// they stood at the instant now: kind and "kept", "broken" or "open".
func (b *Book) Duties(agency string, from, to, now time.Time) (map[string]int, error) {
	out := map[string]int{}
	put := func(kind string, due, done time.Time, broken bool) {
		switch {
		case due.IsZero() || due.Before(from) || !due.Before(to):
		case broken || !done.IsZero() && done.After(due) || done.IsZero() && now.After(due):
			out[kind+" broken"]++
		case done.IsZero():
			out[kind+" open"]++
		default:
			out[kind+" kept"]++
		}
	}
	all, err := b.watch()
	if err != nil {
		return nil, err
	}
	withdrawn := map[string]bool{}
	for _, w := range all {
		if w.kind == "letter" && w.state == "withdrawn" {
			withdrawn[w.id] = true
		}
	}
	for _, w := range all {
		if w.agency != agency {
			continue
		}
		switch w.kind {
		case "visit":
			if !w.visited.IsZero() {
				away := (w.what == "absent" || w.what == "late") && !w.excused && !withdrawn[w.letter]
				put("open_door", w.began, w.began, away)
			}
		case "letter":
			put("acknowledge_letter", w.due, w.done, false)
		case "demand":
			if w.state != "dropped" {
				put("answer_demand", w.due, w.done, false)
			}
		case "resolution":
			put("resolution", w.due, w.done, w.state == "failed")
		}
	}
	for _, a := range b.answers {
		if a.agency == agency && !a.paused && (a.stopped.IsZero() || a.missed || a.final) {
			put("answer_in_time", a.due, a.stopped, a.missed)
		}
	}
	meetings, err := b.all()
	if err != nil {
		return nil, err
	}
	for _, p := range meetings {
		state, host := p.Hosts[agency]
		if !host || state == "not_asked" || p.State == "planned" || p.State == "cancelled" || p.Starts.Before(from) || !p.Starts.Before(to) {
			continue
		}
		switch {
		case state == "accepted" || state == "stand_in":
			out["invitation kept"]++
		case state == "asked" && now.Before(p.Starts):
			out["invitation open"]++
		default:
			out["invitation broken"]++
		}
	}
	return out, nil
}

// all reads every meeting.
func (b *Book) all() ([]Programme, error) {
	var out []Programme
	for _, r := range b.records {
		if r.kind == "meeting" {
			p, err := r.programme(0)
			if err != nil {
				return nil, err
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// owed is a clock of an answer: what an agency owed in an episode.
type owed struct {
	episode       int
	agency        string
	due, stopped  time.Time
	paused, final bool
	missed        bool
}

// owes reads the clocks of answers out of the history of a case.
func (b *Book) owes(events []event, read func(e event) (data, error)) error {
	var all []*owed
	episode, now, last := 1, (*owed)(nil), map[int]string{}
	answered := map[int]bool{}
	for _, e := range events {
		d, err := read(e)
		if err != nil {
			return err
		}
		switch e.Type {
		case "objected", "reopened":
			episode++
		case "referred":
			last[episode] = d.Agency
		case "answered":
			answered[episode] = answered[episode] || d.Final
		}
		if d.Stage != "answer" {
			continue
		}
		if e.Type == "clock_started" {
			now = &owed{episode: episode, due: d.Plan.Due}
			all = append(all, now)
		}
		if now == nil {
			continue
		}
		if (e.Type == "clock_paused" || e.Type == "clock_stopped") && !now.paused && !now.due.IsZero() && e.At.After(now.due) {
			now.missed = true
		}
		switch e.Type {
		case "clock_moved":
			if now.due = d.Plan.Due; now.due.After(e.At) {
				now.missed = false // the calendar says that it was not missed
			}
		case "clock_resumed", "extended":
			now.due = d.Plan.Due
			now.paused = now.paused && e.Type == "extended"
		case "clock_paused":
			now.paused = true
		case "clock_stopped":
			now.stopped, now.paused = e.At, false
			now = nil
		case "breached":
			now.missed = true
		}
	}
	for _, o := range all {
		o.agency, o.final = last[o.episode], answered[o.episode]
		b.answers = append(b.answers, *o)
	}
	return nil
}
