package httpapi

import (
	"errors"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// parseCode reads the tracking code of a path, in any digits and spacing.
func parseCode(text string) (tracking.Code, error) {
	code, err := tracking.Parse(text)
	if err == nil {
		return code, nil
	}
	fault := samad.Fault{Field: "path:code", Code: "malformed", Detail: samad.Text{
		Fa: "کد رهگیری درست نیست؛ رقم‌های آن را دوباره ببینید.", En: "not a tracking code",
	}}
	var at *tracking.ParseError
	if errors.As(err, &at) && !errors.Is(err, tracking.ErrCharacter) { // a character would repeat what was sent
		fault.Detail.En = at.Reason
	}
	switch {
	case errors.Is(err, tracking.ErrChecksum):
		fault.Code, fault.Detail.Fa = "check_digits", "رقم‌های کد رهگیری با هم نمی‌خوانند؛ دست‌کم یکی از آن‌ها اشتباه است."
	case errors.Is(err, tracking.ErrLength):
		fault.Code, fault.Detail.Fa = "length", "شمار رقم‌های کد رهگیری درست نیست."
	case errors.Is(err, tracking.ErrCharacter):
		fault.Code, fault.Detail.Fa = "characters", "در کد رهگیری نویسه‌ای هست که رقم نیست، یا کد با صفر آغاز شده است."
		fault.Detail.En = "a tracking code holds digits only and does not begin with 0"
	}
	return tracking.Code{}, &apiError{code: "malformed_code", faults: []samad.Fault{fault}}
}

// caseID reads the id of a case from the path: what cannot be an id names no
// case.
func (x *exchange) caseID() (samad.CaseID, error) {
	text := x.r.PathValue("id")
	if x.item != "" {
		text = x.item
	}
	id, ok := readCaseID(text)
	if !ok {
		return "", samad.ErrNotFound
	}
	return id, nil
}

// caseToRead reads the id of a case from the path, or its tracking code, which
// is all that a petitioner on the line can tell. Steps take the id alone: who
// takes one has read the case.
func (x *exchange) caseToRead() (samad.CaseID, error) {
	text := x.r.PathValue("id")
	if _, err := tracking.Parse(text); err != nil {
		return x.caseID()
	}
	c, err := x.api.desk.CaseByCode(x.ctx(), x.actor, text)
	if err != nil {
		return "", err
	}
	return c.ID, nil
}

// readCaseID reads a ULID in its 26-letter form, in either case of letters.
func readCaseID(text string) (samad.CaseID, bool) {
	const letters, length = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26
	text = strings.ToUpper(text)
	if len(text) != length || strings.Trim(text, letters) != "" {
		return "", false
	}
	return samad.CaseID(text), true
}

// findCase resolves what staff write for another case, an id or a tracking
// code, and tells at the field when there is no such case.
func (x *exchange) findCase(field, text string) (samad.CaseID, error) {
	if id, ok := readCaseID(text); ok || text == "" {
		return id, nil
	}
	c, err := x.api.desk.CaseByCode(x.ctx(), x.actor, text)
	var bad *samad.InvalidError
	switch {
	case err == nil:
		return c.ID, nil
	case errors.As(err, &bad):
		return "", invalid([]samad.Fault{{Field: field, Code: "malformed", Detail: samad.Text{
			Fa: "شناسه پرونده یا کد رهگیری درستی نیست.", En: "neither the id of a case nor a tracking code"}}})
	case errors.Is(err, samad.ErrNotFound):
		return "", invalid([]samad.Fault{{Field: field, Code: "unknown", Detail: samad.Text{
			Fa: "چنین پرونده‌ای نیست.", En: "no such case"}}})
	default:
		return "", err
	}
}
