package main

import (
	"fmt"
	"strconv"

	"github.com/samad111/go-samad/sla/persian"
)

type calendarDiff struct {
	workingFlags

	Date1 string `arg:"" help:"First date, counted."`
	Date2 string `arg:"" help:"Second date, not counted."`
}

// Help describes input and output.
func (calendarDiff) Help() string {
	return `Prints the number of working days d with DATE1 <= d < DATE2, negative when
DATE2 is before DATE1. That it rests on predicted holidays stands on standard
error.

JSON fields: from, to (Persian), working_days, basis.`
}

type workingDays struct {
	From        string `json:"from"`
	To          string `json:"to"`
	WorkingDays int    `json:"working_days"`
	Basis       string `json:"basis"`
}

// Run counts the days.
func (cmd *calendarDiff) Run(c *console) error {
	calendar, err := cmd.calendar()
	if err != nil {
		return err
	}
	read, err := newReader(cmd.From)
	if err != nil {
		return err
	}
	var dates [2]persian.Date
	for i, s := range []string{cmd.Date1, cmd.Date2} {
		d, _, fault := read(s)
		if fault != nil {
			return fmt.Errorf("argument %d, column %d: %s", i+1, fault.column, fault.reason)
		}
		dates[i] = d
	}
	n, basis, err := calendar.WorkingDaysBetween(dates[0], dates[1])
	if err != nil {
		return err
	}
	if c.json {
		c.printJSON(workingDays{dates[0].String(), dates[1].String(), n, basis.String()})
		return nil
	}
	c.print(strconv.Itoa(n), "\n")
	if basis.Provisional() {
		c.note("some of these days lie outside the official calendar: their holidays are predicted and may still change")
	}
	return nil
}
