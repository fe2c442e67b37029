package sla

import "strconv"

// Unit says what a [Target] counts.
type Unit uint8

// Units of targets.
const (
	CalendarDays Unit = 1 + iota // "d": every day of the calendar
	WorkingDays                  // "wd": days on which the office is open
	Hours                        // "h": elapsed time, day and night
	WorkingHours                 // "wh": time during which the office is open
)

// String returns the letters of the unit in a target: "d", "wd", "h", "wh".
func (u Unit) String() string {
	switch u {
	case CalendarDays:
		return "d"
	case WorkingDays:
		return "wd"
	case Hours:
		return "h"
	case WorkingHours:
		return "wh"
	}
	return "Unit(" + strconv.Itoa(int(u)) + ")"
}

// MaxTarget is the largest number of a target: 99,999 days are 273 years.
const MaxTarget = 99_999

// Target is an amount of time that a policy allows, in one of four units. Its
// text form is "10d" (calendar days), "10wd" (working days), "72h" (elapsed
// hours) or "16wh" (working hours).
//
// Target is comparable. The zero Target means that there is no limit.
type Target struct {
	n    int32
	unit Unit
}

// NewTarget returns the target of n (1 to [MaxTarget]) units. Outside that
// range, or with an unknown unit, it is an [ErrMalformed] in a [*TargetError].
func NewTarget(n int, unit Unit) (Target, error) {
	if unit < CalendarDays || unit > WorkingHours {
		return Target{}, &TargetError{Input: strconv.Itoa(n) + unit.String(), Reason: "one of the units d, wd, h, wh expected"}
	}
	if n < 1 || n > MaxTarget {
		return Target{}, &TargetError{Input: strconv.Itoa(n) + unit.String(), Reason: "a number from 1 to 99999 expected"}
	}
	return Target{int32(n), unit}, nil
}

// ParseTarget reads the text form of a target: a number without sign, in
// Latin, Persian or Arabic digits, and one of the units d, wd, h, wh, with
// nothing between them. Anything else is a [*TargetError]. "0d" is an error:
// where there is no limit, no target is given.
func ParseTarget(s string) (Target, error) {
	n, at := 0, 0
	for i, c := range s {
		digit := digitOf(c)
		if digit < 0 {
			break
		}
		n = 10*n + digit
		if n > MaxTarget {
			return Target{}, &TargetError{s, i, "a number up to 99999 expected"}
		}
		at = i + len(string(c))
	}
	if at == 0 {
		return Target{}, &TargetError{s, 0, "a number expected, as in 10wd"}
	}
	if n == 0 {
		return Target{}, &TargetError{s, 0, "a number from 1 expected"}
	}
	switch s[at:] {
	case "d":
		return Target{int32(n), CalendarDays}, nil
	case "wd":
		return Target{int32(n), WorkingDays}, nil
	case "h":
		return Target{int32(n), Hours}, nil
	case "wh":
		return Target{int32(n), WorkingHours}, nil
	}
	return Target{}, &TargetError{s, at, "one of the units d, wd, h, wh expected"}
}

// Amount returns the number of units, 0 for the zero Target.
func (t Target) Amount() int { return int(t.n) }

// Unit returns what is counted, 0 for the zero Target.
func (t Target) Unit() Unit { return t.unit }

// IsZero reports whether t is the zero Target: no limit.
func (t Target) IsZero() bool { return t == Target{} }

// String returns the text form, "10wd", and "" for the zero Target.
func (t Target) String() string {
	if t.IsZero() {
		return ""
	}
	return strconv.Itoa(int(t.n)) + t.unit.String()
}

// MarshalText returns the form of [Target.String], so that a Target is a
// string in JSON; the zero Target is the empty text. It never fails.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what [ParseTarget] reads; the empty text gives the zero
// Target. On an error t keeps its value.
func (t *Target) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = Target{}
		return nil
	}
	v, err := ParseTarget(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

func digitOf(c rune) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case '۰' <= c && c <= '۹':
		return int(c - '۰')
	case '٠' <= c && c <= '٩':
		return int(c - '٠')
	}
	return -1
}
