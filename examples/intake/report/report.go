package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla/persian"
)

// Sources are where the parts of a report come from.
type Sources struct {
	Figures *figures.Keeper // required
	// Meetings and Oversight are the rooms; without one its part is nil.
	Meetings  *meeting.Room
	Oversight *oversight.Office
	// Directory gives names; required.
	Directory samad.Directory
	// Location is where days begin; required.
	Location *time.Location
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// Query says which report.
type Query struct {
	Actor    samad.Actor
	Province samad.PlaceID
	Period   figures.Period
	// Months is how many months the series goes back, the last one that of the
	// period's end; default 13, so that the same month of the year before is
	// there.
	Months int
}

// Report is what a report shows. All numbers are of the period unless they say
// otherwise.
type Report struct {
	Province samad.Place
	Period   figures.Period
	Made     time.Time // UTC
	// Whole says that the period is over: its figures change only by what is
	// recorded later about it.
	Whole bool

	// Figures are all figures of the province, agencies and counties connected
	// among them, with those of the period before and of the year before.
	Figures figures.Comparison
	// Series are all figures by month.
	Series figures.Table
	// Kinds, Channels, Counties and Centres are all figures along these.
	Kinds, Channels, Counties, Centres figures.Table
	Agencies                           []Agency
	Topics                             []Topic
	Rising                             []figures.Rising
	// Backlog is by age at the end of the period, or now if that is earlier.
	Backlog   []figures.Age
	BacklogOn persian.Date

	Meetings    *Meetings    // nil without the room
	Visits      *Visits      // nil without the office, as all below
	Letters     *Letters     // notices, warnings, reports and claims
	Demands     *Demands     //
	Resolutions *Resolutions //
}

// Agency is an agency's line.
type Agency struct {
	Agency samad.Agency
	Card   figures.Scorecard
}

// Topic is a topic's line: how many cases came.
type Topic struct {
	Topic samad.Topic // its ID "" for cases without a topic
	Cases int64
	// Share of all cases that came.
	Share              float64
	Before, YearBefore int64
	OnTime             figures.Value
}

// Gather makes a report. It fails with an error matching samad.ErrForbidden when
// the actor may not read the province's figures, and with samad.ErrInvalid when
// the query makes no sense.
func Gather(ctx context.Context, from Sources, q Query) (Report, error) {
	if from.Figures == nil || from.Directory == nil || from.Location == nil {
		return Report{}, errors.New("report: Sources lack Figures, Directory or Location")
	}
	centre, _ := from.Directory.Centre(q.Province, q.Period.To) // "" is nobody's centre
	if !samad.MayIn(q.Actor, samad.ReadFigures, samad.Area{Centre: centre, Place: q.Province}) {
		return Report{}, &samad.ForbiddenError{Action: samad.ReadFigures, Roles: q.Actor.Roles}
	}
	now := time.Now
	if from.Now != nil {
		now = from.Now
	}
	g := gatherer{Sources: from, Query: q, now: now().UTC()}
	g.out.Period, g.out.Made = q.Period, g.now
	for _, part := range []struct {
		name string
		make func(context.Context) error
	}{
		{"figures", g.figures}, {"agencies", g.agencies}, {"topics", g.topics}, {"backlog", g.backlog}, {"meetings", g.meetings},
		{"visits", g.visits}, {"letters", g.letters}, {"demands", g.demands}, {"resolutions", g.resolutions},
	} {
		if err := part.make(ctx); err != nil {
			return Report{}, fmt.Errorf("report: %s: %w", part.name, err)
		}
	}
	return g.out, nil
}

type gatherer struct {
	Sources
	Query
	now time.Time
	out Report
}

// span is the period in instants, half open.
func (g *gatherer) span() (from, to time.Time) {
	return g.Period.From.Start(g.Location), g.Period.To.End(g.Location)
}
