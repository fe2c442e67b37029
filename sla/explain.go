package sla

import (
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Explanation tells how a due instant came about: what a petitioner or a judge
// is shown.
type Explanation struct {
	// Steps are sentences in the order of the reckoning.
	Steps []Text
	// Days are those from the start to the due instant, of which the reckoning
	// counted some. The zero Range while there is no due instant.
	Days persian.Range
	// Plan is what was reckoned.
	Plan Plan

	cal *Calendar
}

// Text returns the steps, one a line, in Persian (lang "fa") or English ("en").
func (e Explanation) Text(lang string) string {
	var b strings.Builder
	for _, s := range e.Steps {
		b.WriteString(s.In(lang) + "\n")
	}
	return b.String()
}

// DayByDay returns a line for each of the days: whether it is worked, when, and
// why not.
func (e Explanation) DayByDay(lang string) string {
	if e.cal == nil || e.Days.Len() == 0 {
		return ""
	}
	return e.cal.Explain(e.Days, lang)
}

// Explain tells in Persian (lang "fa") or English ("en"), one step a line, how
// the due instant of [Policy.Plan] came about. It fails as Plan does.
func (p *Policy) Explain(f Facts, c Clock, lang string) (string, error) {
	e, err := p.Explanation(f, c)
	if err != nil {
		return "", err
	}
	return e.Text(lang), nil
}

// Explanation is [Policy.Explain] with its parts. It fails as [Policy.Plan] does.
func (p *Policy) Explanation(f Facts, c Clock) (Explanation, error) {
	plan, err := p.Plan(f, c)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Plan: plan}
	r := p.rule(f)
	if r == nil {
		e.say("هیچ قاعده‌ای از «%s» برای این مرحله مهلتی تعیین نکرده است.", "No rule of %q sets a deadline for this stage.", p.ID())
		return e, nil
	}
	if r.limit.IsZero() {
		e.say("قاعده «%s» از «%s» برای این مرحله مهلتی تعیین نکرده است.", "Rule %q of %q sets no limit for this stage.", r.id, p.ID())
	}
	if r.limit.IsZero() && r.aim.IsZero() {
		return e, nil
	}
	if e.cal, err = p.calendar(f); err != nil {
		return Explanation{}, err
	}
	if !r.limit.IsZero() {
		limit, err := reckon(e.cal, p.counting, r.limit, c, true)
		if err != nil {
			return Explanation{}, err
		}
		w := writer{e: &e, counting: p.counting, zone: e.cal.Zone()}
		w.limit(limit, r.id, p.ID())
	}
	if !r.aim.IsZero() {
		aim, err := reckon(e.cal, p.counting, r.aim, c, false)
		if err != nil {
			return Explanation{}, err
		}
		if !aim.open {
			at := instant(aim.due, e.cal.Zone())
			e.say("هدف: پاسخ در %s، یعنی تا %s.", "Aim: an answer within %s, that is by %s.", targetText(r.aim), at)
		}
	}
	if plan.Provisional {
		e.say("این تاریخ بر پیش‌بینی تعطیلات استوار است و ممکن است تغییر کند.",
			"This date rests on predicted holidays and may still change.")
	}
	return e, nil
}

// say adds a sentence in both languages. Arguments that are a Text give their
// own language; numbers become Persian digits in Persian.
func (e *Explanation) say(fa, en string, args ...any) {
	argsFA, argsEN := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		argsFA[i], argsEN[i] = a, a
		switch v := a.(type) {
		case Text:
			argsFA[i], argsEN[i] = v.Fa, v.En
		case int:
			argsFA[i] = digitsFor("fa", fmt.Sprint(v))
			argsEN[i] = fmt.Sprint(v)
		}
	}
	e.Steps = append(e.Steps, Text{Fa: fmt.Sprintf(fa, argsFA...), En: fmt.Sprintf(en, argsEN...)})
}

