package oversight

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// DutyKind is a duty of agencies: "all must do the duties laid down" (the
// source article's claim 29).
type DutyKind string

// The duties. Invitations, and whatever else other rooms keep, are brought by
// [DutySource]s.
const (
	DutyAnswer     DutyKind = "answer_in_time"
	DutyPresence   DutyKind = "open_door"
	DutyResolution DutyKind = "resolution"
	DutyLetter     DutyKind = "acknowledge_letter"
	DutyDemand     DutyKind = "answer_demand"
	DutyInvitation DutyKind = "invitation"
)

// Basis returns on what a duty rests.
func (k DutyKind) Basis() samad.Text {
	switch k {
	case DutyAnswer:
		return samad.Text{Fa: "مهلت ده‌روزه پاسخ از زمان ارجاع در سامد", En: "ten days to answer from the referral through Samad on (the source article's claim 61)"}
	case DutyPresence:
		return samad.Text{Fa: "تکلیف حضور مدیران در روز و ساعت دیدار مردمی", En: "managers must be at their workplace at the open-door hours (the source article's claim 30)"}
	case DutyResolution:
		return samad.Text{Fa: "مصوبه کمیسیون تخصصی استانداری", En: "a resolution of a specialised commission (the source article's claim 37)"}
	case DutyLetter:
		return samad.Text{Fa: "نامه رسمی دفتر بازرسی استانداری", En: "a letter of the inspection office"}
	case DutyDemand:
		return samad.Text{Fa: "مطالبه استانداری از جانب مردم", En: "a demand on the people's behalf (the source article's claim 51)"}
	case DutyInvitation:
		return samad.Text{Fa: "دعوت به ملاقات الکترونیکی سامد", En: "an invitation to an electronic meeting at Samad"}
	default:
		return samad.Text{}
	}
}

// DutyState says whether a duty was done.
type DutyState string

// The states of a duty.
const (
	DutyKept   DutyState = "kept"
	DutyBroken DutyState = "broken"
	DutyOpen   DutyState = "open" // its time has not passed
)

// Duty is one duty of an agency with its evidence.
type Duty struct {
	Kind  DutyKind   `json:"kind"`
	Basis samad.Text `json:"basis"`
	Due   time.Time  `json:"due"`
	State DutyState  `json:"state"`
	// Record or Case is the evidence.
	Record ledger.Ref   `json:"record,omitzero"`
	Case   samad.CaseID `json:"case,omitempty"`
}

// DutySource brings duties that are kept elsewhere into the register.
type DutySource interface {
	// Duties returns the agency's duties that were due in the half-open span.
	Duties(ctx context.Context, agency samad.AgencyID, from, to time.Time) ([]Duty, error)
}

// Register is the register of duties of an agency for a span of days.
type Register struct {
	Agency samad.AgencyID `json:"agency"`
	From   time.Time      `json:"from"`
	To     time.Time      `json:"to"` // half-open
	// Sums counts by kind; Duties are all of them, or in what is stored the
	// broken ones alone, at most a thousand.
	Sums   []DutySum `json:"sums"`
	Duties []Duty    `json:"duties,omitempty"`
}

// DutySum counts the duties of a kind.
type DutySum struct {
	Kind   DutyKind `json:"kind"`
	Kept   int      `json:"kept"`
	Broken int      `json:"broken"`
	Open   int      `json:"open,omitempty"`
}

func registerBook() *ledger.Book[Register] {
	return ledger.NewBook("register",
		func(r Register) ledger.Keys {
			return ledger.Keys{State: "closed", Agency: r.Agency, At: r.From}
		},
		func() ledger.Payload[Register] { return new(registerClosed) })
}

type registerClosed struct{ Register }

func (*registerClosed) EventType() string { return "closed" }

func (p *registerClosed) Apply(s *Register, _ ledger.Event) error {
	*s = p.Register
	return nil
}

// MayReadDuties reports whether the actor may read the register of an agency: by
// the agency, or by the place in which it serves. What an agency owes is not told by place, so one of another province is out of reach.
func (o *Office) MayReadDuties(actor samad.Actor, agency samad.AgencyID) bool {
	if !May(actor, ReadDuties, o.subject(agency, actor.Place)) {
		return false
	}
	a, known := o.directory.Agency(agency, o.day(o.now()))
	if actor.Place == "" || !known || slices.Contains(o.directory.AgencyPath(agency, o.day(o.now())), actor.Agency) {
		return true
	}
	return slices.ContainsFunc(a.Places, func(p samad.PlaceID) bool { return p.Under(actor.Place) || actor.Place.Under(p) })
}

