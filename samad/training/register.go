package training

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/samad111/go-samad/internal/required"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// RegisterConfig says what a [Register] works with.
type RegisterConfig struct {
	Ledger ledger.Store // required; of the real installation
	Tasks  []Task       // required
	// Trusted are the keys of the sandboxes whose results count.
	Trusted []ed25519.PublicKey
	// Now is the clock; default [time.Now].
	Now func() time.Time
	// Random gives ids of events; default [rand.Reader]. It must be safe for
	// concurrent use.
	Random io.Reader
}

// Register keeps who is trained, from the files of sandboxes. It keeps no state
// of its own, starts no goroutines and is safe for concurrent use.
type Register struct {
	RegisterConfig
	trained *ledger.Book[Trained]
}

// NewRegister checks the configuration and returns the Register. It does no I/O.
func NewRegister(config RegisterConfig) (*Register, error) {
	need := required.Of("training: RegisterConfig")
	need.Field(config.Ledger != nil, "Ledger")
	need.Field(len(config.Tasks) > 0, "Tasks")
	if err := need.Err(); err != nil {
		return nil, err
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Random == nil {
		config.Random = rand.Reader
	}
	return &Register{RegisterConfig: config, trained: ledger.NewBook(TrainedKind,
		func(s Trained) ledger.Keys { return ledger.Keys{State: string(s.Role), Agency: s.Agency} },
		func() ledger.Payload[Trained] { return new(taken) })}, nil
}

// TrainedKind is the kind of the records of who is trained.
const TrainedKind ledger.Kind = "trained"

// Trained is what somebody has finished for a role in an agency, by user name.
type Trained struct {
	Username string         `json:"username"`
	Role     samad.Role     `json:"role"`
	Agency   samad.AgencyID `json:"agency,omitempty"`
	// Tasks are when each was finished, in UTC.
	Tasks map[string]time.Time `json:"tasks"`
	// Updated is when a file last added something, in UTC.
	Updated time.Time `json:"updated"`
}

func trainedID(username string, role samad.Role, agency samad.AgencyID) string {
	return username + "/" + string(role) + "/" + string(agency)
}

type taken struct {
	Username string               `json:"username"`
	Role     samad.Role           `json:"role"`
	Agency   samad.AgencyID       `json:"agency,omitempty"`
	Tasks    map[string]time.Time `json:"tasks"`
	Key      string               `json:"key"` // of the sandbox
	File     string               `json:"file"`
	Issued   time.Time            `json:"issued"`
}

// EventType implements [ledger.Payload].
func (*taken) EventType() string { return "taken" }

// Apply implements [ledger.Payload].
func (p *taken) Apply(s *Trained, e ledger.Event) error {
	if e.Ref.ID != trainedID(p.Username, p.Role, p.Agency) {
		return fmt.Errorf("training: %s is not of %s", e.Ref.ID, p.Username)
	}
	tasks := maps.Clone(s.Tasks)
	if tasks == nil {
		tasks = map[string]time.Time{}
	}
	for id, at := range p.Tasks {
		if _, ok := tasks[id]; !ok {
			tasks[id] = at
		}
	}
	*s = Trained{Username: p.Username, Role: p.Role, Agency: p.Agency, Tasks: tasks, Updated: e.At}
	return nil
}

// Import takes in a file of results and returns how many people's records it
// added to; the same file again adds nothing. Administrators alone may; errors
// match [samad.ErrForbidden], [ErrFile] or [ErrUntrusted].
func (r *Register) Import(ctx context.Context, actor samad.Actor, src []byte) (int, error) {
	if !slices.Contains(actor.Roles, samad.RoleAdmin) {
		return 0, fmt.Errorf("training: take results in: %w", samad.ErrForbidden)
	}
	c, err := OpenCertificate(src, r.Trusted...)
	if err != nil {
		return 0, err
	}
	var changes []ledger.Change
	for _, one := range c.Results {
		change, err := r.add(ctx, actor, c, one)
		if err != nil {
			return 0, err
		}
		if change != nil {
			changes = append(changes, *change)
		}
	}
	if len(changes) == 0 {
		return 0, nil
	}
	if err := r.Ledger.Apply(ctx, changes...); err != nil {
		return 0, fmt.Errorf("training: take results in: %w", err)
	}
	return len(changes), nil
}

// add returns what a result adds, nil for nothing.
func (r *Register) add(ctx context.Context, actor samad.Actor, c Certificate, one Result) (*ledger.Change, error) {
	id := trainedID(one.Username, one.Role, one.Agency)
	d, err := r.trained.Open(ctx, r.Ledger, id)
	if errors.Is(err, samad.ErrNotFound) {
		d, err = r.trained.New(id), nil
	}
	if err != nil {
		return nil, fmt.Errorf("training: %s: %w", id, err)
	}
	fresh := map[string]time.Time{}
	for _, p := range one.Tasks {
		t, known := Find(r.Tasks, p.Task)
		if _, has := d.State.Tasks[p.Task]; known && t.Role == one.Role && !has {
			fresh[p.Task] = p.Finished.UTC()
		}
	}
	if len(fresh) == 0 {
		return nil, nil //nolint:nilnil // nothing is new
	}
	err = d.Add(ledger.StampOf(actor, samad.RoleAdmin), r.Now(), r.Random, &taken{
		Username: one.Username, Role: one.Role, Agency: one.Agency, Tasks: fresh,
		Key: KeyText(c.Key), File: hex.EncodeToString(c.Sum[:]), Issued: c.Issued,
	})
	if err != nil {
		return nil, fmt.Errorf("training: %s: %w", id, err)
	}
	change, err := d.Change()
	if err != nil {
		return nil, fmt.Errorf("training: %s: %w", id, err)
	}
	return &change, nil
}

// Missing returns the tasks that somebody still has to finish before holding the
// role in the agency; none when the role has no tasks.
func (r *Register) Missing(ctx context.Context, username string, role samad.Role, agency samad.AgencyID) ([]Task, error) {
	s, err := r.trained.Read(ctx, r.Ledger, trainedID(username, role, agency))
	if err != nil && !errors.Is(err, samad.ErrNotFound) && !errors.Is(err, samad.ErrInvalid) { // a name that cannot be
		return nil, fmt.Errorf("training: %w", err)
	}
	var out []Task
	for _, t := range For(r.Tasks, role) {
		if _, ok := s.Tasks[t.ID]; !ok {
			out = append(out, t)
		}
	}
	return out, nil
}

// All returns who is trained, of those whom the actor may read (see [MayRead]),
// by agency and user name.
func (r *Register) All(ctx context.Context, actor samad.Actor) ([]Trained, error) {
	var out []Trained
	err := r.trained.All(ctx, r.Ledger, ledger.Query{}, func(_ string, s Trained) error {
		if MayRead(actor, s.Agency) {
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	slices.SortFunc(out, func(a, b Trained) int {
		return cmp.Or(cmp.Compare(a.Agency, b.Agency), cmp.Compare(a.Username, b.Username), cmp.Compare(a.Role, b.Role))
	})
	return out, nil
}
