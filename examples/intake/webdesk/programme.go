package webdesk

import (
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
)

// programmePage is one programme with its hosts and turns.
func (h *handler) programmePage(v *visit) (recordPage, error) {
	ctx, id := v.r.Context(), v.r.PathValue("id")
	p, err := h.Rooms.Meetings.Programme(ctx, v.actor(), id)
	if err != nil {
		return recordPage{}, err
	}
	f := v.frame(p.Title.In(v.lang))
	page := recordPage{
		frame: f, Back: link{v.T("همه برنامه‌ها", "All programmes"), "/desk/meetings"}, Action: "/desk/meetings/" + id,
		Tags: []string{programmeName(p.State).In(v.lang)}, Facts: []said{{v.T("زمان", "When"), v.hours(f, p.Starts, p.Ends)}},
	}
	fact := func(fa, en, text string) {
		if text != "" {
			page.Facts = append(page.Facts, said{v.T(fa, en), text})
		}
	}
	fact("نوبت در ساعت", "Turns an hour", f.N(p.PerHour))
	fact("آغاز شد", "Opened", f.at(p.Opened))
	fact("پایان یافت", "Closed", f.at(p.Closed))
	fact("دلیل", "Reason", p.Reason)
	hosts := table(v.T("میزبانان", "Hosts"), "", v.T("دستگاه", "Office"), v.T("پست", "Post"), v.T("پاسخ", "Reply"), v.T("دلیل", "Reason"), v.T("رتبه پیشنهاد", "Rank"))
	for _, one := range p.Hosts {
		rank := v.T("به انتخاب", "by hand")
		if one.Rank > 0 {
			rank = f.N(one.Rank) + v.T("؛ با ", ", ") + f.N(one.Cases) + v.T(" پرونده", " cases")
		}
		hosts.add("", v.agencyName(one.Agency), one.Post.In(v.lang), hostName(one.State).In(v.lang), one.Reason, rank)
	}
	page.Tables = append(page.Tables, hosts, v.turns(f, p))
	if p.State == meeting.Running && v.role(runsMeetings()...) {
		page.Links = append(page.Links, link{v.T("میز تماس", "Console"), "/desk/meetings/" + id + "/console"})
	}
	if p.State == meeting.Finished || p.State == meeting.Running {
		s, err := h.Rooms.Meetings.Summary(ctx, v.actor(), id)
		if err != nil {
			return recordPage{}, err
		}
		page.Tables = append([]recordTable{v.summary(f, s)}, page.Tables...)
	}
	page.Forms = v.programmeForms(p)
	return page, nil
}

// turns lists the turns in the order in which they stand.
func (v *visit) turns(f frame, p meeting.Programme) recordTable {
	t := table(v.T("نوبت‌ها", "Turns"), v.T("هنوز نوبتی نیست. نوبت‌ها از صفحه ملاقات یا با تلفن گرفته می‌شود.", "There is no turn yet. Turns are asked for on the page of meetings or by telephone."),
		v.T("شماره", "Number"), v.T("دستگاه", "Office"), v.T("شهرستان", "County"), v.T("ساعت", "Hour"), v.T("وضعیت", "State"))
	for _, one := range p.Turns {
		hour := v.T("تماس در برنامه", "rang in")
		if one.Requested() {
			hour = f.N(one.Slot.In(v.h.Location).Format("15:04"))
		}
		county := ""
		if one.County != "" {
			county = v.placeName(one.County)
		}
		url := ""
		if one.Case != "" {
			url = "/desk/cases/" + string(one.Case)
		}
		t.add(url, f.N(one.Number), v.agencyName(one.Agency), county, hour, turnName(one.State).In(v.lang))
	}
	return t
}

