package webdesk

import (
	"net/url"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/oversight"
)

func gapName(k oversight.GapKind) samad.Text {
	return map[oversight.GapKind]samad.Text{
		oversight.GapNoOwner: {Fa: "موضوع بی‌متولی", En: "a topic without an owner"},
		oversight.GapCircle:  {Fa: "پاس‌کاری میان دستگاه‌ها", En: "cases in circles"},
		oversight.GapCounty:  {Fa: "شهرستان بی‌پاسخ", En: "a county without answers"},
		oversight.GapUpheld:  {Fa: "اعتراض‌های بجا", En: "objections upheld often"},
		oversight.GapSurge:   {Fa: "موج یک موضوع", En: "a surge"},
		oversight.GapRule:    {Fa: "قاعده بی‌کاربرد", En: "a rule that never matches"},
	}[k]
}

func gapState(s oversight.GapState) samad.Text {
	return map[oversight.GapState]samad.Text{
		oversight.GapFound: {Fa: "یافته شد", En: "found"}, oversight.GapOwned: {Fa: "در دست اقدام", En: "owned"},
		oversight.GapSettled: {Fa: "برطرف شد", En: "settled"}, oversight.GapDismissed: {Fa: "خلأ نیست", En: "dismissed"},
	}[s]
}

// gapsPage is the register of gaps.
func (h *handler) gapsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("دفتر خلأها", "Register of gaps"))}
	all, next, err := h.Rooms.Oversight.Gaps(v.r.Context(), v.actor(), oversight.ListQuery{Limit: 100, Cursor: v.cursor()})
	t := table("", v.T("خلأیی یافته نشده است. سامانه هر شب پرونده‌ها را می‌جوید و آنچه بیابد اینجا می‌آورد.", "No gap was found. The system looks through the cases every night and brings what it finds here."), v.T("درباره", "About"), v.T("خلأ", "Gap"), v.T("آنچه دیده شد", "Evidence"), v.T("آخرین بار", "Last seen"), v.T("متولی", "Owner"), v.T("وضعیت", "State"))
	for _, g := range all {
		owner := ""
		if g.Owner != "" {
			owner = v.agencyName(g.Owner)
		}
		t.add(under("/desk/gaps", g.ID), v.gapAbout(g), gapName(g.Kind).In(v.lang), page.N(g.Evidence.Text.In(v.lang)), page.Day(g.LastSeen), owner, gapState(g.State).In(v.lang))
		if g.State == oversight.GapOwned {
			t.Rows[len(t.Rows)-1].Late = v.late(g.Due)
		}
	}
	t.More = v.further("/desk/gaps", next)
	page.Tables = []recordTable{t}
	return page, v.listFault(err)
}

// gapAbout is what a gap is about, by the name that people know.
func (v *visit) gapAbout(g oversight.Gap) string {
	switch g.Kind {
	case oversight.GapRule:
		if v.h.Regime == nil {
			return gapName(g.Kind).In(v.lang)
		}
		for _, p := range v.h.Regime.Live().Set().Packs() {
			for _, r := range p.Rules.Rules() {
				if title := r.Title.In(v.lang); r.ID == g.About && title != "" {
					return title
				}
			}
		}
		return gapName(g.Kind).In(v.lang)
	case oversight.GapUpheld:
		return v.agencyName(samad.AgencyID(g.About))
	case oversight.GapCounty:
		return v.placeName(samad.PlaceID(g.About))
	default:
		return v.lineName(figures.ByTopic, g.About)
	}
}

// gapCases are some of the cases that show a gap.
func (h *handler) gapCases(v *visit, f frame, g oversight.Gap) recordTable {
	t := table(v.T("پرونده‌هایی که آن را نشان می‌دهند", "Cases that show it"), "", v.T("کد", "Code"), v.T("موضوع", "Topic"), v.T("دستگاه", "Office"), v.T("وضعیت", "State"))
	for _, id := range g.Evidence.Cases[:min(len(g.Evidence.Cases), shownGapCases)] {
		c, err := h.Desk.Case(v.r.Context(), v.actor(), id)
		if err != nil {
			continue // erased since, or not for whoever looks
		}
		item := v.item(f, c, h.Now())
		t.add("/desk/cases/"+string(id), isolated(c.Code.Format(string(v.lang))), item.Topic, item.Agency, item.State)
	}
	if more := len(g.Evidence.Cases) - shownGapCases; more > 0 {
		t.Hint = v.T("و "+f.N(more)+" پرونده دیگر", "and "+f.N(more)+" more")
	}
	return t
}

// gapCount is how many cases show a gap, of how many that were looked at.
func (v *visit) gapCount(f frame, g oversight.Gap) string {
	out := f.N(g.Evidence.Count) + v.T(" پرونده", " cases")
	if g.Evidence.Of > 0 {
		out = f.N(g.Evidence.Count) + v.T(" از ", " of ") + f.N(g.Evidence.Of) + v.T(" پرونده", " cases")
	}
	return out
}

