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
	if h.Rooms.Figures != nil {
		out = append(out, roomLink{"/desk/report", samad.Text{Fa: "گزارش استان", En: "Report"}, []samad.Role{samad.RoleOversight, samad.RoleGovernor}})
	}
	if h.Rooms.Advice != nil {
		out = append(out, roomLink{"/desk/advice", samad.Text{Fa: "راهنمایی‌ها", En: "Advice"}, readsAdvice()})
	}
	if h.Rooms.Oversight == nil {
		return out
	}
	oversees, heads := []samad.Role{samad.RoleOversight, samad.RoleGovernor}, []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyOversight}
	return append(out,
		roomLink{"/desk/governor", samad.Text{Fa: "میز استاندار", En: "Governor"}, []samad.Role{samad.RoleGovernor}},
		roomLink{"/desk/office", samad.Text{Fa: "وظیفه‌ها", En: "What is owed"}, heads},
		roomLink{"/desk/standing", samad.Text{Fa: "کارنامه", En: "Scorecard"}, heads},
		roomLink{"/desk/visits", samad.Text{Fa: "بازدیدها", En: "Visits"}, append(oversees, samad.RoleInspector)},
		roomLink{"/desk/letters", samad.Text{Fa: "نامه‌ها", En: "Letters"}, oversees},
		roomLink{"/desk/commissions", samad.Text{Fa: "کمیسیون‌ها", En: "Commissions"}, append(oversees, samad.RoleCommissionSecretary, samad.RoleCommissionMember)},
		roomLink{"/desk/demands", samad.Text{Fa: "مطالبه‌ها", En: "Demands"}, oversees},
		roomLink{"/desk/gaps", samad.Text{Fa: "خلأها", En: "Gaps"}, oversees},
		roomLink{"/desk/duties", samad.Text{Fa: "دفتر وظایف", En: "Duties"}, append(oversees, heads...)},
		roomLink{"/desk/surveys", samad.Text{Fa: "نظرسنجی", En: "Surveys"}, []samad.Role{samad.RoleOversight}},
		roomLink{"/desk/improvements", samad.Text{Fa: "اقدام‌های بهبود", En: "Improvements"}, append(oversees, heads...)},
		roomLink{"/desk/reviews", samad.Text{Fa: "داوری پاسخ‌ها", En: "Reviews"}, append(oversees, samad.RoleAgencyHead, samad.RoleAgencyOversight, samad.RoleAgencyExpert)},
	)
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
