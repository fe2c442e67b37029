package ledger

import "github.com/samad111/go-samad/samad"

// StampOf returns what the history keeps of an actor who acts by the role. Of a
// petitioner it keeps no account.
func StampOf(a samad.Actor, role samad.Role) samad.Stamp {
	if role == samad.RolePetitioner {
		return samad.Stamp{Role: role, Post: samad.Text{Fa: "متقاضی", En: "Petitioner"}}
	}
	return samad.Stamp{ID: a.ID, Role: role, Agency: a.Agency, Unit: a.Unit, Post: a.Post}
}

// SystemStamp is the stamp of what follows by time.
func SystemStamp() samad.Stamp {
	return samad.Stamp{ID: "system", Role: samad.RoleSystem, Post: samad.Text{Fa: "سامانه", En: "System"}}
}
