package persian

import "time"

const secondsPerDay = 86400

// FromTime returns the day on which t falls in its own location: convert with
// t.In first when another place is meant. It fails with [ErrOutOfRange]
// outside the official years.
func FromTime(t time.Time) (Date, error) {
	sec := t.Unix()
	if t.Location() != time.UTC {
		_, offset := t.Zone()
		sec += int64(offset)
	}
	// From the first official second on, so that one comparison finds both what
	// lies before it and what lies after the last.
	since := uint64(sec - firstDay*secondsPerDay)
	if since >= (endDay-firstDay)*secondsPerDay {
		day := sec / secondsPerDay
		if sec%secondsPerDay < 0 {
			day--
		}
		return Date{}, &DayError{day}
	}
	return fromDay(firstDay + int32(since/secondsPerDay)), nil
}

// FromDays returns the day that lies n days after 1970-01-01 (11 Dey 1348),
// the inverse of [Date.Days]. It fails with [ErrOutOfRange] outside the
// official years.
func FromDays(n int) (Date, error) {
	if n < firstDay || n >= endDay {
		return Date{}, &DayError{int64(n)}
	}
	return fromDay(int32(n)), nil
}

// FromGregorian returns the day of a date of the Gregorian calendar. It fails
// with [ErrNoSuchDate] when that calendar has no such date and with
// [ErrOutOfRange] outside 1827-03-22 .. 2120-03-20.
func FromGregorian(year int, month time.Month, day int) (Date, error) {
	if month < 1 || month > 12 || day < 1 || day > gregorianMonthLength(year, month) {
		return Date{}, &DateError{year, int(month), day, ErrNoSuchDate}
	}
	if year < 1827 || year > 2120 {
		return Date{}, &DateError{year, int(month), day, ErrOutOfRange}
	}
	return FromDays(gregorianDays(year, int(month), day))
}

// fromDay needs firstDay <= day < endDay.
func fromDay(day int32) Date {
	// Eight leap years in 33 are so close to the table that the estimate is
	// the year itself or one of its neighbours (all days are tested).
	i := int(uint32(day-firstDay) * 33 / 12053)
	if day < yearStart[i] {
		i--
	} else if day >= yearStart[i+1] {
		i++
	}
	// Both halves of the year are worked out and one is taken, which the
	// processor does without guessing: dates come in no order.
	n := uint32(day - yearStart[i])
	month, start := n/31, n/31*31
	second := (n-186)/30 + 6
	if n >= 186 {
		month, start = second, second*30+6
	}
	return Date{int16(firstYear + i), uint8(month + 1), uint8(n - start + 1)}
}

// Days returns the number of days from 1970-01-01 (11 Dey 1348) to d, negative
// before it. It returns 0 for the zero Date.
func (d Date) Days() int {
	i := uint(d.year) - firstYear
	if i >= numYears {
		return 0
	}
	return int(yearStart[i]) + d.yearDay() - 1
}

// Start returns the first instant of the day in loc (UTC when loc is nil).
// Where a change of the clock skips midnight, as it did in Iran each spring
// until 1401, that is the instant of the change. The zero Date gives the zero
// Time.
func (d Date) Start(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return startOfDay(int64(d.Days()), loc)
}

// End returns the first instant of the next day in loc (UTC when loc is nil):
// a day is the half-open span from Start to End, 23 to 25 hours long. The zero
// Date gives the zero Time.
func (d Date) End(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return startOfDay(int64(d.Days())+1, loc)
}

// Time returns the instant at which clocks in loc (UTC when loc is nil) show
// the given time of day on d. Values outside their ranges carry over, as in
// [time.Date]: hour 24 is midnight of the next day. A time that a change of
// the clock repeats is its first occurrence; one that is skipped is moved on
// by what was skipped. The zero Date gives the zero Time.
func (d Date) Time(loc *time.Location, hour, min, sec, nsec int) time.Time { //nolint:revive,predeclared // named as in time.Date
	if d.IsZero() {
		return time.Time{}
	}
	wall := int64(d.Days())*secondsPerDay + int64(hour)*3600 + int64(min)*60 + int64(sec)
	t, _ := wallInstant(wall, loc)
	return t.Add(time.Duration(nsec))
}

func startOfDay(day int64, loc *time.Location) time.Time {
	t, skipped := wallInstant(day*secondsPerDay, loc)
	if skipped {
		if from, _ := t.ZoneBounds(); !from.IsZero() {
			return from
		}
	}
	return t
}

// wallInstant returns the first instant at which clocks in loc show wall,
// seconds from 1970-01-01 00:00 on those clocks. When they never show it,
// skipped is true and the instant is that of wall read before the change.
func wallInstant(wall int64, loc *time.Location) (t time.Time, skipped bool) {
	if loc == nil || loc == time.UTC {
		return time.Unix(wall, 0).UTC(), false
	}
	offset := func(unix int64) int64 {
		_, o := time.Unix(unix, 0).In(loc).Zone()
		return int64(o)
	}
	// Wall lies within 15 hours of the instant it stands for and no zone
	// changes twice in two days, so the offsets a day around tell of every
	// change that matters.
	before, after := offset(wall-secondsPerDay), offset(wall+secondsPerDay)
	first, second := wall-before, wall-after
	if before == after {
		return time.Unix(first, 0).In(loc), false
	}
	if first > second {
		first, second = second, first
	}
	if offset(first) == wall-first {
		return time.Unix(first, 0).In(loc), false
	}
	if offset(second) == wall-second {
		return time.Unix(second, 0).In(loc), false
	}
	return time.Unix(wall-before, 0).In(loc), true
}
