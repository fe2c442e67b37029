package persian

import (
	"strconv"
	"time"
)

// Weekday is a day of the week as it is counted in Iran: it starts on
// Saturday (شنبه), which is 0, and ends on Friday (جمعه), which is 6.
type Weekday uint8

// Days of the week.
const (
	Saturday Weekday = iota
	Sunday
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
)

// weekdayOf: 1970-01-01 was a Thursday; the offset keeps the number positive
// over the official range.
func weekdayOf(day int) Weekday {
	return Weekday(uint32(day+7*10000+int(Thursday)) % 7)
}

// Std returns the same day in the counting of package time, where Sunday is 0.
func (w Weekday) Std() time.Weekday { return time.Weekday((w + 6) % 7) }

// WeekdayFromStd returns the day of the week for one of package time.
func WeekdayFromStd(w time.Weekday) Weekday { return Weekday((uint(w) + 1) % 7) }

// String returns the English name, "Saturday" to "Friday".
func (w Weekday) String() string {
	if w > Friday {
		return "Weekday(" + strconv.Itoa(int(w)) + ")"
	}
	return w.Std().String()
}

// Persian returns the Persian name, شنبه to جمعه, and "" for a value that is
// no day of the week.
func (w Weekday) Persian() string {
	if w > Friday {
		return ""
	}
	return weekdayNames[w]
}

// Quarter is a quarter of the year, which in this calendar is a season:
// Spring is 1, Winter is 4.
type Quarter uint8

// Seasons of the year.
const (
	Spring Quarter = 1 + iota
	Summer
	Autumn
	Winter
)

// String returns the English name of the season, "spring" to "winter".
func (q Quarter) String() string {
	if q < Spring || q > Winter {
		return "Quarter(" + strconv.Itoa(int(q)) + ")"
	}
	return seasonNamesLatin[q-1]
}

// Persian returns the Persian name of the season, بهار to زمستان, and "" for a
// value that is no season.
func (q Quarter) Persian() string {
	if q < Spring || q > Winter {
		return ""
	}
	return seasonNames[q-1]
}
