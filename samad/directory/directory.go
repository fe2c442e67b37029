package directory

import (
	"iter"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// zeroDay asks for an entry whenever it holds.
var zeroDay persian.Date

var _ samad.Directory = (*Directory)(nil)

// Directory knows agencies, topics and places. It is immutable; what its
// methods return belongs to the caller.
//
// Methods take the day on which the answer is to hold. The zero day asks for
// an entry whenever it holds: the last one of its id.
type Directory struct {
	hash     string
	agencies table[samad.AgencyID, agencyEntry]
	topics   table[samad.TopicID, topicEntry]
	places   table[samad.PlaceID, placeEntry]
	kinds    map[samad.Kind][]samad.Question
}

// Hash is the SHA-256 of the files, in hexadecimal: two directories with the
// same hash give the same answers.
func (d *Directory) Hash() string { return d.hash }

// Agency returns the agency as it is on the day.
func (d *Directory) Agency(id samad.AgencyID, on persian.Date) (samad.Agency, bool) {
	e, ok := d.agencies.on(id, on)
	if !ok {
		return samad.Agency{}, false
	}
	return copyAgency(e.Agency), true
}

// Topic returns the topic as it is on the day, with the articles that hold
// then.
func (d *Directory) Topic(id samad.TopicID, on persian.Date) (samad.Topic, bool) {
	e, ok := d.topics.on(id, on)
	if !ok {
		return samad.Topic{}, false
	}
	return copyTopic(e.Topic, on), true
}

// Place returns the place as it is on the day.
func (d *Directory) Place(id samad.PlaceID, on persian.Date) (samad.Place, bool) {
	e, ok := d.places.on(id, on)
	if !ok {
		return samad.Place{}, false
	}
	return copyPlace(e.Place), true
}

// PlaceNames returns by which other words people call the place.
func (d *Directory) PlaceNames(id samad.PlaceID, on persian.Date) (PlaceNames, bool) {
	e, ok := d.places.on(id, on)
	if !ok {
		return PlaceNames{}, false
	}
	names := e.names
	names.Aliases = slices.Clone(names.Aliases)
	return names, true
}

// Agencies lists what holds on the day, in the order of the files.
func (d *Directory) Agencies(on persian.Date) []samad.Agency {
	return collect(d.agencies.all, on, func(e agencyEntry) samad.Agency { return copyAgency(e.Agency) })
}

// Topics lists what holds on the day, in the order of the files.
func (d *Directory) Topics(on persian.Date) []samad.Topic {
	return collect(d.topics.all, on, func(e topicEntry) samad.Topic { return copyTopic(e.Topic, on) })
}

// Places lists what holds on the day: provinces, counties, then cities, each
// in the order of the files.
func (d *Directory) Places(on persian.Date) []samad.Place {
	return collect(d.places.all, on, func(e placeEntry) samad.Place { return copyPlace(e.Place) })
}

func collect[E interface{ valid() samad.Validity }, T any](all []E, on persian.Date, take func(E) T) []T {
	out := make([]T, 0, len(all))
	for _, e := range all {
		if on.IsZero() || e.valid().Includes(on) {
			out = append(out, take(e))
		}
	}
	return out
}

// AgencyPath returns the agency and its ancestors, the root first; nil when the
// agency is unknown.
func (d *Directory) AgencyPath(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	var path []samad.AgencyID
	for id != "" {
		e, ok := d.agencies.on(id, on)
		if !ok {
			break
		}
		path = append(path, id)
		id = e.Parent
	}
	slices.Reverse(path)
	return path
}

// AgencySubtree returns the agency and everything below it, the agency first
// and then in the order of the files; nil when the agency is unknown.
func (d *Directory) AgencySubtree(id samad.AgencyID, on persian.Date) []samad.AgencyID {
	if _, ok := d.agencies.on(id, on); !ok {
		return nil
	}
	out := []samad.AgencyID{id}
	for _, e := range d.agencies.all {
		if e.ID != id && (on.IsZero() || e.Validity.Includes(on)) && slices.Contains(d.AgencyPath(e.ID, on), id) &&
			!slices.Contains(out, e.ID) {
			out = append(out, e.ID)
		}
	}
	return out
}

// Centre returns the office that screens cases of the place, or false when no
// centre serves it. The empty place is served by the only centre, if there is
// just one.
func (d *Directory) Centre(place samad.PlaceID, on persian.Date) (samad.AgencyID, bool) {
	var found samad.AgencyID
	for _, e := range d.agencies.all {
		if !e.Centre || !(on.IsZero() || e.Validity.Includes(on)) || !e.Serves(place) {
			continue
		}
		if found != "" && found != e.ID {
			return "", false
		}
		found = e.ID
	}
	return found, found != ""
}

// Questions returns what is asked for the kind and topic: the kind's questions
// first, then those of the topic's ancestors from the root, then its own.
func (d *Directory) Questions(kind samad.Kind, topic samad.TopicID, on persian.Date) []samad.Question {
	var groups [][]samad.Question
	for id := topic; id != ""; {
		e, ok := d.topics.on(id, on)
		if !ok {
			break
		}
		groups = append(groups, e.Questions)
		id = e.Parent
	}
	out := copyQuestions(d.kinds[kind])
	for _, g := range slices.Backward(groups) {
		out = append(out, copyQuestions(g)...)
	}
	return out
}

// AgencyIDs walks over the ids of all agencies, whenever they hold, in the
// order of the files: for checks of files that refer to them.
func (d *Directory) AgencyIDs() iter.Seq[string] { return d.agencies.ids() }

// TopicIDs does for topics what [Directory.AgencyIDs] does for agencies.
func (d *Directory) TopicIDs() iter.Seq[string] { return d.topics.ids() }

// PlaceIDs does for places what [Directory.AgencyIDs] does for agencies.
func (d *Directory) PlaceIDs() iter.Seq[string] { return d.places.ids() }
