package webdesk

import (
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla/persian"
)

// The roles of meetings. What each may do the room decides.
func plansMeetings() []samad.Role { return []samad.Role{samad.RoleOversight, samad.RoleSupervisor} }
func runsMeetings() []samad.Role {
	return []samad.Role{samad.RoleOperator, samad.RoleSupervisor, samad.RoleAgencyHead, samad.RoleMeetingHost}
}

func programmeName(s meeting.State) samad.Text {
	return map[meeting.State]samad.Text{
		meeting.Planned:   {Fa: "برنامه‌ریزی شده", En: "planned"},
		meeting.Invited:   {Fa: "دعوت شده", En: "invited"},
		meeting.Running:   {Fa: "در جریان", En: "running"},
		meeting.Finished:  {Fa: "پایان یافته", En: "finished"},
		meeting.Cancelled: {Fa: "لغو شده", En: "cancelled"},
	}[s]
}

type programmesPage struct {
	frame
	Programmes recordTable
	MayPlan    bool
	Week       string
	Why        string // how many are invited, and why so many
	Closed     string
	Proposals  []proposalLine
	Form       form
	Before     string // the weeks beside
	After      string
	Notice     string
}

type proposalLine struct {
	Agency, Name, Rank, Day, Reason string
	Chosen                          bool
}

// programmes lists programmes and, for those who plan, proposes hosts.
func (h *handler) programmes(v *visit) error { return h.showProgrammes(v, 200, nil) }

func (h *handler) showProgrammes(v *visit, status int, wrong faults) error {
	f := v.frame(v.T("ملاقات‌های الکترونیکی", "Electronic meetings"))
	page := programmesPage{frame: f, MayPlan: v.role(plansMeetings()...)}
	all, _, err := h.Rooms.Meetings.Programmes(v.r.Context(), v.actor(), ledger.Query{Place: v.province(), Limit: 50})
	if err != nil {
		return err
	}
	page.Programmes = table(v.T("برنامه‌ها", "Programmes"), v.T("هنوز برنامه‌ای نیست. بازرسی از پیشنهاد هفته برنامه می‌سازد و دعوت می‌فرستد.", "There is no programme yet. Inspection plans one from the week’s proposals and sends the invitations."),
		v.T("برنامه", "Programme"), v.T("زمان", "When"), v.T("وضعیت", "State"), v.T("نوبت", "Turns"))
	for _, p := range all {
		page.Programmes.add("/desk/meetings/"+p.ID, p.Title.In(v.lang), v.hours(f, p.Starts, p.Ends), programmeName(p.State).In(v.lang),
			f.N(len(p.Turns))+v.T(" از ", " of ")+f.N(len(p.Slots())))
	}
	if page.MayPlan {
		if err := h.proposals(v, &page); err != nil {
			return err
		}
	}
	if wrong != nil {
		page.Form.fill(v.value, wrong)
	}
	page.Form = v.finish([]form{page.Form})[0]
	return v.show(status, "programmes", page)
}

