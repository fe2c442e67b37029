package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/sla"
)

// AcceptRequest is an operator's finding that a case is a matter for Samad.
type AcceptRequest struct {
	Ref
	// Kind, Topic, Place, Urgency and About correct what came in; zero fields
	// leave it as it is.
	Kind    Kind
	Topic   TopicID
	Place   PlaceID
	Urgency Urgency
	About   AgencyID
	// Agency overrides the rules, with a Reason.
	Agency AgencyID
	Reason string
}

// Accept screens a case and refers it: by the rules, or to the named agency
// with a reason. It fails with [ErrNoRoute] when no rule refers the case and
// no agency is named.
func (d *Desk) Accept(ctx context.Context, actor Actor, r AcceptRequest) (Case, error) {
	return d.do(ctx, actor, Accept, r.Ref, func(s *step) error {
		var f faults
		accepted := Accepted{
			Kind: or(r.Kind, s.c.Kind), Topic: or(r.Topic, s.c.Topic), Place: or(r.Place, s.c.Place),
			Urgency: or(r.Urgency, s.c.Urgency), About: or(r.About, s.c.About), Labels: s.c.Labels,
		}
		day := d.day(s.now)
		if !accepted.Kind.Valid() {
			f.add("/kind", "unknown", "نوع درخواست شناخته نیست.", "unknown kind; one of "+list(Kinds()))
		}
		if !accepted.Urgency.Valid() {
			f.add("/urgency", "unknown", "فوریت شناخته نیست.", "unknown urgency; one of "+list(Urgencies()))
		}
		d.checkPlaceTopic(&f, r.Place, r.Topic, day)
		_, known := d.directory.Place(r.Place, day)
		if known && s.c.Province != "" && r.Place.Province() != s.c.Province {
			f.add("/place", "other_province", "این مکان در استان دیگری است.", "this place lies in another province")
		}
		d.checkAgency(&f, "/about", r.About, day)
		d.checkAgency(&f, "/agency", r.Agency, day)
		if r.Agency != "" {
			f.required("/reason", r.Reason, d.settings.MaxText)
		}
		if err := f.err(); err != nil {
			return err
		}
		decision, err := s.routeAs(accepted, r.Agency)
		if err != nil {
			return err
		}
		if decision.Urgency != "" && r.Urgency == "" {
			accepted.Urgency = decision.Urgency
		}
		if decision.Labels != nil {
			accepted.Labels = decision.Labels
		}
		if err := s.emit(&accepted); err != nil {
			return err
		}
		return s.referAs(s.stamp, decision, r.Reason)
	})
}

// routeAs asks the rules where the case goes once it is accepted so, or takes
// the agency that a person named.
func (s *step) routeAs(a Accepted, agency AgencyID) (Decision, error) {
	if agency != "" {
		return Decision{Agency: agency}, nil
	}
	before := s.c
	s.c.Kind, s.c.Topic, s.c.Place, s.c.Urgency, s.c.About = a.Kind, a.Topic, a.Place, a.Urgency, a.About
	defer func() { s.c = before }()
	text, err := s.textOf(1, "text")
	if err != nil {
		return Decision{}, err
	}
	decision, err := s.route(text, "")
	if err != nil {
		return Decision{}, fmt.Errorf("samad: accept case %s: %w", s.c.ID, err)
	}
	return decision, nil
}

// AskRequest puts a question to the petitioner.
type AskRequest struct {
	Ref
	Question string
}

