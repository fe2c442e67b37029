package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
)

const problemType = "application/problem+json"

// Problem is the body of every error, by RFC 9457.
type problem struct {
	Title  string `json:"title" doc:"What kind of problem it is, by Accept-Language" example:"درخواست نادرست"`
	Status int    `json:"status" doc:"The HTTP status" example:"422"`
	Detail string `json:"detail" doc:"What it means and what to do, by Accept-Language" example:"بخشی از آنچه فرستادید درست نیست."`
	Code   string `json:"code" doc:"Names the problem for programs; never changes meaning" example:"invalid"`
	// Errors are the single faults of the request.
	Errors       []problemFault `json:"errors,omitempty" doc:"The single faults of the request, all at once"`
	TrackingCode string         `json:"tracking_code,omitempty" doc:"With receipt_expired: the code of the case that the first request made"`
	RequestID    string         `json:"request_id,omitempty" doc:"With errors inside: what to tell the operator of the service"`
	State        samad.State    `json:"state,omitempty" doc:"With not_possible_now: where the case stands"`
	Possible     []samad.Action `json:"possible,omitempty" doc:"With not_possible_now: the steps that the caller may take there"`
	RecordState  string         `json:"record_state,omitempty" doc:"With wrong_state: where the record stands" example:"running"`
}

// problemFault is one thing wrong with a request.
type problemFault struct {
	Field    string `json:"field" doc:"JSON pointer into the body; or query:name, path:name, header:Name" example:"/petitioner/national_id"`
	Code     string `json:"code" example:"check_digit"`
	DetailFa string `json:"detail_fa" example:"رقم کنترلی کد ملی درست نیست."`
	DetailEn string `json:"detail_en" example:"the check digit is wrong"`
}

// apiError is an error of HTTP itself, known by its code.
type apiError struct {
	code       string
	faults     []samad.Fault
	retryAfter time.Duration
}

// Error names the code.
func (e *apiError) Error() string { return "httpapi: " + e.code }

// invalid returns an error for faults, or nil for none.
func invalid(faults []samad.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &samad.InvalidError{Faults: faults}
}

// fail answers with the problem that the error is. Errors that no kind fits
// are "internal" outside and logged inside.
func (x *exchange) fail(err error) {
	p, retryAfter := x.problem(err)
	x.missed(p.Code)
	if p.Status >= http.StatusInternalServerError {
		p.RequestID = x.id
		x.log(slog.LevelError, "failed", slog.String("code", p.Code), slog.String("error", redact(err.Error())))
	}
	h := x.w.Header()
	if retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(retryAfter.Seconds()))))
	}
	switch p.Code {
	case codeUnauthenticated, codeCredentials:
		h.Set("WWW-Authenticate", `Bearer realm="samad"`)
	case "pin_required":
		h.Set("WWW-Authenticate", `Samad-PIN realm="case"`)
	}
	x.write(p.Status, problemType, p)
}

// missed tells the host of a try that found nothing.
func (x *exchange) missed(code string) {
	kind := ""
	switch {
	case code == "no_match" && x.pin == "":
		kind = LimitTrack
	case code == "no_match":
		kind = LimitPIN
	case code == codeCredentials:
		kind = LimitSession
	}
	if report := x.api.opts.Missed; report != nil && kind != "" {
		report(x.ctx(), kind, x.api.opts.Remote(x.r))
	}
}

func (x *exchange) problem(err error) (problem, time.Duration) {
	code, retryAfter := codeOf(err)
	kind, ok := x.api.kinds[code]
	if !ok {
		kind = x.api.kinds[codeInternal]
	}
	p := problem{Title: kind.title.In(x.lang), Status: kind.status, Code: kind.code, Detail: kind.detail.In(x.lang)}
	if kind.detail.IsZero() {
		p.Detail = samad.Explain(err, x.lang)
	}
	if retryAfter == 0 {
		retryAfter = kind.retryAfter
	}
	if added, ok := errors.AsType[*Problem](err); ok {
		p.RecordState = added.State
		if !added.Detail.IsZero() {
			p.Detail = added.Detail.In(x.lang)
		}
	}
	var faults []samad.Fault
	var (
		own        *apiError
		invalid    *samad.InvalidError
		expired    *samad.ReceiptExpiredError
		transition *samad.TransitionError
	)
	switch {
	case errors.As(err, &own):
		faults = own.faults
	case errors.As(err, &invalid):
		faults = invalid.Faults
	case errors.As(err, &expired):
		p.TrackingCode = expired.Code
	case errors.As(err, &transition):
		p.State, p.Possible = transition.State, transition.Possible
	}
	for _, f := range faults {
		p.Errors = append(p.Errors, problemFault{Field: f.Field, Code: f.Code, DetailFa: f.Detail.Fa, DetailEn: f.Detail.En})
	}
	return p, retryAfter
}

func codeOf(err error) (string, time.Duration) {
	var own *apiError
	var added *Problem
	switch {
	case errors.As(err, &own):
		return own.code, own.retryAfter
	case errors.As(err, &added):
		return added.Code, 0
	case errors.Is(err, ErrUnauthenticated):
		return codeUnauthenticated, 0
	case errors.Is(err, ErrCredentials):
		return codeCredentials, 0
	case errors.Is(err, ErrLocked):
		return codeLocked, retryIn(err)
	case errors.Is(err, ErrPasswordChange):
		return codePasswordChange, 0
	case errors.Is(err, ErrSecondFactor):
		return codeSecondFactor, 0
	}
	code := samad.ErrorCode(err)
	if code == codeInternal && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		return codeTimeout, 0
	}
	return code, 0
}

func retryIn(err error) time.Duration {
	if retry, ok := errors.AsType[*RetryError](err); ok {
		return retry.After
	}
	return 0
}
