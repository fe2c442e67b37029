package regime

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/campaign"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Config says what a [Keeper] works with.
type Config struct {
	Ledger ledger.Store // required
	// Sources are the packs with which the program was started: those that hold
	// until another version is put in force. Required.
	Sources []pack.Source
	// Loaded is what was loaded of them already, so that it is not done twice;
	// may be nil.
	Loaded *pack.Set
	Now    func() time.Time // default [time.Now]
	// Random gives ids; default [rand.Reader]. It must be safe for concurrent
	// use.
	Random io.Reader
	// Location is where days begin; default Asia/Tehran.
	Location *time.Location
}

// Keeper holds the packs of a program in step with what is recorded.
type Keeper struct {
	ledger   ledger.Store
	sources  []pack.Source
	ids      []string // of the packs, in the order of sources
	live     *pack.Live
	now      func() time.Time
	random   io.Reader
	location *time.Location

	change sync.Mutex // one refresh at a time
	seen   map[ledger.Ref]int64
	base   *pack.Set           // without declared closures
	closed []Closure           // all that were declared, the newest first
	topics []campaign.Campaign // all that were added, the oldest first
}

// Open loads the packs, the versions in force and the closures. It fails with a
// directory.Faults when files are faulty, and when what is recorded cannot be
// read: a service must not refer by rules that nobody put in force.
func Open(ctx context.Context, config Config) (*Keeper, error) {
	if config.Ledger == nil || len(config.Sources) == 0 {
		return nil, errors.New("regime: Config.Ledger and Config.Sources are required")
	}
	k := &Keeper{ledger: config.Ledger, sources: slices.Clone(config.Sources), now: config.Now, random: config.Random, location: config.Location}
	if k.now == nil {
		k.now = time.Now
	}
	if k.random == nil {
		k.random = rand.Reader
	}
	if k.location == nil {
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			return nil, fmt.Errorf("regime: Config.Location is missing and the zone database has no Asia/Tehran: %w", err)
		}
		k.location = tehran
	}
	shipped := config.Loaded
	var err error
	if shipped == nil {
		if shipped, err = pack.LoadAll(k.sources...); err != nil {
			return nil, err
		}
	}
	for _, p := range shipped.Packs() {
		k.ids = append(k.ids, p.ID)
	}
	if k.live, err = pack.NewLive(shipped); err != nil {
		return nil, err
	}
	k.base = shipped
	s, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.follow(ctx, s, true); err != nil {
		return nil, err
	}
	return k, nil
}

// Live returns the packs in force, exchanged by [Keeper.Refresh] and by the
// decisions made here.
func (k *Keeper) Live() *pack.Live { return k.live }

// Refresh follows what was decided elsewhere, and reports whether anything
// changed. On error the packs stay as they are.
func (k *Keeper) Refresh(ctx context.Context) (bool, error) {
	k.change.Lock()
	defer k.change.Unlock()
	s, err := k.read(ctx)
	if err != nil {
		return false, err
	}
	if !k.changed(s, nil) {
		return false, nil
	}
	return true, k.follow(ctx, s, false)
}

// standing is what is recorded at a moment.
type standing struct {
	revisions map[ledger.Ref]int64
	histories map[string]History // by pack
	closures  []Closure
	campaigns map[string][]campaign.Campaign // by pack
}

// read reads the records of all packs and provinces.
func (k *Keeper) read(ctx context.Context) (standing, error) {
	s := standing{revisions: map[ledger.Ref]int64{}, histories: map[string]History{}, campaigns: map[string][]campaign.Campaign{}}
	for i, p := range k.live.Set().Packs() {
		h, revision, err := load(ctx, k.ledger, historyBook, k.ids[i])
		if err != nil {
			return s, fmt.Errorf("regime: versions of pack %s: %w", p.ID, err)
		}
		s.histories[p.ID], s.revisions[historyBook().Ref(p.ID)] = h, revision
		r, revision, err := load(ctx, k.ledger, closureBook, string(p.Province))
		if err != nil {
			return s, fmt.Errorf("regime: closures in %s: %w", p.Province, err)
		}
		s.revisions[closureBook().Ref(string(p.Province))] = revision
		s.closures = append(s.closures, r.All...)
		l, revision, err := load(ctx, k.ledger, campaign.Book, string(p.Province))
		if err != nil {
			return s, fmt.Errorf("regime: campaign topics of %s: %w", p.Province, err)
		}
		s.revisions[campaign.Book().Ref(string(p.Province))] = revision
		s.campaigns[p.ID] = l.All
	}
	slices.SortStableFunc(s.closures, func(a, b Closure) int { return b.Declared.Compare(a.Declared) })
	return s, nil
}

// load reads the state of a record and its revision, 0 where there is none yet.
func load[S any](ctx context.Context, store ledger.Store, book func() *ledger.Book[S], id string) (S, int64, error) {
	var zero S
	r, err := store.Record(ctx, book().Ref(id))
	if errors.Is(err, samad.ErrNotFound) {
		return zero, 0, nil
	}
	if err != nil {
		return zero, 0, err
	}
	s, err := book().State(r)
	return s, r.Revision, err
}

