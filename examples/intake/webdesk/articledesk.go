package webdesk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/sla/persian"
)

// adviceRoutes lays the pages on which articles are kept.
func (h *handler) adviceRoutes() {
	if h.Rooms.Advice == nil {
		return
	}
	h.mux.HandleFunc("GET /desk/advice", h.staff(h.record(h.advicePage)))
	h.mux.HandleFunc("POST /desk/advice/{step}", h.staff(h.steps(h.advicePage, h.adviceStep)))
	h.mux.HandleFunc("GET /desk/advice/{id}", h.staff(h.record(h.articlePage)))
	h.mux.HandleFunc("POST /desk/advice/{id}/{step}", h.staff(h.steps(h.articlePage, h.articleStep)))
}

// readsAdvice are the roles that see how articles did; those who may write them
// see them as well.
func readsAdvice() []samad.Role {
	return []samad.Role{
		samad.RoleAgencyPR, samad.RoleAdmin, samad.RoleLocalAdmin, samad.RoleAgencyHead, samad.RoleAgencyOversight,
		samad.RoleSupervisor, samad.RoleOversight, samad.RoleGovernor,
	}
}

// ownsAdvice reports whether the page shows an agency's articles to whoever is
// signed in: the own agency's and those below it, or all.
func (v *visit) ownsAdvice(owner samad.AgencyID) bool {
	if v.role(samad.RoleAdmin, samad.RoleSupervisor, samad.RoleOversight, samad.RoleGovernor) {
		return true
	}
	return slices.Contains(v.h.Directory.AgencyPath(owner, v.h.today()), v.session.Account.Agency)
}

// usesThisYear are the uses since the first day of the Persian year.
func (h *handler) usesThisYear(v *visit) (map[string]map[advice.Use]int, error) {
	today := h.today()
	first, err := persian.New(today.Year(), persian.Farvardin, 1)
	if err != nil {
		return nil, err
	}
	return h.Rooms.Advice.Uses(v.r.Context(), first, today)
}

// advicePage lists the articles with how often each helped this year.
func (h *handler) advicePage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("راهنمایی‌ها", "Advice")), Action: "/desk/advice"}
	if !v.role(readsAdvice()...) {
		return page, samad.ErrForbidden
	}
	page.Lead = v.T("آنچه پیش از ثبت پرونده به مردم نشان داده و پای تلفن خوانده می‌شود، و این‌که چند بار کار را راه انداخت.",
		"What people are shown before they file, and operators read out; and how often it was enough.")
	all, err := h.Rooms.Advice.All(v.r.Context())
	if err != nil {
		return page, err
	}
	uses, err := h.usesThisYear(v)
	if err != nil {
		return page, err
	}
	t := table("", v.T("هنوز راهنمایی‌ای نیست. نخستین راهنمایی را با فرم همین صفحه بنویسید.", "There is no article yet. Write the first one with the form on this page."), v.T("راهنمایی", "Article"), v.T("موضوع", "Topic"), v.T("دستگاه", "Office"),
		v.T("راه انداخت", "Helped"), v.T("باز هم ثبت شد", "Filed all the same"), v.T("سهم کارگشا", "Share that helped"), v.T("در پاسخ‌ها", "In answers"))
	t.Hint = v.T("از آغاز سال", "since the new year")
	for _, a := range all {
		if !v.ownsAdvice(a.Owner) {
			continue
		}
		n := uses[a.ID]
		share := "–"
		if both := n[advice.Helped] + n[advice.WentOn]; both > 0 {
			share = page.N(strconv.Itoa((100*n[advice.Helped]+both/2)/both)) + v.T("٪", "%")
		}
		t.add("/desk/advice/"+a.ID, v.said(a.Title), v.topicName(a.Topic), v.agencyName(a.Owner), page.N(n[advice.Helped]), page.N(n[advice.WentOn]), share, page.N(n[advice.InAnswer]))
		if a.Withdrawn {
			t.Rows[len(t.Rows)-1].Late = v.T("برداشته شده", "taken away")
		}
	}
	page.Tables = []recordTable{t}
	if f, ok := v.newArticleForm(); ok {
		page.Forms = []form{f}
	}
	return page, nil
}

// articleFields are the fields of an article's texts.
func (v *visit) articleFields(a samad.Advice) []field {
	var one samad.Link
	if len(a.Links) > 0 {
		one = a.Links[0]
	}
	return []field{
		{Name: "title", Kind: "text", Label: v.T("عنوان", "Title in Persian"), Required: true, Value: a.Title.Fa},
		{Name: "text", Kind: "area", Label: v.T("متن: چه کنند، کجا، با چه مدرکی", "Text in Persian: what to do, where, with which papers"), Required: true, Value: a.Text.Fa},
		{Name: "title_en", Kind: "text", Label: v.T("عنوان به انگلیسی", "Title in English"), Value: a.Title.En},
		{Name: "text_en", Kind: "area", Label: v.T("متن به انگلیسی", "Text in English"), Value: a.Text.En},
		{Name: "link", Kind: "text", Label: v.T("نام خدمت الکترونیکی", "Name of the e-service"), Value: one.Title.Fa},
		{Name: "links", Kind: "code", Label: v.T("نشانی آن", "Its address"), Value: one.URL},
	}
}

