package demo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/samad"
)

// life is one case on its way.
type life struct {
	y       *year
	dice    *rand.Rand
	case_   samad.Case
	receipt samad.Receipt
	given   bool // it was given back once
	fate    fate // of those that every year must have
}

type action = func(ctx context.Context, w *worker) (*step, error)

// newLife plans the filing of a case.
func (y *year) newLife(number int) *step {
	l := &life{y: y, dice: y.chance(1, number)}
	sub, phone := l.submission(number)
	at := y.randomInstant(l.dice, phone)
	at = l.destine(number, at, &sub)
	return &step{at, func(ctx context.Context, w *worker) (*step, error) {
		if err := l.file(ctx, w, sub, phone); err != nil {
			return nil, err
		}
		y.mu.Lock()
		y.report.Cases++
		y.numbers[l.receipt.Case] = number
		y.mu.Unlock()
		return l.screening(w.now), nil
	}}
}

func (l *life) file(ctx context.Context, w *worker, sub samad.Submission, phone bool) error {
	if !phone {
		who := samad.Anonymous()
		if sub.Channel != samad.Web { // at the counter, or by the gateway for texts
			who = l.y.Staff.Operator
		}
		var err error
		l.receipt, err = w.Submit(ctx, who, sub)
		return err
	}
	length := time.Duration(90+l.dice.IntN(240)) * time.Second
	took, err := w.TakeCall(ctx, l.y.Staff.Operator, samad.CallReport{
		Caller: sub.Petitioner.Mobile, Started: w.now.Add(-length), Ended: w.now, Outcome: samad.CallNewCase, Submission: &sub, Separate: true,
	})
	if err == nil {
		l.receipt = *took.Receipt
		l.y.mu.Lock()
		l.y.report.Calls++
		l.y.mu.Unlock()
	}
	return err
}

func (l *life) ref() samad.Ref { return samad.Ref{ID: l.receipt.Case} }

// keep takes over the case after a step.
func (l *life) keep(c samad.Case, err error) error {
	if err == nil {
		l.case_ = c
	}
	return err
}

// then plans a step so much office time later.
func (l *life) then(from time.Time, work time.Duration, do action) *step {
	at, _, err := l.y.Calendar.AddWorkingTime(from, work)
	if err != nil { // beyond the calendar: never
		return nil
	}
	return &step{at.Add(time.Duration(l.dice.IntN(600)) * time.Second), do}
}

// after plans a petitioner's step, at any hour but the night.
func (l *life) after(from time.Time, hours float64, do action) *step {
	at := from.Add(time.Duration(hours * float64(time.Hour)))
	if h := at.In(l.y.Desk.Location).Hour(); h < 7 {
		at = at.Add(time.Duration(8-h) * time.Hour)
	}
	return &step{at, do}
}

// hit is true so many times in a hundred.
func (l *life) hit(percent int) bool { return l.dice.IntN(100) < percent }

// spread is a time around a median, seldom much longer.
func (l *life) spread(median, width float64) float64 {
	return median * math.Exp(width*l.dice.NormFloat64())
}

func officeHours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

// screening is what the centre makes of a case.
func (l *life) screening(now time.Time) *step {
	return l.then(now, officeHours(l.spread(2, 0.8)), func(ctx context.Context, w *worker) (*step, error) {
		operator := l.y.Staff.Operator
		switch n := l.dice.IntN(100); {
		case l.fate != chance:
			return l.accept(ctx, w)
		case n < 5:
			return nil, l.keep(w.Decline(ctx, operator, samad.DeclineRequest{Ref: l.ref(), Text: pick(l.dice, declines)}))
		case n < 12:
			return nil, l.keep(w.Advise(ctx, operator, samad.AdviseRequest{Ref: l.ref(), Text: pick(l.dice, advices)}))
		case n < 20:
			if err := l.keep(w.Ask(ctx, operator, samad.AskRequest{Ref: l.ref(), Question: pick(l.dice, questions)})); err != nil {
				return nil, err
			}
			return l.reply(w.now), nil
		default:
			return l.accept(ctx, w)
		}
	})
}

// reply is the petitioner's, who sometimes never replies.
func (l *life) reply(now time.Time) *step {
	if l.hit(25) {
		return nil
	}
	return l.after(now, l.spread(30, 0.9), func(ctx context.Context, w *worker) (*step, error) {
		who, _, err := w.Authenticate(ctx, l.receipt.Code, l.receipt.PIN)
		if err != nil {
			return nil, err
		}
		if err := l.keep(w.Inform(ctx, who, samad.InformRequest{Ref: l.ref(), Text: pick(l.dice, replies)})); err != nil {
			return nil, err
		}
		if l.case_.State == samad.Received {
			return l.then(w.now, officeHours(l.spread(2, 0.6)), l.accept), nil
		}
		return l.handling(w.now), nil
	})
}

// accept refers the case by the rules, or by hand where there is none.
func (l *life) accept(ctx context.Context, w *worker) (*step, error) {
	request := samad.AcceptRequest{Ref: l.ref()}
	err := l.keep(w.Accept(ctx, l.y.Staff.Operator, request))
	if err != nil {
		request.Agency, request.Reason = pick(l.dice, l.y.agencies), "به تشخیص کارشناس سامد"
		err = l.keep(w.Accept(ctx, l.y.Staff.Operator, request))
	}
	if err != nil {
		return nil, err
	}
	return l.handling(w.now), nil
}

