package main

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

type calendarConvert struct {
	From string `enum:"persian,gregorian,hijri" default:"persian" help:"Calendar of the input: persian (default), gregorian, hijri (the lunar months as announced in Iran)."`
	To   string `enum:",persian,gregorian,hijri" default:"" help:"Calendar of the output; default gregorian, and persian when --from is not persian."`

	Dates []string `arg:"" optional:"" name:"date" help:"Dates; without any they are read from standard input."`
}

// Help describes input and output.
func (calendarConvert) Help() string {
	return `Dates, YYYY-MM-DD, come as arguments or one a line on standard input, and are
written in the same form. A bad line gives "error: " and what is wrong in its
place; the exit code is 1 then. How many rest on a predicted lunar month stands
on standard error.

JSON fields: line, input, from, to, date, and status (observed, published,
archival, predicted) where a lunar month is involved; for a bad line line,
input, column, error.`
}

type convertedDate struct {
	Line   int    `json:"line"`
	Input  string `json:"input"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Date   string `json:"date,omitempty"`
	Status string `json:"status,omitempty"`
	Column int    `json:"column,omitempty"`
	Error  string `json:"error,omitempty"`
}

// Run converts the dates.
func (cmd *calendarConvert) Run(ctx context.Context, c *console) error {
	to := cmd.To
	if to == "" {
		to = persianCalendar
		if cmd.From == persianCalendar {
			to = gregorianCalendar
		}
	}
	read, err := newReader(cmd.From)
	if err != nil {
		return err
	}
	write, err := newWriter(to)
	if err != nil {
		return err
	}
	var buf []byte
	weak := 0
	err = c.each(ctx, cmd.Dates, work{
		limit: maxShortLine,
		do: func(n int, line string) *lineFault {
			d, known, fault := read(line)
			if fault != nil {
				return fault
			}
			var status hijri.Status
			if buf, status, err = write(buf[:0], d); err != nil {
				return &lineFault{reason: err.Error()}
			}
			status = max(status, known)
			if !c.json {
				if status == hijri.Predicted {
					weak++
				}
				buf = append(buf, '\n')
				_, _ = c.stdout.Write(buf) // kept by the writer, told at the end
				return nil
			}
			out := convertedDate{Line: n, Input: line, From: cmd.From, To: to, Date: string(buf)}
			if status != 0 {
				out.Status = status.String()
			}
			c.printJSON(out)
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
		c.note(fmt.Sprintf("%d of these dates rest on a prediction of the lunar month, which may still move by a day", weak))
	}
	return err
}

// writer appends a day as a date of one calendar.
type writer func(dst []byte, d persian.Date) ([]byte, hijri.Status, error)

func newWriter(calendar string) (writer, error) {
	switch calendar {
	case gregorianCalendar:
		return func(dst []byte, d persian.Date) ([]byte, hijri.Status, error) {
			year, month, day := d.Gregorian()
			return appendYMD(dst, year, int(month), day), 0, nil
		}, nil
	case hijriCalendar:
		table, err := hijri.Iran()
		if err != nil {
			return nil, fmt.Errorf("lunar months: %w", err)
		}
		return func(dst []byte, d persian.Date) ([]byte, hijri.Status, error) {
			h, status, err := table.FromDays(d.Days())
			return appendYMD(dst, h.Year(), h.Month(), h.Day()), status, err
		}, nil
	default:
		return func(dst []byte, d persian.Date) ([]byte, hijri.Status, error) {
			return appendYMD(dst, d.Year(), d.Month(), d.Day()), 0, nil
		}, nil
	}
}

// appendYMD appends YYYY-MM-DD. All years here have four digits.
func appendYMD(dst []byte, year, month, day int) []byte {
	two := func(n int) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }
	dst = two(year / 100)
	dst = two(year)
	dst = append(dst, '-')
	dst = two(month)
	dst = append(dst, '-')
	return two(day)
}
