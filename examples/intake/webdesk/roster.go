package webdesk

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
)

// The days of the roster: how far it is shown, and how many are planned by one
// form.
const (
	rosterDays = 7
	mostDays   = 31
)

// hoursOf writes the hours of a shift; a night's ends on the next day.
func (v *visit) hoursOf(f frame, s account.Shift) string {
	begins, ends := s.Begins.In(v.h.Location), s.Ends.In(v.h.Location)
	text := f.N(begins.Format("15:04")) + v.T(" تا ", " to ") + f.N(ends.Format("15:04"))
	if begins.YearDay() != ends.YearDay() && ends.Format("15:04") != "00:00" {
		text += v.T(" روز بعد", " of the next day")
	}
	return text
}

// planned are the shifts of today by account, and who should be on now.
type planned struct {
	today map[string][]account.Shift
	now   map[string]bool
}

// hours are what is planned for somebody today, "" for nothing.
func (p planned) hours(v *visit, f frame, id string) string {
	var all []string
	for _, s := range p.today[id] {
		all = append(all, v.hoursOf(f, s))
	}
	return strings.Join(all, v.T("، ", ", "))
}

// plannedToday reads the roster of the day that begins at the instant.
func (h *handler) plannedToday(v *visit, begin, now time.Time) (planned, error) {
	out := planned{map[string][]account.Shift{}, map[string]bool{}}
	shifts, err := h.Accounts.Roster(v.r.Context(), v.session.Account.Agency, begin, begin.AddDate(0, 0, 1))
	for _, s := range shifts {
		out.today[s.Account] = append(out.today[s.Account], s)
		if !now.Before(s.Begins) && now.Before(s.Ends) {
			out.now[s.Account] = true
		}
	}
	return out, err
}

// addRoster adds the plan of the coming days, and to the supervisor's page the
// forms that change it.
func (h *handler) addRoster(v *visit, page *recordPage, people []account.Account, begin time.Time) error {
	t := table(v.T("برنامه هفت روز", "Plan of seven days"), v.T("برای این روزها برنامه‌ای نیست. سرپرست نوبت را با فرم همین صفحه می‌نویسد.", "Nothing is planned for these days. The supervisor plans shifts by the form on this page."),
		v.T("روز", "Day"), v.T("کارمند", "Operator"), v.T("ساعت", "Hours"))
	names, choices, shown := map[string]string{}, group{}, group{}
	for _, a := range people {
		names[a.ID] = v.office(a.Post, samad.Text{Fa: a.Username, En: a.Username})
		choices.Options = append(choices.Options, option{Value: a.ID, Label: names[a.ID] + v.T("، ", ", ") + "\u2066" + a.Username + "\u2069"})
	}
	shifts, err := h.Accounts.Roster(v.r.Context(), v.session.Account.Agency, begin, begin.AddDate(0, 0, rosterDays))
	if err != nil {
		return err
	}
	for _, s := range shifts {
		name, ok := names[s.Account]
		if !ok {
			name = v.T("حسابی که دیگر نیست", "an account that is no more")
		}
		day, hours := page.Day(s.Begins), v.hoursOf(page.frame, s)
		t.add("", day, name, hours)
		shown.Options = append(shown.Options, option{Value: fmt.Sprintf("%s/%d", s.Account, s.Begins.UnixMicro()), Label: day + v.T("، ", ", ") + name + v.T("، ", ", ") + hours})
	}
	page.Tables = append(page.Tables, t)
	if !v.role(samad.RoleSupervisor) {
		return nil
	}
	page.Action = "/desk/shift"
	page.Forms = append(page.Forms, form{Step: "plan", Title: v.T("برنامه‌ریزی نوبت", "Plan a shift"), Button: v.T("ثبت در برنامه", "Plan it"), Fields: []field{
		{Name: "account", Kind: "select", Label: v.T("کارمند", "Operator"), Groups: []group{choices}, Required: true, Whole: true, Hint: v.T("برگزینید", "choose")},
		{Name: "day", Kind: "text", Label: v.T("روز", "Day"), Hint: v.T("مانند ۱۴۰۵/۰۹/۰۹", "like 1405/09/09"), Required: true},
		{Name: "until", Kind: "text", Label: v.T("هر روز تا", "Every day until"), Hint: v.T("برای چند روز پیاپی؛ تا سی‌ویک روز", "for several days in a row, up to 31")},
		{Name: "from", Kind: "text", Label: v.T("از ساعت", "From"), Hint: v.T("مانند ۰۷:۳۰", "like 07:30"), Required: true},
		{Name: "to", Kind: "text", Label: v.T("تا ساعت", "To"), Hint: v.T("اگر پیش از ساعت آغاز باشد، روز بعد است.", "When before the beginning it is on the next day."), Required: true},
	}})
	if len(shown.Options) > 0 {
		page.Forms = append(page.Forms, form{Step: "drop", Title: v.T("برداشتن از برنامه", "Take out of the plan"), Button: v.T("بردار", "Take out"), Danger: true, Fields: []field{
			{Name: "shift", Kind: "select", Label: v.T("نوبت", "Shift"), Groups: []group{shown}, Required: true, Hint: v.T("برگزینید", "choose")},
		}})
	}
	return nil
}

