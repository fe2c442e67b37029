package webdesk

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
)

// consolePage leads through the calls of a running programme.
type consolePage struct {
	frame
	Programme programmeLine
	ID        string
	Glance    []said
	Warning   string // the pace is outside of the band
	Call      *callLine
	Waiting   recordTable
	Hosts     []option
	Counties  []group
	Faults    faults
	Receipt   *receiptLine
	Running   bool
	Done      string
}

// callLine is the call on air.
type callLine struct {
	Number         int
	Agency, County string
	Since          string
	Petitioner     []said
	CaseURL        string
	About          string
	Earlier        recordTable
	Fields         []field // what the caller brings forward
	Answer         []field
	Hand           []field
}

// receiptLine is what is read out to the caller.
type receiptLine struct {
	Case samad.Receipt
	PIN  string
	Slow bool
}

func (h *handler) console(v *visit) error { return h.showConsole(v, 200, nil, nil, "") }

func (h *handler) showConsole(v *visit, status int, wrong faults, receipt *receiptLine, done string) error {
	ctx, id := v.r.Context(), v.r.PathValue("id")
	p, err := h.Rooms.Meetings.Programme(ctx, v.actor(), id)
	if err != nil {
		return err
	}
	f := v.frame(v.T("میز تماس", "Console"))
	page := consolePage{
		frame: f, ID: id, Programme: v.programme(f, p), Faults: wrong, Receipt: receipt, Done: done,
		Running: p.State == meeting.Running, Counties: v.counties(),
	}
	page.Hosts = page.Programme.Choices
	v.pace(&page, p, h.Rooms.Meetings.Pace(p))
	page.Waiting = v.waiting(f, p)
	if page.Running && slices.ContainsFunc(p.Turns, func(t meeting.Turn) bool { return t.State == meeting.OnAir }) {
		// A turn that is on air is what Next returns again.
		call, err := h.Rooms.Meetings.Next(ctx, v.actor(), id)
		if err != nil {
			return err
		}
		page.Call = v.call(f, call, wrong)
	}
	return v.show(status, "console", page)
}

// pace tells how the programme goes, and warns outside of the band.
func (v *visit) pace(page *consolePage, p meeting.Programme, pace meeting.Pace) {
	band := v.h.Rooms.Meetings.SettingsOf(p).Band
	rate := v.T("هنوز زود است", "too early to say")
	if pace.PerHour > 0 {
		rate = v.decimal(page.frame, pace.PerHour)
	}
	page.Glance = []said{
		{v.T("تماس", "calls"), page.N(pace.Calls)}, {v.T("تماس در ساعت", "calls an hour"), rate},
		{v.T("در نوبت", "waiting"), page.N(pace.Waiting)}, v.left(page.frame, p, pace.Remaining),
	}
	limits := page.N(band[0]) + v.T(" تا ", " to ") + page.N(band[1])
	switch {
	case pace.Low:
		page.Warning = v.T("کندتر از بازه "+limits+" تماس در ساعت", "slower than the band of "+limits+" calls an hour")
	case pace.High:
		page.Warning = v.T("تندتر از بازه "+limits+" تماس در ساعت؛ به هر تماس وقت بس بدهید", "faster than the band of "+limits+" calls an hour: give each call its time")
	}
}

// left says how long a programme still takes, or when it begins: minutes mean
// something on its day alone.
func (v *visit) left(f frame, p meeting.Programme, remaining time.Duration) said {
	switch now := v.h.Now(); {
	case p.State != meeting.Running && p.Starts.After(now):
		return said{v.T("آغاز", "begins"), f.at(p.Starts)}
	case remaining <= 0:
		return said{v.T("مانده", "left"), v.T("زمان به پایان رسید", "the time is over")}
	case remaining < time.Hour:
		return said{v.T("مانده", "left"), f.N(int(remaining.Minutes())) + v.T(" دقیقه", " minutes")}
	case remaining < 24*time.Hour:
		text := f.N(int(remaining.Hours())) + v.T(" ساعت", " hours")
		if m := int(remaining.Minutes()) % 60; m > 0 {
			text += v.T(" و ", " and ") + f.N(m) + v.T(" دقیقه", " minutes")
		}
		return said{v.T("مانده", "left"), text}
	default:
		return said{v.T("پایان", "ends"), f.at(p.Ends)}
	}
}

// waiting lists who is called next, in order.
func (v *visit) waiting(f frame, p meeting.Programme) recordTable {
	t := table(v.T("نوبت‌های بعد", "Next turns"), v.T("کسی در نوبت نیست. اگر کسی زنگ زد او را با «تماس تازه» به نوبت بیفزایید.", "Nobody waits. When somebody rings, put them into the queue."), v.T("شماره", "Number"), v.T("دستگاه", "Office"), v.T("شهرستان", "County"), v.T("ساعت", "Hour"))
	for _, one := range meeting.Order(p, v.h.Now()) {
		hour, county := v.T("زنگ زده", "rang in"), ""
		if one.Requested() {
			hour = f.N(one.Slot.In(v.h.Location).Format("15:04"))
		}
		if one.County != "" {
			county = v.placeName(one.County)
		}
		t.add("", f.N(one.Number), v.agencyName(one.Agency), county, hour)
	}
	return t
}