// Register computes the register of an agency, its subtree left out, for the
// duties that were due in the period.
func (o *Office) Register(ctx context.Context, actor samad.Actor, agency samad.AgencyID, period Period) (Register, error) {
	if !o.MayReadDuties(actor, agency) {
		return Register{}, &ForbiddenError{Action: ReadDuties, Roles: slices.Clone(actor.Roles)}
	}
	var f faults
	f.check(!period.From.IsZero() && !period.To.Before(period.From), "/period", "این بازه درست نیست.", "the period is not right")
	f.agency(o, "/agency", agency)
	if err := f.err(); err != nil {
		return Register{}, err
	}
	return o.register(ctx, agency, period.From.Start(o.location).UTC(), period.To.End(o.location).UTC(), o.instant())
}

func (o *Office) register(ctx context.Context, agency samad.AgencyID, from, to, now time.Time) (Register, error) {
	r := Register{Agency: agency, From: from, To: to}
	for _, part := range []func(context.Context, *Register, time.Time) error{
		o.answerDuties, o.presenceDuties, o.resolutionDuties, o.letterDuties, o.demandDuties,
	} {
		if err := part(ctx, &r, now); err != nil {
			return Register{}, err
		}
	}
	for _, source := range o.duties {
		more, err := source.Duties(ctx, agency, from, to)
		if err != nil {
			return Register{}, fmt.Errorf("oversight: duties of %s: %w", agency, err)
		}
		r.Duties = append(r.Duties, more...)
	}
	slices.SortStableFunc(r.Duties, func(a, b Duty) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Kind, b.Kind))
	})
	sums := map[DutyKind]*DutySum{}
	for _, d := range r.Duties {
		if sums[d.Kind] == nil {
			sums[d.Kind] = &DutySum{Kind: d.Kind}
		}
		switch d.State {
		case DutyKept:
			sums[d.Kind].Kept++
		case DutyBroken:
			sums[d.Kind].Broken++
		default:
			sums[d.Kind].Open++
		}
	}
	for _, s := range sums {
		r.Sums = append(r.Sums, *s)
	}
	slices.SortFunc(r.Sums, func(a, b DutySum) int { return cmp.Compare(a.Kind, b.Kind) })
	return r, nil
}

// put adds a duty that was due within the register's span: done is when it was
// done, zero for not yet.
func (r *Register) put(kind DutyKind, due, done, now time.Time, d Duty) {
	if due.IsZero() || due.Before(r.From) || !due.Before(r.To) {
		return
	}
	d.Kind, d.Basis, d.Due = kind, kind.Basis(), due
	switch {
	case !done.IsZero() && !done.After(due):
		d.State = DutyKept
	case !done.IsZero() || now.After(due):
		d.State = DutyBroken
	default:
		d.State = DutyOpen
	}
	r.Duties = append(r.Duties, d)
}

// answerDuties are the limits of answers. A clock is the duty of the agency to
// which the case was referred last in the clock's episode; a paused one is due
// nowhere.
func (o *Office) answerDuties(ctx context.Context, r *Register, now time.Time) error {
	return o.eachCase(ctx, samad.Query{Agencies: []samad.AgencyID{r.Agency}, CreatedTo: r.To, Order: samad.OldestFirst}, 1_000_000,
		func(c samad.Case) error {
			for _, k := range c.Clocks {
				if k.Stage != sla.Answer || k.Paused() || referredTo(c, k.Episode) != r.Agency {
					continue
				}
				done := k.Stopped
				if !k.Breached.IsZero() {
					// Breached is breached, whatever came of it: a question to
					// the petitioner or more time moves the limit only then.
					done = k.Plan.Due.Add(time.Microsecond)
				}
				if !answered(c, k.Episode) && !done.IsZero() && k.Breached.IsZero() {
					continue // ended without an answer: withdrawn, merged
				}
				r.put(DutyAnswer, k.Plan.Due, done, now, Duty{Case: c.ID})
			}
			return nil
		})
}

func referredTo(c samad.Case, episode int) samad.AgencyID {
	agency := c.Agency
	for _, x := range c.Referrals {
		if x.Episode == episode {
			agency = x.Agency
		}
	}
	return agency
}

func answered(c samad.Case, episode int) bool {
	return slices.ContainsFunc(c.Answers, func(a samad.Answer) bool { return a.Final && a.Episode == episode })
}

