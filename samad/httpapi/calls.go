package httpapi

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/samad111/go-samad/samad"
)

// callBody is what an operator records of a call.
type callBody struct {
	Caller     string            `json:"caller,omitempty" doc:"The caller's number; left out when withheld" example:"09130001234"`
	Started    time.Time         `json:"started" example:"2026-11-23T08:30:00Z"`
	Ended      time.Time         `json:"ended" example:"2026-11-23T08:34:10Z"`
	Outcome    samad.CallOutcome `json:"outcome"`
	Note       string            `json:"note,omitempty" doc:"For officials only"`
	Submission *caseBody         `json:"submission,omitempty" doc:"The new matter, with the outcome new_case"`
	Separate   bool              `json:"separate,omitempty" doc:"A new case even where the petitioner has an open one on the same matter"`
	FollowUps  []followUpBody    `json:"follow_ups,omitempty" doc:"Earlier cases of which the caller spoke"`
}

// followUpBody is another contact about a case.
type followUpBody struct {
	Case string `json:"case" doc:"Id or tracking code"`
	Text string `json:"text,omitempty" example:"متقاضی نتیجه را پرسید."`
}

// callResultBody is what became of a call.
type callResultBody struct {
	Call    string            `json:"call,omitempty" doc:"The record's id; left out when the same request had come before"`
	Outcome samad.CallOutcome `json:"outcome" doc:"followed_up when a new case was asked for but an earlier one joined"`
	Cases   []samad.CaseID    `json:"cases"`
	Receipt *receiptBody      `json:"receipt,omitempty" doc:"Of the new case"`
}

// callRow is the record of one call, without the caller's number.
type callRow struct {
	ID         string            `json:"id"`
	Started    time.Time         `json:"started"`
	Ended      time.Time         `json:"ended"`
	Outcome    samad.CallOutcome `json:"outcome"`
	Cases      []samad.CaseID    `json:"cases"`
	Centre     string            `json:"centre,omitempty"`
	CentreName string            `json:"centre_name,omitempty"`
	Operator   string            `json:"operator,omitempty" doc:"Account id"`
	Post       string            `json:"post,omitempty"`
}

// callList is a page of calls.
type callList struct {
	Items []callRow `json:"items"`
	Next  string    `json:"next,omitempty"`
}

func (a *api) addCalls() {
	route(a, operation{
		id: "takeCall", method: http.MethodPost, path: "/api/v1/desk/calls", tag: "calls", status: http.StatusCreated,
		access: staff, summary: "Record a call", secret: true,
		description: "Kept for every call taken, whatever came of it, together with the new case or the further contacts. " +
			"A repeated call on the same matter joins the earlier case.",
		header:   []*huma.Param{keyParam()},
		problems: []string{"forbidden", "not_found", "erased", "key_reused", "receipt_expired"},
	}, (*exchange).takeCall)
	route(a, operation{
		id: "listCalls", method: http.MethodGet, path: "/api/v1/desk/calls", tag: "calls", status: http.StatusOK,
		access: staff, summary: "List calls", problems: []string{"forbidden"},
		description: "The newest first, of the centres that the actor may see.",
		query: []*huma.Param{
			stringParam("operator", "The account that took the call"),
			stringParam("case", "The case that the call was about, by id or tracking code"),
			wordsParam("outcome", "Outcomes, with commas", samad.CallOutcomes()),
			instantParam("from", "Started at this instant or later"),
			instantParam("to", "Started before this instant"),
			stringParam("cursor", "The next of the page before"),
			limitParam(),
		},
	}, (*exchange).listCalls)
}

func (x *exchange) takeCall(in callBody) (callResultBody, error) {
	report := samad.CallReport{
		Caller: in.Caller, Started: in.Started, Ended: in.Ended, Outcome: in.Outcome, Note: in.Note, Separate: in.Separate,
	}
	key, err := x.idempotencyKey()
	if err != nil {
		return callResultBody{}, err
	}
	if in.Submission != nil {
		sub := in.Submission.submission()
		sub.Key = key
		report.Submission = &sub
	}
	for i, one := range in.FollowUps {
		id, err := x.findCase("/follow_ups/"+strconv.Itoa(i)+"/case", one.Case)
		if err != nil {
			return callResultBody{}, err
		}
		report.FollowUps = append(report.FollowUps, samad.CaseFollowUp{Case: id, Text: one.Text})
	}
	result, err := x.api.desk.TakeCall(x.ctx(), x.actor, report)
	if err != nil {
		return callResultBody{}, inSubmission(err)
	}
	out := callResultBody{Call: result.Call, Outcome: result.Outcome, Cases: result.Cases}
	if out.Cases == nil {
		out.Cases = []samad.CaseID{}
	}
	if result.Receipt != nil {
		receipt := x.receipt(*result.Receipt)
		out.Receipt = &receipt
		if result.Receipt.Replayed {
			out.Call = "" // the first request's record is the one that counts
			x.w.Header().Set("Idempotency-Replayed", "true")
		}
	}
	return out, nil
}

// inSubmission puts the faults of the new matter under their place in the
// body of the call.
func inSubmission(err error) error {
	var bad *samad.InvalidError
	if !errors.As(err, &bad) {
		return err
	}
	faults := make([]samad.Fault, len(bad.Faults))
	for i, f := range bad.Faults {
		switch first, _, _ := strings.Cut(strings.TrimPrefix(f.Field, "/"), "/"); first {
		case "caller", "outcome", "ended", "note", "submission", "follow_ups":
		default:
			f.Field = "/submission" + f.Field
		}
		faults[i] = f
	}
	return invalid(faults)
}

func (x *exchange) listCalls(none) (callList, error) {
	q := x.queries()
	query := samad.CallQuery{
		Operator: q.text("operator"), Outcomes: words(q, "outcome", samad.CallOutcomes()),
		From: q.instant("from"), To: q.instant("to"), Cursor: q.text("cursor"), Limit: q.limit(),
	}
	if err := q.err(); err != nil {
		return callList{}, err
	}
	id, err := x.findCase("query:case", q.text("case"))
	if err != nil {
		return callList{}, err
	}
	query.Case = id
	page, err := x.api.desk.Calls(x.ctx(), x.actor, query)
	if err != nil {
		return callList{}, asQuery(err)
	}
	out := callList{Items: make([]callRow, len(page.Calls)), Next: page.Next}
	for i, c := range page.Calls {
		out.Items[i] = callRow{
			ID: c.ID, Started: c.Started, Ended: c.Ended, Outcome: c.Outcome, Cases: c.Cases,
			Centre: string(c.Centre), CentreName: x.agencyName(c.Centre), Operator: c.Operator.ID, Post: c.Operator.Post.In(x.lang),
		}
		if out.Items[i].Cases == nil {
			out.Items[i].Cases = []samad.CaseID{}
		}
	}
	return out, nil
}
