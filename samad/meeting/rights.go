package meeting

import (
	"slices"

	"github.com/samad111/go-samad/samad"
)

// may returns the role by which the actor may do one of the actions in a
// province, by the table of rights of package samad ([samad.MayIn]). A right of
// an agency holds where one of the agencies lies in the actor's subtree.
func (r *Room) may(actor samad.Actor, province samad.PlaceID, agencies []samad.AgencyID, actions ...samad.Action) (samad.Role, error) {
	day := r.today()
	centre, _ := r.directory.Centre(province, day) // "" is nobody's centre
	areas := []samad.Area{{Centre: centre, Place: province}}
	for _, a := range agencies {
		areas = append(areas, samad.Area{Agency: r.directory.AgencyPath(a, day), Centre: centre, Place: province})
	}
	for _, action := range actions {
		for _, area := range areas {
			for _, role := range actor.Roles {
				alone := actor
				alone.Roles = []samad.Role{role}
				if samad.MayIn(alone, action, area) {
					return role, nil
				}
			}
		}
	}
	return "", &samad.ForbiddenError{Action: actions[0], Roles: slices.Clone(actor.Roles)}
}

// sees are the actions of which each lets somebody see a programme with its
// turns.
func sees() []samad.Action {
	return []samad.Action{samad.PlanMeeting, samad.RunConsole, samad.AcceptInvitation, samad.ReadFigures}
}
