package main

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/sla"
)

type calendarWhy struct {
	workingFlags

	Dates []string `arg:"" optional:"" name:"date" help:"Dates; without any they are read from standard input."`
}

// Help describes input and output.
func (calendarWhy) Help() string {
	return `Dates come as arguments or one a line on standard input. For each a line
"working" or "closed: <reason>" is printed; a bad one gives "error: " and what
is wrong, and the exit code 1. How many of the answers rest on predicted holidays
stands on standard error.

JSON fields: line, input, date (Persian), gregorian, weekday, working, hours
("08:00-14:00"), reasons (kind, id, name, law), basis (official; predicted or
unloaded where the answer may still change); for a bad line line, input,
column, error.`
}

// Run tells about the days.
func (cmd *calendarWhy) Run(ctx context.Context, c *console) error {
	calendar, err := cmd.calendar()
	if err != nil {
		return err
	}
	read, err := newReader(cmd.From)
	if err != nil {
		return err
	}
	weak := 0
	err = c.each(ctx, cmd.Dates, work{
		limit: maxShortLine,
		do: func(n int, line string) *lineFault {
			d, _, fault := read(line)
			if fault != nil {
				return fault
			}
			day := calendar.Why(d)
			if c.json {
				out := newDayRecord(day)
				out.Line, out.Input = n, line
				c.printJSON(out)
				return nil
			}
			c.print(whyText(day, cmd.Lang), "\n")
			if day.Basis.Provisional() {
				weak++
			}
			return nil
		},
		bad: func(n int, line string, f *lineFault) {
			if c.json {
				c.printJSON(convertedDate{Line: n, Input: line, Column: f.column, Error: f.reason})
			} else {
				c.print(f.String(), "\n")
			}
		},
	})
	if weak > 0 {
		c.note(fmt.Sprintf("%d of these days lie outside the official calendar: their holidays are predicted and may still change", weak))
	}
	return err
}

func whyText(day sla.Day, lang string) string {
	if day.Working {
		return "working"
	}
	return "closed: " + day.Text(lang)
}
