package webdesk

import (
	"net/http"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// provinceCookie keeps which of several provinces people chose to read about.
const provinceCookie = "samad_province"

// roomProvinces are those whose rooms are here, the one for whoever belongs to none
// first.
func (h *handler) roomProvinces() []samad.PlaceID {
	if len(h.Rooms.Provinces) == 0 {
		return []samad.PlaceID{h.Rooms.Province}
	}
	return h.Rooms.Provinces
}

// province is the one whose rooms are shown: that of whoever is signed in, by
// place or agency; people, and staff who belong to no single province, choose.
func (v *visit) province() samad.PlaceID {
	if own, ok := v.ownProvince(); ok {
		return own
	}
	here := v.h.roomProvinces()
	if asked := samad.PlaceID(v.r.URL.Query().Get("province")); slices.Contains(here, asked) {
		return asked
	}
	if c, err := v.r.Cookie(provinceCookie); err == nil && slices.Contains(here, samad.PlaceID(c.Value)) {
		return samad.PlaceID(c.Value)
	}
	return v.h.Rooms.Province
}

// ownProvince is the province of whoever is signed in, if it is one of those
// here.
func (v *visit) ownProvince() (samad.PlaceID, bool) {
	if v.session == nil {
		return "", false
	}
	here, actor := v.h.roomProvinces(), v.actor()
	if p := actor.Place.Province(); p != "" && slices.Contains(here, p) {
		return p, true
	}
	agency, ok := v.h.Directory.Agency(actor.Agency, v.h.today())
	if !ok {
		return "", false
	}
	for _, at := range agency.Places {
		if slices.Contains(here, at.Province()) {
			return at.Province(), true
		}
	}
	return "", false
}

// chooseProvince keeps what was chosen by link.
func (v *visit) chooseProvince() {
	if asked := samad.PlaceID(v.r.URL.Query().Get("province")); slices.Contains(v.h.roomProvinces(), asked) {
		http.SetCookie(v.w, v.cookie(provinceCookie, string(asked), v.h.Now().AddDate(1, 0, 0)))
	}
}

// provinceLinks lead to the page of each province, where there are several and
// the page is about one that may be chosen.
func (v *visit) provinceLinks() []provinceLink {
	here := v.h.roomProvinces()
	path := v.r.URL.Path
	if len(here) < 2 || !slices.Contains([]string{"/", "/figures", "/meetings", "/open-doors"}, path) {
		return nil
	}
	if _, bound := v.ownProvince(); bound {
		return nil
	}
	var out []provinceLink
	for _, p := range here {
		out = append(out, provinceLink{link{v.placeName(p), path + "?province=" + string(p)}, p == v.province()})
	}
	return out
}

type provinceLink struct {
	link
	Here bool
}
