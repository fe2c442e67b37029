package webdesk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla/persian"
)

// setting is one thing that a province decides.
type setting struct {
	fa, en string
	value  func(f frame) string
}

func count[N int | int64](fa, en string, n N) setting {
	return setting{fa, en, func(f frame) string { return f.N(int(n)) }}
}

// inUnits counts something with its unit, such as working days.
func inUnits[N int | int64](fa, en string, n N, unitFa, unitEn string) setting {
	return setting{fa, en, func(f frame) string { return f.N(int(n)) + f.T(" "+unitFa, " "+unitEn) }}
}

func lasting(fa, en string, d time.Duration) setting {
	return setting{fa, en, func(f frame) string {
		const day = 24 * time.Hour
		switch {
		case d >= day && d%day == 0:
			return f.N(int(d/day)) + f.T(" روز", " days")
		case d >= time.Hour && d%time.Hour == 0:
			return f.N(int(d/time.Hour)) + f.T(" ساعت", " hours")
		default:
			return f.N(int(d/time.Second)) + f.T(" ثانیه", " seconds")
		}
	}}
}

func part(fa, en string, x float64) setting {
	return setting{fa, en, func(f frame) string { return f.N(strconv.FormatFloat(100*x, 'f', -1, 64)) + f.T("٪", "%") }}
}

