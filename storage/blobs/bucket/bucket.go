// Package bucket keeps the sealed contents of attachments in an object store:
// S3 and what speaks its protocol, or any other that gocloud.dev/blob knows.
// The bucket comes open from the host, which imports the driver that it needs:
//
//	import _ "gocloud.dev/blob/s3blob"
//	…
//	b, err := blob.OpenBucket(ctx, "s3://samad?region=…&endpoint=…")
//	…
//	desk, err := samad.NewDesk(samad.Config{Blobs: bucket.New(b), …})
//
// The store must refuse to write over what is there (If-None-Match), as S3 has
// done since 2024. Folders are not for this package: gocloud's fileblob looks
// whether a file is there and then renames, so that of two who write one id at
// the same time both may be told that theirs is kept. Package blobs keeps
// attachments in a folder, without that gap.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"github.com/samad111/go-samad/samad"
)

// The prefixes of keys.
const (
	stagedPrefix = "staged/"
	keptPrefix   = "kept/"
)

// Bucket implements [samad.Blobs]. It is safe for concurrent use.
type Bucket struct{ bucket *blob.Bucket }

var (
	_ samad.Blobs      = (*Bucket)(nil)
	_ samad.BlobLister = (*Bucket)(nil)
)

// New returns the store of blobs over an open bucket, which stays the host's to
// close.
func New(b *blob.Bucket) *Bucket { return &Bucket{b} }

// enter checks what every method checks.
func enter(ctx context.Context, what string, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("bucket: %s: %w", what, err)
	}
	for _, id := range ids {
		if _, err := samad.BlobTime(id); err != nil {
			return fmt.Errorf("bucket: %s: %w", what, err)
		}
	}
	return nil
}

// fault names an error of the store as the port does.
func fault(ctx context.Context, what, id string, err error) error {
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case gcerrors.Code(err) == gcerrors.NotFound:
		err = samad.ErrNotFound
	case gcerrors.Code(err) == gcerrors.FailedPrecondition:
		err = samad.ErrConflict
	}
	return fmt.Errorf("bucket: %s %s: %w", what, id, err)
}

// Put implements [samad.Blobs].
func (b *Bucket) Put(ctx context.Context, id string, content []byte) error {
	if err := enter(ctx, "put", id); err != nil {
		return err
	}
	err := b.bucket.WriteAll(ctx, stagedPrefix+id, content, &blob.WriterOptions{
		ContentType: "application/octet-stream", IfNotExist: true,
	})
	if err != nil {
		return fault(ctx, "put", id, err)
	}
	return nil
}

// Keep implements [samad.Blobs].
func (b *Bucket) Keep(ctx context.Context, staged, id string) error {
	if err := enter(ctx, "keep", staged, id); err != nil {
		return err
	}
	if err := b.bucket.Copy(ctx, keptPrefix+id, stagedPrefix+staged, nil); err != nil {
		return fault(ctx, "keep", staged, err)
	}
	return nil
}

// Get implements [samad.Blobs].
func (b *Bucket) Get(ctx context.Context, id string) ([]byte, error) {
	if err := enter(ctx, "get", id); err != nil {
		return nil, err
	}
	content, err := b.bucket.ReadAll(ctx, keptPrefix+id)
	if err != nil {
		return nil, fault(ctx, "get", id, err)
	}
	return content, nil
}

// Delete implements [samad.Blobs].
func (b *Bucket) Delete(ctx context.Context, id string) error {
	if err := enter(ctx, "delete", id); err != nil {
		return err
	}
	if err := b.bucket.Delete(ctx, keptPrefix+id); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fault(ctx, "delete", id, err)
	}
	return nil
}

// DeleteStaged implements [samad.Blobs]. Stores list keys in their order, which
// is that of time.
func (b *Bucket) DeleteStaged(ctx context.Context, before time.Time, limit int) (int, error) {
	if err := enter(ctx, "delete staged"); err != nil {
		return 0, err
	}
	list, done := b.bucket.List(&blob.ListOptions{Prefix: stagedPrefix}), 0
	for done < limit {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return done, fault(ctx, "list", stagedPrefix, err)
		}
		at, err := samad.BlobTime(object.Key[len(stagedPrefix):])
		if err != nil {
			continue // none of ours
		}
		if !at.Before(before) {
			break
		}
		if err := b.bucket.Delete(ctx, object.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return done, fault(ctx, "delete", object.Key, err)
		}
		done++
	}
	return done, nil
}

// Kept implements [samad.BlobLister].
func (b *Bucket) Kept(ctx context.Context, each func(id string) error) error {
	if err := enter(ctx, "list"); err != nil {
		return err
	}
	list := b.bucket.List(&blob.ListOptions{Prefix: keptPrefix})
	for {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault(ctx, "list", keptPrefix, err)
		}
		id := object.Key[len(keptPrefix):]
		if _, err := samad.BlobTime(id); err != nil {
			continue // none of ours
		}
		if err := each(id); err != nil {
			return err
		}
	}
}
