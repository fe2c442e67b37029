package webdesk

import (
	"errors"
	"net/url"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func ruleName(r oversight.Rule) samad.Text {
	return map[oversight.Rule]samad.Text{
		oversight.RuleLate:       {Fa: "دیرکرد بسیار در پاسخ", En: "an answer far too late"},
		oversight.RuleManyLate:   {Fa: "پاسخ‌های دیرکرده بسیار", En: "many answers overdue"},
		oversight.RuleSentBack:   {Fa: "برگشت پی‌درپی پاسخ", En: "answers sent back again and again"},
		oversight.RuleAbsence:    {Fa: "غیبت پی‌درپی", En: "absent again and again"},
		oversight.RuleResolution: {Fa: "مصوبه اجرانشده", En: "a resolution ignored"},
		oversight.RuleByHand:     {Fa: "به تشخیص نظارت", En: "by hand"},
	}[r]
}

func demandStepName(kind string) samad.Text {
	return map[string]samad.Text{
		"answer": {Fa: "پاسخ دستگاه", En: "answer"}, "not_enough": {Fa: "پاسخ بس نیست", En: "not enough"},
		"raised": {Fa: "نزد استاندار", En: "before the governor"}, "note": {Fa: "یادداشت", En: "note"},
	}[kind]
}

func (v *visit) demandTable(f frame, title string, all []oversight.Demand) recordTable {
	t := table(title, v.T("مطالبه‌ای نیست. اگر دستگاهی از چارچوب بیرون رفت، با سند ثبت‌شده یکی باز می‌شود.", "There is no demand. When an agency leaves the legal framework, one is opened on recorded evidence."), v.T("مطالبه", "Demand"), v.T("دستگاه", "Office"), v.T("مبنا", "Rule"), v.T("مهلت", "Due"), v.T("وضعیت", "State"))
	for _, d := range all {
		due := ""
		if !d.Due.IsZero() {
			due = f.Day(d.Due)
		}
		t.add(under("/desk/demands", d.ID), f.N(d.Text.In(v.lang)), v.agencyName(d.Agency), ruleName(d.Rule).In(v.lang), due, demandName(d.State).In(v.lang))
		if d.State == oversight.DemandOpen {
			t.Rows[len(t.Rows)-1].Late = v.late(d.Due)
		}
	}
	return v.ofOwn(t, 1)
}

// demandsPage lists demands, with a form for opening one.
func (h *handler) demandsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("مطالبه‌ها", "Demands")), Action: "/desk/demands"}
	all, next, err := h.Rooms.Oversight.Demands(v.r.Context(), v.actor(), oversight.ListQuery{Limit: 100, Cursor: v.cursor()})
	page.Tables = []recordTable{v.demandTable(page.frame, "", all)}
	page.Tables[0].More = v.further("/desk/demands", next)
	if v.role(samad.RoleOversight, samad.RoleGovernor) {
		page.Forms = []form{v.newDemandForm()}
	}
	return page, v.listFault(err)
}

// newDemandForm opens a demand by hand.
func (v *visit) newDemandForm() form {
	return form{Step: "open", Title: v.T("مطالبه تازه", "New demand"), Button: v.T("آغاز مطالبه", "Open the demand"),
		Hint: v.T("مطالبه بر رویدادی ثبت‌شده استوار است: دست‌کم یک پرونده یا یک نامه یا بازدید.", "A demand rests on what is recorded: at least one case, letter or visit."), Fields: []field{
			{Name: "agency", Kind: "select", Label: v.T("از کدام دستگاه", "Of which office"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "text", Kind: "area", Label: v.T("چه می‌خواهید و چرا", "What is demanded, and why"), Required: true},
			{Name: "codes", Kind: "area", Label: v.T("کدهای رهگیری، هر کدام در یک سطر", "Tracking codes, one a line")},
			{Name: "letters", Kind: "area", Label: v.T("شماره نامه‌ها، هر کدام در یک سطر", "Numbers of letters, one a line")},
			{Name: "visits", Kind: "area", Label: v.T("نشانی صفحه بازدیدها، هر کدام در یک سطر", "Addresses of visits' pages, one a line")},
		}}
}

// demandsStep opens a demand by hand.
func (h *handler) demandsStep(v *visit, step string) (string, error) {
	if step != "open" {
		return "", errNoStep
	}
	n := oversight.NewDemand{Agency: samad.AgencyID(v.value("agency")), Place: v.province(), Text: samad.Text{Fa: strings.TrimSpace(v.value("text"))}}
	for code := range strings.Lines(v.value("codes")) {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		c, err := h.Desk.CaseByCode(v.r.Context(), v.actor(), code)
		if errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrInvalid) {
			return "", refused("codes", "پرونده‌ای با این کد پیدا نشد: "+code, "no case has this code: "+code)
		}
		if err != nil {
			return "", err
		}
		n.Cases = append(n.Cases, c.ID)
	}
	for number := range strings.Lines(v.value("letters")) {
		if number = latinDigits(strings.TrimSpace(number)); number == "" {
			continue
		}
		l, err := h.Rooms.Oversight.Letter(v.r.Context(), v.actor(), number)
		if errors.Is(err, samad.ErrNotFound) {
			return "", refused("letters", "نامه‌ای با این شماره نیست: "+number, "no letter has this number: "+number)
		}
		if err != nil {
			return "", err
		}
		n.Evidence = append(n.Evidence, ledger.Ref{Kind: "letter", ID: l.ID})
	}
	for address := range strings.Lines(v.value("visits")) {
		if address = strings.TrimSpace(address); address == "" {
			continue
		}
		id, err := url.PathUnescape(address[strings.LastIndexByte(address, '/')+1:])
		if err == nil {
			_, err = h.Rooms.Oversight.Visit(v.r.Context(), v.actor(), id)
		}
		if err != nil {
			return "", refused("visits", "بازدیدی با این نشانی نیست.", "there is no such visit")
		}
		n.Evidence = append(n.Evidence, ledger.Ref{Kind: "visit", ID: id})
	}
	d, err := h.Rooms.Oversight.OpenDemand(v.r.Context(), v.actor(), n)
	return under("/desk/demands", d.ID) + "?done=open", err
}

