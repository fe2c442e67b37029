// Package attachments opens the place where attachments lie, as the programs'
// option --attachments names it: a folder, a bucket of S3 or what speaks its
// protocol, or nowhere.
//
//	place, err := attachments.Open(ctx, attachments.Place(o.Attachments, o.DB))
//
// Credentials of a bucket never stand in the option: they come from where all
// programs of S3 take them, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the
// file that AWS_SHARED_CREDENTIALS_FILE names, or the machine's role.
package attachments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"gocloud.dev/blob"
	_ "gocloud.dev/blob/s3blob" // s3:// addresses
	"gocloud.dev/gcerrors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs"
	"github.com/samad111/go-samad/storage/blobs/bucket"
)

// Off is the option's value for taking no attachments.
const Off = "off"

// Store is an open place. Whoever opened it closes it.
type Store interface {
	samad.Blobs
	samad.BlobLister
	io.Closer
}

// Place is where attachments lie, "" when none are taken: what the option says,
// or beside a database that is a file.
func Place(option, db string) string {
	switch path, ok := strings.CutPrefix(db, "sqlite:"); {
	case option == Off:
		return ""
	case option != "":
		return option
	case ok && path != "":
		return path + ".attachments"
	default:
		return ""
	}
}

// IsBucket reports whether the place is one of an object store, not a folder.
func IsBucket(place string) bool { return strings.HasPrefix(place, "s3:") }

// ErrAddress is matched by the error for an address that cannot be a bucket's.
var ErrAddress = errors.New("attachments: write a folder, s3://BUCKET?region=REGION, with endpoint=URL for another service than Amazon's, or off")

// Check looks at the place without reaching for it. Errors match [ErrAddress].
func Check(place string) error {
	if !IsBucket(place) {
		if scheme, _, ok := strings.Cut(place, "://"); ok {
			return fmt.Errorf("%w: %s:// is not known", ErrAddress, scheme)
		}
		return nil
	}
	u, err := url.Parse(place)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return fmt.Errorf("%w: it names no bucket", ErrAddress)
	case u.User != nil:
		return fmt.Errorf("%w: credentials do not belong into it; use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", ErrAddress)
	case u.Path != "" && u.Path != "/":
		return fmt.Errorf("%w: folders within a bucket are named by prefix=FOLDER/", ErrAddress)
	case u.Query().Has("prefix") && !strings.HasSuffix(u.Query().Get("prefix"), "/"):
		return fmt.Errorf("%w: a prefix ends in /", ErrAddress)
	}
	return nil
}

// Open opens the place, which is not "". A folder is made if it is not there. A
// bucket must be there and open to us: that is asked once, so that a slip in
// its name is told at the start and not by the first citizen. One that cannot
// be reached is no reason to serve nobody: it is opened, and unreachable is
// told to warn, which may be nil.
func Open(ctx context.Context, place string, warn func(unreachable error)) (Store, error) {
	if err := Check(place); err != nil {
		return nil, err
	}
	if !IsBucket(place) {
		dir, err := blobs.OpenDir(place)
		if err != nil {
			return nil, err
		}
		return dir, nil
	}
	opened, err := blob.OpenBucket(ctx, place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	b := closing{bucket.New(opened), opened}
	switch ok, err := opened.IsAccessible(ctx); {
	case err != nil && gcerrors.Code(err) == gcerrors.PermissionDenied:
		return nil, errors.Join(fmt.Errorf("attachments: the bucket does not let us in: %w", err), b.Close())
	case err != nil && warn != nil:
		warn(err)
	case err == nil && !ok:
		return nil, errors.Join(errors.New("attachments: there is no such bucket, or it does not let us in"), b.Close())
	}
	return b, nil
}

// closing is a bucket with what closes it.
type closing struct {
	*bucket.Bucket
	opened *blob.Bucket
}

// Close releases the bucket.
func (c closing) Close() error {
	if err := c.opened.Close(); err != nil {
		return fmt.Errorf("attachments: close: %w", err)
	}
	return nil
}
