package samad

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/sla"
)

// SweepReport says what one round of [Desk.Sweep] did.
type SweepReport struct {
	Claimed   int // cases that were due
	Warned    int // warnings to offices
	Breached  int // limits that passed
	Escalated int // steps of the ladder
	Skipped   int // marks that no longer made sense
	Lapsed    int // petitioners' times that passed
	Wiped     int // receipts of idempotency keys
	// Chores counts what each chore did, by name: "retention" (cases erased),
	// "call_retention" (calls), "digest", "uploads" (attachments that no step
	// claimed, where Config.Blobs is set) and each of Config.Chores.
	Chores map[string]int
}

// Idle reports whether the round found nothing to do.
func (r SweepReport) Idle() bool {
	for _, n := range r.Chores {
		if n > 0 {
			return false
		}
	}
	return r.Claimed == 0 && r.Wiped == 0
}

// Sweep does one round of what time asks for: warnings, breaches and the
// ladder of escalation of every clock that is due, petitioners' times that
// have passed, receipts to wipe, cases and calls to erase because their time
// is over (Settings.RetentionYears), the digest of the day that has ended (see
// [Digest]), uploads that no step claimed in time, then Config.Chores. It claims at most limit cases, and does no
// more of anything else; call it again until the report is idle.
//
// Any number of sweeps may run at once, under different owners: the lease
// keeps them from doing the same work, and the revision of the case makes
// every step happen once in effect. Several cases are written in one
// transaction. One case's failure does not keep others from being swept; all
// errors are returned joined.
func (d *Desk) Sweep(ctx context.Context, owner string, limit int) (SweepReport, error) {
	report := SweepReport{Chores: map[string]int{}}
	now := d.instant()
	ids, err := d.store.ClaimDue(ctx, Claim{Now: now, Limit: limit, Lease: d.settings.ClaimLease, Owner: owner})
	if err != nil {
		return report, fmt.Errorf("samad: claim due cases: %w", err)
	}
	report.Claimed = len(ids)
	var errs []error
	for together := range slices.Chunk(ids, sweepTogether) {
		errs = append(errs, d.sweepCases(ctx, together, &report)...)
	}
	if report.Wiped, err = d.store.WipeKeys(ctx, now, limit); err != nil {
		errs = append(errs, fmt.Errorf("samad: wipe receipts: %w", err))
	}
	own := []Chore{retentionChore{d}, callRetentionChore{d}, digestChore{d, maxDigestEvents}}
	if d.blobs != nil {
		own = append(own, uploadChore{d})
	}
	for _, chore := range append(own, d.chores...) {
		done, err := chore.Run(ctx, now, limit)
		report.Chores[chore.Name()] += done
		if err != nil {
			errs = append(errs, fmt.Errorf("samad: chore %s: %w", chore.Name(), err))
		}
	}
	return report, errors.Join(errs...)
}

// sweepTogether is how many cases a sweep writes in one transaction: enough
// that the wait for the disk counts for little, few enough that people's steps
// are not held up.
const sweepTogether = 50

// sweepCases writes what is due in several cases together. When the store
// refuses, one of them has changed meanwhile, or cannot be written: then each
// is swept by itself, so that it does not keep the others.
func (d *Desk) sweepCases(ctx context.Context, ids []CaseID, report *SweepReport) []error {
	var errs []error
	if len(ids) == 1 {
		return appendError(errs, d.sweepCase(ctx, ids[0], report))
	}
	began := d.now()
	var steps []*step
	var changes []Change
	var did SweepReport
	for _, id := range ids {
		s, err := d.tickStep(ctx, id, &did)
		if err == nil && s == nil {
			continue
		}
		if err == nil {
			var own []Change
			own, err = s.changes()
			changes, steps = append(changes, own...), append(steps, s)
		}
		if err != nil {
			// What the others add up to is not known apart from this one.
			return d.sweepOneByOne(ctx, ids, report)
		}
	}
	if len(changes) == 0 {
		return nil
	}
	if err := d.store.Apply(ctx, changes...); err != nil {
		if ctx.Err() != nil {
			return []error{fmt.Errorf("samad: sweep: %w", err)}
		}
		return d.sweepOneByOne(ctx, ids, report)
	}
	report.count(did)
	for _, s := range steps {
		d.observe(ctx, s.action, s.from, s.c.State, s.c.Agency, began, nil)
	}
	return nil
}

