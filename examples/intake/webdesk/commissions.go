package webdesk

import (
	"errors"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func sessionState(s oversight.SessionState) samad.Text {
	return map[oversight.SessionState]samad.Text{
		oversight.SessionPlanned: {Fa: "فراخوانده", En: "called"},
		oversight.SessionOpen:    {Fa: "در جریان", En: "open"},
		oversight.SessionClosed:  {Fa: "پایان یافته", En: "closed"},
	}[s]
}

// commissionsPage lists the commissions.
func (h *handler) commissionsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("کمیسیون‌ها", "Commissions")), Action: "/desk/commissions"}
	all, _, err := h.Rooms.Oversight.Commissions(v.r.Context(), v.actor(), "", 100)
	if err != nil {
		return page, err
	}
	t := table("", v.T("هنوز کمیسیونی نیست. دفتر بازرسی آن را با فرم همین صفحه بنا می‌کند.", "There is no commission yet. The office of inspection sets it up with the form on this page."), v.T("کمیسیون", "Commission"), v.T("موضوع", "Topic"), v.T("اعضا", "Members"), v.T("حد نصاب", "Quorum"))
	for _, c := range all {
		topics := make([]string, 0, len(c.Topics))
		for _, topic := range c.Topics {
			topics = append(topics, v.lineName(figures.ByTopic, string(topic)))
		}
		if len(topics) == 0 {
			topics = []string{v.T("همه موضوع‌ها", "every topic")}
		}
		t.add(under("/desk/commissions", c.ID), c.Name.In(v.lang), strings.Join(topics, v.T("، ", ", ")), page.N(len(c.Members)), page.N(c.Quorum))
	}
	page.Tables = []recordTable{t}
	if v.role(samad.RoleOversight) {
		page.Forms = []form{{Step: "keep", Title: v.T("کمیسیون تازه یا تغییر آن", "New commission, or a change"), Button: v.T("ثبت", "Record"), Fields: []field{
			{Name: "id", Kind: "code", Label: v.T("شناسه", "Id"), Hint: v.T("حروف لاتین کوچک، مانند welfare", "small letters, such as welfare"), Required: true},
			{Name: "name", Kind: "text", Label: v.T("نام", "Name"), Required: true},
			{Name: "topic", Kind: "select", Label: v.T("موضوع", "Topic"), Groups: v.topics(), Hint: v.T("همه موضوع‌ها", "every topic")},
			{Name: "members", Kind: "area", Label: v.T("نام کاربری اعضا، هر سطر یکی؛ نخستین رئیس است", "Members' user names, one a line; the first presides"), Required: true},
			{Name: "quorum", Kind: "text", Label: v.T("حد نصاب", "Quorum"), Required: true},
			{Name: "governor", Kind: "check", Label: v.T("مصوبه تنها با حضور استاندار", "No resolution without the governor")},
		}}}
	}
	return page, nil
}

func (h *handler) commissionsStep(v *visit, step string) (string, error) {
	if step != "keep" {
		return "", errNoStep
	}
	c := oversight.Commission{
		ID: strings.TrimSpace(v.value("id")), Kind: strings.TrimSpace(v.value("name")), Name: samad.Text{Fa: strings.TrimSpace(v.value("name"))},
		Place: v.province(), NeedsGovernor: v.value("governor") != "",
	}
	if topic := v.value("topic"); topic != "" {
		c.Topics = []samad.TopicID{samad.TopicID(topic)}
	}
	var err error
	if c.Quorum, err = v.number("quorum"); err != nil {
		return "", err
	}
	for name := range strings.FieldsSeq(v.value("members")) {
		who, err := h.Accounts.ByName(v.r.Context(), name)
		if errors.Is(err, account.ErrNotFound) {
			return "", refused("members", "چنین کاربری نیست: "+name, "there is no such user: "+name)
		}
		if err != nil {
			return "", err
		}
		c.Members = append(c.Members, oversight.Member{Account: who.ID, Agency: who.Agency, Post: who.Post, Chair: len(c.Members) == 0})
	}
	_, err = h.Rooms.Oversight.KeepCommission(v.r.Context(), v.actor(), c)
	return "/desk/commissions?done=keep", err
}

