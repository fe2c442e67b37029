package webdesk

import (
	"errors"
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
)

type dossierPage struct {
	frame
	Item        queueItem
	Explain     string
	Channel     string
	Identity    string
	Words       []said // the petitioner's own
	Village     string
	Address     string
	Petitioner  []said // name and value
	Replies     []said
	Clocks      []said
	Routing     string
	Cooperating []string
	Expert      string
	Stages      []stage
	Verified    bool
	Forms       []form
	ByLetter    string           // what is to be done with an agency that is not connected
	Paper       string           // address of the letter to print
	Templates   []answerTemplate // for the form of answers
	Quality     *qualityPage     // of an answer that was checked, not sent
	Revision    int64
	Notice      string
}

func (h *handler) dossier(v *visit) error {
	return h.showDossier(v, 200, v.doneNotice(v.r.URL.Query().Get("done")), nil)
}

// showDossier shows a case; change may alter the forms for what the actor can
// do.
func (h *handler) showDossier(v *visit, status int, notice string, change func([]form) []form) error {
	id := samad.CaseID(v.r.PathValue("id"))
	ctx := v.r.Context()
	d, err := h.Desk.Dossier(ctx, v.actor(), id)
	if err != nil {
		return err
	}
	events, err := h.Desk.History(ctx, v.actor(), id)
	verified := err == nil
	if err != nil && !errors.Is(err, samad.ErrHistory) {
		return err
	}
	if !verified {
		h.Logger.ErrorContext(ctx, "history does not verify", "request_id", h.RequestID(ctx), "case", string(id))
	}
	c := d.Case
	f := v.frame(v.T("پرونده", "Case"))
	page := dossierPage{
		frame: f, Item: v.item(f, c, h.Now()), Explain: samad.ExplainState(c.State, v.lang),
		Channel: channelName(c.Channel).In(v.lang), Identity: identityName(c.Identity).In(v.lang),
		Address: d.Address, Verified: verified, Revision: c.Revision, Notice: notice,
	}
	for _, t := range d.Texts[1] {
		switch t.Name {
		case "village":
			page.Village = t.Text
		case "text":
			page.Words = append(page.Words, said{Text: t.Text})
		}
	}
	page.Petitioner = v.petitioner(d.Petitioner)
	page.Replies = v.replies(d)
	for _, k := range c.Clocks {
		if k.Running() {
			page.Clocks = append(page.Clocks, said{Name: stageName(k.Stage).In(v.lang), Text: h.Desk.ExplainClock(k, v.lang)})
		}
	}
	if page.Routing, err = samad.ExplainRouting(d.Events, v.lang); err != nil {
		return err
	}
	for _, p := range c.Cooperating {
		page.Cooperating = append(page.Cooperating, v.agencyName(p.Agency))
	}
	if c.Expert != "" {
		if a, err := h.Accounts.ByID(ctx, c.Expert); err == nil {
			page.Expert = v.office(a.Post, samad.Text{Fa: a.Username, En: a.Username})
		} else {
			page.Expert = c.Expert
		}
	}
	page.Stages = v.history(f, d, events)
	if page.Forms, err = h.staffForms(v, d); err != nil {
		return err
	}
	if err := v.letterLink(&page, c); err != nil {
		return err
	}
	page.Templates = v.answerTemplates()
	if v.r.PathValue("step") == "answer" && v.r.PostForm != nil {
		checked := v.qualityPage()
		page.Quality = &checked
	}
	if change != nil {
		page.Forms = change(page.Forms)
	}
	page.Forms = v.finish(page.Forms)
	return v.show(status, "dossier", page)
}

// petitioner lists what is known of whoever raised the case.
func (v *visit) petitioner(p *samad.Petitioner) []said {
	if p == nil {
		return nil
	}
	f := v.frame("")
	var out []said
	add := func(fa, en, value string) {
		if value != "" {
			out = append(out, said{Name: v.T(fa, en), Text: value})
		}
	}
	add("نام", "Name", p.Name)
	add("کد ملی", "National ID", f.N(p.NationalID))
	add("شناسه ملی", "Legal ID", f.N(p.LegalID))
	add("شماره مدرک", "Papers", f.N(p.ForeignID))
	add("تلفن همراه", "Mobile", f.N(localPhone(p.Mobile)))
	add("تلفن ثابت", "Landline", f.N(localLandline(p.Landline)))
	add("ایمیل", "Mail", p.Email)
	add("کد پستی", "Postal code", f.N(p.PostalCode))
	add("نشانی", "Address", p.Address)
	return out
}