// changed reports whether records of the kind, or any for nil, are not those seen.
func (k *Keeper) changed(s standing, kind *ledger.Kind) bool {
	for ref, revision := range s.revisions {
		if (kind == nil || ref.Kind == *kind) && k.seen[ref] != revision {
			return true
		}
	}
	return false
}

// follow puts what is recorded in force. Files are read only when the version of
// a pack changed. At the start nothing is compared with what held before.
func (k *Keeper) follow(ctx context.Context, s standing, start bool) error {
	base, versions, topics := k.base, historyKind, campaign.Kind
	if k.changed(s, &versions) || k.changed(s, &topics) {
		var err error
		if base, err = k.loadSet(ctx, s); err != nil {
			return err
		}
	}
	closed, err := base.WithClosures(inForce(s.closures)...)
	if err != nil {
		return fmt.Errorf("regime: declared closures: %w", err)
	}
	if start {
		if k.live, err = pack.NewLive(closed); err != nil {
			return err
		}
	} else if err := k.live.Exchange(closed); err != nil {
		return err
	}
	k.base, k.closed, k.seen, k.topics = base, s.closures, s.revisions, nil
	for _, id := range k.ids {
		k.topics = append(k.topics, s.campaigns[id]...)
	}
	return nil
}

// loadSet loads the versions in force of all packs, with their campaign topics.
func (k *Keeper) loadSet(ctx context.Context, s standing) (*pack.Set, error) {
	sources := slices.Clone(k.sources)
	for i, id := range k.ids {
		sources[i].Options.Campaigns = s.campaigns[id]
		hash := s.histories[id].Active
		if hash == Shipped {
			continue
		}
		files, err := k.files(ctx, id, hash)
		if err != nil {
			return nil, err
		}
		if sources[i].FS, err = files.fs(); err != nil {
			return nil, fmt.Errorf("regime: files of pack %s: %w", id, err)
		}
	}
	set, err := pack.LoadAll(sources...)
	if err != nil {
		return nil, fmt.Errorf("regime: the versions in force do not load: %w", err)
	}
	return set, nil
}

// instant is the current time as records keep it.
func (k *Keeper) instant() time.Time { return k.now().UTC().Truncate(time.Microsecond) }

// today is the day on which something is decided.
func (k *Keeper) today() (persian.Date, error) {
	d, err := persian.FromTime(k.now().In(k.location))
	if err != nil {
		return d, fmt.Errorf("regime: the clock of this machine: %w", err)
	}
	return d, nil
}

// write takes one step on a record, which is made where there is none, again
// while others write first; then it follows what is recorded.
func write[S any](ctx context.Context, k *Keeper, book *ledger.Book[S], id string, actor samad.Stamp, step func(s S) (ledger.Payload[S], error)) (S, error) {
	k.change.Lock()
	defer k.change.Unlock()
	const attempts = 8
	var out S
	for attempt := 1; ; attempt++ {
		draft, err := book.Open(ctx, k.ledger, id)
		if errors.Is(err, samad.ErrNotFound) {
			draft, err = book.New(id), nil
		}
		if err != nil {
			return out, fmt.Errorf("regime: read %s: %w", book.Ref(id), err)
		}
		payload, err := step(draft.State)
		if err != nil {
			return out, err
		}
		if err := draft.Add(actor, k.instant(), k.random, payload); err != nil {
			return out, fmt.Errorf("regime: change %s: %w", book.Ref(id), err)
		}
		change, err := draft.Change()
		if err != nil {
			return out, fmt.Errorf("regime: change %s: %w", book.Ref(id), err)
		}
		err = k.ledger.Apply(ctx, change)
		if ledger.IsConflict(err) && attempt < attempts {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("regime: change %s: %w", book.Ref(id), err)
		}
		out = draft.State
		s, err := k.read(ctx)
		if err != nil {
			return out, err
		}
		return out, k.follow(ctx, s, false)
	}
}

// may returns the role by which the actor may do the action, or an error matching
// [samad.ErrForbidden].
func may(actor samad.Actor, action samad.Action) (samad.Role, error) {
	return mayAt(actor, action, samad.Area{})
}

// mayAt does the same for a part of the installation.
func mayAt(actor samad.Actor, action samad.Action, area samad.Area) (samad.Role, error) {
	for _, role := range actor.Roles {
		one := actor
		one.Roles = []samad.Role{role}
		if samad.MayIn(one, action, area) {
			return role, nil
		}
	}
	return "", fmt.Errorf("regime: %s: %w", action, samad.ErrForbidden)
}

// invalid is a fault of one field.
func invalid(field, fa, en string) error {
	return &samad.InvalidError{Faults: []samad.Fault{{Field: "/" + field, Detail: samad.Text{Fa: fa, En: en}}}}
}
