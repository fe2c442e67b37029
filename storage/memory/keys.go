package memory

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Key implements [samad.Store].
func (s *Store) Key(ctx context.Context, key string) (samad.KeyRecord, error) {
	if err := s.read(ctx); err != nil {
		return samad.KeyRecord{}, err
	}
	defer s.mu.RUnlock()
	k := s.keys[key]
	if k == nil {
		return samad.KeyRecord{}, fmt.Errorf("memory: idempotency key: %w", samad.ErrNotFound)
	}
	return cloneKey(k), nil
}

func cloneKey(k *samad.KeyRecord) samad.KeyRecord {
	out := *k
	out.Digest, out.Sealed = bytes.Clone(k.Digest), bytes.Clone(k.Sealed)
	return out
}

// WipeKeys implements [samad.Store].
func (s *Store) WipeKeys(ctx context.Context, now time.Time, limit int) (int, error) {
	if err := admit.Limit(limit); err != nil {
		return 0, err
	}
	if err := s.write(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	wiped := 0
	for _, k := range s.keys {
		if wiped == limit {
			break
		}
		if len(k.Sealed) > 0 && !k.Expires.After(now) {
			k.Sealed = nil
			wiped++
		}
	}
	return wiped, nil
}
