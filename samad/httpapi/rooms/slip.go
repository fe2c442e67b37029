package rooms

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// slip is the ledger as one request sees it. It notes the revisions of what was
// read and written, holds a step to the revision that If-Match names, and
// writes the note of a request that came with a key together with the step.
type slip struct {
	ledger.Store
	b *base

	target ledger.Ref
	match  func(revision int64) bool // nil: any revision

	note  string      // id of the note to write, "" without a key, or once it is written
	makes ledger.Kind // of the record that the step is about
	stamp samad.Stamp
	sum   string

	mu   sync.Mutex
	seen map[ledger.Ref]int64
}

// errStale says that the record is at another revision than If-Match names.
var errStale = errors.New("rooms: the record has changed")

func (s *slip) saw(ref ledger.Ref, revision int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[ref] = revision
}

// revision is what was last seen of a record.
func (s *slip) revision(ref ledger.Ref) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[ref]
}

// Record implements ledger.Store.
func (s *slip) Record(ctx context.Context, ref ledger.Ref) (ledger.Record, error) {
	r, err := s.Store.Record(ctx, ref)
	if err != nil {
		return r, err
	}
	if s.match != nil && ref == s.target && !s.match(r.Revision) {
		return ledger.Record{}, errStale
	}
	s.saw(ref, r.Revision)
	return r, nil
}

// List implements ledger.Store.
func (s *slip) List(ctx context.Context, q ledger.Query) (ledger.Page, error) {
	page, err := s.Store.List(ctx, q)
	for _, r := range page.Records {
		s.saw(r.Ref, r.Revision)
	}
	return page, err
}

// Apply implements ledger.Store.
func (s *slip) Apply(ctx context.Context, changes ...ledger.Change) error {
	all, err := s.withNote(changes)
	if err != nil {
		return err
	}
	if err := s.Store.Apply(ctx, all...); err != nil {
		return err
	}
	if len(all) > len(changes) {
		s.note = ""
	}
	for _, c := range changes {
		if c.Record != nil {
			s.saw(c.Record.Ref, c.Record.Revision)
		}
	}
	// A step that looks again at what it wrote does not look for what was read.
	s.match = nil
	return nil
}

// withNote adds the note of the request to the changes that make or change the
// record that the step is about.
func (s *slip) withNote(changes []ledger.Change) ([]ledger.Change, error) {
	i := slices.IndexFunc(changes, func(c ledger.Change) bool { return c.Record != nil && c.Record.Kind == s.makes })
	if s.note == "" || i < 0 {
		return changes, nil
	}
	note, err := s.noteOf(changes[i].Record.ID)
	return append(slices.Clone(changes), note), err
}

func (s *slip) noteOf(result string) (ledger.Change, error) {
	d := requests().New(s.note)
	if err := d.Add(s.stamp, s.b.opts.Now(), s.b.opts.Random, &requestDone{Sum: s.sum, Result: result}); err != nil {
		return ledger.Change{}, err
	}
	return d.Change()
}

// leaveNote writes the note of a request that found its work done, so that the
// same request does not work later on what others changed. Who came first with
// the same one has left it already.
func (s *slip) leaveNote(ctx context.Context, result string) error {
	if s.note == "" {
		return nil
	}
	note, err := s.noteOf(result)
	if err != nil {
		return err
	}
	if err := s.Store.Apply(ctx, note); err != nil && !ledger.IsConflict(err) {
		return err
	}
	s.note = ""
	return nil
}
