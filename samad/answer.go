package samad

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
)

// AssignRequest gives a case to an expert.
type AssignRequest struct {
	Ref
	Expert string // account id: visible ASCII, never a person's name
	Unit   string
}

// Assign gives a case to an expert inside the agency.
func (d *Desk) Assign(ctx context.Context, actor Actor, r AssignRequest) (Case, error) {
	return d.do(ctx, actor, Assign, r.Ref, func(s *step) error {
		var f faults
		f.required("/expert", r.Expert, maxFlag)
		if r.Expert != "" && !validKey(r.Expert) {
			f.add("/expert", "malformed", "شناسه کارشناس باید از نویسه‌های دیدنی ASCII و بدون فاصله باشد.", "an expert's id is made of visible ASCII characters")
		}
		f.optional("/unit", r.Unit, maxFlag)
		if err := f.err(); err != nil {
			return err
		}
		if err := s.emit(&Assigned{Expert: r.Expert, Unit: r.Unit}); err != nil {
			return err
		}
		return s.notify(s.c.Agency, RoleAgencyExpert, TaskMessage, Text{
			Fa: "پرونده‌ای به شما سپرده شد: " + s.c.Code.Format("fa"),
			En: "a case was assigned to you: " + s.c.Code.Format(),
		})
	})
}

// ActRequest reports a step on the way to the answer.
type ActRequest struct {
	Ref
	Text        string
	Attachments []string // tokens of uploads, see [Desk.Upload]
}

