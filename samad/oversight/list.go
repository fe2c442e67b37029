package oversight

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// ListQuery selects records of one kind that belong to agencies. Zero fields
// do not restrict.
type ListQuery struct {
	States   []string
	Agency   samad.AgencyID
	Place    samad.PlaceID
	Keys     []ledger.Key
	From, To time.Time // a half-open span of what the record is about
	Cursor   string
	Limit    int // 1 to 1000; 0 means 50
}

// list gives a page of records within the actor's reach: the place, or the
// agency's subtree.
func list[S any](ctx context.Context, o *Office, book *ledger.Book[S], actor samad.Actor, action Action, q ListQuery) ([]S, string, error) {
	query := ledger.Query{States: q.States, Place: q.Place, Keys: q.Keys, From: q.From, To: q.To, Cursor: q.Cursor, Limit: q.Limit}
	var within bool
	if query.Place, within = narrow(actor.Place, query.Place); !within {
		return nil, "", nil
	}
	if !May(actor, action, Subject{Place: actor.Place}) {
		if !May(actor, action, o.subject(actor.Agency, actor.Place)) {
			return nil, "", &ForbiddenError{Action: action, Roles: slices.Clone(actor.Roles)}
		}
		if query.Agencies = o.directory.AgencySubtree(actor.Agency, o.day(o.now())); len(query.Agencies) == 0 {
			query.Agencies = []samad.AgencyID{actor.Agency}
		}
	}
	if q.Agency != "" {
		if len(query.Agencies) > 0 && !slices.Contains(query.Agencies, q.Agency) {
			return nil, "", nil
		}
		query.Agencies = []samad.AgencyID{q.Agency}
	}
	return book.List(ctx, o.ledger, query)
}

// narrow returns the smaller of the place that an actor is limited to and the
// one that is asked for, or false when they have nothing in common.
func narrow(limit, asked samad.PlaceID) (samad.PlaceID, bool) {
	switch {
	case asked.Under(limit):
		return asked, true
	case limit.Under(asked):
		return limit, true
	default:
		return "", false
	}
}
