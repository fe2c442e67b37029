package webdesk

import (
	"github.com/samad111/go-samad/samad"
)

// Province is a province with what its pack tells the public.
type Province struct {
	Title samad.Text
	// Text returns a text of the pack by its key, the zero Text where the pack
	// has none.
	Text func(key string) samad.Text
}

// aboutPage tells what Samad is, from the packs' own texts.
type aboutPage struct {
	frame
	Provinces  []aboutProvince
	Limit, Aim string
	Objection  string
}

type aboutProvince struct {
	Title, Centre, Phone string
	About, Elsewhere     []string
}

func (h *handler) about(v *visit) error {
	page := aboutPage{frame: v.frame(v.T("درباره سامد", "About Samad"))}
	page.Limit, page.Aim = h.usual(page.frame, samad.Request)
	for _, p := range h.provinces() {
		one := aboutProvince{
			Title: p.Title.In(v.lang), Centre: p.Text("centre.name").In(v.lang), Phone: page.N(p.Text("centre.phone").In(v.lang)),
		}
		for _, key := range []string{"about.what", "about.basis", "about.deadline", "about.free"} {
			if t := p.Text(key).In(v.lang); t != "" {
				one.About = append(one.About, t)
			}
		}
		for _, key := range []string{"emergency.notice", "scope.courts", "scope.private"} {
			if t := p.Text(key).In(v.lang); t != "" {
				one.Elsewhere = append(one.Elsewhere, t)
			}
		}
		page.Provinces = append(page.Provinces, one)
	}
	return v.show(200, "about", page)
}

func (h *handler) provinces() []Province {
	if h.Provinces == nil {
		return nil
	}
	return h.Provinces()
}
