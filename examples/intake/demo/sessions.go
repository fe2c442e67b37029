package demo

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/oversight"
)

// sessionAhead is how many days before a session is called.
const sessionAhead = 6

// commissionIDs are those of the year.
func commissionIDs() []string { return []string{"welfare", "water"} }

// keepCommissions makes the governorate's commissions.
func (h *hall) keepCommissions(ctx context.Context) error {
	var members []oversight.Member
	for i, role := range []samad.Role{samad.RoleGovernor, samad.RoleCommissionMember, samad.RoleCommissionSecretary} {
		a, err := h.y.whoever(role)
		if err != nil {
			return err
		}
		members = append(members, oversight.Member{Account: a.ID, Agency: a.Agency, Post: a.Post, Chair: i == 0})
	}
	names := map[string]samad.Text{
		"welfare": {Fa: "کمیسیون رفاه و اشتغال", En: "Commission on welfare and work"}, "water": {Fa: "کمیسیون آب و زیرساخت", En: "Commission on water and works"},
	}
	kinds := map[string]string{"welfare": "رفاه و اشتغال", "water": "آب و زیرساخت"}
	for _, id := range commissionIDs() {
		_, err := h.Oversight.KeepCommission(ctx, h.y.Staff.Oversight, oversight.Commission{
			ID: id, Kind: kinds[id], Name: names[id], Place: h.Province, Members: members, Quorum: 2, NeedsGovernor: id == "welfare",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// callSession calls a session with an agenda of what weighs most, and plans it.
func (h *hall) callSession(ctx context.Context, n, ahead int) error {
	secretary, err := h.y.whoever(samad.RoleCommissionSecretary)
	if err != nil {
		return err
	}
	day, err := h.daysOn(ahead)
	if err != nil {
		return err
	}
	commission := commissionIDs()[n/2%len(commissionIDs())]
	s, err := h.Oversight.CallSession(ctx, secretary, commission, h.hour(day, 10*60+30), "تالار شهید بهشتی استانداری")
	if err != nil {
		return err
	}
	proposals, err := h.Oversight.ProposeAgenda(ctx, secretary, commission, 2)
	if err != nil {
		return err
	}
	for _, p := range proposals {
		if s, err = h.Oversight.AddItem(ctx, secretary, s.ID, h.Oversight.Item(p)); err != nil {
			return err
		}
	}
	if len(s.Agenda) == 0 { // few cases wait in a small year
		if s, err = h.Oversight.AddItem(ctx, secretary, s.ID, oversight.AgendaItem{Title: "بررسی پرونده‌های از مهلت گذشته"}); err != nil {
			return err
		}
	}
	h.at(s.At, func(ctx context.Context) error { return h.hold(ctx, secretary, s, n) })
	return nil
}

// hold holds a session: who is there, what is said, what is resolved.
func (h *hall) hold(ctx context.Context, secretary samad.Actor, s oversight.Session, n int) error {
	var all oversight.Attendance
	for i, m := range s.Members {
		all.Present = append(all.Present, m.Account)
		if i == 0 {
			all.President, all.Governor = m.Account, true
		}
	}
	if _, err := h.Oversight.OpenSession(ctx, secretary, s.ID, all); err != nil {
		return err
	}
	dice := h.y.chance(sessionChance, n)
	for _, item := range s.Agenda {
		if _, err := h.Oversight.Discuss(ctx, secretary, s.ID, item.Number, pick(dice, discussions)); err != nil {
			return err
		}
		agency, err := h.agencyOf(ctx, item)
		if err != nil {
			return err
		}
		if n >= lastNumber && item.Number == 1 {
			agency = h.y.shown()
		}
		text := pick(dice, resolutions)
		r, err := h.Oversight.Resolve(ctx, secretary, s.ID, oversight.NewResolution{Item: item.Number, Text: text, Agency: agency})
		if err != nil {
			return err
		}
		if head, ok := h.y.Staff.Head(agency); ok && n < lastNumber && !hit(dice, 15) {
			days := 4 + dice.IntN(20)
			h.at(h.now.AddDate(0, 0, days), func(ctx context.Context) error { return h.carryOut(ctx, head, r.ID, n) })
		}
	}
	_, err := h.Oversight.CloseSession(ctx, secretary, s.ID)
	return err
}

// agencyOf is who must carry a resolution out: the agency of the item's cases.
func (h *hall) agencyOf(ctx context.Context, item oversight.AgendaItem) (samad.AgencyID, error) {
	for _, id := range item.Cases {
		c, err := h.y.Desk.Store.Case(ctx, id)
		if err != nil {
			return "", fmt.Errorf("demo: %w", err)
		}
		if _, ok := h.y.Staff.Head(c.Agency); ok {
			return c.Agency, nil
		}
	}
	return h.y.agencies[item.Number%len(h.y.agencies)], nil
}

// carryOut reports that a resolution was carried out; it is judged a week later.
func (h *hall) carryOut(ctx context.Context, head samad.Actor, id string, n int) error {
	dice := h.y.chance(sessionChance, 10_000+n)
	if _, err := h.Oversight.ReportResolution(ctx, head, id, pick(dice, reports)); err != nil {
		return err
	}
	member, err := h.y.whoever(samad.RoleCommissionSecretary)
	if err != nil {
		return err
	}
	h.after(7*dayAndMore, func(ctx context.Context) error {
		_, err := h.Oversight.JudgeResolution(ctx, member, id, oversight.ResolutionDone, "اجرا دیده شد و پایان یافت.")
		return err
	})
	return nil
}
