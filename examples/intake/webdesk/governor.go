package webdesk

import (
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// How much of each list the governor's desk shows, and how much of one that is
// asked for alone.
const (
	governorShown = 20
	governorWhole = 500
)

// governorPage is what waits for the governor.
func (h *handler) governorPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("میز استاندار", "The governor's desk"))}
	if !v.role(samad.RoleGovernor) {
		return page, samad.ErrForbidden
	}
	ctx := v.r.Context()
	whole := v.r.URL.Query().Get("all")
	limit := governorShown
	if whole != "" {
		limit = governorWhole
	}
	d, err := h.Rooms.Oversight.GovernorDesk(ctx, v.actor(), limit)
	if err != nil {
		return page, err
	}
	page.Lead = v.placeName(v.province()) + v.T(" · از آغاز سال تا امروز", " · this year until today")
	if row, ok := h.live.of(ctx, h, v.province()); ok {
		for _, value := range row.Values {
			if def, _ := figures.Define(value.Figure); value.Known && !value.Withheld {
				page.Glance = append(page.Glance, said{def.Title.In(v.lang), v.figure(page.frame, value)})
			}
		}
	}
	sessions := table(v.T("جلسه‌هایی که حضور شما را می‌خواهد", "Sessions that need you"), v.T("جلسه‌ای در راه نیست. دبیر کمیسیون که دعوت کند اینجا می‌آید.", "No session is coming. It appears here when the secretary calls one."), v.T("زمان", "When"), v.T("جا", "Room"), v.T("دستور", "Items"))
	for _, s := range d.Sessions {
		sessions.add(under("/desk/sessions", s.ID), page.at(s.At), s.Room, page.N(len(s.Agenda)))
	}
	cases := table(v.T("پرونده‌های ارجاع‌شده به شما", "Cases escalated to you"), v.T("پرونده‌ای نزد شما نیست. آنچه از مهلت بگذرد و بالا بیاید اینجا دیده می‌شود.", "No case is before you. What is late and escalated appears here."), v.T("کد", "Code"), v.T("دستگاه", "Office"), v.T("وضعیت", "State"))
	if whole != "" && whole != "escalated" {
		d.Escalated = nil // each costs a look at its case
	}
	for _, id := range d.Escalated {
		dossier, err := h.Desk.Dossier(ctx, v.actor(), id)
		if err != nil {
			return page, err
		}
		item := v.item(page.frame, dossier.Case, h.Now())
		cases.add("/desk/cases/"+string(id), isolated(dossier.Case.Code.Format(string(v.lang))), item.Agency, item.State)
	}
	type part struct {
		name  string
		more  int
		table recordTable
	}
	parts := []part{
		{"sessions", d.More.Sessions, sessions},
		{"appeals", d.More.Appeals, v.letters(page.frame, v.T("اعتراض‌هایی که تصمیم می‌خواهد", "Appeals to decide"), d.Appeals)},
		{"late", d.More.Late, v.resolutionTable(page.frame, v.T("مصوبه‌های از مهلت گذشته", "Late resolutions"), d.Late)},
		{"demands", d.More.Demands, v.demandTable(page.frame, v.T("مطالبه‌های نزد شما", "Demands before you"), d.Demands)},
		{"reports", d.More.Reports, v.letters(page.frame, v.T("گزارش‌هایی که به شما رسید", "Reports that reached you"), d.Reports)},
		{"escalated", d.More.Escalated, cases},
	}
	if whole != "" {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.name != whole })
		page.Back, page.Glance = link{v.T("میز استاندار", "The governor's desk"), "/desk/governor"}, nil
		page.Lead = ""
		if len(parts) == 0 {
			return page, errNoPage
		}
	}
	for _, p := range parts {
		if p.more > 0 {
			p.table.More = link{v.T("و "+page.N(p.more)+" مورد دیگر", "and "+page.N(p.more)+" more"), "/desk/governor?all=" + p.name}
			if whole != "" { // there is no page beyond
				p.table.Hint, p.table.More = p.table.More.Name, link{}
			}
		}
		page.Tables = append(page.Tables, p.table)
	}
	return page, nil
}

// officePage is the head's page: what the governorate waits for.
func (h *handler) officePage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("وظیفه‌های دستگاه", "What is owed"))}
	if !v.role(samad.RoleAgencyHead, samad.RoleAgencyOversight) {
		return page, samad.ErrForbidden
	}
	ctx, actor, office := v.r.Context(), v.actor(), h.Rooms.Oversight
	page.Lead = v.agencyName(actor.Agency)
	letters, _, err := office.Letters(ctx, actor, oversight.ListQuery{Limit: 50})
	if err != nil {
		return page, err
	}
	visits, _, err := office.Visits(ctx, actor, oversight.VisitQuery{Limit: 50})
	if err != nil {
		return page, err
	}
	demands, _, err := office.Demands(ctx, actor, oversight.ListQuery{Limit: 50})
	if err != nil {
		return page, err
	}
	seen := table(v.T("گزارش بازدیدها", "Reports of visits"), v.T("گزارشی نیست. اگر از دفتر شما بازدید شود، گزارش آن اینجا می‌آید و می‌توانید پاسخ دهید.", "There is no report. When your office is visited, its report appears here and you may reply."), v.T("زمان", "When"), v.T("یافته", "Finding"), v.T("مهلت پاسخ", "Reply by"))
	for _, one := range visits {
		due := ""
		if one.State == oversight.VisitReported && one.Reply == "" {
			due = page.Day(one.ReplyDue)
		}
		if one.Report != nil {
			seen.add(under("/desk/visits", one.ID), page.Day(one.At), findingName(one.Report.Finding).In(v.lang), due)
		}
	}
	late, err := h.lateCases(v, page.frame)
	if err != nil {
		return page, err
	}
	page.Tables = []recordTable{late, v.letters(page.frame, v.T("نامه‌ها", "Letters"), letters), seen, v.demandTable(page.frame, v.T("مطالبه‌ها", "Demands"), demands)}
	if err := h.officeMore(v, &page); err != nil {
		return page, err
	}
	return page, nil
}