// proposals says whom to invite in a week, and why.
func (h *handler) proposals(v *visit, page *programmesPage) error {
	day, err := h.today().AddDays(7)
	if err != nil {
		return err
	}
	if asked := v.r.FormValue("week"); asked != "" {
		if day, err = persian.Parse(asked); err != nil {
			return errNoPage
		}
	}
	week, err := h.Rooms.Meetings.Propose(v.r.Context(), v.actor(), v.province(), day)
	if err != nil {
		return err
	}
	dayName := func(d persian.Date) string { return page.Day(d.Start(h.Location)) }
	page.Week = dayName(week.From) + v.T(" تا ", " to ") + dayName(week.To)
	page.Why = v.T("در این هفته "+page.N(week.Hosts)+" مدیرکل دعوت می‌شوند", page.N(week.Hosts)+" are invited in this week") + ": " + week.Reason.In(v.lang)
	for i, d := range week.Closed {
		if i > 0 {
			page.Closed += v.T("، ", ", ")
		}
		page.Closed += dayName(d)
	}
	before, err := week.From.AddDays(-7)
	if err != nil {
		return err
	}
	after, err := week.From.AddDays(7)
	if err != nil {
		return err
	}
	page.Before, page.After = before.String(), after.String()
	chosen := map[string]bool{}
	for _, a := range v.r.PostForm["host"] {
		chosen[a] = true
	}
	for _, p := range week.Proposals[:min(len(week.Proposals), 12)] {
		line := proposalLine{
			Agency: string(p.Agency), Name: v.agencyName(p.Agency), Rank: page.N(p.Rank), Reason: page.N(p.Reason.In(v.lang)), Chosen: chosen[string(p.Agency)],
		}
		if !p.Day.IsZero() {
			line.Day = dayName(p.Day)
		}
		page.Proposals = append(page.Proposals, line)
	}
	first := ""
	if len(week.Days) > 0 {
		first = page.date(week.Days[0])
	}
	page.Form = form{Step: "plan", Title: v.T("برنامه تازه", "New programme"), Button: v.T("ثبت برنامه", "Record the programme"), Fields: []field{
		{Name: "day", Kind: "text", Label: v.T("روز", "Day"), Required: true, Value: first},
		{Name: "begins", Kind: "text", Label: v.T("ساعت آغاز", "Begins"), Hint: v.T("مانند ۰۹:۰۰؛ خالی یعنی ساعت همیشگی", "like 09:00; empty means the usual hour")},
		{Name: "lasts", Kind: "text", Label: v.T("چند ساعت", "Hours")},
		{Name: "per_hour", Kind: "text", Label: v.T("نوبت در ساعت", "Turns an hour")},
		{Name: "other", Kind: "select", Label: v.T("میزبانی جز پیشنهادها", "Another host"), Groups: v.agencies(), Hint: v.T("هیچ", "none")},
		{Name: "reason", Kind: "area", Label: v.T("دلیل، اگر جز پیشنهاد است", "Reason, where it is not as proposed")},
	}}
	return nil
}

// planProgramme records a programme of the hosts that were ticked.
func (h *handler) planProgramme(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	plan, err := v.plan()
	if err == nil {
		var p meeting.Programme
		if p, err = h.Rooms.Meetings.Plan(v.r.Context(), v.actor(), plan); err == nil {
			v.redirect("/desk/meetings/" + p.ID + "?done=plan")
			return nil
		}
	}
	wrong, err := v.roomFaults(err)
	if err != nil {
		return err
	}
	return h.showProgrammes(v, 422, wrong)
}

// plan reads a programme of the form.
func (v *visit) plan() (meeting.Plan, error) {
	plan := meeting.Plan{Province: v.province(), Reason: strings.TrimSpace(v.value("reason"))}
	var err error
	if plan.Day, err = v.day("day"); err != nil {
		return plan, err
	}
	begins, err := v.minute("begins")
	if err != nil {
		return plan, err
	}
	plan.Begins = time.Duration(max(begins, 0)) * time.Minute
	hours, err := v.number("lasts")
	if err != nil {
		return plan, err
	}
	plan.Lasts = time.Duration(hours) * time.Hour
	if plan.PerHour, err = v.number("per_hour"); err != nil {
		return plan, err
	}
	for _, a := range append(v.r.PostForm["host"], v.value("other")) {
		if a != "" {
			plan.Hosts = append(plan.Hosts, meeting.Host{Agency: samad.AgencyID(a)})
		}
	}
	return plan, nil
}

// number reads a whole number of the form, 0 for an empty field.
func (v *visit) number(name string) (int, error) {
	s := latinDigits(strings.TrimSpace(v.value(name)))
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, refused(name, "عدد بنویسید.", "write a number")
	}
	return n, nil
}
