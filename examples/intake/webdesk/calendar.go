package webdesk

import (
	"net/url"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// calendarPage shows a month with its holidays, and the closures that were
// declared.
type calendarPage struct {
	frame
	Of            string // the place whose calendar it is
	Month         string
	Before, After string // addresses of the neighbouring months
	Week          []said // the names of the days, whole and as one letter
	Weeks         [][]calendarDay
	Closed        []said // the days on which nobody works, and why
	Official      string
	Tables        []recordTable // the closures that were declared
	Fields        []field
}

// calendarDay is a day of the grid; one without a number belongs to another
// month.
type calendarDay struct {
	Number, Title, URL   string
	Closed, Short, Today bool
}

func (v *visit) mayManageCalendar() error {
	if v.h.Regime == nil {
		return errNoPage
	}
	if !samad.MayIn(v.actor(), samad.ManageCalendar, samad.Area{}) {
		return samad.ErrForbidden
	}
	return nil
}

// calendarPlace is the place whose calendar is asked for: a province, county or
// city of the packs.
func (v *visit) calendarPlace() samad.PlaceID {
	set := v.h.Regime.Live().Set()
	id := samad.PlaceID(v.r.URL.Query().Get("place"))
	if _, ok := set.Of(id); ok && id != "" {
		if _, known := v.h.Directory.Place(id, v.h.today()); known {
			return id
		}
	}
	return set.Packs()[0].Province
}

func (h *handler) calendar(v *visit) error {
	if err := v.mayManageCalendar(); err != nil {
		return err
	}
	place := v.calendarPlace()
	today := h.today()
	first, err := persian.Parse(v.r.URL.Query().Get("month") + "-01")
	if err != nil {
		first = firstOf(today)
	}
	month, err := persian.Month(first.Year(), first.Month())
	if err != nil {
		return errNoPage
	}
	cal := h.Regime.Live().For(sla.Scope{Place: string(place)})
	page := calendarPage{frame: v.frame(v.T("تقویم کاری", "Working calendar")), Of: v.placeName(place), Month: v.day2(first, "MMMM yyyy")}
	for step, to := range map[int]*string{-1: &page.Before, 1: &page.After} {
		if other, err := first.AddMonths(step); err == nil {
			*to = "/desk/calendar?" + url.Values{"month": {other.String()[:7]}, "place": {string(place)}}.Encode()
		}
	}
	v.month(&page, cal, place, month, today)
	page.Official = v.day2(cal.Official().Last, "d MMMM yyyy")
	page.Tables = []recordTable{v.declared(page.frame)}
	page.Fields = v.closureFields(place, "")
	return v.show(200, "calendar", page)
}

func firstOf(d persian.Date) persian.Date {
	first, err := d.AddDays(1 - d.Day())
	if err != nil {
		return d
	}
	return first
}

// day2 writes a day by a pattern in the digits of the page.
func (v *visit) day2(d persian.Date, pattern string) string {
	if d.IsZero() {
		return ""
	}
	if v.lang == samad.English {
		return d.Format(pattern, persian.InLatin)
	}
	return d.Format(pattern, persian.InPersian)
}

// month fills the grid.
func (v *visit) month(page *calendarPage, cal *sla.Calendar, place samad.PlaceID, month persian.Range, today persian.Date) {
	week := []calendarDay{}
	saturday, _ := month.First.AddDays(-int(month.First.Weekday()))
	for i := range 7 {
		if d, err := saturday.AddDays(i); err == nil {
			name := v.day2(d, "EEEE")
			letter, _ := utf8.DecodeRuneInString(name)
			page.Week = append(page.Week, said{name, string(letter)})
		}
		if i < int(month.First.Weekday()) {
			week = append(week, calendarDay{})
		}
	}
	for d := range month.All() {
		why := cal.Why(d)
		text := why.Text(string(v.lang))
		one := calendarDay{
			Number: page.N(d.Day()), Title: v.day2(d, "EEEE d MMMM"), Closed: !why.Working, Short: why.Working && slices.ContainsFunc(why.Reasons, closes), Today: d == today,
			URL: "/desk/calendar/closure?" + url.Values{"from": {page.date(d)}, "place": {string(place)}}.Encode(),
		}
		switch {
		case one.Closed && text != "":
			one.Title += v.T("، تعطیل: ", ", closed: ") + page.N(text)
		case one.Closed:
			one.Title += v.T("، تعطیل", ", closed")
		case one.Short:
			one.Title += v.T("، ساعت دیگر: ", ", other hours: ") + page.N(text)
		}
		// The weekend speaks for itself.
		weekend := len(why.Reasons) == 1 && why.Reasons[0].Kind == sla.ReasonWeekly
		if (one.Closed || one.Short) && !weekend && text != "" {
			page.Closed = append(page.Closed, said{v.day2(d, "EEEE d MMMM"), page.N(text)})
		}
		week = append(week, one)
		if len(week) == 7 {
			page.Weeks, week = append(page.Weeks, week), []calendarDay{}
		}
	}
	if len(week) > 0 {
		page.Weeks = append(page.Weeks, append(week, make([]calendarDay, 7-len(week))...))
	}
}

// closes reports whether a reason is a closure, which shortens a day that is still
// worked.
func closes(r sla.Reason) bool { return r.Kind == sla.ReasonClosure }

// declared lists the closures.
func (v *visit) declared(f frame) recordTable {
	t := table(v.T("تعطیلی‌های اعلام‌شده", "Declared closures"), v.T("هنوز تعطیلی‌ای اعلام نشده است. برای اعلام، روزی را در تقویم بالا برگزینید.", "None was declared yet. To declare one, choose a day in the calendar above."),
		v.T("روز", "Day"), v.T("مکان", "Place"), v.T("دلیل", "Reason"), v.T("مهلت جابه‌جاشده", "Deadlines moved"), v.T("وضعیت", "State"), v.T("اعلام‌کننده", "By"))
	for _, c := range v.h.Regime.Closures() {
		t.add("/desk/calendar/"+url.PathEscape(c.ID), v.days(c.From, c.To), v.placeName(c.Place), f.N(c.Reason), f.N(c.Moved), v.closureState(c), c.By.Post.In(v.lang))
	}
	return t
}

func (v *visit) closureState(c regime.Closure) string {
	switch {
	case !c.InForce():
		return v.T("لغو شد", "revoked")
	case v.h.today().After(c.To):
		return v.T("گذشت", "over")
	default:
		return v.T("برقرار", "in force")
	}
}

// days writes a day or a run of them.
func (v *visit) days(from, to persian.Date) string {
	const pattern = "EEEE d MMMM yyyy"
	if from == to {
		return v.day2(from, pattern)
	}
	return v.day2(from, pattern) + v.T(" تا ", " to ") + v.day2(to, pattern)
}

// closureFields are what a closure is made of, without its reason.
func (v *visit) closureFields(place samad.PlaceID, day string) []field {
	f := v.frame("")
	if day == "" {
		day = f.date(v.h.today())
	}
	provinces := group{}
	for _, p := range v.h.Regime.Live().Set().Packs() {
		provinces.Options = append(provinces.Options, option{Value: string(p.Province), Label: v.T("همه استان ", "all of ") + v.placeName(p.Province)})
	}
	one := form{Step: "closure", Fields: []field{
		{Name: "from", Kind: "text", Label: v.T("روز", "Day"), Required: true, Value: day},
		{Name: "to", Kind: "text", Label: v.T("تا روز", "Until the day"), Hint: v.T("اگر بیش از یک روز است", "for more than one day")},
		{Name: "until", Kind: "text", Label: v.T("تعطیل از ساعت", "Closed from"), Hint: v.T("خالی یعنی همه روز", "empty: all day")},
		{Name: "place", Kind: "select", Label: v.T("مکان", "Place"), Groups: append([]group{provinces}, v.places()...), Required: true, Value: string(place), Hint: v.T("برگزینید", "choose")},
		{Name: "except", Kind: "select", Label: v.T("به جز دستگاه", "Except the agency"), Groups: v.agencies(), Hint: v.T("هیچ", "none")},
	}}
	return v.finish([]form{one})[0].Fields
}

// draft reads a closure from the form or address.
func (v *visit) draft(read func(name string) string) (regime.Draft, error) {
	d := regime.Draft{Place: samad.PlaceID(read("place")), Reason: read("reason"), Law: read("law")}
	var wrong []samad.Fault
	for name, to := range map[string]*persian.Date{"from": &d.From, "to": &d.To} {
		if read(name) == "" {
			continue
		}
		day, err := persian.Parse(read(name))
		if err != nil {
			wrong = append(wrong, samad.Fault{Field: "/" + name, Detail: samad.Text{Fa: "تاریخ را مانند ۱۴۰۵/۰۹/۰۲ بنویسید.", En: "write the date like 1405/09/02"}})
		}
		*to = day
	}
	if s := latinDigits(read("until")); s != "" {
		at, err := time.Parse("15:04", s)
		if err != nil || at.Hour()+at.Minute() == 0 {
			wrong = append(wrong, samad.Fault{Field: "/until", Detail: samad.Text{Fa: "ساعت را مانند ۱۰:۰۰ بنویسید.", En: "write the time like 10:00"}})
		}
		d.Until = at.Hour()*60 + at.Minute()
	}
	if a := read("except"); a != "" {
		d.Except = []samad.AgencyID{samad.AgencyID(a)}
	}
	if len(wrong) > 0 {
		slices.SortFunc(wrong, func(a, b samad.Fault) int { return len(a.Field) - len(b.Field) })
		return d, &samad.InvalidError{Faults: wrong}
	}
	return d, nil
}