// presenceDuties are what visits found; days without a visit prove nothing.
func (o *Office) presenceDuties(ctx context.Context, r *Register, _ time.Time) error {
	return o.books.visits.All(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{r.Agency}, From: r.From, To: r.To,
		States: []string{string(VisitReported), string(VisitSettled)}}, func(id string, v Visit) error {
		d := Duty{Kind: DutyPresence, Basis: DutyPresence.Basis(), Due: v.At, State: DutyKept, Record: o.books.visits.Ref(id)}
		if (v.Report.Finding == Absent || v.Report.Finding == Late) && v.Excused == "" {
			withdrawn, err := o.withdrawn(ctx, v.Letter)
			if err != nil {
				return err
			}
			if !withdrawn {
				d.State = DutyBroken
			}
		}
		r.Duties = append(r.Duties, d)
		return nil
	})
}

func (o *Office) resolutionDuties(ctx context.Context, r *Register, now time.Time) error {
	return o.books.resolutions.All(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{r.Agency}, To: r.To}, func(id string, x Resolution) error {
		var done time.Time
		for _, s := range x.Steps {
			switch s.Kind {
			case "reported":
				done = s.At
			case "sent_back":
				done = time.Time{}
			}
		}
		if x.State == ResolutionFailed {
			done = x.Due.Add(time.Microsecond)
		}
		r.put(DutyResolution, x.Due, done, now, Duty{Record: o.books.resolutions.Ref(id)})
		return nil
	})
}

func (o *Office) letterDuties(ctx context.Context, r *Register, now time.Time) error {
	return o.books.letters.All(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{r.Agency}, To: r.To}, func(id string, l Letter) error {
		r.put(DutyLetter, l.AckDue, l.Acknowledged, now, Duty{Record: o.books.letters.Ref(id)})
		return nil
	})
}

func (o *Office) demandDuties(ctx context.Context, r *Register, now time.Time) error {
	return o.books.demands.All(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{r.Agency}, To: r.To}, func(id string, d Demand) error {
		var done time.Time
		for _, s := range d.Steps {
			switch {
			case s.Kind == "answer" && done.IsZero():
				done = s.At
			case s.Kind == "not_enough":
				done = time.Time{} // Due moved on with it
			}
		}
		if d.State == DemandDropped {
			return nil // was not justified
		}
		r.put(DutyDemand, d.Due, done, now, Duty{Record: o.books.demands.Ref(id)})
		return nil
	})
}

// Registers returns one page of the registers that were closed for an agency,
// the newest first.
func (o *Office) Registers(ctx context.Context, actor samad.Actor, agency samad.AgencyID, cursor string, limit int) ([]Register, string, error) {
	if !o.MayReadDuties(actor, agency) {
		return nil, "", &ForbiddenError{Action: ReadDuties, Roles: slices.Clone(actor.Roles)}
	}
	return o.books.registers.List(ctx, o.ledger, ledger.Query{Agencies: []samad.AgencyID{agency}, Cursor: cursor, Limit: limit})
}

// closeRegisters writes the registers of the Persian month before the instant,
// for agencies that had duties in it: at most limit in one call.
func (o *Office) closeRegisters(ctx context.Context, now time.Time, limit int) (int, bool, error) {
	today := o.day(now)
	first, err := persian.New(today.Year(), today.Month(), 1)
	if err != nil {
		return 0, false, fmt.Errorf("oversight: close registers: %w", err)
	}
	before, err := first.AddMonths(-1)
	if err != nil {
		return 0, false, fmt.Errorf("oversight: close registers: %w", err)
	}
	month := fmt.Sprintf("%04d-%02d", before.Year(), before.Month())
	done := 0
	for _, a := range o.directory.Agencies(today) {
		id := string(a.ID) + "/" + month
		if _, err := o.ledger.Record(ctx, o.books.registers.Ref(id)); err == nil {
			continue
		} else if !isNotFound(err) {
			return done, false, err
		}
		if done == limit {
			return done, false, nil
		}
		r, err := o.register(ctx, a.ID, before.Start(o.location).UTC(), first.Start(o.location).UTC(), now)
		if err != nil {
			return done, false, err
		}
		if len(r.Duties) == 0 {
			continue
		}
		r.Duties = slices.DeleteFunc(r.Duties, func(d Duty) bool { return d.State != DutyBroken })
		r.Duties = r.Duties[:min(len(r.Duties), 1000)]
		w := o.beginByTime(now)
		d := keep(w, o.books.registers.New(id))
		if err := add(w, d, &registerClosed{r}); err != nil {
			return done, false, err
		}
		if err := w.apply(ctx); err != nil && !ledger.IsConflict(err) { // another sweep was faster
			return done, false, err
		}
		done++
	}
	return done, true, nil
}
