package webdesk

import (
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/connection"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
)

// Rooms are the rooms beside the desk. The pages of a room that is nil do not
// exist.
type Rooms struct {
	Meetings  *meeting.Room
	Oversight *oversight.Office
	Figures   *figures.Keeper
	// Advice are the articles that may settle a matter without a case; nil
	// shows none.
	Advice *advice.Room
	// Connection is how far each agency has come; nil keeps no such states.
	Connection *connection.Room
	// Province is the one whose rooms are shown to whoever belongs to none;
	// required with any room. Provinces are all, the first of them that one; nil
	// for that one alone.
	Province  samad.PlaceID
	Provinces []samad.PlaceID
}

// roomPages are the templates of the rooms.
func roomPages() []string {
	return []string{"figures", "meetings", "meetingprint", "turn", "opendoors", "record", "programmes", "console", "document", "survey", "report", "helped"}
}

// roomRoutes lays the pages of the rooms.
func (h *handler) roomRoutes() {
	h.mux.HandleFunc("POST /file/helped", h.open(h.helped))
	h.adviceRoutes()
	if h.Rooms.Connection != nil {
		h.mux.HandleFunc("GET /desk/agencies/{id}", h.staff(h.record(h.connectionPage)))
		h.mux.HandleFunc("POST /desk/agencies/{id}/{step}", h.staff(h.steps(h.connectionPage, h.connectionStep)))
	}
	if h.Rooms.Figures != nil {
		h.mux.HandleFunc("GET /figures", h.open(h.figures))
		h.mux.HandleFunc("GET /figures/{file}", h.open(h.figuresFile))
		h.mux.HandleFunc("GET /desk/report", h.staff(h.provinceReport))
		h.mux.HandleFunc("GET /desk/report.xlsx", h.staff(h.provinceWorkbook))
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
		h.mux.HandleFunc("GET /open-doors/draws/{id}", h.open(h.publicDraw))
		h.mux.HandleFunc("GET /s/{token}", h.open(h.survey))
		h.mux.HandleFunc("POST /s/{token}", h.open(h.answerSurvey))
		h.oversightRoutes()
	}
}

// oversightRoutes lays the pages of oversight at the desk.
func (h *handler) oversightRoutes() {
	type (
		page = func(v *visit) (recordPage, error)
		step = func(v *visit, step string) (string, error)
	)
	list := func(path string, build page, do step) {
		h.mux.HandleFunc("GET "+path, h.staff(h.record(build)))
		if do != nil {
			h.mux.HandleFunc("POST "+path+"/{step}", h.staff(h.steps(build, do)))
		}
	}
	list("/desk/visits", h.visitsPage, h.visitsStep)
	list("/desk/visits/{id}", h.visitPage, h.visitStep)
	h.mux.HandleFunc("GET /desk/files/{kind}/{id}/{file}", h.staff(h.roomFile))
	list("/desk/draws/{id}", h.drawPage, h.drawStep)
	list("/desk/posts/{id}", h.postPage, h.postStep)
	list("/desk/letters", h.lettersPage, nil)
	list("/desk/letters/{id}", h.letterPage, h.letterStep)
	h.mux.HandleFunc("GET /desk/letters/{id}/print", h.staff(h.printLetter))
	list("/desk/commissions", h.commissionsPage, h.commissionsStep)
	list("/desk/commissions/{id}", h.commissionPage, h.commissionStep)
	list("/desk/sessions/{id}", h.sessionPage, h.sessionStep)
	h.mux.HandleFunc("GET /desk/sessions/{id}/minutes", h.staff(h.minutes))
	list("/desk/resolutions/{id}", h.resolutionPage, h.resolutionStep)
	list("/desk/demands", h.demandsPage, h.demandsStep)
	list("/desk/demands/{id}", h.demandPage, h.demandStep)
	list("/desk/gaps", h.gapsPage, nil)
	list("/desk/gaps/{id}", h.gapPage, h.gapStep)
	list("/desk/improvements", h.improvementsPage, nil)
	list("/desk/improvements/{id}", h.improvementPage, h.improvementStep)
	list("/desk/surveys", h.surveysPage, nil)
	list("/desk/surveys/{id}", h.surveyPage, h.surveyStep)
	list("/desk/questions", h.questionsPage, h.questionsStep)
	list("/desk/duties", h.dutiesPage, nil)
	list("/desk/duties/{id}", h.agencyDutiesPage, nil)
	list("/desk/reviews", h.reviewsPage, nil)
	list("/desk/reviews/{id}", h.reviewPage, h.reviewStep)
	list("/desk/governor", h.governorPage, nil)
	list("/desk/office", h.officePage, h.officeStep)
	list("/desk/standing", h.standingPage, nil)
}