// handling is what the agency makes of a case: it gives it back, leaves it, or
// works on it.
func (l *life) handling(now time.Time) *step {
	head, ok := l.y.Staff.Head(l.case_.Agency)
	if !ok {
		return nil
	}
	pace := l.y.pace(l.case_.Agency)
	switch n := l.dice.IntN(100); {
	case l.fate == left, l.fate == unheard && l.case_.Objections > 0:
		return nil
	case l.fate != chance:
		return l.then(now, officeHours(9), l.answer)
	case n < 2:
		return l.after(now, l.spread(40, 0.8), l.withdraw)
	case n < 6 && !l.given:
		l.given = true
		return l.then(now, officeHours(l.spread(6, 0.6)), l.giveBack)
	case float64(n) < 7+3*pace.neglect:
		return nil // and time goes by
	case n < 40:
		return l.then(now, officeHours(l.spread(3, 0.8)), func(ctx context.Context, w *worker) (*step, error) {
			return l.assign(ctx, w, head)
		})
	}
	return l.then(now, officeHours(l.spread(pace.hours, 0.7)), l.answer)
}

func (l *life) withdraw(ctx context.Context, w *worker) (*step, error) {
	who, _, err := w.Authenticate(ctx, l.receipt.Code, l.receipt.PIN)
	if err != nil {
		return nil, err
	}
	return nil, l.keep(w.Withdraw(ctx, who, samad.WithdrawRequest{Ref: l.ref(), Text: "مشکل از راه دیگری حل شد."}))
}

func (l *life) giveBack(ctx context.Context, w *worker) (*step, error) {
	head, _ := l.y.Staff.Head(l.case_.Agency)
	propose := pick(l.dice, l.y.agencies)
	if propose == l.case_.Agency {
		return l.answer(ctx, w)
	}
	err := l.keep(w.Return(ctx, head, samad.ReturnRequest{Ref: l.ref(), Propose: propose, Text: pick(l.dice, returns)}))
	if err != nil {
		return nil, err
	}
	if l.case_.State == samad.Received {
		return l.then(w.now, officeHours(l.spread(3, 0.6)), l.accept), nil
	}
	return l.handling(w.now), nil
}

func (l *life) assign(ctx context.Context, w *worker, head samad.Actor) (*step, error) {
	if expert, ok := l.y.Staff.Expert(l.case_.Agency); ok {
		if err := l.keep(w.Assign(ctx, head, samad.AssignRequest{Ref: l.ref(), Expert: expert.ID})); err != nil {
			return nil, err
		}
	}
	pace := l.y.pace(l.case_.Agency)
	return l.then(w.now, officeHours(l.spread(pace.hours/2, 0.6)), func(ctx context.Context, w *worker) (*step, error) {
		if err := l.keep(w.Act(ctx, head, samad.ActRequest{Ref: l.ref(), Text: pick(l.dice, actions)})); err != nil {
			return nil, err
		}
		if l.hit(8) {
			return nil, l.keep(w.Ask(ctx, head, samad.AskRequest{Ref: l.ref(), Question: pick(l.dice, questions)}))
		}
		return l.then(w.now, officeHours(l.spread(pace.hours/2, 0.7)), l.answer), nil
	}), nil
}

func (l *life) answer(ctx context.Context, w *worker) (*step, error) {
	head, ok := l.y.Staff.Head(l.case_.Agency)
	if !ok {
		return nil, fmt.Errorf("demo: %s has no head", l.case_.Agency)
	}
	a := pick(l.dice, answers)
	if l.fate == upheld || l.fate == unheard {
		a = answers[4]
		if l.case_.Objections > 0 {
			a = answers[0]
		}
	}
	err := l.keep(w.Answer(ctx, head, samad.AnswerRequest{
		Ref: l.ref(), AnswerText: a.AnswerText, Outcome: a.outcome, WithoutVisit: l.hit(60), Final: true,
	}))
	if err != nil {
		return nil, err
	}
	if (l.fate == upheld || l.fate == unheard) && l.case_.Objections == 0 {
		return l.after(w.now, 20, l.object), nil
	}
	if a.outcome == samad.Done && l.hit(70) || l.hit(35) {
		return l.judge(w.now, a.outcome), nil
	}
	return nil, nil //nolint:nilnil // silence: the time for objection ends the case
}

// judge is the petitioner's word on the answer.
func (l *life) judge(now time.Time, outcome samad.Outcome) *step {
	return l.after(now, l.spread(20, 1), func(ctx context.Context, w *worker) (*step, error) {
		who, _, err := w.Authenticate(ctx, l.receipt.Code, l.receipt.PIN)
		if err != nil {
			return nil, err
		}
		if l.hit(55) {
			score := min(5, max(1, 3+l.dice.IntN(3)-l.dice.IntN(3)))
			if outcome == samad.Done {
				score = min(5, score+1)
			}
			if err := l.keep(w.Rate(ctx, who, samad.RateRequest{Ref: l.ref(), Answer: score, Conduct: min(5, score+l.dice.IntN(2))})); err != nil {
				return nil, err
			}
		}
		unhappy := 45
		if outcome == samad.Done {
			unhappy = 9
		}
		if l.case_.Objections < 2 && l.hit(unhappy) {
			if err := l.keep(w.Object(ctx, who, samad.ObjectRequest{Ref: l.ref(), Text: pick(l.dice, objections)})); err != nil {
				return nil, err
			}
			return l.handling(w.now), nil
		}
		return nil, l.keep(w.Confirm(ctx, who, l.ref()))
	})
}