// call puts the call on air on the page, with the form of its record.
func (v *visit) call(f frame, call meeting.Call, wrong faults) *callLine {
	line := &callLine{Number: call.Turn.Number, Agency: v.agencyName(call.Turn.Agency), Since: f.at(call.Turn.Began)}
	if call.Turn.County != "" {
		line.County = v.placeName(call.Turn.County)
	}
	kind, topic, place := string(samad.Request), "", string(call.Turn.County)
	if call.Case != nil {
		c := call.Case.Case
		kind, topic, place = string(c.Kind), string(c.Topic), string(c.Place)
		line.CaseURL = "/desk/cases/" + string(c.ID)
		about := []string{v.item(f, c, v.h.Now()).Kind, v.item(f, c, v.h.Now()).Topic}
		line.Petitioner = v.petitioner(call.Case.Petitioner)
		for _, texts := range call.Case.Texts {
			for _, one := range texts {
				if one.Name == "text" {
					about = append(about, one.Text)
				}
			}
		}
		line.About = strings.Join(slices.DeleteFunc(about, func(s string) bool { return s == "" }), " · ")
	}
	line.Earlier = table(v.T("پرونده‌های پیشین", "Earlier cases"), v.T("پرونده دیگری نیست. این نخستین تماس این متقاضی است.", "There is no other case. It is the first contact of this petitioner."),
		v.T("کد", "Code"), v.T("نوع", "Kind"), v.T("وضعیت", "State"), v.T("ثبت", "Filed"))
	for _, c := range call.Earlier {
		if c.ID == call.Turn.Case {
			continue
		}
		item := v.item(f, c, v.h.Now())
		line.Earlier.add("/desk/cases/"+string(c.ID), c.Code.Format(string(v.lang)), item.Kind, item.State, item.Since)
	}
	kinds := group{Options: v.kinds()}
	for i := range kinds.Options {
		kinds.Options[i].Hint = ""
	}
	line.Fields = []field{
		{Name: "kind", Kind: "select", Label: v.T("نوع", "Kind"), Groups: []group{kinds}, Required: true, Value: kind, Hint: v.T("برگزینید", "choose")},
		{Name: "topic", Kind: "select", Label: v.T("موضوع", "Topic"), Groups: v.topics(), Value: topic, Hint: v.T("هیچ", "none")},
		{Name: "place", Kind: "select", Label: v.T("مکان", "Place"), Groups: v.places(), Value: place, Hint: v.T("هیچ", "none")},
		{Name: "text", Kind: "area", Label: v.T("آنچه تماس‌گیرنده می‌گوید", "What the caller says"), Required: true},
	}
	if call.Case == nil {
		line.Fields = append(line.Fields,
			field{Name: "name", Kind: "text", Label: v.T("نام", "Name")},
			field{Name: "mobile", Kind: "code", Label: v.T("تلفن همراه", "Mobile")})
	}
	line.Answer = []field{
		{Name: "explanation", Kind: "area", Label: v.T("توضیح میزبان", "What the host explains")},
		{Name: "done", Kind: "area", Label: v.T("چه شد یا می‌شود", "What was or will be done")},
		{Name: "accepts", Kind: "check", Label: v.T("تماس‌گیرنده پاسخ را می‌پذیرد", "The caller accepts the answer")},
	}
	line.Hand = []field{
		{Name: "expert", Kind: "code", Label: v.T("نام کاربری کارشناس دستگاه", "User name of the office's expert")},
		{Name: "unit", Kind: "text", Label: v.T("یا واحد", "or the unit")},
	}
	for _, fields := range [][]field{line.Fields, line.Answer, line.Hand} {
		for i := range fields {
			fields[i].ID, fields[i].Optional = "call-"+fields[i].Name, v.T("(اختیاری)", "(optional)")
			if wrong != nil {
				fields[i].Value, fields[i].Fault = v.value(fields[i].Name), wrong.At(fields[i].Name)
			}
		}
	}
	return line
}

// counties lists the province's counties.
func (v *visit) counties() []group {
	out := group{}
	for _, p := range v.h.Directory.Places(v.h.today()) {
		if p.Level == samad.CountyPlace && p.ID.Under(v.province()) {
			out.Options = append(out.Options, option{Value: string(p.ID), Label: p.Name.In(v.lang)})
		}
	}
	sorted := v.collator()
	slices.SortFunc(out.Options, func(a, b option) int { return sorted(a.Label, b.Label) })
	return []group{out}
}

