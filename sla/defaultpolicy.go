package sla

// DefaultPolicy returns the policy of the pilot province, "pilot@1405.1", on
// the given calendars.
//
// Its answer rule has a source: "when the people's request is referred to us
// through Samad, we have up to 10 days to answer", and "we tried to send the
// answer in less than 72 hours" (Isfahan, 1399). That the ten days are calendar
// days, and move on when they end on a closed day, is our choice, as are all
// other targets, the warnings and the ladder.
func DefaultPolicy(cal Calendars) *Policy {
	days := func(n int32, unit Unit) Target { return Target{n, unit} }
	return &Policy{
		id: "pilot", version: "1405.1",
		calendars: cal,
		rules: []rule{
			{
				id: "screening", when: conditions{stages: []Stage{Screening}},
				limit:    days(1, WorkingDays),
				warnings: []warning{{percent: 75, role: "operator"}},
				breach:   "supervisor",
				ladder:   []step{{"oversight", "oversight", days(1, WorkingDays)}},
			},
			{
				id: "answer", when: conditions{stages: []Stage{Answer}},
				limit: days(10, CalendarDays), aim: days(72, Hours),
				warnings: []warning{
					{percent: 50, role: "agency_expert"},
					{percent: 75, role: "agency_head"},
					{before: days(1, CalendarDays), role: "agency_head"},
				},
				breach: "agency_head",
				ladder: []step{
					{"agency_head", "agency_head", Target{}},
					{"oversight", "oversight", days(2, WorkingDays)},
					{"governor", "governor", days(5, WorkingDays)},
				},
			},
			{
				id: "petitioner-reply", when: conditions{stages: []Stage{PetitionerReply}},
				limit:    days(10, CalendarDays),
				warnings: []warning{{before: days(2, CalendarDays), role: "petitioner"}},
				breach:   "operator",
			},
			{
				id: "objection", when: conditions{stages: []Stage{Objection}},
				limit: days(15, CalendarDays),
			},
			{
				id: "resolution", when: conditions{stages: []Stage{Resolution}},
				limit:    days(30, CalendarDays),
				warnings: []warning{{percent: 75, role: "agency_head"}},
				breach:   "commission_secretary",
				ladder:   []step{{"governor", "governor", days(5, WorkingDays)}},
			},
			{
				id: "demand", when: conditions{stages: []Stage{Demand}},
				limit:    days(10, WorkingDays),
				warnings: []warning{{percent: 75, role: "agency_head"}},
				breach:   "oversight",
				ladder:   []step{{"governor", "governor", days(5, WorkingDays)}},
			},
		},
	}
}
