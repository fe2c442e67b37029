package samad

import "slices"

// Scope says on which cases a right holds.
type Scope string

// The scopes. Except for own and any, an actor's Place always limits it too.
const (
	// ScopeOwn: the case whose code and PIN the actor has proven.
	ScopeOwn Scope = "own"
	// ScopeCentre: cases that the actor's centre screens and watches.
	ScopeCentre Scope = "centre"
	// ScopeAgency: cases for which an agency in the actor's subtree is
	// responsible.
	ScopeAgency Scope = "agency"
	// ScopeNamed: as ScopeAgency, but only where the petitioner is named.
	ScopeNamed Scope = "named"
	// ScopeCooperating: cases to which an agency in the actor's subtree
	// contributes.
	ScopeCooperating Scope = "cooperating"
	// ScopeAssigned: cases of the agency that are assigned to the actor, or
	// to the actor's unit and to nobody yet.
	ScopeAssigned Scope = "assigned"
	// ScopeAssignedNamed: as ScopeAssigned, where the petitioner is named.
	ScopeAssignedNamed Scope = "assigned_named"
	// ScopePlace: cases in the actor's place subtree, which must be set.
	ScopePlace Scope = "place"
	// ScopeAny: every case; also what concerns no case yet.
	ScopeAny Scope = "any"
)

// Right is one line of the table of rights.
type Right struct {
	Role   Role
	Action Action
	Scope  Scope
}

// Rights returns the whole table of rights. What is not in it is denied.
func Rights() []Right {
	var table []Right
	give := func(scope Scope, role Role, actions ...Action) {
		for _, a := range actions {
			table = append(table, Right{role, a, scope})
		}
	}
	give(ScopeAny, RolePetitioner, Submit)
	give(ScopeOwn, RolePetitioner, Read, ReadIdentity, Inform, Object, Rate, Withdraw, Confirm)

	screening := []Action{Read, ReadIdentity, Accept, Refer, Ask, Merge, Separate, Decline, Advise, FollowUp, ReplacePIN, Close}
	onBehalf := []Action{Inform, Object, Rate, Withdraw, Confirm} // a caller whom the operator has on the line
	for _, role := range []Role{RoleOperator, RoleSupervisor} {
		give(ScopeAny, role, Submit, TakeCall)
		give(ScopeCentre, role, screening...)
		give(ScopeCentre, role, onBehalf...)
		give(ScopeCentre, role, ReadCalls)
	}
	give(ScopeCentre, RoleSupervisor, Reopen, Extend, Escalate)

	work := []Action{Ask, Return, Act, Draft, AnswerCase}
	give(ScopeAgency, RoleAgencyHead, Read, Assign, Refer, Approve, SendBack, Extend)
	give(ScopeAgency, RoleAgencyHead, work...)
	give(ScopeNamed, RoleAgencyHead, ReadIdentity)
	give(ScopeCooperating, RoleAgencyHead, Read, Act)
	give(ScopeAssigned, RoleAgencyExpert, Read)
	give(ScopeAssigned, RoleAgencyExpert, work...)
	give(ScopeAssignedNamed, RoleAgencyExpert, ReadIdentity)
	give(ScopeAgency, RoleAgencyOversight, Read, SendBack)
	give(ScopeAny, RoleMeetingHost, TakeCall)
	give(ScopeAgency, RoleMeetingHost, Read, Assign, Act, AnswerCase)

	give(ScopePlace, RoleInspector, Read)
	give(ScopePlace, RoleCommissionSecretary, Read)
	give(ScopePlace, RoleCommissionMember, Read)
	give(ScopePlace, RoleOversight, Read, ReadIdentity, ReadCalls, Refer, Extend, Escalate, Close, Reopen, Separate, FollowUp)
	give(ScopePlace, RoleGovernor, Read, ReadCalls, Escalate)

	give(ScopeAny, RoleAdmin, Read, Erase)
	give(ScopeAny, RoleService, Submit)
	give(ScopeAny, RoleSystem, Accept, Refer, Tick, Lapse, Escalate, Erase)
	return table
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

// by returns the role by which the actor may do the action to the case.
func (r rights) by(actor Actor, action Action, c Case) (Role, bool) {
	for _, right := range r[action] {
		if actor.Has(right.Role) && right.Scope.covers(actor, c) {
			return right.Role, true
		}
	}
	return "", false
}

// May reports whether the actor may do the action to the case. It denies
// whatever [Rights] does not allow. For actions that concern no case yet
// (submit, take a call) the case is the zero Case.
func May(actor Actor, action Action, c Case) bool {
	for _, right := range Rights() {
		if right.Action == action && actor.Has(right.Role) && right.Scope.covers(actor, c) {
			return true
		}
	}
	return false
}

func (s Scope) covers(a Actor, c Case) bool {
	switch s {
	case ScopeAny:
		return true
	case ScopeOwn:
		return a.own != "" && a.own == c.ID
	}
	if !a.inPlace(c) {
		return false
	}
	inAgency := a.Agency != "" && slices.Contains(c.AgencyPath, a.Agency)
	switch s {
	case ScopeCentre:
		return a.Agency != "" && a.Agency == c.Centre
	case ScopeAgency:
		return inAgency
	case ScopeNamed:
		return inAgency && c.Identity == Named
	case ScopeCooperating:
		return a.Agency != "" && slices.ContainsFunc(c.Cooperating, func(p Cooperation) bool { return slices.Contains(p.Path, a.Agency) })
	case ScopeAssigned:
		return inAgency && a.assigned(c)
	case ScopeAssignedNamed:
		return inAgency && a.assigned(c) && c.Identity == Named
	case ScopePlace:
		return a.Place != ""
	default:
		return false
	}
}

// inPlace reports whether the case lies in the actor's place subtree. A case
// that names no place lies in its province, and in no county.
func (a Actor) inPlace(c Case) bool {
	if a.Place == "" {
		return true
	}
	place := c.Place
	if place == "" {
		place = c.Province
	}
	return place.Under(a.Place)
}

func (a Actor) assigned(c Case) bool {
	if c.Expert != "" {
		return c.Expert == a.ID
	}
	return c.Unit != "" && c.Unit == a.Unit
}
