package regime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/samad/ledger"
)

// Candidate is a version of a pack that loads, and what the installation would be
// with it. Nothing of it is in force.
type Candidate struct {
	Pack  *pack.Pack
	Set   *pack.Set // of all packs, with the declared closures
	Files Files
	Hash  string
}

// TestsError says that tests of a version's rules fail, so that it is not put in
// force.
type TestsError struct{ Failed []*routing.TestError }

// Error counts the tests.
func (e *TestsError) Error() string {
	return fmt.Sprintf("regime: %d tests of the rules fail", len(e.Failed))
}

// Unwrap makes the error match [samad.ErrInvalid].
func (e *TestsError) Unwrap() error { return samad.ErrInvalid }

// History returns the versions of a pack and which is in force.
func (k *Keeper) History(ctx context.Context, id string) (History, error) {
	if !slices.Contains(k.ids, id) {
		return History{}, fmt.Errorf("regime: pack %s: %w", id, samad.ErrNotFound)
	}
	h, _, err := load(ctx, k.ledger, historyBook, id)
	if err != nil {
		return h, fmt.Errorf("regime: versions of pack %s: %w", id, err)
	}
	return h, nil
}

// Propose lays files over those of the pack in force, or takes them as the whole
// pack when its head is among them, and loads the result. Nothing is recorded. The
// error is a [directory.Faults] with everything that is wrong: what does not load,
// is another pack or province, or lacks agencies, topics or places that cases may
// name.
func (k *Keeper) Propose(ctx context.Context, id string, files Files) (*Candidate, error) {
	if err := files.check(); err != nil {
		return nil, err
	}
	h, err := k.History(ctx, id)
	if err != nil {
		return nil, err
	}
	base, err := k.files(ctx, id, h.Active)
	if err != nil {
		return nil, err
	}
	return k.candidate(ctx, id, files.over(base))
}

// Stored returns a version that was uploaded, or [Shipped], as a candidate.
func (k *Keeper) Stored(ctx context.Context, id, hash string) (*Candidate, error) {
	files, err := k.files(ctx, id, hash)
	if err != nil {
		return nil, err
	}
	return k.candidate(ctx, id, files)
}

func (k *Keeper) candidate(ctx context.Context, id string, files Files) (*Candidate, error) {
	if err := files.check(); err != nil {
		return nil, err
	}
	s, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	sources := slices.Clone(k.sources)
	at := slices.Index(k.ids, id)
	for i, other := range k.ids {
		sources[i].Options.Campaigns = s.campaigns[other]
		own := files
		if i != at {
			if own, err = k.files(ctx, other, s.histories[other].Active); err != nil {
				return nil, err
			}
		}
		if sources[i].FS, err = own.fs(); err != nil {
			return nil, fmt.Errorf("regime: files of pack %s: %w", other, err)
		}
	}
	base, err := pack.LoadAll(sources...)
	if err != nil {
		return nil, err
	}
	mine, before := base.Packs()[at], k.live.Set().Packs()[at]
	if mine.ID != id || mine.Province != before.Province {
		return nil, directory.Faults{{
			File: pack.PackFile, Message: fmt.Sprintf("this is pack %q of province %s", mine.ID, mine.Province),
			Hint: fmt.Sprintf("a new version of %q of province %s is wanted", id, before.Province),
		}}
	}
	set, err := base.WithClosures(inForce(s.closures)...)
	if err != nil {
		return nil, directory.Faults{{File: pack.CalendarFile, Message: "it does not go with the closures that were declared", Hint: err.Error()}}
	}
	if err := k.live.Replaceable(set); err != nil {
		return nil, err
	}
	return &Candidate{Pack: set.Packs()[at], Set: set, Files: files, Hash: files.hash()}, nil
}

