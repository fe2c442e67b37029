package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// ReferRequest hands a case to an agency, or on to another one.
type ReferRequest struct {
	Ref
	Agency      AgencyID
	Unit        string
	Cooperating []Cooperation
	Reason      string
}

// Refer hands a case to an agency by a person's decision, with a reason. A
// case that changes hands keeps the time used. An agency's head refers within
// the head's own subtree only.
func (d *Desk) Refer(ctx context.Context, actor Actor, r ReferRequest) (Case, error) {
	return d.do(ctx, actor, Refer, r.Ref, func(s *step) error {
		var f faults
		day := d.day(s.now)
		if r.Agency == "" {
			f.add("/agency", "required", "دستگاه را انتخاب کنید.", "name the agency")
		}
		d.checkAgency(&f, "/agency", r.Agency, day)
		f.required("/reason", r.Reason, d.settings.MaxText)
		f.optional("/unit", r.Unit, maxFlag)
		d.checkCooperating(&f, r, day)
		if r.Agency != "" && r.Agency == s.c.Agency && r.Unit == s.c.Unit {
			f.add("/agency", "same_agency", "پرونده نزد همین دستگاه است.", "the case is with this agency already")
		}
		if s.stamp.Role == RoleAgencyHead && !slices.Contains(d.directory.AgencySubtree(actor.Agency, day), r.Agency) {
			f.add("/agency", "outside_subtree", "دستگاه فقط به زیرمجموعه خود ارجاع می‌دهد؛ برای دیگران پرونده را برگردانید.",
				"an agency refers within its own subtree only; return the case to have it sent elsewhere")
		}
		if err := f.err(); err != nil {
			return err
		}
		return s.referAs(s.stamp, Decision{Agency: r.Agency, Unit: r.Unit, Cooperating: r.Cooperating}, r.Reason)
	})
}

// maxCooperating is how many agencies may contribute to one answer.
const maxCooperating = 20

func (d *Desk) checkCooperating(f *faults, r ReferRequest, day persian.Date) {
	if len(r.Cooperating) > maxCooperating {
		f.add("/cooperating", "too_many", "دستگاه‌های همکار بیش از اندازه‌اند.", "too many cooperating agencies")
		return
	}
	seen := map[AgencyID]bool{r.Agency: true}
	for _, p := range r.Cooperating {
		d.checkAgency(f, "/cooperating", p.Agency, day)
		if p.Purpose != Cooperate && p.Purpose != Statement {
			f.add("/cooperating", "purpose", "بگویید دستگاه همکار چه کند.", "say what the agency is asked for: cooperate or statement")
		}
		if p.Agency == "" || seen[p.Agency] {
			f.add("/cooperating", "twice", "دستگاه همکار دو بار آمده یا همان دستگاه مسئول است.", "an agency is named twice, or is the responsible one")
		}
		seen[p.Agency] = true
	}
}

// route asks the rules about the case as it stands. propose, when not "", is
// the agency that somebody proposes: the rules are asked whether it serves.
func (s *step) route(text string, propose AgencyID) (Decision, error) {
	c := s.c
	decision, err := s.desk.router.Route(s.ctx, RouteRequest{
		At: s.now, Kind: c.Kind, Topic: c.Topic, Place: c.Place, Channel: c.Channel, Urgency: c.Urgency,
		Identity: c.Identity, Petitioner: c.Type, About: c.About, Flags: slices.Clone(c.Flags), Text: text,
	})
	if err != nil {
		return Decision{}, err
	}
	day := s.desk.day(s.now)
	if _, ok := s.desk.directory.Agency(decision.Agency, day); !ok && !decision.Hold {
		return Decision{}, fmt.Errorf("rule %q refers to %q, which the directory does not know on %s: %w",
			decision.Rule, decision.Agency, day, ErrNoRoute)
	}
	if decision.Hold && propose == "" && s.action == Accept {
		return Decision{}, fmt.Errorf("rule %q holds the case for an operator: %w", decision.Rule, ErrNoRoute)
	}
	return decision, nil
}

// referAs writes a referral with its clock and messages.
func (s *step) referAs(stamp Stamp, decision Decision, reason string) error {
	day := s.desk.day(s.now)
	path := s.desk.directory.AgencyPath(decision.Agency, day)
	if path == nil {
		return fmt.Errorf("samad: agency %q is not in the directory on %s: %w", decision.Agency, day, ErrNoRoute)
	}
	cooperating := slices.Clone(decision.Cooperating)
	for i, p := range cooperating {
		if cooperating[i].Path = s.desk.directory.AgencyPath(p.Agency, day); cooperating[i].Path == nil {
			return fmt.Errorf("samad: agency %q is not in the directory on %s: %w", p.Agency, day, ErrNoRoute)
		}
	}
	if err := s.stopClock(sla.Screening); err != nil {
		return err
	}
	err := s.emitAs(stamp, &ReferredTo{
		Agency: decision.Agency, Path: path, Unit: decision.Unit, Cooperating: cooperating,
		Rule: decision.Rule, RuleSet: decision.RuleSet, Because: decision.Reason,
	}, named{name: "reason", text: reason})
	if err != nil {
		return err
	}
	if err := s.startAgencyClocks(); err != nil {
		return err
	}
	task := Text{
		Fa: "پرونده‌ای به دستگاه شما ارجاع شد: " + persianDigits(s.c.Code.String()),
		En: "a case was referred to your agency: " + s.c.Code.String(),
	}
	if err := s.notify(decision.Agency, RoleAgencyHead, TaskMessage, task); err != nil {
		return err
	}
	for _, p := range cooperating {
		if err := s.notify(p.Agency, RoleAgencyHead, TaskMessage, task); err != nil {
			return err
		}
	}
	return s.tell(ReferredMessage, true, s.referredText(decision.Agency, s.c.Due()))
}

