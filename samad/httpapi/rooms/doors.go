package rooms

import (
	"context"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// doorBody is a post and when its door is open next.
type doorBody struct {
	Post       string   `json:"post" example:"isf.tamin/head"`
	Agency     string   `json:"agency"`
	AgencyName string   `json:"agency_name,omitempty"`
	Place      string   `json:"place"`
	Title      string   `json:"title" example:"مدیرکل"`
	Address    string   `json:"address,omitempty" example:"خیابان شیخ صدوق، طبقه دوم"`
	Day        string   `json:"day" example:"1405-09-02"`
	Open       bool     `json:"open" doc:"Whether somebody must be there"`
	From       string   `json:"from" example:"09:00"`
	To         string   `json:"to" example:"12:00"`
	StandIn    string   `json:"stand_in,omitempty"`
	Reasons    []string `json:"reasons,omitempty" doc:"Why nobody must be there"`
}

func clockOf(minute int) string {
	two := func(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
	return two(minute/60) + ":" + two(minute%60)
}

func (r officeRoom) addDoors() {
	get(r.base, op{
		id: "openDoors", path: "/api/v1/open_doors", tag: "doors", public: true, fa: "درهای باز", en: "When managers are there for everybody",
		moreFa: "نوبت بعدی هر پست. از بازدیدها چیزی گفته نمی‌شود.", moreEn: "The next hours of every post. Nothing is told of visits.",
		params: []httpapi.Param{httpapi.TextParam("place", "Required"), httpapi.TextParam("from", "A day of the Persian calendar; default today")},
	}, func(c *call) (list[doorBody], error) {
		place, from := c.QueryPlace("place"), c.QueryDay("from")
		if c.Query("place") == "" {
			c.QueryFault("place", "required", "مکان را بنویسید.", "give the place")
		}
		if err := c.QueryErr(); err != nil {
			return list[doorBody]{}, err
		}
		if from.IsZero() {
			from = c.Today()
		}
		doors, err := r.at(c).Doors(c.Context(), place, from)
		return listed(doors, "", func(d oversight.Door) doorBody {
			out := doorBody{
				Post: d.Post, Agency: string(d.Agency), AgencyName: c.Agency(d.Agency), Place: string(d.Place), Title: d.Title.In(c.Lang()), Address: d.Address.In(c.Lang()),
				Day: d.Next.Day.String(), Open: d.Next.Owed, From: clockOf(d.Next.Hours.From), To: clockOf(d.Next.Hours.To), StandIn: d.Next.StandIn.In(c.Lang()),
			}
			for _, why := range d.Next.Reasons {
				out.Reasons = append(out.Reasons, why.In(c.Lang()))
			}
			return out
		}), err
	})
	get(r.base, op{
		id: "oversightRecord", path: "/api/v1/oversight", tag: "doors", public: true, fa: "کارنامه نظارت", en: "What oversight did",
		moreFa: "شمار بازدیدها، نامه‌ها، مطالبه‌ها و مصوبه‌ها؛ هرگز آنچه برنامه است.", moreEn: "Visits by what they found, letters, demands, resolutions: never what is planned.",
		params: []httpapi.Param{httpapi.TextParam("place", "Required"), httpapi.InstantParam("from", "From this instant on; required"), httpapi.InstantParam("to", "Before this instant; required")},
	}, func(c *call) (oversight.PublicRecord, error) {
		place, from, to := c.QueryPlace("place"), c.QueryInstant("from"), c.QueryInstant("to")
		for _, name := range []string{"place", "from", "to"} {
			if c.Query(name) == "" {
				c.QueryFault(name, "required", "این پارامتر لازم است.", "this parameter is required")
			}
		}
		if err := c.QueryErr(); err != nil {
			return oversight.PublicRecord{}, err
		}
		return r.at(c).PublicRecord(c.Context(), place, from, to)
	})
	get(r.base, op{
		id: "listVisitPlans", path: "/api/v1/visit_plans", tag: "doors", public: true, fa: "تعهدهای بازدید", en: "Commitments of visits",
		moreFa: "دوره و تعهد هر برنامه؛ پس از آشکار شدن، همه قرعه‌کشی برای بازآزمایی.", moreEn: "Period and commitment of each plan; once it is revealed all of the draw, so that anybody can repeat it.",
		params: httpapi.PageParams(),
	}, func(c *call) (list[oversight.PublicPlan], error) {
		limit := c.QueryLimit()
		if err := c.QueryErr(); err != nil {
			return list[oversight.PublicPlan]{}, err
		}
		all, next, err := r.at(c).PublicPlans(c.Context(), c.Query("cursor"), limit)
		return listed(all, next, func(p oversight.PublicPlan) oversight.PublicPlan { return p }), c.AsQuery(err)
	})
	get(r.base, op{
		id: "readVisitPlan", path: "/api/v1/visit_plans/{id}", tag: "doors", public: true, fa: "یک تعهد بازدید", en: "Read a commitment of visits",
		moreFa: "آنچه همه می‌توانند بدانند.", moreEn: "What everybody may know.", problems: []string{"not_found"},
	}, func(c *call) (oversight.PublicPlan, error) { return r.at(c).PublicPlan(c.Context(), c.id()) })
}

// postBody is a manager's post with its history.
type postBody struct {
	Agency  string                 `json:"agency"`
	Place   string                 `json:"place"`
	Title   samad.Text             `json:"title"`
	Address samad.Text             `json:"address,omitzero" doc:"Where people find it"`
	Hours   []postHoursBody        `json:"hours,omitempty" doc:"Of the post alone, each from a day on"`
	Leaves  []oversight.Leave      `json:"leaves,omitempty"`
	Ended   string                 `json:"ended,omitempty" doc:"The first day on which it is no longer watched"`
	Visits  []oversight.PostVisit  `json:"visits,omitempty" doc:"What visits found, the newest last"`
	Steps   []oversight.PostLetter `json:"letters,omitempty" doc:"The newest last"`
}

type postHoursBody struct {
	From    string `json:"from" doc:"The first day" example:"1405-09-01"`
	Weekday int    `json:"weekday" doc:"0 is Saturday, 6 Friday" example:"2" minimum:"0"`
	Begins  int    `json:"begins_minute" doc:"Minute of the day" example:"540" minimum:"0"`
	Ends    int    `json:"ends_minute" example:"720" minimum:"1"`
	Reason  string `json:"reason,omitempty" example:"مصوبه شورای اداری"`
}

func (r officeRoom) posts() shelf[oversight.Post, postBody] {
	return shelf[oversight.Post, postBody]{
		base: r.base, office: r.office, kind: "post", tag: "doors", path: "/api/v1/desk/posts", sample: "isf.tamin%2Fhead",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Post, error) {
			return o.Post(ctx, actor, id)
		},
		show: func(_ *call, p oversight.Post) (string, samad.AgencyID, samad.PlaceID, postBody) {
			out := postBody{Agency: string(p.Agency), Place: string(p.Place), Title: p.Title, Address: p.Address, Leaves: p.Leaves, Visits: p.Visits, Steps: p.Steps}
			for _, h := range p.Hours {
				out.Hours = append(out.Hours, postHoursBody{From: h.From.String(), Weekday: int(h.Weekday), Begins: h.Interval.From, Ends: h.Interval.To, Reason: h.Reason})
			}
			if !p.Ended.IsZero() {
				out.Ended = p.Ended.String()
			}
			return p.ID, p.Agency, p.Place, out
		},
	}
}

// newPostBody is a post that is watched from now on.
type newPostBody struct {
	ID      string   `json:"id" doc:"Says which office it is" example:"isf.tamin/head"`
	Agency  string   `json:"agency" example:"isf.tamin"`
	Place   string   `json:"place" example:"10"`
	Title   textBody `json:"title"`
	Address textBody `json:"address,omitzero" doc:"Where people find it"`
}

// leaveOfBody is an approved absence.
type leaveOfBody struct {
	From    string   `json:"from" example:"1405-09-09"`
	To      string   `json:"to" doc:"The last day" example:"1405-09-10"`
	StandIn textBody `json:"stand_in,omitzero" doc:"Who keeps the hours instead"`
	Reason  string   `json:"reason" example:"مأموریت"`
}

// addressBody is where a post is found.
type addressBody struct {
	Address textBody `json:"address"`
}

// onBody is a day.
type onBody struct {
	On string `json:"on" example:"1405-12-29"`
}

func (r officeRoom) addPosts() {
	s := r.posts()
	s.readable("readPost", "یک پست با پیشینه آن", "Read a post with its history")
	makerOf(s, "addPost", s.path, "پست تازه", "Watch a post", object{"id": "isf.tamin/head", "agency": "isf.tamin", "place": "10", "title": object{"fa": "مدیرکل"}},
		func(o *oversight.Office, c *call, in newPostBody) (string, error) {
			p, err := o.AddPost(c.Context(), c.Actor(), oversight.Post{
				ID: in.ID, Agency: samad.AgencyID(in.Agency), Place: samad.PlaceID(in.Place), Title: in.Title.text(), Address: in.Address.text(),
			})
			return p.ID, err
		}, "conflict")
	stepOf(s, "setPostAddress", "address", "نشانی پست", "Say where a post is found", object{"address": object{"fa": "خیابان شیخ صدوق، طبقه دوم"}},
		func(o *oversight.Office, c *call, in addressBody) error {
			_, err := o.SetAddress(c.Context(), c.Actor(), c.id(), in.Address.text())
			return err
		})
	stepOf(s, "setPostHours", "hours", "ساعت حضور پست", "Set the hours of a post", object{"from": "1405-09-01", "weekday": 2, "begins_minute": 540, "ends_minute": 720, "reason": "مصوبه شورای اداری"},
		func(o *oversight.Office, c *call, in postHoursBody) error {
			from, err := dayOf("/from", in.From)
			if err != nil {
				return err
			}
			h := oversight.PostHours{From: from, Reason: in.Reason}
			h.Weekday, h.Interval.From, h.Interval.To = persian.Weekday(in.Weekday), in.Begins, in.Ends
			_, err = o.SetHours(c.Context(), c.Actor(), c.id(), h)
			return err
		})
	stepOf(s, "approveLeave", "leave", "مرخصی یا مأموریت", "Approve a leave", object{"from": "1405-09-09", "to": "1405-09-10", "reason": "مأموریت", "stand_in": object{"fa": "معاون"}},
		func(o *oversight.Office, c *call, in leaveOfBody) error {
			from, err := dayOf("/from", in.From)
			if err != nil {
				return err
			}
			to, err := dayOf("/to", in.To)
			if err != nil {
				return err
			}
			_, err = o.ApproveLeave(c.Context(), c.Actor(), c.id(), oversight.Leave{From: from, To: to, StandIn: in.StandIn.text(), Reason: in.Reason})
			return err
		})
	stepOf(s, "endPost", "end", "پایان پایش پست", "Stop watching a post", object{"on": "1405-12-29"},
		func(o *oversight.Office, c *call, in onBody) error {
			on, err := dayOf("/on", in.On)
			if err != nil {
				return err
			}
			_, err = o.EndPost(c.Context(), c.Actor(), c.id(), on)
			return err
		})
}

// object is an example.
type object = map[string]any