// commissionPage is a commission with its sessions.
func (h *handler) commissionPage(v *visit) (recordPage, error) {
	ctx, office, id := v.r.Context(), h.Rooms.Oversight, v.r.PathValue("id")
	c, err := office.Commission(ctx, v.actor(), id)
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(c.Name.In(v.lang)), Back: link{v.T("کمیسیون‌ها", "Commissions"), "/desk/commissions"}, Action: under("/desk/commissions", id),
		Facts: []said{{v.T("حد نصاب", "Quorum"), v.frame("").N(c.Quorum)}},
	}
	if c.NeedsGovernor {
		page.Facts = append(page.Facts, said{v.T("مصوبه", "Resolutions"), v.T("تنها با حضور استاندار", "only with the governor")})
	}
	members := table(v.T("اعضا", "Members"), "", v.T("پست", "Post"), v.T("دستگاه", "Office"))
	for _, m := range c.Members {
		office := ""
		if m.Agency != "" {
			office = v.agencyName(m.Agency)
		}
		members.add("", m.Post.In(v.lang), office)
	}
	all, _, err := office.Sessions(ctx, v.actor(), id, "", 50)
	if err != nil {
		return page, err
	}
	sessions := table(v.T("جلسه‌ها", "Sessions"), v.T("هنوز جلسه‌ای نیست. دبیر کمیسیون با «جلسه تازه» دعوت می‌کند.", "There is no session yet. The secretary calls one with the form on this page."), v.T("زمان", "When"), v.T("جا", "Room"), v.T("وضعیت", "State"), v.T("دستور", "Items"), v.T("مصوبه", "Resolutions"))
	for _, s := range all {
		sessions.add(under("/desk/sessions", s.ID), page.at(s.At), s.Room, sessionState(s.State).In(v.lang), page.N(len(s.Agenda)), page.N(len(s.Resolutions)))
	}
	page.Tables = []recordTable{sessions, members}
	if v.role(samad.RoleCommissionSecretary) {
		page.Forms = []form{{Step: "call", Title: v.T("فراخواندن جلسه", "Call a session"), Button: v.T("فراخواندن", "Call"), Fields: []field{
			{Name: "day", Kind: "text", Label: v.T("روز", "Day"), Hint: v.T("مانند ۱۴۰۵/۰۹/۰۹", "like 1405/09/09"), Required: true},
			{Name: "at", Kind: "text", Label: v.T("ساعت", "Hour"), Hint: v.T("مانند ۱۰:۳۰", "like 10:30"), Required: true},
			{Name: "room", Kind: "text", Label: v.T("جا", "Room")},
		}}}
	}
	return page, nil
}

func (h *handler) commissionStep(v *visit, step string) (string, error) {
	if step != "call" {
		return "", errNoStep
	}
	day, err := v.day("day")
	if err != nil {
		return "", err
	}
	minute, err := v.minute("at")
	if err != nil {
		return "", err
	}
	s, err := h.Rooms.Oversight.CallSession(v.r.Context(), v.actor(), v.r.PathValue("id"), day.Time(h.Location, 0, max(minute, 0), 0, 0).UTC(), v.value("room"))
	return under("/desk/sessions", s.ID) + "?done=call", err
}

