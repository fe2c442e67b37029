package training

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Stage makes what a task begins with, for the trainee, and returns the cases
// (see [CaseRef]) and records in the order of the scene.
type Stage func(ctx context.Context, trainee samad.Actor, scene Scene) ([]ledger.Ref, error)

// Config says what a [Room] works with.
type Config struct {
	Ledger ledger.Store // required; of a sandbox
	Cases  samad.Store  // required; of the same database
	Tasks  []Task       // required
	Stage  Stage        // required
	// Truth gives what "@truth" stands for in a task (see [Condition]): the
	// right answers to its question, or of its scene. Required when a task has
	// it.
	Truth func(ctx context.Context, task Task, staged []ledger.Ref) ([]string, error)
	// Quality is the host's check of answers, see [Setting].
	Quality func(a samad.AnswerText, outcome samad.Outcome) []samad.Text
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids of events; default [rand.Reader]. It must be safe for
	// concurrent use.
	Random io.Reader
}

// Room is where people learn. It keeps no state of its own, starts no
// goroutines and is safe for concurrent use.
type Room struct {
	Config
	trainees *ledger.Book[Trainee]
}

// New checks the configuration and returns the Room. It does no I/O.
func New(config Config) (*Room, error) {
	need := required.Of("training: Config")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(config.Cases != nil, "Cases")
	need.Field(len(config.Tasks) > 0, "Tasks")
	need.Field(config.Stage != nil, "Stage")
	need.Field(config.Truth != nil || !slices.ContainsFunc(config.Tasks, Task.hasTruth), "Truth")
	if err := need.Err(); err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	return &Room{Config: config, trainees: traineeBook()}, nil
}

// task returns the actor's task and the role it is for.
func (r *Room) task(actor samad.Actor, id string) (Task, error) {
	t, ok := Find(r.Tasks, id)
	if !ok {
		return Task{}, fmt.Errorf("training: task %q: %w", id, samad.ErrNotFound)
	}
	if actor.ID == "" || !slices.Contains(actor.Roles, t.Role) {
		return Task{}, fmt.Errorf("training: task %s is for %s: %w", id, t.Role, samad.ErrForbidden)
	}
	return t, nil
}

// Of returns how far a trainee has come, by account; one who has begun nothing
// has no tasks.
func (r *Room) Of(ctx context.Context, account string) (Trainee, error) {
	s, err := r.trainees.Read(ctx, r.Ledger, account)
	if errors.Is(err, samad.ErrNotFound) {
		return Trainee{Account: account}, nil
	}
	if err != nil {
		return Trainee{}, fmt.Errorf("training: %w", err)
	}
	return s, nil
}

// Begin makes what the task begins with and notes that the trainee begins it,
// again too while it is not finished. It fails with an error matching
// [samad.ErrForbidden] when the task is for another role, and with
// [samad.ErrTransition] when it is finished.
func (r *Room) Begin(ctx context.Context, actor samad.Actor, username, task string) (Trainee, error) {
	t, err := r.task(actor, task)
	if err != nil {
		return Trainee{}, err
	}
	was, err := r.Of(ctx, actor.ID)
	if err != nil {
		return Trainee{}, err
	}
	if !was.Tasks[task].Finished.IsZero() {
		return Trainee{}, fmt.Errorf("training: %s is finished: %w", task, samad.ErrTransition)
	}
	var staged []ledger.Ref
	if t.Scene.Name != "" {
		if staged, err = r.Stage(ctx, actor, t.Scene); err != nil {
			return Trainee{}, fmt.Errorf("training: stage %s: %w", task, err)
		}
	}
	return r.add(ctx, actor, t, &begun{Username: username, Role: t.Role, Agency: actor.Agency, Task: task, Staged: staged})
}

// Tell records the trainee's answer to the task's question.
func (r *Room) Tell(ctx context.Context, actor samad.Actor, task, answer string) (Trainee, error) {
	t, err := r.task(actor, task)
	if err != nil {
		return Trainee{}, err
	}
	was, err := r.Of(ctx, actor.ID)
	if err != nil {
		return Trainee{}, err
	}
	if p := was.Tasks[task]; t.Ask.IsZero() || p.Begun.IsZero() || !p.Finished.IsZero() || len(answer) > maxAnswer {
		return Trainee{}, fmt.Errorf("training: answer %s: %w", task, samad.ErrTransition)
	}
	return r.add(ctx, actor, t, &told{Task: task, Answer: answer})
}

