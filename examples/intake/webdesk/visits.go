package webdesk

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// under is the address of a record below a list. Ids may hold slashes.
func under(path, id string) string { return path + "/" + url.PathEscape(id) }

func visitState(s oversight.VisitState) samad.Text {
	return map[oversight.VisitState]samad.Text{
		oversight.VisitPlanned:   {Fa: "در راه", En: "planned"},
		oversight.VisitReported:  {Fa: "گزارش شده", En: "reported"},
		oversight.VisitSettled:   {Fa: "پایان یافته", En: "settled"},
		oversight.VisitCancelled: {Fa: "لغو شده", En: "cancelled"},
	}[s]
}

func pointName(p string) samad.Text {
	return map[string]samad.Text{
		oversight.PointNotice:   {Fa: "ساعت دیدار بر در نوشته شده", En: "the hours stand at the door"},
		oversight.PointReceived: {Fa: "مردم پذیرفته و شنیده می‌شوند", En: "people are let in and heard"},
		oversight.PointOrder:    {Fa: "نوبت عادلانه و جای نشستن", En: "a fair order, somewhere to sit"},
		oversight.PointCourtesy: {Fa: "برخورد محترمانه", En: "courteous"},
		oversight.PointRecorded: {Fa: "گفته مردم ثبت و پیگیری می‌شود", En: "what people say is recorded and followed"},
	}[p]
}

// visitsPage lists visits: an inspector's own, oversight's all, and to those
// visited the reported ones alone.
func (h *handler) visitsPage(v *visit) (recordPage, error) {
	ctx, office := v.r.Context(), h.Rooms.Oversight
	page := recordPage{frame: v.frame(v.T("بازدیدها", "Visits")), Action: "/desk/visits"}
	if v.role(samad.RoleInspector) {
		page.Title = v.T("بازدیدهای من", "My visits")
	}
	all, next, err := office.Visits(ctx, v.actor(), oversight.VisitQuery{Place: v.province(), Mine: v.role(samad.RoleInspector), Limit: 100, Cursor: v.cursor()})
	if err != nil {
		return page, v.listFault(err)
	}
	t := table("", v.T("بازدیدی نیست. بازرسی با قرعه یا به دستور، بازدید می‌گذارد.", "There is no visit. Inspection plans visits by draw or by order."), v.T("دستگاه", "Office"), v.T("زمان", "When"), v.T("وضعیت", "State"), v.T("یافته", "Finding"))
	for _, one := range all {
		finding := ""
		if one.Report != nil {
			finding = findingName(one.Report.Finding).In(v.lang)
		}
		t.add(under("/desk/visits", one.ID), v.agencyName(one.Agency), page.at(one.At), visitState(one.State).In(v.lang), finding)
	}
	t.More = v.further("/desk/visits", next)
	page.Tables = append(page.Tables, t)
	if v.role(samad.RoleOversight) {
		if err = h.postsOf(v, &page); err != nil {
			return page, err
		}
	}
	if v.role(samad.RoleOversight, samad.RoleGovernor) {
		err = h.drawsOf(v, &page)
	}
	return page, err
}

