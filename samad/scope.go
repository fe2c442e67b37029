package samad

import "slices"

// Scope says on which cases and areas a right holds.
type Scope string

// The scopes. Except for own and any, an actor's Place always limits it too.
const (
	// ScopeOwn: the case whose code and PIN the actor has proven.
	ScopeOwn Scope = "own"
	// ScopeCentre: what the actor's centre screens and watches.
	ScopeCentre Scope = "centre"
	// ScopeAgency: that for which an agency in the actor's subtree is
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
	// ScopeAccount: what is laid upon the actor's own account.
	ScopeAccount Scope = "account"
	// ScopePlace: what lies in the actor's place subtree, which must be set.
	ScopePlace Scope = "place"
	// ScopeSubtree: what lies in the actor's agency subtree and in its place
	// subtree, as far as they are set; one of them must be.
	ScopeSubtree Scope = "subtree"
	// ScopeAny: everything; also what concerns no case yet.
	ScopeAny Scope = "any"
)

// Scopes returns all scopes.
func Scopes() []Scope {
	return []Scope{
		ScopeOwn, ScopeCentre, ScopeAgency, ScopeNamed, ScopeCooperating, ScopeAssigned, ScopeAssignedNamed, ScopeAccount,
		ScopePlace, ScopeSubtree, ScopeAny,
	}
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
	case ScopeAccount:
		return c.Expert != "" && c.Expert == a.ID
	case ScopePlace:
		return a.Place != ""
	case ScopeSubtree:
		return inAgency || a.Agency == "" && a.Place != ""
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
