package directory

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// PlaceNames is by which words people call a place in a text.
type PlaceNames struct {
	// Aliases are other names and spellings that folding does not unite.
	Aliases []string
	// CommonWord says that the name is also a word of everyday (دامنه, خور):
	// it names the place only beside a word such as شهر, شهرستان or در.
	CommonWord bool
	// Seat is a county's town, "" for other places or when not given.
	Seat samad.PlaceID
}

type placeEntry struct {
	samad.Place
	names PlaceNames
	seat  yamlfile.Node
	at    origin
	over  bool
}

func (e placeEntry) id() samad.PlaceID     { return e.ID }
func (e placeEntry) valid() samad.Validity { return e.Validity }
func (e placeEntry) from() origin          { return e.at }
func (e placeEntry) lying() bool           { return e.over }

// placeForms are the codes of each level, and the key under which the file
// names the place above.
var placeForms = []struct {
	key    string
	level  samad.PlaceLevel
	digits int
	parent string
	prefix int
}{
	{"provinces", samad.ProvincePlace, 2, "", 0},
	{"counties", samad.CountyPlace, 4, "province", 2},
	{"cities", samad.CityPlace, 10, "county", 4},
}

var allDigits = regexp.MustCompile(`^[0-9]+$`)

func (l *loader) readPlaces(m *yamlfile.Map) {
	for _, form := range placeForms {
		for _, n := range m.List(form.key, yamlfile.Need(form.level == samad.ProvincePlace && !l.over)) {
			p := n.Map()
			code := p.Code("code", yamlfile.Required)
			if code != "" && (len(code) != form.digits || !allDigits.MatchString(code)) {
				p.FaultAt("code", fmt.Sprintf("%q is no code of a %s", code, form.level),
					fmt.Sprintf("%d Latin digits in quotes", form.digits))
				code = ""
			}
			e := placeEntry{
				Place: samad.Place{
					ID: samad.PlaceID(code), Level: form.level, Name: text(p, "name", "latin"),
					Population: population(p), Validity: validity(p),
				},
				names: PlaceNames{Aliases: phrases(p, "aliases"), CommonWord: p.Bool("common_word")},
				at:    origin{l.layer, p.Pos(), p}, over: l.over,
			}
			if form.parent != "" && code != "" {
				e.Parent = samad.PlaceID(code[:form.prefix])
				if above := p.Code(form.parent, yamlfile.Optional); above != "" && above != string(e.Parent) {
					p.FaultAt(form.parent, fmt.Sprintf("code %s lies in %s, not in %s", code, e.Parent, above), "")
				}
			}
			switch form.level {
			case samad.CountyPlace:
				e.seat = p.Get("seat_city", yamlfile.Optional)
				e.names.Seat = samad.PlaceID(e.seat.Code())
			case samad.ProvincePlace:
				// For address books and calls; nothing here needs them yet.
				p.Code("iso", yamlfile.Optional)
				p.Code("tel_prefix", yamlfile.Optional)
			}
			p.Done()
			if code != "" {
				l.places = append(l.places, e)
			}
		}
	}
}

func population(m *yamlfile.Map) *samad.Population {
	if !m.Has("population") {
		return nil
	}
	p := m.Map("population", yamlfile.Optional)
	out := &samad.Population{
		Count:  int64(p.Int("count", yamlfile.Required)),
		Year:   p.Int("year", yamlfile.Required),
		Source: p.Text("source", yamlfile.Required),
	}
	if !p.IsZero() {
		if out.Count < 1 {
			p.FaultAt("count", "a population counts at least one", "leave population out where it is unknown")
		}
		if out.Year < persian.MinYear || out.Year > persian.MaxYear {
			p.FaultAt("year", fmt.Sprintf("%d is no Persian year", out.Year), "for example 1395")
		}
	}
	p.Done()
	return out
}

// phrases reads a list of words or phrases, each with at least one letter.
func phrases(m *yamlfile.Map, key string) []string {
	var out []string
	for _, n := range m.List(key, yamlfile.Optional) {
		s := n.Text()
		if s == "" || fold.Text(s) == "" {
			n.Fault(fmt.Sprintf("%s: no word in %q", key, s), "")
			continue
		}
		if strings.ContainsAny(s, "،؛") {
			n.Fault(fmt.Sprintf("%s: %q holds a Persian comma, which does not part the words of a list", key, s), "write the Latin comma between them")
			continue
		}
		out = append(out, s)
	}
	return out
}

func (l *loader) linkPlaces(d *Directory) {
	for _, e := range d.places.all {
		if e.Parent != "" && !d.places.has(e.Parent) {
			e.at.m.FaultAt("code", fmt.Sprintf("code %s lies in %s, which the file does not have", e.ID, e.Parent), "")
		}
		if e.names.Seat == "" {
			continue
		}
		if d.places.mustKnow(e.names.Seat, "place", e.seat, samad.Validity{From: e.From, To: e.From}) && !e.names.Seat.Under(e.ID) {
			e.seat.Fault(fmt.Sprintf("seat %s does not lie in %s", e.names.Seat, e.ID), "")
		}
	}
}
