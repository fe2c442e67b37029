package oversight

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// FileKind is the kind of the records of files. Each has one of its own, under the
// id of its blob, so that its key can be rewrapped without a word in the history
// of what it belongs to.
const FileKind ledger.Kind = "file"

// fileRecord is a file with what it belongs to.
type fileRecord struct {
	samad.RecordFile
	Of ledger.Ref `json:"of"`
	// Erased says that the content was destroyed, and with it the keys.
	Erased bool `json:"erased,omitempty"`
}

func fileBook() *ledger.Book[fileRecord] {
	return ledger.NewBook(FileKind, func(fileRecord) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[fileRecord] { return new(fileKept) },
		func() ledger.Payload[fileRecord] { return new(fileRewrapped) },
		func() ledger.Payload[fileRecord] { return new(fileErased) },
	)
}

type fileKept struct {
	samad.RecordFile
	Of ledger.Ref `json:"of"`
}

func (*fileKept) EventType() string { return "kept" }

func (p *fileKept) Apply(s *fileRecord, _ ledger.Event) error {
	*s = fileRecord{RecordFile: p.RecordFile, Of: p.Of}
	return nil
}

type fileRewrapped struct {
	Wrapped []byte `json:"wrapped"`
}

func (*fileRewrapped) EventType() string { return "rewrapped" }

func (p *fileRewrapped) Apply(s *fileRecord, _ ledger.Event) error {
	s.Wrapped = p.Wrapped
	return nil
}

// fileErased says that a file's time is over. The key that stands in the event by
// which it came opens nothing any more, for the content is destroyed.
type fileErased struct {
	Years int `json:"years"`
}

func (*fileErased) EventType() string { return "erased" }

func (*fileErased) Apply(s *fileRecord, _ ledger.Event) error {
	if s.Erased {
		return wrongState("erase", "erased")
	}
	s.Erased, s.Wrapped, s.Lock = true, nil, nil
	return nil
}

// withFiles keeps the uploads of the tokens for a step, which calls file with what
// they belong to and gets the evidence for its event; the files' records are
// written with it. When the step certainly was not taken they are destroyed.
func (o *Office) withFiles(ctx context.Context, tokens []string, step func(file func(w *write, of ledger.Ref) ([]Evidence, error)) error) error {
	files, err := o.desk.KeepFiles(ctx, tokens)
	if err != nil {
		return fmt.Errorf("oversight: files: %w", err)
	}
	err = step(func(w *write, of ledger.Ref) ([]Evidence, error) {
		var out []Evidence
		for _, f := range files {
			if err := add(w, keep(w, o.books.files.New(f.ID)), &fileKept{f, of}); err != nil {
				return nil, err
			}
			out = append(out, Evidence{Name: f.Name, Digest: f.Digest, Type: f.Type, File: f.ID, Size: f.Size})
		}
		return out, nil
	})
	var state *StateError
	if err != nil && len(files) > 0 && (errors.As(err, &state) || errors.Is(err, samad.ErrInvalid) || errors.Is(err, samad.ErrForbidden) ||
		errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrConflict)) {
		return o.desk.DropFiles(ctx, files, err)
	}
	return err
}

// File reads a file that belongs to a visit, a session or a demand, for whoever
// may read that. Errors match samad.ErrNotFound, also for what the actor may not
// see, samad.ErrErased after [Settings].EvidenceYears, and samad.ErrHistory when
// the content is lost or was changed.
func (o *Office) File(ctx context.Context, actor samad.Actor, of ledger.Ref, id string) (samad.AttachmentContent, error) {
	var err error
	switch of.Kind {
	case o.books.visits.Kind:
		_, err = o.Visit(ctx, actor, of.ID)
	case o.books.sessions.Kind:
		_, err = o.Session(ctx, actor, of.ID)
	case o.books.demands.Kind:
		_, err = o.Demand(ctx, actor, of.ID)
	default:
		err = notFound(of)
	}
	if err != nil {
		return samad.AttachmentContent{}, err
	}
	f, err := read(ctx, o, o.books.files, id)
	if err != nil {
		return samad.AttachmentContent{}, err
	}
	if f.Of != of {
		return samad.AttachmentContent{}, notFound(o.books.files.Ref(id))
	}
	if f.Erased {
		return samad.AttachmentContent{}, fmt.Errorf("oversight: file %s: %w", id, samad.ErrErased)
	}
	return o.desk.OpenFile(ctx, f.RecordFile)
}