// shiftStep changes the roster.
func (h *handler) shiftStep(v *visit, step string) (string, error) {
	if !v.role(samad.RoleSupervisor) {
		return "", samad.ErrForbidden
	}
	ctx, me, to := v.r.Context(), v.session.Account, "/desk/shift?done="+step
	switch step {
	case "plan":
		shifts, err := v.shiftsOfForm()
		if err != nil {
			return "", err
		}
		err = h.Accounts.PlanShifts(ctx, me, shifts...)
		var invalid *account.InvalidError
		switch {
		case errors.Is(err, account.ErrNotFound), errors.As(err, &invalid) && invalid.Field == "account":
			return "", refused("account", "کارمندی از همین مرکز برگزینید.", "choose somebody of this centre")
		case errors.As(err, &invalid):
			return "", refused("to", "یک نوبت بیش از شانزده ساعت نیست.", "a shift is no longer than sixteen hours")
		}
		return to, err
	case "drop":
		id, begins, _ := strings.Cut(v.value("shift"), "/")
		at, err := strconv.ParseInt(begins, 10, 64)
		if err != nil {
			return "", refused("shift", "نوبتی برگزینید.", "choose a shift")
		}
		err = h.Accounts.DropShift(ctx, me, id, time.UnixMicro(at).UTC())
		if errors.Is(err, account.ErrNotFound) {
			return "", refused("shift", "این نوبت دیگر در برنامه نیست.", "this shift is not planned any more")
		}
		return to, err
	}
	return "", errNoStep
}

// shiftsOfForm reads the form that plans shifts: one a day from the first to
// the last.
func (v *visit) shiftsOfForm() ([]account.Shift, error) {
	day, err := v.day("day")
	if err != nil {
		return nil, err
	}
	if day.IsZero() {
		return nil, refused("day", "روز را بنویسید.", "write the day")
	}
	last, err := v.day("until")
	if err != nil {
		return nil, err
	}
	if last.IsZero() {
		last = day
	}
	from, err := v.minute("from")
	if err != nil {
		return nil, err
	}
	to, err := v.minute("to")
	if err != nil {
		return nil, err
	}
	if from < 0 || to < 0 {
		return nil, refused("from", "ساعت آغاز و پایان را بنویسید.", "write when it begins and ends")
	}
	if to <= from {
		to += 24 * 60
	}
	var out []account.Shift
	for ; !last.Before(day); day, err = day.AddDays(1) {
		if err != nil || len(out) == mostDays {
			return nil, refused("until", "بیش از سی‌ویک روز نشود.", "no more than 31 days")
		}
		begin := day.Start(v.h.Location)
		out = append(out, account.Shift{
			Account: v.value("account"), Planner: v.session.Account.ID,
			Begins: begin.Add(time.Duration(from) * time.Minute).UTC(), Ends: begin.Add(time.Duration(to) * time.Minute).UTC(),
		})
	}
	if len(out) == 0 {
		return nil, refused("until", "روز پایان پیش از روز آغاز است.", "the last day is before the first")
	}
	return out, nil
}
