// Package province hands what a pack says of the rooms beside the desk to those
// rooms: the hours of open doors, how many are invited a week, what an answer
// without a visit spares.
package province

import (
	"fmt"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// OpenDoor are the hours of open doors by place, for oversight.Settings.
func OpenDoor(packs []*pack.Pack) map[samad.PlaceID]oversight.Hours {
	out := map[samad.PlaceID]oversight.Hours{}
	for _, p := range packs {
		for _, d := range p.OpenDoors {
			out[d.Place] = oversight.Hours{Weekday: d.Weekday, Interval: d.Interval}
		}
	}
	return out
}

// Weekly is how many directors-general are invited a week, for meeting.Settings;
// empty for a pack that does not say.
func Weekly(p *pack.Pack) ([]meeting.Weekly, error) {
	var out []meeting.Weekly
	for _, w := range p.WeeklyHosts {
		one := meeting.Weekly{From: w.From, Hosts: w.Hosts, Reason: w.Reason}
		if !w.To.IsZero() { // a pack names the first day on which it no longer holds
			var err error
			if one.To, err = w.To.AddDays(-1); err != nil {
				return nil, fmt.Errorf("province: weekly hosts: %w", err)
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// Spared are the estimates of a pack, for figures.Config.
func Spared(p *pack.Pack) []figures.Estimate {
	out := make([]figures.Estimate, len(p.Spared))
	for i, s := range p.Spared {
		out[i] = figures.Estimate{Topic: s.Topic, From: s.From, Visits: s.Visits, Minutes: s.Minutes}
	}
	return out
}
