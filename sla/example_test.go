package sla_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

func Example() {
	calendars, err := iran.Calendars()
	if err != nil {
		fmt.Println(err)
		return
	}
	tehran, _ := time.LoadLocation("Asia/Tehran")
	referral := time.Date(2026, time.November, 23, 10, 30, 0, 0, tehran)

	policy := sla.DefaultPolicy(calendars)
	plan, err := policy.Plan(
		sla.Facts{Stage: sla.Answer, Kind: "complaint", Place: "1014"},
		sla.Clock{Started: referral},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	due, _ := persian.FromTime(plan.Due.In(tehran))
	fmt.Println(plan.Limit, "until", due, plan.Due.In(tehran).Format("15:04"))
	fmt.Println(plan.Aim, "until", plan.AimDue.In(tehran).Format(time.DateTime))
	for _, m := range plan.Marks {
		fmt.Println(m.At.In(tehran).Format(time.DateTime), m.Kind, m.Name, "for", m.Role)
	}
	// Output:
	// 10d until 1405-09-14 14:00
	// 72h until 2026-11-26 10:30:00
	// 2026-11-29 12:15:00 warning 50% for agency_expert
	// 2026-12-02 13:07:30 warning 75% for agency_head
	// 2026-12-04 14:00:00 warning 1d before for agency_head
	// 2026-12-05 14:00:00 breach breach for agency_head
	// 2026-12-05 14:00:00 escalation agency_head for agency_head
	// 2026-12-07 14:00:00 escalation oversight for oversight
	// 2026-12-12 14:00:00 escalation governor for governor
}

func ExampleParseTarget() {
	for _, s := range []string{"10d", "10wd", "۷۲h", "16 wh"} {
		target, err := sla.ParseTarget(s)
		fmt.Println(target, err)
	}
	// Output:
	// 10d <nil>
	// 10wd <nil>
	// 72h <nil>
	//  sla: parse target "16 wh" at byte 2: one of the units d, wd, h, wh expected
}

func ExampleCalendar_AddWorkingDays() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := persian.New(1404, persian.Esfand, 27)
	due, basis, err := cal.AddWorkingDays(d, 10) // over Nowruz
	fmt.Println(due, basis, err)

	d, _ = persian.New(1405, persian.Esfand, 20)
	due, basis, err = cal.AddWorkingDays(d, 10) // into a year not yet published
	fmt.Println(due, basis, err)
	// Output:
	// 1405-01-19 official <nil>
	// 1406-01-11 predicted <nil>
}

// One deadline, without a policy.
func ExampleCalendar_Due() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	started := time.Date(2026, time.November, 23, 10, 30, 0, 0, cal.Zone()) // Monday, 2 Azar 1405
	for _, s := range []string{"10d", "10wd", "72h", "16wh"} {
		target, err := sla.ParseTarget(s)
		if err != nil {
			fmt.Println(err)
			return
		}
		due, basis, err := cal.Due(target, sla.Clock{Started: started}, sla.Counting{})
		day, _ := cal.DateAt(due)
		fmt.Println(target, day, due.In(cal.Zone()).Format("15:04"), basis, err)
	}
	// Output:
	// 10d 1405-09-14 14:00 official <nil>
	// 10wd 1405-09-16 14:00 official <nil>
	// 72h 1405-09-05 10:30 official <nil>
	// 16wh 1405-09-07 08:30 official <nil>
}

func ExampleCalendar_WorkingTimeBetween() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	from := time.Date(2026, time.November, 25, 12, 0, 0, 0, cal.Zone()) // Wednesday noon
	to := time.Date(2026, time.November, 28, 9, 0, 0, 0, cal.Zone())    // Saturday morning
	worked, _, err := cal.WorkingTimeBetween(from, to)
	fmt.Println(worked, err)
	// Output: 3h0m0s <nil>
}

func ExampleCalendar_Why() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := persian.New(1405, persian.Farvardin, 1)
	day := cal.Why(d)
	fmt.Println(day.Working, day.Text("en"))
	fmt.Println(day.Text("fa"))
	// Output:
	// false Nowruz (New Year); Eid al-Fitr
	// آغاز نوروز؛ عید سعید فطر
}