// eraseEvidence destroys files whose time is over: at most limit in one call.
// The record of each says so first; should the program end between, the content
// is a stray that samad.StrayBlobs finds.
func (o *Office) eraseEvidence(ctx context.Context, now time.Time, limit int) (int, bool, error) {
	var over []fileRecord
	err := o.books.files.All(ctx, o.ledger, ledger.Query{}, func(_ string, f fileRecord) error {
		if f.Erased || len(over) > limit {
			return nil
		}
		place, err := o.placeOfFile(ctx, f.Of)
		if err != nil {
			return err
		}
		kept, err := ulid.ParseStrict(f.ID)
		if err != nil {
			return fmt.Errorf("oversight: file %s: %w", f.ID, err)
		}
		if years := o.at(place, now).EvidenceYears; years > 0 && now.After(ulid.Time(kept.Time()).AddDate(years, 0, 0)) {
			over = append(over, f)
		}
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	for n, f := range over {
		if n == limit {
			return n, false, nil
		}
		// Whoever has no way to the contents must not say that they are gone.
		if _, err := o.desk.OpenFile(ctx, f.RecordFile); errors.Is(err, samad.ErrUnavailable) {
			return n, false, fmt.Errorf("oversight: erase file %s: %w", f.ID, err)
		}
		place, err := o.placeOfFile(ctx, f.Of)
		if err != nil {
			return n, false, err
		}
		w := o.beginByTime(now)
		d, err := edit(ctx, o, o.books.files, f.ID)
		if err != nil {
			return n, false, err
		}
		if err := add(w, keep(w, d), &fileErased{Years: o.at(place, now).EvidenceYears}); err != nil {
			return n, false, err
		}
		if err := w.apply(ctx); err != nil {
			if ledger.IsConflict(err) {
				continue // another sweep was faster
			}
			return n, false, err
		}
		if err := o.desk.DropFiles(ctx, []samad.RecordFile{f.RecordFile}, nil); err != nil {
			return n, false, fmt.Errorf("oversight: erase file %s: %w", f.ID, err)
		}
	}
	return len(over), true, nil
}

// placeOfFile is the place of the record that a file belongs to.
func (o *Office) placeOfFile(ctx context.Context, of ledger.Ref) (samad.PlaceID, error) {
	switch of.Kind {
	case o.books.visits.Kind:
		v, err := read(ctx, o, o.books.visits, of.ID)
		return v.Place, err
	case o.books.sessions.Kind:
		s, err := read(ctx, o, o.books.sessions, of.ID)
		return s.Place, err
	case o.books.demands.Kind:
		d, err := read(ctx, o, o.books.demands, of.ID)
		return d.Place, err
	default:
		return "", nil
	}
}

// Files calls each with every file that a record of this room has, but for those
// that were erased: for verifying
// them ([samad.VerifyFile]), and for telling them from strays
// ([samad.StrayBlobs]).
func Files(ctx context.Context, store ledger.Store, each func(of ledger.Ref, f samad.RecordFile) error) error {
	return fileBook().All(ctx, store, ledger.Query{}, func(_ string, f fileRecord) error {
		if f.Erased {
			return nil
		}
		return each(f.Of, f.RecordFile)
	})
}

// FileKeys calls each with the wrapped key of every file and the id under which it
// was wrapped, for a vault whose keys change. What each returns replaces the key,
// stamped with now, unless it is nil; a file whose record was changed meanwhile is
// left for the next time.
func FileKeys(ctx context.Context, store ledger.Store, now time.Time, each func(id string, wrapped []byte) ([]byte, error)) error {
	book := fileBook()
	return book.All(ctx, store, ledger.Query{}, func(id string, f fileRecord) error {
		if f.Erased {
			return nil
		}
		fresh, err := each(id, f.Wrapped)
		if err != nil || fresh == nil {
			return err
		}
		d, err := book.Open(ctx, store, id)
		if err != nil {
			return err
		}
		if err := d.Add(ledger.SystemStamp(), now, rand.Reader, &fileRewrapped{fresh}); err != nil {
			return err
		}
		change, err := d.Change()
		if err != nil {
			return err
		}
		if err := store.Apply(ctx, change); err != nil && !ledger.IsConflict(err) {
			return fmt.Errorf("oversight: replace the key of file %s: %w", id, err)
		}
		return nil
	})
}
