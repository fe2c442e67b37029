package httpapi

import (
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// maxBulk is how many steps one request may ask for.
const maxBulk = 100

// bulkStep does one step of staff on the case of the exchange's item.
type bulkStep func(x *exchange, body members) (samad.Case, error)

// bulkBody is several steps at once.
type bulkBody struct {
	Items []bulkItem `json:"items" minItems:"1" maxItems:"100" doc:"Done one after the other, each by itself"`
}

// bulkItem is one step on one case.
type bulkItem struct {
	ID   string  `json:"id" doc:"The id of the case" example:"01KAS2V0V3Z9W1S4Q0C5N8R7TX"`
	Step string  `json:"step" doc:"The name of the step, as in its path" example:"assign"`
	Body members `json:"body,omitzero" doc:"The body of the step, with its revision"`
}

// bulkResults says what became of each step.
type bulkResults struct {
	Done   int          `json:"done" doc:"How many steps were done" example:"2"`
	Failed int          `json:"failed" example:"1"`
	Items  []bulkResult `json:"items" doc:"In the order of the request"`
}

// bulkResult is what the step would have answered alone.
type bulkResult struct {
	ID      string    `json:"id"`
	Step    string    `json:"step"`
	Status  int       `json:"status" example:"200"`
	Case    *stepBody `json:"case,omitempty" doc:"Of a step that was done"`
	Problem *problem  `json:"problem,omitempty" doc:"Of one that was not; pointers are into its own body"`
}

func (a *api) addBulk() {
	route(a, operation{
		id: "bulk", method: http.MethodPost, path: "/api/v1/desk/bulk", tag: "steps", status: http.StatusOK,
		access: staff, summary: "Do steps on several cases", header: []*huma.Param{keyParam()},
		description: "At most 100 steps of any kind, each done or refused by itself, with its own result in the order of the request; " +
			"one that fails stops none of the others. With an Idempotency-Key every step is done once when the request comes again.",
		examples: bulkExamples(),
	}, (*exchange).bulk)
}

func (x *exchange) bulk(in bulkBody) (bulkResults, error) {
	if err := x.checkBulk(in); err != nil {
		return bulkResults{}, err
	}
	out := bulkResults{Items: make([]bulkResult, len(in.Items))}
	for i, item := range in.Items {
		result := bulkResult{ID: item.ID, Step: item.Step, Status: http.StatusOK}
		x.item = item.ID
		c, err := x.api.steps[item.Step](x, item.Body)
		if err == nil {
			done := x.stepped(c)
			result.Case = &done
			out.Done++
		} else {
			p, _ := x.problem(err)
			if p.Status >= http.StatusInternalServerError {
				p.RequestID = x.id
				x.log(slog.LevelError, "failed", slog.String("code", p.Code), slog.String("step", item.Step), slog.String("error", redact(err.Error())))
			}
			result.Problem, result.Status = &p, p.Status
			out.Failed++
		}
		out.Items[i] = result
	}
	return out, nil
}

// checkBulk tells what is wrong with the request as a whole, before anything
// is done.
func (x *exchange) checkBulk(in bulkBody) error {
	var faults []samad.Fault
	add := func(field, code, fa, en string) {
		if len(faults) < maxFaults {
			faults = append(faults, samad.Fault{Field: field, Code: code, Detail: samad.Text{Fa: fa, En: en}})
		}
	}
	if n := len(in.Items); n < 1 || n > maxBulk {
		add("/items", "range", "از ۱ تا ۱۰۰ گام بفرستید.", "send 1 to 100 steps")
		return invalid(faults)
	}
	var seen []samad.CaseID
	for i, item := range in.Items {
		at := "/items/" + strconv.Itoa(i)
		id, ok := readCaseID(item.ID)
		if !ok {
			add(at+"/id", "malformed", "شناسه پرونده درست نیست.", "not the id of a case")
		}
		if x.api.steps[item.Step] == nil {
			add(at+"/step", "unknown", "این گام شناخته نیست.", "unknown step")
		}
		if ok && slices.Contains(seen, id) {
			add(at+"/id", "duplicate", "این پرونده دو بار آمده است.", "the case comes twice")
		}
		seen = append(seen, id)
	}
	if _, err := x.idempotencyKey(); err != nil {
		return err
	}
	return invalid(faults)
}

func bulkExamples() map[string]any {
	return map[string]any{"two": map[string]any{"items": []any{
		map[string]any{"id": "01KAS2V0V3Z9W1S4Q0C5N8R7TX", "step": "assign", "body": map[string]any{"revision": 5, "expert": "expert.1"}},
		map[string]any{"id": "01KAS2V0V3Z9W1S4Q0C5N8R7TY", "step": "action", "body": map[string]any{"revision": 7, "text": "بازدید انجام شد."}},
	}}}
}
