package webdesk

import (
	"cmp"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
)

// worked is what an operator has done on a day.
type worked struct {
	Calls, Cases, Advised int
	Long                  time.Duration
	Last                  time.Time // when the last call ended
}

// shiftPage is the shift supervisor's: who is on and who should be, who waits,
// and what each has done today.
func (h *handler) shiftPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("نوبت کار", "Shift"))}
	ctx, centre := v.r.Context(), v.session.Account.Agency
	if !samad.MayIn(v.actor(), samad.ReadRoster, samad.Area{Centre: centre, Place: h.Rooms.Province}) {
		return page, samad.ErrForbidden
	}
	now := h.Now().In(h.Location)
	begin := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, h.Location)
	page.Lead = v.agencyName(centre) + v.T("، ", ", ") + page.Day(now)
	people, err := h.Accounts.Of(ctx, centre, samad.RoleOperator, samad.RoleSupervisor)
	if err != nil {
		return page, err
	}
	on, err := h.Accounts.SignedIn(ctx, centre)
	if err != nil {
		return page, err
	}
	done, err := h.workedSince(v, begin.UTC())
	if err != nil {
		return page, err
	}
	plan, err := h.plannedToday(v, begin, now)
	if err != nil {
		return page, err
	}
	t := table(v.T("کارکنان", "Roster"), v.T("کارمندی ثبت نشده است. راهبر سامانه برای کارشناسان حساب می‌سازد.", "Nobody is on the roster. The administrator makes accounts for operators."), v.T("کارمند", "Operator"), v.T("برنامه امروز", "Planned today"), v.T("سر کار", "On"), v.T("تماس", "Calls"),
		v.T("پرونده تازه", "New cases"), v.T("حل با راهنمایی", "Settled by advice"), v.T("دقیقه", "Minutes"), v.T("دقیقه در هر تماس", "Minutes a call"), v.T("آخرین تماس", "Last call"))
	var all worked
	here := 0
	for _, a := range people {
		w := done[a.ID]
		state := v.T("نه", "no")
		if since, ok := on[a.ID]; ok && !a.Disabled {
			state = v.T("از ساعت ", "since ") + page.N(since.In(h.Location).Format("15:04"))
			here++
		} else if w.Calls == 0 && a.Disabled {
			continue
		}
		last := ""
		if !w.Last.IsZero() {
			last = v.T("ساعت ", "at ") + page.N(w.Last.In(h.Location).Format("15:04"))
		}
		t.add("", v.office(a.Post, samad.Text{Fa: a.Username, En: a.Username}), cmp.Or(plan.hours(v, page.frame, a.ID), v.T("بی‌برنامه", "none")), state, page.N(w.Calls), page.N(w.Cases), page.N(w.Advised), page.minutes(w.Long), v.each(page.frame, w), last)
		if _, ok := on[a.ID]; plan.now[a.ID] && (!ok || a.Disabled) {
			t.Rows[len(t.Rows)-1].Late = v.T("در برنامه است و سر کار نیست", "planned, and not on")
		}
		all.Calls, all.Cases, all.Advised, all.Long = all.Calls+w.Calls, all.Cases+w.Cases, all.Advised+w.Advised, all.Long+w.Long
	}
	t.add("", v.T("همه", "All"), page.N(len(plan.now))+v.T(" نفر اکنون", " now"), page.N(here)+v.T(" نفر", " on"), page.N(all.Calls), page.N(all.Cases), page.N(all.Advised), page.minutes(all.Long), v.each(page.frame, all), "")
	page.Tables = []recordTable{t}
	if err := h.addRoster(v, &page, people, begin); err != nil {
		return page, err
	}
	return page, h.whoWaits(v, &page)
}

// minutes writes a length in whole minutes.
func (f frame) minutes(d time.Duration) string {
	return f.N(int(d.Round(time.Minute) / time.Minute))
}

// each is the length of a call, "" without any.
func (v *visit) each(f frame, w worked) string {
	if w.Calls == 0 {
		return ""
	}
	return v.decimal(f, w.Long.Minutes()/float64(w.Calls))
}

// workedSince adds up the centre's calls by operator.
func (h *handler) workedSince(v *visit, from time.Time) (map[string]worked, error) {
	out := map[string]worked{}
	query := samad.CallQuery{From: from, Limit: 1000}
	for {
		list, err := h.Desk.Calls(v.r.Context(), v.actor(), query)
		if err != nil {
			return nil, err
		}
		for _, c := range list.Calls {
			w := out[c.Operator.ID]
			w.Calls++
			w.Long += c.Ended.Sub(c.Started)
			switch c.Outcome {
			case samad.CallNewCase:
				w.Cases++
			case samad.CallAdvised:
				w.Advised++
			}
			if c.Ended.After(w.Last) {
				w.Last = c.Ended
			}
			out[c.Operator.ID] = w
		}
		if query.Cursor = list.Next; list.Next == "" {
			return out, nil
		}
	}
}

// whoWaits tells of callers and cases that wait for somebody of the shift.
func (h *handler) whoWaits(v *visit, page *recordPage) error {
	callers := v.onTheLine(page.frame)
	page.Facts = append(page.Facts, said{v.T("پشت خط", "Callers waiting"), callers})
	if h.Rooms.Meetings != nil {
		all, _, err := h.Rooms.Meetings.Programmes(v.r.Context(), v.actor(), ledger.Query{Place: v.province(), States: []string{string(meeting.Running)}, Limit: 20})
		if err != nil {
			return err
		}
		waiting := 0
		for _, p := range all {
			for _, turn := range p.Turns {
				if turn.Open() {
					waiting++
				}
			}
		}
		page.Facts = append(page.Facts, said{v.T("در نوبت ملاقات‌های جاری", "Waiting in meetings that run"), page.N(waiting)})
	}
	cases, n, err := h.waiting(v)
	if err != nil {
		return err
	}
	page.Facts = append(page.Facts, said{v.T("در نوبت پالایش", "Cases to be screened"), n})
	if len(cases) > 0 {
		page.Facts = append(page.Facts, said{v.T("کهنه‌ترین از", "The oldest since"), page.Moment(cases[0].Created)})
	}
	return nil
}

// callersGood is how long the exchange's word is believed.
const callersGood = 2 * time.Minute

// onTheLine tells how many callers wait, or why that is not known.
func (v *visit) onTheLine(f frame) string {
	if v.h.Callers == nil {
		return v.T("مرکز تلفن وصل نیست", "the exchange is not connected")
	}
	line, err := v.h.Callers(v.r.Context())
	if err != nil {
		v.h.Logger.WarnContext(v.r.Context(), "callers that wait", "request_id", v.h.RequestID(v.r.Context()), "error", err.Error())
		return v.T("از مرکز تلفن خبری نرسید", "no word from the exchange")
	}
	age := v.h.Now().Sub(line.At)
	switch {
	case line.At.IsZero():
		return v.T("نامعلوم؛ مرکز تلفن هنوز خبری نداده است", "unknown: the exchange has said nothing yet")
	case age > callersGood:
		return v.T("نامعلوم؛ آخرین خبر مرکز تلفن: ", "unknown: the last word of the exchange came ") + f.Moment(line.At)
	}
	text := f.N(line.Waiting) + v.T(" نفر", " callers")
	if line.Waiting > 0 {
		text += v.T("، نفر نخست ", ", the first for ") + v.length(f, line.Longest) + v.T(" است که می‌ماند", "")
	}
	return text + v.T("؛ خبرِ ", "; told ") + v.length(f, max(age, 0)) + v.T(" پیش", " ago")
}