// consoleStep takes a step at the console.
func (h *handler) consoleStep(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	ctx, id, room := v.r.Context(), v.r.PathValue("id"), h.Rooms.Meetings
	back := "/desk/meetings/" + id + "/console"
	var err error
	switch v.r.PathValue("step") {
	case "next":
		_, err = room.Next(ctx, v.actor(), id)
	case "ring":
		_, err = room.RingIn(ctx, v.actor(), id, samad.AgencyID(v.value("host")), samad.PlaceID(v.value("county")))
	case "finish":
		_, err = room.Finish(ctx, v.actor(), id)
		back = "/desk/meetings/" + id
	case "record":
		var done meeting.Recorded
		if done, err = h.recordCall(v, id); err == nil && !done.Receipt.Code.IsZero() {
			return h.showConsole(v, 200, nil, &receiptLine{Case: done.Receipt, PIN: done.Receipt.PIN.Reveal(), Slow: done.Slow},
				turnName(done.Turn.State).In(v.lang))
		}
	default:
		return errNoPage
	}
	if err == nil {
		v.redirect(back)
		return nil
	}
	wrong, err := v.roomFaults(err)
	if err != nil {
		return err
	}
	if len(wrong) == 0 {
		wrong = faults{{}}
	}
	return h.showConsole(v, 422, wrong, nil, "")
}

// recordCall writes down what came of the call on air.
func (h *handler) recordCall(v *visit, id string) (meeting.Recorded, error) {
	ctx, room := v.r.Context(), h.Rooms.Meetings
	number, err := v.number("turn")
	if err != nil {
		return meeting.Recorded{}, err
	}
	live := meeting.Live{Turn: number, Missed: v.value("do") == "missed"}
	if live.Missed {
		return room.Record(ctx, v.actor(), id, live)
	}
	live.Submission = samad.Submission{
		Kind: samad.Kind(v.value("kind")), Text: v.value("text"), Topic: samad.TopicID(v.value("topic")), Place: samad.PlaceID(v.value("place")),
		Petitioner: samad.Petitioner{Identity: samad.Named, Name: v.value("name"), Mobile: v.value("mobile"), Language: samad.Persian},
	}
	if live.Submission.Petitioner.Name == "" && live.Submission.Petitioner.Mobile == "" {
		live.Submission.Petitioner.Identity = samad.AnonymousIdentity
	}
	p, err := room.Programme(ctx, v.actor(), id)
	if err != nil {
		return meeting.Recorded{}, err
	}
	i := slices.IndexFunc(p.Turns, func(t meeting.Turn) bool { return t.Number == number })
	if i < 0 {
		return meeting.Recorded{}, errBadForm
	}
	turn := p.Turns[i]
	if turn.Case != "" { // whoever asked beforehand is known by the case
		d, err := h.Desk.Dossier(ctx, v.actor(), turn.Case)
		if err != nil {
			return meeting.Recorded{}, err
		}
		if d.Petitioner != nil {
			live.Submission.Petitioner = *d.Petitioner
		}
	}
	if v.value("do") == "answer" {
		live.Answer = &samad.AnswerRequest{
			AnswerText: samad.AnswerText{Explanation: v.value("explanation"), Done: v.value("done")}, Outcome: samad.Done, WithoutVisit: true,
		}
		live.Accepts = v.value("accepts") != ""
		if strings.TrimSpace(v.value("explanation")) == "" {
			return meeting.Recorded{}, refused("explanation", "آنچه میزبان گفت را بنویسید.", "write what the host said")
		}
		if strings.TrimSpace(v.value("done")) == "" {
			return meeting.Recorded{}, refused("done", "بنویسید چه شد یا می‌شود.", "write what was or will be done")
		}
		return room.Record(ctx, v.actor(), id, live)
	}
	if err := h.handTo(v, turn.Agency, &live); err != nil {
		return meeting.Recorded{}, err
	}
	return room.Record(ctx, v.actor(), id, live)
}

// handTo reads who in the host's agency gets the case.
func (h *handler) handTo(v *visit, agency samad.AgencyID, live *meeting.Live) error {
	live.Unit = strings.TrimSpace(v.value("unit"))
	name := strings.TrimSpace(v.value("expert"))
	if name == "" {
		if live.Unit == "" {
			return refused("expert", "کارشناس یا واحدی از دستگاه را بنویسید.", "name an expert or a unit of the office")
		}
		return nil
	}
	who, err := h.Accounts.ByName(v.r.Context(), name)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return err
	}
	if err != nil || who.Disabled || who.Agency != agency {
		return refused("expert", "چنین کارشناسی در دستگاه میزبان نیست.", "nobody of this name works in the host's office")
	}
	live.Expert = who.ID
	return nil
}
