package webdesk

import (
	"slices"

	"github.com/samad111/go-samad/samad"
)

// roomLink is a room with the roles that work there.
type roomLink struct {
	URL   string
	Name  samad.Text
	Roles []samad.Role
}

// roomLinks are the rooms of the desk in the order of the menu.
func (h *handler) roomLinks() []roomLink {
	var out []roomLink
	if h.Rooms.Meetings != nil {
		out = append(out, roomLink{"/desk/meetings", samad.Text{Fa: "ملاقات‌ها", En: "Meetings"}, append(runsMeetings(), samad.RoleOversight)})
	}
	return out
}

// roomMenu is the part of the rooms' menu that whoever is signed in may use.
func (v *visit) roomMenu() []link {
	if v.session == nil || !v.session.Complete() {
		return nil
	}
	var out []link
	for _, l := range v.h.roomLinks() {
		if slices.Contains(l.Roles, v.session.Account.Role) {
			out = append(out, link{l.Name.In(v.lang), l.URL})
		}
	}
	return out
}