// localPhone writes an E.164 number of Iran as people dial it.
func localPhone(e164 string) string {
	if len(e164) != len("+989121234567") || e164[:3] != "+98" {
		return e164
	}
	n := "0" + e164[3:]
	return n[:4] + "\u00a0" + n[4:7] + "\u00a0" + n[7:]
}

// localLandline writes one of a landline: the area code, then the number.
func localLandline(e164 string) string {
	if len(e164) != len("+983132221100") || e164[:3] != "+98" {
		return e164
	}
	n := "0" + e164[3:]
	return n[:3] + "\u00a0" + n[3:7] + "\u00a0" + n[7:]
}

// replies lists the answers to the questions of kind and topic.
func (v *visit) replies(d samad.Dossier) []said {
	var out []said
	asked := v.h.Directory.Questions(d.Case.Kind, d.Case.Topic, v.h.today())
	for _, q := range asked {
		if reply := d.Questions[q.ID]; reply != "" {
			for _, c := range q.Choices {
				if c.ID == reply {
					reply = c.Label.In(v.lang)
				}
			}
			out = append(out, said{Name: q.Label.In(v.lang), Text: reply})
		}
	}
	for id, reply := range d.Questions {
		if !slices.ContainsFunc(asked, func(q samad.Question) bool { return q.ID == id }) {
			out = append(out, said{Name: id, Text: reply}) // asked under an earlier kind or topic
		}
	}
	return out
}

// history tells every event with its texts.
func (v *visit) history(f frame, d samad.Dossier, events []samad.Event) []stage {
	var out []stage
	for _, e := range events {
		s := stage{When: f.Moment(e.At), What: samad.EventName(e.Type).In(v.lang)}
		if e.Type == samad.EventAsked {
			s.What = v.T("از متقاضی پرسش شد", "The petitioner was asked")
		}
		agency := samad.Text{}
		if e.Actor.Agency != "" {
			name := v.agencyName(e.Actor.Agency)
			agency = samad.Text{Fa: name, En: name}
		}
		s.Who = v.office(e.Actor.Post, agency)
		if e.Type != samad.EventSubmitted { // those stand above
			s.Texts = v.texts(d.Texts[e.Seq])
		}
		s.Files = v.fileLinks(d.Attachments[e.Seq], func(l *fileLink) {
			l.Href = "/desk/cases/" + string(d.Case.ID) + "/attachments/" + l.ID
		})
		if p, err := e.Payload(); err == nil {
			v.detail(&s, f, p)
		}
		out = append(out, s)
	}
	return out
}

// detail adds what the payload of an event says beyond its name.
func (v *visit) detail(s *stage, f frame, p samad.Payload) {
	switch p := p.(type) {
	case *samad.ReferredTo:
		s.What += v.T("؛ به ", ": to ") + v.agencyName(p.Agency)
		s.Because = p.Because.In(v.lang)
	case *samad.Returned:
		s.What += v.T("؛ پیشنهاد: ", "; proposed: ") + v.agencyName(p.Proposed)
	case *samad.ClockStarted:
		s.What, s.Who, s.Due = v.T("آغاز ", "Begins: ")+stageName(p.Stage).In(v.lang), "", v.due(f, p.Plan.Due)
	case *samad.ClockPaused:
		s.What, s.Who = v.T("توقف ", "Held: ")+stageName(p.Stage).In(v.lang), ""
	case *samad.ClockResumed:
		s.What, s.Who, s.Due = v.T("ادامه ", "Goes on: ")+stageName(p.Stage).In(v.lang), "", v.due(f, p.Plan.Due)
	case *samad.ClockStopped:
		s.What, s.Who = v.T("پایان ", "Ends: ")+stageName(p.Stage).In(v.lang), ""
	case *samad.ClockMoved:
		s.Due = v.due(f, p.Plan.Due)
	case *samad.Extended:
		s.Due = v.due(f, p.Plan.Due)
	case *samad.AnsweredCase:
		s.Outcome = samad.OutcomeName(p.Outcome).In(v.lang)
		if p.Letter != "" {
			s.Outcome += v.T(" · نامه ", " · letter ") + f.N(p.Letter)
		}
	case *samad.Drafted:
		s.Outcome = samad.OutcomeName(p.Outcome).In(v.lang)
	case *samad.Rated:
		s.Outcome = v.T("پاسخ "+f.N(p.Answer)+" و برخورد "+f.N(p.Conduct)+" از ۵", "answer "+strconv.Itoa(p.Answer)+", conduct "+strconv.Itoa(p.Conduct)+" of 5")
	}
}
