package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
)

// signInBody is a user name and its password.
type signInBody struct {
	Username string `json:"username" minLength:"1" maxLength:"200" example:"operator"`
	Password string `json:"password" minLength:"1" maxLength:"1024"`
	Factor   string `json:"factor,omitempty" maxLength:"100" doc:"The second factor, where the account has one: a code of the authenticator, or a recovery code" example:"204193"`
}

// sessionBody is what a sign-in gives.
type sessionBody struct {
	Token    string     `json:"token" doc:"Send it as Authorization: Bearer"`
	Expires  time.Time  `json:"expires"`
	Role     samad.Role `json:"role"`
	RoleName string     `json:"role_name" example:"اپراتور سامد"`
}

func (a *api) addSessions() {
	if a.opts.Sessions == nil {
		return
	}
	route(a, operation{
		id: "signIn", method: http.MethodPost, path: "/api/v1/sessions", tag: "sessions", status: http.StatusCreated,
		summary: "Sign in", description: "Gives a token for Authorization: Bearer.",
		limit:    LimitSession,
		secret:   true,
		problems: []string{codeCredentials, codeLocked, codePasswordChange, codeSecondFactor},
	}, (*exchange).signIn)
	route(a, operation{
		id: "signOut", method: http.MethodDelete, path: "/api/v1/sessions", tag: "sessions", status: http.StatusNoContent,
		access: staff, summary: "Sign out", description: "Ends the session of the bearer token.",
	}, (*exchange).signOut)
}

func (x *exchange) signIn(in signInBody) (sessionBody, error) {
	const longestName, longestPassword, longestFactor = 200, 1024, 100
	var faults []samad.Fault
	check := func(field, value string, longest int) {
		if value == "" {
			faults = append(faults, samad.Fault{Field: field, Code: "required", Detail: samad.Text{
				Fa: "این بخش را خالی نگذارید.", En: "this must not be empty"}})
		}
		if len(value) > longest {
			faults = append(faults, samad.Fault{Field: field, Code: "too_long", Detail: samad.Text{
				Fa: "این بخش بیش از اندازه بلند است.", En: "this is too long"}})
		}
	}
	check("/username", in.Username, longestName)
	check("/password", in.Password, longestPassword)
	if in.Factor != "" {
		check("/factor", in.Factor, longestFactor)
	}
	if err := invalid(faults); err != nil {
		return sessionBody{}, err
	}
	if err := x.limit(LimitSession, "account:"+in.Username); err != nil {
		return sessionBody{}, err
	}
	signIn := x.api.opts.Sessions.SignIn
	if full, ok := x.api.opts.Sessions.(FactorSessions); ok && in.Factor != "" {
		signIn = func(ctx context.Context, username, password, remote string) (Session, error) {
			return full.SignInWithFactor(ctx, username, password, in.Factor, remote)
		}
	}
	s, err := signIn(x.ctx(), in.Username, in.Password, x.api.opts.Remote(x.r))
	if err != nil {
		return sessionBody{}, err
	}
	return sessionBody{Token: s.Token, Expires: s.Expires.UTC(), Role: s.Role, RoleName: samad.RoleName(s.Role).In(x.lang)}, nil
}

func (x *exchange) signOut(none) (none, error) {
	scheme, token, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return none{}, ErrUnauthenticated
	}
	return none{}, x.api.opts.Sessions.SignOut(x.ctx(), strings.TrimSpace(token))
}
