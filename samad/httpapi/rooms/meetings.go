package rooms

import (
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
)

const meetingKind ledger.Kind = "meeting"

// Meetings adds electronic meetings: the public programme, turns that
// petitioners ask for with code and PIN, and what those who arrange, host and
// lead programmes do.
func Meetings(room *meeting.Room, opts Options) httpapi.Extension {
	return func(e *httpapi.Extender) {
		b := newBase(e, opts, room == nil)
		if b == nil {
			return
		}
		e.Tag("meetings", samad.Text{Fa: "ملاقات الکترونیکی: برنامه‌ها، نوبت‌ها و میز تماس", En: "Electronic meetings: programmes, turns and the console."})
		m := meetings{b, room}
		m.addPublic()
		m.addTurns()
		m.addProgrammes()
		m.addInvitations()
		m.addConsole()
	}
}

type meetings struct {
	*base
	room *meeting.Room
}

// at is the room as a request sees it.
func (m meetings) at(c *call) *meeting.Room { return m.room.With(c.slip) }

// comingBody is the public programme.
type comingBody struct {
	Items    []programmeBody `json:"items"`
	Calendar string          `json:"calendar,omitempty" doc:"The same as iCalendar, to subscribe to" example:"/meetings.ics"`
}

func (m meetings) addPublic() {
	get(m.base, op{
		id: "comingMeetings", path: "/api/v1/meetings", tag: "meetings", public: true,
		fa: "برنامه‌های آینده", en: "Coming programmes",
		moreFa: "برنامه‌هایی که میزبان‌های آن‌ها دعوت شده‌اند، نزدیک‌ترین نخست؛ بی نوبت‌ها.",
		moreEn: "Programmes whose hosts were invited, the earliest first, without their turns.",
		params: []httpapi.Param{httpapi.TextParam("province", "Whose programmes; required"), httpapi.TextParam("days", "How far ahead, 1 to 366; default 60")},
	}, func(c *call) (comingBody, error) {
		province, ahead := c.QueryPlace("province"), 60
		if province == "" && c.Query("province") == "" {
			c.QueryFault("province", "required", "استان را بنویسید.", "give the province")
		}
		if text := c.Query("days"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > 366 {
				c.QueryFault("days", "range", "روزها از ۱ تا ۳۶۶ است.", "1 to 366 days")
			}
			ahead = n
		}
		if err := c.QueryErr(); err != nil {
			return comingBody{}, err
		}
		all, err := m.at(c).Coming(c.Context(), province, ahead)
		out := comingBody{Items: make([]programmeBody, len(all)), Calendar: m.opts.CalendarURL}
		for i, p := range all {
			out.Items[i] = c.programme(p)
		}
		return out, err
	})
}

