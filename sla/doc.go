// Package sla says by when something must be done: it counts deadlines on the
// days and hours on which an office works.
//
//	cal, err := iran.Calendars()               // when offices are open
//	policy := sla.DefaultPolicy(cal)           // which stage has which target
//	plan, err := policy.Plan(
//		sla.Facts{Stage: sla.Answer, Place: "1014"},
//		sla.Clock{Started: referral},
//	)
//	fmt.Println(plan.Due, plan.Provisional)
//
// Without a policy, one target on one calendar:
//
//	target, err := sla.ParseTarget("10wd")
//	due, basis, err := cal.Due(target, sla.Clock{Started: referral}, sla.Counting{})
//
// A [Calendar] knows when an office is open. A [Target] is an amount of time in
// one of four units. A [Clock] holds what was recorded about one deadline: when
// it started, was held, extended, stopped. A [Policy] chooses the target of a
// stage by rules and makes a [Plan] of a clock: the due instant, the warnings
// before it and the escalations after it. Nothing here runs: there are no
// timers, no state and no time.Now. All values are immutable and safe for
// concurrent use.
//
// # How deadlines are counted
//
// All examples start from a referral on Monday, 2 Azar 1405, at 10:30, in an
// office that works from Saturday to Wednesday, 08:00 to 14:00.
//
// Calendar days ("10d"). The day of the referral is not counted; the tenth day
// is Thursday, 12 Azar. A deadline that ends on a closed day moves to the next
// working day, Saturday, 14 Azar. It ends with the last working minute of that
// day: 14:00.
//
// Working days ("10wd"). The day of the referral is not counted, and only days
// on which the office is open count: the tenth is Monday, 16 Azar, and the
// deadline ends at 14:00. A day on which it is open for an hour counts like any
// other.
//
// Elapsed hours ("72h"). They run day and night, on working days and closed
// ones: Thursday, 5 Azar, 10:30. Where clocks changed in between, as in Iran
// until 1401, they are still 72 hours.
//
// Working hours ("16wh"). They run while the office is open: 3.5 hours on
// Monday, 6 on Tuesday, 6 on Wednesday, and half an hour on Saturday, 7 Azar:
// 08:30. Instants are half-open, so the end of one working interval and the
// start of the next are the same amount of working time; it is given as the
// end.
//
// Extensions in the unit of the target add to it before anything is counted:
// 10d and 5d are 15 days from the referral. Those in another unit are counted
// one after another from the instant reached; midnight belongs to the day that
// it ends. They lengthen the limit, not the aim beside it.
//
// Pauses. First the due instant is found without them. Then their time is
// added up, overlaps once, cut to the life of the clock. For working days and
// hours it is the working time they took, and the due instant moves on by so
// much working time; a pause over a weekend changes nothing. For elapsed hours
// it is elapsed time. For calendar days it is elapsed time as well, and the
// deadline ends with the last working minute of the day so reached, or of the
// next working day. While a pause is open there is no due instant.
//
// The rules for the first and the last day are those of the terms in Iranian
// civil procedure; that a deadline ends with the working time of its day is our
// choice, as no law says it. They are settings of a policy: see [Counting].
//
// # What an answer rests on
//
// Holidays of the years to come are predictions, lunar ones in particular, and
// a closure may be declared tonight for tomorrow. Every query of a calendar
// tells its [Basis], and a plan whether it is provisional; a year without
// holidays is never passed off as one. When the calendar changes, make a new
// one ([Calendar.WithClosure]) and let [Policy.Moves] list the clocks that
// move, from when to when, and why. When the policy changes, [Policies] keep
// each case to the version under which it began.
//
// # Errors
//
// [ErrOutOfRange] outside the years 1206-1498 of the Persian calendar,
// [ErrClock] for recorded facts that contradict each other, [ErrMalformed] for
// texts and files; files give all their [Faults] at once, each with its line.
// [Policy.Explain] tells people, in Persian and English, how a due instant came
// about.
package sla
