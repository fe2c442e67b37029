package directory

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

type agencyEntry struct {
	samad.Agency
	parent        yamlfile.Node
	places, taken []yamlfile.Node
	at            origin
	over          bool
}

func (e agencyEntry) id() samad.AgencyID    { return e.ID }
func (e agencyEntry) valid() samad.Validity { return e.Validity }
func (e agencyEntry) from() origin          { return e.at }
func (e agencyEntry) lying() bool           { return e.over }

var (
	agencyForm = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)

	levels    = []samad.Level{samad.CountyLevel, samad.ProvincialLevel, samad.NationalLevel}
	instances = []string{"one", "per_county", "per_city", "per_district", "per_village"}
)

func (l *loader) readAgencies(m *yamlfile.Map) {
	for _, n := range m.List("agencies", yamlfile.Required) {
		a := n.Map()
		e := agencyEntry{
			Agency: samad.Agency{
				ID:        samad.AgencyID(a.Text("id", yamlfile.Required)),
				Name:      text(a, "name", "name_en"),
				Level:     oneOf(a, "level", yamlfile.Required, levels),
				Kind:      a.Text("kind", yamlfile.Required),
				Aliases:   phrases(a, "aliases"),
				Instances: oneOf(a, "instances", yamlfile.Optional, instances),
				Outside:   a.Bool("outside_government"),
				Centre:    a.Bool("centre"),
				Note:      a.Text("scope_note", yamlfile.Optional),
				Validity:  validity(a),
			},
			parent: a.Get("parent", yamlfile.Optional),
			at:     origin{l.layer, a.Pos(), a}, over: l.over,
		}
		e.Parent = samad.AgencyID(e.parent.Text())
		if e.Instances == "" {
			e.Instances = "one"
		}
		j := a.Map("jurisdiction", yamlfile.Optional)
		e.places, e.taken = j.List("places", yamlfile.Required), j.List("except", yamlfile.Optional)
		e.Places, e.Except = codes(e.places), codes(e.taken)
		j.Done()
		a.Done()
		if e.ID != "" && !agencyForm.MatchString(string(e.ID)) {
			a.FaultAt("id", fmt.Sprintf("%q is no id of an agency", e.ID), "small Latin letters, digits, dots and hyphens, for example isf.tamin")
			continue
		}
		if e.ID != "" {
			l.agencies = append(l.agencies, e)
		}
	}
}

func codes(nodes []yamlfile.Node) []samad.PlaceID {
	var out []samad.PlaceID
	for _, n := range nodes {
		out = append(out, samad.PlaceID(n.Code()))
	}
	return out
}

// oneOf reads a word out of a list of allowed ones.
func oneOf[T ~string](m *yamlfile.Map, key string, need yamlfile.Need, allowed []T) T {
	s := T(m.Text(key, need))
	if s == "" || slices.Contains(allowed, s) {
		return s
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	hint := "one of " + strings.Join(words, ", ")
	if near := yamlfile.Nearest(string(s), slices.Values(words)); near != "" {
		hint = fmt.Sprintf("is %q meant?", near)
	}
	m.FaultAt(key, fmt.Sprintf("unknown %s %q", key, s), hint)
	return ""
}

func (l *loader) linkAgencies(d *Directory) {
	for _, e := range d.agencies.all {
		if e.Parent != "" && d.agencies.mustKnow(e.Parent, "agency", e.parent, e.Validity) {
			above, _ := d.agencies.on(e.Parent, e.From)
			if e.Level != "" && above.Level != "" && slices.Index(levels, above.Level) < slices.Index(levels, e.Level) {
				e.parent.Fault(fmt.Sprintf("the parent is a %s agency, this one a %s", above.Level, e.Level), "")
			}
		}
		for i, n := range e.places {
			d.places.mustKnow(e.Places[i], "place", n, samad.Validity{From: e.From, To: e.From})
		}
		for i, n := range e.taken {
			if d.places.mustKnow(e.Except[i], "place", n, samad.Validity{From: e.From, To: e.From}) &&
				!slices.ContainsFunc(e.Places, e.Except[i].Under) {
				n.Fault(fmt.Sprintf("%s is excepted, but lies in none of the places", e.Except[i]), "")
			}
		}
	}
	l.findCycles(d)
	l.checkCentres(d)
}

// findCycles reports every circle of agencies that are each other's parents,
// once, at the first of its members.
func (l *loader) findCycles(d *Directory) {
	const (
		unseen = iota
		onPath
		done
	)
	state := map[samad.AgencyID]int{}
	for _, e := range d.agencies.all {
		var path []agencyEntry
		cur, ok := e, true
		for ok && state[cur.ID] == unseen {
			state[cur.ID] = onPath
			path = append(path, cur)
			cur, ok = d.agencies.on(cur.Parent, cur.From)
			if !ok {
				cur, ok = d.agencies.on(path[len(path)-1].Parent, zeroDay)
			}
		}
		if ok && state[cur.ID] == onPath {
			first := slices.IndexFunc(path, func(p agencyEntry) bool { return p.ID == cur.ID })
			names := make([]string, 0, len(path)+1)
			for _, p := range path[first:] {
				names = append(names, string(p.ID))
			}
			names = append(names, string(cur.ID))
			path[first].parent.Fault("agencies stand in a circle: "+strings.Join(names, " → "), "")
		}
		for _, p := range path {
			state[p.ID] = done
		}
	}
}

// checkCentres reports two centres that would screen the same cases.
func (l *loader) checkCentres(d *Directory) {
	var centres []agencyEntry
	for _, e := range d.agencies.all {
		if !e.Centre {
			continue
		}
		for _, other := range centres {
			if overlap(other.Validity, e.Validity) && shareGround(other.Agency, e.Agency) {
				e.at.m.FaultAt("centre", fmt.Sprintf("%q is the Samad centre of the same places as %q", e.ID, other.ID), "")
			}
		}
		centres = append(centres, e)
	}
}

func shareGround(a, b samad.Agency) bool {
	if len(a.Places) == 0 || len(b.Places) == 0 {
		return true
	}
	return slices.ContainsFunc(a.Places, b.Serves) || slices.ContainsFunc(b.Places, a.Serves)
}