// summary is the report of a programme.
func (v *visit) summary(f frame, s meeting.Summary) recordTable {
	t := table(v.T("گزارش برنامه", "Report of the programme"), "", v.T("چه", "What"), v.T("چند", "How many"))
	t.add("", v.T("تماس", "Calls"), f.N(s.Calls))
	t.add("", v.T("تماس در ساعت", "Calls an hour"), v.decimal(f, s.PerHour))
	t.add("", v.T("پاسخ همان‌جا", "Answered live"), f.N(s.Answered))
	t.add("", v.T("سپرده به کارشناس", "Handed to an expert"), f.N(s.HandedOn))
	t.add("", v.T("بی‌پاسخ", "Missed"), f.N(s.Missed))
	t.add("", v.T("نوبت نرسیده", "Not reached"), f.N(s.NotTaken))
	t.add("", v.T("میانه گفت‌وگو", "Median talk"), v.length(f, s.Talk))
	t.add("", v.T("میانه ثبت", "Median record"), v.length(f, s.Record))
	t.add("", v.T("ثبت کند", "Slow records"), f.N(s.Slow))
	for _, k := range samad.Kinds() {
		if s.Kinds[k] > 0 {
			t.add("", samad.KindName(k).In(v.lang), f.N(s.Kinds[k]))
		}
	}
	for _, topic := range v.h.Directory.Topics(v.h.today()) {
		if n := s.Topics[topic.ID]; n > 0 {
			t.add("", topic.Title.In(v.lang), f.N(n))
		}
	}
	return t
}

// length writes how long something took, in seconds below two minutes.
func (v *visit) length(f frame, d time.Duration) string {
	if d < 2*time.Minute {
		return f.N(int(d.Seconds())) + v.T(" ثانیه", " s")
	}
	return f.N(int(d.Minutes())) + v.T(" دقیقه", " min")
}

