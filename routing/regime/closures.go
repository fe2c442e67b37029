package regime

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// ErrPast says that a closure cannot be taken back because its days are over:
// the offices were closed.
var ErrPast = errors.New("regime: the closure is over")

// Closures returns all closures that were declared, the newest first, as of the
// last refresh.
func (k *Keeper) Closures() []Closure {
	k.change.Lock()
	defer k.change.Unlock()
	return slices.Clone(k.closed)
}

// check holds a draft against the packs in force.
func (k *Keeper) check(d *Draft) error {
	dir := k.live.Directory()
	var whenever persian.Date
	return d.check(
		func(id samad.PlaceID) bool {
			_, known := dir.Place(id, whenever)
			_, ours := k.live.Set().Of(id)
			return id != "" && known && ours
		},
		func(id samad.AgencyID) bool { _, ok := dir.Agency(id, whenever); return ok },
	)
}

// Try returns the packs as they would be with the closure; nothing is recorded, and
// the reason may still be missing. It fails with an error matching
// [samad.ErrInvalid] for a draft that cannot be.
func (k *Keeper) Try(d Draft) (*pack.Set, error) {
	if strings.TrimSpace(d.Reason) == "" {
		d.Reason = "…"
	}
	if err := k.check(&d); err != nil {
		return nil, err
	}
	return k.live.Set().WithClosures(d.closure("trial"))
}

// TryRevoke returns the packs as they would be without a closure.
func (k *Keeper) TryRevoke(id string) (*pack.Set, error) {
	k.change.Lock()
	base, all := k.base, slices.Clone(k.closed)
	k.change.Unlock()
	if !slices.ContainsFunc(all, func(c Closure) bool { return c.ID == id && c.InForce() }) {
		return nil, fmt.Errorf("regime: closure %s: %w", id, samad.ErrNotFound)
	}
	return base.WithClosures(inForce(slices.DeleteFunc(all, func(c Closure) bool { return c.ID == id }))...)
}

// Declare records a closure, from which moment this Keeper's packs count by it,
// and others' from their next refresh on. The actor needs the right
// [samad.ManageCalendar]. Running deadlines are moved by [Keeper.Move].
func (k *Keeper) Declare(ctx context.Context, actor samad.Actor, d Draft) (Closure, error) {
	role, err := may(actor, samad.ManageCalendar)
	if err != nil {
		return Closure{}, err
	}
	if err := k.check(&d); err != nil {
		return Closure{}, err
	}
	id, err := ledger.NewID(k.instant(), k.random)
	if err != nil {
		return Closure{}, fmt.Errorf("regime: declare: %w", err)
	}
	one := Closure{
		ID: "declared-" + strings.ToLower(id), Place: d.Place, From: d.From, To: d.To, Until: d.Until, Except: d.Except, Reason: d.Reason, Law: d.Law,
	}
	return k.step(ctx, one.Place, ledger.StampOf(actor, role), one.ID, func(s *closures) (ledger.Payload[closures], error) {
		for _, c := range s.All { // a form that was sent twice
			if c.InForce() && c.Place == one.Place && c.From == one.From && c.To == one.To && c.Until == one.Until && slices.Equal(c.Except, one.Except) {
				return nil, invalid("from", "این روز در این مکان پیش از این تعطیل اعلام شده است.", "this is declared already")
			}
		}
		return &declared{one}, nil
	})
}

// Revoke takes a closure back, with the reason. It fails with [ErrPast] once its
// last day is over, and with an error matching [samad.ErrNotFound] when it does not
// hold.
func (k *Keeper) Revoke(ctx context.Context, actor samad.Actor, id, why string) (Closure, error) {
	role, err := may(actor, samad.ManageCalendar)
	if err != nil {
		return Closure{}, err
	}
	if why = strings.TrimSpace(why); why == "" || len([]rune(why)) > 500 {
		return Closure{}, invalid("reason", "دلیل را کوتاه بنویسید.", "give the reason, in short")
	}
	one, err := k.Closure(id)
	if err != nil {
		return Closure{}, err
	}
	today, err := k.today()
	if err != nil {
		return Closure{}, err
	}
	if today.After(one.To) {
		return Closure{}, fmt.Errorf("regime: revoke %s: %w", id, ErrPast)
	}
	return k.step(ctx, one.Place, ledger.StampOf(actor, role), id, func(s *closures) (ledger.Payload[closures], error) {
		if c := s.find(id); c == nil || !c.InForce() {
			return nil, fmt.Errorf("regime: closure %s: %w", id, samad.ErrNotFound)
		}
		return &revoked{ID: id, Why: why}, nil
	})
}

