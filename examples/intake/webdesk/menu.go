package webdesk

import "github.com/samad111/go-samad/samad"

// menuItem is a page of the desk that the menu leads to.
type menuItem struct {
	URL, Name string
	Key       string // opens it, with Alt, as browsers name the key: "KeyC"
	Below     bool   // it stands in the second line, before the rooms
}

// oneLine is how many pages a line of the menu has room for, beside what
// everybody has in it.
const oneLine = 7

// menu are the pages of the desk for a role, beside the queue itself.
func (v *visit) menu() []menuItem {
	if v.session == nil || !v.session.Complete() {
		return nil
	}
	actor := v.actor()
	role := v.session.Account.Role
	var out []menuItem
	add := func(ok bool, url, key, fa, en string) {
		if ok {
			out = append(out, menuItem{URL: url, Name: v.T(fa, en), Key: key})
		}
	}
	operates := samad.May(actor, samad.TakeCall, samad.Case{}) && samad.May(actor, samad.Submit, samad.Case{})
	add(operates, "/desk/call", "KeyC", "تماس", "Call")
	add(role == samad.RoleOperator || role == samad.RoleSupervisor, "/desk/screen", "KeyS", "پالایش", "Screening")
	add(role == samad.RoleSupervisor || role == samad.RoleOversight, "/desk/shift", "", "نوبت کار", "Shift")
	add(role == samad.RoleAgencyPR && v.h.Rooms.Figures != nil, "/desk/press", "", "آمار برای انتشار", "Publish")
	_, err := v.figuresScope()
	add(err == nil, "/desk/overview", "KeyV", "نمای کلی", "Overview")
	add(role == samad.RoleAdmin || role == samad.RoleLocalAdmin, "/desk/accounts", "", "حساب‌ها", "Accounts")
	add(v.mayManageRules() == nil, "/desk/rules", "", "قاعده‌ها", "Rules")
	add(v.mayManageCalendar() == nil, "/desk/calendar", "", "تقویم", "Calendar")
	add(v.maySeeSettings(), "/desk/settings", "", "تنظیم‌ها", "Settings")
	add(v.mayManageCampaigns() == nil, "/desk/campaigns", "", "موضوع‌های ویژه", "Campaign topics")
	add(v.seesWebhooks(), "/desk/webhooks", "", "وب‌هوک‌ها", "Webhooks")
	add(role == samad.RoleAdmin, "/desk/agencies", "", "دستگاه‌ها", "Agencies")
	add(role == samad.RoleAdmin, "/desk/publicity", "", "تبلیغ", "Publicity")
	add(v.seesTraining(), "/desk/training", "", "آموزش", "Training")
	add(v.mayReadHealth(), "/desk/health", "", "سلامت", "Health")
	add(v.mayResend(), "/desk/health", "", "پیام‌های نرسیده", "Undelivered")
	if len(out) > oneLine { // an administrator's
		for i := range out {
			out[i].Below = out[i].Key == ""
		}
	}
	return out
}
