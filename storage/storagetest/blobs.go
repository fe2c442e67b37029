package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/samad111/go-samad/samad"
)

// BlobsCheck is one promise of [samad.Blobs].
type BlobsCheck struct {
	Name string // subject/promise
	Why  string // what a user loses when it is broken
	// Run returns what is wrong with the store, which must be empty and is
	// used by nobody else.
	Run func(ctx context.Context, b samad.Blobs) error
}

// RunBlobs runs every check of a store of attachments as [Run] does those of
// cases.
func RunBlobs(t *testing.T, open func(t testing.TB) samad.Blobs) {
	t.Helper()
	for _, c := range BlobsChecks() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := c.Run(ctx, open(t)); err != nil {
				t.Fatalf("%v\nwhy it matters: %s", err, c.Why)
			}
		})
	}
}

// Ids of the suite, some seconds apart, the earliest first.
const (
	blobA = "01JZ0000000000000000000001"
	blobB = "01JZ0001000000000000000002"
	blobC = "01JZ0002000000000000000003"
	keptA = "01JZ000000000000000000000A"
	keptB = "01JZ000100000000000000000B"
)

// blobsBetween lies after blobA and blobB and before blobC.
func blobsBetween() time.Time {
	at, err := samad.BlobTime(blobC)
	if err != nil {
		panic("storagetest: an id of the suite is none")
	}
	return at
}