// Ask puts a question to the petitioner and pauses the clocks until the reply
// comes or the petitioner's time has passed.
func (d *Desk) Ask(ctx context.Context, actor Actor, r AskRequest) (Case, error) {
	return d.do(ctx, actor, Ask, r.Ref, func(s *step) error {
		var f faults
		f.required("/question", r.Question, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		if err := s.emit(&Asked{}, named{name: "question", text: r.Question}); err != nil {
			return err
		}
		if err := s.pauseClocks(); err != nil {
			return err
		}
		if err := s.startClock(sla.PetitionerReply); err != nil {
			return err
		}
		return s.tell(QuestionMessage, false, s.saying(
			Text{Fa: "برای رسیدگی به پاسخ شما نیاز است:", En: "your reply is needed:"}, r.Question))
	})
}

// MergeRequest joins a case to another on the same matter.
type MergeRequest struct {
	Ref
	Into CaseID
	// Text tells the petitioner why; "" for the usual sentence.
	Text string
}

// Merge joins a case to another one that is open. Its petitioner keeps code
// and PIN and gets the other case's answers.
func (d *Desk) Merge(ctx context.Context, actor Actor, r MergeRequest) (Case, error) {
	return d.do(ctx, actor, Merge, r.Ref, func(s *step) error {
		var f faults
		f.optional("/text", r.Text, d.settings.MaxText)
		switch {
		case r.Into == "":
			f.add("/into", "required", "پرونده مقصد را بگویید.", "name the case to join")
		case r.Into == r.ID:
			f.add("/into", "same_case", "پرونده را نمی‌توان به خودش پیوست.", "a case cannot join itself")
		}
		if err := f.err(); err != nil {
			return err
		}
		target, err := d.mergeTarget(ctx, s, actor, r.Into)
		if err != nil {
			return err
		}
		joined := slices.Clone(s.c.Joined)
		if err := s.emit(&MergedInto{Into: target.c.ID}, named{name: "text", text: r.Text}); err != nil {
			return err
		}
		if err := s.tell(EndedMessage, false, s.saying(
			Text{Fa: "به پرونده دیگری درباره همین موضوع پیوست و پاسخ آن برای شما هم فرستاده می‌شود.",
				En: "joined to another case on the same matter; its answer will be sent to you as well."}, r.Text)); err != nil {
			return err
		}
		// Those who had joined this case move on with it.
		for _, id := range joined {
			if err := s.moveOn(id, target); err != nil {
				return err
			}
		}
		if err := target.emit(&JoinedBy{Joined: s.c.ID}); err != nil {
			return err
		}
		s.others = append(s.others, target)
		return nil
	})
}

// moveOn takes a case that had joined the step's one over to its target.
func (s *step) moveOn(id CaseID, target *step) error {
	c, err := s.desk.store.Case(s.ctx, id)
	if err != nil {
		return fmt.Errorf("samad: joined case %s: %w", id, err)
	}
	child := s.desk.newStep(s.ctx, s.stamp, Merge, c)
	child.from = ""
	if err := child.emit(&Moved{Into: target.c.ID}); err != nil {
		return err
	}
	s.others = append(s.others, child)
	return target.emit(&JoinedBy{Joined: id})
}

func (d *Desk) mergeTarget(ctx context.Context, s *step, actor Actor, into CaseID) (*step, error) {
	var f faults
	c, err := d.store.Case(ctx, into)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("samad: case %s: %w", into, err)
	}
	if err != nil {
		f.add("/into", "unknown", "چنین پرونده‌ای نیست.", "no such case")
		return nil, f.err()
	}
	if _, sees := d.rights.by(actor, Merge, c); !sees {
		f.add("/into", "unknown", "چنین پرونده‌ای نیست.", "no such case")
		return nil, f.err()
	}
	if !c.State.Open() || c.State == Answered { // no answer would come any more
		f.add("/into", "ended", "پرونده مقصد پاسخ گرفته یا پایان یافته است.", "the case to join was answered or has ended")
		return nil, f.err()
	}
	target := d.newStep(ctx, s.stamp, Merge, c)
	target.from = "" // joining changes no state of the surviving case
	if target.now.Before(s.now) {
		target.now = s.now
	}
	return target, nil
}

// SeparateRequest takes a joined case out again.
type SeparateRequest struct {
	Ref
	Reason string
}

// Separate takes a joined case out again; it is screened anew.
func (d *Desk) Separate(ctx context.Context, actor Actor, r SeparateRequest) (Case, error) {
	return d.do(ctx, actor, Separate, r.Ref, func(s *step) error {
		var f faults
		f.required("/reason", r.Reason, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		return s.separate(r.Reason)
	})
}

// separate takes the step's case out of the one it joined.
func (s *step) separate(reason string) error {
	if err := s.leaveParent(); err != nil {
		return err
	}
	if err := s.emit(&Separated{From: s.c.MergedInto}, named{name: "text", text: reason}); err != nil {
		return err
	}
	if err := s.startClock(sla.Screening); err != nil {
		return err
	}
	return s.tell(ReopenedMessage, false, s.saying(
		Text{Fa: "جداگانه بررسی می‌شود.", En: "will be handled on its own."}, reason))
}

// leaveParent notes in the case that the step's one joined that it has left.
func (s *step) leaveParent() error {
	c, err := s.desk.store.Case(s.ctx, s.c.MergedInto)
	if err != nil {
		return fmt.Errorf("samad: case %s, which %s joined: %w", s.c.MergedInto, s.c.ID, err)
	}
	parent := s.desk.newStep(s.ctx, s.stamp, Separate, c)
	parent.from = ""
	if err := parent.emit(&Unjoined{Left: s.c.ID}); err != nil {
		return err
	}
	s.others = append(s.others, parent)
	return nil
}

// DeclineRequest says why a case is no matter for Samad.
type DeclineRequest struct {
	Ref
	// Text is told to the petitioner: the reason, and where to go instead.
	Text string
}

// Decline ends a case that is no matter for Samad.
func (d *Desk) Decline(ctx context.Context, actor Actor, r DeclineRequest) (Case, error) {
	return d.do(ctx, actor, Decline, r.Ref, func(s *step) error {
		var f faults
		f.required("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		if err := s.emit(&DeclinedCase{}, named{name: "text", text: r.Text}); err != nil {
			return err
		}
		return s.tell(EndedMessage, true, s.saying(
			Text{Fa: "در سامد رسیدگی نمی‌شود. دلیل:", En: "not a matter for Samad. The reason:"}, r.Text))
	})
}

// AdviseRequest settles a matter by advice.
type AdviseRequest struct {
	Ref
	Text    string
	Article string // id of the advice used, "" for none
}

// Advise ends a case with advice that settles it.
func (d *Desk) Advise(ctx context.Context, actor Actor, r AdviseRequest) (Case, error) {
	return d.do(ctx, actor, Advise, r.Ref, func(s *step) error {
		var f faults
		f.required("/text", r.Text, d.settings.MaxText)
		f.optional("/article", r.Article, maxFlag)
		if err := f.err(); err != nil {
			return err
		}
		if err := s.emit(&AdvisedCase{Article: r.Article}, named{name: "text", text: r.Text}); err != nil {
			return err
		}
		return s.tell(EndedMessage, true, s.saying(
			Text{Fa: "راهنمایی کارشناس سامد:", En: "advice of the Samad centre:"}, r.Text))
	})
}

// or returns a, or b when a is zero.
func or[T comparable](a, b T) T {
	var zero T
	if a == zero {
		return b
	}
	return a
}
