package open311

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// errorsBody is the answer to what went wrong.
type errorsBody struct {
	XMLName xml.Name    `xml:"errors"`
	Items   []errorBody `xml:"error"`
}

func (b errorsBody) spark() any { return b.Items }

type errorBody struct {
	Code        int    `json:"code"        xml:"code"`
	Description string `json:"description" xml:"description"`
}

// refusal is an error that the client is told as it is.
type refusal struct {
	status int
	faults []samad.Text
	wait   time.Duration
}

func (e *refusal) Error() string {
	parts := make([]string, len(e.faults))
	for i, f := range e.faults {
		parts[i] = f.En
	}
	return "open311: " + strings.Join(parts, "; ")
}

func refuse(status int, fa, en string) *refusal {
	return &refusal{status: status, faults: []samad.Text{{Fa: fa, En: en}}}
}

// faults collects what is wrong with a request, to be told all at once.
type faults []samad.Text

func (f *faults) add(parameter, fa, en string) {
	*f = append(*f, samad.Text{Fa: parameter + ": " + fa, En: parameter + ": " + en})
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &refusal{status: http.StatusBadRequest, faults: f}
}

func unknownPath() error {
	return refuse(http.StatusNotFound, "در این نشانی چیزی نیست.", "there is nothing at this path")
}

func unknownRequest() *refusal {
	return refuse(http.StatusNotFound, "service_request_id: چنین درخواستی پیدا نشد.", "service_request_id: no such request was found")
}

func unknownService(parameter string) error {
	return refuse(http.StatusNotFound, parameter+": چنین خدمتی نیست.", parameter+": there is no such service")
}

func badKey() error {
	return refuse(http.StatusForbidden, "api_key: این کلید درست نیست یا دیگر اعتبار ندارد.", "api_key: this key does not hold")
}

// parameters are the names under which a client sent what the Desk finds at a
// place of a submission.
func parameters() map[string]string {
	return map[string]string{
		"/text": "description", "/topic": "service_code", "/kind": "service_code", "/place": "address_id", "/address": "address_string",
		"/petitioner": "first_name", "/petitioner/name": "first_name", "/petitioner/email": "email",
		"/petitioner/mobile": "phone", "/petitioner/landline": "phone", "/idempotency_key": "Idempotency-Key",
		"/explanation": "description", "/done": "description",
	}
}

func parameterOf(field string) string {
	if name, ok := parameters()[field]; ok {
		return name
	}
	if code, ok := strings.CutPrefix(field, "/questions/"); ok {
		return "attribute[" + strings.NewReplacer("~1", "/", "~0", "~").Replace(code) + "]"
	}
	return strings.TrimPrefix(field, "/")
}

// refusalOf says how an error is told, and whether its cause is for the log.
func refusalOf(err error) (r *refusal, inside bool) {
	if errors.As(err, &r) {
		return r, false
	}
	if bad, ok := errors.AsType[*samad.InvalidError](err); ok {
		var f faults
		for _, one := range bad.Faults {
			f.add(parameterOf(one.Field), one.Detail.Fa, one.Detail.En)
		}
		return &refusal{status: http.StatusBadRequest, faults: f}, false
	}
	said := samad.Text{Fa: samad.Explain(err, samad.Persian), En: samad.Explain(err, samad.English)}
	r = &refusal{status: http.StatusBadRequest, faults: []samad.Text{said}}
	switch samad.ErrorCode(err) {
	case "not_found", "no_match":
		return unknownRequest(), false
	case "forbidden", "pin_required":
		r.status = http.StatusForbidden
	case "code_taken", "key_taken", "retry":
		r.status, r.wait = http.StatusServiceUnavailable, time.Second
	case "closed", "unavailable":
		r.status, r.wait = http.StatusServiceUnavailable, 10*time.Second
	case "internal", "history", "not_deliverable":
		r.status = http.StatusInternalServerError
		return r, true
	}
	return r, false
}

// tooMany is a refusal for a while.
func tooMany(wait time.Duration) error {
	e := refuse(http.StatusTooManyRequests, "درخواست‌ها بیش از اندازه‌اند. اندکی صبر کنید و دوباره بفرستید.",
		"there were too many requests; wait a moment and send it again")
	e.wait = max(wait, time.Second)
	return e
}

func seconds(wait time.Duration) string {
	return fmt.Sprint(int64((wait + time.Second - 1) / time.Second))
}
