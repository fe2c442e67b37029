package webdesk

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/oversight"
)

func findingName(f oversight.Finding) samad.Text {
	return map[oversight.Finding]samad.Text{
		oversight.Present: {Fa: "حاضر", En: "present"},
		oversight.Late:    {Fa: "دیرکرد", En: "late"},
		oversight.Absent:  {Fa: "غایب", En: "absent"},
		oversight.StandIn: {Fa: "جانشین حاضر", En: "stand-in present"},
	}[f]
}

func stepName(s oversight.Step) samad.Text {
	return map[oversight.Step]samad.Text{
		oversight.StepNotice:   {Fa: "تذکر", En: "notice"},
		oversight.StepWarning:  {Fa: "اخطار", En: "warning letter"},
		oversight.StepGovernor: {Fa: "گزارش به استاندار", En: "report to the governor"},
		oversight.StepDemand:   {Fa: "نامه مطالبه", En: "demand letter"},
	}[s]
}

func demandName(s oversight.DemandState) samad.Text {
	return map[oversight.DemandState]samad.Text{
		oversight.DemandOpen:     {Fa: "در انتظار پاسخ", En: "waits for an answer"},
		oversight.DemandAnswered: {Fa: "پاسخ رسیده", En: "answered"},
		oversight.DemandRaised:   {Fa: "نزد استاندار", En: "before the governor"},
		oversight.DemandMet:      {Fa: "برآورده", En: "met"},
		oversight.DemandDropped:  {Fa: "کنار گذاشته", En: "dropped"},
	}[s]
}

func resolutionName(s oversight.ResolutionState) samad.Text {
	return map[oversight.ResolutionState]samad.Text{
		oversight.ResolutionOpen:     {Fa: "در انتظار اجرا", En: "to be done"},
		oversight.ResolutionReported: {Fa: "گزارش اجرا رسیده", En: "reported as done"},
		oversight.ResolutionDone:     {Fa: "اجرا شد", En: "done"},
		oversight.ResolutionFailed:   {Fa: "اجرا نشد", En: "given up"},
	}[s]
}

// oversightWork tells of oversight itself: what was done and found, and the
// commitments of draws, never a coming visit.
func (h *handler) oversightWork(v *visit, page *figuresPage, period figures.Period) error {
	if h.Rooms.Oversight == nil {
		return nil
	}
	ctx := v.r.Context()
	work, err := h.Rooms.Oversight.PublicRecord(ctx, v.province(), period.From.Start(h.Location), period.To.End(h.Location))
	if err != nil {
		return err
	}
	say := func(fa, en string, name samad.Text, n int) {
		if n > 0 {
			page.Work = append(page.Work, said{Name: v.T(fa, en) + ": " + name.In(v.lang), Text: page.N(n)})
		}
	}
	for _, f := range []oversight.Finding{oversight.Present, oversight.StandIn, oversight.Late, oversight.Absent} {
		say("بازدید", "visits", findingName(f), work.Findings[f])
	}
	for _, s := range []oversight.Step{oversight.StepNotice, oversight.StepWarning, oversight.StepGovernor, oversight.StepDemand} {
		say("نامه", "letters", stepName(s), work.Letters[s])
	}
	for _, s := range []oversight.DemandState{oversight.DemandOpen, oversight.DemandAnswered, oversight.DemandRaised, oversight.DemandMet, oversight.DemandDropped} {
		say("مطالبه", "demands", demandName(s), work.Demands[s])
	}
	for _, s := range []oversight.ResolutionState{oversight.ResolutionOpen, oversight.ResolutionReported, oversight.ResolutionDone, oversight.ResolutionFailed} {
		say("مصوبه", "resolutions", resolutionName(s), work.Resolutions[s])
	}
	plans, _, err := h.Rooms.Oversight.PublicPlans(ctx, "", 12)
	if err != nil {
		return err
	}
	for _, p := range plans {
		line := drawLine{
			URL:        under("/open-doors/draws", p.ID),
			Period:     v.span(page.frame, p.Period),
			Commitment: p.Commitment.String(),
		}
		if p.Draw != nil {
			line.Seed = hexOf(p.Draw.Seed)
		}
		page.Draws = append(page.Draws, line)
	}
	return nil
}