// askTurnBody asks for a turn.
type askTurnBody struct {
	Programme string `json:"programme" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Agency    string `json:"agency" doc:"Whom to speak to: a host of the programme" example:"isf.tamin"`
}

func (m meetings) addTurns() {
	view := func(c *call, id string) (placeBody, error) {
		p, err := m.at(c).Turn(c.Context(), c.Actor(), id)
		return c.place(id, p), err
	}
	step(m.base, meetingKind, op{
		id: "askForTurn", path: "/api/v1/cases/{code}/turns", tag: "meetings", access: httpapi.AccessPIN, makes: true,
		fa: "درخواست نوبت تماس", en: "Ask for a turn",
		moreFa:   "نخستین ساعت آزاد با میزبان. هر پرونده در هر برنامه یک نوبت باز دارد؛ درخواست دوباره همان را نشان می‌دهد.",
		moreEn:   "The next free hour with a host. A case has one open turn in a programme; asking again shows it.",
		problems: []string{"not_found", codeWrongState},
		example:  map[string]any{"programme": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "agency": "isf.tamin"},
	}, view, func(c *call, in askTurnBody) (string, error) {
		_, err := m.at(c).Ask(c.Context(), c.Actor(), in.Programme, samad.AgencyID(in.Agency), "")
		return in.Programme, err
	})
	get(m.base, op{
		id: "readTurn", path: "/api/v1/cases/{code}/turns/{id}", tag: "meetings", access: httpapi.AccessPIN,
		fa: "نوبت من", en: "Where my turn stands",
		moreFa: "نوبت پرونده در برنامه‌ای که شناسه آن در نشانی است.", moreEn: "The turn of the case in the programme whose id stands in the path.",
		problems: []string{"not_found"},
	}, func(c *call) (placeBody, error) { return view(c, c.id()) })
	step(m.base, meetingKind, op{
		id: "giveTurnBack", path: "/api/v1/cases/{code}/turns/{id}/leave", tag: "meetings", access: httpapi.AccessPIN, optional: true,
		fa: "پس دادن نوبت", en: "Give the turn back", moreFa: "ساعت آن به دیگران می‌رسد.", moreEn: "Its hour goes to others.",
		problems: []string{codeWrongState},
	}, view, func(c *call, _ emptyBody) (string, error) {
		p, err := m.at(c).Turn(c.Context(), c.Actor(), c.id())
		if err != nil {
			return "", err
		}
		_, err = m.at(c).Leave(c.Context(), c.Actor(), c.id(), p.Number)
		return "", err
	})
}

// planBody is a programme to be held.
type planBody struct {
	Province string         `json:"province,omitempty" doc:"Required for a new programme" example:"10"`
	Day      string         `json:"day" doc:"On the Persian calendar" example:"1405-09-09"`
	Title    textBody       `json:"title,omitzero" doc:"Default names the hosts"`
	Begins   int            `json:"begins_minute,omitempty" minimum:"0" doc:"Minute of the day; default by the settings" example:"540"`
	Lasts    int            `json:"lasts_minutes,omitempty" minimum:"0" doc:"Default by the settings" example:"120"`
	PerHour  int            `json:"per_hour,omitempty" minimum:"0" doc:"Turns an hour; default by the settings" example:"12"`
	Hosts    []planHostBody `json:"hosts" doc:"One to five"`
	Reason   string         `json:"reason,omitempty" doc:"Required for a change, on a closed day, and for hosts that are not among the first proposals" example:"به خواست استاندار"`
}

type planHostBody struct {
	Agency string   `json:"agency" example:"isf.tamin"`
	Post   textBody `json:"post,omitzero" doc:"Default the agency's manager"`
}

func (in planBody) plan() (meeting.Plan, error) {
	day, err := dayOf("/day", in.Day)
	out := meeting.Plan{
		Province: samad.PlaceID(in.Province), Day: day, Title: in.Title.text(), PerHour: in.PerHour, Reason: in.Reason,
		Begins: time.Duration(in.Begins) * time.Minute, Lasts: time.Duration(in.Lasts) * time.Minute,
	}
	for _, h := range in.Hosts {
		out.Hosts = append(out.Hosts, meeting.Host{Agency: samad.AgencyID(h.Agency), Post: h.Post.text()})
	}
	return out, err
}

// programmeView is a programme as those see it who may.
func (m meetings) programmeView(c *call, id string) (programmeBody, error) {
	p, err := m.at(c).Programme(c.Context(), c.Actor(), id)
	return c.programme(p), hidden(err)
}

func (m meetings) addProgrammes() {
	get(m.base, op{
		id: "proposeMeetings", path: "/api/v1/desk/meetings/proposals", tag: "meetings", access: httpapi.AccessStaff,
		fa: "پیشنهاد میزبان‌های هفته", en: "Whom to invite in a week",
		moreFa: "دستگاه‌های استان به ترتیب پرونده‌هایشان، کمتر برای آنان که تازه میزبان بوده‌اند، با دلیل هر پیشنهاد.",
		moreEn: "The agencies of the province by the cases about them, less for those who were host lately, each with its reason.",
		params: []httpapi.Param{
			httpapi.TextParam("province", "Required"),
			httpapi.TextParam("day", "A day of the week, on the Persian calendar; default today"),
		},
		problems: []string{"forbidden"},
	}, func(c *call) (weekBody, error) {
		province, day := c.QueryPlace("province"), c.QueryDay("day")
		if c.Query("province") == "" {
			c.QueryFault("province", "required", "استان را بنویسید.", "give the province")
		}
		if err := c.QueryErr(); err != nil {
			return weekBody{}, err
		}
		if day.IsZero() {
			day = c.Today()
		}
		w, err := m.at(c).Propose(c.Context(), c.Actor(), province, day)
		return c.week(w), c.AsQuery(err)
	})
	get(m.base, op{
		id: "listMeetings", path: "/api/v1/desk/meetings", tag: "meetings", access: httpapi.AccessStaff,
		fa: "فهرست برنامه‌ها", en: "List programmes", moreFa: "تازه‌ترین نخست.", moreEn: "The newest first.",
		params: append([]httpapi.Param{
			httpapi.TextParam("province", "Required"),
			httpapi.WordsParam("state", "States, with commas", meetingStates()),
			httpapi.InstantParam("from", "Starting at this instant or later"), httpapi.InstantParam("to", "Starting before this instant"),
		}, httpapi.PageParams()...),
		problems: []string{"forbidden"},
	}, func(c *call) (list[programmeBody], error) {
		q := ledger.Query{
			Place: c.QueryPlace("province"), States: httpapi.QueryWords(c.Request, "state", meetingStates()),
			From: c.QueryInstant("from"), To: c.QueryInstant("to"), Cursor: c.Query("cursor"), Limit: c.QueryLimit(),
		}
		if c.Query("province") == "" {
			c.QueryFault("province", "required", "استان را بنویسید.", "give the province")
		}
		if err := c.QueryErr(); err != nil {
			return list[programmeBody]{}, err
		}
		all, next, err := m.at(c).Programmes(c.Context(), c.Actor(), q)
		return listed(all, next, c.programme), c.AsQuery(err)
	})
	step(m.base, meetingKind, op{
		id: "planMeeting", path: "/api/v1/desk/meetings", tag: "meetings", access: httpapi.AccessStaff, makes: true,
		fa: "برنامه تازه", en: "Plan a programme", moreFa: "میزبان‌ها هنوز دعوت نمی‌شوند.", moreEn: "Its hosts are not invited yet.",
		problems: []string{"forbidden"},
		example:  map[string]any{"province": "10", "day": "1405-09-09", "hosts": []any{map[string]any{"agency": "isf.tamin"}}, "reason": "به خواست استاندار"},
	}, m.programmeView, func(c *call, in planBody) (string, error) {
		plan, err := in.plan()
		if err != nil {
			return "", err
		}
		p, err := m.at(c).Plan(c.Context(), c.Actor(), plan)
		return p.ID, err
	})
	get(m.base, op{
		id: "readMeeting", path: "/api/v1/desk/meetings/{id}", tag: "meetings", access: httpapi.AccessStaff,
		fa: "یک برنامه", en: "Read a programme", moreFa: "با میزبان‌ها و نوبت‌های آن.", moreEn: "With its hosts and turns.", problems: []string{"not_found"},
	}, func(c *call) (programmeBody, error) {
		out, err := m.programmeView(c, c.id())
		c.Revision(out.Revision)
		return out, err
	})
	m.programmeStep("changeMeeting", "change", "تغییر برنامه", "Change a programme", "با دلیل. نوبت‌های داده‌شده به ترتیب خود می‌مانند.",
		"With a reason. Turns that were given keep their order.", map[string]any{"day": "1405-09-10", "hosts": []any{map[string]any{"agency": "isf.tamin"}}, "reason": "تعطیلی"},
		func(c *call, in planBody) error {
			plan, err := in.plan()
			if err != nil {
				return err
			}
			_, err = m.at(c).Change(c.Context(), c.Actor(), c.id(), plan)
			return err
		})
}

func meetingStates() []string {
	return []string{string(meeting.Planned), string(meeting.Invited), string(meeting.Running), string(meeting.Finished), string(meeting.Cancelled)}
}

// programmeStep adds POST /api/v1/desk/meetings/{id}/NAME with a body.
func (m meetings) programmeStep(id, name, fa, en, moreFa, moreEn string, example any, do func(c *call, in planBody) error) {
	programmeStep(m, id, name, fa, en, moreFa, moreEn, example, do)
}

func programmeStep[In any](m meetings, id, name, fa, en, moreFa, moreEn string, example any, do func(c *call, in In) error) {
	step(m.base, meetingKind, op{
		id: id, path: "/api/v1/desk/meetings/{id}/" + name, tag: "meetings", access: httpapi.AccessStaff,
		fa: fa, en: en, moreFa: moreFa, moreEn: moreEn, problems: []string{"forbidden", codeWrongState}, example: example, optional: example == nil,
	}, m.programmeView, func(c *call, in In) (string, error) { return "", do(c, in) })
}