// lateCases are the agency's cases whose deadline has passed, the longest
// first.
func (h *handler) lateCases(v *visit, f frame) (recordTable, error) {
	late := true
	t := table(v.T("پرونده‌های از مهلت گذشته", "Late cases"), v.T("پرونده‌ای از مهلت نگذشته است. نزدیک‌ترین مهلت‌ها را در «میز کار» ببینید.", "No case is late. See the nearest deadlines on the desk."), v.T("کد", "Code"), v.T("موضوع", "Topic"), v.T("مهلت", "Due"), v.T("کارشناس", "Expert"))
	list, err := h.Desk.List(v.r.Context(), v.actor(), samad.Query{States: []samad.State{samad.Referred, samad.InProgress}, Late: &late, Order: samad.DueFirst, Limit: 25})
	if err != nil {
		return t, err
	}
	for _, c := range list.Cases {
		item := v.item(f, c, h.Now())
		expert := v.T("بی‌کارشناس", "nobody")
		if a, err := h.Accounts.ByID(v.r.Context(), c.Expert); c.Expert != "" && err == nil {
			expert = v.office(a.Post, samad.Text{Fa: a.Username, En: a.Username})
		}
		t.add("/desk/cases/"+string(c.ID), isolated(c.Code.Format(string(v.lang))), item.Topic, item.Due, expert)
		t.Rows[len(t.Rows)-1].Late = v.T("از مهلت گذشته", "overdue")
	}
	return t, nil
}

// officeMore adds resolutions, invitations and duty.
func (h *handler) officeMore(v *visit, page *recordPage) error {
	ctx, actor, office := v.r.Context(), v.actor(), h.Rooms.Oversight
	resolutions, _, err := office.Resolutions(ctx, actor, oversight.ListQuery{Limit: 50})
	if err != nil {
		return err
	}
	page.Tables = append(page.Tables, v.resolutionTable(page.frame, v.T("مصوبه‌های کمیسیون‌ها", "Resolutions of commissions"), resolutions))
	if h.Rooms.Meetings != nil && v.role(samad.RoleAgencyHead) {
		all, _, err := h.Rooms.Meetings.Programmes(ctx, actor, ledger.Query{Place: v.province(), States: []string{string(meeting.Invited)}, Limit: 20})
		if err != nil {
			return err
		}
		t := table(v.T("دعوت‌ها", "Invitations"), v.T("دعوتی نیست. دعوت به ملاقات الکترونیکی که برسد اینجا پاسخ می‌دهید.", "There is no invitation. When one to an electronic meeting comes, you reply here."), v.T("برنامه", "Programme"), v.T("زمان", "When"), v.T("پاسخ شما", "Your reply"))
		for _, p := range all {
			host, _ := p.Host(actor.Agency)
			t.add("/desk/meetings/"+p.ID, p.Title.In(v.lang), v.hours(page.frame, p.Starts, p.Ends), hostName(host.State).In(v.lang))
		}
		page.Tables = append(page.Tables, t)
	}
	doors, err := office.Doors(ctx, v.province(), h.today())
	if err != nil {
		return err
	}
	posts := group{}
	for _, d := range doors {
		if d.Agency != actor.Agency {
			continue
		}
		posts.Options = append(posts.Options, option{Value: d.Post, Label: d.Title.In(v.lang)})
		p, err := office.Post(ctx, actor, d.Post)
		if err != nil {
			return err
		}
		before := len(page.Tables)
		v.postTables(page, p)
		page.Tables = page.Tables[:before+2] // letters and findings stand above
	}
	if len(posts.Options) > 0 && v.role(samad.RoleAgencyHead) {
		page.Action = "/desk/office"
		page.Forms = append(page.Forms, v.leaveForm(posts))
	}
	return nil
}

// leaveForm records the head's leave with who keeps the hours meanwhile.
func (v *visit) leaveForm(posts group) form {
	return form{
		Step: "leave", Title: v.T("مرخصی یا ماموریت با جانشین", "Leave with a stand-in"), Button: v.T("ثبت مرخصی", "Record the leave"),
		Hint: v.T("جانشین در ساعت دیدار مردمی به جای شما در دفتر است. مرخصی بی‌جانشین را دفتر بازرسی استانداری ثبت می‌کند.",
			"The stand-in keeps the open-door hours for you. Leave without one is recorded by the governorate's inspection."),
		Fields: []field{
			{Name: "post", Kind: "select", Label: v.T("پست", "Post"), Groups: []group{posts}, Required: true, Whole: true, Value: posts.Options[0].Value, Hint: v.T("برگزینید", "choose")},
			{Name: "from", Kind: "text", Label: v.T("از روز", "From"), Hint: v.T("مانند ۱۴۰۵/۰۹/۰۹", "like 1405/09/09"), Required: true},
			{Name: "to", Kind: "text", Label: v.T("تا روز", "To"), Required: true},
			{Name: "stand_in", Kind: "text", Label: v.T("پست جانشین", "Post of the stand-in"), Required: true},
			{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
		},
	}
}

// officeStep takes the steps of the head's page.
func (h *handler) officeStep(v *visit, step string) (string, error) {
	if step != "leave" {
		return "", errNoStep
	}
	leave, err := v.leave()
	if err != nil {
		return "", err
	}
	_, err = h.Rooms.Oversight.NameStandIn(v.r.Context(), v.actor(), v.value("post"), leave)
	return "/desk/office?done=leave", err
}
