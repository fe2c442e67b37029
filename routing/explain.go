package routing

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// Verdict is what became of a rule while a request was decided.
type Verdict string

// The verdicts on a rule.
const (
	Decides     Verdict = "decides"     // it holds and refers the case
	Contributes Verdict = "contributes" // continue: true, and it holds
	NoTarget    Verdict = "no_target"   // it holds, but none of its targets may take the case
	Outranked   Verdict = "outranked"   // it holds, but another one comes first
	Misses      Verdict = "misses"      // it does not hold
	Unknown     Verdict = "unknown"     // its expression cannot be evaluated; nothing is decided then
)

// Condition is one thing that a rule asks for, held against a request.
type Condition struct {
	// Field is the key of the rule file: kind, topic, place, channel, urgency,
	// identity, petitioner, about, flags, keywords, expr, or "valid" for the
	// days on which the rule holds.
	Field string
	// Want is what the rule asks for, of a list the entry that matched. Got is
	// what the request has; for keywords the ones found in the text.
	Want, Got string
	Holds     bool
	// Points are what the condition adds when it holds.
	Points int
}

// TargetTrial is one target of a rule, held against a request.
type TargetTrial struct {
	Target Target
	// Agency is whom the target names here, "" for nobody.
	Agency samad.AgencyID
	// Barred: the agency may not answer, because its own conduct is the matter.
	Barred bool
}

// Trial is one rule, held against a request.
type Trial struct {
	Rule     string
	Verdict  Verdict
	Points   int // of the conditions that hold
	Priority int
	// Conditions are in the order of [Match]; a rule without any always holds.
	Conditions []Condition
	// Targets are those of a deciding rule, up to the first that counts.
	Targets []TargetTrial
	// Fault is why the expression of the rule could not be evaluated, nil
	// mostly.
	Fault error
}

// Alternative is what would be decided if one fact differed.
type Alternative struct {
	// Rule is the one that would then decide, or contribute.
	Rule string
	// Miss is the only condition of the rule that does not hold now.
	Miss Condition
	// Agency would then get the case.
	Agency samad.AgencyID
}

// Explanation is a decision and how it came about.
type Explanation struct {
	// Decision is that of [Table.Route], zero with NoRoute.
	Decision samad.Decision
	// NoRoute says why nothing was decided, nil when something was.
	NoRoute *NoRouteError
	// Held are the rules that hold, in the order in which they come to decide,
	// then those with continue: true. At most one has the verdict Decides.
	Held []Trial
	// Missed are the rules that do not hold, in the order of the file.
	Missed []Trial
	// Alternatives are in the order of the file.
	Alternatives []Alternative
	// Why says in one sentence what set the deciding rule above the next one
	// that holds.
	Why samad.Text
}

