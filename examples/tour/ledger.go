package main

import (
	"fmt"
	"sync"
	"time"
)

// matter is what is known of one message outside the service: what its
// petitioner, the operator and the agencies did, and what they were told. All
// that is checked in the end is held against this.
type matter struct {
	number int // from 0
	sample sample
	who    petitioner
	plan   plan

	mu      sync.Mutex
	code    string // acknowledged
	pin     string
	refused string // code of the problem, "" for a case

	id     string // of the case, once the operator has seen it
	agency string // responsible, as last told
	due    time.Time
	merged *matter // that it joined
	sent   []answer
	late   []lateness
	steps  map[string]int // taken by people, by the event that they leave
	// ended is the state that the case must have in the end, and told what its
	// petitioner must have been told then.
	ended string
	told  string
}

// took enters a step that somebody has taken.
func (m *matter) took(event string) {
	if m.steps == nil {
		m.steps = map[string]int{}
	}
	m.steps[event]++
}

// petitioner is who sent a message.
type petitioner struct {
	Identity   string `json:"identity"`
	Name       string `json:"name,omitempty"`
	NationalID string `json:"national_id,omitempty"`
	Mobile     string `json:"mobile,omitempty"`
}

// answer is one that an agency gave.
type answer struct {
	final       bool
	explanation string
	episode     int
}

// lateness is a final answer with the deadline that it had.
type lateness struct {
	due, at   time.Time
	escalated int // steps of the ladder that came before the answer
}

// newLedger makes a matter of every sample.
func newLedger(all []sample) []*matter {
	out := make([]*matter, len(all))
	accepted := 0
	for i, s := range all {
		m := &matter{number: i, sample: s, who: somebody(i)}
		if s.Expected.Screening == labelAccept {
			m.plan = plan(accepted % int(plans))
			accepted++
		}
		out[i] = m
	}
	// What others join must get an answer.
	for _, m := range out {
		for _, other := range out {
			if other.sample.Expected.DuplicateOf == m.sample.ID {
				m.plan = workedOn
			}
		}
	}
	return out
}

// somebody makes a petitioner: a third named, a third confidential, a third
// anonymous, so that some have a number and some have not.
func somebody(i int) petitioner {
	name, mobile := fmt.Sprintf("متقاضی شماره %d", i+1), fmt.Sprintf("0913%07d", 1000+i)
	switch i % 3 {
	case 0:
		return petitioner{Identity: "named", Name: name, NationalID: nationalID(i), Mobile: mobile}
	case 1:
		return petitioner{Identity: "confidential", Name: name, Mobile: mobile}
	default:
		return petitioner{Identity: "anonymous"}
	}
}

// nationalID makes a synthetic number whose check digit is right.
func nationalID(i int) string {
	digits := fmt.Sprintf("%09d", 127500000+i)
	sum := 0
	for k, d := range digits {
		sum += int(d-'0') * (10 - k)
	}
	check := sum % 11
	if check >= 2 {
		check = 11 - check
	}
	return fmt.Sprintf("%s%d", digits, check)
}

// key is the idempotency key of the message.
func (m *matter) key() string { return "tour-" + m.sample.ID }

// place is where the operator finds the matter to be.
func (m *matter) place() string {
	if m.sample.Expected.County != "" {
		return m.sample.Expected.County
	}
	return m.sample.Place
}

// plan is what becomes of an accepted matter, so that every way through the
// service is gone by some.
type plan int

const (
	answeredThenSilence  plan = iota // nobody objects: time closes it
	answeredThenConfirm              // the petitioner accepts the answer
	answeredThenRated                // and says how good it was
	answeredThenObjected             // and is answered again
	workedOn                         // assigned, reported on, answered for now, answered
	returnedAsNotOurs                // goes to the agency that the first one proposes
	askedByAgency                    // the clock stands still until the petitioner replies
	extended                         // gets five days more
	lateAnswer                       // answered after the deadline
	veryLateAnswer                   // answered after the last step of the ladder
	withdrawn                        // taken back by its petitioner
	plans
)

func (p plan) String() string {
	return [...]string{
		"answered", "answered, confirmed", "answered, rated", "objected to, answered again", "worked on, answered",
		"returned, answered by another", "asked for more, answered", "extended, answered", "answered late",
		"answered very late", "withdrawn",
	}[p]
}
