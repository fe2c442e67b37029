package webdesk

import (
	"github.com/samad111/go-samad/sla/persian"

	"github.com/samad111/go-samad/samad/oversight"
)

type doorsPage struct {
	frame
	Usual string // the hours that hold where a post has none of its own
	Doors []doorLine
}

type doorLine struct {
	Agency, Post, Place, Address string
	Next, Hours                  string
	Open                         bool
	StandIn, Why                 string
}

// openDoors tells when whose door is open: the next weekday of each post.
func (h *handler) openDoors(v *visit) error {
	page := doorsPage{frame: v.frame(v.T("درِ باز مدیران", "Open doors"))}
	doors, err := h.Rooms.Oversight.Doors(v.r.Context(), v.province(), h.today())
	if err != nil {
		return err
	}
	page.Usual = v.weekly(page.frame, h.Rooms.Oversight.HoursOf(v.province(), h.today()))
	for _, d := range doors {
		line := doorLine{
			Agency: v.agencyName(d.Agency), Post: d.Title.In(v.lang), Place: v.placeName(d.Place), Address: d.Address.In(v.lang),
			Next: page.Day(d.Next.Day.Start(h.Location)), Hours: v.weekly(page.frame, d.Next.Hours), Open: d.Next.Owed,
			StandIn: d.Next.StandIn.In(v.lang),
		}
		for i, why := range d.Next.Reasons {
			if i > 0 {
				line.Why += v.T("؛ ", "; ")
			}
			line.Why += why.In(v.lang)
		}
		page.Doors = append(page.Doors, line)
	}
	return v.show(200, "opendoors", page)
}

// weekly writes the hours of a weekday.
func (v *visit) weekly(f frame, hours oversight.Hours) string {
	day := hours.Weekday.Persian()
	if f.English() {
		day = weekdayInEnglish(hours.Weekday)
	}
	return day + v.T("، ساعت ", ", ") + f.clock(hours.From) + v.T(" تا ", " to ") + f.clock(hours.To)
}

// weekdayInEnglish is the English name of a weekday.
func weekdayInEnglish(w persian.Weekday) string { return w.Std().String() }
