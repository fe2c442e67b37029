package samad

// Grant is one line of the table that says who may give a role to an account.
type Grant struct {
	By   Role
	Role Role
}

// Grants returns the whole table of who may give which role; what is not in it
// is given by nobody. It says which roles, [MayGrant] where.
func Grants() []Grant {
	var all []Grant
	for _, role := range Roles() {
		if role != RolePetitioner && role != RoleSystem { // nobody is these by an account
			all = append(all, Grant{RoleAdmin, role})
		}
	}
	for _, role := range []Role{
		RoleAgencyHead, RoleAgencyExpert, RoleAgencyOversight, RoleAgencyPR, RoleMeetingHost, RoleLocalAdmin,
	} {
		all = append(all, Grant{RoleLocalAdmin, role})
	}
	return all
}

// MayGrant reports whether the granter may give an account the roles, agency
// and place of given, and so make, change or take away such an account. The
// roles must be in [Grants] for a role of the granter, and every one of
// given's rights must lie within what the granter manages: an agency or place
// below its own, never beside or above, and never without a limit that the
// granter has. Whoever changes an account must be allowed both what it was and
// what it becomes. Path are the agencies from the root to given.Agency (see
// [Directory.AgencyPath]), empty for an unknown one.
//
// A local administrator may so give no right that does not lie in its own
// subtree; what its roles may see there by work is the agency's to decide.
func MayGrant(granter, given Actor, path []AgencyID) bool {
	if len(given.Roles) == 0 || given.Agency != "" && (len(path) == 0 || path[len(path)-1] != given.Agency) {
		return false
	}
	for _, role := range given.Roles {
		if !granter.gives(role, given, path) {
			return false
		}
	}
	return true
}

// gives reports whether one of the granter's roles gives the role in given's
// agency and place.
func (a Actor) gives(role Role, given Actor, path []AgencyID) bool {
	if a.Place != "" && (given.Place == "" || !given.Place.Under(a.Place)) {
		return false
	}
	area := Area{Agency: path, Place: given.Place}
	for _, g := range Grants() {
		own := a
		own.Roles = []Role{g.By}
		if g.Role == role && a.Has(g.By) && MayIn(own, ManageAccounts, area) {
			return true
		}
	}
	return false
}
