package oversight

import (
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Local is what a province decides for itself from one day to another. Its
// SurveyURL and Lease are not looked at: those are the installation's.
type Local struct {
	Province samad.PlaceID
	samad.Validity
	Settings
}

// localSettings checks them and puts in what is left out.
func localSettings(all []Local) ([]Local, error) {
	out := slices.Clone(all)
	for i := range out {
		l := &out[i]
		var err error
		if l.Settings, err = l.withDefaults(); err != nil {
			return nil, fmt.Errorf("oversight: Config.Local of province %s: %w", l.Province, err)
		}
		if l.Province == "" || l.Province != l.Province.Province() {
			return nil, fmt.Errorf("oversight: Config.Local[%d].Province %q is no province", i, l.Province)
		}
		if !l.To.IsZero() && !l.From.Before(l.To) {
			return nil, fmt.Errorf("oversight: Config.Local of province %s ends before it begins", l.Province)
		}
		for _, other := range out[:i] {
			if other.Province == l.Province && (other.To.IsZero() || l.From.Before(other.To)) && (l.To.IsZero() || other.From.Before(l.To)) {
				return nil, fmt.Errorf("oversight: Config.Local has two settings of province %s for the same days", l.Province)
			}
		}
	}
	return out, nil
}

// Settings are those that hold in a place on a day, with all defaults.
func (o *Office) Settings(place samad.PlaceID, on persian.Date) Settings {
	for _, l := range o.local {
		if place != "" && place.Under(l.Province) && l.Includes(on) {
			s := l.Settings
			s.SurveyURL, s.Lease = o.settings.SurveyURL, o.settings.Lease
			return s
		}
	}
	return o.settings
}

// HoursOf are the hours of open doors in a place on a day, for posts that have
// none of their own.
func (o *Office) HoursOf(place samad.PlaceID, on persian.Date) Hours {
	return o.Settings(place, on).hours(place)
}

// at are the settings of a place at an instant.
func (o *Office) at(place samad.PlaceID, when time.Time) Settings {
	if len(o.local) == 0 {
		return o.settings
	}
	return o.Settings(place, o.day(when))
}

// provinces are those with settings of their own.
func (o *Office) provinces() []samad.PlaceID {
	var out []samad.PlaceID
	for _, l := range o.local {
		if !slices.Contains(out, l.Province) {
			out = append(out, l.Province)
		}
	}
	return out
}
