package oversight

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Commission is a body at the governorate that decides weighty cases: "the most
// important requests were raised in the governorate's specialised commissions
// and decided with the governor present" (the source article's claims 36 and
// 37).
type Commission struct {
	ID    string        `json:"id"`
	Kind  string        `json:"kind"` // "water", "health": what it is for
	Name  samad.Text    `json:"name"`
	Place samad.PlaceID `json:"place"`
	// Topics are what it takes up; none means everything.
	Topics  []samad.TopicID `json:"topics,omitempty"`
	Members []Member        `json:"members"`
	// Quorum is how many members must be present for a resolution.
	Quorum int `json:"quorum"`
	// NeedsGovernor: there is no resolution without the governor.
	NeedsGovernor bool `json:"needs_governor,omitempty"`
}

// Member is a seat: a post with the account that holds it now.
type Member struct {
	Account string         `json:"account"`
	Agency  samad.AgencyID `json:"agency,omitempty"`
	Post    samad.Text     `json:"post"`
	Chair   bool           `json:"chair,omitempty"`
}

func commissionBook() *ledger.Book[Commission] {
	return ledger.NewBook("commission",
		func(c Commission) ledger.Keys {
			k := ledger.Keys{State: "standing", Place: c.Place}
			for _, m := range c.Members {
				k.Free = append(k.Free, ledger.Key{Name: "member", Value: m.Account})
			}
			return k
		},
		func() ledger.Payload[Commission] { return new(commissionSet) },
	)
}

// commissionSet writes the whole of a commission anew; the history keeps what
// it was before.
type commissionSet struct{ Commission }

func (*commissionSet) EventType() string { return "set" }

func (p *commissionSet) Apply(s *Commission, e ledger.Event) error {
	*s = p.Commission
	s.ID = e.Ref.ID
	return nil
}

// people are the accounts of the members.
func (c Commission) people() []string {
	out := make([]string, len(c.Members))
	for i, m := range c.Members {
		out[i] = m.Account
	}
	return out
}

// KeepCommission sets up a commission, or changes it. The id is the caller's.
func (o *Office) KeepCommission(ctx context.Context, actor samad.Actor, c Commission) (Commission, error) {
	var f faults
	f.check(o.books.commissions.Ref(c.ID).Valid(), "/id", "شناسه کمیسیون درست نیست.", "the commission's id is not valid")
	f.text("/name/fa", c.Name.Fa)
	f.text("/kind", c.Kind)
	f.place(o, c.Place)
	f.check(c.Quorum >= 1 && c.Quorum <= len(c.Members), "/quorum",
		"حد نصاب از یک تا شمار اعضاست.", "the quorum is between one and the number of members")
	seen := map[string]bool{}
	for _, m := range c.Members {
		f.check(m.Account != "" && !seen[m.Account] && says(m.Post.Fa), "/members",
			"هر عضو یک بار و با پست خود می‌آید.", "each member comes once, with a post")
		seen[m.Account] = true
	}
	if err := f.err(); err != nil {
		return Commission{}, err
	}
	role, err := permit(actor, KeepCommissions, o.subject("", c.Place))
	if err != nil {
		return Commission{}, err
	}
	err = retry("keep commission "+c.ID, func() error {
		d, err := open(ctx, o, o.books.commissions, c.ID)
		if err != nil {
			return err
		}
		if d.Revision() > 0 {
			if _, err := allow(actor, KeepCommissions, "", o.subject("", d.State.Place), d.Ref()); err != nil {
				return err
			}
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := add(w, d, &commissionSet{c}); err != nil {
			return err
		}
		c = d.State
		return w.apply(ctx)
	})
	return c, err
}

// Commission returns a commission.
func (o *Office) Commission(ctx context.Context, actor samad.Actor, id string) (Commission, error) {
	c, err := read(ctx, o, o.books.commissions, id)
	if err != nil {
		return Commission{}, err
	}
	_, err = allow(actor, ReadSessions, "", o.subject("", c.Place, c.people()...), o.books.commissions.Ref(id))
	if err != nil {
		return Commission{}, err
	}
	return c, nil
}

// Commissions returns one page of the commissions that the actor may see, the
// newest first.
func (o *Office) Commissions(ctx context.Context, actor samad.Actor, cursor string, limit int) ([]Commission, string, error) {
	query := ledger.Query{Place: actor.Place, Cursor: cursor, Limit: limit}
	switch {
	case May(actor, ReadSessions, Subject{Place: actor.Place}):
	case May(actor, ReadSessions, Subject{Place: actor.Place, People: []string{actor.ID}}):
		query.Keys = []ledger.Key{{Name: "member", Value: actor.ID}}
	default:
		return nil, "", &ForbiddenError{Action: ReadSessions, Roles: slices.Clone(actor.Roles)}
	}
	return o.books.commissions.List(ctx, o.ledger, query)
}
