package oversight

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

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
}

func fileBook() *ledger.Book[fileRecord] {
	return ledger.NewBook(FileKind, func(fileRecord) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[fileRecord] { return new(fileKept) },
		func() ledger.Payload[fileRecord] { return new(fileRewrapped) },
	)
}

type fileKept struct {
	samad.RecordFile
	Of ledger.Ref `json:"of"`
}

func (*fileKept) EventType() string { return "kept" }

func (p *fileKept) Apply(s *fileRecord, _ ledger.Event) error {
	*s = fileRecord{p.RecordFile, p.Of}
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
// see, and samad.ErrHistory when the content is lost or was changed.
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
	return o.desk.OpenFile(ctx, f.RecordFile)
}

// Files calls each with every file that a record of this room has: for verifying
// them ([samad.VerifyFile]), and for telling them from strays
// ([samad.StrayBlobs]).
func Files(ctx context.Context, store ledger.Store, each func(of ledger.Ref, f samad.RecordFile) error) error {
	return fileBook().All(ctx, store, ledger.Query{}, func(_ string, f fileRecord) error { return each(f.Of, f.RecordFile) })
}

// FileKeys calls each with the wrapped key of every file and the id under which it
// was wrapped, for a vault whose keys change. What each returns replaces the key,
// stamped with now, unless it is nil; a file whose record was changed meanwhile is
// left for the next time.
func FileKeys(ctx context.Context, store ledger.Store, now time.Time, each func(id string, wrapped []byte) ([]byte, error)) error {
	book := fileBook()
	return book.All(ctx, store, ledger.Query{}, func(id string, f fileRecord) error {
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
