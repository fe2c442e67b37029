package pack

import (
	"fmt"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// OpenDoor is when the managers of a place must be there for people.
type OpenDoor struct {
	samad.Validity
	Place   samad.PlaceID
	Weekday persian.Weekday
	sla.Interval
}

// WeeklyHosts is how many directors-general are invited to electronic meetings in
// a week, and why.
type WeeklyHosts struct {
	samad.Validity
	Hosts  int
	Reason samad.Text
}

// Spared is the province's estimate of what an answer without a visit spares the
// petitioner, on a topic and those below it, "" for the others, from a day on.
type Spared struct {
	Topic           samad.TopicID
	From            persian.Date
	Visits, Minutes int
}

// rooms reads what the rooms beside the desk go by. A key of a pack that extends
// another one replaces the other's list.
func (l *loader) rooms(p *Pack, m *yamlfile.Map) {
	if m.Has("open_door") {
		p.OpenDoors = l.openDoors(p, m)
	}
	if m.Has("weekly_hosts") {
		p.WeeklyHosts = l.weeklyHosts(m)
	}
	if m.Has("spared") {
		p.Spared = l.spared(p, m)
	}
	if m.Has("meetings") {
		p.Meetings = l.meetingRules(m)
	}
	if m.Has("oversight") {
		p.Oversight = l.oversightRules(m)
	}
}

func (l *loader) openDoors(p *Pack, m *yamlfile.Map) []OpenDoor {
	var out []OpenDoor
	for _, n := range m.Each("open_door") {
		one := n.Map()
		d := OpenDoor{Place: p.Province}
		if place := one.Get("place", yamlfile.Optional); place.Code() != "" {
			if d.Place = samad.PlaceID(place.Code()); !d.Place.Under(p.Province) {
				place.Fault(fmt.Sprintf("place %q does not lie in province %s", d.Place, p.Province), "")
			}
		}
		d.Weekday, _ = weekday(one.Get("weekday", yamlfile.Required))
		if hours := one.Get("hours", yamlfile.Required); hours.Text() != "" {
			d.Interval = hoursOf(hours)
		}
		var same []samad.Validity
		for _, other := range out {
			if other.Place == d.Place {
				same = append(same, other.Validity)
			}
		}
		d.Validity = l.validity(one, same)
		one.Done()
		out = append(out, d)
	}
	return out
}

func (l *loader) weeklyHosts(m *yamlfile.Map) []WeeklyHosts {
	var out []WeeklyHosts
	for _, n := range m.Each("weekly_hosts") {
		one := n.Map()
		var w WeeklyHosts
		hosts := one.Get("hosts", yamlfile.Required)
		if w.Hosts = hosts.Int(); w.Hosts < 1 || w.Hosts > 50 {
			hosts.Fault("hosts is 1 to 50", "")
		}
		w.Reason = samad.Text{Fa: one.Text("reason", yamlfile.Required), En: one.Text("reason_en", yamlfile.Required)}
		w.From, w.To = yamlday.Get(one, "valid_from", yamlfile.Optional), yamlday.Get(one, "valid_to", yamlfile.Optional)
		if !w.To.IsZero() && !w.From.Before(w.To) {
			one.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which the number no longer holds")
		}
		one.Done()
		for _, other := range out {
			if (other.To.IsZero() || w.From.Before(other.To)) && (w.To.IsZero() || other.From.Before(w.To)) {
				one.Fault("two numbers hold on the same days", "end one by valid_to before the next begins")
				break
			}
		}
		out = append(out, w)
	}
	return out
}

func (l *loader) spared(p *Pack, m *yamlfile.Map) []Spared {
	var out []Spared
	for _, n := range m.Each("spared") {
		one := n.Map()
		var s Spared
		if topic := one.Get("topic", yamlfile.Optional); topic.Text() != "" {
			s.Topic = samad.TopicID(topic.Text())
			if p.Directory != nil {
				if _, ok := p.Directory.Topic(s.Topic, persian.Date{}); !ok {
					topic.Fault(fmt.Sprintf("topic %q does not exist", s.Topic), "")
				}
			}
		}
		s.From = yamlday.Get(one, "valid_from", yamlfile.Optional)
		s.Visits, s.Minutes = one.Int("visits", yamlfile.Required), one.Int("minutes", yamlfile.Required)
		if s.Visits < 0 || s.Minutes < 0 {
			one.Fault("visits and minutes are not below 0", "")
		}
		one.Done()
		out = append(out, s)
	}
	return out
}
