package memory

import (
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// AddDigest implements [samad.Store].
func (s *Store) AddDigest(ctx context.Context, digest samad.Digest) error {
	digest, err := admit.Clean(digest)
	if err != nil {
		return err
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if digest.Number != int64(len(s.digests))+1 {
		return fmt.Errorf("memory: digest %d: %w", digest.Number, samad.ErrConflict)
	}
	s.digests = append(s.digests, digest)
	return nil
}

// LastDigest implements [samad.Store].
func (s *Store) LastDigest(ctx context.Context) (samad.Digest, error) {
	if err := s.read(ctx); err != nil {
		return samad.Digest{}, err
	}
	defer s.mu.RUnlock()
	if len(s.digests) == 0 {
		return samad.Digest{}, fmt.Errorf("memory: last digest: %w", samad.ErrNotFound)
	}
	return s.digests[len(s.digests)-1], nil
}

// Digests implements [samad.Store].
func (s *Store) Digests(ctx context.Context, after int64, limit int) ([]samad.Digest, error) {
	if err := admit.Limit(limit); err != nil {
		return nil, err
	}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	from := min(max(after, 0), int64(len(s.digests)))
	to := min(from+int64(limit), int64(len(s.digests)))
	return slices.Clone(s.digests[from:to]), nil
}