// writer puts a reckoning into sentences.
type writer struct {
	e        *Explanation
	counting Counting
	zone     *time.Location
}

func (w writer) limit(r reckoning, rule, policy string) {
	e := w.e
	e.say("مهلت این مرحله به موجب قاعده «%s» از «%s»: %s.", "Limit of this stage by rule %q of %q: %s.",
		rule, policy, targetText(r.target))
	e.say("آغاز مهلت: %s.", "The clock started on %s.", instant(r.started, w.zone))
	if more := r.amount - r.target.Amount(); more > 0 {
		e.say("مهلت %s تمدید شده است؛ روی هم %s.", "It was extended by %s, to %s in all.",
			targetText(Target{int32(more), r.target.unit}), amountText(r.amount, r.target.unit))
	}
	switch r.target.unit {
	case CalendarDays, WorkingDays:
		w.days(r)
	case Hours:
		e.say("همه ساعت‌ها شمرده می‌شوند، شب و روز و تعطیل.", "All hours count, by day and by night and on closed days.")
	case WorkingHours:
		e.say("تنها ساعت‌های کاری شمرده می‌شوند.", "Only working hours count.")
	}
	for _, t := range r.others {
		e.say("مهلت سپس %s تمدید شده است.", "It was then extended by %s.", targetText(t))
	}
	w.pauses(r)
	if r.open {
		e.say("مهلت اکنون متوقف است و سررسید ندارد.", "The clock is held now and has no due instant.")
		return
	}
	e.say("سررسید: %s.", "Due: %s.", instant(r.due, w.zone))
	last, err := e.cal.DateAt(r.due.Add(-1))
	if err == nil && !last.Before(r.startedOn) {
		e.Days = persian.Range{First: r.startedOn, Last: last}
	}
}

func (w writer) days(r reckoning) {
	e := w.e
	if w.counting.FirstDay {
		e.say("روز آغاز، روز نخست به شمار می‌آید.", "The day of the start counts as the first one.")
	} else {
		e.say("روز آغاز به شمار نمی‌آید.", "The day of the start does not count.")
	}
	if len(r.others) > 0 {
		return // the days counted are those of the last extension
	}
	if r.target.unit == WorkingDays {
		w.closedDays(r.startedOn, r.day.counted)
	}
	e.say("آخرین روز: %s.", "The last day is %s.", dayText(r.day.counted))
	w.moved(r.day)
	if r.paused == 0 {
		w.dayEnd(r.day.final)
	}
}

// moved tells that a last day was closed.
func (w writer) moved(d lastDay) {
	if d.final != d.counted {
		why := w.e.cal.Why(d.counted)
		w.e.say("آن روز تعطیل است (%s) و مهلت به نخستین روز کاری پس از آن می‌رسد: %s.",
			"That day is closed (%s), so the deadline moves to the next working day, %s.",
			Text{why.Text("fa"), why.Text("en")}, dayText(d.final))
	}
}

func (w writer) dayEnd(d persian.Date) {
	if open, _ := w.e.cal.IsWorkingDay(d); w.counting.UntilMidnight || !open {
		w.e.say("مهلت با پایان آن روز به سر می‌رسد.", "The deadline ends with that day.")
		return
	}
	w.e.say("مهلت با آخرین دقیقه کاری آن روز به سر می‌رسد.", "The deadline ends with the last working minute of that day.")
}

// namedDays is how many closed days are told by name.
const namedDays = 40

