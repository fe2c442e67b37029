package webdesk

import (
	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

type homePage struct {
	frame
	// Limit and Aim say in words how long an agency has; "" when the policy
	// sets none.
	Limit, Aim string
	Live       []said // a few public figures of this year
	Programmes []programmeLine
	With       string // "?c=" and the campaign's tag, "" for none
}

func (h *handler) home(v *visit) error {
	f := v.frame(v.T("سامد ۱۱۱: ارتباط مردم و دولت", "Samad 111: people and government"))
	page := homePage{frame: f}
	if tag := v.tag(); tag != "" {
		page.With = "?c=" + tag
		if v.r.URL.Query().Get("lang") == "" { // the same visitor, in another language
			v.count(tag, publicity.Visits)
		}
	}
	page.Limit, page.Aim = h.usual(f, samad.Request)
	if err := h.fillRooms(v, &page); err != nil {
		return err
	}
	return v.show(200, "home", page)
}

// usual tells how long an agency has to answer an ordinary case that is
// referred to it now.
func (h *handler) usual(f frame, kind samad.Kind) (limit, aim string) {
	plan, err := h.Deadlines.Plan(
		sla.Facts{Stage: sla.Answer, Kind: string(kind), Urgency: string(samad.Normal), Channel: string(samad.Web)},
		sla.Clock{Started: h.Now().UTC()})
	if err != nil {
		// A policy without a rule for such cases: then nothing is promised.
		h.Logger.Warn("no usual deadline", "error", err.Error())
		return "", ""
	}
	if !plan.Limit.IsZero() {
		limit = f.Span(plan.Limit)
	}
	if !plan.Aim.IsZero() {
		aim = f.Span(plan.Aim)
	}
	return limit, aim
}
