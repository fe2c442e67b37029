package webdesk

import (
	"slices"
	"strconv"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/sla/persian"
)

// unrecorded is what the list is narrowed to for agencies of which nothing is
// recorded.
const unrecorded = "none"

// dayWords writes a day with its weekday.
func dayWords(d persian.Date, lang samad.Lang) string {
	if lang == samad.English {
		return d.Format("EEEE d MMMM yyyy", persian.InLatin)
	}
	return d.Format("EEEE d MMMM yyyy", persian.InPersian)
}

// standings returns how an agency stands in a county, or as a whole for "".
func (v *visit) standings() (func(samad.AgencyID, samad.PlaceID) connection.Standing, error) {
	all := map[connection.Office]connection.Standing{}
	if room := v.h.Rooms.Connection; room != nil {
		var err error
		if all, err = room.All(v.r.Context()); err != nil {
			return nil, err
		}
	}
	return func(agency samad.AgencyID, county samad.PlaceID) connection.Standing {
		if s, ok := all[connection.Office{Agency: agency, Place: county}]; ok {
			return s
		}
		return all[connection.Office{Agency: agency}]
	}, nil
}

// connectionPage is how an agency, or its office in the county that is asked
// for, stands; with the way it came there and the form for a change.
func (h *handler) connectionPage(v *visit) (recordPage, error) {
	if !samad.MayIn(v.actor(), samad.ManageDirectory, samad.Area{}) {
		return recordPage{}, samad.ErrForbidden
	}
	agency, ok := h.Directory.Agency(samad.AgencyID(v.r.PathValue("id")), h.today())
	if !ok {
		return recordPage{}, samad.ErrNotFound
	}
	office := connection.Office{Agency: agency.ID, Place: samad.PlaceID(v.r.FormValue("county"))}
	here := under("/desk/agencies", string(agency.ID))
	page := recordPage{frame: v.frame(agency.Name.In(v.lang)), Back: link{v.T("دستگاه‌ها", "Agencies"), "/desk/agencies"}, Action: here}
	counties := v.countiesOf(agency)
	if office.Place != "" {
		if !slices.ContainsFunc(counties, func(o option) bool { return o.Value == string(office.Place) }) {
			return page, samad.ErrNotFound
		}
		page.Title += v.T("، شهرستان ", ", county of ") + v.placeName(office.Place)
		page.Links = []link{{v.T("همه دستگاه", "The whole agency"), here}}
	}
	own, err := h.Rooms.Connection.Of(v.r.Context(), office)
	if err != nil {
		return page, err
	}
	s, err := h.Rooms.Connection.At(v.r.Context(), office.Agency, office.Place)
	if err != nil {
		return page, err
	}
	page.Lead = v.T("پرونده‌های دستگاهی که متصل نیست با نامه چاپی می‌رود و اپراتور پاسخش را وارد می‌کند.",
		"Cases of an agency that is not connected go out as printed letters, and operators enter its answers.")
	if s.Revision == 0 {
		page.Tags = []string{v.T("ثبت نشده", "nothing recorded")}
		page.Facts = []said{{v.T("اتصال", "Connection"), v.T("چیزی ثبت نشده است؛ متصل شمرده می‌شود.", "Nothing is recorded; it is taken for connected.")}}
	} else {
		page.Tags = []string{s.State.Name().In(v.lang)}
		if office.Place != "" && own.Revision == 0 {
			page.Facts = append(page.Facts, said{v.T("این شهرستان", "This county"), v.T("وضعیت جداگانه ندارد؛ مانند همه دستگاه است.", "It has no state of its own and is as the whole agency.")})
		}
		for _, state := range connection.States() {
			if day, was := s.Days[state]; was {
				page.Facts = append(page.Facts, said{state.Name().In(v.lang), dayWords(day, v.lang)})
			}
		}
	}
	log, err := h.Rooms.Connection.History(v.r.Context(), office)
	if err != nil {
		return page, err
	}
	t := table(v.T("سابقه اتصال", "History"), v.T("هنوز چیزی ثبت نشده است. وضعیت را با فرم بالا ثبت کنید؛ تا آن زمان دستگاه متصل شمرده می‌شود.", "Nothing was recorded yet. Record a state by the form above; until then the agency counts as connected."), v.T("وضعیت", "State"), v.T("از", "Since"), v.T("دلیل", "Reason"), v.T("ثبت", "Recorded"), v.T("به دست", "By"))
	for _, e := range slices.Backward(log) {
		t.add("", e.State.Name().In(v.lang), dayWords(e.Since, v.lang), page.N(e.Reason), page.Moment(e.Recorded), e.By.In(v.lang))
	}
	page.Tables = []recordTable{t}
	if office.Place == "" && len(counties) > 0 {
		by, err := v.byCounty(agency, counties)
		if err != nil {
			return page, err
		}
		page.Tables = append(page.Tables, by)
	}
	page.Forms = []form{v.connectionForm(page.frame, office, own)}
	return page, nil
}

