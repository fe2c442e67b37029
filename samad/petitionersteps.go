package samad

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
)

// InformRequest is what a petitioner adds to a case.
type InformRequest struct {
	Ref
	Text        string
	Attachments []string // tokens of uploads, see [Desk.Upload]
}

// Inform adds information, asked for or not. A reply to a question lets the
// paused clocks go on.
func (d *Desk) Inform(ctx context.Context, actor Actor, r InformRequest) (Case, error) {
	return d.do(ctx, actor, Inform, r.Ref, func(s *step) error {
		var f faults
		f.required("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		attached, record, err := s.attach(r.Attachments)
		if err != nil {
			return err
		}
		asked := s.c.Asked
		if asked != 0 {
			if err := s.stopClock(sla.PetitionerReply); err != nil {
				return err
			}
		}
		if err := s.emit(&Informed{Attached: attached, Question: asked}, named{name: "text", text: r.Text, search: true}, record); err != nil {
			return err
		}
		if asked != 0 {
			if err := s.resumeClocks(); err != nil {
				return err
			}
		}
		return s.notify(s.c.Responsible(), s.responsibleRole(), TaskMessage, Text{
			Fa: "متقاضی اطلاعات تازه‌ای داد: " + persianDigits(s.c.Code.String()),
			En: "the petitioner added information: " + s.c.Code.String(),
		})
	})
}

func (s *step) responsibleRole() Role {
	if s.c.Responsible() == s.c.Agency && s.c.Agency != "" {
		return RoleAgencyHead
	}
	return RoleOperator
}

// ObjectRequest says why the petitioner does not accept how the matter ended.
type ObjectRequest struct {
	Ref
	Text        string
	Attachments []string // tokens of uploads, see [Desk.Upload]
}

// Object takes a case up again because its petitioner does not accept the
// answer or the end: at the same agency, with a clock of its own; without an
// agency, in screening. It fails with [ErrTooLate] after the time for
// objection and with [ErrLimit] beyond Settings.MaxObjections.
func (d *Desk) Object(ctx context.Context, actor Actor, r ObjectRequest) (Case, error) {
	return d.do(ctx, actor, Object, r.Ref, func(s *step) error {
		var f faults
		f.required("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		until, err := d.objectionUntil(ctx, s.c)
		if err != nil {
			return err
		}
		if !until.IsZero() && s.now.After(until) {
			return fmt.Errorf("samad: object in case %s, possible until %s: %w", s.c.ID, until.Format(time.RFC3339), ErrTooLate)
		}
		if s.c.Objections >= d.settings.MaxObjections {
			return fmt.Errorf("samad: %d objections in case %s: %w", s.c.Objections, s.c.ID, ErrLimit)
		}
		if err := s.stopClocks(); err != nil {
			return err
		}
		if s.c.State == Merged {
			if err := s.leaveParent(); err != nil {
				return err
			}
		}
		attached, record, err := s.attach(r.Attachments)
		if err != nil {
			return err
		}
		if err := s.emit(&Objected{Attached: attached, Screening: s.agencyGone()}, named{name: "text", text: r.Text, search: true}, record); err != nil {
			return err
		}
		return s.again()
	})
}

// agencyGone reports whether the agency that had the case is no longer in the
// directory.
func (s *step) agencyGone() bool {
	return s.c.Agency != "" && s.desk.directory.AgencyPath(s.c.Agency, s.desk.day(s.now)) == nil
}

// again sends a case whose new episode has begun back to its agency, or to
// screening when it has none.
func (s *step) again() error {
	opening := Text{Fa: "پرونده دوباره باز شد.", En: "the case was taken up again."}
	if s.c.Agency == "" {
		if err := s.startClock(sla.Screening); err != nil {
			return err
		}
		if err := s.notify(s.c.Centre, RoleOperator, TaskMessage, Text{
			Fa: "پرونده‌ای دوباره باز شد: " + persianDigits(s.c.Code.String()),
			En: "a case was taken up again: " + s.c.Code.String(),
		}); err != nil {
			return err
		}
		return s.tell(ReopenedMessage, true, s.saying(opening))
	}
	day := s.desk.day(s.now)
	still := slices.DeleteFunc(slices.Clone(s.c.Cooperating), func(p Cooperation) bool {
		return s.desk.directory.AgencyPath(p.Agency, day) == nil
	})
	return s.referAs(system().stamp(RoleSystem), Decision{
		Agency: s.c.Agency, Unit: s.c.Unit, Cooperating: still,
		Reason: Text{Fa: "به همان دستگاهی که پاسخ داده بود.", En: "to the agency that had answered."},
	}, "")
}

// objectionUntil is the last instant for an objection: the objection stage of
// the policy, counted from the last final answer or from the end; for a case
// that joined another, from the answer or the end of that one. Zero means
// that no end is set, or not yet.
func (d *Desk) objectionUntil(ctx context.Context, c Case) (time.Time, error) {
	if c.State == Merged {
		parent, err := d.store.Case(ctx, c.MergedInto)
		if err != nil {
			return time.Time{}, fmt.Errorf("samad: case %s, which %s joined: %w", c.MergedInto, c.ID, err)
		}
		c = parent
	}
	if k := c.clock(sla.Objection); k != nil && !k.Paused() {
		return k.Plan.Due, nil
	}
	from := c.Ended
	for _, a := range c.Answers {
		if a.Final && a.Episode == c.Episode {
			from = a.At
		}
	}
	if from.IsZero() {
		return time.Time{}, nil
	}
	plan, err := d.deadlines.Plan(factsOf(c, sla.Objection), sla.Clock{Started: from})
	if err != nil {
		return time.Time{}, fmt.Errorf("samad: deadline of the objection stage: %w", err)
	}
	return plan.Due, nil
}

// RateRequest is the petitioner's judgement of the last answer.
type RateRequest struct {
	Ref
	Answer  int // 1 to 5: the answer itself
	Conduct int // 1 to 5: how people behaved
	Text    string
}

// Rate records the petitioner's judgement, once for every episode.
func (d *Desk) Rate(ctx context.Context, actor Actor, r RateRequest) (Case, error) {
	return d.do(ctx, actor, Rate, r.Ref, func(s *step) error {
		var f faults
		for field, v := range map[string]int{"/answer": r.Answer, "/conduct": r.Conduct} {
			if v < 1 || v > 5 {
				f.add(field, "range", "از ۱ تا ۵ امتیاز بدهید.", "give 1 to 5 points")
			}
		}
		f.optional("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		for _, one := range s.c.Ratings {
			if one.Episode == s.c.Episode {
				return fmt.Errorf("samad: case %s was rated in episode %d: %w", s.c.ID, s.c.Episode, ErrLimit)
			}
		}
		return s.emit(&Rated{Answer: r.Answer, Conduct: r.Conduct}, named{name: "text", text: r.Text})
	})
}

// WithdrawRequest takes a matter back.
type WithdrawRequest struct {
	Ref
	Text string
}

// Withdraw ends a case at its petitioner's wish. Cases that had joined it are
// taken out again and screened on their own: their petitioners have not
// withdrawn anything.
func (d *Desk) Withdraw(ctx context.Context, actor Actor, r WithdrawRequest) (Case, error) {
	return d.do(ctx, actor, Withdraw, r.Ref, func(s *step) error {
		var f faults
		f.optional("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		if err := s.releaseAll(); err != nil {
			return err
		}
		if err := s.emit(&WithdrawnCase{}, named{name: "text", text: r.Text}); err != nil {
			return err
		}
		if s.c.Agency != "" && (s.from == Referred || s.from == InProgress || s.from == AwaitingPetitioner) {
			if err := s.notify(s.c.Agency, RoleAgencyHead, TaskMessage, Text{
				Fa: "متقاضی پرونده را پس گرفت: " + persianDigits(s.c.Code.String()),
				En: "the petitioner withdrew the case: " + s.c.Code.String(),
			}); err != nil {
				return err
			}
		}
		return s.tell(EndedMessage, false, s.saying(
			Text{Fa: "به خواست شما بسته شد.", En: "closed at your wish."}))
	})
}

// releaseAll takes every joined case out of the step's case: it ends by what
// its own petitioner did or failed to do.
func (s *step) releaseAll() error {
	for _, id := range slices.Clone(s.c.Joined) {
		if err := s.release(id); err != nil {
			return err
		}
	}
	return nil
}

// release takes a joined case out of the step's case.
func (s *step) release(id CaseID) error {
	c, err := s.desk.store.Case(s.ctx, id)
	if err != nil {
		return fmt.Errorf("samad: joined case %s: %w", id, err)
	}
	if err := s.emit(&Unjoined{Left: id}); err != nil {
		return err
	}
	if c.Erased || c.MergedInto != s.c.ID {
		return nil
	}
	child := s.desk.newStep(s.ctx, system().stamp(RoleSystem), Separate, c)
	if child.now.Before(s.now) {
		child.now = s.now
	}
	if err := child.emit(&Separated{From: s.c.ID}); err != nil {
		return err
	}
	if err := child.startClock(sla.Screening); err != nil {
		return err
	}
	if err := child.tell(ReopenedMessage, false, child.saying(
		Text{Fa: "جداگانه بررسی می‌شود.", En: "will be handled on its own."})); err != nil {
		return err
	}
	s.others = append(s.others, child)
	return nil
}

// Confirm ends an answered case because its petitioner accepts the answer.
func (d *Desk) Confirm(ctx context.Context, actor Actor, ref Ref) (Case, error) {
	return d.do(ctx, actor, Confirm, ref, func(s *step) error {
		if err := s.emit(&ClosedCase{Reason: EndConfirmed}); err != nil {
			return err
		}
		return s.tell(EndedMessage, true, s.saying(
			Text{Fa: "با پذیرش پاسخ بسته شد.", En: "closed: the answer was accepted."}))
	})
}
