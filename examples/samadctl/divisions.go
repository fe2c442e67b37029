package main

import (
	_ "embed"
	"fmt"
	"strings"
)

// divisions are the provinces, counties and cities of Iran: official code, name,
// Latin name, and ? where that was written letter by letter.
//
// Source: the list of the Statistical Centre of Iran (مرکز آمار ایران) of Mordad
// 1399 (August 2020), as published at github.com/ahmadazizi/iran-cities,
// releases/v3.0 (commit c653db7122c9ff640e3eafec19341d9a7f3ac54d), licence MIT;
// Latin names from github.com/amyrmahdy/provinces_cities_iran, licence MIT, or
// by hand. Counties and cities that were made later are not in it.
//
//go:embed divisions.csv
var divisions string

type division struct {
	code, name, latin string
	byLetter          bool // the Latin name is a transliteration without short vowels
}

// province is what a pack begins with.
type province struct {
	division
	counties, cities []division
}

// provinceOf finds a province by its two digits.
func provinceOf(code string) (p province, ok bool) {
	for line := range strings.Lines(divisions) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), ",")
		if len(f) != 4 || !strings.HasPrefix(f[0], code) {
			continue
		}
		d := division{f[0], f[1], f[2], f[3] == "?"}
		switch len(d.code) {
		case 2:
			p.division, ok = d, true
		case 4:
			p.counties = append(p.counties, d)
		default:
			p.cities = append(p.cities, d)
		}
	}
	return p, ok
}

// sample is the place of the starter's tests, and another one that has a water
// company of its own: the second county, or where there is none the second city.
func (p province) sample() (county, city, other division) {
	for _, c := range p.cities {
		if strings.HasPrefix(c.code, p.counties[0].code) {
			city = c
			break
		}
	}
	if len(p.counties) > 1 {
		return p.counties[0], city, p.counties[1]
	}
	return p.counties[0], city, p.cities[1]
}

// placesFile is places.yaml of the province.
func (p province) placesFile() string {
	var b strings.Builder
	b.WriteString(`# Official codes: two digits a province, four a county, ten a city; the
# beginning of a code is the place above. The list is that of the Statistical
# Centre of Iran of Mordad 1399, as published at github.com/ahmadazizi/iran-cities
# (MIT): add what was made since, and look at names marked "by letter".
`)
	for _, part := range []struct {
		title string
		list  []division
	}{{"provinces", []division{p.division}}, {"counties", p.counties}, {"cities", p.cities}} {
		b.WriteString(part.title + ":\n")
		for _, d := range part.list {
			fmt.Fprintf(&b, "  - {code: %q, name: %s, latin: %q}", d.code, d.name, d.latin)
			if d.byLetter {
				b.WriteString(" # by letter")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// slug makes of a Latin name what may stand in an id.
func slug(latin string) string {
	keep := func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r
		case r == ' ' || r == '-':
			return '-'
		}
		return -1
	}
	return strings.Trim(strings.Map(keep, strings.ToLower(latin)), "-")
}
