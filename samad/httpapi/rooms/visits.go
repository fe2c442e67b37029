package rooms

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/oversight"
)

// planOfBody is a plan of visits as those see it who plan. The seed comes once
// it is revealed.
type planOfBody struct {
	State     oversight.PlanState `json:"state" example:"committed"`
	Committed time.Time           `json:"committed_at"`
	Drawn     time.Time           `json:"drawn_at,omitzero"`
	Revealed  time.Time           `json:"revealed_at,omitzero"`
	Draw      oversight.Draw      `json:"draw"`
}

func (r officeRoom) plans() shelf[oversight.Plan, planOfBody] {
	return shelf[oversight.Plan, planOfBody]{
		base: r.base, office: r.office, kind: "visit_plan", tag: "doors", path: "/api/v1/desk/visit_plans",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Plan, error) {
			return o.Plan(ctx, actor, id)
		},
		show: func(_ *call, p oversight.Plan) (string, samad.AgencyID, samad.PlaceID, planOfBody) {
			return p.ID, "", p.Place, planOfBody{State: p.State, Committed: p.CommittedAt, Drawn: p.DrawnAt, Revealed: p.RevealedAt, Draw: p.Draw}
		},
	}
}

// commitBody begins a plan.
type commitBody struct {
	Place string `json:"place" example:"10"`
	From  string `json:"from" example:"1405-09-07"`
	To    string `json:"to" example:"1405-09-13"`
	Count int    `json:"count" minimum:"1" example:"20"`
}

// drawBody draws a plan.
type drawBody struct {
	Inspectors []inspectorBody `json:"inspectors"`
	Beacon     string          `json:"beacon,omitempty" doc:"A public number that nobody knew at the commitment"`
}

type inspectorBody struct {
	Account string   `json:"account"`
	NotTo   []string `json:"not_to,omitempty" doc:"Agencies with a conflict of interest"`
}

func (r officeRoom) addPlans() {
	s := r.plans()
	s.readable("readPlan", "برنامه بازدید، برای برنامه‌ریزان", "Read a plan of visits, for those who plan")
	makerOf(s, "commitPlan", s.path, "تعهد به برنامه بازدید", "Commit to a plan of visits", object{"place": "10", "from": "1405-09-07", "to": "1405-09-13", "count": 20},
		func(o *oversight.Office, c *call, in commitBody) (string, error) {
			from, err := dayOf("/period/from", in.From)
			if err != nil {
				return "", err
			}
			to, err := dayOf("/period/to", in.To)
			if err != nil {
				return "", err
			}
			p, err := o.CommitPlan(c.Context(), c.Actor(), samad.PlaceID(in.Place), oversight.Period{From: from, To: to}, in.Count)
			return p.ID, err
		})
	stepOf(s, "drawPlan", "draw", "قرعه‌کشی", "Draw the visits", object{"inspectors": []any{object{"account": "01KAS2V0V3Z9W1S4Q0C5N8R7TX"}}},
		func(o *oversight.Office, c *call, in drawBody) error {
			all := make([]oversight.Inspector, len(in.Inspectors))
			for i, one := range in.Inspectors {
				all[i].Account = one.Account
				for _, a := range one.NotTo {
					all[i].NotTo = append(all[i].NotTo, samad.AgencyID(a))
				}
			}
			_, err := o.DrawPlan(c.Context(), c.Actor(), c.id(), all, in.Beacon)
			return err
		}, codeWrongState)
	stepOf(s, "revealPlan", "reveal", "آشکار کردن قرعه", "Reveal the seed", nil,
		func(o *oversight.Office, c *call, _ emptyBody) error {
			_, err := o.RevealPlan(c.Context(), c.Actor(), c.id())
			return err
		}, codeWrongState)
}

func (r officeRoom) visits() shelf[oversight.Visit, oversight.Visit] {
	return shelf[oversight.Visit, oversight.Visit]{
		base: r.base, office: r.office, kind: "visit", tag: "doors", path: "/api/v1/desk/visits",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Visit, error) {
			return o.Visit(ctx, actor, id)
		},
		show: func(_ *call, v oversight.Visit) (string, samad.AgencyID, samad.PlaceID, oversight.Visit) {
			return v.ID, v.Agency, v.Place, v
		},
	}
}

// orderBody plans a visit by hand.
type orderBody struct {
	Post      string `json:"post" example:"isf.tamin/head"`
	Day       string `json:"day" example:"1405-09-09"`
	Minute    int    `json:"minute" doc:"Of the day, within the hours of the post" example:"600" minimum:"0"`
	Inspector string `json:"inspector" doc:"An account" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Reason    string `json:"reason" example:"شکایت‌های پی‌درپی"`
}

// assignVisitBody gives a visit to another inspector.
type assignVisitBody struct {
	Inspector string `json:"inspector" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Reason    string `json:"reason" example:"بیماری ارزیاب"`
}

