package crashtest

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// offices is how many agencies there are. Messages to one recipient go out one
// after the other, so that a single one would slow all down.
const offices = 16

const (
	centre   samad.AgencyID = "crash.centre"
	province samad.PlaceID  = "10"
)

func office(n int) samad.AgencyID { return samad.AgencyID(fmt.Sprintf("crash.office-%d", n%offices)) }
func topic(n int) samad.TopicID   { return samad.TopicID(fmt.Sprintf("matter-%d", n%offices)) }

var operator = samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: province}

// head is the head of an agency, who answers.
func head(agency samad.AgencyID) samad.Actor {
	return samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency}
}

// directory is a province with a centre and offices, and a topic for each.
type directory struct {
	agencies []samad.Agency
	topics   []samad.Topic
}

func newDirectory() directory {
	served := []samad.PlaceID{province}
	d := directory{agencies: []samad.Agency{{ID: centre, Name: samad.Text{Fa: "مرکز", En: "Centre"}, Places: served, Centre: true}}}
	for n := range offices {
		name := samad.Text{Fa: fmt.Sprintf("اداره %d", n), En: fmt.Sprintf("Office %d", n)}
		d.agencies = append(d.agencies, samad.Agency{ID: office(n), Name: name, Places: served})
		d.topics = append(d.topics, samad.Topic{ID: topic(n), Title: name, Leaf: true, Agency: office(n)})
	}
	return d
}

func (d directory) Agency(id samad.AgencyID, _ persian.Date) (samad.Agency, bool) {
	for _, a := range d.agencies {
		if a.ID == id {
			return a, true
		}
	}
	return samad.Agency{}, false
}

func (d directory) Topic(id samad.TopicID, _ persian.Date) (samad.Topic, bool) {
	for _, t := range d.topics {
		if t.ID == id {
			return t, true
		}
	}
	return samad.Topic{}, false
}

func (directory) place() samad.Place {
	return samad.Place{ID: province, Level: samad.ProvincePlace, Name: samad.Text{Fa: "استان", En: "Province"}}
}

func (d directory) Place(id samad.PlaceID, _ persian.Date) (samad.Place, bool) {
	return d.place(), id == province
}

func (d directory) Agencies(persian.Date) []samad.Agency {
	return append([]samad.Agency{}, d.agencies...)
}

func (d directory) Topics(persian.Date) []samad.Topic { return append([]samad.Topic{}, d.topics...) }

func (d directory) Places(persian.Date) []samad.Place { return []samad.Place{d.place()} }

func (d directory) AgencyPath(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	if _, ok := d.Agency(id, on); !ok {
		return nil
	}
	return []samad.AgencyID{id}
}

func (d directory) AgencySubtree(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	return d.AgencyPath(id, on)
}

func (directory) Centre(place samad.PlaceID, _ persian.Date) (samad.AgencyID, bool) {
	return centre, place == province || place == ""
}

func (directory) Questions(samad.Kind, samad.TopicID, persian.Date) []samad.Question { return nil }

// router refers by the topic.
type router struct{ directory }

func (r router) Route(_ context.Context, request samad.RouteRequest) (samad.Decision, error) {
	t, ok := r.Topic(request.Topic, persian.Date{})
	if !ok {
		return samad.Decision{}, fmt.Errorf("topic %q: %w", request.Topic, samad.ErrNoRoute)
	}
	return samad.Decision{Agency: t.Agency, Rule: "by-topic", RuleSet: "crash@1"}, nil
}

// deadlines are milliseconds, so that all marks come while a server lives.
type deadlines struct{}

func (deadlines) Plan(facts sla.Facts, clock sla.Clock) (sla.Plan, error) {
	if facts.Stage != sla.Screening && facts.Stage != sla.Answer {
		return sla.Plan{Policy: "crash@1"}, nil
	}
	limit, err := sla.NewTarget(1, sla.Hours)
	if err != nil {
		return sla.Plan{}, err
	}
	mark := func(after time.Duration) time.Time { return clock.Started.Add(after).UTC().Truncate(time.Microsecond) }
	due := mark(200 * time.Millisecond)
	return sla.Plan{Policy: "crash@1", Limit: limit, Due: due, Marks: []sla.Mark{
		{At: mark(100 * time.Millisecond), Kind: sla.Warning, Name: "half", Role: string(samad.RoleAgencyHead)},
		{At: due, Kind: sla.Breach, Name: "breach", Role: string(samad.RoleAgencyHead)},
		{At: mark(300 * time.Millisecond), Kind: sla.Escalation, Name: "oversight", Role: string(samad.RoleOversight)},
	}}, nil
}

// carrier takes everything.
type carrier struct{}

func (carrier) Notify(context.Context, samad.Notice) error { return nil }
