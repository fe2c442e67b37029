package meeting

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Coming lists the programmes of a province that begin within so many days,
// the earliest first, for everybody: planned ones are not shown before their
// hosts were invited, and turns not at all.
func (r *Room) Coming(ctx context.Context, province samad.PlaceID, days int) ([]Programme, error) {
	now := r.now()
	out := []Programme{}
	err := r.book.All(ctx, r.ledger, ledger.Query{
		Place: province, States: []string{string(Invited), string(Running)}, OldestFirst: true,
		From: now.Add(-24 * time.Hour).UTC(), To: now.AddDate(0, 0, days).UTC(),
	}, func(_ string, p Programme) error {
		if p.Ends.Before(now) && p.State != Running {
			return nil
		}
		p.Turns, p.Reason = nil, ""
		for i := range p.Hosts {
			p.Hosts[i].Reason, p.Hosts[i].Rank, p.Hosts[i].Cases = "", 0, 0
		}
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("meeting: coming programmes: %w", err)
	}
	slices.SortStableFunc(out, func(a, b Programme) int { return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// Programmes lists a page of programmes of a province with what happened in
// them, the newest first, for those who arrange or oversee them.
func (r *Room) Programmes(ctx context.Context, actor samad.Actor, query ledger.Query) ([]Programme, string, error) {
	if _, err := r.may(actor, query.Place, nil, sees()...); err != nil {
		// An agency sees the programmes of which it was host.
		if _, err := r.may(actor, query.Place, []samad.AgencyID{actor.Agency}, sees()...); err != nil {
			return nil, "", err
		}
		query.Keys = append(slices.Clone(query.Keys), ledger.Key{Name: "host", Value: string(actor.Agency)})
	}
	out, next, err := r.book.List(ctx, r.ledger, query)
	if err != nil {
		return nil, "", fmt.Errorf("meeting: list programmes: %w", err)
	}
	return out, next, nil
}

// Place is where a turn stands.
type Place struct {
	Turn
	Before int // open turns that are called before it, as things stand
}

// Ask gives a petitioner who proved code and PIN, or an operator for the case
// that a caller speaks of, the next free hour with a host. The petitioner is
// told in the same transaction. One case has one open turn in a programme. About
// is the operator's case; a petitioner's turn is always about the own one.
func (r *Room) Ask(ctx context.Context, actor samad.Actor, id string, host samad.AgencyID, about samad.CaseID) (Place, error) {
	if own := actor.Own(); own != "" {
		about = own
	}
	var number int
	p, err := r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.mayTurn(actor, d.State)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "برای این برنامه دیگر نوبت داده نمی‌شود.", En: "no turns are given for this programme any more"}, Invited, Running); err != nil {
			return nil, err
		}
		county, err := r.countyOf(ctx, actor, about)
		if err != nil {
			return nil, err
		}
		for _, t := range d.State.Turns {
			if t.Case == about && (t.Open() || t.State == OnAir) {
				number = t.Number // asked twice
				return nil, nil
			}
		}
		h, ok := d.State.Host(host)
		if !ok || h.State == Declined {
			return nil, fmt.Errorf("meeting: host %s of programme %s: %w", host, id, samad.ErrNotFound)
		}
		slot, err := r.freeSlot(d.State, county)
		if err != nil {
			return nil, err
		}
		number = len(d.State.Turns) + 1
		if err := r.add(d, actor, role, &turnAsked{Number: number, Agency: host, County: county, Case: about, Slot: slot}); err != nil {
			return nil, err
		}
		m, err := r.desk.ComposeTo(ctx, about, samad.ActionMessage, func(_ samad.Case, lang samad.Lang) string {
			return samad.Text{
				Fa: "نوبت تماس شما با " + h.Post.Fa + ": " + r.when(slot, persian.InPersian) + ". در این ساعت با شما تماس می‌گیریم.",
				En: "your call with the " + h.Post.En + ": " + r.when(slot, persian.InLatin) + ". We ring you then.",
			}.In(lang)
		})
		if err != nil {
			return nil, err
		}
		d.Send(m)
		return nil, nil
	})
	if err != nil {
		return Place{}, err
	}
	return r.place(p, number), nil
}

// RingIn puts somebody who rings while the programme runs into the queue.
func (r *Room) RingIn(ctx context.Context, actor samad.Actor, id string, host samad.AgencyID, county samad.PlaceID) (Place, error) {
	var number int
	p, err := r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, agenciesOf(d.State), samad.RunConsole)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "برنامه در جریان نیست.", En: "the programme is not running"}, Running); err != nil {
			return nil, err
		}
		if _, ok := d.State.Host(host); !ok {
			return nil, fmt.Errorf("meeting: host %s of programme %s: %w", host, id, samad.ErrNotFound)
		}
		if county != "" && (!county.Under(d.State.Province) || !r.known(county)) {
			var f faults
			f.add("/county", "unknown", "این شهرستان در استان نیست.", "no such county in the province")
			return nil, f.err()
		}
		number = len(d.State.Turns) + 1
		return nil, r.add(d, actor, role, &turnAsked{Number: number, Agency: host, County: countyPart(county)})
	})
	if err != nil {
		return Place{}, err
	}
	return r.place(p, number), nil
}

