package transfer

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/samad111/go-samad/samad"
)

// Export writes everything in the database as JSON lines.
func Export(ctx context.Context, from End, to io.Writer, progress Progress) (Summary, error) {
	w := &lineWriter{w: bufio.NewWriterSize(to, 1<<20), sum: sha256.New()}
	if err := w.put(line{Head: &head{format, version}}); err != nil {
		return Summary{}, err
	}
	var lines int64
	var s source
	s = source{End: from, put: func(l line) error {
		if lines++; lines%page == 0 && progress != nil {
			progress(s.summary)
		}
		return w.put(l)
	}}
	summary, err := s.all(ctx)
	if err != nil {
		return summary, err
	}
	sum := samad.Hash(w.sum.Sum(nil))
	if err := w.put(line{End: &end{summary, sum}}); err != nil {
		return summary, err
	}
	if err := w.w.Flush(); err != nil {
		return summary, fmt.Errorf("transfer: write: %w", err)
	}
	return summary, nil
}

type lineWriter struct {
	w   *bufio.Writer
	sum hash.Hash
	buf bytes.Buffer
}

func (w *lineWriter) put(l line) error {
	w.buf.Reset()
	encoder := json.NewEncoder(&w.buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil { //nolint:musttag // the names of the fields are the form
		return fmt.Errorf("transfer: write as JSON: %w", err)
	}
	w.sum.Write(w.buf.Bytes()) // hash.Hash never returns an error
	if _, err := w.w.Write(w.buf.Bytes()); err != nil {
		return fmt.Errorf("transfer: write: %w", err)
	}
	return nil
}

// Import reads what [Export] wrote into the database and verifies it there.
// The database must be migrated, and empty unless it is that of an earlier try
// with the same file: then it goes on where that one stopped.
func Import(ctx context.Context, from io.Reader, to End, progress Progress) (Summary, error) {
	in := bufio.NewReaderSize(from, 1<<20)
	sum := sha256.New()
	into := newTarget(to, progress)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return into.summary, fmt.Errorf("%w: it ends at line %d without its last line", ErrFormat, n)
		}
		if err != nil {
			return into.summary, fmt.Errorf("transfer: read line %d: %w", n, err)
		}
		var l line
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&l); err != nil { //nolint:musttag // the names of the fields are the form
			// The decoder's words could quote a text.
			return into.summary, fmt.Errorf("%w: line %d is not as it was written", ErrFormat, n)
		}
		switch {
		case n == 1:
			if l.Head == nil || l.Head.Format != format {
				return into.summary, fmt.Errorf("%w: its first line does not say that it is one", ErrFormat)
			}
			if l.Head.Version != version {
				return into.summary, fmt.Errorf("%w: its version is %d, this program reads %d", ErrFormat, l.Head.Version, version)
			}
		case l.End != nil:
			if l.End.SHA256 != samad.Hash(sum.Sum(nil)) {
				return into.summary, fmt.Errorf("%w: it was changed after it was written", ErrFormat)
			}
			return l.End.Summary, into.finish(ctx, l.End.Summary)
		default:
			if err := into.take(ctx, l); err != nil {
				return into.summary, fmt.Errorf("line %d: %w", n, err)
			}
		}
		sum.Write(text) // hash.Hash never returns an error
	}
}
