package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

type calendarCommands struct {
	Convert calendarConvert `cmd:"" help:"Convert dates between calendars."`
	Show    calendarShow    `cmd:"" help:"Show a month or a year as people read it."`
	Why     calendarWhy     `cmd:"" help:"Say whether days are worked, and why not."`
	Diff    calendarDiff    `cmd:"" help:"Count the working days from one date to another."`
}

// The calendars that dates are given in.
const (
	persianCalendar   = "persian"
	gregorianCalendar = "gregorian"
	hijriCalendar     = "hijri"
)

// reader reads dates of one calendar as days of the Persian one, which is what
// everything else here works with. The status is that of the lunar month, 0
// for the other calendars.
type reader func(s string) (persian.Date, hijri.Status, *lineFault)

func newReader(calendar string) (reader, error) {
	switch calendar {
	case gregorianCalendar:
		return readGregorian, nil
	case hijriCalendar:
		table, err := hijri.Iran()
		if err != nil {
			return nil, fmt.Errorf("lunar months: %w", err)
		}
		return func(s string) (persian.Date, hijri.Status, *lineFault) { return readHijri(table, s) }, nil
	default:
		return readPersian, nil
	}
}

func readPersian(s string) (persian.Date, hijri.Status, *lineFault) {
	d, err := persian.Parse(strings.TrimSpace(s))
	if err == nil {
		return d, 0, nil
	}
	if at, ok := errors.AsType[*persian.ParseError](err); ok {
		return d, 0, &lineFault{column: leading(s) + columnAt(at.Input, at.Offset), reason: at.Reason}
	}
	return d, 0, &lineFault{reason: err.Error()}
}

func readGregorian(s string) (persian.Date, hijri.Status, *lineFault) {
	g, fault := readYMD(strings.TrimSpace(s))
	if fault != nil {
		fault.column += leading(s)
		return persian.Date{}, 0, fault
	}
	d, err := persian.FromGregorian(g.year, time.Month(g.month), g.day)
	switch {
	case err == nil:
		return d, 0, nil
	case errors.Is(err, persian.ErrOutOfRange):
		fault = &lineFault{column: 1, reason: "date outside 1827-03-22 .. 2120-03-20, the official years 1206-1498"}
	case g.month < 1 || g.month > 12:
		fault = &lineFault{column: g.monthColumn, reason: "month outside 01-12"}
	default:
		fault = &lineFault{column: g.dayColumn, reason: "this month has no such day"}
	}
	fault.column += leading(s)
	return persian.Date{}, 0, fault
}

func readHijri(table *hijri.Table, s string) (persian.Date, hijri.Status, *lineFault) {
	h, fault := readYMD(strings.TrimSpace(s))
	if fault != nil {
		fault.column += leading(s)
		return persian.Date{}, 0, fault
	}
	at := func(column int, reason string) (persian.Date, hijri.Status, *lineFault) {
		return persian.Date{}, 0, &lineFault{column: leading(s) + column, reason: reason}
	}
	date, err := hijri.New(h.year, h.month, h.day)
	switch {
	case errors.Is(err, hijri.ErrOutOfRange):
		return at(1, fmt.Sprintf("year outside %d-%d", hijri.MinYear, hijri.MaxYear))
	case err != nil && (h.month < 1 || h.month > 12):
		return at(h.monthColumn, "month outside 01-12")
	case err != nil:
		return at(h.dayColumn, "this month has no such day")
	}
	day, status, err := table.Days(date)
	if err != nil {
		return at(h.dayColumn, "this month has 29 days")
	}
	d, err := persian.FromDays(day)
	if err != nil {
		return at(1, "date outside the official years 1206-1498")
	}
	return d, status, nil
}

// leading counts the blanks before a date, for the column.
func leading(s string) int {
	return columnAt(s, len(s)-len(strings.TrimLeft(s, " \t"))) - 1
}
