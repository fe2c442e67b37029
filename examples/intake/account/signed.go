package account

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
)

// SignedIn returns since when the accounts of an agency have been signed in at
// the pages, by account id: the oldest of the sessions that have not ended.
func (s *Store) SignedIn(ctx context.Context, agency samad.AgencyID) (map[string]time.Time, error) {
	const query = `SELECT s.account AS account, min(s.created) AS since FROM intake_sessions s JOIN intake_accounts a ON a.id = s.account
WHERE a.agency = ? AND s.door = ? AND s.expires > ? GROUP BY s.account`
	var rows []struct {
		Account string `bun:"account"`
		Since   int64  `bun:"since"`
	}
	if err := s.db.Read().NewRaw(query, string(agency), string(Page), s.instant().UnixMicro()).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("account: who is signed in: %w", err)
	}
	out := make(map[string]time.Time, len(rows))
	for _, r := range rows {
		out[r.Account] = fromMicro(r.Since)
	}
	return out, nil
}