// startAgencyClocks starts the agency's clocks at a referral. They go on when
// the case has changed hands, unless the policy says that they start anew.
func (s *step) startAgencyClocks() error {
	policy, may := s.desk.deadlines.(interface{ RestartsOnReferral(facts sla.Facts) bool })
	for _, stage := range []sla.Stage{sla.FirstResponse, sla.Answer} {
		if may && s.c.clock(stage) != nil && policy.RestartsOnReferral(s.facts(stage)) {
			if err := s.stopClock(stage); err != nil {
				return err
			}
		}
		if err := s.goOn(stage); err != nil {
			return err
		}
	}
	return nil
}

// goOn starts the clock of a stage, or lets the one that runs go on by the
// targets that the policy has for the case as it is now: the time used stays
// used.
func (s *step) goOn(stage sla.Stage) error {
	k := s.c.clock(stage)
	if k == nil || k.Paused() {
		return s.startClock(stage)
	}
	plan, err := s.plan(stage, k.Clock)
	if err != nil {
		return err
	}
	if samePlan(plan, k.Plan) {
		return nil
	}
	return s.emitAs(byTime(), &ClockMoved{Stage: stage, Plan: plan, Why: "referral"})
}

// ReturnRequest gives a case back as not the agency's business.
type ReturnRequest struct {
	Ref
	Propose AgencyID // required: who should answer instead
	Text    string   // required: why
}

// Return gives a case back as "not ours". The proposed agency gets it at once
// when the rules send it there; otherwise, and after Settings.MaxReturns, the
// screening centre does. A return never closes a case nor restarts its clock.
func (d *Desk) Return(ctx context.Context, actor Actor, r ReturnRequest) (Case, error) {
	return d.do(ctx, actor, Return, r.Ref, func(s *step) error {
		var f faults
		if r.Propose == "" {
			f.add("/propose", "required", "بگویید کدام دستگاه باید پاسخ دهد.", "say which agency should answer instead")
		}
		d.checkAgency(&f, "/propose", r.Propose, d.day(s.now))
		if r.Propose != "" && r.Propose == s.c.Agency {
			f.add("/propose", "same_agency", "دستگاه پیشنهادی همین دستگاه است.", "the proposed agency is the one that returns the case")
		}
		f.required("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		from := s.c.Agency
		if err := s.emit(&Returned{Agency: from, Proposed: r.Propose}, named{name: "text", text: r.Text}); err != nil {
			return err
		}
		if s.c.Returns < d.settings.MaxReturns {
			decision, ok, err := s.acceptsProposal(r.Propose)
			if err != nil {
				return err
			}
			if ok {
				return s.referAs(system().stamp(RoleSystem), decision, "")
			}
		}
		if err := s.startClock(sla.Screening); err != nil {
			return err
		}
		return s.notify(s.c.Centre, RoleOperator, TaskMessage, Text{
			Fa: "پرونده‌ای با «عدم ارتباط» برگشت: " + persianDigits(s.c.Code.String()),
			En: "a case came back as not the agency's: " + s.c.Code.String(),
		})
	})
}

// acceptsProposal asks the rules whether they send the case to the proposed
// agency.
func (s *step) acceptsProposal(propose AgencyID) (Decision, bool, error) {
	text, err := s.textOf(1, "text")
	if err != nil {
		return Decision{}, false, err
	}
	decision, err := s.route(text, propose)
	switch {
	case errors.Is(err, ErrNoRoute):
		return Decision{}, false, nil
	case err != nil:
		return Decision{}, false, fmt.Errorf("samad: return case %s: %w", s.c.ID, err)
	}
	return decision, decision.Agency == propose && !decision.Hold, nil
}

// textOf reads a plain value of the case; "" when it was erased or never
// given.
func (s *step) textOf(seq int64, name string) (string, error) {
	values, err := s.desk.store.Values(s.ctx, s.c.ID)
	if err != nil {
		return "", fmt.Errorf("samad: values of case %s: %w", s.c.ID, err)
	}
	for _, v := range values {
		if v.Seq == seq && v.Name == name && !v.Sealed {
			return string(v.Data), nil
		}
	}
	return "", nil
}
