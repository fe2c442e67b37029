package bucket_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/blobs/bucket"
	"github.com/samad111/go-samad/storage/storagetest"
)

// TestBucket holds object stores to the promises of the port: the two that need
// no service.
func TestBucket(t *testing.T) {
	t.Parallel()
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		storagetest.RunBlobs(t, func(t testing.TB) samad.Blobs {
			b := memblob.OpenBucket(nil)
			t.Cleanup(func() { assert.NoError(t, b.Close()) })
			return bucket.New(b)
		})
	})
	t.Run("files", func(t *testing.T) {
		t.Parallel()
		storagetest.RunBlobs(t, func(t testing.TB) samad.Blobs {
			b, err := fileblob.OpenBucket(t.TempDir(), &fileblob.Options{NoTempDir: true})
			require.NoError(t, err)
			t.Cleanup(func() { assert.NoError(t, b.Close()) })
			return bucket.New(b)
		})
	})
}
