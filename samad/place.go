package samad

// PlaceLevel says what kind of place an entry is.
type PlaceLevel string

// The levels of places. A village is named in words under its county and has
// no entry of its own.
const (
	ProvincePlace PlaceLevel = "province"
	CountyPlace   PlaceLevel = "county"
	CityPlace     PlaceLevel = "city"
)

// Place is a province, county or city of the official list.
type Place struct {
	ID     PlaceID    `json:"id"`
	Level  PlaceLevel `json:"level"`
	Name   Text       `json:"name"`
	Parent PlaceID    `json:"parent,omitempty"` // "" for a province
	// Population is nil where the pack gives none; no figure per inhabitant
	// is shown then.
	Population *Population `json:"population,omitempty"`
	Validity
}

// Population is a count of inhabitants with where it comes from.
type Population struct {
	Count  int64  `json:"count"`
	Year   int    `json:"year"` // Persian year of the census or estimate
	Source string `json:"source"`
}
