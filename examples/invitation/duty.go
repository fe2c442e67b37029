// Package invitation brings the invitations to electronic meetings into
// oversight's register of duties. The two rooms do not know each other; programs
// that have both put this between them.
package invitation

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// Duties is an oversight.DutySource over the meetings of a ledger. An invitation
// is kept by whoever accepted or sent a stand-in, broken when the programme began
// without either, and open before that. It is safe for concurrent use.
type Duties struct {
	Ledger ledger.Store
	// Now is the clock; nil for that of the machine.
	Now func() time.Time
}

// Duties returns the invitations of an agency in the half-open span.
func (d Duties) Duties(ctx context.Context, agency samad.AgencyID, from, to time.Time) ([]oversight.Duty, error) {
	list, err := meeting.Invitations(ctx, d.Ledger, agency, from, to)
	if err != nil {
		return nil, err
	}
	now := time.Now
	if d.Now != nil {
		now = d.Now
	}
	out := make([]oversight.Duty, 0, len(list))
	for _, i := range list {
		state := oversight.DutyBroken
		switch {
		case i.State == meeting.Accepted || i.State == meeting.StandIn:
			state = oversight.DutyKept
		case i.State == meeting.Asked && now().Before(i.Starts):
			state = oversight.DutyOpen
		}
		out = append(out, oversight.Duty{Kind: oversight.DutyInvitation, Basis: oversight.DutyInvitation.Basis(), Due: i.Starts, State: state, Record: i.Meeting})
	}
	return out, nil
}
