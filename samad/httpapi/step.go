package httpapi

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

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
	a.steps[name] = func(x *exchange, body members) (samad.Case, error) {
		var in In
		if err := body.into(&in); err != nil {
			return samad.Case{}, err
		}
		return do(x, in)
	}
	route(a, operation{
		id: stepID(name), method: http.MethodPost, path: "/api/v1/desk/cases/{id}/" + name, tag: "steps", status: http.StatusOK,
		access: staff, summary: summary, description: description,
		header:   []*huma.Param{ifMatchParam(), keyParam()},
		problems: append([]string{"not_found", "forbidden", "conflict", codePrecondition, "not_possible_now", "erased", "key_reused"}, problems...),
	}, func(x *exchange, in In) (stepBody, error) {
		c, err := do(x, in)
		if err != nil {
			return stepBody{}, err
		}
		x.w.Header().Set("ETag", revisionTag(c.Revision))
		return x.stepped(c), nil
	})
}

func (x *exchange) stepped(c samad.Case) stepBody {
	return stepBody{
		ID: c.ID, State: c.State, StateName: samad.StateName(c.State).In(x.lang), Revision: c.Revision,
		Agency: string(c.Agency), AgencyName: x.agencyName(c.Agency), Due: c.Due(), DuePersian: x.persianDay(c.Due()),
	}
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
	ref := samad.Ref{ID: id, Revision: revision}
	if ref.Key, err = x.idempotencyKey(); err != nil {
		return samad.Case{}, err
	}
	ref.Content = x.digest
	if x.item != "" {
		return do(ref)
	}
	tags, err := x.ifMatch()
	switch {
	case err != nil:
		return samad.Case{}, err
	case tags == nil:
		return do(ref)
	case revision != 0 && !tags.match(revision):
		return samad.Case{}, &apiError{code: codePrecondition}
	case revision == 0 && len(tags.revisions) == 1 && !tags.any:
		ref.Revision = tags.revisions[0]
	case revision == 0:
		// Only one who may see the case learns that it has changed.
		if ref.Revision, err = x.present(id); err != nil {
			return samad.Case{}, err
		}
		if !tags.match(ref.Revision) {
			return samad.Case{}, &apiError{code: codePrecondition}
		}
	}
	c, err := do(ref)
	if errors.Is(err, samad.ErrConflict) {
		return samad.Case{}, &apiError{code: codePrecondition}
	}
	return c, err
}
