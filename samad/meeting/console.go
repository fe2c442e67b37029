package meeting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Start begins a programme. At least one host must have accepted or sent a
// stand-in; otherwise the error is a [*StateError].
func (r *Room) Start(ctx context.Context, actor samad.Actor, id string) (Programme, error) {
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, agenciesOf(d.State), samad.RunConsole)
		if err != nil {
			return nil, err
		}
		if d.State.State == Running {
			return nil, nil
		}
		if err := stands(d.State, samad.Text{Fa: "برنامه را نخست دعوت کنید.", En: "invite its hosts first"}, Invited); err != nil {
			return nil, err
		}
		comes := false
		for _, h := range d.State.Hosts {
			comes = comes || h.Comes()
		}
		if !comes {
			return nil, &StateError{Programme: id, State: d.State.State, Reason: samad.Text{
				Fa: "هیچ میزبانی دعوت را نپذیرفته است.", En: "no host has accepted",
			}}
		}
		return nil, r.add(d, actor, role, &started{})
	})
}

// Call is a turn on air with what is known of who calls.
type Call struct {
	Turn Turn
	// Case is the petitioner's, for turns that were asked for beforehand.
	Case *samad.Dossier
	// Earlier are the petitioner's other cases, the newest first.
	Earlier []samad.Case
	Waiting int // turns still open
}

// ErrEmpty says that nobody waits.
var ErrEmpty = errors.New("meeting: nobody waits")

// Next puts the next turn on air (see [Order]) and returns it with earlier
// cases, or [ErrEmpty]. A turn that is on air is returned again: one console
// leads one call at a time.
func (r *Room) Next(ctx context.Context, actor samad.Actor, id string) (Call, error) {
	var number int
	p, err := r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, agenciesOf(d.State), samad.RunConsole)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "برنامه در جریان نیست.", En: "the programme is not running"}, Running); err != nil {
			return nil, err
		}
		for _, t := range d.State.Turns {
			if t.State == OnAir {
				number = t.Number
				return nil, nil
			}
		}
		order := Order(d.State, r.now())
		if len(order) == 0 {
			return nil, fmt.Errorf("%w in programme %s", ErrEmpty, id)
		}
		number = order[0].Number
		return nil, r.add(d, actor, role, &called{Number: number})
	})
	if err != nil {
		return Call{}, err
	}
	return r.call(ctx, actor, p, number)
}

// OnAir returns the turn that is on air as [Room.Next] does, and changes
// nothing. When none is, the error is a [*StateError].
func (r *Room) OnAir(ctx context.Context, actor samad.Actor, id string) (Call, error) {
	p, err := r.book.Read(ctx, r.ledger, id)
	if err != nil {
		return Call{}, fmt.Errorf("meeting: programme %s: %w", id, err)
	}
	if _, err := r.may(actor, p.Province, agenciesOf(p), samad.RunConsole); err != nil {
		return Call{}, err
	}
	for _, t := range p.Turns {
		if t.State == OnAir {
			return r.call(ctx, actor, p, t.Number)
		}
	}
	return Call{}, &StateError{Programme: id, State: p.State, Reason: samad.Text{Fa: "نوبتی روی خط نیست.", En: "no turn is on air"}}
}

// call tells what is known of a turn.
func (r *Room) call(ctx context.Context, actor samad.Actor, p Programme, number int) (Call, error) {
	call := Call{Turn: *p.turn(number), Waiting: len(Order(p, r.now()))}
	if call.Turn.Case == "" {
		return call, nil
	}
	dossier, err := r.desk.Dossier(ctx, actor, call.Turn.Case)
	switch {
	case errors.Is(err, samad.ErrNotFound): // a host's console, and a case that is with another agency or nobody
		return call, nil
	case err != nil:
		return Call{}, fmt.Errorf("meeting: case of turn %d: %w", number, err)
	}
	call.Case = &dossier
	if dossier.Petitioner != nil {
		if call.Earlier, err = r.desk.Earlier(ctx, actor, *dossier.Petitioner, 10); err != nil {
			return Call{}, fmt.Errorf("meeting: earlier cases of turn %d: %w", number, err)
		}
	}
	return call, nil
}

// Live is what came of a call.
type Live struct {
	Turn int
	// Began and Ended of the talk; zero: from when the turn was called until
	// now.
	Began, Ended time.Time
	// Missed: nobody answered, or the line was lost before anything was said.
	Missed bool
	// Submission is what the caller brought forward. Its channel is the
	// meeting and its key, if empty, is the turn's, so that sending the record
	// twice makes one case.
	Submission samad.Submission
	// Answer is what the host said to it; then the case is answered in the
	// same call and, when the caller accepts it, closed.
	Answer  *samad.AnswerRequest
	Accepts bool
	// Expert or Unit in the host's agency get the case when it is not answered.
	Expert, Unit string
}

