package webdesk

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
)

// comingDays is how far ahead programmes are shown.
const comingDays = 60

type meetingsPage struct {
	frame
	Calendar   string // the address of the calendar to subscribe to
	Programmes []programmeLine
	Faults     faults
	Notice     string
	Asked      string // the programme whose form was sent
	Typed      string // the code, as it was typed
	Host       string
}

// programmeLine is a programme as everybody may see it.
type programmeLine struct {
	ID, Title, When string
	Turns           string
	Running         bool
	Hosts           []hostLine
	Choices         []option // hosts that may be asked
}

type hostLine struct{ Agency, Post, State string }

func hostName(s meeting.HostState) samad.Text {
	return map[meeting.HostState]samad.Text{
		meeting.NotAsked: {Fa: "هنوز دعوت نشده", En: "not invited yet"},
		meeting.Asked:    {Fa: "دعوت شده", En: "invited"},
		meeting.Accepted: {Fa: "می‌آید", En: "comes"},
		meeting.StandIn:  {Fa: "جانشین می‌آید", En: "a stand-in comes"},
		meeting.Declined: {Fa: "نمی‌آید", En: "does not come"},
	}[s]
}

// programme puts a programme into words.
func (v *visit) programme(f frame, p meeting.Programme) programmeLine {
	line := programmeLine{
		ID: p.ID, Title: p.Title.In(v.lang), When: v.hours(f, p.Starts, p.Ends), Running: p.State == meeting.Running,
		Turns: f.N(len(p.Slots())),
	}
	for _, host := range p.Hosts {
		agency, post := v.agencyName(host.Agency), host.Post.In(v.lang)
		if rest, ok := strings.CutSuffix(post, agency); ok { // "director of the office", which is named already
			post = strings.TrimSpace(rest)
		}
		line.Hosts = append(line.Hosts, hostLine{agency, post, hostName(host.State).In(v.lang)})
		if host.State != meeting.Declined {
			line.Choices = append(line.Choices, option{Value: string(host.Agency), Label: v.agencyName(host.Agency)})
		}
	}
	return line
}

// hours writes a day and the hours of it.
func (v *visit) hours(f frame, from, to time.Time) string {
	at := func(t time.Time) string { return f.N(t.In(v.h.Location).Format("15:04")) }
	return f.Day(from) + v.T("، ساعت ", ", ") + at(from) + v.T(" تا ", " to ") + at(to)
}

// coming are the programmes that everybody may see.
func (h *handler) coming(v *visit, f frame, days int) ([]programmeLine, error) {
	all, err := h.Rooms.Meetings.Coming(v.r.Context(), v.province(), days)
	if err != nil {
		return nil, err
	}
	var out []programmeLine
	for _, p := range all {
		out = append(out, v.programme(f, p))
	}
	return out, nil
}

func (v *visit) meetingsPage() (meetingsPage, error) {
	page := meetingsPage{frame: v.frame(v.T("ملاقات الکترونیکی", "Electronic meetings"))}
	page.Calendar = "/meetings.ics"
	if len(v.h.roomProvinces()) > 1 { // programs that subscribe keep no cookies
		page.Calendar += "?province=" + string(v.province())
	}
	var err error
	page.Programmes, err = v.h.coming(v, page.frame, comingDays)
	return page, err
}

func (h *handler) meetings(v *visit) error {
	page, err := v.meetingsPage()
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("done") == "left" {
		page.Notice = v.T("نوبت شما پس داده شد.", "Your turn was given back.")
	}
	return v.show(200, "meetings", page)
}

// meetingsPrint is the poster for a wall.
func (h *handler) meetingsPrint(v *visit) error {
	page, err := v.meetingsPage()
	if err != nil {
		return err
	}
	return v.show(200, "meetingprint", page)
}

// turnPage is a petitioner's turn.
type turnPage struct {
	frame
	Programme       programmeLine
	Number          int
	Agency, When    string
	Before, State   string
	Waits           bool
	TypedCode, PIN  string
	ProgrammeNumber string
}

func turnName(s meeting.TurnState) samad.Text {
	return map[meeting.TurnState]samad.Text{
		meeting.Waiting:     {Fa: "در نوبت", En: "waits"},
		meeting.OnAir:       {Fa: "روی خط", En: "on air"},
		meeting.AnsweredNow: {Fa: "همان‌جا پاسخ گرفت", En: "answered live"},
		meeting.HandedOn:    {Fa: "به کارشناس سپرده شد", En: "handed to an expert"},
		meeting.Missed:      {Fa: "بی‌پاسخ ماند", En: "missed"},
		meeting.Left:        {Fa: "پس داده شد", En: "given back"},
	}[s]
}

// askTurn gives a turn to whoever proves code and PIN, or shows the one that
// was given.
func (h *handler) askTurn(v *visit) error {
	p, err := h.prove(v, true)
	if err != nil {
		return h.meetingsAgain(v, err)
	}
	id, room := v.value("programme"), h.Rooms.Meetings
	var place meeting.Place
	if v.value("do") == "see" {
		place, err = room.Turn(v.r.Context(), p.actor, id)
		if errors.Is(err, samad.ErrNotFound) {
			err = followError{faults{{Field: "host", Text: v.T("برای این پرونده در این برنامه نوبتی نیست.", "This case has no turn in this programme.")}}}
		}
	} else {
		if v.value("host") == "" {
			return h.meetingsAgain(v, followError{faults{{Field: "host", Text: v.T("برگزینید که با کدام دستگاه کار دارید.", "Choose the office you want to speak to.")}}})
		}
		place, err = room.Ask(v.r.Context(), p.actor, id, samad.AgencyID(v.value("host")), "")
	}
	if err != nil {
		return h.meetingsAgain(v, err)
	}
	return h.showTurn(v, id, place)
}

func (h *handler) showTurn(v *visit, id string, place meeting.Place) error {
	page := turnPage{
		frame: v.frame(v.T("نوبت شما", "Your turn")), Number: place.Number, Agency: v.agencyName(place.Agency),
		Before: strconv.Itoa(place.Before), State: turnName(place.State).In(v.lang), Waits: place.Open(),
		TypedCode: v.value("code"), PIN: v.value("pin"), ProgrammeNumber: id,
	}
	if place.Requested() {
		page.When = page.Moment(place.Slot)
	}
	all, err := h.coming(v, page.frame, comingDays)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.ID == id {
			page.Programme = one
		}
	}
	return v.show(200, "turn", page)
}

// leaveTurn gives a turn back.
func (h *handler) leaveTurn(v *visit) error {
	p, err := h.prove(v, true)
	if err != nil {
		return h.meetingsAgain(v, err)
	}
	number, err := strconv.Atoi(v.value("turn"))
	if err != nil {
		return errBadForm
	}
	if _, err := h.Rooms.Meetings.Leave(v.r.Context(), p.actor, v.value("programme"), number); err != nil {
		return h.meetingsAgain(v, err)
	}
	v.redirect("/meetings?done=left")
	return nil
}

// meetingsAgain shows the form again with what is wrong.
func (h *handler) meetingsAgain(v *visit, err error) error {
	var refused followError
	var state *meeting.StateError
	switch {
	case errors.As(err, &refused):
	case errors.As(err, &state):
		refused.faults = faults{{Field: "host", Text: state.Reason.In(v.lang)}}
	default:
		return err
	}
	page, err := v.meetingsPage()
	if err != nil {
		return err
	}
	page.Asked, page.Typed, page.Host, page.Faults = v.value("programme"), v.value("code"), v.value("host"), refused.faults
	return v.show(422, "meetings", page)
}
