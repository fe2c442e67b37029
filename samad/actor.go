package samad

import (
	"fmt"
	"slices"
)

// Actor is who acts, as the host's login tells it. An embedder maps its own
// users to an Actor; the library keeps no accounts.
type Actor struct {
	// ID is the host's opaque account id. It goes into the history, so it
	// must not be a person's name.
	ID    string
	Roles []Role
	// Agency is the root of the agency subtree in which the roles hold; ""
	// for none. For those who screen at a centre it is the centre itself (see
	// [Directory].Centre and [ScopeCentre]): with another one every case is
	// not found. Without Agency and Place such a role sees no case at all, and
	// the error says so.
	Agency AgencyID
	// Place is the root of the place subtree to which the roles are limited;
	// "" for no limit.
	Place PlaceID
	Unit  string
	// Post is the post that is shown as having acted, for example
	// «مدیرکل»; never a person's name.
	Post Text
	// Only narrows the actor to these actions, for keys of services that are
	// given for one purpose; nil narrows nothing, an empty list allows
	// nothing.
	Only []Action

	// own is the case whose code and PIN the petitioner proved; only the
	// Desk can set it.
	own CaseID
}

// Has reports whether the actor holds the role.
func (a Actor) Has(role Role) bool { return slices.Contains(a.Roles, role) }

// allows reports whether the actor is not narrowed to other actions.
func (a Actor) allows(action Action) bool { return a.Only == nil || slices.Contains(a.Only, action) }

// seesNothing tells a host why an actor sees no case whatever, "" when it may
// see some. It goes by the actor alone, so that it says nothing of cases.
func (a Actor) seesNothing() string {
	switch {
	case len(a.Roles) == 0:
		return "actor " + a.ID + " has no role"
	case a.Agency != "" || a.Place != "" || a.own != "":
		return ""
	}
	for _, r := range builtin()[Read] {
		if a.Has(r.Role) && (r.Scope == ScopeAny || r.Scope == ScopeAccount) {
			return ""
		}
	}
	if a.Has(RolePetitioner) {
		return "this petitioner has proven no case (see Desk.Authenticate)"
	}
	return "actor " + a.ID + " has neither Agency nor Place, one of which its role needs"
}

// unseen is the error for a case that the actor may not see, and must not
// learn to exist.
func (d *Desk) unseen(a Actor) error {
	why := a.seesNothing()
	if why == "" && a.Agency != "" && a.Place == "" && a.own == "" {
		if _, known := d.directory.Agency(a.Agency, d.day(d.now())); !known {
			why = fmt.Sprintf("actor %s is of agency %q, which the directory does not know today", a.ID, a.Agency)
		}
	}
	if why != "" {
		return fmt.Errorf("%s: %w", why, ErrNotFound)
	}
	return ErrNotFound
}

// Anonymous returns the actor for somebody of the public who has proven
// nothing: it may submit a case and no more.
func Anonymous() Actor { return Actor{Roles: []Role{RolePetitioner}} }

// system is the actor of sweeps and automatic referral.
func system() Actor {
	return Actor{ID: "system", Roles: []Role{RoleSystem}, Post: Text{Fa: "سامانه", En: "System"}}
}

// stamp returns what the history keeps of the actor, acting by role.
func (a Actor) stamp(role Role) Stamp {
	s := Stamp{ID: a.ID, Role: role, Agency: a.Agency, Unit: a.Unit, Post: a.Post}
	if role == RolePetitioner {
		s = Stamp{Role: role, Post: Text{Fa: "متقاضی", En: "Petitioner"}}
	}
	return s
}

// Stamp is what an event keeps of who acted: the post and office, shown to
// petitioner and officials alike, and the opaque account id for audits.
type Stamp struct {
	ID     string   `json:"id,omitempty"`
	Role   Role     `json:"role"`
	Agency AgencyID `json:"agency,omitempty"`
	Unit   string   `json:"unit,omitempty"`
	Post   Text     `json:"post,omitzero"`
}
