package webdesk

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/sla"
)

// Rooms are the rooms beside the desk. The pages of a room that is nil do not
// exist.
type Rooms struct {
	Meetings  *meeting.Room
	Oversight *oversight.Office
	Figures   *figures.Keeper
	// Province is the one whose rooms these are, and Calendar its own; both are
	// required with any room.
	Province samad.PlaceID
	Calendar *sla.Calendar
}

// roomPages are the templates of the rooms.
func roomPages() []string {
	return []string{"figures", "meetings", "meetingprint", "turn", "opendoors", "record", "programmes", "console"}
}

// roomRoutes lays the pages of the rooms.
func (h *handler) roomRoutes() {
	if h.Rooms.Figures != nil {
		h.mux.HandleFunc("GET /figures", h.open(h.figures))
		h.mux.HandleFunc("GET /figures/{file}", h.open(h.figuresFile))
	}
	if h.Rooms.Meetings != nil {
		h.mux.HandleFunc("GET /meetings", h.open(h.meetings))
		h.mux.HandleFunc("GET /meetings/print", h.open(h.meetingsPrint))
		h.mux.HandleFunc("GET /meetings.ics", h.open(h.meetingsFeed))
		h.mux.HandleFunc("GET /meetings/{id}/calendar.ics", h.open(h.meetingFile))
		h.mux.HandleFunc("POST /meetings/turn", h.open(h.askTurn))
		h.mux.HandleFunc("POST /meetings/leave", h.open(h.leaveTurn))
		h.mux.HandleFunc("GET /desk/meetings", h.staff(h.programmes))
		h.mux.HandleFunc("POST /desk/meetings/plan", h.staff(h.planProgramme))
		h.mux.HandleFunc("GET /desk/meetings/{id}", h.staff(h.record(h.programmePage)))
		h.mux.HandleFunc("POST /desk/meetings/{id}/{step}", h.staff(h.steps(h.programmePage, h.programmeStep)))
		h.mux.HandleFunc("GET /desk/meetings/{id}/console", h.staff(h.console))
		h.mux.HandleFunc("POST /desk/meetings/{id}/console/{step}", h.staff(h.consoleStep))
	}
	if h.Rooms.Oversight != nil {
		h.mux.HandleFunc("GET /open-doors", h.open(h.openDoors))
	}
}