// demandPage is a demand file.
func (h *handler) demandPage(v *visit) (recordPage, error) {
	d, err := h.Rooms.Oversight.Demand(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(v.T("پرونده مطالبه", "Demand file")), Back: link{v.T("مطالبه‌ها", "Demands"), "/desk/demands"}, Action: under("/desk/demands", d.ID),
		Tags: []string{demandName(d.State).In(v.lang), ruleName(d.Rule).In(v.lang)},
	}
	page.Lead = page.N(d.Text.In(v.lang))
	page.Facts = []said{{v.T("دستگاه", "Office"), v.agencyName(d.Agency)}, {v.T("آغاز", "Opened"), page.at(d.Opened)}, {v.T("مهلت پاسخ", "Answer by"), page.at(d.Due)}}
	if d.State == oversight.DemandOpen {
		page.Late = v.late(d.Due)
	}
	for _, s := range d.Steps {
		if len(s.Papers) > 0 {
			page.Files = append(page.Files, v.recordFiles(ledger.Ref{Kind: "demand", ID: d.ID}, s.Papers)...)
			continue
		}
		page.Words = append(page.Words, said{demandStepName(s.Kind).In(v.lang) + v.T("، ", ", ") + page.at(s.At), s.Text})
	}
	if d.Outcome != "" {
		page.Words = append(page.Words, said{v.T("پایان", "Outcome"), d.Outcome})
	}
	for _, l := range d.Letters {
		page.Links = append(page.Links, link{v.T("نامه ", "Letter ") + page.letterNumber(l), under("/desk/letters", l)})
	}
	cases := table(v.T("پرونده‌ها", "Cases"), v.T("پرونده‌ای پیوست نیست. این مطالبه بر نامه یا بازدید استوار است.", "No case is attached. This demand rests on letters or visits."), v.T("کد", "Code"), v.T("وضعیت", "State"))
	for _, id := range d.Cases {
		if dossier, err := h.Desk.Dossier(v.r.Context(), v.actor(), id); err == nil { // those that one may see
			cases.add("/desk/cases/"+string(id), isolated(dossier.Case.Code.Format(string(v.lang))), samad.StateName(dossier.Case.State).In(v.lang))
		}
	}
	page.Tables = []recordTable{cases}
	page.Forms = v.demandForms(d)
	if h.Desk.TakesAttachments() && d.State != oversight.DemandMet && d.State != oversight.DemandDropped && v.role(samad.RoleOversight, samad.RoleGovernor, samad.RoleAgencyHead) {
		page.Forms = append(page.Forms, v.withFiles(form{Step: "papers", Title: v.T("پیوست نامه و مدرک", "Attach letters and papers"), Button: v.T("افزودن", "Add")}))
	}
	return page, nil
}

func (v *visit) demandForms(d oversight.Demand) []form {
	var out []form
	if v.role(samad.RoleAgencyHead, samad.RoleAgencyOversight) && (d.State == oversight.DemandOpen || d.State == oversight.DemandRaised) {
		f := v.textForm("answer", v.T("پاسخ به مطالبه", "Answer"), v.T("پاسخ دستگاه", "The office's answer"), "")
		f.Open = true
		out = append(out, f)
	}
	if !v.role(samad.RoleOversight, samad.RoleGovernor) || d.State == oversight.DemandMet || d.State == oversight.DemandDropped {
		return out
	}
	if d.State == oversight.DemandAnswered {
		out = append(out, v.reasonForm("return", v.T("پاسخ بس نیست", "Not enough"), v.T("چه مانده است", "What is missing")))
	}
	if d.State != oversight.DemandRaised {
		out = append(out, v.reasonForm("raise", v.T("نزد استاندار", "Bring before the governor"), v.T("دلیل", "Reason")))
	}
	return append(out,
		v.textForm("met", v.T("برآورده شد", "Met"), v.T("نتیجه", "Outcome"), ""),
		v.textForm("dropped", v.T("کنار گذاشته شود", "Drop it"), v.T("دلیل", "Reason"), ""))
}

func (h *handler) demandStep(v *visit, step string) (string, error) {
	ctx, id, office, actor := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, v.actor()
	var err error
	switch step {
	case "answer":
		_, err = office.AnswerDemand(ctx, actor, id, v.value("text"))
	case "papers":
		var files []string
		if files, err = v.takeTokens(); err == nil {
			_, err = office.AddDemandPapers(ctx, actor, id, files)
		}
	case "return":
		_, err = office.ReturnDemand(ctx, actor, id, v.value("reason"))
	case "raise":
		_, err = office.RaiseDemand(ctx, actor, id, v.value("reason"))
	case "met", "dropped":
		_, err = office.EndDemand(ctx, actor, id, oversight.DemandState(step), strings.TrimSpace(v.value("text")))
	default:
		err = errNoStep
	}
	return under("/desk/demands", id) + "?done=" + step, err
}