// postsOf lists the posts, with the forms for them.
func (h *handler) postsOf(v *visit, page *recordPage) error {
	doors, err := h.Rooms.Oversight.Doors(v.r.Context(), v.province(), h.today())
	if err != nil {
		return err
	}
	t := table(v.T("پست‌های زیر نظر", "Posts that are watched"), v.T("هنوز پستی ثبت نشده است. پستی را که باید درِ باز داشته باشد با فرم بالا بیفزایید.", "No post is recorded yet. Add one that must keep its door open by the form above."),
		v.T("دستگاه", "Office"), v.T("پست", "Post"), v.T("نوبت بعد", "Next"))
	posts := group{}
	for _, d := range doors {
		parts := []string{page.Day(d.Next.Day.Start(h.Location))}
		for _, why := range d.Next.Reasons {
			parts = append(parts, why.In(v.lang))
		}
		next := strings.Join(parts, v.T("؛ ", "; "))
		t.add(under("/desk/posts", d.Post), v.agencyName(d.Agency), d.Title.In(v.lang), next)
		posts.Options = append(posts.Options, option{Value: d.Post, Label: v.agencyName(d.Agency) + v.T("، ", ", ") + d.Title.In(v.lang)})
	}
	page.Tables = append(page.Tables, t)
	page.Forms = append(page.Forms,
		form{Step: "order", Title: v.T("بازدید تازه", "Order a visit"), Hint: v.T("به بازدیدشونده گفته نمی‌شود.", "Those visited are not told."), Button: v.T("ثبت بازدید", "Record the visit"), Fields: []field{
			{Name: "post", Kind: "select", Label: v.T("پست", "Post"), Groups: []group{posts}, Required: true, Whole: true, Hint: v.T("برگزینید", "choose")},
			{Name: "day", Kind: "text", Label: v.T("روز", "Day"), Hint: v.T("مانند ۱۴۰۵/۰۹/۰۹", "like 1405/09/09"), Required: true},
			{Name: "at", Kind: "text", Label: v.T("ساعت", "Hour"), Hint: v.T("مانند ۱۰:۳۰", "like 10:30"), Required: true},
			{Name: "inspector", Kind: "code", Label: v.T("نام کاربری بازرس", "Inspector's user name"), Required: true},
			{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
		}},
		form{Step: "commit", Title: v.T("تعهد قرعه یک دوره", "Commit to a draw"), Hint: v.T("اثر عدد پنهان همین حالا در صفحه آمار منتشر می‌شود.", "The print of the secret number is published at once."), Button: v.T("ثبت تعهد", "Commit"), Fields: []field{
			{Name: "from", Kind: "text", Label: v.T("از روز", "From"), Required: true}, {Name: "to", Kind: "text", Label: v.T("تا روز", "To"), Required: true},
			{Name: "count", Kind: "text", Label: v.T("چند بازدید", "How many visits"), Required: true},
		}},
		form{Step: "post", Title: v.T("پست تازه", "New post"), Button: v.T("افزودن پست", "Add the post"), Fields: []field{
			{Name: "agency", Kind: "select", Label: v.T("دستگاه", "Office"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "title", Kind: "text", Label: v.T("عنوان پست", "Title of the post"), Required: true},
			{Name: "address", Kind: "text", Label: v.T("نشانی اتاق، برای مردم", "Where people find it")},
		}})
	return nil
}

// accountBy finds the account that a field names.
func (h *handler) accountBy(v *visit, name string) (account.Account, error) {
	who, err := h.Accounts.ByName(v.r.Context(), strings.TrimSpace(v.value(name)))
	if errors.Is(err, account.ErrNotFound) || err == nil && who.Disabled {
		return who, refused(name, "چنین کاربری نیست.", "there is no such user")
	}
	return who, err
}

// visitsStep takes the steps of the list.
func (h *handler) visitsStep(v *visit, step string) (string, error) {
	ctx, office, actor := v.r.Context(), h.Rooms.Oversight, v.actor()
	to := "/desk/visits?done=" + step
	switch step {
	case "order":
		day, err := v.day("day")
		if err != nil {
			return "", err
		}
		minute, err := v.minute("at")
		if err != nil {
			return "", err
		}
		who, err := h.accountBy(v, "inspector")
		if err != nil {
			return "", err
		}
		_, err = office.OrderVisit(ctx, actor, v.value("post"), day, max(minute, 0), who.ID, v.value("reason"))
		return to, err
	case "commit":
		var period oversight.Period
		var err error
		if period.From, err = v.day("from"); err != nil {
			return "", err
		}
		if period.To, err = v.day("to"); err != nil {
			return "", err
		}
		count, err := v.number("count")
		if err != nil {
			return "", err
		}
		_, err = office.CommitPlan(ctx, actor, v.province(), period, count)
		return to, err
	case "post":
		agency := v.value("agency")
		_, err := office.AddPost(ctx, actor, oversight.Post{ID: agency + "/head", Agency: samad.AgencyID(agency), Place: v.province(), Title: samad.Text{Fa: strings.TrimSpace(v.value("title"))}, Address: samad.Text{Fa: strings.TrimSpace(v.value("address"))}})
		return to, err
	}
	return "", errNoStep
}

// visitPage is one visit.
func (h *handler) visitPage(v *visit) (recordPage, error) {
	one, err := h.Rooms.Oversight.Visit(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("بازدید از ", "Visit to ") + v.agencyName(one.Agency)), Back: link{v.T("بازدیدها", "Visits"), "/desk/visits"},
		Action: under("/desk/visits", one.ID), Tags: []string{visitState(one.State).In(v.lang)},
		Facts: []said{{v.T("زمان", "When"), v.frame("").at(one.At)}, {v.T("جا", "Place"), v.placeName(one.Place)}},
	}
	word := func(fa, en, text string) {
		if text != "" {
			page.Words = append(page.Words, said{v.T(fa, en), text})
		}
	}
	if v.role(samad.RoleOversight, samad.RoleInspector, samad.RoleGovernor) {
		word("دلیل", "Reason", one.Reason)
	}
	if r := one.Report; r != nil {
		found := findingName(r.Finding).In(v.lang)
		if r.MinutesLate > 0 {
			found += v.T("، ", ", ") + page.N(r.MinutesLate) + v.T(" دقیقه", " minutes")
		}
		page.Facts = append(page.Facts, said{v.T("یافته", "Finding"), found}, said{v.T("زمان حضور", "At the door"), page.at(r.At)})
		for _, p := range oversight.VisitPoints() {
			if ok, seen := r.Points[p]; seen {
				page.Facts = append(page.Facts, said{pointName(p).In(v.lang), choose(v.lang, map[bool]string{true: "بله", false: "خیر"}[ok], map[bool]string{true: "yes", false: "no"}[ok])})
			}
		}
		word("یادداشت بازرس", "Inspector's remarks", r.Remarks)
		page.Files = v.recordFiles(ledger.Ref{Kind: "visit", ID: one.ID}, r.Evidence)
	}
	word("پاسخ مدیر", "Manager's reply", one.Reply)
	word("چرا نامه‌ای در پی ندارد", "Why no letter follows", one.Excused)
	if one.State == oversight.VisitReported && one.Reply == "" {
		page.Facts = append(page.Facts, said{v.T("مهلت پاسخ مدیر", "The manager may reply until"), page.at(one.ReplyDue)})
	}
	if one.Letter != "" {
		page.Links = append(page.Links, link{v.T("نامه", "Letter"), under("/desk/letters", one.Letter)})
	}
	page.Forms = v.visitForms(page.frame, one)
	return page, nil
}

// visitForms are the forms for what may be done with a visit now.
func (v *visit) visitForms(f frame, one oversight.Visit) []form {
	var out []form
	mine := v.session.Account.ID == one.Inspector
	if one.State == oversight.VisitPlanned && (mine || v.role(samad.RoleOversight)) {
		findings := group{}
		for _, x := range []oversight.Finding{oversight.Present, oversight.StandIn, oversight.Late, oversight.Absent} {
			findings.Options = append(findings.Options, option{Value: string(x), Label: findingName(x).In(v.lang)})
		}
		report := form{Step: "report", Title: v.T("گزارش بازدید", "Report"), Button: v.T("ثبت گزارش", "Record the report"), Open: mine, Fields: []field{
			{Name: "finding", Kind: "select", Label: v.T("چه دیدید؟", "What did you find?"), Groups: []group{findings}, Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "at", Kind: "text", Label: v.T("ساعت رسیدن", "At the door at"), Required: true, Value: f.N(v.h.Now().In(v.h.Location).Format("15:04"))},
			{Name: "late", Kind: "text", Label: v.T("چند دقیقه دیرکرد", "Minutes late")},
		}}
		answers := group{Options: []option{{Value: "yes", Label: v.T("بله", "yes")}, {Value: "no", Label: v.T("خیر", "no")}}}
		for _, p := range oversight.VisitPoints() {
			report.Fields = append(report.Fields, field{Name: p, Kind: "select", Label: pointName(p).In(v.lang), Groups: []group{answers}, Hint: v.T("دیده نشد", "not seen")})
		}
		report.Fields = append(report.Fields, field{Name: "remarks", Kind: "area", Label: v.T("یادداشت", "Remarks")})
		out = append(out, v.withFiles(report))
	}
	if one.State == oversight.VisitPlanned && v.role(samad.RoleOversight) {
		out = append(out, v.reasonForm("cancel", v.T("لغو بازدید", "Cancel the visit"), v.T("دلیل", "Reason")))
	}
	if one.State == oversight.VisitReported {
		if v.role(samad.RoleAgencyHead) && one.Reply == "" {
			f := v.textForm("reply", v.T("پاسخ به گزارش", "Reply to the report"), v.T("توضیح شما", "Your explanation"), "")
			f.Open = true
			out = append(out, f)
		}
		if v.role(samad.RoleOversight) {
			out = append(out,
				form{Step: "consequence", Title: v.T("صدور نامه", "Issue the letter"), Hint: v.T("تذکر، سپس اخطار، سپس گزارش به استاندار؛ پس از پاسخ مدیر یا پایان مهلت آن.", "Notice, then warning, then a report to the governor; after the manager's reply or the end of its time."), Button: v.T("صدور", "Issue")},
				v.reasonForm("excuse", v.T("بی‌نامه پایان یابد", "Settle without a letter"), v.T("دلیل", "Reason")))
		}
	}
	return out
}

// visitStep takes a step of a visit.
func (h *handler) visitStep(v *visit, step string) (string, error) {
	ctx, id, office, actor := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, v.actor()
	to := under("/desk/visits", id) + "?done=" + step
	var err error
	switch step {
	case "report":
		err = h.reportVisit(v, id)
	case "reply":
		_, err = office.ReplyVisit(ctx, actor, id, v.value("text"))
	case "excuse":
		_, err = office.ExcuseVisit(ctx, actor, id, v.value("reason"))
	case "cancel":
		_, err = office.CancelVisit(ctx, actor, id, v.value("reason"))
	case "consequence":
		var l oversight.Letter
		if l, err = office.Consequence(ctx, actor, id); err == nil {
			to = under("/desk/letters", l.ID) + "?done=issued"
		}
	default:
		err = errNoStep
	}
	return to, err
}

func (h *handler) reportVisit(v *visit, id string) error {
	one, err := h.Rooms.Oversight.Visit(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	minute, err := v.minute("at")
	if err != nil {
		return err
	}
	files, err := v.takeTokens()
	if err != nil {
		return err
	}
	if v.value("finding") == "" {
		return refused("finding", "بگویید چه دیدید.", "say what you found")
	}
	late, err := v.number("late")
	if err != nil {
		return err
	}
	report := oversight.VisitReport{
		At: one.Day.Time(h.Location, 0, max(minute, 0), 0, 0).UTC(), Finding: oversight.Finding(v.value("finding")), MinutesLate: late,
		Points: map[string]bool{}, Remarks: strings.TrimSpace(v.value("remarks")), Files: files,
	}
	for _, p := range oversight.VisitPoints() {
		if said := v.value(p); said != "" {
			report.Points[p] = said == "yes"
		}
	}
	_, err = h.Rooms.Oversight.Report(v.r.Context(), v.actor(), id, report)
	return err
}

// postPage is a post with its history, and its leaves for oversight.
func (h *handler) postPage(v *visit) (recordPage, error) {
	p, err := h.Rooms.Oversight.Post(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(p.Title.In(v.lang) + v.T("، ", ", ") + v.agencyName(p.Agency)), Back: link{v.T("بازدیدها", "Visits"), "/desk/visits"},
		Action: under("/desk/posts", p.ID),
	}
	v.postTables(&page, p)
	if v.role(samad.RoleOversight) {
		page.Forms = []form{{Step: "leave", Title: v.T("مرخصی یا ماموریت", "Leave"), Button: v.T("ثبت", "Record"), Fields: []field{
			{Name: "from", Kind: "text", Label: v.T("از روز", "From"), Required: true}, {Name: "to", Kind: "text", Label: v.T("تا روز", "To"), Required: true},
			{Name: "stand_in", Kind: "text", Label: v.T("پست جانشین", "Post of the stand-in")},
			{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
		}}, {Step: "address", Title: v.T("نشانی برای مردم", "Where people find it"), Button: v.T("ثبت نشانی", "Record the address"), Fields: []field{
			{Name: "address", Kind: "text", Label: v.T("نشانی", "Address"), Value: p.Address.In(v.lang), Required: true},
		}}}
	}
	return page, nil
}

// postTables are duty, leaves, findings and letters of a post.
func (v *visit) postTables(page *recordPage, p oversight.Post) {
	f := page.frame
	duty := table(v.T("دوشنبه‌های پیش رو", "Coming duty"), "", v.T("روز", "Day"), v.T("چه", "What"))
	day := v.h.today()
	for range 28 {
		d := v.h.Rooms.Oversight.Duty(p, day)
		if day.Weekday() == d.Hours.Weekday {
			what := v.T("حضور ساعت ", "present from ") + f.clock(d.Hours.From) + v.T(" تا ", " to ") + f.clock(d.Hours.To)
			if !d.StandIn.IsZero() {
				what += v.T("؛ جانشین: ", "; stand-in: ") + d.StandIn.In(v.lang)
			}
			if !d.Owed {
				what = ""
				for _, why := range d.Reasons {
					what += why.In(v.lang) + " "
				}
			}
			duty.add("", f.Day(day.Start(v.h.Location)), what)
		}
		next, err := day.AddDays(1)
		if err != nil {
			break // the end of the calendar
		}
		day = next
	}
	leaves := table(v.T("مرخصی‌های تأییدشده", "Approved leave"), v.T("مرخصی ثبت نشده است. پیش از روز غیبت آن را با فرم همین صفحه ثبت کنید.", "No leave is recorded. Record one by the form on this page before the day."), v.T("از", "From"), v.T("تا", "To"), v.T("جانشین", "Stand-in"))
	dayName := func(d persian.Date) string { return f.Day(d.Start(v.h.Location)) }
	for _, l := range p.Leaves {
		leaves.add("", dayName(l.From), dayName(l.To), l.StandIn.In(v.lang))
	}
	seen := table(v.T("یافته بازدیدها", "What visits found"), v.T("هنوز بازدیدی گزارش نشده است. پس از گزارش ارزیاب اینجا می‌آید.", "No visit is reported yet. It appears here after the inspector’s report."), v.T("روز", "Day"), v.T("یافته", "Finding"))
	for _, x := range p.Visits {
		seen.add(under("/desk/visits", x.Visit), dayName(x.Day), findingName(x.Finding).In(v.lang))
	}
	steps := table(v.T("نامه‌ها", "Letters"), v.T("نامه‌ای نیست. پس از بازدیدی که کاستی داشت صادر می‌شود.", "There is no letter. One is issued after a visit that found fault."), v.T("شماره", "Number"), v.T("گام", "Step"), v.T("تاریخ", "Date"))
	for _, x := range p.Steps {
		steps.add(under("/desk/letters", x.Letter), f.letterNumber(x.Letter), stepName(x.Step).In(v.lang), f.at(x.At))
	}
	page.Tables = append(page.Tables, duty, leaves, seen, steps)
}

// postStep records a leave, or where the post is found.
func (h *handler) postStep(v *visit, step string) (string, error) {
	id := v.r.PathValue("id")
	switch step {
	case "address":
		_, err := h.Rooms.Oversight.SetAddress(v.r.Context(), v.actor(), id, samad.Text{Fa: strings.TrimSpace(v.value("address"))})
		return under("/desk/posts", id) + "?done=address", err
	case "leave":
	default:
		return "", errNoStep
	}
	leave, err := v.leave()
	if err != nil {
		return "", err
	}
	_, err = h.Rooms.Oversight.ApproveLeave(v.r.Context(), v.actor(), id, leave)
	return under("/desk/posts", id) + "?done=leave", err
}

// leave reads a leave of a form.
func (v *visit) leave() (oversight.Leave, error) {
	from, err := v.day("from")
	if err != nil {
		return oversight.Leave{}, err
	}
	to, err := v.day("to")
	if err != nil {
		return oversight.Leave{}, err
	}
	return oversight.Leave{
		From: from, To: to, StandIn: samad.Text{Fa: strings.TrimSpace(v.value("stand_in"))}, Reason: v.value("reason"),
	}, nil
}

// late says that an instant has passed.
func (v *visit) late(at time.Time) string {
	if at.IsZero() || v.h.Now().Before(at) {
		return ""
	}
	return v.T("از مهلت گذشته", "overdue")
}
