package demo

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// watchedPosts is how many heads must keep their doors open.
const watchedPosts = 14

// shown is the agency whose accounts a demo offers for every role.
func (y *year) shown() samad.AgencyID {
	if y.Staff.Holder == nil {
		return y.agencies[0]
	}
	if pr, ok := y.Staff.Holder(samad.RoleAgencyPR); ok && slices.Contains(y.agencies, pr.Agency) {
		return pr.Agency
	}
	return y.agencies[0]
}

// begin sets the rooms up: who is connected, whose doors are watched, which
// commissions there are, and what can be read before one asks.
func (h *hall) begin(ctx context.Context) error {
	admin, err := h.y.whoever(samad.RoleAdmin)
	if err != nil {
		return err
	}
	for _, agency := range h.y.agencies {
		_, err := h.Connection.Change(ctx, admin, connection.Change{Office: connection.Office{Agency: agency}, State: connection.Connected, Reason: "صورت‌جلسه راه‌اندازی"})
		if err != nil {
			return err
		}
	}
	shown := h.y.shown()
	rest := slices.DeleteFunc(slices.Clone(h.y.general), func(a samad.AgencyID) bool { return a == shown })
	for _, agency := range append([]samad.AgencyID{shown}, rest[:min(len(rest), watchedPosts-1)]...) {
		p, err := h.Oversight.AddPost(ctx, h.y.Staff.Oversight, oversight.Post{
			ID: string(agency) + "/head", Agency: agency, Place: h.Province, Title: samad.Text{Fa: "مدیرکل", En: "Director-general"},
			Address: samad.Text{Fa: "ساختمان مرکزی، طبقه دوم", En: "Main building, second floor"},
		})
		if err != nil {
			return err
		}
		h.posts = append(h.posts, p.ID)
	}
	if err := h.keepCommissions(ctx); err != nil {
		return err
	}
	return h.writeArticles(ctx)
}

// The draw of a month: so many visits, some days after the commitment.
const (
	drawnVisits = 3
	drawAhead   = 3
	drawDays    = 9
)

// commitDraw commits to a draw, draws, and plans the visits and the day on
// which everything is revealed.
func (h *hall) commitDraw(ctx context.Context, n int) error {
	var period oversight.Period
	var err error
	if period.From, err = h.daysOn(drawAhead); err != nil {
		return err
	}
	if period.To, err = h.daysOn(drawAhead + drawDays); err != nil {
		return err
	}
	officer := h.y.Staff.Oversight
	inspector, err := h.y.whoever(samad.RoleInspector)
	if err != nil {
		return err
	}
	h.begins(visitChance, n+1)
	plan, err := h.Oversight.CommitPlan(ctx, officer, h.Province, period, drawnVisits)
	if err != nil {
		return err
	}
	h.after(dayAndMore, func(ctx context.Context) error {
		// Without inspectors, whose ids are new in every year and part of the
		// draw: whoever goes is named by hand.
		if _, err := h.Oversight.DrawPlan(ctx, officer, plan.ID, nil, pick(h.y.chance(visitChance, n), beacons)); err != nil {
			return err
		}
		visits, _, err := h.Oversight.Visits(ctx, officer, oversight.VisitQuery{Place: h.Province, States: []oversight.VisitState{oversight.VisitPlanned}})
		if err != nil {
			return err
		}
		for i, v := range visits {
			if v.Plan == plan.ID {
				if _, err := h.Oversight.AssignVisit(ctx, officer, v.ID, inspector.ID, "نوبت بازرس"); err != nil {
					return err
				}
				dice := h.y.chance(visitChance, (n+1)*100+i)
				h.at(v.At.Add(time.Duration(5+dice.IntN(10))*time.Minute), func(ctx context.Context) error { return h.visit(ctx, inspector, v, dice) })
			}
		}
		return nil
	})
	after, err := period.To.AddDays(1)
	if err != nil {
		return err
	}
	h.at(h.hour(after, 10*60), func(ctx context.Context) error {
		_, err := h.Oversight.RevealPlan(ctx, officer, plan.ID)
		return err
	})
	return nil
}

// duty is the next day on which a post owes presence.
func (h *hall) duty(p oversight.Post) (persian.Date, error) {
	day, err := h.daysOn(1)
	for range 60 {
		if err != nil || h.Oversight.Duty(p, day).Owed {
			break
		}
		day, err = day.AddDays(1)
	}
	return day, err
}

