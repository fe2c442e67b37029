package bucket_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"gocloud.dev/blob/memblob"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs/bucket"
	"github.com/samad111/go-samad/storage/storagetest"
)

// TestBucket holds an object store that needs no service to the promises of the
// port. Those of S3 are tested in examples/attachments.
func TestBucket(t *testing.T) {
	t.Parallel()
	storagetest.RunBlobs(t, func(t testing.TB) samad.Blobs {
		b := memblob.OpenBucket(nil)
		t.Cleanup(func() { assert.NoError(t, b.Close()) })
		return bucket.New(b)
	})
}