func factor(fa, en string, x float64) setting {
	return setting{fa, en, func(f frame) string {
		return f.N(strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", f.T("٫", "."), 1))
	}}
}

func inTimes(fa, en string, x float64) setting {
	return setting{fa, en, func(f frame) string {
		return f.N(strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", f.T("٫", "."), 1)) + f.T(" برابر", " times")
	}}
}

// settingGroup are settings that belong together.
type settingGroup struct {
	fa, en string
	of     []setting
}

// maySeeSettings lets in who answers for what they govern.
func (v *visit) maySeeSettings() bool {
	return v.h.Regime != nil && v.h.Rooms.Oversight != nil && v.role(samad.RoleAdmin, samad.RoleOversight, samad.RoleGovernor)
}

// settingsPage shows what the province decided for the rooms beside the desk, as
// it holds today, and what will hold next. It changes nothing: the pack does.
func (h *handler) settingsPage(v *visit) (recordPage, error) {
	page := recordPage{frame: v.frame(v.T("تنظیم‌های استان", "Settings of the province"))}
	if h.Regime == nil || h.Rooms.Oversight == nil {
		return page, errNoPage
	}
	if !v.maySeeSettings() {
		return page, samad.ErrForbidden
	}
	province, today := v.province(), h.today()
	page.Lead = v.placeName(province)
	page.Words = []said{{v.T("از کجا می‌آید", "Where it comes from"), v.T(
		"این مقدارها در فایل settings.yaml بسته استان نوشته می‌شود و اینجا تنها دیده می‌شود. مقداری که آنجا نیامده پیش‌فرض سامد است. تغییر آن‌ها با راه‌اندازی دوباره برنامه‌ها به کار می‌افتد.",
		"These values stand in settings.yaml of the province's pack and are only shown here. What is left out there is Samad's default. Changes hold once the programs are started again.")}}
	next, changes := persian.Date{}, false
	if p, ok := h.Regime.Live().Set().Of(province); ok {
		page.Facts = append(page.Facts, said{v.T("بسته استان", "Pack"), p.Title.In(v.lang) + " " + page.N(p.Version)})
		for _, edge := range p.Edges() {
			if edge.After(today) && !changes {
				next, changes = edge, true
			}
		}
	}
	page.Facts = append(page.Facts, said{v.T("به تاریخ", "As of"), page.Day(today.Start(h.Location))})
	then := v.T("پس از آن", "After that")
	if changes {
		then = v.T("از ", "From ") + page.Day(next.Start(h.Location))
	}
	now, later := v.settingGroups(province, today), []settingGroup(nil)
	if changes {
		later = v.settingGroups(province, next)
	}
	for i, g := range now {
		heads := []string{v.T("تنظیم", "Setting"), v.T("امروز", "Today")}
		if changes {
			heads = append(heads, then)
		}
		t := table(v.T(g.fa, g.en), v.T("تنظیمی نیست. آن را در بسته استان بنویسید.", "There is none. Write it into the pack."), heads...)
		for j, s := range g.of {
			cells := []string{v.T(s.fa, s.en), s.value(page.frame)}
			if changes {
				cell := v.T("همان", "the same")
				if after := later[i].of[j].value(page.frame); after != cells[1] {
					cell = after
				}
				cells = append(cells, cell)
			}
			t.add("", cells...)
		}
		page.Tables = append(page.Tables, t)
	}
	return page, nil
}

// settingGroups are all settings of a province on a day.
func (v *visit) settingGroups(province samad.PlaceID, on persian.Date) []settingGroup {
	s := v.h.Rooms.Oversight.Settings(province, on)
	hours := v.h.Rooms.Oversight.HoursOf(province, on)
	out := []settingGroup{
		{"درِ باز، بازدید و نامه", "Open doors, visits and letters", []setting{
			{"روز و ساعت دیدار مردمی", "Day and hours of open doors", func(f frame) string { return v.weekly(f, hours) }},
			inUnits("دیرکرد شمرده می‌شود پس از", "A manager is late after", s.LateMinutes, "دقیقه", "minutes"),
			inUnits("مهلت پاسخ مدیر", "Time to reply", s.ReplyDays, "روز کاری", "working days"),
			inUnits("مهلت رسید نامه", "Time to acknowledge a letter", s.AckDays, "روز کاری", "working days"),
			inUnits("مهلت اعتراض به نامه", "Time to appeal", s.AppealDays, "روز کاری", "working days"),
			lasting("نامه تا چند وقت در گام بعدی شمرده می‌شود", "How long a letter counts for the next step", s.LadderWindow),
			count("امتیاز خطر: غیبت", "Risk: an absence", s.RiskAbsent), count("امتیاز خطر: دیرکرد", "Risk: a lateness", s.RiskLate),
			count("امتیاز خطر: خدمت نامطلوب", "Risk: poor service", s.RiskPoor), count("بیشترین امتیاز خطر", "Risk at most", s.RiskMax),
			inUnits("بی‌بازدید ماندن در وزن قرعه شمرده می‌شود تا", "Time without a visit counts up to", s.AgeMax, "هفته", "weeks"),
		}},
		{"مطالبه‌ها", "Demands", []setting{
			lasting("پاسخ دیرتر از", "An answer later than", s.LateBeyond), inUnits("پاسخ‌های دیر هم‌زمان یک دستگاه", "Late answers of an agency at once", s.LateCases, "پرونده", "cases"),
			inUnits("پاسخ پذیرفته نشود", "An answer is sent back", s.SentBack, "بار", "times"), inUnits("غیبت یک پست", "Absences of one post", s.Absences, "بار", "times"),
			inUnits("یادآوری مصوبه پیش از مطالبه", "Reminders of a resolution before a demand", s.ResolutionReminders, "بار", "times"),
			inUnits("فاصله یادآوری‌ها", "Between reminders", s.RemindEvery, "روز کاری", "working days"),
		}},
		{"خلأها", "Gaps", []setting{
			lasting("بازه بررسی", "Window", s.GapWindow), inUnits("یک یافته دست‌کم می‌خواهد", "A finding needs at least", s.GapCases, "پرونده", "cases"),
			count("عودت برای «دست به دست شدن»", "Returns that make a circle", s.CircleReturns),
			part("سهم اعتراض‌های وارد", "Share of upheld objections", s.UpheldShare), inTimes("موج: بیش از معمول", "A surge: times the usual", s.SurgeFactor),
		}},
		{"دستور کار کمیسیون‌ها", "Agendas of commissions", []setting{
			inUnits("یک پیشنهاد دست‌کم می‌خواهد", "A proposal needs at least", s.AgendaCases, "پرونده", "cases"), count("وزن هر نفر", "Weight of a person", s.AgendaPeople),
			count("وزن پرونده فوری", "Weight of an urgent case", s.AgendaUrgent), count("وزن پرونده اضطراری", "Weight of an emergency", s.AgendaEmergency),
			count("وزن پرونده برگشته", "Weight of a case that came back", s.AgendaBack), inUnits("کهنگی پرونده در وزن شمرده می‌شود تا", "The age of a case counts up to", s.AgendaWeeks, "هفته", "weeks"),
		}},
		{"نگهداری", "Keeping", []setting{
			{"مدرک بازدید، جلسه و مطالبه", "Evidence of visits, sessions and demands", func(f frame) string {
				if s.EvidenceYears == 0 {
					return f.T("تا رکورد هست", "as long as the record")
				}
				return f.N(s.EvidenceYears) + f.T(" سال", " years")
			}},
		}},
		{"کیفیت و نظرسنجی", "Quality and surveys", []setting{
			part("سهم نمونه تصادفی پاسخ‌ها", "Share of answers reviewed by chance", s.ReviewShare), part("سهم نمونه پرخطر", "Share of risky answers reviewed", s.ReviewRisk),
			count("پاسخ ضعیف: کمتر از (از پنج)", "Poor: fewer points than (of five)", s.PoorScore),
			lasting("نظرسنجی پس از", "Survey goes out after", s.SurveyDelay), lasting("مهلت پاسخ نظرسنجی", "Survey can be answered for", s.SurveyLife),
			lasting("فاصله دو نظرسنجی از یک نفر", "Between two surveys of one person", s.SurveyAgain),
			factor("نمره پایین: تا", "A low score: up to", s.LowScore), inUnits("نمایش نتیجه دست‌کم می‌خواهد", "Figures are shown from", s.MinGroup, "پاسخ", "answers"),
		}},
	}
	if v.h.Rooms.Meetings != nil {
		out = append([]settingGroup{v.meetingSettings(v.h.Rooms.Meetings.Settings(province, on), on)}, out...)
	}
	return out
}

// meetingSettings are those of electronic meetings.
func (v *visit) meetingSettings(m meeting.Settings, on persian.Date) settingGroup {
	days := make([]string, 0, len(m.Weekdays))
	for w := persian.Saturday; w <= persian.Friday; w++ {
		if slices.Contains(m.Weekdays, w.Std()) {
			days = append(days, v.T(w.Persian(), weekdayInEnglish(w)))
		}
	}
	weekly, set := m.On(on)
	return settingGroup{"ملاقات الکترونیکی", "Electronic meetings", []setting{
		{"مدیرکل دعوت‌شده در هفته", "Directors-general invited a week", func(f frame) string {
			if !set {
				return f.T("گفته نشده", "not said")
			}
			if why := weekly.Reason.In(f.Lang); why != "" {
				return f.N(weekly.Hosts) + " (" + why + ")"
			}
			return f.N(weekly.Hosts)
		}},
		{"تماس در ساعت", "Calls an hour", func(f frame) string { return f.N(m.Band[0]) + f.T(" تا ", " to ") + f.N(m.Band[1]) }},
		count("نوبت در ساعت", "Turns an hour", m.PerHour),
		{"روزهای برنامه", "Days of programmes", func(f frame) string { return strings.Join(days, f.T("، ", ", ")) }},
		{"ساعت برنامه", "Hours of programmes", func(f frame) string {
			return f.clock(int(m.Begins.Minutes())) + f.T(" تا ", " to ") + f.clock(int((m.Begins + m.Lasts).Minutes()))
		}},
		inUnits("رتبه دستگاه‌ها بر پایه پرونده‌های", "Agencies are ranked by the cases of", m.Window, "روز گذشته", "days"), inUnits("دستگاهی پیشنهاد می‌شود که دست‌کم داشته باشد", "An agency is proposed with at least", m.LeastCases, "پرونده", "cases"),
		inUnits("وزن کامل دوباره به میزبان می‌رسد پس از", "A host counts in full again after", m.Rest, "هفته", "weeks"),
		part("بیشترین سهم یک شهرستان از نوبت‌ها", "Share of turns of one county at most", m.CountyShare),
		lasting("ثبت تماس در کمتر از", "A call is recorded within", m.RecordWithin),
	}}
}
