package meeting

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Invitation is what an agency owed by an invitation: to come, or to send a
// stand-in, when the programme began.
type Invitation struct {
	Meeting ledger.Ref
	Starts  time.Time // UTC
	// State is what the agency had answered.
	State HostState
}

// Invitations returns the invitations of an agency, its subtree left out, to
// programmes that begin in the half-open span, in the order of time. Programmes that were
// cancelled owe nothing, nor do those to which the agency was not asked yet. It
// asks for no right: it is for the register of duties, which has its own.
func Invitations(ctx context.Context, store ledger.Store, agency samad.AgencyID, from, to time.Time) ([]Invitation, error) {
	var out []Invitation
	book := newBook()
	err := book.All(ctx, store, ledger.Query{
		Keys: []ledger.Key{{Name: "host", Value: string(agency)}}, From: from, To: to, OldestFirst: true,
		States: []string{string(Invited), string(Running), string(Finished)},
	}, func(id string, p Programme) error {
		if h, ok := p.Host(agency); ok && h.State != NotAsked {
			out = append(out, Invitation{Meeting: book.Ref(id), Starts: p.Starts, State: h.State})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("meeting: invitations of %s: %w", agency, err)
	}
	return out, nil
}
