package report

import (
	"context"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/oversight"
)

// Visits are the unannounced visits that took place in the period.
type Visits struct {
	Visited int
	// What was found at the door. A stand-in counts as presence.
	Present, Late, Absent, StandIn int
	// PresentShare is Present and StandIn to Visited; not known without a visit.
	PresentShare figures.Value
	// Poor counts visits that found something amiss in the quality of service.
	Poor int
	// Excused counts those after which nothing followed, with the reason.
	Excused  int
	Agencies map[samad.AgencyID]AgencyVisits
}

// AgencyVisits are the visits to an agency's posts.
type AgencyVisits struct{ Visited, Present, Late, Absent, StandIn int }

// Letters are those issued in the period, as they stand now.
type Letters struct {
	Issued                          int
	Steps                           map[oversight.Step]int
	Acknowledged, Appealed, Refused int // Refused: the appeal was
	Withdrawn, Waiting, Overdue     int // Overdue: not acknowledged in time
	Agencies                        map[samad.AgencyID]int
}

// Demands are the claims on agencies opened in the period, as they stand now.
type Demands struct {
	Opened                               int
	Open, Answered, Raised, Met, Dropped int
	Rules                                map[oversight.Rule]int
	List                                 []oversight.Demand
}

// Resolutions are those of commissions made in the period, as they stand now.
type Resolutions struct {
	Made, Done, Failed int
	// Open ones are within their time; Late ones beyond it and not done.
	Open, Late int
	// Kept were done by their deadline, of those that had one that is over or
	// that are done: KeptShare.
	Kept      int
	KeptShare figures.Value
	Governor  int // made while the governor was there
	List      []oversight.Resolution
}

func share(of, all int) figures.Value {
	if all == 0 {
		return figures.Value{}
	}
	return figures.Value{Known: true, Value: float64(of) / float64(all), Base: int64(all)}
}

func (g *gatherer) visits(ctx context.Context) error {
	if g.Oversight == nil {
		return nil
	}
	out := &Visits{Agencies: map[samad.AgencyID]AgencyVisits{}}
	from, to := g.span()
	q := oversight.VisitQuery{
		Place: g.Province, From: from, To: to, Limit: 1000,
		States: []oversight.VisitState{oversight.VisitReported, oversight.VisitSettled},
	}
	for {
		page, next, err := g.Oversight.Visits(ctx, g.Actor, q)
		if err != nil {
			return err
		}
		for _, v := range page {
			if v.Report != nil {
				out.add(v)
			}
		}
		if q.Cursor = next; next == "" {
			break
		}
	}
	out.PresentShare = share(out.Present+out.StandIn, out.Visited)
	g.out.Visits = out
	return nil
}

func (v *Visits) add(one oversight.Visit) {
	a := v.Agencies[one.Agency]
	v.Visited++
	a.Visited++
	switch one.Report.Finding {
	case oversight.Present:
		v.Present++
		a.Present++
	case oversight.Late:
		v.Late++
		a.Late++
	case oversight.Absent:
		v.Absent++
		a.Absent++
	case oversight.StandIn:
		v.StandIn++
		a.StandIn++
	}
	if one.Report.Poor() {
		v.Poor++
	}
	if one.Excused != "" {
		v.Excused++
	}
	v.Agencies[one.Agency] = a
}

// pages walks all records of a kind in the period.
func pages[S any](ctx context.Context, g *gatherer, list func(context.Context, samad.Actor, oversight.ListQuery) ([]S, string, error), each func(S)) error {
	from, to := g.span()
	q := oversight.ListQuery{Place: g.Province, From: from, To: to, Limit: 1000}
	for {
		page, next, err := list(ctx, g.Actor, q)
		if err != nil {
			return err
		}
		for _, one := range page {
			each(one)
		}
		if q.Cursor = next; next == "" {
			return nil
		}
	}
}

func (g *gatherer) letters(ctx context.Context) error {
	if g.Oversight == nil {
		return nil
	}
	out := &Letters{Steps: map[oversight.Step]int{}, Agencies: map[samad.AgencyID]int{}}
	err := pages(ctx, g, g.Oversight.Letters, func(l oversight.Letter) {
		out.Issued++
		out.Steps[l.Step]++
		out.Agencies[l.Agency]++
		switch l.State {
		case oversight.LetterIssued:
			out.Waiting++
			if l.AckDue.Before(g.now) {
				out.Overdue++
			}
		case oversight.LetterAcknowledged:
			out.Acknowledged++
		case oversight.LetterAppealed:
			out.Appealed++
		case oversight.LetterUpheld:
			out.Refused++
		case oversight.LetterWithdrawn:
			out.Withdrawn++
		}
	})
	g.out.Letters = out
	return err
}

func (g *gatherer) demands(ctx context.Context) error {
	if g.Oversight == nil {
		return nil
	}
	out := &Demands{Rules: map[oversight.Rule]int{}}
	err := pages(ctx, g, g.Oversight.Demands, func(d oversight.Demand) {
		out.Opened++
		out.Rules[d.Rule]++
		switch d.State {
		case oversight.DemandOpen:
			out.Open++
		case oversight.DemandAnswered:
			out.Answered++
		case oversight.DemandRaised:
			out.Raised++
		case oversight.DemandMet:
			out.Met++
		case oversight.DemandDropped:
			out.Dropped++
		}
		out.List = append(out.List, d)
	})
	g.out.Demands = out
	return err
}

func (g *gatherer) resolutions(ctx context.Context) error {
	if g.Oversight == nil {
		return nil
	}
	out := &Resolutions{}
	over := 0
	err := pages(ctx, g, g.Oversight.Resolutions, func(r oversight.Resolution) {
		out.Made++
		done := doneAt(r)
		inTime := !done.IsZero() && (r.Due.IsZero() || !done.After(r.Due))
		switch {
		case r.State == oversight.ResolutionFailed:
			out.Failed++
		case r.State == oversight.ResolutionDone:
			out.Done++
		case r.Late(g.now):
			out.Late++
		default:
			out.Open++
		}
		if r.State == oversight.ResolutionDone || r.State == oversight.ResolutionFailed || r.Late(g.now) {
			over++
			if inTime && r.State == oversight.ResolutionDone {
				out.Kept++
			}
		}
		if r.Governor {
			out.Governor++
		}
		out.List = append(out.List, r)
	})
	out.KeptShare = share(out.Kept, over)
	g.out.Resolutions = out
	return err
}

// doneAt is when the agency reported what was then found done, zero while it is
// not.
func doneAt(r oversight.Resolution) time.Time {
	var done time.Time
	for _, s := range r.Steps {
		switch s.Kind {
		case "reported":
			done = s.At
		case "sent_back":
			done = time.Time{}
		}
	}
	return done
}