func (d *Desk) sweepOneByOne(ctx context.Context, ids []CaseID, report *SweepReport) []error {
	var errs []error
	for _, id := range ids {
		errs = appendError(errs, d.sweepCase(ctx, id, report))
	}
	return errs
}

func appendError(errs []error, err error) []error {
	if err != nil {
		errs = append(errs, err)
	}
	return errs
}

// tickStep reads a case and makes of it the step that time asks for; nil when
// nothing is due any more, because somebody else has done it since the claim.
func (d *Desk) tickStep(ctx context.Context, id CaseID, did *SweepReport) (*step, error) {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("samad: sweep case %s: %w", id, err)
	}
	s := d.newStep(ctx, system().stamp(RoleSystem), Tick, c)
	if err := s.tick(did); err != nil {
		return nil, fmt.Errorf("samad: sweep case %s: %w", id, err)
	}
	if len(s.change.Events) == 0 {
		return nil, nil //nolint:nilnil // nothing to do is no fault
	}
	return s, nil
}

// sweepCase does everything that is due in one case, in the order of time.
func (d *Desk) sweepCase(ctx context.Context, id CaseID, report *SweepReport) error {
	began := d.now()
	for attempt := 1; ; attempt++ {
		var did SweepReport
		s, err := d.tickStep(ctx, id, &did)
		if err != nil || s == nil {
			return err
		}
		err = s.apply()
		if err == nil {
			report.count(did)
			d.observe(ctx, s.action, s.from, s.c.State, s.c.Agency, began, nil)
			return nil
		}
		if !isConflict(err) || attempt == attempts {
			d.observe(ctx, s.action, s.from, s.from, s.c.Agency, began, err)
			return fmt.Errorf("samad: sweep case %s: %w", id, err)
		}
	}
}

// count adds what was done in cases.
func (r *SweepReport) count(did SweepReport) {
	r.Warned += did.Warned
	r.Breached += did.Breached
	r.Escalated += did.Escalated
	r.Skipped += did.Skipped
	r.Lapsed += did.Lapsed
}

// maxMarks bounds what one sweep does in one case; the next sweep goes on.
const maxMarks = 100

// tick deals with every mark whose time has come, the earliest first.
func (s *step) tick(did *SweepReport) error {
	for range maxMarks {
		stage, mark, ok := s.nextMark()
		if !ok || mark.At.After(s.now) {
			return nil
		}
		lapsed, err := s.mark(stage, mark, did)
		if err != nil || lapsed {
			return err
		}
	}
	return nil
}

// nextMark finds the earliest mark of all clocks that is not dealt with.
func (s *step) nextMark() (sla.Stage, sla.Mark, bool) {
	var stage sla.Stage
	var first sla.Mark
	found := false
	for _, k := range s.c.Clocks {
		if m, ok := k.Next(); ok && (!found || m.At.Before(first.At)) {
			stage, first, found = k.Stage, m, true
		}
	}
	return stage, first, found
}

// mark deals with one mark. It returns true when the case has ended by it.
func (s *step) mark(stage sla.Stage, m sla.Mark, did *SweepReport) (bool, error) {
	petitioners := stage == sla.PetitionerReply || stage == sla.Objection
	switch {
	case m.Kind == sla.Breach && petitioners:
		did.Lapsed++
		return true, s.lapse(stage, m)
	case m.Kind == sla.Warning && s.superseded(stage, m):
		did.Skipped++
		return false, s.emit(&MarkSkipped{Stage: stage, Mark: m, Why: "the deadline had passed when its turn came"})
	case m.Kind == sla.Warning && petitioners:
		did.Warned++
		return false, s.remind(stage, m)
	case m.Kind == sla.Warning:
		did.Warned++
		if err := s.emit(&Warned{Stage: stage, Mark: m}); err != nil {
			return false, err
		}
		return false, s.alert(stage, m, WarningMessage, Text{Fa: "مهلت نزدیک است", En: "a deadline is near"})
	case m.Kind == sla.Breach:
		did.Breached++
		if err := s.emit(&Breached{Stage: stage, Mark: m}); err != nil {
			return false, err
		}
		return false, s.alert(stage, m, BreachMessage, Text{Fa: "مهلت گذشت", En: "a deadline has passed"})
	default:
		did.Escalated++
		if err := s.emit(&Escalated{Stage: stage, Mark: m, Role: s.markRole(stage, m)}); err != nil {
			return false, err
		}
		return false, s.alert(stage, m, EscalatedMessage, Text{Fa: "پرونده با تاخیر به مقام بالاتر رسید", En: "a late case was escalated"})
	}
}