// Explain decides on a request as [Table.Route] does and tells how: which rules
// hold and on what, which one decides and why, and what would have been decided
// had one fact differed. It looks at every rule, so it costs time in proportion
// to them; it is for people, not for every case.
//
// That nothing is decided is no error here. The errors are those of a done
// context and of a day that the calendar does not reach.
func (t *Table) Explain(ctx context.Context, request samad.RouteRequest) (Explanation, error) {
	decision, err := t.Route(ctx, request)
	var e Explanation
	switch {
	case errors.As(err, &e.NoRoute):
	case err != nil:
		return Explanation{}, err
	default:
		e.Decision = decision
	}
	day, err := t.day(request.At)
	if err != nil {
		return Explanation{}, err
	}
	f := &facts{RouteRequest: request, table: t, day: day}
	for i := range t.rules {
		trial := f.try(int32(i))
		if trial.Verdict == Misses {
			e.Missed = append(e.Missed, trial)
		} else {
			e.Held = append(e.Held, trial)
		}
	}
	slices.SortStableFunc(e.Held, func(a, b Trial) int {
		return cmp.Or(
			cmp.Compare(btoi(a.Verdict == Contributes), btoi(b.Verdict == Contributes)),
			cmp.Compare(b.Points, a.Points), cmp.Compare(b.Priority, a.Priority),
		)
	})
	if e.NoRoute == nil || e.NoRoute.Reason != "not_in_force" {
		f.judge(&e)
		if e.Alternatives, err = f.alternatives(ctx, e.Missed, e.Decision.Agency); err != nil {
			return Explanation{}, err
		}
	}
	return e, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// try holds one rule against the request. A deciding rule that holds is
// Outranked until judge looks at the others.
func (f *facts) try(rule int32) Trial {
	r := &f.table.rules[rule]
	trial := Trial{Rule: r.ID, Priority: r.Priority, Verdict: Outranked}
	if r.Continue {
		trial.Verdict = Contributes
	}
	trial.Conditions = f.conditions(rule)
	for _, c := range trial.Conditions {
		if c.Holds {
			trial.Points += c.Points
		} else {
			trial.Verdict = Misses
		}
	}
	trial.Fault = f.failed[rule]
	return trial
}

// judge finds the deciding rule among those that hold.
func (f *facts) judge(e *Explanation) {
	winner := -1
	for i := range e.Held {
		trial := &e.Held[i]
		if trial.Verdict == Contributes || winner >= 0 {
			continue
		}
		trial.Verdict = NoTarget
		if trial.Fault != nil {
			trial.Verdict = Unknown
			return // Route stops here too: nobody knows whether the rule holds
		}
		for _, target := range f.table.rules[f.table.ruleIndex[trial.Rule]].Refer {
			a, ok := f.resolve(target)
			one := TargetTrial{Target: target}
			if ok {
				one.Agency, one.Barred = a.ID, f.barred(a.ID)
			}
			trial.Targets = append(trial.Targets, one)
			if ok && !one.Barred {
				trial.Verdict, winner = Decides, i
				break
			}
		}
	}
	if winner >= 0 {
		e.Why = why(e.Held, winner)
	}
}

// why compares the winner with the next deciding rule that holds.
func why(held []Trial, winner int) samad.Text {
	w := held[winner]
	if winner > 0 {
		return inBoth("هیچ مقصدی از %s پرونده را نمی‌پذیرد؛ پس از آن %s است", "no target of %s may take the case; %s comes next", held[winner-1].Rule, w.Rule)
	}
	if len(held) < 2 || held[1].Verdict == Contributes {
		return inBoth("جز %s قاعده تصمیم‌گیرنده دیگری برقرار نیست", "no other rule that decides holds besides %s", w.Rule)
	}
	switch next := held[1]; {
	case w.Points > next.Points:
		return inBoth("%s از %s خاص‌تر است: %d امتیاز در برابر %d", "%s is more specific than %s: %d points to %d", w.Rule, next.Rule, w.Points, next.Points)
	case w.Priority > next.Priority:
		return inBoth("%s و %s یک اندازه خاص‌اند؛ اولویت %d آن بالاتر از %d است", "%s and %s are equally specific; its priority %d is above %d", w.Rule, next.Rule, w.Priority, next.Priority)
	default:
		return inBoth("%s و %s یک اندازه خاص‌اند و یک اولویت دارند؛ آن که در فایل زودتر آمده تصمیم می‌گیرد", "%s and %s are equally specific and of the same priority; it stands first in the file", w.Rule, next.Rule)
	}
}

// alternatives decides again for every rule that misses by one condition, with
// that fact changed to what the rule asks for.
func (f *facts) alternatives(ctx context.Context, missed []Trial, now samad.AgencyID) ([]Alternative, error) {
	var out []Alternative
	for _, trial := range missed {
		var miss []Condition
		for _, c := range trial.Conditions {
			if !c.Holds {
				miss = append(miss, c)
			}
		}
		if len(miss) != 1 {
			continue
		}
		rule := f.table.ruleIndex[trial.Rule]
		for _, changed := range f.change(rule, miss[0].Field, now) {
			d, err := f.table.Route(ctx, changed)
			if errors.Is(err, samad.ErrNoRoute) {
				continue
			}
			if err != nil {
				return nil, err
			}
			if d.Rule != trial.Rule && !f.table.rules[rule].Continue {
				continue
			}
			out = append(out, Alternative{Rule: trial.Rule, Miss: miss[0], Agency: d.Agency})
			break
		}
	}
	return out, nil
}
