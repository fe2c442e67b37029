package samad

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// RecordFile is a file that belongs to a record beside cases, as the evidence of
// a visit and the papers of a commission do. What is kept of it here is enough to
// read it back with the vault, and without one to tell whether it was changed.
type RecordFile struct {
	AttachmentFacts
	Name string `json:"name"` // made safe, as that of an [Attachment]
	// Digest is the SHA-256 of the content itself.
	Digest Hash `json:"digest"`
	// Wrapped is the file's own key of the vault, Lock the key of its content
	// under it.
	Wrapped []byte `json:"wrapped"`
	Lock    []byte `json:"lock"`
}

// fileName is under which name the key of a record's file is sealed.
const fileName = "record_file"

// KeepFiles makes uploads lasting outside of any case, for a record that is to be
// written next; the tokens are those of [Desk.Upload]. It fails with an error
// matching [ErrInvalid] for tokens that are unknown, too many or too old, and then
// has kept nothing. When the record certainly was not written, give them to
// [Desk.DropFiles].
func (d *Desk) KeepFiles(ctx context.Context, tokens []string) (files []RecordFile, err error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	now := d.instant()
	uploads, err := d.uploads(ctx, tokens, now)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			files, err = nil, d.DropFiles(ctx, files, err)
		}
	}()
	for i, u := range uploads {
		f, err := d.keepFile(ctx, u, now)
		if errors.Is(err, ErrNotFound) {
			var bad faults
			bad.add("/attachments/"+strconv.Itoa(i), "expired", "این پیوست دیگر نگه داشته نشده است؛ دوباره بفرستید.", "the upload is no longer kept; send it again")
			err = bad.err()
		}
		if err != nil {
			return files, err
		}
		files = append(files, f)
	}
	return files, nil
}

func (d *Desk) keepFile(ctx context.Context, u upload, now time.Time) (RecordFile, error) {
	id, err := newID(now, d.random)
	if err != nil {
		return RecordFile{}, err
	}
	f := RecordFile{AttachmentFacts: AttachmentFacts{ID: id, Type: u.Type, Size: u.Size, Sealed: u.Sealed}, Name: u.Name, Digest: u.Sum}
	if f.Wrapped, err = d.vault.NewKey(ctx, id); err != nil {
		return f, fmt.Errorf("samad: make a key for a file: %w", err)
	}
	if f.Lock, err = d.vault.Seal(ctx, f.Wrapped, id, fileName, u.Key); err != nil {
		return f, fmt.Errorf("samad: seal the key of a file: %w", err)
	}
	if err := d.blobs.Keep(ctx, u.ID, id); err != nil {
		return f, fmt.Errorf("samad: keep a file: %w", err)
	}
	return f, nil
}

// DropFiles destroys files whose record did not come about, and returns why that
// was, and what went wrong here.
func (d *Desk) DropFiles(ctx context.Context, files []RecordFile, why error) error {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID
	}
	return d.unkeep(ctx, ids, why)
}

// OpenFile reads a record's file. Who may is for the keeper of the record to say.
// It fails with an error matching [ErrHistory] when the content is gone or is not
// the one that came.
func (d *Desk) OpenFile(ctx context.Context, f RecordFile) (AttachmentContent, error) {
	if d.blobs == nil {
		return AttachmentContent{}, fmt.Errorf("samad: file %s: Config.Blobs is not set: %w", f.ID, ErrUnavailable)
	}
	sealed, err := d.blobs.Get(ctx, f.ID)
	if errors.Is(err, ErrNotFound) {
		return AttachmentContent{}, &FileError{File: f.ID, Reason: "is gone"}
	}
	if err != nil {
		return AttachmentContent{}, fmt.Errorf("samad: file %s: %w", f.ID, err)
	}
	key, err := d.vault.Open(ctx, f.Wrapped, f.ID, fileName, f.Lock)
	if err != nil {
		return AttachmentContent{}, fmt.Errorf("samad: open the key of file %s: %w", f.ID, err)
	}
	content, err := openContent(key, sealed)
	if err != nil || sha256.Sum256(content) != f.Digest {
		return AttachmentContent{}, &FileError{File: f.ID, Reason: "is not the one that came"}
	}
	return AttachmentContent{Attachment: Attachment{AttachmentFacts: f.AttachmentFacts, Name: f.Name}, Content: content}, nil
}

// FileError tells which file of a record is not the one that came. It matches
// [ErrHistory].
type FileError struct{ File, Reason string }

// Error names the file and the reason.
func (e *FileError) Error() string { return fmt.Sprintf("samad: file %s %s", e.File, e.Reason) }

// Unwrap makes the error match [ErrHistory].
func (e *FileError) Unwrap() error { return ErrHistory }

// VerifyFile checks, without any key, that a record's file is there and is to the
// byte what was kept. What is wrong with it is a [*FileError].
func VerifyFile(ctx context.Context, blobs Blobs, f RecordFile) error {
	sealed, err := blobs.Get(ctx, f.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return &FileError{File: f.ID, Reason: "is gone"}
	case err != nil:
		return fmt.Errorf("samad: file %s: %w", f.ID, err)
	case len(sealed) != f.Size+sealedOver, Hash(sha256.Sum256(sealed)) != f.Sealed:
		return &FileError{File: f.ID, Reason: "was changed"}
	}
	return nil
}
