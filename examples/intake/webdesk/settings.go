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
	return setting{fa, en, func(f frame) string { return f.N(strconv.FormatFloat(x, 'f', -1, 64)) }}
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
		"این مقدارها در پرونده settings.yaml بسته استان نوشته می‌شود و اینجا تنها دیده می‌شود. مقداری که آنجا نیامده پیش‌فرض سامد است. تغییر آن‌ها با راه‌اندازی دوباره برنامه‌ها به کار می‌افتد.",
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
	page.Facts = append(page.Facts, said{v.T("مقدارهای روز", "As of"), page.Day(today.Start(h.Location))})
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
			count("دیرکرد شمرده می‌شود پس از (دقیقه)", "Minutes after which a manager is late", s.LateMinutes),
			count("مهلت پاسخ مدیر (روز کاری)", "Working days to reply", s.ReplyDays),
			count("مهلت رسید نامه (روز کاری)", "Working days to acknowledge a letter", s.AckDays),
			count("مهلت اعتراض به نامه (روز کاری)", "Working days to appeal", s.AppealDays),
			lasting("نامه تا چند وقت در گام بعدی شمرده می‌شود", "How long a letter counts for the next step", s.LadderWindow),
			count("امتیاز خطر: غیبت", "Risk: an absence", s.RiskAbsent), count("امتیاز خطر: دیرکرد", "Risk: a lateness", s.RiskLate),
			count("امتیاز خطر: خدمت نامطلوب", "Risk: poor service", s.RiskPoor), count("بیشترین امتیاز خطر", "Risk at most", s.RiskMax),
			count("بیشترین هفته بی‌بازدید در وزن قرعه", "Weeks without a visit that count at most", s.AgeMax),
		}},
		{"مطالبه‌ها", "Demands", []setting{
			lasting("پاسخ دیرتر از", "An answer later than", s.LateBeyond), count("پاسخ‌های دیر هم‌زمان یک دستگاه", "Late answers of an agency at once", s.LateCases),
			count("پاسخ چند بار پذیرفته نشود", "An answer sent back so often", s.SentBack), count("غیبت یک پست", "Absences of one post", s.Absences),
			count("یادآوری مصوبه پیش از مطالبه", "Reminders of a resolution before a demand", s.ResolutionReminders),
			count("فاصله یادآوری‌ها (روز کاری)", "Working days between reminders", s.RemindEvery),
		}},
		{"خلأها", "Gaps", []setting{
			lasting("بازه بررسی", "Window", s.GapWindow), count("کمترین پرونده برای یک یافته", "Cases that a finding needs", s.GapCases),
			count("عودت برای «دست به دست شدن»", "Returns that make a circle", s.CircleReturns),
			part("سهم اعتراض‌های وارد", "Share of upheld objections", s.UpheldShare), factor("موج: چند برابر معمول", "A surge: times the usual", s.SurgeFactor),
		}},
		{"دستور کار کمیسیون‌ها", "Agendas of commissions", []setting{
			count("کمترین پرونده یک پیشنهاد", "Cases of a proposal at least", s.AgendaCases), count("وزن هر نفر", "Weight of a person", s.AgendaPeople),
			count("وزن پرونده فوری", "Weight of an urgent case", s.AgendaUrgent), count("وزن پرونده اضطراری", "Weight of an emergency", s.AgendaEmergency),
			count("وزن پرونده برگشته", "Weight of a case that came back", s.AgendaBack), count("بیشترین هفته در وزن", "Weeks that count at most", s.AgendaWeeks),
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
			factor("نمره پایین: تا", "A low score: up to", s.LowScore), count("کمترین پاسخ برای نمایش", "Answers that are needed to show figures", s.MinGroup),
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
		count("بازه رتبه‌بندی (روز)", "Days of cases that rank agencies", m.Window), count("کمترین پرونده برای پیشنهاد", "Cases of a proposed agency at least", m.LeastCases),
		count("میزبان پس از چند هفته دوباره تمام شمرده می‌شود", "Weeks until a host counts in full again", m.Rest),
		part("بیشترین سهم یک شهرستان از نوبت‌ها", "Share of turns of one county at most", m.CountyShare),
		lasting("ثبت تماس در کمتر از", "A call is recorded within", m.RecordWithin),
	}}
}
