package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/iran"
)

// workingFlags choose the calendar of working days.
type workingFlags struct {
	From     string `enum:"persian,gregorian" default:"persian" help:"Calendar of the dates given: persian (default) or gregorian."`
	Province string `placeholder:"ID" help:"Official code of a province, county or city, such as 10 for Isfahan, whose own closures and hours hold as well. Without it only the national holidays do."`
	Lang     string `enum:"en,fa" default:"en" help:"Language of reasons: en (default) or fa."`
}

// calendar returns Iran's calendar, of the province when one is given.
func (f workingFlags) calendar() (*sla.Calendar, error) {
	if !placeCode(f.Province) {
		return nil, fmt.Errorf("--province %q: an official code of two, four or ten digits expected", f.Province)
	}
	c, err := iran.Calendar()
	if err != nil {
		return nil, fmt.Errorf("the calendar of Iran: %w", err)
	}
	return c.For(sla.Scope{Place: f.Province}), nil
}

// placeCode reports whether s is "" or has the form of an official code.
func placeCode(s string) bool {
	if strings.Trim(s, "0123456789") != "" {
		return false
	}
	return s == "" || len(s) == 2 || len(s) == 4 || len(s) == 10
}

// loadCalendar reads a calendar from a YAML file; "" is Iran's.
func loadCalendar(path string) (*sla.Calendar, error) {
	if path == "" {
		return workingFlags{}.calendar()
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	lunar, err := hijri.Iran()
	if err != nil {
		return nil, fmt.Errorf("lunar months: %w", err)
	}
	base, err := workingFlags{}.calendar()
	if err != nil {
		return nil, err
	}
	return sla.LoadCalendar(src, path, sla.Sources{Lunar: lunar, Bases: []*sla.Calendar{base}})
}

// dayRecord is the JSON form of a day.
type dayRecord struct {
	Line      int          `json:"line,omitempty"`
	Input     string       `json:"input,omitempty"`
	Date      string       `json:"date"`
	Gregorian string       `json:"gregorian"`
	Weekday   string       `json:"weekday"`
	Working   bool         `json:"working"`
	Hours     []string     `json:"hours,omitempty"`
	Reasons   []sla.Reason `json:"reasons,omitempty"`
	Basis     string       `json:"basis"`
}

func newDayRecord(day sla.Day) dayRecord {
	year, month, dd := day.Date.Gregorian()
	out := dayRecord{
		Date: day.Date.String(), Gregorian: string(appendYMD(nil, year, int(month), dd)),
		Weekday: day.Date.Weekday().String(), Working: day.Working, Reasons: day.Reasons, Basis: day.Basis.String(),
	}
	for _, span := range day.Hours {
		out.Hours = append(out.Hours, span.From.Format("15:04")+"-"+span.To.Format("15:04"))
	}
	return out
}
