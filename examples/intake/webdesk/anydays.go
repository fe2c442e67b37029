package webdesk

import (
	"errors"
	"strings"

	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// anyDays are the first and last day of a form that asks for any days, beside
// the periods that it offers. They come back only when they were refused: else
// the days are offered as a period, and another can be chosen.
type anyDays struct{ From, To, DaysFault string }

// askedDays reads the days of the address: of one without the other, all from it
// until today, or that day alone. It reports false when neither was given.
func (v *visit) askedDays() (days anyDays, period figures.Period, asked bool) {
	q := v.r.URL.Query()
	days.From, days.To = strings.TrimSpace(q.Get("from")), strings.TrimSpace(q.Get("to"))
	if days.From == "" && days.To == "" {
		return anyDays{}, figures.Period{}, false
	}
	from, err1 := day(days.From)
	to, err2 := day(days.To)
	switch {
	case err1 != nil || err2 != nil:
		days.DaysFault = v.T("تاریخ را مانند ۱۳۹۷/۰۷/۱۵ بنویسید.", "write dates like 1397/07/15")
		return days, figures.Period{}, true
	case from.IsZero():
		from = to
	case to.IsZero():
		to = v.h.today()
	}
	if to.Before(from) {
		days.DaysFault = v.T("روز پایان پیش از روز آغاز است.", "the last day is before the first")
		return days, figures.Period{}, true
	}
	return anyDays{}, figures.Period{Span: figures.Free, From: from, To: to}, true
}

// day reads a Persian date, the zero day for an empty text.
func day(text string) (persian.Date, error) {
	if text == "" {
		return persian.Date{}, nil
	}
	return persian.Parse(text)
}

// askedPeriod reads the period of the address: any days, one of those that are
// offered, or the usual one. Refused days are told beside the usual period.
func (v *visit) askedPeriod(usual string) (anyDays, figures.Period, error) {
	days, period, asked := v.askedDays()
	if asked && days.DaysFault == "" {
		return days, period, nil
	}
	name := v.r.URL.Query().Get("period")
	if name == "" {
		name = usual
	}
	period, err := figures.ParsePeriod(name)
	if errors.Is(err, figures.ErrPeriod) {
		return days, period, errNoPage
	}
	return days, period, err
}
