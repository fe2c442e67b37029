package open311

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

type commentsBody struct {
	XMLName xml.Name      `xml:"service_request_updates"`
	Items   []commentBody `xml:"request_update"`
}

func (b commentsBody) spark() any { return b.Items }

type commentBody struct {
	ID string `json:"update_id" xml:"update_id"`
}

// comment takes an update of a request: from the agency that has the case, by
// its key, or from the petitioner, by PIN.
func (x *exchange) comment(string) (int, body, error) {
	if err := x.limit(LimitRead, x.ipKey()); err != nil {
		return 0, nil, err
	}
	if err := x.needKey(); err != nil {
		return 0, nil, err
	}
	var f faults
	words := strings.ReplaceAll(x.value("description"), "\r\n", "\n")
	if words == "" {
		f.add("description", "بنویسید چه شد.", "is missing: say what happened")
	}
	if utf8.RuneCountInString(words) > maxDescription {
		f.add("description", "بیش از ۴۰۰۰ نویسه است.", "is longer than 4000 characters")
	}
	status := strings.ToUpper(strings.ReplaceAll(x.value("status"), " ", "_"))
	if status == "" {
		status = UpdateOpen
	}
	if !slices.Contains(updateStatuses(), status) {
		f.add("status", "این وضعیت شناخته نیست.", "unknown status; one of "+strings.Join(updateStatuses(), ", "))
	}
	x.instant(&f, "updated_datetime") // when it happened elsewhere; the record keeps when it came
	if err := f.err(); err != nil {
		return 0, nil, err
	}
	code, err := tracking.Parse(x.value("service_request_id"))
	if err != nil {
		return 0, nil, unknownRequest()
	}
	pin, proven, err := x.pin()
	if err != nil {
		return 0, nil, err
	}
	said := said{code: code, status: status, words: words}
	var seq int64
	if proven {
		seq, err = x.petitionerSays(said, pin)
	} else {
		seq, err = x.agencySays(said)
	}
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, commentsBody{Items: []commentBody{{ID: updateID(code.String(), seq)}}}, nil
}

// said is an update as it came.
type said struct {
	code          tracking.Code
	status, words string
}

// updateID names a step of a request, the same in what is sent and in what is
// listed.
func updateID(request string, seq int64) string { return request + "-" + strconv.FormatInt(seq, 10) }

func updateStatuses() []string {
	return []string{
		UpdateOpen, UpdateFixed, UpdateInProgress, UpdateScheduled, UpdateInvestigating, UpdateDuplicate, UpdateNotResponsible,
		UpdateNoAction, UpdateReferred, UpdateTriage, UpdateClosed, UpdateCancelled, UpdateReopen,
	}
}

// petitionerSays does what a petitioner can: add to the matter, object, take
// it back.
func (x *exchange) petitionerSays(s said, pin tracking.PIN) (int64, error) {
	actor, c, err := x.prove(s.code, pin)
	if err != nil {
		return 0, err
	}
	if !placeOf(c).Under(x.within) {
		return 0, unknownRequest()
	}
	ctx, ref := x.r.Context(), samad.Ref{ID: c.ID}
	var after samad.Case
	switch s.status {
	case UpdateReopen:
		after, err = x.desk.Object(ctx, actor, samad.ObjectRequest{Ref: ref, Text: s.words})
	case UpdateCancelled:
		after, err = x.desk.Withdraw(ctx, actor, samad.WithdrawRequest{Ref: ref, Text: s.words})
	default: // clients send the status that the request has along with every comment
		after, err = x.desk.Inform(ctx, actor, samad.InformRequest{Ref: ref, Text: s.words})
	}
	if err != nil {
		return 0, err
	}
	v, err := x.desk.Open(ctx, actor)
	if err != nil {
		return 0, err
	}
	seq := after.Revision
	for _, e := range v.Timeline {
		if !e.Joined && tells(e.Type) && e.Seq > c.Revision && e.Seq <= after.Revision {
			seq = e.Seq
		}
	}
	return seq, nil
}

// agencySays does what an agency's own system can.
func (x *exchange) agencySays(s said) (int64, error) {
	ctx := x.r.Context()
	c, err := x.desk.CaseByCode(ctx, *x.key, s.code.String())
	if hidden(err) {
		if _, tracked := x.track(s.code); tracked != nil {
			return 0, tracked
		}
		return 0, refuse(http.StatusForbidden, "service_request_id: این کلید روی این پرونده حقی ندارد؛ متقاضی رمز آن را در Samad-PIN می‌فرستد.",
			"service_request_id: this key has no right to this case; its petitioner sends the PIN in Samad-PIN")
	}
	if err != nil {
		return 0, err
	}
	if !placeOf(c).Under(x.within) {
		return 0, unknownRequest()
	}
	after, err := x.agencyStep(c, s)
	if err != nil {
		return 0, err
	}
	events, err := x.desk.History(ctx, *x.key, c.ID)
	if err != nil {
		return 0, err
	}
	seq := after.Revision // an answer that waits for approval is told to nobody yet
	for _, e := range events {
		if tells(e.Type) && e.Seq > c.Revision && e.Seq <= after.Revision {
			seq = e.Seq
		}
	}
	return seq, nil
}

func (x *exchange) agencyStep(c samad.Case, s said) (samad.Case, error) {
	ctx, ref := x.r.Context(), samad.Ref{ID: c.ID, Revision: c.Revision}
	answer := samad.AnswerRequest{Ref: ref, Final: true, AnswerText: samad.AnswerText{Explanation: s.words, Done: s.words}}
	switch s.status {
	case UpdateFixed:
		answer.Outcome = samad.Done
		return x.desk.Answer(ctx, *x.key, answer)
	case UpdateNoAction:
		answer.Outcome = samad.NotPossible
		return x.desk.Answer(ctx, *x.key, answer)
	case UpdateOpen, UpdateInvestigating, UpdateInProgress, UpdateScheduled, UpdateTriage:
		return x.desk.Act(ctx, *x.key, samad.ActRequest{Ref: ref, Text: s.words})
	default:
		var f faults
		f.add("status", "این کار از این راه شدنی نیست. پاسخ نهایی FIXED یا NO_FURTHER_ACTION است؛ عودت، پیوستن و بازگشایی با میز سامد یا REST API.",
			"this cannot be done here. A final answer is FIXED or NO_FURTHER_ACTION; return, merge and reopen at the desk or by the REST API")
		return samad.Case{}, f.err()
	}
}
