package memory

import (
	"context"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Feed implements [samad.Store].
func (s *Store) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	from, err := admit.ParseFeedCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	if err := s.read(ctx); err != nil {
		return nil, "", err
	}
	defer s.mu.RUnlock()
	size := int64(len(s.feed))
	if from >= size {
		return nil, after, nil
	}
	to := min(from+int64(limit), size)
	return cloneEvents(s.feed[from:to]), strconv.FormatInt(to, 10), nil
}
