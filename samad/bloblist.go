package samad

import "context"

// BlobLister is a [Blobs] that can tell which lasting blobs it holds, so that
// those which no case knows are found ([StrayBlobs]). The stores of
// storage/blobs are. Each "must" below is a check of storagetest.RunBlobs, for
// stores that implement it.
type BlobLister interface {
	// Kept calls each with the id of every lasting blob that is there from the
	// beginning of the call to its end, in no particular order; of others it
	// may. It must pass over what is not named by an id, must not tell of
	// staged blobs, and must end with the error that each returns.
	Kept(ctx context.Context, each func(id string) error) error
}