// programmeForms are the forms for what may be done with a programme now.
func (v *visit) programmeForms(p meeting.Programme) []form {
	var out []form
	hosts := group{}
	for _, one := range p.Hosts {
		hosts.Options = append(hosts.Options, option{Value: string(one.Agency), Label: v.agencyName(one.Agency)})
	}
	host := field{Name: "host", Kind: "select", Label: v.T("میزبان", "Host"), Groups: []group{hosts}, Required: true, Hint: v.T("برگزینید", "choose")}
	open := p.State == meeting.Planned || p.State == meeting.Invited
	_, own := p.Host(v.session.Account.Agency)
	if own && p.State == meeting.Invited && v.role(samad.RoleAgencyHead, samad.RoleMeetingHost) {
		out = append(out,
			form{Step: "accept", Title: v.T("می‌آیم", "I come"), Button: v.T("پذیرش دعوت", "Accept"), Open: true},
			form{Step: "stand_in", Title: v.T("جانشین می‌آید", "A stand-in comes"), Button: v.T("معرفی جانشین", "Name the stand-in"), Fields: []field{
				{Name: "stand_in", Kind: "text", Label: v.T("پست جانشین", "Post of the stand-in"), Required: true},
				{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
			}},
			form{Step: "decline", Title: v.T("نمی‌آیم", "I do not come"), Button: v.T("نپذیرفتن", "Decline"), Danger: true, Fields: []field{
				{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
			}})
	}
	if open && v.role(plansMeetings()...) {
		if p.State == meeting.Planned {
			out = append(out, form{Step: "invite", Title: v.T("دعوت میزبانان", "Invite the hosts"), Button: v.T("فرستادن دعوت", "Send the invitations"), Open: true})
		}
		f := v.frame("")
		day, err := p.Day(v.h.Location)
		if err == nil {
			out = append(out, form{Step: "change", Title: v.T("تغییر روز یا ساعت", "Change day or hours"), Button: v.T("ثبت تغییر", "Record the change"), Fields: []field{
				{Name: "day", Kind: "text", Label: v.T("روز", "Day"), Required: true, Value: f.date(day)},
				{Name: "begins", Kind: "text", Label: v.T("ساعت آغاز", "Begins"), Value: f.N(p.Starts.In(v.h.Location).Format("15:04"))},
				{Name: "lasts", Kind: "text", Label: v.T("چند ساعت", "Hours"), Value: f.N(strconv.Itoa(int(p.Ends.Sub(p.Starts).Hours())))},
				{Name: "per_hour", Kind: "text", Label: v.T("نوبت در ساعت", "Turns an hour"), Value: f.N(p.PerHour)},
				{Name: "reason", Kind: "area", Label: v.T("دلیل تغییر", "Reason for the change"), Required: true},
			}})
		}
		out = append(out, form{Step: "cancel", Title: v.T("لغو برنامه", "Cancel the programme"), Button: v.T("لغو", "Cancel"), Danger: true, Fields: []field{
			{Name: "reason", Kind: "area", Label: v.T("دلیل؛ به کسانی که نوبت دارند گفته می‌شود", "Reason; those who hold a turn are told"), Required: true},
		}})
	}
	if p.State == meeting.Invited && v.role(runsMeetings()...) {
		out = append(out, form{Step: "start", Title: v.T("آغاز برنامه", "Start"), Button: v.T("آغاز", "Start")})
	}
	if (p.State == meeting.Invited || p.State == meeting.Running) && v.role(samad.RoleOperator, samad.RoleSupervisor) {
		out = append(out, form{Step: "ask", Title: v.T("نوبت برای یک پرونده", "A turn for a case"), Button: v.T("دادن نوبت", "Give a turn"), Fields: []field{
			{Name: "code", Kind: "code", Label: v.T("کد رهگیری", "Tracking code"), Required: true}, host,
		}})
	}
	return out
}

// programmeStep takes a step of a programme.
func (h *handler) programmeStep(v *visit, step string) (string, error) {
	ctx, id, actor, room := v.r.Context(), v.r.PathValue("id"), v.actor(), h.Rooms.Meetings
	to := "/desk/meetings/" + id + "?done=" + step
	var err error
	switch step {
	case "invite":
		_, err = room.Invite(ctx, actor, id)
	case "accept":
		_, err = room.Reply(ctx, actor, id, meeting.Reply{Accept: true})
	case "stand_in":
		if strings.TrimSpace(v.value("stand_in")) == "" {
			return "", refused("stand_in", "پست جانشین را بنویسید.", "write the stand-in's post")
		}
		_, err = room.Reply(ctx, actor, id, meeting.Reply{StandIn: samad.Text{Fa: strings.TrimSpace(v.value("stand_in"))}, Reason: v.value("reason")})
	case "decline":
		_, err = room.Reply(ctx, actor, id, meeting.Reply{Reason: v.value("reason")})
	case "cancel":
		_, err = room.Cancel(ctx, actor, id, v.value("reason"))
	case "change":
		err = h.changeProgramme(v, id)
	case "start":
		_, err = room.Start(ctx, actor, id)
		to = "/desk/meetings/" + id + "/console"
	case "ask":
		var c samad.Case
		if c, err = h.Desk.CaseByCode(ctx, actor, v.value("code")); err != nil {
			return "", refused("code", "پرونده‌ای با این کد پیدا نشد.", "no case has this code")
		}
		_, err = room.Ask(ctx, actor, id, samad.AgencyID(v.value("host")), c.ID)
	default:
		err = errNoStep
	}
	return to, err
}

func (h *handler) changeProgramme(v *visit, id string) error {
	p, err := h.Rooms.Meetings.Programme(v.r.Context(), v.actor(), id)
	if err != nil {
		return err
	}
	plan, err := v.plan()
	if err != nil {
		return err
	}
	for _, one := range p.Hosts {
		plan.Hosts = append(plan.Hosts, meeting.Host{Agency: one.Agency, Post: one.Post})
	}
	_, err = h.Rooms.Meetings.Change(v.r.Context(), v.actor(), id, plan)
	return err
}
