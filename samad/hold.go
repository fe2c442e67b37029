package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Hold is an order to keep a case whole, whatever its retention says: a court,
// an auditor or a commission needs it. A case may be under several, and is not
// erased while one is in force ([Case.HeldOn]).
type Hold struct {
	Seq    int64        `json:"seq"`    // of the event that ordered it, and its name
	Ground string       `json:"ground"` // the reference of the order
	At     time.Time    `json:"at"`     // UTC
	Until  persian.Date `json:"until,omitzero"`
}

// In reports whether the hold is in force on the day: to the end of Until,
// or until it is released.
func (h Hold) In(day persian.Date) bool { return h.Until.IsZero() || !h.Until.Before(day) }

// HeldOn returns the first hold in force on the day.
func (c Case) HeldOn(day persian.Date) (Hold, bool) {
	i := slices.IndexFunc(c.Holds, func(h Hold) bool { return h.In(day) })
	if i < 0 {
		return Hold{}, false
	}
	return c.Holds[i], true
}

// HeldError tells by which order a case must not be erased. It matches
// [ErrHeld].
type HeldError struct {
	Case CaseID // the held one, or the one that joined it
	Hold Hold
}

// Error names the case and the order.
func (e *HeldError) Error() string {
	until := ""
	if !e.Hold.Until.IsZero() {
		until = " until " + e.Hold.Until.String()
	}
	return fmt.Sprintf("samad: case %s is held%s by order %q", e.Case, until, e.Hold.Ground)
}

// Unwrap makes the error match [ErrHeld].
func (e *HeldError) Unwrap() error { return ErrHeld }

// HoldRequest orders that a case is kept.
type HoldRequest struct {
	Ref
	// Ground is the reference of the order. It stays for ever and so must not
	// name the petitioner.
	Ground string
	// Reason says more, and is erased with the case; may be "".
	Reason string
	// Until is the last day of the hold; the zero Date holds until
	// [Desk.Release].
	Until persian.Date
}

// Hold keeps a case from being erased, by retention and by [Desk.Erase], with
// the calls about it and the cases that joined it. Who ordered it, when and on
// what ground is an event of the case. A case whose erasure has begun cannot be
// held any more: [ErrErased].
func (d *Desk) Hold(ctx context.Context, actor Actor, r HoldRequest) (Case, error) {
	return d.do(ctx, actor, HoldCase, r.Ref, func(s *step) error {
		var f faults
		f.required("/ground", r.Ground, maxName)
		f.optional("/reason", r.Reason, s.desk.settings.MaxText)
		if today := s.desk.day(s.now); !r.Until.IsZero() && r.Until.Before(today) {
			f.add("/until", "past", "این روز گذشته است.", "the day has passed")
		}
		if err := f.err(); err != nil {
			return err
		}
		return s.emit(&HeldCase{Ground: r.Ground, Until: r.Until}, named{name: "reason", text: r.Reason})
	})
}

// ReleaseRequest ends a hold.
type ReleaseRequest struct {
	Ref
	Hold   int64  // the Seq of the hold; 0 where there is only one
	Ground string // the reference of the order that ends it
	Reason string // says more, and is erased with the case; may be ""
}

// Release ends a hold before its time. The case is erased by the next round if
// its retention is over. It fails with [ErrNotFound] when there is no such
// hold.
func (d *Desk) Release(ctx context.Context, actor Actor, r ReleaseRequest) (Case, error) {
	return d.do(ctx, actor, ReleaseCase, r.Ref, func(s *step) error {
		var f faults
		f.required("/ground", r.Ground, maxName)
		f.optional("/reason", r.Reason, s.desk.settings.MaxText)
		if r.Hold == 0 && len(s.c.Holds) > 1 {
			f.add("/hold", "required", "پرونده چند دستور نگهداری دارد؛ بگویید کدام.", "the case is under several holds; say which")
		}
		if err := f.err(); err != nil {
			return err
		}
		i := slices.IndexFunc(s.c.Holds, func(h Hold) bool { return h.Seq == r.Hold || r.Hold == 0 })
		if i < 0 {
			return fmt.Errorf("samad: release case %s: no such hold: %w", s.c.ID, ErrNotFound)
		}
		return s.emit(&ReleasedCase{Hold: s.c.Holds[i].Seq, Ground: r.Ground}, named{name: "reason", text: r.Reason})
	})
}

// held returns a [*HeldError] when the case, or one that it joined, must not be
// erased now.
func (d *Desk) held(ctx context.Context, c Case, now time.Time) error {
	id, today := c.ID, d.day(now)
	for range attempts {
		if h, ok := c.HeldOn(today); ok {
			return &HeldError{Case: id, Hold: h}
		}
		if c.MergedInto == "" {
			return nil
		}
		var err error
		if c, err = d.store.Case(ctx, c.MergedInto); err != nil {
			return fmt.Errorf("samad: the case that case %s joined: %w", id, err)
		}
	}
	return nil
}

// freeCalls returns those of the calls that are about no held case other than
// the one given, which is looked at already.
func (d *Desk) freeCalls(ctx context.Context, calls []Call, but CaseID, now time.Time) ([]Call, error) {
	known := map[CaseID]bool{but: false}
	var free []Call
	for _, call := range calls {
		held := false
		for _, id := range call.Cases {
			is, ok := known[id]
			if !ok {
				c, err := d.store.Case(ctx, id)
				if err != nil {
					return nil, fmt.Errorf("samad: case %s of call %s: %w", id, call.ID, err)
				}
				err = d.held(ctx, c, now)
				if is = errors.Is(err, ErrHeld); err != nil && !is {
					return nil, err
				}
				known[id] = is
			}
			held = held || is
		}
		if !held {
			free = append(free, call)
		}
	}
	return free, nil
}