// closedDays tells which days a target of working days left out: the weekly
// rest by its number, the others by name, unless they are very many.
func (w writer) closedDays(first, last persian.Date) {
	rest, named := 0, 0
	for day := range w.e.cal.Days(persian.Range{First: first, Last: last}) {
		if day.Working || day.Date == first {
			continue
		}
		if len(day.Reasons) == 1 && day.Reasons[0].Kind == ReasonWeekly {
			rest++
			continue
		}
		if named++; named > namedDays {
			continue
		}
		w.e.say("%s شمرده نمی‌شود: %s.", "%s does not count: %s.", dayText(day.Date), Text{day.Text("fa"), day.Text("en")})
	}
	if named > namedDays {
		w.e.say("و %s روز تعطیل دیگر.", "Nor do %s other holidays and closures.", named-namedDays)
	}
	if rest > 0 {
		w.e.say("%s روز تعطیل هفتگی نیز شمرده نمی‌شود.", "Nor do %s days of weekly rest.", rest)
	}
}

func (w writer) pauses(r reckoning) {
	for _, s := range r.pauses {
		w.e.say("توقف از %s تا %s.", "Held from %s to %s.", instant(s.From, w.zone), instant(s.To, w.zone))
	}
	if len(r.pauses) == 0 {
		return
	}
	if r.target.unit == CalendarDays || r.target.unit == Hours {
		w.e.say("زمان توقف روی هم %s است و به مهلت افزوده می‌شود.", "The pauses amount to %s, which is added.", durationText(r.paused, true))
	} else {
		w.e.say("توقف در ساعت‌های کاری روی هم %s است و به مهلت افزوده می‌شود.",
			"The pauses amount to %s of working time, which is added.", durationText(r.paused, false))
	}
	if r.dayAfter != (lastDay{}) {
		w.e.say("مهلت به این روز می‌رسد: %s.", "This leads to %s.", dayText(r.dayAfter.counted))
		w.moved(r.dayAfter)
		w.dayEnd(r.dayAfter.final)
	}
}

// instant is a date with the time of day as people write it.
func instant(t time.Time, zone *time.Location) Text {
	t = t.In(zone)
	d, err := persian.FromTime(t)
	if err != nil {
		return Text{Fa: t.Format(time.RFC3339), En: t.Format(time.RFC3339)}
	}
	day := dayText(d)
	clock := t.Format("15:04")
	return Text{Fa: day.Fa + "، ساعت " + digitsFor("fa", clock), En: day.En + ", " + clock}
}

func dayText(d persian.Date) Text { return Text{Fa: dateText(d, "fa"), En: dateText(d, "en")} }

func targetText(t Target) Text { return amountText(t.Amount(), t.unit) }

func amountText(n int, unit Unit) Text {
	fa := map[Unit]string{CalendarDays: "روز تقویمی", WorkingDays: "روز کاری", Hours: "ساعت", WorkingHours: "ساعت کاری"}[unit]
	en := map[Unit]string{CalendarDays: "calendar day", WorkingDays: "working day", Hours: "hour", WorkingHours: "working hour"}[unit]
	if n != 1 {
		en += "s"
	}
	return Text{Fa: digitsFor("fa", fmt.Sprint(n)) + " " + fa, En: fmt.Sprintf("%d %s", n, en)}
}

// durationText rounds down to minutes. Elapsed time is told in days as well;
// working time is not, as a day of it has no fixed length.
func durationText(d time.Duration, elapsed bool) Text {
	days, hours, minutes := 0, int(d/time.Hour), int(d/time.Minute)%60
	if elapsed {
		days, hours = hours/24, hours%24
	}
	var fa, en []string
	add := func(n int, unitFA, unitEN string) {
		if n == 0 {
			return
		}
		fa = append(fa, digitsFor("fa", fmt.Sprint(n))+" "+unitFA)
		if n != 1 {
			unitEN += "s"
		}
		en = append(en, fmt.Sprintf("%d %s", n, unitEN))
	}
	add(days, "شبانه‌روز", "day")
	add(hours, "ساعت", "hour")
	add(minutes, "دقیقه", "minute")
	if len(fa) == 0 {
		return Text{Fa: "کمتر از یک دقیقه", En: "less than a minute"}
	}
	return Text{Fa: strings.Join(fa, " و "), En: strings.Join(en, " and ")}
}
