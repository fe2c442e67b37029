package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// rowReader turns rows of a register into entries.
type rowReader struct {
	*mapping
	at       map[string]int
	location *time.Location
	errs     []error
	cells    []string
}

// entry reads one row; the errors never quote what may be personal.
func (r *rowReader) entry(cells []string) (samad.Earlier, error) {
	r.cells, r.errs = cells, nil
	e := samad.Earlier{Source: r.Source, Number: r.value(fieldNumber)}
	received := r.instant(fieldReceived, r.value(fieldTime))
	if outcome := r.value(fieldCallOutcome); outcome != "" {
		call := &samad.EarlierCall{
			Caller: r.value(fieldCaller), Started: received, Ended: received,
			Outcome: samad.CallOutcome(outcome), Note: r.value(fieldNote),
		}
		if minutes := r.value(fieldMinutes); minutes != "" {
			n, err := strconv.ParseFloat(strings.NewReplacer("/", ".", "٫", ".").Replace(latin(minutes)), 64)
			if err != nil || n < 0 || n > 24*60 {
				r.fault(fieldMinutes, "is no number of minutes")
			}
			call.Ended = received.Add(time.Duration(n * float64(time.Minute))).Truncate(time.Second)
		}
		e.Call = call
	}
	if state := r.value(fieldState); state != "" {
		c := &samad.EarlierCase{
			Received: received, State: samad.State(state), Agency: samad.AgencyID(r.value(fieldAgency)),
			Answer: r.value(fieldAnswer), Outcome: samad.Outcome(r.value(fieldOutcome)),
			Submission: samad.Submission{
				Kind: samad.Kind(r.value(fieldKind)), Text: r.value(fieldText), Topic: samad.TopicID(r.value(fieldTopic)),
				Place: samad.PlaceID(r.value(fieldPlace)), Village: r.value(fieldVillage), Address: r.value(fieldAddress),
				Channel: samad.Channel(r.value(fieldChannel)),
				Petitioner: samad.Petitioner{
					Name: r.value(fieldName), NationalID: r.value(fieldNationalID), Mobile: r.value(fieldMobile), Landline: r.value(fieldLandline),
				},
			},
		}
		p := &c.Petitioner
		if p.Name != "" || p.NationalID != "" {
			p.Identity = samad.Named
		}
		if c.State != samad.Received {
			c.Ended = r.instant(fieldEnded, "")
			if c.Ended.Before(received) && r.sameDay(c.Ended, received) {
				c.Ended = received // the register knows the day only
			}
		}
		e.Case = c
	}
	if e.Call == nil && e.Case == nil && len(r.errs) == 0 {
		r.errs = append(r.errs, errors.New("neither state nor call_outcome says what the line is"))
	}
	return e, errors.Join(r.errs...)
}

func (r *rowReader) fault(field, reason string) {
	r.errs = append(r.errs, fmt.Errorf("%s: %s", field, reason))
}

// value is what stands in the field, as the mapping reads it.
func (r *rowReader) value(field string) string {
	text := ""
	if i, ok := r.at[field]; ok && i < len(r.cells) {
		text = strings.TrimSpace(r.cells[i])
	}
	if text == "" {
		return r.Defaults[field]
	}
	if !chosen(field) {
		return text
	}
	words, ok := r.Words[field]
	if !ok {
		return text
	}
	if meaning, ok := words[wordKey(text)]; ok {
		return meaning
	}
	for _, meaning := range words {
		if meaning == text {
			return text
		}
	}
	r.fault(field, fmt.Sprintf("the word %q is not in words.%s", text, field))
	return ""
}

// instant reads a date, and the time of day beside it or in a column of its
// own, on the clocks of Iran.
func (r *rowReader) instant(field, clock string) time.Time {
	text := latin(r.value(field))
	if text == "" {
		return time.Time{} // the desk says whether it is missed
	}
	day, inside, _ := strings.Cut(strings.ReplaceAll(text, "T", " "), " ")
	if clock == "" {
		clock = inside
	}
	year, month, date, ok := r.date(day)
	if !ok {
		r.fault(field, fmt.Sprintf("%q is no date such as 1392/06/10", text))
		return time.Time{}
	}
	hour, minute, second, ok := timeOfDay(latin(clock))
	if !ok {
		r.fault(field, "the time of day is not one such as 08:30")
		return time.Time{}
	}
	if year >= 1700 { // as Excel keeps its dates
		at := time.Date(year, time.Month(month), date, hour, minute, second, 0, r.location)
		if at.Day() != date || int(at.Month()) != month {
			r.fault(field, fmt.Sprintf("%q is no day", text))
			return time.Time{}
		}
		return at
	}
	d, err := persian.New(year, month, date)
	if err != nil {
		r.fault(field, fmt.Sprintf("%q is no day of the Persian calendar", text))
		return time.Time{}
	}
	return d.Time(r.location, hour, minute, second, 0)
}

// date reads year, month and day, in this order or the other way round.
func (r *rowReader) date(text string) (year, month, day int, ok bool) {
	parts := strings.FieldsFunc(text, func(c rune) bool { return c == '/' || c == '-' || c == '.' })
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, part := range parts {
		var err error
		if n[i], err = strconv.Atoi(part); err != nil || n[i] < 0 {
			return 0, 0, 0, false
		}
	}
	switch {
	case len(parts[2]) == 4:
		return n[2], n[1], n[0], true
	case len(parts[0]) == 4:
		return n[0], n[1], n[2], true
	case len(parts[0]) == 2 && n[0] < *r.Pivot:
		return 1400 + n[0], n[1], n[2], true
	case len(parts[0]) == 2:
		return 1300 + n[0], n[1], n[2], true
	default:
		return 0, 0, 0, false
	}
}

func timeOfDay(text string) (hour, minute, second int, ok bool) {
	if text == "" {
		return 0, 0, 0, true
	}
	parts := strings.Split(strings.TrimSuffix(text, "Z"), ":")
	var n [3]int
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, 0, false
	}
	for i, part := range parts {
		var err error
		if n[i], err = strconv.Atoi(part); err != nil || n[i] < 0 {
			return 0, 0, 0, false
		}
	}
	return n[0], n[1], n[2], n[0] < 24 && n[1] < 60 && n[2] < 60
}

func (r *rowReader) sameDay(a, b time.Time) bool {
	return a.In(r.location).Format(time.DateOnly) == b.In(r.location).Format(time.DateOnly)
}

// latin writes the digits of any script in Latin and leaves the rest.
func latin(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		default:
			return r
		}
	}, text)
}