// countiesOf are the counties that an agency serves, by name.
func (v *visit) countiesOf(a samad.Agency) []option {
	var out []option
	for _, o := range v.counties()[0].Options {
		if a.Serves(samad.PlaceID(o.Value)) {
			out = append(out, o)
		}
	}
	return out
}

// byCounty is how the agency stands in each of its counties.
func (v *visit) byCounty(a samad.Agency, counties []option) (recordTable, error) {
	t := table(v.T("در شهرستان‌ها", "By county"), "", v.T("شهرستان", "County"), v.T("وضعیت", "State"), v.T("از", "Since"))
	standing, err := v.standings()
	if err != nil {
		return t, err
	}
	for _, c := range counties {
		s := standing(a.ID, samad.PlaceID(c.Value))
		state, since := v.T("ثبت نشده", "nothing recorded"), ""
		if s.Revision > 0 {
			state, since = s.State.Name().In(v.lang), dayWords(s.Since, v.lang)
		}
		if s.Revision > 0 && s.Place == "" {
			state += v.T("، مانند همه دستگاه", ", as the whole agency")
		}
		t.add(under("/desk/agencies", string(a.ID))+"?county="+c.Value, c.Label, state, since)
	}
	return t, nil
}

// connectionForm changes how an office stands.
func (v *visit) connectionForm(f frame, office connection.Office, s connection.Standing) form {
	states := group{}
	for _, one := range connection.States() {
		states.Options = append(states.Options, option{Value: string(one), Label: one.Name().In(v.lang)})
	}
	return form{
		Step: "change", Title: v.T("تغییر وضعیت اتصال", "Change the state"), Button: v.T("ثبت", "Record"), Open: s.Revision == 0,
		Hint: v.T("همان وضعیت با روزی دیگر، روز نادرست را درست می‌کند.", "The same state with another day puts a wrong day right."),
		Fields: []field{
			{Name: "state", Kind: "select", Label: v.T("وضعیت", "State"), Groups: []group{states}, Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "since", Kind: "text", Label: v.T("از روز", "Since"), Required: true, Value: f.date(v.h.today())},
			{Name: "reason", Kind: "area", Label: v.T("دلیل: شماره نامه، صورت‌جلسه", "Why: number of the letter, minutes"), Required: true},
			{Name: "county", Kind: "hidden", Value: string(office.Place)},
			{Name: "seen", Kind: "hidden", Value: strconv.FormatInt(s.Revision, 10)},
		},
	}
}

// connectionStep takes the one step of the page.
func (h *handler) connectionStep(v *visit, step string) (string, error) {
	if step != "change" {
		return "", errNoStep
	}
	seen, err := strconv.ParseInt(v.value("seen"), 10, 64)
	if err != nil {
		return "", errBadForm
	}
	since, err := v.day("since")
	if err != nil {
		return "", err
	}
	office := connection.Office{Agency: samad.AgencyID(v.r.PathValue("id")), Place: samad.PlaceID(v.value("county"))}
	_, err = h.Rooms.Connection.Change(v.r.Context(), v.actor(), connection.Change{
		Office: office, State: connection.State(v.value("state")), Since: since, Reason: v.value("reason"), Seen: seen,
	})
	to := under("/desk/agencies", string(office.Agency)) + "?done=" + step
	if office.Place != "" {
		to += "&county=" + string(office.Place)
	}
	return to, err
}