// Store keeps a candidate, so that it can be looked at and put in force. One that is
// kept already stays as it is. The actor needs the right [samad.ManageRules].
func (k *Keeper) Store(ctx context.Context, actor samad.Actor, c *Candidate, note string) (Version, error) {
	role, err := may(actor, samad.ManageRules)
	if err != nil {
		return Version{}, err
	}
	if note = strings.TrimSpace(note); len([]rune(note)) > 500 {
		return Version{}, invalid("note", "یادداشت کوتاه‌تر باشد.", "make the note shorter")
	}
	h, err := k.History(ctx, c.Pack.ID)
	if err != nil {
		return Version{}, err
	}
	if v, known := h.Version(c.Hash); known {
		return v, nil
	}
	data, err := c.Files.zip()
	if err != nil {
		return Version{}, fmt.Errorf("regime: pack the files of %s: %w", c.Pack.ID, err)
	}
	stamp := ledger.StampOf(actor, role)
	// The files first: a version without them would be one that nobody can load.
	draft := filesBook().New(fileID(c.Pack.ID, c.Hash))
	if err := draft.Add(stamp, k.instant(), k.random, &kept{Zip: data}); err != nil {
		return Version{}, fmt.Errorf("regime: keep files: %w", err)
	}
	change, err := draft.Change()
	if err != nil {
		return Version{}, fmt.Errorf("regime: keep files: %w", err)
	}
	if err := k.ledger.Apply(ctx, change); err != nil && !ledger.IsConflict(err) { // they are there already
		return Version{}, fmt.Errorf("regime: keep files: %w", err)
	}
	one := Version{Hash: c.Hash, Label: c.Pack.Version, Note: note}
	for _, data := range c.Files {
		one.Size += len(data)
	}
	h, err = write(ctx, k, historyBook(), c.Pack.ID, stamp, func(h History) (ledger.Payload[History], error) {
		if _, known := h.Version(c.Hash); known {
			return nil, errKnown
		}
		return &uploaded{one}, nil
	})
	if errors.Is(err, errKnown) {
		h, err = k.History(ctx, c.Pack.ID)
	}
	if err != nil {
		return Version{}, err
	}
	v, _ := h.Version(c.Hash)
	return v, nil
}

var errKnown = errors.New("regime: the version is kept already")

// Activate puts a version in force, an earlier one or [Shipped] too, with the
// reason. It fails with a [*TestsError] when tests of its rules fail, with a
// [directory.Faults] when it does not load or would not fit, and then the version in
// force goes on. The actor needs the right [samad.ManageRules]. Deadlines that run
// stay as they are; what a new calendar moves is found by samad.Desk.RecalculateAll.
func (k *Keeper) Activate(ctx context.Context, actor samad.Actor, id, hash, why string) error {
	role, err := may(actor, samad.ManageRules)
	if err != nil {
		return err
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 500 {
		return invalid("reason", "دلیل را کوتاه بنویسید.", "give the reason, in short")
	}
	c, err := k.Stored(ctx, id, hash)
	if err != nil {
		return err
	}
	failed, err := c.Pack.Check(ctx)
	if err != nil {
		return fmt.Errorf("regime: tests of pack %s: %w", id, err)
	}
	if len(failed) > 0 {
		return &TestsError{failed}
	}
	_, err = write(ctx, k, historyBook(), id, ledger.StampOf(actor, role), func(h History) (ledger.Payload[History], error) {
		if h.Active == hash {
			return nil, invalid("reason", "این نسخه هم‌اکنون در کار است.", "this version is in force already")
		}
		return &activated{Turn{Hash: hash, Label: c.Pack.Version, Why: why}}, nil
	})
	return err
}

// files returns the files of a version.
func (k *Keeper) files(ctx context.Context, id, hash string) (Files, error) {
	at := slices.Index(k.ids, id)
	if at < 0 {
		return nil, fmt.Errorf("regime: pack %s: %w", id, samad.ErrNotFound)
	}
	if hash == Shipped {
		files, err := filesOf(k.sources[at].FS)
		if err != nil {
			return nil, fmt.Errorf("regime: read pack %s: %w", id, err)
		}
		return files, nil
	}
	events, err := k.ledger.Events(ctx, filesBook().Ref(fileID(id, hash)))
	if err != nil {
		return nil, fmt.Errorf("regime: files of pack %s, version %s: %w", id, hash, err)
	}
	var p kept
	if err := json.Unmarshal(events[0].Data, &p); err != nil {
		return nil, fmt.Errorf("regime: files of pack %s, version %s: %w", id, hash, err)
	}
	files, err := Unzip(p.Zip)
	if err != nil {
		return nil, fmt.Errorf("regime: files of pack %s, version %s: %w", id, hash, err)
	}
	if files.hash() != hash {
		return nil, &ledger.HistoryError{Ref: filesBook().Ref(fileID(id, hash)), Seq: 1, Reason: "the files are not those of the version"}
	}
	return files, nil
}

func fileID(id, hash string) string { return id + "@" + hash }
