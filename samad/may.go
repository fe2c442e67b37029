package samad

import (
	"slices"
	"sync"
)

// May reports whether the actor may do the action to the case. It denies
// whatever [Rights] does not allow. For actions that concern no case yet
// (submit, take a call) the case is the zero Case.
func May(actor Actor, action Action, c Case) bool {
	_, ok := builtin().by(actor, action, c)
	return ok
}

// builtin is [Rights] by action, which never changes.
var builtin = sync.OnceValue(func() rights { return newRights(Rights()) })

var areaActions = sync.OnceValue(AreaActions)

func areaAction(a Action) bool { return slices.Contains(areaActions(), a) }

// decide returns the role by which the actor may do the action to the case, by
// the first line of the table that says so. Every decision about rights is
// made here.
func decide(table []Right, actor Actor, action Action, c Case) (Role, bool) {
	if !actor.allows(action) {
		return "", false
	}
	for _, right := range table {
		if right.Action == action && actor.Has(right.Role) && right.Scope.covers(actor, c) {
			return right.Role, true
		}
	}
	return "", false
}

// MayIn reports whether the actor may do the action, one of [AreaActions], in
// the area. It reads the same table as [May], and denies actions that are done
// to cases.
func MayIn(actor Actor, action Action, area Area) bool {
	return areaAction(action) && May(actor, action, area.as())
}

// rights holds the table by action for look-ups.
type rights map[Action][]Right

func newRights(table []Right) rights {
	r := rights{}
	for _, right := range table {
		r[right.Action] = append(r[right.Action], right)
	}
	return r
}

// by is [decide] on the lines of the action.
func (r rights) by(actor Actor, action Action, c Case) (Role, bool) {
	return decide(r[action], actor, action, c)
}
