package webdesk

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/tracking"
)

// frame is what every page has. Its exported names are for the templates.
type frame struct {
	Lang    samad.Lang
	Title   string
	Here    string // the path of the page, for the menu and the language link
	Account *account.Account
	Style   string // addresses of the embedded files
	Mark    string
	Script  string
	Version string
	Request string // the request's id, on error pages

	// Training says that this is the training mode.
	Training bool

	// Which of the public rooms there are.
	HasFigures, HasMeetings, HasDoors bool
	// ProvinceLinks lead to the page about each province, where one can be chosen.
	ProvinceLinks []provinceLink
	// RoomMenu leads to the rooms beside the desk.
	RoomMenu []link

	// Of whoever is signed in: what the desk's pages need, and where they are.
	DeskStyle, DeskScript string
	Menu                  []menuItem

	location *time.Location
}

// Above are the pages in the first line of the menu.
func (f frame) Above() []menuItem {
	return slices.DeleteFunc(slices.Clone(f.Menu), func(m menuItem) bool { return m.Below })
}

// Below are the pages in the second line of the menu, before the rooms.
func (f frame) Below() []menuItem {
	return slices.DeleteFunc(slices.Clone(f.Menu), func(m menuItem) bool { return !m.Below })
}

// Dir is the direction of the page.
func (f frame) Dir() string {
	if f.Lang == samad.English {
		return "ltr"
	}
	return "rtl"
}

// English reports whether the page is in English.
func (f frame) English() bool { return f.Lang == samad.English }

// T returns the one of the two texts that fits the page.
func (f frame) T(fa, en string) string { return choose(f.Lang, fa, en) }

// choose takes the one of two texts, even an empty one: a word that one
// language needs and the other does not.
func choose(lang samad.Lang, fa, en string) string {
	if lang == samad.English {
		return en
	}
	return fa
}

// Text returns a text of the library or the pack.
func (f frame) Text(t samad.Text) string { return t.In(f.Lang) }

// N writes a number or anything with digits in the digits of the page.
func (f frame) N(v any) string {
	s := fmt.Sprint(v)
	if f.Lang == samad.English {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '۰'
		}
		return r
	}, s)
}

// Code writes a tracking code in groups, as an island of its own direction. It
// stays on one line by the style of its class, except where large letters leave
// no room for that.
func (f frame) Code(c tracking.Code) template.HTML {
	// The digits and blanks of a code need no escaping.
	return template.HTML(`<bdi dir="ltr" class="code">` + strings.ReplaceAll(c.Format(string(f.Lang)), "\u00a0", " ") + `</bdi>`) //nolint:gosec // see above
}

// Day writes the Persian date of an instant with its weekday.
func (f frame) Day(at time.Time) string {
	date, err := persian.FromTime(at.In(f.location))
	if err != nil {
		return ""
	}
	if f.Lang == samad.English {
		return date.Format("EEEE d MMMM yyyy", persian.InLatin)
	}
	return date.Format("EEEE d MMMM yyyy", persian.InPersian)
}

// Moment writes an instant as date and time of day.
func (f frame) Moment(at time.Time) string {
	day := f.Day(at)
	if day == "" {
		return ""
	}
	return day + f.T("، ساعت ", ", ") + f.N(at.In(f.location).Format("15:04"))
}

// Span writes the length of a deadline in words.
func (f frame) Span(t sla.Target) string {
	units := map[sla.Unit]samad.Text{
		sla.CalendarDays: {Fa: "روز", En: "days"},
		sla.WorkingDays:  {Fa: "روز کاری", En: "working days"},
		sla.Hours:        {Fa: "ساعت", En: "hours"},
		sla.WorkingHours: {Fa: "ساعت کاری", En: "working hours"},
	}
	return f.N(t.Amount()) + " " + units[t.Unit()].In(f.Lang)
}

// Other is the language to switch to.
func (f frame) Other() samad.Lang {
	if f.Lang == samad.English {
		return samad.Persian
	}
	return samad.English
}

// dayTarget is a target of so many calendar days, as the Desk reads it.
func (f frame) dayTarget(days int) string { return fmt.Sprintf("%dd", days) }

// clock writes a minute of the day.
func (f frame) clock(minute int) string { return f.N(fmt.Sprintf("%d:%02d", minute/60, minute%60)) }
