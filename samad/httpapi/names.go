package httpapi

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// today is the Persian date on which the directory is asked.
func (x *exchange) today() persian.Date { return x.api.day(x.began) }

// day is the Persian date of an instant, zero outside the calendar's range.
func (a *api) day(at time.Time) persian.Date {
	date, err := persian.FromTime(at.In(a.opts.Location))
	if err != nil {
		return persian.Date{}
	}
	return date
}

// persianDay writes the Persian date of an instant as YYYY-MM-DD, "" for the
// zero instant.
func (x *exchange) persianDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	if date := x.api.day(at); !date.IsZero() {
		return date.String()
	}
	return ""
}

func (x *exchange) agencyName(id samad.AgencyID) string {
	if id == "" {
		return ""
	}
	a, _ := x.api.opts.Directory.Agency(id, x.today())
	return a.Name.In(x.lang)
}

func (x *exchange) topicName(id samad.TopicID) string {
	if id == "" {
		return ""
	}
	t, _ := x.api.opts.Directory.Topic(id, x.today())
	return t.Title.In(x.lang)
}

func (x *exchange) placeName(id samad.PlaceID) string {
	if id == "" {
		return ""
	}
	p, _ := x.api.opts.Directory.Place(id, x.today())
	return p.Name.In(x.lang)
}
