package sla

import "time"

// Due returns the instant, UTC, by which what a clock runs for must be done
// when it has the target: one deadline without a policy, counted by the given
// rules (the zero [Counting] is what the package documentation teaches) with the
// clock's pauses and extensions. A [Policy] chooses among targets and adds aims
// and warnings.
//
// The instant is zero for the zero Target, which is no limit, and while a pause
// is open. Due fails with ErrClock in a [*ClockError] when the recorded facts
// contradict each other or the start is missing, and with ErrOutOfRange outside
// 1206-1498.
func (c *Calendar) Due(target Target, clock Clock, rules Counting) (time.Time, Basis, error) {
	if target.IsZero() {
		return time.Time{}, Official, nil
	}
	r, err := reckon(c, rules, target, clock, true)
	if err != nil {
		return time.Time{}, r.basis, err
	}
	return utc(r.due), r.basis, nil
}
