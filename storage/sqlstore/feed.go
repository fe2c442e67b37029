package sqlstore

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/internal/admit"
)

// Feed implements [samad.Store]. Positions are handed out in the order of
// commit because the backend writes one transaction at a time; one that does
// not must bring a feed of its own.
func (s *Store) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	pos, err := admit.ParseFeedCursor(after)
	if err != nil {
		return nil, "", err
	}
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	var out []samad.Event
	next := after
	err = s.query(ctx, "feed", s.q.feed, func(r *sql.Rows) error {
		e, err := scanEvent(r, &pos)
		out, next = append(out, e), strconv.FormatInt(pos, 10)
		return err
	}, pos, int64(limit))
	if err != nil {
		return nil, "", err
	}
	return out, next, nil
}
