package webdesk

import (
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
)

// agenciesPage lists who must answer, and who can be reached here.
type agenciesPage struct {
	frame
	Groups    []agencyGroup
	Connected string
}

type agencyGroup struct {
	Name     string
	Agencies []agencyLine
}

type agencyLine struct {
	ID         samad.AgencyID
	Name       string
	Places     string
	Accounts   string
	Connected  bool // somebody there can sign in
	Outside    bool
	Open, Late string
}

// agencyList shows every agency with its accounts and cases.
func (h *handler) agencyList(v *visit) error {
	if !samad.MayIn(v.actor(), samad.ManageDirectory, samad.Area{}) {
		return samad.ErrForbidden
	}
	ctx := v.r.Context()
	accounts, err := h.Accounts.All(ctx)
	if err != nil {
		return err
	}
	signIn := map[samad.AgencyID]int{}
	for _, a := range accounts {
		if !a.Disabled {
			signIn[a.Agency]++
		}
	}
	count := func(late bool) (map[samad.AgencyID]int64, error) {
		query := queueFilter{State: openPart}.query()
		if late {
			query.Late = &late
		}
		tallies, err := h.Desk.Count(ctx, v.actor(), query, samad.ByAgency)
		out := map[samad.AgencyID]int64{}
		for _, t := range tallies {
			out[samad.AgencyID(t.Values[0])] = t.Cases
		}
		return out, err
	}
	open, err := count(false)
	if err != nil {
		return err
	}
	late, err := count(true)
	if err != nil {
		return err
	}
	page := agenciesPage{frame: v.frame(v.T("دستگاه‌ها", "Agencies"))}
	names := map[samad.Level]samad.Text{
		samad.ProvincialLevel: {Fa: "استانی", En: "Provincial"}, samad.CountyLevel: {Fa: "شهرستان", En: "County"}, samad.NationalLevel: {Fa: "ملی", En: "National"},
	}
	sorted := v.collator()
	connected, all := 0, 0
	for _, level := range []samad.Level{samad.ProvincialLevel, samad.CountyLevel, samad.NationalLevel} {
		group := agencyGroup{Name: names[level].In(v.lang)}
		for _, a := range h.Directory.Agencies(h.today()) {
			if a.Level != level {
				continue
			}
			line := agencyLine{
				ID: a.ID, Name: a.Name.In(v.lang), Accounts: page.N(signIn[a.ID]), Connected: signIn[a.ID] > 0, Outside: a.Outside,
				Open: page.N(strconv.FormatInt(open[a.ID], 10)), Late: page.N(strconv.FormatInt(late[a.ID], 10)),
			}
			all++
			if line.Connected {
				connected++
			}
			for i, p := range a.Places {
				if i > 0 {
					line.Places += v.T("، ", ", ")
				}
				line.Places += v.placeName(p)
			}
			group.Agencies = append(group.Agencies, line)
		}
		slices.SortFunc(group.Agencies, func(a, b agencyLine) int { return sorted(a.Name, b.Name) })
		if len(group.Agencies) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	page.Connected = v.T(page.N(connected)+" از "+page.N(all)+" دستگاه حساب کاربری دارند", page.N(connected)+" of "+page.N(all)+" agencies have an account")
	return v.show(200, "agencies", page)
}
