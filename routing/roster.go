package routing

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// AssignBy says how a roster picks one of several experts who all could.
type AssignBy string

// The ways to pick. Equal ones stand in the order of the file.
const (
	// LeastLoaded picks whoever has the fewest open cases, then whoever got
	// the last one longest ago.
	LeastLoaded AssignBy = "least_loaded"
	// RoundRobin picks whoever got the last one longest ago.
	RoundRobin AssignBy = "round_robin"
)

// Roster is who works on which cases inside an agency. It never changes and is
// safe for concurrent use. Make one with [LoadRoster].
type Roster struct {
	agency   samad.AgencyID
	by       AssignBy
	experts  []Expert
	needs    []need
	calendar *sla.Calendar // nil: every day is a working day
	location *time.Location
}

// Expert is somebody who works on cases.
type Expert struct {
	ID   string // account id, never a person's name
	Unit string
	// Topics and Places are what the expert takes, each with everything below
	// it; empty means all. Skills are what needs may ask for.
	Topics []samad.TopicID
	Places []samad.PlaceID
	Skills []string
	// Limit is how many open cases the expert has at most, 0 for no limit.
	Limit int
	// Weekdays on which the expert works; empty means all.
	Weekdays []persian.Weekday
	// Away are spans in which the expert does not work; To is the first day
	// back.
	Away []samad.Validity
}

// need says which cases need a skill. Fields that are not empty must hold.
type need struct {
	topics []samad.TopicID
	kinds  []samad.Kind
	labels []string
	skill  string
}

// Work is a case to be given to an expert.
type Work struct {
	At     time.Time // when it is given
	Kind   samad.Kind
	Topic  samad.TopicID
	Place  samad.PlaceID
	Unit   string // only experts of this unit, "" for any
	Labels []string
	// Loads are what experts have, by id; one who is not there has nothing.
	Loads map[string]Workload
}

// Workload is what an expert has.
type Workload struct {
	Open int       // cases that have not ended
	Last time.Time // when the last case came; zero: never
}

// Candidate is an expert held against a case.
type Candidate struct {
	Expert string
	// Out is why the expert cannot have the case: "unit", "topic", "place",
	// "skill", "away", "weekday" or "limit"; "" when nothing is in the way.
	Out string
	// Depth is how many steps of the case's topic the expert's entry names:
	// more come first.
	Depth int
	Workload
}

// Assignment says who works on a case, and why.
type Assignment struct {
	Expert, Unit string
	// Day is the working day on which the work begins: the day of Work.At, or
	// the next one on which the office is open. Who is away is away then.
	Day persian.Date
	// Candidates are all experts of the roster, in the order in which they
	// come for this case; those who cannot have it stand last, as in the file.
	Candidates []Candidate
}

// ErrNoExpert is matched by errors about cases that no expert can have.
var ErrNoExpert = errors.New("routing: no expert can have the case")

// NoExpertError says why no expert can have a case. It matches [ErrNoExpert].
type NoExpertError struct {
	Agency     samad.AgencyID
	Day        persian.Date
	Candidates []Candidate
}

// Error names the agency and what stands in the way of each expert.
func (e *NoExpertError) Error() string {
	parts := make([]string, len(e.Candidates))
	for i, c := range e.Candidates {
		parts[i] = fmt.Sprintf("%s: %s", c.Expert, c.Out)
	}
	return fmt.Sprintf("routing: no expert of %s can have the case on %s (%s)", e.Agency, e.Day, strings.Join(parts, ", "))
}

// Unwrap returns [ErrNoExpert].
func (e *NoExpertError) Unwrap() error { return ErrNoExpert }

// Agency returns the agency whose roster it is.
func (r *Roster) Agency() samad.AgencyID { return r.agency }

// By returns how the roster picks.
func (r *Roster) By() AssignBy { return r.by }