const maxAnswer = 200

// add writes an event of the trainee's record.
func (r *Room) add(ctx context.Context, actor samad.Actor, t Task, p ledger.Payload[Trainee]) (Trainee, error) {
	const tries = 4
	for try := 1; ; try++ {
		d, err := r.trainees.Open(ctx, r.Ledger, actor.ID)
		if errors.Is(err, samad.ErrNotFound) {
			d, err = r.trainees.New(actor.ID), nil
		}
		if err == nil {
			err = d.Add(ledger.StampOf(actor, t.Role), r.Now(), r.Random, p)
		}
		if err != nil {
			return Trainee{}, fmt.Errorf("training: %w", err)
		}
		change, err := d.Change()
		if err == nil {
			err = r.Ledger.Apply(ctx, change)
		}
		if err == nil {
			return d.State, nil
		}
		if !ledger.IsConflict(err) || try == tries {
			return Trainee{}, fmt.Errorf("training: %s: %w", t.ID, err)
		}
	}
}

// Look checks a task that was begun against what the trainee has done since. It
// changes nothing.
func (r *Room) Look(ctx context.Context, actor samad.Actor, task string) (Feedback, error) {
	t, err := r.task(actor, task)
	if err != nil {
		return Feedback{}, err
	}
	s, err := r.Of(ctx, actor.ID)
	if err != nil {
		return Feedback{}, err
	}
	p, ok := s.Tasks[task]
	if !ok {
		return Feedback{}, fmt.Errorf("training: %s is not begun: %w", task, samad.ErrTransition)
	}
	if !p.Finished.IsZero() {
		return Feedback{Done: true, At: p.Finished, Evidence: p.Evidence}, nil
	}
	deeds, err := r.deeds(ctx, actor.ID, t, p)
	if err != nil {
		return Feedback{}, err
	}
	setting := Setting{Agency: actor.Agency, Staged: p.Staged, Quality: r.Quality}
	if t.hasTruth() {
		if setting.Truth, err = r.Truth(ctx, t, p.Staged); err != nil {
			return Feedback{}, fmt.Errorf("training: truth of %s: %w", task, err)
		}
	}
	return Check(t, deeds, setting), nil
}

// Finish is [Room.Look], and keeps it when the task is done.
func (r *Room) Finish(ctx context.Context, actor samad.Actor, task string) (Feedback, error) {
	f, err := r.Look(ctx, actor, task)
	if err != nil || !f.Done {
		return f, err
	}
	t, err := r.task(actor, task)
	if err != nil {
		return f, err
	}
	s, err := r.Of(ctx, actor.ID)
	if err != nil || !s.Tasks[task].Finished.IsZero() {
		return f, err
	}
	_, err = r.add(ctx, actor, t, &finished{Task: task, At: f.At, Evidence: f.Evidence})
	return f, err
}

// Results returns all trainees that the actor may read of, by agency and user
// name: those who run or oversee the centre read of all, heads and assessment
// officers of their own agency.
func (r *Room) Results(ctx context.Context, actor samad.Actor) ([]Trainee, error) {
	var out []Trainee
	err := r.trainees.All(ctx, r.Ledger, ledger.Query{Kind: Kind}, func(_ string, s Trainee) error {
		if MayRead(actor, s.Agency) {
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	slices.SortFunc(out, func(a, b Trainee) int {
		return cmp.Or(cmp.Compare(a.Agency, b.Agency), cmp.Compare(a.Username, b.Username))
	})
	return out, nil
}

// MayRead reports whether the actor may read who of the agency is trained.
func MayRead(actor samad.Actor, agency samad.AgencyID) bool {
	for _, role := range actor.Roles {
		switch role {
		case samad.RoleAdmin, samad.RoleOversight, samad.RoleSupervisor, samad.RoleGovernor:
			return true
		case samad.RoleAgencyHead, samad.RoleAgencyOversight, samad.RoleLocalAdmin:
			if actor.Agency == agency && agency != "" {
				return true
			}
		}
	}
	return false
}
