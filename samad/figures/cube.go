package figures

import (
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Dimension is along what figures are told apart.
type Dimension string

// The dimensions.
const (
	ByNothing Dimension = "all"
	ByAgency  Dimension = "agency"
	ByCounty  Dimension = "county"
	ByTopic   Dimension = "topic"
	ByKind    Dimension = "kind"
	ByChannel Dimension = "channel"
	ByCentre  Dimension = "centre" // the centre that screens the cases and takes the calls
	ByMonth   Dimension = "month"
	BySeason  Dimension = "season"
	ByYear    Dimension = "year"
	ByWeek    Dimension = "week"
	ByDay     Dimension = "day"
)

// Dimensions returns all dimensions.
func Dimensions() []Dimension {
	return []Dimension{ByNothing, ByAgency, ByCounty, ByTopic, ByKind, ByChannel, ByCentre, ByMonth, BySeason, ByYear, ByWeek, ByDay}
}

// span is the span of a dimension of time, "" for others.
func (d Dimension) span() Span {
	switch d {
	case ByDay, ByWeek, ByMonth, BySeason, ByYear:
		return Span(d)
	default:
		return ""
	}
}

// value is where a fact stands along a dimension that is not of time.
func (d Dimension) value(f Fact) string {
	switch d {
	case ByAgency:
		return string(f.Agency)
	case ByCounty:
		return string(f.County)
	case ByTopic:
		return string(f.Topic)
	case ByKind:
		return string(f.Kind)
	case ByChannel:
		return string(f.Channel)
	case ByCentre:
		return string(f.Centre)
	default:
		return ""
	}
}

// The cubes are the combinations that are added up by month: each dimension
// for itself, in the province and within each agency and county.

func cubes() [][2]Dimension {
	return [][2]Dimension{
		{ByNothing, ByNothing}, {ByNothing, ByAgency}, {ByNothing, ByCounty}, {ByNothing, ByTopic}, {ByNothing, ByKind}, {ByNothing, ByChannel}, {ByNothing, ByCentre},
		{ByAgency, ByCounty}, {ByAgency, ByTopic}, {ByAgency, ByKind}, {ByAgency, ByChannel},
		{ByCounty, ByAgency}, {ByCounty, ByTopic}, {ByCounty, ByKind}, {ByCounty, ByChannel},
	}
}

// The parts of a key are joined by a byte that no id holds. The month stands
// before the value, so that a table of some months is one range of keys.
const keyPart = "\x1f"

// cellKey names the cell of a month: within a province, of a value of the first
// dimension, by a value of the second.
func cellKey(province samad.PlaceID, cube [2]Dimension, within string, month persian.Date, value string) string {
	return monthKey(province, cube, within, month.Format("yyyy-MM", persian.InLatin), value)
}

func monthKey(province samad.PlaceID, cube [2]Dimension, within, month, value string) string {
	return strings.Join([]string{string(province), string(cube[0]), string(cube[1]), within, month, value}, keyPart)
}

// cellValue is the last part of a key and its month.
func cellValue(key string) (month, value string) {
	parts := strings.Split(key, keyPart)
	if len(parts) != 6 {
		return "", ""
	}
	return parts[4], parts[5]
}

// hasCube reports whether a combination is added up by month.
func hasCube(within, by Dimension) bool {
	return slices.Contains(cubes(), [2]Dimension{within, by})
}

// tally adds the points of a fact n times to the cells in which they count.
func tally(cells map[string]Cell, f Fact, n int64) {
	for rest := f.Points; len(rest) > 0; {
		// Points are in the order of their days: a month's stand together.
		month := rest[0].Day
		size := slices.IndexFunc(rest, func(p Point) bool {
			return p.Day.Month() != month.Month() || p.Day.Year() != month.Year()
		})
		if size < 0 {
			size = len(rest)
		}
		name := month.Format("yyyy-MM", persian.InLatin)
		for _, cube := range cubes() {
			within := cube[0].value(f)
			if cube[0] != ByNothing && within == "" {
				continue
			}
			key := monthKey(f.Province, cube, within, name, cube[1].value(f))
			c := cells[key]
			if c == nil {
				c = Cell{}
				cells[key] = c
			}
			for _, p := range rest[:size] {
				c.Add(p, n)
			}
		}
		rest = rest[size:]
	}
}
