package sqlstore

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/admit"
)

// Feed implements [samad.Store]. Where the backend writes one transaction at a
// time, numbers are handed out in the order of commit.
func (s *Store) Feed(ctx context.Context, after string, limit int) ([]samad.Event, string, error) {
	if err := admit.Limit(limit); err != nil {
		return nil, "", err
	}
	if f, ok := s.dialect.(Feeder); ok {
		return s.feedOf(ctx, f, after, limit)
	}
	pos, err := admit.ParseFeedCursor(after)
	if err != nil {
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

// feedOf asks the dialect; its cursors are the transaction and the number.
func (s *Store) feedOf(ctx context.Context, f Feeder, after string, limit int) ([]samad.Event, string, error) {
	var at Position
	if after != "" {
		tx, pos, both := strings.Cut(after, ".")
		var err error
		if at.Tx, err = admit.ParseFeedCursor(tx); err != nil {
			return nil, "", err
		}
		if at.Pos, err = admit.ParseFeedCursor(pos); err != nil || !both {
			_, err = admit.ParseFeedCursor("?")
			return nil, "", err
		}
	}
	db, err := s.reader(ctx, "feed")
	if err != nil {
		return nil, "", err
	}
	rows, err := f.Feed(ctx, db, at, limit)
	if err != nil {
		return nil, "", s.fault(ctx, "feed", err)
	}
	var out []samad.Event
	next := after
	err = each(rows, func(r *sql.Rows) error {
		e, err := scanEvent(r, &at.Tx, &at.Pos)
		out, next = append(out, e), strconv.FormatInt(at.Tx, 10)+"."+strconv.FormatInt(at.Pos, 10)
		return err
	})
	if err != nil {
		return nil, "", s.fault(ctx, "feed", err)
	}
	return out, next, nil
}
