package rooms

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func (r officeRoom) demands() shelf[oversight.Demand, oversight.Demand] {
	return shelf[oversight.Demand, oversight.Demand]{
		base: r.base, office: r.office, kind: "demand", tag: "demands", path: "/api/v1/desk/demands",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Demand, error) {
			return o.Demand(ctx, actor, id)
		},
		show: func(_ *call, d oversight.Demand) (string, samad.AgencyID, samad.PlaceID, oversight.Demand) {
			return d.ID, d.Agency, d.Place, d
		},
	}
}

// newDemandBody is a demand that is opened by hand.
type newDemandBody struct {
	Agency   string    `json:"agency" example:"isf.tamin"`
	Place    string    `json:"place" example:"10"`
	Text     textBody  `json:"text" doc:"What is demanded and why"`
	Evidence []refBody `json:"evidence,omitempty"`
	Cases    []string  `json:"cases,omitempty" doc:"Ids of cases"`
}

// refBody names a record.
type refBody struct {
	Kind string `json:"kind" example:"visit"`
	ID   string `json:"id" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
}

// papersBody puts files to a record.
type papersBody struct {
	Attachments []string `json:"attachments" doc:"Tokens of uploads"`
}

// endDemandBody ends a demand.
type endDemandBody struct {
	State   oversight.DemandState `json:"state" enum:"met,dropped" example:"met"`
	Outcome string                `json:"outcome" example:"همه پرونده‌ها پاسخ گرفت."`
}

func (r officeRoom) addDemands() {
	s := r.demands()
	s.listable("listDemands", "فهرست مطالبه‌ها", "List demands",
		words(oversight.DemandOpen, oversight.DemandAnswered, oversight.DemandRaised, oversight.DemandMet, oversight.DemandDropped),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Demand, string, error) {
			return o.Demands(c.Context(), c.Actor(), q)
		})
	s.readable("readDemand", "یک مطالبه", "Read a demand")
	s.fileable("readDemandFile", "یک مدرک مطالبه", "Read a paper of a demand")
	stepOf(s, "addDemandPapers", "papers", "پیوست نامه و مدرک به مطالبه", "Put letters and papers to a demand", object{"attachments": []any{"4d1c…"}},
		func(o *oversight.Office, c *call, in papersBody) error {
			if _, err := o.Demand(c.Context(), c.Actor(), c.id()); err != nil {
				return err // before the files are looked at
			}
			_, err := o.AddDemandPapers(c.Context(), c.Actor(), c.id(), in.Attachments)
			return err
		}, codeWrongState)
	makerOf(s, "openDemand", s.path, "گشودن مطالبه", "Open a demand", object{"agency": "isf.tamin", "place": "10", "text": object{"fa": "پاسخ پرونده‌های دیرکرد را بدهید."}, "cases": []any{"01KAS2V0V3Z9W1S4Q0C5N8R7TX"}},
		func(o *oversight.Office, c *call, in newDemandBody) (string, error) {
			n := oversight.NewDemand{Agency: samad.AgencyID(in.Agency), Place: samad.PlaceID(in.Place), Text: in.Text.text()}
			for _, e := range in.Evidence {
				n.Evidence = append(n.Evidence, ledger.Ref{Kind: ledger.Kind(e.Kind), ID: e.ID})
			}
			for _, id := range in.Cases {
				n.Cases = append(n.Cases, samad.CaseID(id))
			}
			d, err := o.OpenDemand(c.Context(), c.Actor(), n)
			return d.ID, err
		}, codeGround)
	stepOf(s, "answerDemand", "answer", "پاسخ به مطالبه", "Answer a demand", object{"text": "پرونده‌ها پاسخ داده شد."},
		func(o *oversight.Office, c *call, in textOnlyBody) error {
			_, err := o.AnswerDemand(c.Context(), c.Actor(), c.id(), in.Text)
			return err
		}, codeWrongState)
	for _, one := range []struct {
		id, name, fa, en string
		do               func(o *oversight.Office, ctx context.Context, actor samad.Actor, id, reason string) (oversight.Demand, error)
	}{
		{"returnDemand", "return", "پاسخ بسنده نیست", "Send the answer to a demand back", (*oversight.Office).ReturnDemand},
		{"raiseDemand", "raise", "بردن مطالبه نزد استاندار", "Bring a demand before the governor", (*oversight.Office).RaiseDemand},
	} {
		stepOf(s, one.id, one.name, one.fa, one.en, object{"reason": "هنوز ده پرونده بی‌پاسخ است."},
			func(o *oversight.Office, c *call, in reasonBody) error {
				_, err := one.do(o, c.Context(), c.Actor(), c.id(), in.Reason)
				return err
			}, codeWrongState)
	}
	stepOf(s, "endDemand", "end", "پایان مطالبه", "End a demand", object{"state": "met", "outcome": "همه پرونده‌ها پاسخ گرفت."},
		func(o *oversight.Office, c *call, in endDemandBody) error {
			_, err := o.EndDemand(c.Context(), c.Actor(), c.id(), in.State, in.Outcome)
			return err
		}, codeWrongState)
	get(r.base, op{
		id: "governorDesk", path: "/api/v1/desk/governor", tag: s.tag, access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "میز استاندار", en: "What waits for the governor",
		moreFa: "جلسه‌ها، مصوبه‌های دیر، نامه‌ها و مطالبه‌هایی که نزد او آمده است.", moreEn: "Sessions that need the governor, late resolutions, letters, demands, appeals and cases that reached the governor: at most a hundred of each, with how many there are beside.",
	}, func(c *call) (governorBody, error) {
		g, err := r.at(c).GovernorDesk(c.Context(), c.Actor(), 0)
		return governorBody{
			Sessions: some(g.Sessions), Late: some(g.Late), Reports: some(g.Reports), Demands: some(g.Demands), Appeals: some(g.Appeals), Escalated: some(g.Escalated), More: g.More,
		}, err
	})
}

// governorBody is what waits for the governor.
type governorBody struct {
	Sessions  []oversight.Session    `json:"sessions"`
	Late      []oversight.Resolution `json:"late_resolutions"`
	Reports   []oversight.Letter     `json:"reports"`
	Demands   []oversight.Demand     `json:"demands"`
	Appeals   []oversight.Letter     `json:"appeals"`
	Escalated []samad.CaseID         `json:"escalated"`
	// More counts what the lists leave out.
	More oversight.GovernorMore `json:"more"`
}

// some is a list that is empty rather than absent.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (r officeRoom) gaps() shelf[oversight.Gap, oversight.Gap] {
	return shelf[oversight.Gap, oversight.Gap]{
		base: r.base, office: r.office, kind: "gap", tag: "demands", path: "/api/v1/desk/gaps",
		read: func(ctx context.Context, o *oversight.Office, actor samad.Actor, id string) (oversight.Gap, error) {
			return o.Gap(ctx, actor, id)
		},
		show: func(_ *call, g oversight.Gap) (string, samad.AgencyID, samad.PlaceID, oversight.Gap) {
			return g.ID, g.Of, g.Place, g
		},
	}
}

// ownGapBody gives a gap to the agency that closes it.
type ownGapBody struct {
	Owner string    `json:"owner" example:"isf.tamin"`
	Due   time.Time `json:"due" example:"2026-12-20T20:30:00Z"`
	Note  string    `json:"note,omitempty"`
}

// endGapBody settles or dismisses a gap.
type endGapBody struct {
	State oversight.GapState `json:"state" enum:"settled,dismissed" example:"settled"`
	Note  string             `json:"note" example:"موضوع به دستگاه سپرده شد."`
}

func (r officeRoom) addGaps() {
	s := r.gaps()
	s.listable("listGaps", "دفتر خلاءها", "List gaps", words(oversight.GapFound, oversight.GapOwned, oversight.GapSettled, oversight.GapDismissed),
		func(o *oversight.Office, c *call, q oversight.ListQuery) ([]oversight.Gap, string, error) {
			return o.Gaps(c.Context(), c.Actor(), q)
		})
	s.readable("readGap", "یک خلاء", "Read a gap")
	stepOf(s, "ownGap", "own", "سپردن خلاء", "Give a gap an owner", object{"owner": "isf.tamin", "due": "2026-12-20T20:30:00Z"},
		func(o *oversight.Office, c *call, in ownGapBody) error {
			_, err := o.OwnGap(c.Context(), c.Actor(), c.id(), samad.AgencyID(in.Owner), in.Due, in.Note)
			return err
		}, codeWrongState)
	stepOf(s, "endGap", "end", "پایان خلاء", "Settle or dismiss a gap", object{"state": "settled", "note": "موضوع به دستگاه سپرده شد."},
		func(o *oversight.Office, c *call, in endGapBody) error {
			_, err := o.EndGap(c.Context(), c.Actor(), c.id(), in.State, in.Note)
			return err
		}, codeWrongState)
}

func register(x oversight.Register) oversight.Register {
	x.Sums = some(x.Sums)
	return x
}

func (r officeRoom) addDuties() {
	get(r.base, op{
		id: "readDuties", path: "/api/v1/desk/duties", tag: "demands", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "دفتر تکلیف‌های یک دستگاه", en: "What an agency owed in a period",
		moreFa: "هر تکلیف با مبنا، انجام یا شکستن آن، و مستند.", moreEn: "Every duty with its basis, whether it was kept, and the evidence.",
		params: []httpapi.Param{
			httpapi.TextParam("agency", "Required"), httpapi.TextParam("from", "The first day, on the Persian calendar; required"), httpapi.TextParam("to", "The last day; required"),
		},
	}, func(c *call) (oversight.Register, error) {
		agency, period := c.QueryAgency("agency"), oversight.Period{From: c.QueryDay("from"), To: c.QueryDay("to")}
		for _, name := range []string{"agency", "from", "to"} {
			if c.Query(name) == "" {
				c.QueryFault(name, "required", "این پارامتر لازم است.", "this parameter is required")
			}
		}
		if err := c.QueryErr(); err != nil {
			return oversight.Register{}, err
		}
		x, err := r.at(c).Register(c.Context(), c.Actor(), agency, period)
		return register(x), c.AsQuery(err)
	})
	get(r.base, op{
		id: "listDutyMonths", path: "/api/v1/desk/duties/months", tag: "demands", access: httpapi.AccessStaff, problems: []string{"forbidden"},
		fa: "ماه‌های بسته دفتر تکلیف‌ها", en: "The months that were closed", moreFa: "تازه‌ترین نخست، با تکلیف‌های شکسته.", moreEn: "The newest first, with the duties that were broken.",
		params: append([]httpapi.Param{httpapi.TextParam("agency", "Required")}, httpapi.PageParams()...),
	}, func(c *call) (list[oversight.Register], error) {
		agency, limit := c.QueryAgency("agency"), c.QueryLimit()
		if c.Query("agency") == "" {
			c.QueryFault("agency", "required", "این پارامتر لازم است.", "this parameter is required")
		}
		if err := c.QueryErr(); err != nil {
			return list[oversight.Register]{}, err
		}
		all, next, err := r.at(c).Registers(c.Context(), c.Actor(), agency, c.Query("cursor"), limit)
		return listed(all, next, register), c.AsQuery(err)
	})
}
