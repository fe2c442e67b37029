package account

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

// SignedIn returns since when the accounts of an agency have been signed in at
// the pages, by account id: the oldest of the sessions that have not ended.
func (s *Store) SignedIn(ctx context.Context, agency samad.AgencyID) (out map[string]time.Time, err error) {
	const query = `SELECT s.account, min(s.created) FROM intake_sessions s JOIN intake_accounts a ON a.id = s.account
WHERE a.agency = ? AND s.door = ? AND s.expires > ? GROUP BY s.account`
	rows, err := s.db.Read().QueryContext(ctx, query, string(agency), string(Page), s.instant().UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("account: who is signed in: %w", err)
	}
	defer func(rows *sql.Rows) {
		if e := rows.Close(); err == nil && e != nil {
			err = fmt.Errorf("account: who is signed in: %w", e)
		}
	}(rows)
	out = map[string]time.Time{}
	for rows.Next() {
		var id string
		var since int64
		if err := rows.Scan(&id, &since); err != nil {
			return nil, fmt.Errorf("account: who is signed in: %w", err)
		}
		out[id] = fromMicro(since)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("account: who is signed in: %w", err)
	}
	return out, nil
}