// BlobsChecks returns all checks of a store of attachments.
func BlobsChecks() []BlobsCheck {
	return []BlobsCheck{
		{"blobs/keeps every byte", "a document that cannot be opened is no evidence", func(ctx context.Context, b samad.Blobs) error {
			for i, content := range [][]byte{{}, {0}, bytes.Repeat([]byte{0, 255, '\r', '\n', 26}, 700_000)} {
				id := fmt.Sprintf("01JZ00000000000000000000%02d", i)
				if err := run(func() error { return b.Put(ctx, id, content) }, func() error { return b.Keep(ctx, id, id) },
					func() error { return holds(ctx, b, id, content) }); err != nil {
					return err
				}
			}
			return nil
		}},
		{"blobs/staged is not got", "an upload that belongs to no case is for nobody to read", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return b.Put(ctx, blobA, []byte("x")) }, func() error { return gone(ctx, b, blobA) })
		}},
		{"blobs/unknown is not found", "a lost attachment must be told from a store that fails", func(ctx context.Context, b samad.Blobs) error {
			return gone(ctx, b, keptA)
		}},
		{"blobs/same id is refused", "one upload would take the place of another", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return b.Put(ctx, blobA, []byte("first")) },
				func() error {
					return wants(b.Put(ctx, blobA, []byte("second")), samad.ErrConflict, "putting the same id again")
				},
				func() error { return b.Keep(ctx, blobA, keptA) },
				func() error { return holds(ctx, b, keptA, []byte("first")) })
		}},
		{"blobs/nothing staged", "a case would be made with an attachment that is not there", func(ctx context.Context, b samad.Blobs) error {
			return run(
				func() error { return wants(b.Keep(ctx, blobA, keptA), samad.ErrNotFound, "keeping what was not put") },
				func() error { return gone(ctx, b, keptA) })
		}},
		{"blobs/can be kept again", "a request that is repeated after a failure would fail for ever", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return b.Put(ctx, blobA, []byte("x")) },
				func() error { return b.Keep(ctx, blobA, keptA) }, func() error { return b.Keep(ctx, blobA, keptA) },
				func() error { return b.Keep(ctx, blobA, keptB) },
				func() error { return b.Delete(ctx, keptA) }, func() error { return holds(ctx, b, keptB, []byte("x")) },
				func() error { return b.Keep(ctx, blobA, keptA) }, func() error { return holds(ctx, b, keptA, []byte("x")) })
		}},
		{"blobs/delete destroys", "personal data would outlive its case", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return b.Put(ctx, blobA, []byte("x")) }, func() error { return b.Keep(ctx, blobA, keptA) },
				func() error { return b.Delete(ctx, keptA) }, func() error { return gone(ctx, b, keptA) })
		}},
		{"blobs/delete of nothing", "an erasure that was cut short could not be done again", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return b.Delete(ctx, keptA) }, func() error { return b.Delete(ctx, keptA) })
		}},
		{"blobs/old staged ones go", "uploads that no case claims would fill the disk", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return stageAll(ctx, b) },
				func() error { return destroys(ctx, b, blobsBetween(), 10, 2) },
				func() error {
					return wants(b.Keep(ctx, blobA, keptB), samad.ErrNotFound, "keeping one that is too old")
				},
				func() error { return destroys(ctx, b, blobsBetween(), 10, 0) })
		}},
		{"blobs/young staged ones stay", "an upload would be gone before its form is sent", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return stageAll(ctx, b) },
				func() error { return destroys(ctx, b, blobsBetween(), 10, 2) }, func() error { return b.Keep(ctx, blobC, keptB) })
		}},
		{"blobs/no more than the limit", "one round would hold everything else up", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return stageAll(ctx, b) },
				func() error { return destroys(ctx, b, blobsBetween(), 1, 1) }, func() error { return destroys(ctx, b, blobsBetween(), 1, 1) },
				func() error { return destroys(ctx, b, blobsBetween(), 1, 0) })
		}},
		{"blobs/lasting ones outlive staged ones", "a case would lose its attachments after a day", func(ctx context.Context, b samad.Blobs) error {
			return run(func() error { return stageAll(ctx, b) }, func() error { return b.Keep(ctx, blobA, keptA) },
				func() error { return b.Keep(ctx, blobB, blobB) },
				func() error { return destroys(ctx, b, blobsBetween(), 10, 2) },
				func() error { return holds(ctx, b, keptA, []byte(blobA)) }, func() error { return holds(ctx, b, blobB, []byte(blobB)) })
		}},
		{"blobs/refuses other ids", "an id that is a path would reach files that are none of its business", refusesOtherIDs},
		{"blobs/copies", "who changes a buffer would change what is kept", func(ctx context.Context, b samad.Blobs) error {
			content := []byte("before")
			if err := run(func() error { return b.Put(ctx, blobA, content) }, func() error { copy(content, "after!"); return b.Keep(ctx, blobA, keptA) }); err != nil {
				return err
			}
			got, err := b.Get(ctx, keptA)
			if err != nil {
				return err
			}
			copy(got, "after!")
			return holds(ctx, b, keptA, []byte("before"))
		}},
		{"blobs/ended context", "a service that is told to stop would not", func(ctx context.Context, b samad.Blobs) error {
			ended, cancel := context.WithCancel(ctx)
			cancel()
			_, get := b.Get(ended, keptA)
			_, staged := b.DeleteStaged(ended, blobsBetween(), 1)
			for what, err := range map[string]error{
				"Put": b.Put(ended, blobA, nil), "Keep": b.Keep(ended, blobA, keptA), "Get": get, "Delete": b.Delete(ended, keptA), "DeleteStaged": staged,
			} {
				if err := wants(err, context.Canceled, what); err != nil {
					return err
				}
			}
			return nil
		}},
		{"blobs/lists what is kept", "what no case knows would lie there for ever, unseen", listsKept},
		{"blobs/one writer wins", "a blob would be put together from two uploads", oneWriterWins},
	}
}

func stageAll(ctx context.Context, b samad.Blobs) error {
	for _, id := range []string{blobA, blobB, blobC} {
		if err := b.Put(ctx, id, []byte(id)); err != nil {
			return err
		}
	}
	return nil
}

func destroys(ctx context.Context, b samad.Blobs, before time.Time, limit, want int) error {
	n, err := b.DeleteStaged(ctx, before, limit)
	if err != nil {
		return err
	}
	if n != want {
		return fmt.Errorf("%d staged blobs were destroyed with limit %d, not %d", n, limit, want)
	}
	return nil
}

