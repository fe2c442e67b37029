package samad

import (
	"context"
	"slices"
)

// steps returns what the actor may do to the case as it stands, in the order
// of [Actions]: what [Rights] gives and [Transitions] allows. Dossiers and
// refusals tell the same.
func (d *Desk) steps(ctx context.Context, actor Actor, c Case) ([]Action, error) {
	var out []Action
	for _, a := range Actions() {
		if _, ok := d.rights.by(actor, a, c); !ok || c.Erased || !d.moves.allow(c.State, a) {
			continue
		}
		if a == AnswerByLetter {
			if byLetter, err := d.ByLetter(ctx, c); err != nil {
				return nil, err
			} else if !byLetter {
				continue
			}
		}
		out = append(out, a)
	}
	return out, nil
}

// impossible is the error of a step that the state does not allow. It tells
// what the actor could do instead; who else could do what is not the actor's
// to know.
func (d *Desk) impossible(ctx context.Context, actor Actor, action Action, c Case) error {
	possible, err := d.steps(ctx, actor, c)
	if err != nil {
		return err
	}
	possible = slices.DeleteFunc(possible, func(a Action) bool { return a == action })
	slices.Sort(possible)
	return &TransitionError{Action: action, State: c.State, Possible: possible}
}