// shownGapCases is how many cases the page of a gap shows.
const shownGapCases = 20

// gap finds a gap: the register has no single look-up.
func (h *handler) gap(v *visit) (oversight.Gap, error) {
	q := oversight.ListQuery{Limit: 1000}
	for {
		all, next, err := h.Rooms.Oversight.Gaps(v.r.Context(), v.actor(), q)
		if err != nil {
			return oversight.Gap{}, err
		}
		for _, g := range all {
			if g.ID == v.r.PathValue("id") {
				return g, nil
			}
		}
		if next == "" {
			return oversight.Gap{}, samad.ErrNotFound
		}
		q.Cursor = next
	}
}

func (h *handler) gapPage(v *visit) (recordPage, error) {
	g, err := h.gap(v)
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{
		frame: v.frame(gapName(g.Kind).In(v.lang) + v.T("؛ ", ": ") + v.gapAbout(g)), Back: link{v.T("دفتر خلأها", "Register of gaps"), "/desk/gaps"}, Action: under("/desk/gaps", g.ID),
		Tags: []string{gapState(g.State).In(v.lang)},
	}
	page.Lead = page.N(g.Evidence.Text.In(v.lang))
	page.Facts = []said{{v.T("نخستین بار", "First seen"), page.at(g.FirstSeen)}, {v.T("آخرین بار", "Last seen"), page.at(g.LastSeen)}, {v.T("شمار", "Count"), v.gapCount(page.frame, g)}}
	if cases := h.gapCases(v, page.frame, g); len(cases.Rows) > 0 {
		page.Tables = []recordTable{cases}
	}
	if g.Owner != "" {
		page.Facts = append(page.Facts, said{v.T("متولی", "Owner"), v.agencyName(g.Owner)}, said{v.T("مهلت", "Due"), page.at(g.Due)})
	}
	if g.Note != "" {
		page.Words = append(page.Words, said{v.T("یادداشت", "Note"), g.Note})
	}
	if v.role(samad.RoleOversight) && g.State != oversight.GapSettled && g.State != oversight.GapDismissed {
		page.Forms = []form{
			{Step: "own", Title: v.T("سپردن به متولی", "Give it an owner"), Button: v.T("سپردن", "Give"), Fields: []field{
				{Name: "owner", Kind: "select", Label: v.T("دستگاه", "Office"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
				{Name: "due", Kind: "text", Label: v.T("تا روز", "By"), Required: true}, {Name: "note", Kind: "area", Label: v.T("چه باید بشود", "What is to be done"), Required: true},
			}},
			{Step: "settled", Title: v.T("برطرف شد", "Settled"), Button: v.T("ثبت", "Record"), Fields: []field{{Name: "note", Kind: "area", Label: v.T("چگونه", "How"), Required: true}}},
			{Step: "dismissed", Title: v.T("خلأ نیست", "It is none"), Button: v.T("ثبت", "Record"), Fields: []field{{Name: "note", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true}}},
		}
	}
	if t, ok := h.Directory.Topic(samad.TopicID(g.About), h.today()); ok && g.Kind == oversight.GapSurge && v.mayManageCampaigns() == nil {
		if !h.isCampaign(t.ID) {
			page.Links = append(page.Links, link{v.T("موضوع ویژه شود", "Make it a campaign topic"), "/desk/campaigns/new?like=" + url.QueryEscape(string(t.ID))})
		}
	}
	if g.Kind == oversight.GapUpheld && v.role(samad.RoleOversight, samad.RoleGovernor) {
		page.Forms = append(page.Forms, v.improveForm())
	}
	return page, nil
}

func (h *handler) gapStep(v *visit, step string) (string, error) {
	ctx, id, office, actor := v.r.Context(), v.r.PathValue("id"), h.Rooms.Oversight, v.actor()
	var err error
	switch step {
	case "improve":
		g, err := h.gap(v)
		if err != nil {
			return "", err
		}
		place := g.Place
		if place == "" {
			place = v.province()
		}
		return h.improve(v, ledger.Ref{Kind: "gap", ID: g.ID}, g.Of, place)
	case "own":
		due, bad := v.day("due")
		if bad != nil {
			return "", bad
		}
		_, err = office.OwnGap(ctx, actor, id, samad.AgencyID(v.value("owner")), h.lastMinute(due), v.value("note"))
	case "settled", "dismissed":
		_, err = office.EndGap(ctx, actor, id, oversight.GapState(step), strings.TrimSpace(v.value("note")))
	default:
		err = errNoStep
	}
	return under("/desk/gaps", id) + "?done=" + step, err
}