// Recorded is a call that was written down.
type Recorded struct {
	Turn    Turn
	Receipt samad.Receipt // for the caller; zero when the line was missed
	Case    samad.Case
	Slow    bool // the record took longer than Settings.RecordWithin
}

// Record writes down what came of the turn on air: a case of the channel
// "meeting" that is answered live, or one that goes to an expert of the host's
// agency with the deadline of any other referral. The actor is the operator at
// the console, or the host of the turn alone at it, who is recorded as an
// operator for taking the call down and referring it to the own agency; what
// the host says is recorded under the host's post.
//
// The steps of the case are written one after the other; when one fails, the
// case stays where it is, the turn stays on air, and recording it again goes
// on from there.
func (r *Room) Record(ctx context.Context, actor samad.Actor, id string, live Live) (Recorded, error) {
	p, err := r.book.Read(ctx, r.ledger, id)
	if err != nil {
		return Recorded{}, fmt.Errorf("meeting: programme %s: %w", id, err)
	}
	if _, err := r.may(actor, p.Province, agenciesOf(p), samad.RunConsole); err != nil {
		return Recorded{}, err
	}
	turn := p.turn(live.Turn)
	if turn == nil {
		return Recorded{}, fmt.Errorf("meeting: turn %d of programme %s: %w", live.Turn, id, samad.ErrNotFound)
	}
	role, err := r.may(actor, p.Province, []samad.AgencyID{turn.Agency}, samad.RunConsole)
	if err != nil { // a host, and the turn of another
		return Recorded{}, err
	}
	if turn.State != OnAir {
		return Recorded{}, &StateError{Programme: id, State: p.State, Reason: samad.Text{Fa: "این نوبت روی خط نیست.", En: "the turn is not on air"}}
	}
	host, _ := p.Host(turn.Agency) // a turn is with a host of its programme
	out := Recorded{}
	e := &recorded{Number: live.Turn, State: Missed, Ended: or(live.Ended, r.now()).UTC().Truncate(time.Microsecond)}
	if !live.Missed {
		out.Receipt, out.Case, err = r.take(ctx, actor, p, *turn, host, live)
		if err != nil {
			return out, err
		}
		e.Case, e.Kind, e.Topic, e.State = out.Case.ID, out.Case.Kind, out.Case.Topic, HandedOn
		if live.Answer != nil {
			e.State = AnsweredNow
		}
	}
	p, err = r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		if t := d.State.turn(live.Turn); t == nil || t.State != OnAir {
			return nil, nil // recorded by the same console twice
		}
		return nil, r.add(d, actor, role, e)
	})
	if err != nil {
		return out, err
	}
	out.Turn = *p.turn(live.Turn)
	out.Slow = out.Turn.Recorded.Sub(out.Turn.Ended) > r.SettingsOf(p).RecordWithin
	return out, nil
}

// Recorded returns what [Room.Record] of the same call gave before, with the
// case as it stands now. It changes nothing. A turn that is not recorded is a
// [*StateError]; after Settings.ReceiptTTL of the Desk the error matches
// [samad.ErrReceiptExpired].
func (r *Room) Recorded(ctx context.Context, actor samad.Actor, id string, live Live) (Recorded, error) {
	p, err := r.book.Read(ctx, r.ledger, id)
	if err != nil {
		return Recorded{}, fmt.Errorf("meeting: programme %s: %w", id, err)
	}
	if _, err := r.may(actor, p.Province, agenciesOf(p), samad.RunConsole); err != nil {
		return Recorded{}, err
	}
	turn := p.turn(live.Turn)
	if turn == nil || turn.Recorded.IsZero() {
		return Recorded{}, &StateError{Programme: id, State: p.State, Reason: samad.Text{Fa: "این نوبت ثبت نشده است.", En: "the turn is not recorded"}}
	}
	out := Recorded{Turn: *turn, Slow: turn.Recorded.Sub(turn.Ended) > r.SettingsOf(p).RecordWithin}
	if turn.Case == "" || live.Missed {
		return out, nil
	}
	clerk := r.clerk(actor, p)
	result, err := r.takeCall(ctx, clerk, p, *turn, live)
	if err != nil {
		return Recorded{}, err
	}
	if result.Receipt != nil {
		out.Receipt = *result.Receipt
	}
	dossier, err := r.desk.Dossier(ctx, clerk, turn.Case)
	if err != nil {
		return Recorded{}, fmt.Errorf("meeting: case of turn %d: %w", live.Turn, err)
	}
	out.Case = dossier.Case
	return out, nil
}

