package webdesk

import (
	"cmp"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// today is the day on which directory entries must hold.
func (h *handler) today() persian.Date {
	date, err := persian.FromTime(h.Now().In(h.Location))
	if err != nil {
		return persian.Date{} // outside the calendar only what always holds
	}
	return date
}

// kinds lists what a case may be.
func (v *visit) kinds() []option {
	hints := map[samad.Kind]samad.Text{
		samad.Request:      {Fa: "کاری را می‌خواهید", En: "you want something done"},
		samad.Complaint:    {Fa: "از رفتار یا کار دستگاهی", En: "about what an office did"},
		samad.Suggestion:   {Fa: "راه بهتری می‌شناسید", En: "you know a better way"},
		samad.Criticism:    {Fa: "کاری را درست نمی‌دانید", En: "you find something wrong"},
		samad.Report:       {Fa: "چیزی را خبر می‌دهید", En: "you tell of something"},
		samad.Idea:         {Fa: "طرحی برای آینده دارید", En: "a plan for the future"},
		samad.Consultation: {Fa: "راهنمایی می‌خواهید", En: "you want advice"},
	}
	var out []option
	for _, k := range samad.Kinds() {
		out = append(out, option{Value: string(k), Label: samad.KindName(k).In(v.lang), Hint: hints[k].In(v.lang)})
	}
	return out
}

// topics lists the topics under which cases are filed, by group.
func (v *visit) topics() []group {
	all := v.h.Directory.Topics(v.h.today())
	byParent := map[samad.TopicID][]option{}
	for _, t := range all {
		if t.Leaf && t.Parent != "" {
			byParent[t.Parent] = append(byParent[t.Parent], option{Value: string(t.ID), Label: t.Title.In(v.lang)})
		}
	}
	var out []group
	for _, t := range all {
		switch {
		case t.Leaf && t.Parent == "":
			out = append(out, group{Options: []option{{Value: string(t.ID), Label: t.Title.In(v.lang)}}})
		case len(byParent[t.ID]) > 0:
			out = append(out, group{Name: t.Title.In(v.lang), Options: byParent[t.ID]})
		}
	}
	return out
}

// places lists counties with their cities, in the order of the alphabet.
func (v *visit) places() []group {
	all := v.h.Directory.Places(v.h.today())
	sorted := v.collator()
	cities := map[samad.PlaceID][]option{}
	provinces := 0
	for _, p := range all {
		switch p.Level {
		case samad.CityPlace:
			cities[p.Parent] = append(cities[p.Parent], option{Value: string(p.ID), Label: v.T("شهر ", "") + p.Name.In(v.lang)})
		case samad.ProvincePlace:
			provinces++
		}
	}
	var out []group
	for _, p := range all {
		if p.Level != samad.CountyPlace {
			continue
		}
		name := v.T("شهرستان "+p.Name.In(v.lang), p.Name.In(v.lang)+" county")
		if provinces > 1 {
			if province, ok := v.h.Directory.Place(p.ID.Province(), v.h.today()); ok {
				name = province.Name.In(v.lang) + v.T("، ", ", ") + name
			}
		}
		options := cities[p.ID]
		slices.SortFunc(options, func(a, b option) int { return sorted(a.Label, b.Label) })
		whole := option{Value: string(p.ID), Label: name + v.T(" (همه شهرستان یا روستا)", " (all of it, or a village)")}
		out = append(out, group{Name: name, Options: append([]option{whole}, options...)})
	}
	slices.SortFunc(out, func(a, b group) int { return sorted(a.Name, b.Name) })
	return out
}

// agencies lists who may answer, by level.
func (v *visit) agencies() []group {
	names := map[samad.Level]samad.Text{
		samad.ProvincialLevel: {Fa: "استانی", En: "Provincial"},
		samad.CountyLevel:     {Fa: "شهرستان", En: "County"},
		samad.NationalLevel:   {Fa: "ملی", En: "National"},
	}
	byLevel := map[samad.Level][]option{}
	for _, a := range v.h.Directory.Agencies(v.h.today()) {
		byLevel[a.Level] = append(byLevel[a.Level], option{Value: string(a.ID), Label: a.Name.In(v.lang)})
	}
	sorted := v.collator()
	var out []group
	for _, level := range []samad.Level{samad.ProvincialLevel, samad.CountyLevel, samad.NationalLevel} {
		options := byLevel[level]
		slices.SortFunc(options, func(a, b option) int { return cmp.Or(sorted(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
		if len(options) > 0 {
			out = append(out, group{Name: names[level].In(v.lang), Options: options})
		}
	}
	return out
}

// collator compares by the alphabet of the page's language. A collator keeps
// state and serves one request.
func (v *visit) collator() func(a, b string) int {
	tag := language.Persian
	if v.lang == samad.English {
		tag = language.English
	}
	return collate.New(tag).CompareString
}

// agencyName is an agency's name today; its id where the directory no longer
// has it.
func (v *visit) agencyName(id samad.AgencyID) string {
	if a, ok := v.h.Directory.Agency(id, v.h.today()); ok {
		return a.Name.In(v.lang)
	}
	if a, ok := v.h.Directory.Agency(id, persian.Date{}); ok {
		return a.Name.In(v.lang)
	}
	return string(id)
}