// visitReportBody is what an inspector writes.
type visitReportBody struct {
	At          time.Time         `json:"at" doc:"When at the door" example:"2026-11-23T06:30:00Z"`
	Finding     oversight.Finding `json:"finding" enum:"present,late,absent,stand_in"`
	MinutesLate int               `json:"minutes_late,omitempty" minimum:"0"`
	Points      map[string]bool   `json:"points,omitempty" doc:"Whether each point of the checklist is in order; left out what could not be seen"`
	Remarks     string            `json:"remarks,omitempty"`
	Evidence    []evidenceBody    `json:"evidence,omitempty"`
	Attachments []string          `json:"attachments,omitempty" doc:"Tokens of uploads, which become evidence"`
}

// evidenceBody is something that proves a report, kept elsewhere.
type evidenceBody struct {
	Name   string     `json:"name" example:"در.jpg"`
	Digest samad.Hash `json:"digest" doc:"SHA-256 of the content" example:"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"`
	Type   string     `json:"type,omitempty" example:"image/jpeg"`
}

func evidence(in []evidenceBody) []oversight.Evidence {
	var out []oversight.Evidence
	for _, e := range in {
		out = append(out, oversight.Evidence{Name: e.Name, Digest: e.Digest, Type: e.Type})
	}
	return out
}

func (r officeRoom) addVisits() {
	s := r.visits()
	states := words(oversight.VisitPlanned, oversight.VisitReported, oversight.VisitSettled, oversight.VisitCancelled)
	get(r.base, op{
		id: "listVisits", path: s.path, tag: "doors", access: httpapi.AccessStaff, fa: "فهرست بازدیدها", en: "List visits", problems: []string{"forbidden"},
		moreFa: "تازه‌ترین نخست. بازدیدشونده تنها گزارش‌شده‌ها را می‌بیند؛ نه اندازه فهرست و نه نشانگر آن از دیگر بازدیدها می‌گوید.",
		moreEn: "The newest first. Those visited see reported ones alone; neither the length of a page nor its cursor tells of others.",
		params: append([]httpapi.Param{
			httpapi.WordsParam("state", "States, with commas", states), httpapi.TextParam("agency", "An agency"), httpapi.TextParam("place", "A place and all in it"),
			httpapi.TextParam("post", "A post"), httpapi.FlagParam("mine", "Only those that the actor is sent to"),
			httpapi.InstantParam("from", "Planned for this instant or later"), httpapi.InstantParam("to", "Planned for before this instant"),
		}, httpapi.PageParams()...),
	}, func(c *call) (list[record[oversight.Visit]], error) {
		q := oversight.VisitQuery{
			Agency: c.QueryAgency("agency"), Place: c.QueryPlace("place"), Post: c.Query("post"), From: c.QueryInstant("from"), To: c.QueryInstant("to"),
			Cursor: c.Query("cursor"), Limit: c.QueryLimit(),
		}
		for _, one := range httpapi.QueryWords(c.Request, "state", states) {
			q.States = append(q.States, oversight.VisitState(one))
		}
		if mine := c.QueryFlag("mine"); mine != nil {
			q.Mine = *mine
		}
		if err := c.QueryErr(); err != nil {
			return list[record[oversight.Visit]]{}, err
		}
		all, next, err := s.at(c).Visits(c.Context(), c.Actor(), q)
		return listed(all, next, func(v oversight.Visit) record[oversight.Visit] { return s.shown(c, v) }), c.AsQuery(err)
	})
	s.readable("readVisit", "یک بازدید", "Read a visit")
	s.fileable("readVisitFile", "یک مدرک بازدید", "Read a file of a visit's evidence")
	makerOf(s, "orderVisit", s.path, "بازدید به دستور", "Order a visit", object{"post": "isf.tamin/head", "day": "1405-09-09", "minute": 600, "inspector": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "reason": "شکایت‌های پی‌درپی"},
		func(o *oversight.Office, c *call, in orderBody) (string, error) {
			day, err := dayOf("/day", in.Day)
			if err != nil {
				return "", err
			}
			v, err := o.OrderVisit(c.Context(), c.Actor(), in.Post, day, in.Minute, in.Inspector, in.Reason)
			return v.ID, err
		}, "not_found")
	stepOf(s, "assignVisit", "assign", "ارزیاب دیگر", "Send another inspector", object{"inspector": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "reason": "بیماری ارزیاب"},
		func(o *oversight.Office, c *call, in assignVisitBody) error {
			_, err := o.AssignVisit(c.Context(), c.Actor(), c.id(), in.Inspector, in.Reason)
			return err
		}, codeWrongState)
	stepOf(s, "cancelVisit", "cancel", "لغو بازدید", "Cancel a visit", object{"reason": "تعطیلی"},
		func(o *oversight.Office, c *call, in reasonBody) error {
			_, err := o.CancelVisit(c.Context(), c.Actor(), c.id(), in.Reason)
			return err
		}, codeWrongState)
	stepOf(s, "reportVisit", "report", "گزارش بازدید", "Report a visit", object{"at": "2026-11-23T06:30:00Z", "finding": "absent"},
		func(o *oversight.Office, c *call, in visitReportBody) error {
			_, err := o.Report(c.Context(), c.Actor(), c.id(), oversight.VisitReport{
				At: in.At, Finding: in.Finding, MinutesLate: in.MinutesLate, Points: in.Points, Remarks: in.Remarks, Evidence: evidence(in.Evidence), Files: in.Attachments,
			})
			return err
		}, codeWrongState)
	stepOf(s, "replyToVisit", "reply", "پاسخ مدیر به گزارش", "Reply to a report", object{"text": "در مأموریت بودم."},
		func(o *oversight.Office, c *call, in textOnlyBody) error {
			_, err := o.ReplyVisit(c.Context(), c.Actor(), c.id(), in.Text)
			return err
		}, codeWrongState)
	stepOf(s, "excuseVisit", "excuse", "عذر پذیرفته است", "Excuse what was found", object{"reason": "مأموریت ثبت‌نشده"},
		func(o *oversight.Office, c *call, in reasonBody) error {
			_, err := o.ExcuseVisit(c.Context(), c.Actor(), c.id(), in.Reason)
			return err
		}, codeWrongState)
}

