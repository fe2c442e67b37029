package webdesk

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// letterRoles are those who send letters to agencies that are not connected.
func letterRoles() []samad.Role {
	return []samad.Role{samad.RoleOperator, samad.RoleSupervisor, samad.RoleOversight}
}

// goesByLetter reports whether the case is to go out on paper, and whoever is
// signed in sends letters.
func (v *visit) goesByLetter(c samad.Case) (bool, error) {
	waits := c.State == samad.Referred || c.State == samad.InProgress || c.State == samad.AwaitingPetitioner
	if !waits || c.Erased || !v.role(letterRoles()...) {
		return false, nil
	}
	return v.h.Desk.ByLetter(v.r.Context(), c)
}

// letterLink says on the page of a case that its agency is not connected.
func (v *visit) letterLink(page *dossierPage, c samad.Case) error {
	by, err := v.goesByLetter(c)
	if err != nil || !by {
		return err
	}
	page.Paper = "/desk/cases/" + string(c.ID) + "/letter"
	page.ByLetter = v.T("این دستگاه به سامد متصل نیست. نامه را چاپ کنید و بفرستید؛ پاسخ دستگاه را اپراتور با تصویر نامه‌اش ثبت می‌کند.",
		"This agency is not connected to Samad. Print the letter and send it; an operator enters its answer with the letter attached.")
	return nil
}

// letterAnswerForm takes what an agency answered on paper.
func (v *visit) letterAnswerForm() form {
	f := v.withFiles(v.answerForm())
	f.Step, f.Title, f.Button = "answer_by_letter", v.T("ثبت پاسخ نامه‌ای دستگاه", "Enter the agency's letter"), v.T("ثبت و فرستادن پاسخ", "Record and send")
	f.Hint = v.T("آنچه دستگاه نوشته است را بنویسید و تصویر نامه امضاشده را پیوست کنید.", "Write what the agency wrote, and attach the signed letter.")
	if last := len(f.Fields) - 1; f.HasFiles() {
		f.Fields[last].Label, f.Fields[last].Required = v.T("تصویر نامه دستگاه", "The scanned letter"), true
	}
	f.Fields = slices.Insert(f.Fields, 0, field{Name: "letter", Kind: "text", Label: v.T("شماره و تاریخ نامه دستگاه", "Number and date of the agency's letter"), Required: true})
	return f
}

func (h *handler) answerByLetter(ctx context.Context, v *visit, ref samad.Ref) error {
	_, err := h.Desk.AnswerByLetter(ctx, v.actor(), samad.LetterAnswerRequest{Letter: v.value("letter"), AnswerRequest: samad.AnswerRequest{
		Ref: ref, Attachments: v.tokens(), Outcome: samad.Outcome(v.value("outcome")),
		AnswerText:   samad.AnswerText{Explanation: v.value("explanation"), Done: v.value("done"), Basis: v.value("basis"), Next: v.value("next")},
		WithoutVisit: v.value("without_visit") != "", Final: v.value("final") != "",
	}})
	return err
}

// caseLetter is the letter by which a case goes to an agency that is not
// connected. It holds what the agency would see at the desk: who the petitioner
// is only where the petitioner is named.
func (h *handler) caseLetter(v *visit) error {
	d, err := h.Desk.Dossier(v.r.Context(), v.actor(), samad.CaseID(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	c := d.Case
	by, err := v.goesByLetter(c)
	if err != nil {
		return err
	}
	if !by {
		return samad.ErrNotFound
	}
	paper := *v // letters are Persian in every language of the pages
	paper.lang = samad.Persian
	f := paper.frame("")
	centre, code := paper.agencyName(c.Centre), c.Code.Format("fa")
	facts := [][]string{{"کد رهگیری", code}, {"ثبت در سامد", f.Day(c.Created)}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, []string{name, f.N(text)})
		}
	}
	add("نوع", samad.KindName(c.Kind).Fa)
	add("موضوع", paper.topicName(c.Topic))
	add("مکان", paper.placeName(c.Place))
	var words []string
	for _, t := range d.Texts[1] {
		switch t.Name {
		case "village":
			add("روستا", t.Text)
		case "text":
			words = append(words, t.Text)
		}
	}
	who := oversight.Section{Heading: "متقاضی", Paragraphs: []string{"متقاضی خواسته است که شناخته نشود. پاسخ را سامد به او می‌رساند."}}
	if c.Identity == samad.Named && d.Petitioner != nil {
		who.Paragraphs = nil
		for _, p := range paper.petitioner(d.Petitioner) {
			who.Rows = append(who.Rows, []string{p.Name, p.Text})
		}
		add("نشانی موضوع", d.Address)
	}
	due := "در کوتاه‌ترین زمان"
	if at := c.Due(); !at.IsZero() {
		due = "تا " + f.Moment(at)
	}
	doc := oversight.Document{
		Title: centre + "؛ سامانه الکترونیکی ارتباط مردم و دولت (سامد)", Number: code, Day: f.Day(h.Now()),
		From: centre, To: paper.agencyName(c.Agency), Subject: "پاسخ به پرونده سامد",
		Sections: []oversight.Section{
			{Paragraphs: []string{
				"با سلام", "پرونده‌ای که شرح آن در پی می‌آید در سامد ثبت شده و رسیدگی به آن بر عهده آن دستگاه است.",
				"مهلت پاسخ: " + due + ". شرح موضوع، آنچه انجام شده و گام بعدی را با ذکر کد رهگیری بنویسید.",
			}},
			{Heading: "پرونده", Rows: facts},
			{Heading: "متن متقاضی", Paragraphs: words},
			who,
			{Heading: "فرستادن پاسخ", Paragraphs: []string{"پاسخ امضاشده را به «" + centre + "» بفرستید. پرسش‌ها را تلفن ۱۱۱ پاسخ می‌دهد."}},
		},
		Signatures: []string{centre},
		Slip:       "پاسخ پرونده " + code + "؛ شماره و تاریخ نامه دستگاه:                مهر و امضا:",
	}
	return v.show(200, "document", documentPage{frame: v.frame("نامه پرونده " + code), Back: "/desk/cases/" + string(c.ID), Doc: doc})
}