// visit reports what the inspector found, by how the agency works.
func (h *hall) visit(ctx context.Context, inspector samad.Actor, v oversight.Visit, dice *rand.Rand) error {
	report := oversight.VisitReport{At: v.At, Finding: oversight.Present, Points: map[string]bool{}}
	neglect := int(h.y.pace(v.Agency).neglect)
	switch n := dice.IntN(100); {
	case n < 6+16*neglect:
		report.Finding, report.Remarks = oversight.Absent, pick(dice, absences)
	case n < 14+26*neglect:
		report.Finding, report.MinutesLate = oversight.Late, 20+dice.IntN(40)
	}
	for _, p := range oversight.VisitPoints() {
		if report.Finding != oversight.Absent || p == oversight.PointNotice {
			report.Points[p] = !hit(dice, 8+12*neglect)
		}
	}
	reported, err := h.Oversight.Report(ctx, inspector, v.ID, report)
	if err != nil || reported.State != oversight.VisitReported {
		return err
	}
	if hit(dice, 75) {
		text := pick(dice, excuses)
		h.after(dayAndMore, func(ctx context.Context) error { return h.answerFor(ctx, v, text) })
	}
	excused := report.Finding == oversight.Present || hit(dice, 20)
	h.at(reported.ReplyDue.Add(20*time.Hour), func(ctx context.Context) error { return h.follow(ctx, v.ID, excused, dice) })
	return nil
}

// answerFor is the manager's reply to a report.
func (h *hall) answerFor(ctx context.Context, v oversight.Visit, text string) error {
	head, ok := h.y.Staff.Head(v.Agency)
	if !ok {
		return nil
	}
	_, err := h.Oversight.ReplyVisit(ctx, head, v.ID, text)
	return err
}

// follow settles a visit: without a letter, or with one that the office
// acknowledges and sometimes appeals.
func (h *hall) follow(ctx context.Context, visit string, excused bool, dice *rand.Rand) error {
	officer := h.y.Staff.Oversight
	if excused {
		_, err := h.Oversight.ExcuseVisit(ctx, officer, visit, pick(dice, leniences))
		return err
	}
	l, err := h.Oversight.Consequence(ctx, officer, visit)
	if err != nil {
		return err
	}
	head, ok := h.y.Staff.Head(l.Agency)
	if !ok || hit(dice, 10) {
		return nil // nobody acknowledges it, and a reminder follows
	}
	h.after(dayAndMore, func(ctx context.Context) error {
		if _, err := h.Oversight.Acknowledge(ctx, head, l.ID); err != nil || !hit(dice, 40) {
			return err
		}
		h.after(2*dayAndMore, func(ctx context.Context) error { return h.appeal(ctx, head, l.ID, dice) })
		return nil
	})
	return nil
}

// appeal goes before the governor.
func (h *hall) appeal(ctx context.Context, head samad.Actor, letter string, dice *rand.Rand) error {
	if _, err := h.Oversight.Appeal(ctx, head, letter, pick(dice, appeals)); err != nil {
		return err
	}
	governor, err := h.y.whoever(samad.RoleGovernor)
	if err != nil {
		return err
	}
	withdraw := hit(dice, 40)
	h.after(5*dayAndMore, func(ctx context.Context) error {
		_, err := h.Oversight.DecideAppeal(ctx, governor, letter, withdraw, pick(dice, decisions[withdraw]))
		return err
	})
	return nil
}

// leave is a head's, with somebody who keeps the hours.
func (h *hall) leave(ctx context.Context, id string, dice *rand.Rand) error {
	p, err := h.Oversight.Post(ctx, h.y.Staff.Oversight, id)
	if err != nil {
		return err
	}
	head, ok := h.y.Staff.Head(p.Agency)
	if !ok {
		return nil
	}
	day, err := h.duty(p)
	if err != nil {
		return err
	}
	_, err = h.Oversight.NameStandIn(ctx, head, id, oversight.Leave{
		From: day, To: day, StandIn: samad.Text{Fa: "معاون مدیرکل", En: "Deputy director-general"}, Reason: pick(dice, leaves),
	})
	return err
}