// sessionPage is a session: agenda, attendance, what was said and resolved.
func (h *handler) sessionPage(v *visit) (recordPage, error) {
	ctx, office, id := v.r.Context(), h.Rooms.Oversight, v.r.PathValue("id")
	s, err := office.Session(ctx, v.actor(), id)
	if err != nil {
		return recordPage{}, err
	}
	c, err := office.Commission(ctx, v.actor(), s.Commission)
	if err != nil {
		return recordPage{}, err
	}
	here := under("/desk/sessions", id)
	page := recordPage{
		frame: v.frame(v.T("جلسه ", "Session: ") + c.Name.In(v.lang)), Back: link{c.Name.In(v.lang), under("/desk/commissions", c.ID)}, Action: here,
		Tags: []string{sessionState(s.State).In(v.lang)}, Links: []link{{v.T("صورت‌جلسه", "Minutes"), here + "/minutes"}},
	}
	page.Facts = []said{{v.T("زمان", "When"), page.at(s.At)}, {v.T("جا", "Room"), s.Room}}
	if a := s.Attendance; a != nil {
		page.Facts = append(page.Facts, said{v.T("حاضران", "Present"), page.N(len(a.Present)) + v.T(" از ", " of ") + page.N(len(s.Members)) + v.T("؛ حد نصاب ", "; quorum ") + page.N(s.Quorum)})
		if a.Governor {
			page.Facts = append(page.Facts, said{v.T("استاندار", "Governor"), v.T("حاضر", "present")})
		}
	}
	items := table(v.T("دستور جلسه", "Agenda"), v.T("دستوری نیست. از پیشنهادها یا با فرم، موضوعی بیفزایید.", "There is no item. Add one from the proposals or by the form."), v.T("شماره", "Number"), v.T("موضوع", "Matter"), v.T("پرونده", "Cases"), v.T("وزن", "Weight"), v.T("چرا", "Why"), v.T("گفته‌ها", "Said"))
	for _, i := range s.Agenda {
		reasons := make([]string, len(i.Reasons))
		for n, r := range i.Reasons {
			reasons[n] = page.N(r.In(v.lang))
		}
		why := strings.Join(reasons, v.T("؛ ", "; "))
		items.add("", page.N(i.Number), i.Title, page.N(len(i.Cases)), page.N(i.Weight), why, s.Said[i.Number])
	}
	done := table(v.T("مصوبه‌ها", "Resolutions"), v.T("هنوز مصوبه‌ای نیست. پس از گفت‌وگو درباره هر دستور ثبت می‌شود.", "There is no resolution yet. It is recorded after an item was discussed."), v.T("مصوبه", "Resolution"), v.T("دستگاه", "Office"), v.T("مهلت", "Due"), v.T("وضعیت", "State"))
	for _, one := range s.Resolutions {
		r, err := office.Resolution(ctx, v.actor(), one)
		if err != nil {
			return page, err
		}
		v.addResolution(page.frame, &done, r)
	}
	page.Tables = []recordTable{items, done}
	for _, i := range s.Agenda {
		page.Files = append(page.Files, v.recordFiles(ledger.Ref{Kind: "session", ID: s.ID}, i.Papers)...)
	}
	if v.role(samad.RoleCommissionSecretary) && s.State != oversight.SessionClosed {
		page.Forms, err = h.sessionForms(v, s)
		if h.Desk.TakesAttachments() && len(s.Agenda) > 0 {
			page.Forms = append(page.Forms, v.papersForm(s))
		}
	}
	return page, err
}

// papersForm puts papers to an item.
func (v *visit) papersForm(s oversight.Session) form {
	items := group{}
	for _, i := range s.Agenda {
		items.Options = append(items.Options, option{Value: strconv.Itoa(i.Number), Label: i.Title})
	}
	return v.withFiles(form{Step: "papers", Title: v.T("برگه‌های دستور", "Papers of an item"), Button: v.T("افزودن", "Add"), Fields: []field{
		{Name: "item", Kind: "select", Label: v.T("دستور", "Item"), Groups: []group{items}, Required: true, Hint: v.T("برگزینید", "choose")},
	}})
}

