package memory

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Blobs keeps attachments in memory, for tests and trials. The zero value is
// empty and ready. It is safe for concurrent use.
type Blobs struct {
	mu           sync.Mutex
	staged, kept map[string][]byte
}

var (
	_ samad.Blobs      = (*Blobs)(nil)
	_ samad.BlobLister = (*Blobs)(nil)
)

// enter checks what every method checks.
func (b *Blobs) enter(ctx context.Context, what string, ids ...string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("memory: %s: %w", what, err)
	}
	for _, id := range ids {
		if _, err := samad.BlobTime(id); err != nil {
			return fmt.Errorf("memory: %s: %w", what, err)
		}
	}
	return nil
}

// Put implements [samad.Blobs].
func (b *Blobs) Put(ctx context.Context, id string, content []byte) error {
	if err := b.enter(ctx, "put a blob", id); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, there := b.staged[id]; there {
		return fmt.Errorf("memory: put blob %s: %w", id, samad.ErrConflict)
	}
	if b.staged == nil {
		b.staged, b.kept = map[string][]byte{}, map[string][]byte{}
	}
	b.staged[id] = bytes.Clone(content)
	return nil
}

// Keep implements [samad.Blobs].
func (b *Blobs) Keep(ctx context.Context, staged, id string) error {
	if err := b.enter(ctx, "keep a blob", staged, id); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	content, ok := b.staged[staged]
	if !ok {
		return fmt.Errorf("memory: keep blob %s: %w", staged, samad.ErrNotFound)
	}
	b.kept[id] = content // never changed in place
	return nil
}

// Get implements [samad.Blobs].
func (b *Blobs) Get(ctx context.Context, id string) ([]byte, error) {
	if err := b.enter(ctx, "get a blob", id); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	content, ok := b.kept[id]
	if !ok {
		return nil, fmt.Errorf("memory: get blob %s: %w", id, samad.ErrNotFound)
	}
	return bytes.Clone(content), nil
}

// Delete implements [samad.Blobs].
func (b *Blobs) Delete(ctx context.Context, id string) error {
	if err := b.enter(ctx, "delete a blob", id); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.kept, id)
	return nil
}

// DeleteStaged implements [samad.Blobs].
func (b *Blobs) DeleteStaged(ctx context.Context, before time.Time, limit int) (int, error) {
	if err := b.enter(ctx, "delete staged blobs"); err != nil {
		return 0, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var old []string
	for id := range b.staged {
		if at, err := samad.BlobTime(id); err == nil && at.Before(before) {
			old = append(old, id)
		}
	}
	slices.Sort(old)
	old = old[:min(limit, len(old))]
	for _, id := range old {
		delete(b.staged, id)
	}
	return len(old), nil
}

// Kept implements [samad.BlobLister].
func (b *Blobs) Kept(ctx context.Context, each func(id string) error) error {
	if err := b.enter(ctx, "list blobs"); err != nil {
		return err
	}
	b.mu.Lock()
	ids := slices.Sorted(maps.Keys(b.kept))
	b.mu.Unlock()
	for _, id := range ids {
		if err := each(id); err != nil {
			return err
		}
	}
	return nil
}
