package samad

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// ReasonRequest is a step that needs no more than a reason.
type ReasonRequest struct {
	Ref
	Reason string
}

func (d *Desk) checkReason(reason string) error {
	var f faults
	f.required("/reason", reason, d.settings.MaxText)
	return f.err()
}

// Close ends an answered case, with a reason that its petitioner is told. The
// petitioner may still object in time.
func (d *Desk) Close(ctx context.Context, actor Actor, r ReasonRequest) (Case, error) {
	return d.do(ctx, actor, Close, r.Ref, func(s *step) error {
		if err := d.checkReason(r.Reason); err != nil {
			return err
		}
		if err := s.emit(&ClosedCase{Reason: EndByAuthority}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.tell(EndedMessage, true, s.saying(Text{Fa: "بسته شد. دلیل:", En: "closed. The reason:"}, r.Reason))
	})
}

// Reopen takes an answered or ended case up again, in a new episode: at the
// agency that had it, or in screening.
func (d *Desk) Reopen(ctx context.Context, actor Actor, r ReasonRequest) (Case, error) {
	return d.do(ctx, actor, Reopen, r.Ref, func(s *step) error {
		if err := d.checkReason(r.Reason); err != nil {
			return err
		}
		if err := s.stopClocks(); err != nil {
			return err
		}
		if err := s.emit(&Reopened{Screening: s.agencyGone()}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.again()
	})
}

// Escalate brings a case before a higher post by hand: from the centre or the
// inspection office to the governor's.
func (d *Desk) Escalate(ctx context.Context, actor Actor, r ReasonRequest) (Case, error) {
	return d.do(ctx, actor, Escalate, r.Ref, func(s *step) error {
		if err := d.checkReason(r.Reason); err != nil {
			return err
		}
		role := RoleOversight
		if s.stamp.Role == RoleOversight || s.stamp.Role == RoleGovernor {
			role = RoleGovernor
		}
		if err := s.emit(&Escalated{Role: role}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.notify(s.c.Centre, role, EscalatedMessage, Text{
			Fa: "پرونده‌ای به مقام بالاتر رسید: " + persianDigits(s.c.Code.String()) + "\n" + r.Reason,
			En: "a case was escalated: " + s.c.Code.String() + "\n" + r.Reason,
		})
	})
}

// RetentionGround is the ground on which a case is erased because its time is
// over.
const RetentionGround = "retention"

// EraseRequest orders the destruction of personal data and texts.
type EraseRequest struct {
	Ref
	Ground string // [RetentionGround], or the reference of the order
}

// Erase destroys the personal data and texts of an ended case: the key, the
// texts, their salts and the search row, the attachments, the contents of its messages and
// receipts, and the numbers and notes of all calls about it, whatever other
// cases those were about too. The history still verifies, and figures do not
// change.
//
// A case under a hold is not erased: [ErrHeld]. Calls that are also about a
// held case stay. Where there are attachments, an event says first that the
// erasure has begun, so that no hold can come between their end and the rest.
func (d *Desk) Erase(ctx context.Context, actor Actor, r EraseRequest) (Case, error) {
	var key []byte
	var calls []Call
	begun, err := d.beginErasure(ctx, actor, &r)
	if err != nil {
		return begun, err
	}
	c, err := d.do(ctx, actor, Erase, r.Ref, func(s *step) error {
		var f faults
		f.required("/ground", r.Ground, maxName)
		if err := f.err(); err != nil {
			return err
		}
		if err := d.held(ctx, s.c, s.now); err != nil {
			return err
		}
		// First: while a store of blobs fails, the case is not erased, and the
		// next round tries all of it again.
		if err := d.deleteAttachments(ctx, s.c.ID); err != nil {
			return err
		}
		values, err := d.store.Values(ctx, s.c.ID)
		if err != nil {
			return fmt.Errorf("samad: values of case %s: %w", s.c.ID, err)
		}
		for _, v := range values {
			if !v.Erased() {
				s.change.Erase = append(s.change.Erase, v.ValueRef)
			}
		}
		if err := s.emit(&ErasedValues{Ground: r.Ground, Values: len(s.change.Erase)}); err != nil {
			return err
		}
		keys, err := s.keys()
		if err != nil {
			return err
		}
		key = keys.Key
		s.change.Secrets = &Secrets{Case: s.c.ID, PIN: keys.PIN}
		s.change.EraseSearch, s.change.EraseMessages = true, true
		// A call that is recorded meanwhile adds an event to the case, so that
		// this step is tried again.
		if calls, err = d.personalCalls(ctx, s.c.ID); err != nil {
			return err
		}
		if calls, err = d.freeCalls(ctx, calls, s.c.ID, s.now); err != nil {
			return err
		}
		s.change.EraseCalls = callIDs(calls)
		return nil
	})
	if err != nil {
		return Case{}, err
	}
	// Only now: a key must not be gone while the record still needs it.
	if err := d.vault.DestroyKey(ctx, string(c.ID), key); err != nil {
		return c, fmt.Errorf("samad: destroy the key of case %s: %w", c.ID, err)
	}
	return c, d.destroyCallKeys(ctx, calls)
}

// beginErasure records that the attachments of a case are about to be
// destroyed, if it has any and none of that was said before. The request then
// goes on from the revision that this made.
func (d *Desk) beginErasure(ctx context.Context, actor Actor, r *EraseRequest) (Case, error) {
	events, err := d.store.Events(ctx, r.ID)
	if err != nil {
		return Case{}, fmt.Errorf("samad: erase case %s: %w", r.ID, err)
	}
	attached := false
	for _, e := range events {
		if e.Type == EventErasureBegun || e.Type == EventErased {
			return Case{}, nil
		}
		facts, _, err := attachmentsOf(e)
		if err != nil {
			return Case{}, err
		}
		attached = attached || len(facts) > 0
	}
	if !attached {
		return Case{}, nil
	}
	c, err := d.do(ctx, actor, Erase, Ref{ID: r.ID, Revision: r.Revision}, func(s *step) error {
		var f faults
		f.required("/ground", r.Ground, maxName)
		if err := f.err(); err != nil {
			return err
		}
		if d.blobs == nil {
			return fmt.Errorf("samad: attachments of case %s: Config.Blobs is not set: %w", r.ID, ErrUnavailable)
		}
		if err := d.held(ctx, s.c, s.now); err != nil {
			return err
		}
		return s.emit(&ErasureBegun{Ground: r.Ground})
	})
	if err == nil && r.Revision != 0 {
		r.Revision = c.Revision
	}
	return c, err
}

// ClockMove is one deadline that a change of calendar or policy moves.
type ClockMove struct {
	Case     CaseID
	Code     tracking.Code
	Agency   AgencyID // which is responsible now, "" before a referral
	Stage    sla.Stage
	From, To time.Time // UTC
}

// Recalculate computes the running clocks of a case anew, after the calendar
// or the policy changed, and returns those whose instants move: the deadline,
// the aim, a warning or a step of the ladder. With apply set it
// records the moves as events and tells the petitioner; done twice it moves
// nothing more.
func (d *Desk) Recalculate(ctx context.Context, id CaseID, why string, apply bool) ([]ClockMove, error) {
	var moved []ClockMove
	build := func(s *step) error {
		moved = nil
		for _, k := range s.c.Clone().Clocks {
			if !k.Running() || k.Paused() {
				continue
			}
			plan, err := s.plan(k.Stage, k.Clock)
			if err != nil {
				return err
			}
			if samePlan(plan, k.Plan) {
				continue
			}
			moved = append(moved, ClockMove{Case: s.c.ID, Code: s.c.Code, Agency: s.c.Agency, Stage: k.Stage, From: k.Plan.Due, To: plan.Due})
			if !apply {
				continue
			}
			if err := s.emit(&ClockMoved{Stage: k.Stage, Plan: plan, Why: why}); err != nil {
				return err
			}
			if concernsPetitioner(k.Stage) && !plan.Due.IsZero() && !plan.Due.Equal(k.Plan.Due) {
				if err := s.tell(DeadlineMessage, k.Stage == sla.Answer, s.movedText(k.Stage, plan.Due, why)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for attempt := 1; ; attempt++ {
		c, err := d.store.Case(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("samad: recalculate case %s: %w", id, err)
		}
		if !c.State.Open() {
			return nil, nil
		}
		s := d.newStep(ctx, system().stamp(RoleSystem), Tick, c)
		if err := build(s); err != nil {
			return nil, err
		}
		if len(s.change.Events) == 0 {
			return moved, nil
		}
		err = s.apply()
		if err == nil {
			return moved, nil
		}
		if !isConflict(err) || attempt == attempts {
			return nil, fmt.Errorf("samad: recalculate case %s: %w", id, err)
		}
	}
}

// samePlan reports whether two plans ask for the same things at the same
// instants; the version of the policy does not matter.
func samePlan(a, b sla.Plan) bool {
	return a.Limit == b.Limit && a.Aim == b.Aim && a.Due.Equal(b.Due) && a.AimDue.Equal(b.AimDue) &&
		slices.EqualFunc(a.Marks, b.Marks, func(x, y sla.Mark) bool {
			return x.At.Equal(y.At) && x.Kind == y.Kind && x.Name == y.Name && x.Role == y.Role
		})
}

// concernsPetitioner says of which deadlines petitioners are told that they
// move: that of the answer which they wait for, and their own.
func concernsPetitioner(stage sla.Stage) bool {
	return stage == sla.Answer || stage == sla.PetitionerReply || stage == sla.Objection
}

func (s *step) movedText(stage sla.Stage, due time.Time, why string) textOf {
	return func(to Case, lang Lang) string {
		day := s.desk.dayText(due, lang)
		opening := Text{Fa: "مهلت پاسخ به " + day + " جابه‌جا شد. دلیل:", En: "the time to answer moved to " + day + ". The reason:"}
		switch stage {
		case sla.PetitionerReply:
			opening = Text{Fa: "مهلت شما برای پاسخ به پرسش به " + day + " جابه‌جا شد. دلیل:", En: "your time to reply moved to " + day + ". The reason:"}
		case sla.Objection:
			opening = Text{Fa: "مهلت اعتراض شما به " + day + " جابه‌جا شد. دلیل:", En: "your time to object moved to " + day + ". The reason:"}
		}
		return s.saying(opening, why)(to, lang)
	}
}
