package routing

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// placeName is a name by which a place may be called in a text.
type placeName struct {
	id     samad.PlaceID
	joined string // folded, without blanks
	name   string
	common bool // also a word of everyday
	valid  samad.Validity
}

func (r *reader) readPlaces(t *Table) {
	provinces := map[samad.PlaceID]string{}
	// The first that bore a name comes first, for texts without a day.
	places := t.dir.Places(persian.Date{})
	slices.SortStableFunc(places, func(a, b samad.Place) int { return a.From.Compare(b.From) })
	for _, p := range places {
		if p.Level == samad.ProvincePlace {
			provinces[p.ID] = p.Name.Fa // as a name it is that of a county
			continue
		}
		if p.Level == samad.CountyPlace && provinces[p.Parent] == p.Name.Fa {
			r.capitals = append(r.capitals, p.ID)
		}
		names, _ := t.dir.PlaceNames(p.ID, persian.Date{})
		for _, name := range append([]string{p.Name.Fa, p.Name.En}, names.Aliases...) {
			joined := strings.ReplaceAll(fold.Text(name), " ", "")
			if joined == "" {
				continue
			}
			for _, w := range fold.Words(name) {
				r.placeWords[plainStem(w.Text, fold.Stem(w.Text))] = true
			}
			r.places = append(r.places, placeName{p.ID, joined, name, names.CommonWord, p.Validity})
			r.mark(name, mark{kind: placeMark, place: int32(len(r.places) - 1)})
		}
	}
}

// Words before a name that tell what it names.
var (
	// What follows is a street or a way, not the place of the matter.
	ways = []string{"خیابان", "خیابون", "خ", "جاده", "بلوار", "بزرگراه", "اتوبان", "اتوبوس", "میدان", "میدون", "کوچه", "قطار", "پرواز", "پل", "استان", "دانشگاه"}
	// What follows is a place, even if its name is a word of everyday.
	placeCues = []string{"شهر", "شهرستان", "بخش", "در", "تو", "توی", "از", "به", "اهالی", "ساکن", "مردم", "روستای", "دهستان", "شهرک", "شهرداری", "ورودی"}
)

// findPlace picks the place that the text is about out of the names found in
// it, "" for none. Of several counties, one beside the provincial capital is
// taken rather than the capital, whose name is also that of the province; of
// others the first. Names of places that do not exist on the day are passed
// over; without a day the first that bears the name is meant.
func (r *reader) findPlace(words []fold.Word, hits []hit, day persian.Date) (samad.PlaceID, hit) {
	var found []namedPlace
	longest := 0
	for _, h := range hits {
		for _, m := range r.marks[h.phrase] {
			if m.kind != placeMark {
				continue
			}
			name := r.places[m.place]
			if !day.IsZero() && !name.valid.Includes(day) {
				continue
			}
			// Endings make another word of a name: کاشانی is a person.
			if !joins(words[h.first:h.end], name.joined) {
				continue
			}
			before := ""
			if h.first > 0 {
				before = words[h.first-1].Text
			}
			if slices.Contains(ways, before) || name.common && !slices.Contains(placeCues, before) {
				continue
			}
			found = append(found, namedPlace{name.id, h})
			longest = max(longest, h.end-h.first)
		}
	}
	var best namedPlace
	for i, c := range found {
		if hiddenPlace(found, i, longest) {
			continue
		}
		switch {
		case best.id == "":
			best = c
		case best.id.Under(c.id[:4]) || c.id.Under(best.id[:4]):
			// The same county: a city tells more, but only another name of it:
			// the county's own name may mean the county or its town.
			if len(c.id) > len(best.id) && c.first != best.first {
				best = c
			}
		case c.first != best.first && r.isCapital(best.id) && !r.isCapital(c.id):
			best = c
		}
	}
	return best.id, best.hit
}

// namedPlace is a name of a place in a text.
type namedPlace struct {
	id samad.PlaceID
	hit
}

// hiddenPlace reports whether a name lies inside a longer one. Names are ordered
// by where they begin, so only those beside it can hide it.
func hiddenPlace(found []namedPlace, i, longest int) bool {
	c := found[i]
	covers := func(o namedPlace) bool {
		return o.first <= c.first && c.end <= o.end && o.end-o.first > c.end-c.first
	}
	for j := i + 1; j < len(found) && found[j].first == c.first; j++ {
		if covers(found[j]) {
			return true
		}
	}
	for j := i - 1; j >= 0 && c.first-found[j].first < longest; j-- {
		if covers(found[j]) {
			return true
		}
	}
	return false
}

// joins reports whether folded words without blanks are a string.
func joins(words []fold.Word, joined string) bool {
	for _, w := range words {
		rest, ok := strings.CutPrefix(joined, w.Text)
		if !ok {
			return false
		}
		joined = rest
	}
	return joined == ""
}

// isCapital reports whether a place is the county that bears the province's
// name, or its town.
func (r *reader) isCapital(id samad.PlaceID) bool {
	return slices.ContainsFunc(r.capitals, id.Under)
}
