package training

import (
	"fmt"
	"maps"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Kind is the kind of the records of trainees in a sandbox.
const Kind ledger.Kind = "training"

// Trainee is somebody who learns in the sandbox, by account: accounts name
// posts, never persons.
type Trainee struct {
	Account  string         `json:"account"`
	Username string         `json:"username"`
	Role     samad.Role     `json:"role"`
	Agency   samad.AgencyID `json:"agency,omitempty"`
	// Tasks is how far each task has come that was begun.
	Tasks map[string]Progress `json:"tasks"`
}

// Progress is how far a task has come.
type Progress struct {
	Begun time.Time `json:"begun"` // the last time, in UTC
	Tries int       `json:"tries"`
	// Staged are the records that were made for it.
	Staged []ledger.Ref `json:"staged,omitempty"`
	// Finished is when the last deed that was needed was done; zero before.
	Finished time.Time  `json:"finished,omitzero"`
	Evidence []Evidence `json:"evidence,omitempty"`
}

func traineeBook() *ledger.Book[Trainee] {
	return ledger.NewBook(Kind,
		func(s Trainee) ledger.Keys {
			return ledger.Keys{State: string(s.Role), Agency: s.Agency}
		},
		func() ledger.Payload[Trainee] { return new(begun) },
		func() ledger.Payload[Trainee] { return new(told) },
		func() ledger.Payload[Trainee] { return new(finished) },
	)
}

type begun struct {
	Username string         `json:"username"`
	Role     samad.Role     `json:"role"`
	Agency   samad.AgencyID `json:"agency,omitempty"`
	Task     string         `json:"task"`
	Staged   []ledger.Ref   `json:"staged,omitempty"`
}

// EventType implements [ledger.Payload].
func (*begun) EventType() string { return "begun" }

// Apply implements [ledger.Payload].
func (p *begun) Apply(s *Trainee, e ledger.Event) error {
	tasks := maps.Clone(s.Tasks)
	if tasks == nil {
		tasks = map[string]Progress{}
	}
	was := tasks[p.Task]
	if !was.Finished.IsZero() {
		return fmt.Errorf("training: %s is finished", p.Task)
	}
	tasks[p.Task] = Progress{Begun: e.At, Tries: was.Tries + 1, Staged: p.Staged}
	*s = Trainee{Account: e.Ref.ID, Username: p.Username, Role: p.Role, Agency: p.Agency, Tasks: tasks}
	return nil
}

type told struct {
	Task   string `json:"task"`
	Answer string `json:"answer"`
}

// EventType implements [ledger.Payload].
func (*told) EventType() string { return "told" }

// Apply implements [ledger.Payload]. The answer stays in the history, where the
// check finds it.
func (p *told) Apply(s *Trainee, _ ledger.Event) error {
	if one, ok := s.Tasks[p.Task]; !ok || !one.Finished.IsZero() {
		return fmt.Errorf("training: %s is not begun, or finished", p.Task)
	}
	return nil
}

type finished struct {
	Task     string     `json:"task"`
	At       time.Time  `json:"at"`
	Evidence []Evidence `json:"evidence"`
}

// EventType implements [ledger.Payload].
func (*finished) EventType() string { return "finished" }

// Apply implements [ledger.Payload].
func (p *finished) Apply(s *Trainee, _ ledger.Event) error {
	one, ok := s.Tasks[p.Task]
	if !ok || !one.Finished.IsZero() {
		return fmt.Errorf("training: %s is not begun, or finished", p.Task)
	}
	one.Finished, one.Evidence = p.At, p.Evidence
	s.Tasks = maps.Clone(s.Tasks)
	s.Tasks[p.Task] = one
	return nil
}
