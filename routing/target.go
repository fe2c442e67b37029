package routing

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// agency returns the agency as it is on the day. The table shares it: it is
// only read.
func (t *Table) agency(id samad.AgencyID, day persian.Date) (*samad.Agency, bool) {
	entries := t.agencies[id]
	for i := range slices.Backward(entries) {
		if a := &entries[i]; day.IsZero() || a.Includes(day) {
			return a, true
		}
	}
	return nil, false
}

// under reports whether an agency is root or stands below it.
func (t *Table) under(id, root samad.AgencyID, day persian.Date) bool {
	for id != "" {
		if id == root {
			return true
		}
		a, ok := t.agency(id, day)
		if !ok {
			return false
		}
		id = a.Parent
	}
	return false
}

// reaches reports whether the agency serves the place or, where the place is a
// county or province, a part of it.
func reaches(a *samad.Agency, place samad.PlaceID) bool {
	if a.Serves(place) {
		return true
	}
	return !slices.ContainsFunc(a.Except, place.Under) &&
		slices.ContainsFunc(a.Places, func(p samad.PlaceID) bool { return p.Under(place) })
}

// resolve finds the agency that a target names for the request. It returns
// false when there is none, or none that holds on the day and reaches the
// place.
func (f *facts) resolve(target Target) (*samad.Agency, bool) {
	t := f.table
	fits := func(id samad.AgencyID) (*samad.Agency, bool) {
		a, ok := t.agency(id, f.day)
		return a, ok && reaches(a, f.Place)
	}
	switch target.Kind {
	case ToAgency:
		return fits(target.Agency)
	case ToOffice:
		return f.office(t.offices[target.Office])
	case ToTopic:
		return fits(f.topicAgency())
	case ToCentre:
		id, ok := t.dir.Centre(f.Place, f.day)
		if !ok {
			return nil, false
		}
		return fits(id)
	case ToAccused:
		return t.agency(f.About, f.day)
	case ToAbove:
		accused, ok := t.agency(f.About, f.day)
		for ok && accused.Parent != "" {
			above, known := fits(accused.Parent)
			if known && (target.Level == "" || rank(above.Level) <= rank(target.Level)) {
				return above, true
			}
			accused, ok = t.agency(accused.Parent, f.day)
		}
	}
	return nil, false
}

// topicAgency is the agency of the topic or of the nearest topic above it.
func (f *facts) topicAgency() samad.AgencyID {
	for topic := f.Topic; topic != ""; topic = topicAbove(topic) {
		if a := f.table.reader.agencyOf(topic, f.day); a != "" {
			return a
		}
	}
	return ""
}

// rank orders levels from the lowest.
func rank(l samad.Level) int {
	return slices.Index([]samad.Level{samad.CountyLevel, samad.ProvincialLevel, samad.NationalLevel}, l)
}

// office picks, out of the agencies of an office, the one at the lowest level
// that serves the place, of several the one with the narrowest ground. If none
// serves it, the nearest agency above one of them that does is taken.
func (f *facts) office(ids []samad.AgencyID) (*samad.Agency, bool) {
	var best *samad.Agency
	for _, id := range ids {
		a, ok := f.table.agency(id, f.day)
		if !ok || !a.Serves(f.Place) {
			continue
		}
		if best == nil || narrower(a, best, f.Place) {
			best = a
		}
	}
	if best != nil {
		return best, true
	}
	for _, id := range ids {
		for a, ok := f.table.agency(id, f.day); ok && a.Parent != ""; {
			if a, ok = f.table.agency(a.Parent, f.day); ok && a.Serves(f.Place) {
				return a, true
			}
		}
	}
	return nil, false
}

// narrower reports whether a is nearer to the place than b. Where the place is
// unknown, the wider one is: nothing says that it lies in the narrow one's
// ground.
func narrower(a, b *samad.Agency, place samad.PlaceID) bool {
	ga, gb := ground(a, place), ground(b, place)
	if place == "" {
		return rank(a.Level) > rank(b.Level) || rank(a.Level) == rank(b.Level) && ga < gb
	}
	return rank(a.Level) < rank(b.Level) || rank(a.Level) == rank(b.Level) && ga > gb
}

// ground is how long the code is by which the agency serves the place; without
// a place, the shortest code of its places.
func ground(a *samad.Agency, place samad.PlaceID) int {
	best := 0
	for i, p := range a.Places {
		switch {
		case place == "" && (i == 0 || len(p) < best):
			best = len(p)
		case place != "" && strings.HasPrefix(string(place), string(p)):
			best = max(best, len(p))
		}
	}
	return best
}
