package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

type calendarShow struct {
	workingFlags

	Year  string `arg:"" help:"Year, such as 1405."`
	Month string `arg:"" optional:"" help:"Month, 1 to 12; without it the whole year."`
}

// Help describes input and output.
func (calendarShow) Help() string {
	return `Shows a month or a year, weeks from Saturday on. Closed days are marked with *
and listed below with their reasons. With --from gregorian the year and month
are Gregorian ones.

JSON, one day a line: date (Persian), gregorian, weekday, working, hours
("08:00-14:00"), reasons (kind, id, name, law), basis (official; predicted or
unloaded where the answer may still change).`
}

// Run shows the months.
func (cmd *calendarShow) Run(c *console) error {
	calendar, err := cmd.calendar()
	if err != nil {
		return err
	}
	months, err := cmd.months()
	if err != nil {
		return err
	}
	for i, m := range months {
		switch {
		case c.json:
			for day := range calendar.Days(m.days) {
				c.printJSON(newDayRecord(day))
			}
			continue
		case i > 0:
			c.print("\n")
		}
		cmd.print(c, calendar, m)
	}
	return nil
}

// month is one month to show, with the days that its calendar gives it.
type month struct {
	title string
	days  persian.Range
	day   func(persian.Date) int
}

// months reads the arguments.
func (cmd *calendarShow) months() ([]month, error) {
	year, err := number(cmd.Year)
	if err != nil {
		return nil, fmt.Errorf("argument 1: the year: %w", err)
	}
	first, last := 1, 12
	if cmd.Month != "" {
		if first, err = number(cmd.Month); err != nil {
			return nil, fmt.Errorf("argument 2: the month: %w", err)
		}
		if first < 1 || first > 12 {
			return nil, fmt.Errorf("argument 2: month %d is not one of 1 to 12", first)
		}
		last = first
	}
	var out []month
	for m := first; m <= last; m++ {
		one, err := cmd.month(year, m)
		if err != nil {
			return nil, fmt.Errorf("argument 1: %w", err)
		}
		out = append(out, one)
	}
	return out, nil
}

func (cmd *calendarShow) month(year, m int) (month, error) {
	if cmd.From == gregorianCalendar {
		return gregorianMonth(year, m)
	}
	days, err := persian.Month(year, m)
	if err != nil {
		return month{}, err
	}
	title := days.First.Format("MMMM y") + " / " + days.First.Format("MMMM y", persian.InPersian)
	if cmd.Lang == "en" {
		title = days.First.Format("MMMM y")
	}
	return month{title: title, days: days, day: persian.Date.Day}, nil
}

func number(s string) (int, error) {
	n := 0
	for _, r := range s {
		d := digit(r)
		if d < 0 || n > 9999 {
			return 0, fmt.Errorf("%q is not a number of a calendar", s)
		}
		n = 10*n + d
	}
	if s == "" {
		return 0, fmt.Errorf("%q is not a number of a calendar", s)
	}
	return n, nil
}

// weekColumns are the heads of the columns of a month.
const weekColumns = "  Sat  Sun  Mon  Tue  Wed  Thu  Fri"

// print writes one month and the reasons of its closed days.
func (cmd *calendarShow) print(c *console, calendar *sla.Calendar, m month) {
	c.print(m.title, "\n", weekColumns, "\n")
	var row strings.Builder
	row.WriteString(strings.Repeat("     ", int(m.days.First.Weekday())))
	var closed closedDays
	basis := sla.Official
	for day := range calendar.Days(m.days) {
		mark := " "
		if !day.Working {
			mark = "*"
			closed.add(m.day(day.Date), day.Text(cmd.Lang))
		}
		basis = max(basis, day.Basis)
		fmt.Fprintf(&row, "%4d%s", m.day(day.Date), mark)
		if day.Date.Weekday() == persian.Friday || day.Date == m.days.Last {
			c.print(strings.TrimRight(row.String(), " "), "\n")
			row.Reset()
		}
	}
	for _, line := range closed.lines() {
		c.print(line, "\n")
	}
	if basis.Provisional() {
		c.print("  provisional: ", basis.String(), ", some of these days may still change\n")
	}
}

// closedDays gathers the days of a month by their reasons, in the order of
// their first days.
type closedDays struct {
	reasons []string
	days    map[string][]string
}

func (c *closedDays) add(day int, reason string) {
	if c.days == nil {
		c.days = map[string][]string{}
	}
	if c.days[reason] == nil {
		c.reasons = append(c.reasons, reason)
	}
	c.days[reason] = append(c.days[reason], strconv.Itoa(day))
}

func (c *closedDays) lines() []string {
	var out []string
	for _, reason := range c.reasons {
		out = append(out, "  * "+strings.Join(c.days[reason], " ")+": "+reason)
	}
	return out
}
