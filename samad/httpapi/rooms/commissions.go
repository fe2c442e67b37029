package rooms

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/oversight"
)

func (r officeRoom) commissions() shelf[oversight.Commission, oversight.Commission] {
	return shelf[oversight.Commission, oversight.Commission]{
		base: r.base, office: r.office, kind: "commission", tag: "commissions", path: "/api/v1/desk/commissions", sample: "10-water",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Commission, error) {
			return o.Commission(ctx, actor, id)
		},
		show: func(_ *call, k oversight.Commission) (string, samad.AgencyID, samad.PlaceID, oversight.Commission) {
			return k.ID, "", k.Place, k
		},
	}
}

// commissionBody sets a commission up, or changes it.
type commissionBody struct {
	ID            string       `json:"id" example:"10-water"`
	Kind          string       `json:"kind" doc:"What it is for" example:"water"`
	Name          textBody     `json:"name"`
	Place         string       `json:"place" example:"10"`
	Topics        []string     `json:"topics,omitempty" doc:"What it takes up; none means everything"`
	Members       []memberBody `json:"members"`
	Quorum        int          `json:"quorum" minimum:"1" example:"2"`
	NeedsGovernor bool         `json:"needs_governor,omitempty" doc:"There is no resolution without the governor"`
}

type memberBody struct {
	Account string   `json:"account" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Agency  string   `json:"agency,omitempty"`
	Post    textBody `json:"post"`
	Chair   bool     `json:"chair,omitempty"`
}

func (in commissionBody) commission() oversight.Commission {
	out := oversight.Commission{
		ID: in.ID, Kind: in.Kind, Name: in.Name.text(), Place: samad.PlaceID(in.Place), Quorum: in.Quorum, NeedsGovernor: in.NeedsGovernor,
	}
	for _, t := range in.Topics {
		out.Topics = append(out.Topics, samad.TopicID(t))
	}
	for _, m := range in.Members {
		out.Members = append(out.Members, oversight.Member{Account: m.Account, Agency: samad.AgencyID(m.Agency), Post: m.Post.text(), Chair: m.Chair})
	}
	return out
}

// agendaProposalBody is a group of cases that could come before a commission.
type agendaProposalBody struct {
	Topic     string         `json:"topic"`
	TopicName string         `json:"topic_name,omitempty"`
	Place     string         `json:"place"`
	PlaceName string         `json:"place_name,omitempty"`
	Cases     []samad.CaseID `json:"cases"`
	People    int            `json:"people" doc:"How many petitioners wait" example:"12"`
	Weight    int            `json:"weight"`
	Reasons   []string       `json:"reasons"`
}

// callSessionBody calls a session.
type callSessionBody struct {
	At   time.Time `json:"at" example:"2026-12-01T05:30:00Z"`
	Room string    `json:"room,omitempty" example:"سالن شهید بهشتی"`
}

func (r officeRoom) addCommissions() {
	s, sessions := r.commissions(), r.sessions()
	get(r.base, op{
		id: "listCommissions", path: s.path, tag: s.tag, access: httpapi.AccessStaff, fa: "فهرست کمیسیون‌ها", en: "List commissions", problems: []string{"forbidden"},
		moreFa: "آن‌هایی که می‌توانید ببینید.", moreEn: "Those within the reach of the actor.", params: httpapi.PageParams(),
	}, func(c *call) (list[record[oversight.Commission]], error) {
		limit := c.QueryLimit()
		if err := c.QueryErr(); err != nil {
			return list[record[oversight.Commission]]{}, err
		}
		all, next, err := s.at(c).Commissions(c.Context(), c.Actor(), c.Query("cursor"), limit)
		return listed(all, next, func(k oversight.Commission) record[oversight.Commission] { return s.shown(c, k) }), c.AsQuery(err)
	})
	s.readable("readCommission", "یک کمیسیون", "Read a commission")
	makerOf(s, "keepCommission", s.path, "گذاشتن یا تغییر کمیسیون", "Set up a commission, or change it", object{
		"id": "10-water", "kind": "water", "name": object{"fa": "کمیسیون آب"}, "place": "10", "quorum": 1,
		"members": []any{object{"account": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "post": object{"fa": "معاون عمرانی"}, "chair": true}},
	}, func(o *oversight.Office, c *call, in commissionBody) (string, error) {
		_, err := o.KeepCommission(c.Context(), c.Actor(), in.commission())
		return in.ID, err
	})
	get(r.base, op{
		id: "proposeAgenda", path: s.path + "/{id}/proposals", tag: s.tag, access: httpapi.AccessStaff, idSample: s.sample, problems: []string{"not_found"},
		fa: "پیشنهاد دستور جلسه", en: "What should come before a commission",
		moreFa: "پرونده‌های باز موضوع‌های آن به گروه، با وزن و دلیل.", moreEn: "The open cases of its topics in groups, with weight and reasons.",
		params: httpapi.PageParams()[1:],
	}, func(c *call) (list[agendaProposalBody], error) {
		limit := c.QueryLimit()
		if err := c.QueryErr(); err != nil {
			return list[agendaProposalBody]{}, err
		}
		if limit == 0 {
			limit = 50
		}
		all, err := s.at(c).ProposeAgenda(c.Context(), c.Actor(), c.id(), limit)
		return listed(all, "", func(p oversight.Proposal) agendaProposalBody {
			out := agendaProposalBody{
				Topic: string(p.Topic), TopicName: c.Topic(p.Topic), Place: string(p.Place), PlaceName: c.Place(p.Place), Cases: p.Cases,
				People: p.People, Weight: p.Weight, Reasons: make([]string, len(p.Reasons)),
			}
			for i, why := range p.Reasons {
				out.Reasons[i] = why.In(c.Lang())
			}
			return out
		}), hidden(err)
	})
	get(r.base, op{
		id: "listSessions", path: s.path + "/{id}/sessions", tag: s.tag, access: httpapi.AccessStaff, idSample: s.sample, problems: []string{"not_found"},
		fa: "جلسه‌های یک کمیسیون", en: "List the sessions of a commission", moreFa: "تازه‌ترین نخست.", moreEn: "The newest first.", params: httpapi.PageParams(),
	}, func(c *call) (list[record[oversight.Session]], error) {
		limit := c.QueryLimit()
		if err := c.QueryErr(); err != nil {
			return list[record[oversight.Session]]{}, err
		}
		if _, err := s.view(c, c.id()); err != nil {
			return list[record[oversight.Session]]{}, err
		}
		all, next, err := s.at(c).Sessions(c.Context(), c.Actor(), c.id(), c.Query("cursor"), limit)
		return listed(all, next, func(k oversight.Session) record[oversight.Session] { return sessions.shown(c, k) }), c.AsQuery(hidden(err))
	})
	makerOf(sessions, "callSession", s.path+"/{id}/sessions", "فراخواندن جلسه", "Call a session", object{"at": "2026-12-01T05:30:00Z", "room": "سالن استانداری"},
		func(o *oversight.Office, c *call, in callSessionBody) (string, error) {
			k, err := o.CallSession(c.Context(), c.Actor(), c.id(), in.At, in.Room)
			return k.ID, err
		}, "not_found")
}

func (r officeRoom) sessions() shelf[oversight.Session, oversight.Session] {
	return shelf[oversight.Session, oversight.Session]{
		base: r.base, office: r.office, kind: "session", tag: "commissions", path: "/api/v1/desk/sessions",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Session, error) {
			return o.Session(ctx, actor, id)
		},
		show: func(_ *call, k oversight.Session) (string, samad.AgencyID, samad.PlaceID, oversight.Session) {
			return k.ID, "", k.Place, k
		},
	}
}

// itemBody is something to speak about.
type itemBody struct {
	Title  string         `json:"title" example:"قطع آب در نجف‌آباد"`
	Topic  string         `json:"topic,omitempty"`
	Place  string         `json:"place,omitempty"`
	Cases  []string       `json:"cases,omitempty" doc:"Ids of cases"`
	Papers []evidenceBody `json:"papers,omitempty"`
}

// itemPapersBody puts files to an item of the agenda.
type itemPapersBody struct {
	Item        int      `json:"item" minimum:"1" doc:"The number of the item on the agenda" example:"1"`
	Attachments []string `json:"attachments" doc:"Tokens of uploads"`
}

// attendanceBody says who is there.
type attendanceBody struct {
	Present   []string            `json:"present" doc:"Accounts of members"`
	StandIns  map[string]textBody `json:"stand_ins,omitempty" doc:"Posts that sit for a member, by its account; they do not count for the quorum"`
	President string              `json:"president" doc:"The account of the member who presides"`
	Governor  bool                `json:"governor,omitempty"`
}

// discussBody is a note of the minutes.
type discussBody struct {
	Item int    `json:"item" minimum:"1" example:"1"`
	Text string `json:"text" example:"شرکت آب برنامه خود را گفت."`
}

// resolveBody is what a commission decides.
type resolveBody struct {
	Item   int    `json:"item" minimum:"1" example:"1"`
	Text   string `json:"text" example:"آب روستا تا پایان آذر وصل شود."`
	Agency string `json:"agency" example:"isf.abfa"`
	Public string `json:"public,omitempty" doc:"What petitioners are told; default the text"`
}

func (r officeRoom) addSessions() {
	s := r.sessions()
	s.readable("readSession", "یک جلسه", "Read a session")
	s.fileable("readSessionFile", "یک برگه جلسه", "Read a paper of a session")
	stepOf(s, "addItem", "items", "افزودن به دستور جلسه", "Put something on the agenda", object{"title": "قطع آب در نجف‌آباد"},
		func(o *oversight.Office, c *call, in itemBody) error {
			item := oversight.AgendaItem{Title: in.Title, Topic: samad.TopicID(in.Topic), Place: samad.PlaceID(in.Place), Papers: evidence(in.Papers)}
			for _, id := range in.Cases {
				item.Cases = append(item.Cases, samad.CaseID(id))
			}
			_, err := o.AddItem(c.Context(), c.Actor(), c.id(), item)
			return err
		}, codeWrongState)
	stepOf(s, "addSessionPapers", "papers", "پیوست برگه‌ها به یک دستور جلسه", "Put papers to an item of the agenda", object{"item": 1, "attachments": []any{"4d1c…"}},
		func(o *oversight.Office, c *call, in itemPapersBody) error {
			if _, err := o.Session(c.Context(), c.Actor(), c.id()); err != nil {
				return err // before the files are looked at
			}
			_, err := o.AddPapers(c.Context(), c.Actor(), c.id(), in.Item, in.Attachments)
			return err
		}, codeWrongState)
	stepOf(s, "openSession", "open", "گشودن جلسه با حاضران", "Open a session with who is there", object{"present": []any{"01KAS2V0V3Z9W1S4Q0C5N8R7TX"}, "president": "01KAS2V0V3Z9W1S4Q0C5N8R7TX"},
		func(o *oversight.Office, c *call, in attendanceBody) error {
			a := oversight.Attendance{Present: in.Present, President: in.President, Governor: in.Governor}
			for account, post := range in.StandIns {
				if a.StandIns == nil {
					a.StandIns = map[string]samad.Text{}
				}
				a.StandIns[account] = post.text()
			}
			_, err := o.OpenSession(c.Context(), c.Actor(), c.id(), a)
			return err
		}, codeWrongState)
	stepOf(s, "discussItem", "discuss", "یادداشت گفت‌وگو", "Note what was said", object{"item": 1, "text": "شرکت آب برنامه خود را گفت."},
		func(o *oversight.Office, c *call, in discussBody) error {
			_, err := o.Discuss(c.Context(), c.Actor(), c.id(), in.Item, in.Text)
			return err
		}, codeWrongState)
	makerOf(r.resolutions(), "resolve", s.path+"/{id}/resolutions", "ثبت مصوبه", "Record a resolution", object{"item": 1, "text": "آب روستا تا پایان آذر وصل شود.", "agency": "isf.abfa"},
		func(o *oversight.Office, c *call, in resolveBody) (string, error) {
			k, err := o.Resolve(c.Context(), c.Actor(), c.id(), oversight.NewResolution{Item: in.Item, Text: in.Text, Agency: samad.AgencyID(in.Agency), Public: in.Public})
			return k.ID, err
		}, codeWrongState, codeQuorum, "not_found")
	stepOf(s, "closeSession", "close", "پایان جلسه", "Close a session", nil,
		func(o *oversight.Office, c *call, _ emptyBody) error {
			_, err := o.CloseSession(c.Context(), c.Actor(), c.id())
			return err
		}, codeWrongState)
	get(r.base, op{
		id: "readMinutes", path: s.path + "/{id}/minutes", tag: s.tag, access: httpapi.AccessStaff, problems: []string{"not_found"},
		fa: "صورت‌جلسه برای چاپ", en: "Minutes as they are printed", moreFa: "به فارسی، در بخش‌ها و نیز به صورت متن.", moreEn: "In Persian, in parts and as plain text.",
	}, func(c *call) (documentBody, error) {
		m, err := r.at(c).Minutes(c.Context(), c.Actor(), c.id())
		if err != nil {
			return documentBody{}, hidden(err)
		}
		return document(m.Document), nil
	})
}

func (r officeRoom) resolutions() shelf[oversight.Resolution, oversight.Resolution] {
	return shelf[oversight.Resolution, oversight.Resolution]{
		base: r.base, office: r.office, kind: "resolution", tag: "commissions", path: "/api/v1/desk/resolutions",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Resolution, error) {
			return o.Resolution(ctx, actor, id)
		},
		show: func(_ *call, k oversight.Resolution) (string, samad.AgencyID, samad.PlaceID, oversight.Resolution) {
			return k.ID, k.Agency, k.Place, k
		},
	}
}

// judgeResolutionBody accepts what an agency says, or not.
type judgeResolutionBody struct {
	State  oversight.ResolutionState `json:"state" enum:"open,done,failed" doc:"open sends it back" example:"done"`
	Result string                    `json:"result" example:"بازدید شد و آب وصل است."`
}

func (r officeRoom) addResolutions() {
	s := r.resolutions()
	s.listable("listResolutions", "فهرست مصوبه‌ها", "List resolutions",
		words(oversight.ResolutionOpen, oversight.ResolutionReported, oversight.ResolutionDone, oversight.ResolutionFailed),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Resolution, string, error) {
			return o.Resolutions(c.Context(), c.Actor(), q)
		})
	s.readable("readResolution", "یک مصوبه", "Read a resolution")
	stepOf(s, "reportResolution", "report", "گزارش اجرای مصوبه", "Report what was done", object{"text": "آب وصل شد."},
		func(o *oversight.Office, c *call, in textOnlyBody) error {
			_, err := o.ReportResolution(c.Context(), c.Actor(), c.id(), in.Text)
			return err
		}, codeWrongState)
	stepOf(s, "judgeResolution", "judge", "پذیرفتن یا بازگرداندن اجرا", "Judge what was done", object{"state": "done", "result": "بازدید شد و آب وصل است."},
		func(o *oversight.Office, c *call, in judgeResolutionBody) error {
			_, err := o.JudgeResolution(c.Context(), c.Actor(), c.id(), in.State, in.Result)
			return err
		}, codeWrongState)
}