func holds(ctx context.Context, b samad.Blobs, id string, want []byte) error {
	got, err := b.Get(ctx, id)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("blob %s has other content: %d bytes, %d were put", id, len(got), len(want))
	}
	return nil
}

func gone(ctx context.Context, b samad.Blobs, id string) error {
	_, err := b.Get(ctx, id)
	return wants(err, samad.ErrNotFound, "getting what is not there")
}

func wants(err, want error, what string) error {
	if !errors.Is(err, want) {
		return fmt.Errorf("%s gives %v, not %w", what, err, want)
	}
	return nil
}

func refusesOtherIDs(ctx context.Context, b samad.Blobs) error {
	for _, id := range []string{
		"", ".", "..", "../../../../../../etc/passwd", "/etc/passwd", "01JZ00000000000000000000/A", "../JZ0000000000000000000001",
		"01jz0000000000000000000001", "01JZ000000000000000000000", "01JZ00000000000000000000011", "01JZ000000000000000000000U",
		"81JZ0000000000000000000001", "01JZ000000000000000000000\x00", `01JZ000000000000000000000\`,
	} {
		_, get := b.Get(ctx, id)
		for what, err := range map[string]error{
			"Put": b.Put(ctx, id, []byte("x")), "Keep": b.Keep(ctx, id, keptA), "Keep as": b.Keep(ctx, blobA, id), "Get": get, "Delete": b.Delete(ctx, id),
		} {
			if err := wants(err, samad.ErrInvalid, fmt.Sprintf("%s of id %q", what, id)); err != nil {
				return err
			}
		}
	}
	return nil
}

func oneWriterWins(ctx context.Context, b samad.Blobs) error {
	const writers = 8
	var won atomic.Int64
	won.Store(-1)
	errs := make([]error, writers)
	var wait sync.WaitGroup
	for i := range writers {
		wait.Go(func() {
			err := b.Put(ctx, blobA, bytes.Repeat([]byte{byte(i)}, 100_000))
			switch {
			case err == nil && !won.CompareAndSwap(-1, int64(i)):
				errs[i] = errors.New("two writers of one id were told that theirs is kept")
			case err != nil && !errors.Is(err, samad.ErrConflict):
				errs[i] = err
			}
		})
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if won.Load() < 0 {
		return errors.New("no writer of the id was told that its is kept")
	}
	return run(func() error { return b.Keep(ctx, blobA, keptA) },
		func() error { return holds(ctx, b, keptA, bytes.Repeat([]byte{byte(won.Load())}, 100_000)) })
}

// listsKept holds a store that is a [samad.BlobLister] to that; of others it
// asks nothing.
func listsKept(ctx context.Context, b samad.Blobs) error {
	lister, ok := b.(samad.BlobLister)
	if !ok {
		return nil
	}
	if err := run(func() error { return stageAll(ctx, b) }, func() error { return b.Keep(ctx, blobA, keptA) },
		func() error { return b.Keep(ctx, blobB, keptB) }, func() error { return b.Keep(ctx, blobB, blobC) },
		func() error { return b.Delete(ctx, blobC) }); err != nil {
		return err
	}
	seen := map[string]int{}
	if err := lister.Kept(ctx, func(id string) error { seen[id]++; return nil }); err != nil {
		return err
	}
	if len(seen) != 2 || seen[keptA] != 1 || seen[keptB] != 1 {
		return fmt.Errorf("listed were %v, not %s and %s once each", seen, keptA, keptB)
	}
	enough := errors.New("enough")
	if err := wants(lister.Kept(ctx, func(string) error { return enough }), enough, "a list that is stopped"); err != nil {
		return err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	return wants(lister.Kept(ended, func(string) error { return nil }), context.Canceled, "Kept")
}