// superseded reports whether a warning comes too late to warn of anything:
// after an outage, the breach says what there is to say.
func (s *step) superseded(stage sla.Stage, m sla.Mark) bool {
	k := s.c.clock(stage)
	return k != nil && m.At.Before(k.Plan.Due) && !s.now.Before(k.Plan.Due)
}

// lapse ends a case because its petitioner's time has passed.
func (s *step) lapse(stage sla.Stage, m sla.Mark) error {
	s.action = Lapse
	if err := s.emit(&Breached{Stage: stage, Mark: m}); err != nil {
		return err
	}
	reason, text := EndNoObjection, Text{
		Fa: "چون در مهلت اعتراض، اعتراضی نرسید بسته شد.",
		En: "closed: no objection came in time.",
	}
	if stage == sla.PetitionerReply {
		if err := s.releaseAll(); err != nil { // those who joined were asked nothing
			return err
		}
		reason, text = EndNoReply, Text{
			Fa: "چون به پرسش پاسخی نرسید بسته شد. اگر هنوز پیگیر هستید، اعتراض بفرستید.",
			En: "closed: no reply came to the question. If the matter stands, object to have it taken up again.",
		}
	}
	if err := s.emit(&ClosedCase{Reason: reason}); err != nil {
		return err
	}
	return s.tell(EndedMessage, true, s.saying(text))
}

// remind tells the petitioner that the own time is running out.
func (s *step) remind(stage sla.Stage, m sla.Mark) error {
	if err := s.emit(&Warned{Stage: stage, Mark: m}); err != nil {
		return err
	}
	due := s.c.clock(stage).Plan.Due
	return s.tell(DeadlineMessage, false, func(to Case, lang Lang) string {
		day := s.desk.dayText(due, lang)
		opening := Text{Fa: "تا " + day + " می‌توانید به پاسخ اعتراض کنید.", En: "you may object to the answer until " + day + "."}
		if stage == sla.PetitionerReply {
			opening = Text{Fa: "تا " + day + " برای پاسخ به پرسش فرصت دارید.", En: "you have until " + day + " to reply to the question."}
		}
		return s.saying(opening)(to, lang)
	})
}

// markRole is the role to which a mark speaks. A role that a policy invents
// falls to oversight, so that no step of the ladder is lost.
func (s *step) markRole(stage sla.Stage, m sla.Mark) Role {
	if role := Role(m.Role); role.Valid() {
		return role
	}
	if m.Role == "" {
		if stage == sla.Screening {
			return RoleSupervisor
		}
		return RoleAgencyHead
	}
	return RoleOversight
}

// alert tells an office about a clock: the agency for its own roles, the
// centre for all above it.
func (s *step) alert(stage sla.Stage, m sla.Mark, kind MessageKind, what Text) error {
	role := s.markRole(stage, m)
	office := s.c.Centre
	switch role {
	case RoleAgencyHead, RoleAgencyExpert, RoleAgencyOversight:
		if s.c.Agency != "" {
			office = s.c.Agency
		} else {
			role = RoleSupervisor // nobody is responsible but the centre
		}
	}
	due := s.c.clock(stage).Plan.Due
	return s.notify(office, role, kind, Text{
		Fa: what.Fa + ": پرونده " + persianDigits(s.c.Code.String()) + "، " + s.desk.dayText(due, Persian),
		En: what.En + ": case " + s.c.Code.String() + ", " + s.desk.dayText(due, English),
	})
}
