package samad

import "slices"

// Area is what an action concerns that is about no case: the meeting of an
// agency, a visit, the figures of a county, an account. What is not filled in
// is nobody's, so that only those reach it who reach everything.
type Area struct {
	// Agency is the agency concerned with its ancestors, the root first (see
	// [Directory.AgencyPath]).
	Agency []AgencyID
	// Centre is the office that screens for it.
	Centre AgencyID
	// Place is the smallest place that holds all of it; a whole province is
	// its id.
	Place PlaceID
	// Account is on whom it is laid: the inspector of a visit.
	Account string
}

// AreaOf is the area of a case: what reaches it reaches the case's meeting,
// review or demand.
func AreaOf(c Case) Area {
	place := c.Place
	if place == "" {
		place = c.Province
	}
	return Area{Agency: slices.Clone(c.AgencyPath), Centre: c.Centre, Place: place}
}

// as makes an area comparable by the same scopes as cases.
func (a Area) as() Case {
	return Case{AgencyPath: a.Agency, Centre: a.Centre, Place: a.Place, Expert: a.Account}
}