// takeCall registers the call with its case, once.
func (r *Room) takeCall(ctx context.Context, actor samad.Actor, p Programme, turn Turn, live Live) (samad.CallResult, error) {
	sub := live.Submission
	sub.Channel = samad.Meeting
	sub.Key = or(sub.Key, fmt.Sprintf("meeting-%s-%d", p.ID, turn.Number))
	return r.desk.TakeCall(ctx, actor, samad.CallReport{
		Started: or(live.Began, turn.Began), Ended: or(live.Ended, r.now()), Outcome: samad.CallNewCase, Submission: &sub, Separate: true,
	})
}

// clerk is who takes a call down: the actor who may screen at the centre, else
// a host alone at the console, recorded by the same account as its operator.
// Whether the actor may run the console was asked before.
func (r *Room) clerk(actor samad.Actor, p Programme) samad.Actor {
	if _, err := r.may(actor, p.Province, nil, samad.Accept); err == nil {
		return actor
	}
	centre, _ := r.directory.Centre(p.Province, r.today()) // "" is nobody's centre
	return samad.Actor{ID: actor.ID, Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: p.Province, Post: actor.Post}
}

// take makes the case of a call and brings it where it belongs. Each step looks
// where the case stands, so that a record that broke off can be sent again.
func (r *Room) take(ctx context.Context, actor samad.Actor, p Programme, turn Turn, host Host, live Live) (samad.Receipt, samad.Case, error) {
	clerk := r.clerk(actor, p)
	result, err := r.takeCall(ctx, clerk, p, turn, live)
	if err != nil {
		return samad.Receipt{}, samad.Case{}, err
	}
	var receipt samad.Receipt
	if result.Receipt != nil {
		receipt = *result.Receipt
	}
	if len(result.Cases) == 0 {
		return receipt, samad.Case{}, fmt.Errorf("meeting: the call of turn %d made no case", turn.Number)
	}
	dossier, err := r.desk.Dossier(ctx, clerk, result.Cases[0])
	if err != nil {
		return receipt, samad.Case{}, err
	}
	c := dossier.Case
	ref := samad.Ref{ID: c.ID}
	if c.State == samad.Received {
		if c, err = r.desk.Accept(ctx, clerk, samad.AcceptRequest{Ref: ref, Agency: turn.Agency, Reason: "در ملاقات الکترونیکی با میزبان در میان گذاشته شد."}); err != nil {
			return receipt, c, err
		}
	}
	at := samad.Actor{ID: "meeting-" + p.ID, Roles: []samad.Role{samad.RoleMeetingHost}, Agency: turn.Agency, Post: host.Post}
	switch {
	case live.Answer != nil && (c.State == samad.Referred || c.State == samad.InProgress):
		answer := *live.Answer
		answer.Ref, answer.Final = ref, true
		if c, err = r.desk.Answer(ctx, at, answer); err != nil {
			return receipt, c, err
		}
	case live.Answer == nil && (live.Expert != "" || live.Unit != "") && c.Expert != live.Expert:
		if c, err = r.desk.Assign(ctx, at, samad.AssignRequest{Ref: ref, Expert: live.Expert, Unit: live.Unit}); err != nil {
			return receipt, c, err
		}
	}
	if live.Answer != nil && live.Accepts && c.State == samad.Answered {
		if c, err = r.desk.Confirm(ctx, clerk, ref); err != nil {
			return receipt, c, err
		}
	}
	return receipt, c, nil
}

// Finish ends a programme and sums it up. Turns that were not reached stay
// open in the record and are named in the report.
func (r *Room) Finish(ctx context.Context, actor samad.Actor, id string) (Summary, error) {
	p, err := r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, agenciesOf(d.State), samad.RunConsole)
		if err != nil {
			return nil, err
		}
		if d.State.State == Finished {
			return nil, nil
		}
		if err := stands(d.State, samad.Text{Fa: "برنامه در جریان نیست.", En: "the programme is not running"}, Running); err != nil {
			return nil, err
		}
		for _, t := range d.State.Turns {
			if t.State == OnAir {
				return nil, &StateError{Programme: id, State: d.State.State, Reason: samad.Text{
					Fa: "نوبت " + digits(t.Number) + " هنوز روی خط است.", En: fmt.Sprintf("turn %d is still on air", t.Number),
				}}
			}
		}
		return nil, r.add(d, actor, role, &finished{})
	})
	if err != nil {
		return Summary{}, err
	}
	return r.summary(p), nil
}