// Leave gives a turn back.
func (r *Room) Leave(ctx context.Context, actor samad.Actor, id string, number int) (Programme, error) {
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.mayTurn(actor, d.State)
		if err != nil {
			return nil, err
		}
		t := d.State.turn(number)
		if t == nil || role == samad.RolePetitioner && (t.Case == "" || t.Case != actor.Own()) {
			return nil, fmt.Errorf("meeting: turn %d of programme %s: %w", number, id, samad.ErrNotFound)
		}
		if t.State == Left {
			return nil, nil
		}
		if !t.Open() {
			return nil, &StateError{Programme: id, State: d.State.State, Reason: samad.Text{Fa: "این نوبت دیگر باز نیست.", En: "the turn is no longer open"}}
		}
		return nil, r.add(d, actor, role, &turnLeft{Number: number})
	})
}

// Turn tells a petitioner who proved code and PIN where the turn stands.
func (r *Room) Turn(ctx context.Context, actor samad.Actor, id string) (Place, error) {
	p, err := r.book.Read(ctx, r.ledger, id)
	if err != nil {
		return Place{}, fmt.Errorf("meeting: programme %s: %w", id, err)
	}
	own := actor.Own()
	if own == "" {
		return Place{}, samad.ErrPINRequired
	}
	for _, t := range slices.Backward(p.Turns) {
		if t.Case == own {
			return r.place(p, t.Number), nil
		}
	}
	return Place{}, fmt.Errorf("meeting: turn in programme %s: %w", id, samad.ErrNotFound)
}

// mayTurn: a petitioner by code and PIN, or an official of the centre.
func (r *Room) mayTurn(actor samad.Actor, p Programme) (samad.Role, error) {
	if actor.Has(samad.RolePetitioner) {
		if actor.Own() == "" {
			return "", samad.ErrPINRequired
		}
		return samad.RolePetitioner, nil
	}
	return r.may(actor, p.Province, nil, samad.RunConsole)
}

// countyOf is the county of a case that the actor may see.
func (r *Room) countyOf(ctx context.Context, actor samad.Actor, about samad.CaseID) (samad.PlaceID, error) {
	if actor.Own() != "" {
		v, err := r.desk.Open(ctx, actor)
		if err != nil {
			return "", err
		}
		return countyPart(v.Place), nil
	}
	d, err := r.desk.Dossier(ctx, actor, about)
	if err != nil {
		return "", err
	}
	return countyPart(d.Case.Place), nil
}

// countyPart is the county in which a place lies, "" for none.
func countyPart(p samad.PlaceID) samad.PlaceID {
	if len(p) < 4 {
		return ""
	}
	return p[:4]
}

func (r *Room) known(p samad.PlaceID) bool {
	_, ok := r.directory.Place(p, r.today())
	return ok
}

// freeSlot is the first hour that is free and not past. A county that has its
// share already gets none before the last day.
func (r *Room) freeSlot(p Programme, county samad.PlaceID) (time.Time, error) {
	taken := map[int64]bool{}
	held := 0
	for _, t := range p.Turns {
		if !t.Requested() || t.State == Left {
			continue
		}
		taken[t.Slot.UnixMicro()] = true
		if t.County == county {
			held++
		}
	}
	slots, now := p.Slots(), r.now()
	most := int(math.Ceil(r.SettingsOf(p).CountyShare * float64(len(slots))))
	if county != "" && held >= most && now.Before(p.Starts.Add(-24*time.Hour)) {
		return time.Time{}, &StateError{Programme: p.ID, State: p.State, Reason: samad.Text{
			Fa: "سهم این شهرستان در این برنامه پر است؛ آنچه تا یک روز پیش از آغاز بماند به همه داده می‌شود.",
			En: "this county has its share of the programme; what is left a day before the start is given to anybody",
		}}
	}
	for _, at := range slots {
		if !taken[at.UnixMicro()] && at.After(now) {
			return at, nil
		}
	}
	return time.Time{}, &StateError{Programme: p.ID, State: p.State, Reason: samad.Text{
		Fa: "نوبت‌های این برنامه پر است.", En: "all turns of this programme are taken",
	}}
}

// Order returns the open turns in the order in which they are called if
// nothing else happens: first those whose hour has come, by their hours; then,
// turn by turn, that of the county that was served least, of these the one that
// asked first. Turns with an hour that has not come wait for it as long as
// others are there.
func Order(p Programme, now time.Time) []Turn {
	served := map[samad.PlaceID]int{}
	var due, others, later []Turn
	for _, t := range p.Turns {
		switch {
		case t.Taken():
			served[t.County]++
		case !t.Open():
		case t.Requested() && !t.Slot.After(now):
			due = append(due, t)
		case t.Requested():
			later = append(later, t)
		default:
			others = append(others, t)
		}
	}
	bySlot := func(a, b Turn) int { return cmp.Or(a.Slot.Compare(b.Slot), cmp.Compare(a.Number, b.Number)) }
	slices.SortFunc(due, bySlot)
	slices.SortFunc(later, bySlot)
	out := due
	for _, t := range due {
		served[t.County]++
	}
	for len(others) > 0 {
		best := 0
		for i, t := range others {
			if c := cmp.Or(cmp.Compare(served[t.County], served[others[best].County]), cmp.Compare(t.Number, others[best].Number)); c < 0 {
				best = i
			}
		}
		out = append(out, others[best])
		served[others[best].County]++
		others = slices.Delete(others, best, best+1)
	}
	return append(out, later...)
}

// place is a turn with what is before it.
func (r *Room) place(p Programme, number int) Place {
	out := Place{}
	if t := p.turn(number); t != nil {
		out.Turn = *t
	}
	for i, t := range Order(p, r.now()) {
		if t.Number == number {
			out.Before = i
		}
	}
	return out
}
