package storagetest_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/storage/storagetest"
)

// faultyBlobs is a good store of blobs with some methods replaced by ones that
// break a promise.
type faultyBlobs struct {
	samad.Blobs
	put    func(ctx context.Context, id string, content []byte) error
	keep   func(ctx context.Context, staged, id string) error
	get    func(ctx context.Context, id string) ([]byte, error)
	delete func(ctx context.Context, id string) error
	staged func(ctx context.Context, before time.Time, limit int) (int, error)
	list   func(ctx context.Context, each func(id string) error) error
}

func (f *faultyBlobs) Put(ctx context.Context, id string, content []byte) error {
	if f.put == nil {
		return f.Blobs.Put(ctx, id, content)
	}
	return f.put(ctx, id, content)
}

func (f *faultyBlobs) Keep(ctx context.Context, staged, id string) error {
	if f.keep == nil {
		return f.Blobs.Keep(ctx, staged, id)
	}
	return f.keep(ctx, staged, id)
}

func (f *faultyBlobs) Get(ctx context.Context, id string) ([]byte, error) {
	if f.get == nil {
		return f.Blobs.Get(ctx, id)
	}
	return f.get(ctx, id)
}

func (f *faultyBlobs) Delete(ctx context.Context, id string) error {
	if f.delete == nil {
		return f.Blobs.Delete(ctx, id)
	}
	return f.delete(ctx, id)
}

func (f *faultyBlobs) DeleteStaged(ctx context.Context, before time.Time, limit int) (int, error) {
	if f.staged == nil {
		return f.Blobs.DeleteStaged(ctx, before, limit)
	}
	return f.staged(ctx, before, limit)
}

func (f *faultyBlobs) Kept(ctx context.Context, each func(id string) error) error {
	lister, ok := f.Blobs.(samad.BlobLister)
	switch {
	case f.list != nil:
		return f.list(ctx, each)
	case ok:
		return lister.Kept(ctx, each)
	default:
		return errors.ErrUnsupported
	}
}

func quiet(err, of error) error {
	if errors.Is(err, of) {
		return nil
	}
	return err
}

// blobBreakers has a way to break the promise of every check.
func blobBreakers() map[string]func(f *faultyBlobs) {
	return map[string]func(f *faultyBlobs){
		"blobs/keeps every byte": func(f *faultyBlobs) {
			f.put = func(ctx context.Context, id string, c []byte) error { return f.Blobs.Put(ctx, id, c[:len(c)/2]) }
		},
		"blobs/staged is not got": func(f *faultyBlobs) {
			f.put = func(ctx context.Context, id string, c []byte) error {
				return errors.Join(f.Blobs.Put(ctx, id, c), f.Blobs.Keep(ctx, id, id))
			}
		},
		"blobs/unknown is not found": func(f *faultyBlobs) {
			f.get = func(ctx context.Context, id string) ([]byte, error) {
				c, err := f.Blobs.Get(ctx, id)
				return c, quiet(err, samad.ErrNotFound)
			}
		},
		"blobs/same id is refused": func(f *faultyBlobs) {
			f.put = func(ctx context.Context, id string, c []byte) error {
				return quiet(f.Blobs.Put(ctx, id, c), samad.ErrConflict)
			}
		},
		"blobs/nothing staged": func(f *faultyBlobs) {
			f.keep = func(ctx context.Context, staged, id string) error {
				return quiet(f.Blobs.Keep(ctx, staged, id), samad.ErrNotFound)
			}
		},
		"blobs/can be kept again": moves,
		"blobs/delete destroys":   func(f *faultyBlobs) { f.delete = func(context.Context, string) error { return nil } },
		"blobs/delete of nothing": func(f *faultyBlobs) {
			f.delete = func(ctx context.Context, id string) error {
				if _, err := f.Blobs.Get(ctx, id); err != nil {
					return err
				}
				return f.Blobs.Delete(ctx, id)
			}
		},
		"blobs/old staged ones go": func(f *faultyBlobs) {
			f.staged = func(context.Context, time.Time, int) (int, error) { return 0, nil }
		},
		"blobs/young staged ones stay": func(f *faultyBlobs) {
			f.staged = func(ctx context.Context, before time.Time, limit int) (int, error) {
				return f.Blobs.DeleteStaged(ctx, before.Add(time.Hour), limit)
			}
		},
		"blobs/no more than the limit": func(f *faultyBlobs) {
			f.staged = func(ctx context.Context, before time.Time, _ int) (int, error) {
				return f.Blobs.DeleteStaged(ctx, before, 1000)
			}
		},
		"blobs/lasting ones outlive staged ones": func(f *faultyBlobs) {
			kept := map[string]string{}
			f.keep = func(ctx context.Context, staged, id string) error {
				kept[staged] = id
				return f.Blobs.Keep(ctx, staged, id)
			}
			f.staged = func(ctx context.Context, before time.Time, limit int) (int, error) {
				for _, id := range kept {
					if err := f.Blobs.Delete(ctx, id); err != nil {
						return 0, err
					}
				}
				return f.Blobs.DeleteStaged(ctx, before, limit)
			}
		},
		"blobs/refuses other ids": func(f *faultyBlobs) {
			f.delete = func(ctx context.Context, id string) error { return quiet(f.Blobs.Delete(ctx, id), samad.ErrInvalid) }
		},
		"blobs/copies": func(f *faultyBlobs) {
			given := map[string][]byte{}
			f.put = func(ctx context.Context, id string, c []byte) error { given[id] = c; return f.Blobs.Put(ctx, id, c) }
			f.get = func(context.Context, string) ([]byte, error) {
				for _, c := range given {
					return c, nil
				}
				return nil, samad.ErrNotFound
			}
		},
		"blobs/ended context": func(f *faultyBlobs) {
			f.delete = func(ctx context.Context, id string) error { return f.Blobs.Delete(context.WithoutCancel(ctx), id) }
		},
		"blobs/lists what is kept": func(f *faultyBlobs) {
			f.list = func(_ context.Context, each func(id string) error) error { return each("01JZ000000000000000000000A") }
		},
		"blobs/one writer wins": func(f *faultyBlobs) {
			f.put = func(ctx context.Context, id string, c []byte) error {
				return quiet(f.Blobs.Put(ctx, id, c), samad.ErrConflict)
			}
		},
	}
}

// moves lets the staged blob go when it is kept.
func moves(f *faultyBlobs) {
	done := map[string]bool{}
	f.keep = func(ctx context.Context, staged, id string) error {
		if done[staged] {
			return samad.ErrNotFound
		}
		done[staged] = true
		return f.Blobs.Keep(ctx, staged, id)
	}
}

// TestBlobs holds the store in memory to the promises of the port.
func TestBlobs(t *testing.T) {
	t.Parallel()
	storagetest.RunBlobs(t, func(testing.TB) samad.Blobs { return &memory.Blobs{} })
}

// TestBrokenBlobsAreNoticed breaks every promise once.
func TestBrokenBlobsAreNoticed(t *testing.T) {
	t.Parallel()
	breakers := blobBreakers()
	for _, c := range storagetest.BlobsChecks() {
		broken, ok := breakers[c.Name]
		require.True(t, ok, "nothing breaks %q", c.Name)
		f := &faultyBlobs{Blobs: &memory.Blobs{}}
		broken(f)
		require.Error(t, c.Run(t.Context(), f), "%q does not notice", c.Name)
		assert.NotEmpty(t, c.Why)
		delete(breakers, c.Name)
	}
	assert.Empty(t, breakers, "breakers of no check")
}