// Act reports a step on the way; the petitioner is told. A cooperating agency
// reports without changing who is responsible.
func (d *Desk) Act(ctx context.Context, actor Actor, r ActRequest) (Case, error) {
	return d.do(ctx, actor, Act, r.Ref, func(s *step) error {
		var f faults
		f.required("/text", r.Text, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		cooperating := !slices.Contains(s.c.AgencyPath, actor.Agency)
		attached, record, err := s.attach(r.Attachments)
		if err != nil {
			return err
		}
		if err := s.emit(&Acted{Attached: attached, Cooperating: cooperating}, named{name: "text", text: r.Text}, record); err != nil {
			return err
		}
		if !cooperating {
			if err := s.stopClock(sla.FirstResponse); err != nil {
				return err
			}
		}
		return s.tell(ActionMessage, true, s.saying(Text{Fa: "گزارش اقدام:", En: "a step was taken:"}, r.Text))
	})
}

// AnswerText is what an answer says.
type AnswerText struct {
	Explanation string // required: how the matter stands
	Done        string // required: what was done
	Basis       string // the legal basis
	Next        string // what comes next
}

// AnswerRequest is an agency's answer.
type AnswerRequest struct {
	Ref
	AnswerText
	Outcome      Outcome
	WithoutVisit bool     // resolved without the petitioner's coming
	Final        bool     // an interim answer keeps the clock running
	Attachments  []string // tokens of uploads, see [Desk.Upload]
}

// Answer answers the petitioner. Where the agency's settings ask for approval
// and the actor is not its head, the answer becomes a draft that waits for
// [Desk.Approve]. An answer to a case that others joined goes to them too.
func (d *Desk) Answer(ctx context.Context, actor Actor, r AnswerRequest) (Case, error) {
	// What an expert may do where approval is needed is to draft.
	return d.do(ctx, actor, AnswerCase, r.Ref, func(s *step) error {
		if err := d.checkAnswer(r); err != nil {
			return err
		}
		attached, record, err := s.attach(r.Attachments)
		if err != nil {
			return err
		}
		values := append(answerValues(r.AnswerText), record)
		if s.waitsForHead() && d.settings.approves(s.c.AgencyPath) {
			s.action = Draft
			if err := s.emit(&Drafted{Attached: attached, Outcome: r.Outcome, WithoutVisit: r.WithoutVisit, Final: r.Final}, values...); err != nil {
				return err
			}
			return s.notify(s.c.Agency, RoleAgencyHead, TaskMessage, Text{
				Fa: "پاسخی در انتظار تأیید شماست: " + persianDigits(s.c.Code.String()),
				En: "an answer waits for your approval: " + s.c.Code.String(),
			})
		}
		err = s.emit(&AnsweredCase{
			Attached: attached, Agency: s.c.Agency, Outcome: r.Outcome, WithoutVisit: r.WithoutVisit, Final: r.Final,
		}, values...)
		if err != nil {
			return err
		}
		return s.answered(r.AnswerText, r.Final)
	})
}

func answerValues(a AnswerText) []named {
	return []named{
		{name: "explanation", text: a.Explanation}, {name: "done", text: a.Done},
		{name: "basis", text: a.Basis}, {name: "next", text: a.Next},
	}
}

// checkAnswer holds an answer against what the petitioner is owed at the
// least: an explanation and what was done.
func (d *Desk) checkAnswer(r AnswerRequest) error {
	f := d.answerFaults(r)
	return f.err()
}

func (d *Desk) answerFaults(r AnswerRequest) faults {
	var f faults
	limit := d.settings.MaxText
	f.required("/explanation", r.Explanation, limit)
	f.required("/done", r.Done, limit)
	f.optional("/basis", r.Basis, limit)
	f.optional("/next", r.Next, limit)
	if !r.Outcome.Valid() {
		f.add("/outcome", "unknown", "نتیجه پاسخ شناخته نیست.", "unknown outcome; one of "+list(Outcomes()))
	}
	if r.Outcome == NeedsTime && r.Final {
		f.add("/final", "not_final", "پاسخی که زمان می‌خواهد نهایی نیست.", "an answer that needs time is not final")
	}
	return f
}

// answered does what follows every answer that goes out.
func (s *step) answered(text AnswerText, final bool) error {
	if err := s.stopClock(sla.FirstResponse); err != nil {
		return err
	}
	if final {
		if err := s.stopClock(sla.Answer); err != nil {
			return err
		}
		if err := s.startClock(sla.Objection); err != nil {
			return err
		}
	}
	return s.tell(AnswerMessage, true, s.answerText(text, final))
}

// ApproveRequest lets a draft go out.
type ApproveRequest struct{ Ref }

// Approve lets the answer that waits for approval go out as it is.
func (d *Desk) Approve(ctx context.Context, actor Actor, r ApproveRequest) (Case, error) {
	return d.do(ctx, actor, Approve, r.Ref, func(s *step) error {
		draft, p, err := s.draft()
		if err != nil {
			return err
		}
		text, err := s.answerTextOf(draft)
		if err != nil {
			return err
		}
		err = s.emit(&AnsweredCase{
			Attached: p.Attached, Agency: s.c.Agency, Outcome: p.Outcome, WithoutVisit: p.WithoutVisit, Final: p.Final, Draft: draft,
		})
		if err != nil {
			return err
		}
		return s.answered(text, p.Final)
	})
}

// SendBackRequest gives a draft back to its writer.
type SendBackRequest struct {
	Ref
	Reason string
}

// SendBack gives the answer that waits for approval back, with a reason.
func (d *Desk) SendBack(ctx context.Context, actor Actor, r SendBackRequest) (Case, error) {
	return d.do(ctx, actor, SendBack, r.Ref, func(s *step) error {
		var f faults
		f.required("/reason", r.Reason, d.settings.MaxText)
		if err := f.err(); err != nil {
			return err
		}
		draft, _, err := s.draft()
		if err != nil {
			return err
		}
		if err := s.emit(&SentBack{Draft: draft}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.notify(s.c.Agency, RoleAgencyExpert, TaskMessage, Text{
			Fa: "پاسخ شما برای اصلاح برگشت: " + s.c.Code.Format("fa"),
			En: "your answer was sent back: " + s.c.Code.Format(),
		})
	})
}

// draft finds the answer that waits for approval.
func (s *step) draft() (int64, *Drafted, error) {
	if s.c.Drafted == 0 {
		var f faults
		f.add("", "no_draft", "پاسخی در انتظار تأیید نیست.", "no answer waits for approval")
		return 0, nil, f.err()
	}
	events, err := s.desk.store.Events(s.ctx, s.c.ID)
	if err != nil {
		return 0, nil, fmt.Errorf("samad: history of case %s: %w", s.c.ID, err)
	}
	for _, e := range events {
		if e.Seq != s.c.Drafted {
			continue
		}
		p, err := e.Payload()
		if err != nil {
			return 0, nil, err
		}
		if d, ok := p.(*Drafted); ok {
			return e.Seq, d, nil
		}
	}
	return 0, nil, &HistoryError{Case: s.c.ID, Seq: s.c.Drafted, Reason: "the draft is not in the history"}
}

func (s *step) answerTextOf(seq int64) (AnswerText, error) {
	var a AnswerText
	for name, to := range map[string]*string{
		"explanation": &a.Explanation, "done": &a.Done, "basis": &a.Basis, "next": &a.Next,
	} {
		text, err := s.textOf(seq, name)
		if err != nil {
			return AnswerText{}, err
		}
		*to = text
	}
	return a, nil
}

// ExtendRequest gives an agency more time.
type ExtendRequest struct {
	Ref
	By     sla.Target // in days, such as 5d or 3wd
	Reason string
}

// waitsForHead reports whether the actor's answers wait for the head's approval
// where the agency asks for one: all but those of heads themselves.
func (s *step) waitsForHead() bool {
	return s.stamp.Role != RoleAgencyHead && s.stamp.Role != RoleMeetingHost
}

// AskExtension asks for more time for the responsible agency, with a reason:
// an expert asks the head, and a head, where Settings.CentreExtends is set, the
// centre. It waits for [Desk.Extend] or [Desk.RefuseExtension]; a later one
// takes its place. It fails as Extend does.
func (d *Desk) AskExtension(ctx context.Context, actor Actor, r ExtendRequest) (Case, error) {
	return d.do(ctx, actor, AskExtension, r.Ref, func(s *step) error { return s.askExtension(r) })
}

func (s *step) askExtension(r ExtendRequest) error {
	if _, err := s.planExtension(r); err != nil {
		return err
	}
	if err := s.emit(&ExtensionAsked{By: r.By}, named{name: "reason", text: r.Reason}); err != nil {
		return err
	}
	office, role := s.c.Agency, RoleAgencyHead
	if s.stamp.Role == RoleAgencyHead {
		office, role = s.c.Centre, RoleSupervisor
	}
	return s.notify(office, role, TaskMessage, Text{
		Fa: "درخواست تمدید مهلتی در انتظار شماست: " + persianDigits(s.c.Code.String()),
		En: "a request for more time waits for you: " + s.c.Code.String(),
	})
}

// RefuseExtension refuses the request for more time that waits, with a reason
// for the agency.
func (d *Desk) RefuseExtension(ctx context.Context, actor Actor, r ReasonRequest) (Case, error) {
	return d.do(ctx, actor, RefuseExtension, r.Ref, func(s *step) error {
		if err := d.checkReason(r.Reason); err != nil {
			return err
		}
		if s.c.TimeAsked == nil {
			return d.impossible(s.ctx, s.actor, RefuseExtension, s.c)
		}
		if err := s.emit(&ExtensionRefused{Asked: s.c.TimeAsked.Seq}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.notify(s.c.Agency, RoleAgencyHead, TaskMessage, Text{
			Fa: "تمدید مهلت پذیرفته نشد: " + persianDigits(s.c.Code.String()) + "\n" + r.Reason,
			En: "more time was refused: " + s.c.Code.String() + "\n" + r.Reason,
		})
	})
}

// planExtension checks the request and plans the clock with it.
func (s *step) planExtension(r ExtendRequest) (sla.Plan, error) {
	settings := s.desk.settings
	var f faults
	f.required("/reason", r.Reason, settings.MaxText)
	if u := r.By.Unit(); r.By.IsZero() || (u != sla.CalendarDays && u != sla.WorkingDays) {
		f.add("/by", "not_days", "مدت را به روز بنویسید؛ مانند 5d.", "give a number of days, such as 5d")
	}
	if err := f.err(); err != nil {
		return sla.Plan{}, err
	}
	clock := s.c.clock(sla.Answer)
	if clock == nil {
		return sla.Plan{}, s.desk.impossible(s.ctx, s.actor, s.action, s.c)
	}
	if len(clock.Extensions) >= settings.MaxExtensions {
		return sla.Plan{}, fmt.Errorf("samad: %d extensions of case %s: %w", len(clock.Extensions), s.c.ID, ErrLimit)
	}
	plan, err := s.extended(clock.Clock, r.By)
	if err != nil {
		return sla.Plan{}, err
	}
	most, err := s.extended(clock.Clock, settings.MaxExtension)
	if err != nil {
		return sla.Plan{}, err
	}
	if plan.Due.After(most.Due) {
		return sla.Plan{}, fmt.Errorf("samad: extension by %s, at most %s: %w", r.By, settings.MaxExtension, ErrLimit)
	}
	return plan, nil
}

// Extend gives the responsible agency more time, with a reason that the
// petitioner is told; without By, as much as was asked for (see
// [Desk.AskExtension]). Where Settings.CentreExtends is set, that of an agency's
// head becomes a request to the centre. It fails with [ErrLimit] beyond
// Settings.MaxExtensions or Settings.MaxExtension.
func (d *Desk) Extend(ctx context.Context, actor Actor, r ExtendRequest) (Case, error) {
	return d.do(ctx, actor, Extend, r.Ref, func(s *step) error {
		if r.By.IsZero() && s.c.TimeAsked != nil {
			r.By = s.c.TimeAsked.By
		}
		if s.stamp.Role == RoleAgencyHead && d.settings.CentreExtends {
			s.action = AskExtension
			return s.askExtension(r)
		}
		plan, err := s.planExtension(r)
		if err != nil {
			return err
		}
		if err := s.emit(&Extended{Stage: sla.Answer, By: r.By, Plan: plan}, named{name: "reason", text: r.Reason}); err != nil {
			return err
		}
		return s.tell(DeadlineMessage, true, s.extendedText(plan.Due, r.Reason))
	})
}

// extended plans the answer's clock with one more extension.
func (s *step) extended(clock sla.Clock, by sla.Target) (sla.Plan, error) {
	clock.Extensions = append(slices.Clone(clock.Extensions), by)
	return s.plan(sla.Answer, clock)
}

func (s *step) extendedText(due time.Time, reason string) textOf {
	return func(to Case, lang Lang) string {
		day := s.desk.dayText(due, lang)
		opening := Text{Fa: "مهلت پاسخ تا " + day + " تمدید شد. دلیل:", En: "the time to answer was extended to " + day + ". The reason:"}
		return s.saying(opening, reason)(to, lang)
	}
}
