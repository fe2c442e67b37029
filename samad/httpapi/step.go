package httpapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// stepBody is what every step of staff answers.
type stepBody struct {
	ID         samad.CaseID `json:"id"`
	State      samad.State  `json:"state"`
	StateName  string       `json:"state_name"`
	Revision   int64        `json:"revision" doc:"After the step" example:"7"`
	Agency     string       `json:"agency,omitempty"`
	AgencyName string       `json:"agency_name,omitempty"`
	Due        time.Time    `json:"due,omitzero"`
	DuePersian string       `json:"due_persian,omitempty" example:"1405-09-12"`
}

// step registers POST /api/v1/desk/cases/{id}/NAME, answered with where the
// case stands after it. Every body has a revision, so that nobody decides on
// what has changed meanwhile.
func step[In any](a *api, name, summary, description string, problems []string, do func(x *exchange, in In) (samad.Case, error)) {
	route(a, operation{
		id: stepID(name), method: http.MethodPost, path: "/api/v1/desk/cases/{id}/" + name, tag: "steps", status: http.StatusOK,
		access: staff, summary: summary, description: description,
		problems: append([]string{"not_found", "forbidden", "conflict", "not_possible_now", "erased"}, problems...),
	}, func(x *exchange, in In) (stepBody, error) {
		c, err := do(x, in)
		if err != nil {
			return stepBody{}, err
		}
		return stepBody{
			ID: c.ID, State: c.State, StateName: samad.StateName(c.State).In(x.lang), Revision: c.Revision,
			Agency: string(c.Agency), AgencyName: x.agencyName(c.Agency), Due: c.Due(), DuePersian: x.persianDay(c.Due()),
		}, nil
	})
}

// stepID makes an operation id of a step's name: send_back becomes
// stepSendBack.
func stepID(name string) string {
	words := strings.Split(name, "_")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return "step" + strings.Join(words, "")
}

// withRef does a step on the case of the path at the revision that the client
// has read.
func withRef(x *exchange, revision int64, do func(ref samad.Ref) (samad.Case, error)) (samad.Case, error) {
	id, err := x.caseID()
	if err != nil {
		return samad.Case{}, err
	}
	return do(samad.Ref{ID: id, Revision: revision})
}
