package samad

import "slices"

import "github.com/samad111/go-samad/sla/persian"

// Validity is a half-open span of days on which an entry of the directory
// holds. A zero From reaches back without end, a zero To forward.
type Validity struct {
	From persian.Date `json:"valid_from,omitzero"`
	To   persian.Date `json:"valid_to,omitzero"` // the first day on which it no longer holds
}

// Includes reports whether the day lies in the span.
func (v Validity) Includes(day persian.Date) bool {
	if !v.From.IsZero() && day.Before(v.From) {
		return false
	}
	return v.To.IsZero() || day.Before(v.To)
}

// Level says at which level of the administration an agency stands.
type Level string

// The levels of the administration, the lowest first.
const (
	CountyLevel     Level = "county"
	ProvincialLevel Level = "provincial"
	NationalLevel   Level = "national"
)

// Agency is a body that must answer: a ministry, general directorate,
// municipality, public company, or an office inside one.
type Agency struct {
	ID     AgencyID `json:"id"`
	Name   Text     `json:"name"`
	Level  Level    `json:"level"`
	Parent AgencyID `json:"parent,omitempty"` // "" at the root
	Kind   string   `json:"kind"`             // "directorate", "company", …: free word of the pack
	// Aliases are other names by which people and rules call the agency.
	Aliases []string `json:"aliases,omitempty"`
	// Places are the roots of the place subtrees it serves; empty means the
	// whole country. Except are subtrees taken out of them.
	Places []PlaceID `json:"places,omitempty"`
	Except []PlaceID `json:"except,omitempty"`
	// Instances is "one", or says that the entry stands for many offices of
	// the same shape: "per_county", "per_city", "per_district", "per_village".
	Instances string `json:"instances,omitempty"`
	// Outside says that the body does not belong to the government (courts,
	// professional councils); Samad asks it, but cannot oblige it.
	Outside bool `json:"outside_government,omitempty"`
	// Centre marks the office that runs Samad in its province: it screens
	// new cases and oversees the answers.
	Centre bool   `json:"centre,omitempty"`
	Note   string `json:"note,omitempty"`
	Validity
}

// Serves reports whether the agency serves the place. An empty place is
// served by every agency.
func (a Agency) Serves(place PlaceID) bool {
	for _, out := range a.Except {
		if place != "" && place.Under(out) {
			return false
		}
	}
	if place == "" || len(a.Places) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Places, place.Under)
}
