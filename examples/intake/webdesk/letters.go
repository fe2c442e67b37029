package webdesk

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

func letterState(s oversight.LetterState) samad.Text {
	return map[oversight.LetterState]samad.Text{
		oversight.LetterIssued:       {Fa: "در انتظار رسید", En: "waits for acknowledgement"},
		oversight.LetterAcknowledged: {Fa: "رسید ثبت شد", En: "acknowledged"},
		oversight.LetterAppealed:     {Fa: "اعتراض شده", En: "appealed"},
		oversight.LetterUpheld:       {Fa: "اعتراض پذیرفته نشد", En: "upheld"},
		oversight.LetterWithdrawn:    {Fa: "پس گرفته شد", En: "withdrawn"},
	}[s]
}

// letters lists letters as a table.
func (v *visit) letters(f frame, title string, all []oversight.Letter) recordTable {
	t := table(title, v.T("نامه‌ای نیست. پس از بازدید یا تخلف ثبت‌شده صادر می‌شود و اینجا می‌آید.", "There is no letter. One is issued after a recorded visit or violation and appears here."), v.T("شماره", "Number"), v.T("دستگاه", "Office"), v.T("گام", "Step"), v.T("تاریخ", "Date"), v.T("وضعیت", "State"), v.T("مهلت رسید", "Acknowledge by"))
	for _, l := range all {
		late, due := "", ""
		if l.State == oversight.LetterIssued {
			late, due = v.late(l.AckDue), f.Day(l.AckDue)
		}
		t.add(under("/desk/letters", l.ID), l.Number(), v.agencyName(l.Agency), stepName(l.Step).In(v.lang), f.Day(l.Issued), letterState(l.State).In(v.lang), due)
		t.Rows[len(t.Rows)-1].Late = late
	}
	return v.ofOwn(t, 1)
}

// lettersPage lists letters.
func (h *handler) lettersPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("نامه‌ها", "Letters"))}
	all, next, err := h.Rooms.Oversight.Letters(v.r.Context(), v.actor(), oversight.ListQuery{Limit: 100, Cursor: v.cursor()})
	page.Tables = []recordTable{v.letters(page.frame, "", all)}
	page.Tables[0].More = v.further("/desk/letters", next)
	return page, v.listFault(err)
}

// letterPage is a letter with what may be done with it.
func (h *handler) letterPage(v *visit) (recordPage, error) {
	l, err := h.Rooms.Oversight.Letter(v.r.Context(), v.actor(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	here := under("/desk/letters", l.ID)
	page := recordPage{
		frame: v.frame(v.T("نامه ", "Letter ") + l.Number()), Back: link{v.T("نامه‌ها", "Letters"), "/desk/letters"}, Action: here,
		Tags: []string{stepName(l.Step).In(v.lang), letterState(l.State).In(v.lang)}, Links: []link{{v.T("نسخه چاپی", "To print"), here + "/print"}},
	}
	page.Facts = []said{{v.T("موضوع", "Subject"), l.Subject}, {v.T("به", "To"), v.agencyName(l.Agency)}, {v.T("تاریخ", "Date"), page.at(l.Issued)}}
	if l.State == oversight.LetterIssued {
		page.Facts = append(page.Facts, said{v.T("مهلت رسید", "Acknowledge by"), page.at(l.AckDue)})
		page.Late = v.late(l.AckDue)
	}
	if l.State == oversight.LetterAcknowledged {
		page.Facts = append(page.Facts, said{v.T("مهلت اعتراض", "Appeal until"), page.at(l.AppealDue)})
	}
	page.Words = append(page.Words, said{v.T("متن نامه", "The letter"), strings.Join(l.Body, "\n")})
	if l.Appeal != "" {
		page.Words = append(page.Words, said{v.T("اعتراض", "Appeal"), l.Appeal})
	}
	if l.Decision != "" {
		page.Words = append(page.Words, said{v.T("تصمیم", "Decision"), l.Decision})
	}
	switch {
	case l.State == oversight.LetterIssued && v.role(samad.RoleAgencyHead):
		page.Forms = append(page.Forms, form{Step: "acknowledge", Title: v.T("رسید نامه", "Acknowledge"), Button: v.T("دریافت شد", "We have it"), Open: true})
	case l.State == oversight.LetterAcknowledged && v.role(samad.RoleAgencyHead):
		page.Forms = append(page.Forms, v.textForm("appeal", v.T("اعتراض به نامه", "Appeal"), v.T("چرا باید پس گرفته شود", "Why it should be withdrawn"), ""))
	case l.State == oversight.LetterAppealed && v.role(samad.RoleOversight, samad.RoleGovernor):
		uphold := v.reasonForm("uphold", v.T("نامه بماند", "Uphold the letter"), v.T("دلیل", "Reason"))
		withdraw := v.reasonForm("withdraw", v.T("نامه پس گرفته شود", "Withdraw the letter"), v.T("دلیل", "Reason"))
		page.Forms = append(page.Forms, uphold, withdraw)
	}
	return page, nil
}

// letterStep takes a step of a letter.
func (h *handler) letterStep(v *visit, step string) (string, error) {
	ctx, id, office, actor := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, v.actor()
	var err error
	switch step {
	case "acknowledge":
		_, err = office.Acknowledge(ctx, actor, id)
	case "appeal":
		_, err = office.Appeal(ctx, actor, id, v.value("text"))
	case "uphold", "withdraw":
		_, err = office.DecideAppeal(ctx, actor, id, step == "withdraw", v.value("reason"))
	default:
		err = errNoStep
	}
	return under("/desk/letters", id) + "?done=" + step, err
}

// documentPage is a letter or minutes on paper. Documents are Persian in every
// language of the pages.
type documentPage struct {
	frame
	Back string
	Doc  oversight.Document
}

// printLetter shows a letter as it is printed.
func (h *handler) printLetter(v *visit) error {
	id := v.r.PathValue("id")
	doc, err := h.Rooms.Oversight.PrintLetter(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	return v.show(200, "document", documentPage{frame: v.frame(doc.Title), Back: under("/desk/letters", id), Doc: doc})
}

// letterNumber writes the number of the letter with the id, which holds the
// same parts with the province first.
func (f frame) letterNumber(id string) string {
	province, rest, _ := strings.Cut(id, "/")
	year, serial, ok := strings.Cut(rest, "/")
	if !ok {
		return f.N(id)
	}
	return f.N(year + "/" + province + "/" + serial)
}