// newArticleForm offers the topics that the agency answers for, ok false for
// whoever may not write its texts.
func (v *visit) newArticleForm() (form, bool) {
	agency := v.session.Account.Agency
	anybody := v.role(samad.RoleAdmin)
	if !anybody && !v.h.Rooms.Advice.MayWrite(v.actor(), agency) {
		return form{}, false
	}
	g := group{}
	for _, t := range v.h.Directory.Topics(v.h.today()) {
		if t.Leaf && (anybody || t.Agency == agency) {
			g.Options = append(g.Options, option{Value: string(t.ID), Label: t.Title.In(v.lang)})
		}
	}
	if len(g.Options) == 0 {
		return form{}, false
	}
	f := form{Step: "new", Title: v.T("راهنمایی تازه", "New article"), Button: v.T("ثبت", "Record")}
	f.Fields = append([]field{{Name: "topic", Kind: "select", Label: v.T("موضوع", "Topic"), Groups: []group{g}, Required: true, Hint: v.T("برگزینید", "choose")}}, v.articleFields(samad.Advice{})...)
	return f, true
}

// typedArticle is what the form holds.
func (v *visit) typedArticle() advice.Draft {
	d := advice.Draft{
		Title: samad.Text{Fa: v.value("title"), En: v.value("title_en")}, Text: samad.Text{Fa: v.value("text"), En: v.value("text_en")},
	}
	if at := strings.TrimSpace(v.value("links")); at != "" || strings.TrimSpace(v.value("link")) != "" {
		d.Links = []samad.Link{{Title: samad.Text{Fa: cmp.Or(strings.TrimSpace(v.value("link")), v.T("رفتن به خدمت", "To the service"))}, URL: at}}
	}
	return d
}

func (h *handler) adviceStep(v *visit, step string) (string, error) {
	if step != "new" {
		return "", errNoStep
	}
	d := v.typedArticle()
	d.Topic, d.Owner = samad.TopicID(v.value("topic")), v.session.Account.Agency
	if v.role(samad.RoleAdmin) {
		t, _ := h.Directory.Topic(d.Topic, h.today())
		d.Owner = t.Agency
	}
	a, err := h.Rooms.Advice.Write(v.r.Context(), v.actor(), d)
	return "/desk/advice/" + a.ID + "?done=new", err
}

// articlePage is an article with its forms.
func (h *handler) articlePage(v *visit) (recordPage, error) {
	if !v.role(readsAdvice()...) {
		return recordPage{}, samad.ErrForbidden
	}
	a, err := h.Rooms.Advice.Article(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return recordPage{}, err
	}
	if !v.ownsAdvice(a.Owner) {
		return recordPage{}, samad.ErrForbidden
	}
	shown := v.article(a.Advice)
	page := recordPage{
		frame: v.frame(shown.Title), Back: link{v.T("راهنمایی‌ها", "Advice"), "/desk/advice"}, Action: "/desk/advice/" + a.ID,
		Words: []said{{v.T("آنچه مردم می‌خوانند", "What people read"), shown.Text}}, Links: shown.Links,
		Facts: []said{{v.T("موضوع", "Topic"), v.topicName(a.Topic)}, {v.T("دستگاه", "Office"), shown.Owner}},
	}
	if a.Written.IsZero() {
		page.Facts = append(page.Facts, said{v.T("نوشته", "Written"), v.T("همراه بسته استان", "with the province's pack")})
	} else {
		page.Facts = append(page.Facts, said{v.T("نوشته", "Written"), page.at(a.Written)}, said{v.T("به دست", "By"), v.office(a.By, samad.Text{Fa: shown.Owner, En: shown.Owner})})
	}
	uses, err := h.usesThisYear(v)
	if err != nil {
		return page, err
	}
	n := uses[a.ID]
	page.Facts = append(page.Facts, said{v.T("کار را راه انداخت", "Helped"), page.N(n[advice.Helped])}, said{v.T("باز هم پرونده ثبت شد", "Filed all the same"), page.N(n[advice.WentOn])},
		said{v.T("در پاسخ‌ها", "In answers"), page.N(n[advice.InAnswer])})
	if a.Withdrawn {
		page.Late = v.T("برداشته شده؛ به کسی نشان داده نمی‌شود", "taken away; shown to nobody")
	}
	if h.Rooms.Advice.MayWrite(v.actor(), a.Owner) {
		edit := form{Step: "write", Title: v.T("بازنویسی", "Write it anew"), Button: v.T("ثبت", "Record"), Fields: v.articleFields(a.Advice)}
		edit.Fields = append(edit.Fields, field{Name: "seen", Kind: "hidden", Value: strconv.FormatInt(a.Revision, 10)})
		page.Forms = append(page.Forms, edit)
		if !a.Withdrawn {
			page.Forms = append(page.Forms, form{
				Step: "withdraw", Title: v.T("برداشتن", "Take it away"), Danger: true, Button: v.T("برداشته شود", "Take it away"),
				Hint:   v.T("تا بازنویسی نشود به کسی نشان داده نمی‌شود.", "It is shown to nobody until it is written anew."),
				Fields: []field{{Name: "seen", Kind: "hidden", Value: strconv.FormatInt(a.Revision, 10)}},
			})
		}
	}
	return page, nil
}

func (h *handler) articleStep(v *visit, step string) (string, error) {
	id := v.r.PathValue("id")
	seen, err := strconv.ParseInt(v.value("seen"), 10, 64)
	if err != nil {
		return "", errBadForm
	}
	switch step {
	case "write":
		d := v.typedArticle()
		d.ID, d.Seen = id, seen
		was, err := h.Rooms.Advice.Article(v.r.Context(), id)
		if err != nil {
			return "", err
		}
		if len(was.Links) > 1 { // the form has the first; the others stay
			d.Links = append(d.Links, was.Links[1:]...)
		}
		_, err = h.Rooms.Advice.Write(v.r.Context(), v.actor(), d)
		return "/desk/advice/" + id + "?done=" + step, err
	case "withdraw":
		_, err := h.Rooms.Advice.Withdraw(v.r.Context(), v.actor(), id, seen)
		return "/desk/advice/" + id + "?done=" + step, err
	default:
		return "", errNoStep
	}
}