func (r officeRoom) letters() shelf[oversight.Letter, oversight.Letter] {
	return shelf[oversight.Letter, oversight.Letter]{
		base: r.base, office: r.office, kind: "letter", tag: "doors", path: "/api/v1/desk/letters", sample: "10%2F1405%2F17",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Letter, error) {
			return o.Letter(ctx, actor, id)
		},
		show: func(_ *call, l oversight.Letter) (string, samad.AgencyID, samad.PlaceID, oversight.Letter) {
			return l.ID, l.Agency, l.Place, l
		},
	}
}

// decideBody decides an appeal.
type decideBody struct {
	Withdraw bool   `json:"withdraw,omitempty" doc:"The letter counts for nothing any more"`
	Reason   string `json:"reason" example:"مأموریت ثابت شد."`
}

func (r officeRoom) addLetters() {
	s := r.letters()
	s.listable("listLetters", "فهرست نامه‌ها", "List letters",
		words(oversight.LetterIssued, oversight.LetterAcknowledged, oversight.LetterAppealed, oversight.LetterUpheld, oversight.LetterWithdrawn),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Letter, string, error) {
			return o.Letters(c.Context(), c.Actor(), q)
		})
	s.readable("readLetter", "یک نامه", "Read a letter")
	get(r.base, op{
		id: "printLetter", path: s.path + "/{id}/document", tag: "doors", access: httpapi.AccessStaff, idSample: s.sample, problems: []string{"not_found"},
		fa: "نامه برای چاپ", en: "A letter as it is printed", moreFa: "به فارسی، در بخش‌ها و نیز به صورت متن.", moreEn: "In Persian, in parts and as plain text.",
	}, func(c *call) (documentBody, error) {
		d, err := r.at(c).PrintLetter(c.Context(), c.Actor(), c.id())
		if err != nil {
			return documentBody{}, hidden(err)
		}
		return document(d), nil
	})
	makerOf(s, "issueLetter", "/api/v1/desk/visits/{id}/letter", "صدور نامه بعدی", "Issue the next letter of the ladder", nil,
		func(o *oversight.Office, c *call, _ emptyBody) (string, error) {
			l, err := o.Consequence(c.Context(), c.Actor(), c.id())
			return l.ID, err
		}, codeWrongState, codeGround, "not_found")
	stepOf(s, "acknowledgeLetter", "acknowledge", "دریافت نامه", "Acknowledge a letter", nil,
		func(o *oversight.Office, c *call, _ emptyBody) error {
			_, err := o.Acknowledge(c.Context(), c.Actor(), c.id())
			return err
		}, codeWrongState)
	stepOf(s, "appealLetter", "appeal", "اعتراض به نامه", "Appeal a letter", object{"text": "در مأموریت بودم."},
		func(o *oversight.Office, c *call, in textOnlyBody) error {
			_, err := o.Appeal(c.Context(), c.Actor(), c.id(), in.Text)
			return err
		}, codeWrongState, "too_late")
	stepOf(s, "decideAppeal", "decide", "رسیدگی به اعتراض", "Decide an appeal", object{"withdraw": true, "reason": "مأموریت ثابت شد."},
		func(o *oversight.Office, c *call, in decideBody) error {
			_, err := o.DecideAppeal(c.Context(), c.Actor(), c.id(), in.Withdraw, in.Reason)
			return err
		}, codeWrongState)
}
