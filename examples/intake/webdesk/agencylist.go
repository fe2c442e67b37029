package webdesk

import (
	"slices"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/connection"
)

// agenciesPage lists who must answer, and who can be reached here.
type agenciesPage struct {
	frame
	Groups   []agencyGroup
	Accounts string
	// Keeps says that states of connection are kept; States and Counties are
	// what the list may be narrowed to, States with their counts.
	Keeps          bool
	States         []option
	Counties       []group
	State, County  string
	CountConnected string // how many of all are connected
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
	SignsIn    bool   // somebody there can sign in
	State      string // of connection, "" when nothing is recorded
	Connected  bool
	Since      string
	Record     string // address of its history
	Outside    bool
	Open, Late string
}

// shows reports whether the list is not narrowed to other states.
func (p agenciesPage) shows(s connection.State) bool {
	return p.State == "" || p.State == string(s) || p.State == unrecorded && s == ""
}

// placesOf names the places that an agency serves.
func (v *visit) placesOf(a samad.Agency) string {
	names := make([]string, len(a.Places))
	for i, p := range a.Places {
		names[i] = v.placeName(p)
	}
	return strings.Join(names, v.T("، ", ", "))
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
	standing, err := v.standings()
	if err != nil {
		return err
	}
	page := agenciesPage{frame: v.frame(v.T("دستگاه‌ها", "Agencies")), Keeps: h.Rooms.Connection != nil, State: v.r.FormValue("connection"), County: v.r.FormValue("county")}
	if page.Keeps {
		page.Counties = v.counties()
	}
	names := map[samad.Level]samad.Text{
		samad.ProvincialLevel: {Fa: "استانی", En: "Provincial"}, samad.CountyLevel: {Fa: "شهرستان", En: "County"}, samad.NationalLevel: {Fa: "ملی", En: "National"},
	}
	sorted := v.collator()
	connected, all := 0, 0
	recorded := map[connection.State]int{}
	for _, level := range []samad.Level{samad.ProvincialLevel, samad.CountyLevel, samad.NationalLevel} {
		group := agencyGroup{Name: names[level].In(v.lang)}
		for _, a := range h.Directory.Agencies(h.today()) {
			if a.Level != level || page.County != "" && !a.Serves(samad.PlaceID(page.County)) {
				continue
			}
			line := agencyLine{
				ID: a.ID, Name: a.Name.In(v.lang), Accounts: page.N(signIn[a.ID]), SignsIn: signIn[a.ID] > 0, Outside: a.Outside,
				Open: page.N(strconv.FormatInt(open[a.ID], 10)), Late: page.N(strconv.FormatInt(late[a.ID], 10)),
			}
			all++
			at := standing(a.ID, samad.PlaceID(page.County))
			recorded[at.State]++
			line.State, line.Connected, line.Record = at.State.Name().In(v.lang), at.State == connection.Connected, under("/desk/agencies", string(a.ID))
			if at.Revision > 0 {
				line.Since = dayWords(at.Since, v.lang)
			}
			if line.SignsIn {
				connected++
			}
			if page.shows(at.State) {
				line.Places = v.placesOf(a)
				group.Agencies = append(group.Agencies, line)
			}
		}
		slices.SortFunc(group.Agencies, func(a, b agencyLine) int { return sorted(a.Name, b.Name) })
		if len(group.Agencies) > 0 {
			page.Groups = append(page.Groups, group)
		}
	}
	for _, s := range append(connection.States(), "") {
		one := option{Value: string(s), Label: s.Name().In(v.lang), Hint: page.N(recorded[s])}
		if s == "" {
			one.Value, one.Label = unrecorded, v.T("ثبت نشده", "nothing recorded")
		}
		page.States = append(page.States, one)
	}
	page.CountConnected = v.connectedWords(page.frame, recorded[connection.Connected], recorded[""], all)
	page.Accounts = v.T(page.N(connected)+" از "+page.N(all)+" دستگاه حساب کاربری دارند", page.N(connected)+" of "+page.N(all)+" agencies have an account")
	return v.show(200, "agencies", page)
}

// connectedWords says how many agencies are connected. Those of which nothing is
// recorded are taken for connected, and are counted so.
func (v *visit) connectedWords(f frame, connected, unrecorded, all int) string {
	if unrecorded == all {
		return v.T("وضعیت اتصال هیچ دستگاهی ثبت نشده است؛ همه متصل شمرده می‌شوند", "no agency's connection is recorded; all are taken for connected")
	}
	out := v.T(f.N(connected+unrecorded)+" از "+f.N(all)+" دستگاه متصل‌اند", f.N(connected+unrecorded)+" of "+f.N(all)+" agencies are connected")
	if unrecorded > 0 {
		out += v.T("؛ برای "+f.N(unrecorded)+" دستگاه چیزی ثبت نشده و متصل شمرده می‌شوند", "; of "+f.N(unrecorded)+" nothing is recorded, and they are taken for connected")
	}
	return out
}