// Experts returns the experts in the order of the file. The caller owns them.
func (r *Roster) Experts() []Expert {
	out := slices.Clone(r.experts)
	for i := range out {
		e := &out[i]
		e.Topics, e.Places, e.Skills = slices.Clone(e.Topics), slices.Clone(e.Places), slices.Clone(e.Skills)
		e.Weekdays, e.Away = slices.Clone(e.Weekdays), slices.Clone(e.Away)
	}
	return out
}

// Assign picks who works on a case. Of those who are there, and have the topic,
// the place and every skill that it needs, whose entry names the topic most
// exactly comes first; among those the roster's way of picking decides. The same
// work gives the same expert, always.
//
// It fails with a [*NoExpertError] when nobody can have the case, and with the
// calendar's error when no working day can be found.
func (r *Roster) Assign(w Work) (Assignment, error) {
	day, err := r.day(w.At)
	if err != nil {
		return Assignment{}, err
	}
	skills := r.skills(w)
	candidates := make([]Candidate, len(r.experts))
	for i := range r.experts {
		candidates[i] = r.experts[i].candidate(w, day, skills)
	}
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		if a.Out != "" || b.Out != "" {
			return cmp.Compare(btoi(a.Out != ""), btoi(b.Out != ""))
		}
		least := 0
		if r.by == LeastLoaded {
			least = cmp.Compare(a.Open, b.Open)
		}
		return cmp.Or(cmp.Compare(b.Depth, a.Depth), least, a.Last.Compare(b.Last))
	})
	if len(candidates) == 0 || candidates[0].Out != "" {
		return Assignment{}, &NoExpertError{r.agency, day, candidates}
	}
	at := slices.IndexFunc(r.experts, func(e Expert) bool { return e.ID == candidates[0].Expert })
	return Assignment{Expert: candidates[0].Expert, Unit: r.experts[at].Unit, Day: day, Candidates: candidates}, nil
}

// day is when work that comes now begins.
func (r *Roster) day(at time.Time) (persian.Date, error) {
	day, err := persian.FromTime(at.In(r.location))
	if err != nil {
		return day, fmt.Errorf("routing: assign: %w", err)
	}
	if r.calendar == nil {
		return day, nil
	}
	if working, _ := r.calendar.IsWorkingDay(day); working {
		return day, nil
	}
	next, _, err := r.calendar.NextWorkingDay(day)
	if err != nil {
		return next, fmt.Errorf("routing: assign: %w", err)
	}
	return next, nil
}

// skills are what a case needs.
func (r *Roster) skills(w Work) (out []string) {
	for _, n := range r.needs {
		if len(n.topics) > 0 && !slices.ContainsFunc(n.topics, w.Topic.Under) ||
			len(n.kinds) > 0 && !slices.Contains(n.kinds, w.Kind) ||
			len(n.labels) > 0 && !slices.ContainsFunc(n.labels, func(l string) bool { return slices.Contains(w.Labels, l) }) {
			continue
		}
		out = append(out, n.skill)
	}
	return out
}

func (e *Expert) candidate(w Work, day persian.Date, skills []string) Candidate {
	c := Candidate{Expert: e.ID, Workload: w.Loads[e.ID]}
	fits := len(e.Topics) == 0
	for _, topic := range e.Topics {
		if w.Topic.Under(topic) {
			fits, c.Depth = true, max(c.Depth, topicDepth(topic))
		}
	}
	switch {
	case w.Unit != "" && e.Unit != w.Unit:
		c.Out = "unit"
	case !fits:
		c.Out = "topic"
	case len(e.Places) > 0 && !slices.ContainsFunc(e.Places, w.Place.Under):
		c.Out = "place"
	case slices.ContainsFunc(skills, func(s string) bool { return !slices.Contains(e.Skills, s) }):
		c.Out = "skill"
	case slices.ContainsFunc(e.Away, func(v samad.Validity) bool { return v.Includes(day) }):
		c.Out = "away"
	case len(e.Weekdays) > 0 && !slices.Contains(e.Weekdays, day.Weekday()):
		c.Out = "weekday"
	case e.Limit > 0 && c.Open >= e.Limit:
		c.Out = "limit"
	}
	return c
}