// A closure declared tonight for tomorrow moves the deadlines it touches.
func ExamplePolicy_Moves() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	before := sla.DefaultPolicy(cal)
	running := sla.Running{ID: "case 1", Facts: sla.Facts{Stage: sla.Demand, Place: "1014"}, Clock: sla.Clock{
		Started: time.Date(2026, time.November, 23, 10, 30, 0, 0, cal.Zone()),
	}}
	running.Plan, err = before.Plan(running.Facts, running.Clock)
	if err != nil {
		fmt.Println(err)
		return
	}

	tomorrow, _ := persian.New(1405, persian.Azar, 15)
	closed, err := cal.WithClosure(sla.Closure{
		ID: "dust-1405", Name: sla.Text{Fa: "گرد و غبار", En: "dust"},
		From: tomorrow, To: tomorrow, Where: sla.Where{Places: []string{"10"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	after := sla.DefaultPolicy(closed)
	for move, err := range after.Moves(before, slices.Values([]sla.Running{running})) {
		fmt.Println(move.Text("en", cal.Zone()), err)
	}
	// Output:
	// case 1: due moved from Monday 16 Azar 1405, 14:00 to Tuesday 17 Azar 1405, 14:00. Sunday 15 Azar 1405: before open (08:00-14:00), now closed (dust). <nil>
}

func ExamplePolicy_Explain() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	started := time.Date(2026, time.November, 23, 10, 30, 0, 0, cal.Zone())
	text, err := sla.DefaultPolicy(cal).Explain(sla.Facts{Stage: sla.Answer}, sla.Clock{Started: started}, "en")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text)
	// Output:
	// Limit of this stage by rule "answer" of "pilot@1405.1": 10 calendar days.
	// The clock started on Monday 2 Azar 1405, 10:30.
	// The day of the start does not count.
	// The last day is Thursday 12 Azar 1405.
	// That day is closed (Thursday, weekly rest), so the deadline moves to the next working day, Saturday 14 Azar 1405.
	// The deadline ends with the last working minute of that day.
	// Due: Saturday 14 Azar 1405, 14:00.
	// Aim: an answer within 72 hours, that is by Thursday 5 Azar 1405, 10:30.
}

func ExampleLoadPolicy() {
	cal, err := iran.Calendars()
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = sla.LoadPolicy([]byte(`
id: isfahan
version: 1405.1
valid_from: 1405-01-01
rules:
  - {id: answer, stage: answr, limit: 10d}
  - {id: emergency, stage: answer, urgency: emergency, limit: 24 h}
`), "deadlines.yaml", cal)
	fmt.Println(err)
	// Output:
	// sla: deadlines.yaml:6:25: unknown stage "answr" (is "answer" meant?)
	// deadlines.yaml:7:63: parse target "24 h" at byte 2: one of the units d, wd, h, wh expected (such as 10d, 10wd, 72h or 16wh)
}

func ExampleNewCalendar() {
	var week [7][]sla.Interval
	for d := persian.Saturday; d <= persian.Wednesday; d++ {
		week[d] = []sla.Interval{{From: 8 * 60, To: 12 * 60}, {From: 13 * 60, To: 16 * 60}}
	}
	tehran, _ := time.LoadLocation("Asia/Tehran")
	cal, err := sla.NewCalendar(sla.CalendarConfig{
		ID:       "branch office",
		Zone:     tehran,
		Holidays: []sla.Holiday{{ID: "nowruz", Month: persian.Farvardin, Day: 1}},
		Hours:    []sla.OpeningHours{{ID: "hours", Week: week}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	lunch := time.Date(2026, time.November, 23, 12, 30, 0, 0, tehran)
	due, basis, err := cal.AddWorkingTime(lunch, 4*time.Hour)
	fmt.Println(due.Format(time.DateTime), basis.Provisional(), err)
	// Output: 2026-11-24 09:00:00 true <nil>
}

// A clock is what was recorded: how much of the limit is used, and what is
// left, is asked of the policy.
func ExampleClock() {
	cal, err := iran.Calendar()
	if err != nil {
		log.Fatal(err)
	}
	noon := func(day int) time.Time { return time.Date(2026, 11, day, 12, 0, 0, 0, cal.Zone()) }
	clock := sla.Clock{
		Started: noon(23), // Monday, 2 Azar 1405
		Pauses:  []sla.Span{{From: noon(25), To: noon(28)}},
	}
	policy := sla.DefaultPolicy(cal)
	for _, now := range []time.Time{noon(24), noon(26), noon(29)} {
		u, err := policy.UsageAt(sla.Facts{Stage: sla.Answer}, clock, now)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: used %v, left %v, %.0f%%, paused: %v\n", now.Format("Monday"), u.Used, u.Left, u.Percent, u.Paused)
	}
	// Output:
	// Tuesday: used 24h0m0s, left 266h0m0s, 8%, paused: false
	// Thursday: used 48h0m0s, left 242h0m0s, 17%, paused: true
	// Sunday: used 72h0m0s, left 218h0m0s, 25%, paused: false
}

// With all versions of a policy a case keeps the one under which it began.
func ExamplePolicies() {
	cal, err := iran.Calendar()
	if err != nil {
		log.Fatal(err)
	}
	load := func(text string) *sla.Policy {
		p, err := sla.LoadPolicy([]byte(text), "deadlines.yaml", cal)
		if err != nil {
			log.Fatal(err)
		}
		return p
	}
	policies, err := sla.NewPolicies(
		load("{id: isfahan, version: 1, valid_from: 1404-01-01, valid_to: 1405-06-31, rules: [{id: answer, limit: 15d}]}"),
		load("{id: isfahan, version: 2, valid_from: 1405-07-01, rules: [{id: answer, limit: 10d}]}"),
	)
	if err != nil {
		log.Fatal(err)
	}
	clock := sla.Clock{Started: time.Date(2026, 11, 23, 10, 30, 0, 0, cal.Zone())}
	for _, began := range []string{"", "isfahan@1"} {
		plan, err := policies.Plan(sla.Facts{Stage: sla.Answer, Policy: began}, clock)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(plan.Policy, plan.Limit, plan.Due.In(cal.Zone()).Format("2006-01-02 15:04"))
	}
	// Output:
	// isfahan@2 10d 2026-12-05 14:00
	// isfahan@1 15d 2026-12-08 14:00
}