// Closure returns one closure, or an error matching [samad.ErrNotFound].
func (k *Keeper) Closure(id string) (Closure, error) {
	for _, c := range k.Closures() {
		if c.ID == id {
			return c, nil
		}
	}
	return Closure{}, fmt.Errorf("regime: closure %s: %w", id, samad.ErrNotFound)
}

// step takes a step on the record of a place's province and returns the closure
// as it then is.
func (k *Keeper) step(ctx context.Context, place samad.PlaceID, stamp samad.Stamp, id string, step func(s *closures) (ledger.Payload[closures], error)) (Closure, error) {
	p, ok := k.live.Set().Of(place)
	if !ok {
		return Closure{}, fmt.Errorf("regime: place %s: %w", place, samad.ErrNotFound)
	}
	s, err := write(ctx, k, closureBook(), string(p.Province), stamp, func(s closures) (ledger.Payload[closures], error) { return step(&s) })
	if err != nil {
		return Closure{}, err
	}
	if one := s.find(id); one != nil {
		return *one, nil
	}
	return Closure{}, fmt.Errorf("regime: closure %s: %w", id, samad.ErrNotFound)
}

// Desk is what moves deadlines. *samad.Desk implements it.
type Desk interface {
	RecalculateIn(ctx context.Context, query samad.Query, why string, apply bool) iter.Seq2[samad.ClockMove, error]
}

// Concerned is the query for the open cases whose deadlines a closure in the place
// may move. A case without a place of its own counts as the province's.
func (k *Keeper) Concerned(place samad.PlaceID) samad.Query {
	if p, ok := k.live.Set().Of(place); ok && p.Province == place {
		return samad.Query{Province: place}
	}
	return samad.Query{Place: place}
}

// Move moves the running deadlines after a closure was declared or revoked, and
// returns how many it moved. Done twice it moves nothing more. An error belongs to
// one case or ends the pass; what was moved stays so. The moves that time, or
// another program, must still look for are found by [Keeper.Settle].
func (k *Keeper) Move(ctx context.Context, desk Desk, id string) (int, error) {
	return k.move(ctx, desk, id, false)
}

func (k *Keeper) move(ctx context.Context, desk Desk, id string, last bool) (int, error) {
	one, err := k.Closure(id)
	if err != nil {
		return 0, err
	}
	moved := 0
	var errs []error
	for _, err := range desk.RecalculateIn(ctx, k.Concerned(one.Place), one.Words(), true) {
		if err != nil {
			errs = append(errs, err)
			if len(errs) == maxErrors {
				break
			}
			continue
		}
		moved++
	}
	if len(errs) > 0 {
		last = false // to be tried again
	}
	if moved > 0 || last {
		// What was moved is counted, also when the time to move more is over.
		_, err = k.step(context.WithoutCancel(ctx), one.Place, ledger.SystemStamp(), id, func(*closures) (ledger.Payload[closures], error) {
			return &settled{ID: id, Moved: moved, All: last}, nil
		})
		errs = append(errs, err)
	}
	return moved, errors.Join(errs...)
}

// maxErrors is how many failing cases end a pass.
const maxErrors = 20

// Grace is how long after a decision [Keeper.Settle] goes through the cases once
// more: by then every program that refreshes as it should has heard of it.
const Grace = time.Minute

// Settle finishes the closures that nobody has settled yet, a [Grace] after they
// were declared or revoked: deadlines that a server left behind when it died, or
// planned before it heard. It returns how many it moved. The program that watches
// deadlines calls it round by round.
func (k *Keeper) Settle(ctx context.Context, desk Desk) (int, error) {
	moved := 0
	var errs []error
	for _, c := range k.Closures() {
		if !c.Settled.IsZero() || k.instant().Before(c.Changed().Add(Grace)) {
			continue
		}
		n, err := k.move(ctx, desk, c.ID, true)
		moved += n
		if err != nil {
			errs = append(errs, fmt.Errorf("regime: settle closure %s: %w", c.ID, err))
		}
	}
	return moved, errors.Join(errs...)
}