// sessionForms are the secretary's forms.
func (h *handler) sessionForms(v *visit, s oversight.Session) ([]form, error) {
	var out []form
	if s.State == oversight.SessionPlanned {
		proposals, err := h.Rooms.Oversight.ProposeAgenda(v.r.Context(), v.actor(), s.Commission, 10)
		if err != nil {
			return nil, err
		}
		choices := group{}
		f := v.frame("")
		for _, p := range proposals {
			item := h.Rooms.Oversight.Item(p)
			choices.Options = append(choices.Options, option{Value: proposalKey(p), Label: item.Title + v.T("؛ وزن ", "; weight ") + f.N(p.Weight)})
		}
		out = append(out, form{Step: "item", Title: v.T("دستور تازه", "New item"), Button: v.T("افزودن", "Add"), Fields: []field{
			{Name: "proposal", Kind: "select", Label: v.T("پیشنهاد به ترتیب وزن", "Proposal, by weight"), Groups: []group{choices}, Hint: v.T("یا با کد رهگیری", "or by a code")},
			{Name: "code", Kind: "code", Label: v.T("کد رهگیری پرونده", "Tracking code of a case")},
			{Name: "title", Kind: "text", Label: v.T("عنوان", "Title")},
		}})
	}
	chairs := group{}
	present := form{Step: "open", Title: v.T("حاضران", "Attendance"), Button: v.T("ثبت حاضران", "Record who is there")}
	for i, m := range s.Members {
		present.Fields = append(present.Fields, field{Name: "present-" + strconv.Itoa(i), Kind: "check", Label: m.Post.In(v.lang)})
		chairs.Options = append(chairs.Options, option{Value: m.Account, Label: m.Post.In(v.lang)})
	}
	present.Fields = append(present.Fields,
		field{Name: "president", Kind: "select", Label: v.T("رئیس جلسه", "Who presides"), Groups: []group{chairs}, Required: true, Hint: v.T("برگزینید", "choose")},
		field{Name: "governor", Kind: "check", Label: v.T("استاندار حاضر است", "The governor is there")})
	out = append(out, present)
	if s.State != oversight.SessionOpen {
		return out, nil
	}
	items := group{}
	for _, i := range s.Agenda {
		items.Options = append(items.Options, option{Value: strconv.Itoa(i.Number), Label: v.frame("").N(i.Number) + ". " + i.Title})
	}
	item := field{Name: "item", Kind: "select", Label: v.T("دستور", "Item"), Groups: []group{items}, Required: true, Hint: v.T("برگزینید", "choose")}
	return append(out,
		form{Step: "said", Title: v.T("گفته‌ها", "What was said"), Button: v.T("ثبت", "Record"), Fields: []field{item, {Name: "text", Kind: "area", Label: v.T("خلاصه", "Summary"), Required: true}}},
		form{Step: "resolve", Title: v.T("مصوبه", "Resolution"), Button: v.T("ثبت مصوبه", "Resolve"), Fields: []field{
			item, {Name: "text", Kind: "area", Label: v.T("چه باید بشود", "What must be done"), Required: true},
			{Name: "agency", Kind: "select", Label: v.T("دستگاه مسئول", "Responsible office"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "public", Kind: "text", Label: v.T("آنچه به متقاضیان گفته می‌شود", "What petitioners are told")},
		}},
		form{Step: "close", Title: v.T("پایان جلسه", "Close the session"), Button: v.T("بستن صورت‌جلسه", "Close the minutes"), Danger: true}), nil
}

func proposalKey(p oversight.Proposal) string { return string(p.Topic) + "|" + string(p.Place) }

func (h *handler) sessionStep(v *visit, step string) (string, error) {
	ctx, id, office, actor := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, v.actor()
	var err error
	switch step {
	case "papers":
		var item int
		var files []string
		if files, err = v.takeTokens(); err == nil {
			item, err = v.number("item")
		}
		if err == nil {
			_, err = office.AddPapers(ctx, actor, id, item, files)
		}
	case "item":
		err = h.addItem(v, id)
	case "open":
		var s oversight.Session
		if s, err = office.Session(ctx, actor, id); err != nil {
			return "", err
		}
		a := oversight.Attendance{President: v.value("president"), Governor: v.value("governor") != ""}
		for i, m := range s.Members {
			if v.value("present-"+strconv.Itoa(i)) != "" {
				a.Present = append(a.Present, m.Account)
			}
		}
		_, err = office.OpenSession(ctx, actor, id, a)
	case "said":
		var item int
		if item, err = v.number("item"); err == nil {
			_, err = office.Discuss(ctx, actor, id, item, v.value("text"))
		}
	case "resolve":
		var item int
		if item, err = v.number("item"); err == nil {
			_, err = office.Resolve(ctx, actor, id, oversight.NewResolution{Item: item, Text: v.value("text"), Agency: samad.AgencyID(v.value("agency")), Public: v.value("public")})
		}
	case "close":
		_, err = office.CloseSession(ctx, actor, id)
	default:
		err = errNoStep
	}
	return under("/desk/sessions", id) + "?done=" + step, err
}

// addItem puts a proposal, or one case by its code, on the agenda.
func (h *handler) addItem(v *visit, session string) error {
	ctx, office, actor := v.r.Context(), h.Rooms.Oversight, v.actor()
	s, err := office.Session(ctx, actor, session)
	if err != nil {
		return err
	}
	if key := v.value("proposal"); key != "" {
		proposals, err := office.ProposeAgenda(ctx, actor, s.Commission, 10)
		if err != nil {
			return err
		}
		for _, p := range proposals {
			if proposalKey(p) == key {
				_, err := office.AddItem(ctx, actor, session, office.Item(p))
				return err
			}
		}
		return refused("proposal", "این پیشنهاد دیگر در فهرست نیست.", "this proposal is no longer in the list")
	}
	c, err := h.Desk.CaseByCode(ctx, actor, v.value("code"))
	if errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrInvalid) {
		return refused("code", "پرونده‌ای با این کد پیدا نشد.", "no case has this code")
	}
	if err != nil {
		return err
	}
	_, err = office.AddItem(ctx, actor, session, oversight.AgendaItem{Title: v.value("title"), Cases: []samad.CaseID{c.ID}, Topic: c.Topic, Place: c.Place})
	return err
}

// minutes shows the minutes of a session as they are printed.
func (h *handler) minutes(v *visit) error {
	id := v.r.PathValue("id")
	m, err := h.Rooms.Oversight.Minutes(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	return v.show(200, "document", documentPage{frame: v.frame(m.Document.Title), Back: under("/desk/sessions", id), Doc: m.Document})
}
