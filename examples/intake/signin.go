package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
)

// signIn is the API's sign-in over the accounts.
type signIn struct{ accounts *account.Store }

var _ httpapi.FactorSessions = signIn{}

// SignIn implements [httpapi.Sessions]. An account that has to change its
// password, to show a second factor or to set one up first gets no token.
func (s signIn) SignIn(ctx context.Context, username, password, remote string) (httpapi.Session, error) {
	return s.SignInWithFactor(ctx, username, password, "", remote)
}

// SignInWithFactor implements [httpapi.FactorSessions].
func (s signIn) SignInWithFactor(ctx context.Context, username, password, factor, _ string) (httpapi.Session, error) {
	session, err := s.accounts.SignIn(ctx, account.API, username, password)
	switch {
	case errors.Is(err, account.ErrCredentials):
		return httpapi.Session{}, httpapi.ErrCredentials
	case errors.Is(err, account.ErrLocked):
		return httpapi.Session{}, fmt.Errorf("%w: %w", httpapi.ErrLocked, lockedFor(err))
	case err != nil:
		return httpapi.Session{}, err
	case session.MustChange:
		if err := s.accounts.SignOut(ctx, session.Token); err != nil {
			return httpapi.Session{}, err
		}
		return httpapi.Session{}, httpapi.ErrPasswordChange
	case !session.Complete() && factor != "":
		return s.passFactor(ctx, session.Token, factor)
	case !session.Complete():
		if err := s.accounts.SignOut(ctx, session.Token); err != nil {
			return httpapi.Session{}, err
		}
		return httpapi.Session{}, httpapi.ErrSecondFactor
	}
	return httpapi.Session{Token: session.Token, Expires: session.Expires, Role: session.Account.Role}, nil
}

// passFactor shows the second factor of a session that only has the password,
// and ends it when that does not help.
func (s signIn) passFactor(ctx context.Context, token, factor string) (httpapi.Session, error) {
	session, err := s.accounts.PassFactor(ctx, token, factor)
	if err == nil {
		return httpapi.Session{Token: session.Token, Expires: session.Expires, Role: session.Account.Role}, nil
	}
	if ended := s.accounts.SignOut(ctx, token); ended != nil {
		return httpapi.Session{}, errors.Join(err, ended)
	}
	switch {
	case errors.Is(err, account.ErrCredentials):
		return httpapi.Session{}, httpapi.ErrCredentials
	case errors.Is(err, account.ErrLocked):
		return httpapi.Session{}, fmt.Errorf("%w: %w", httpapi.ErrLocked, lockedFor(err))
	case errors.Is(err, account.ErrFactor): // not set up yet
		return httpapi.Session{}, httpapi.ErrSecondFactor
	}
	return httpapi.Session{}, err
}

// lockedFor tells the API how long a lock lasts, for Retry-After.
func lockedFor(err error) error {
	if locked, ok := errors.AsType[*account.LockedError](err); ok {
		return &httpapi.RetryError{After: locked.For, Err: err}
	}
	return err
}

// SignOut implements [httpapi.Sessions].
func (s signIn) SignOut(ctx context.Context, token string) error {
	return s.accounts.SignOut(ctx, token)
}

// Actor implements [httpapi.ActorFunc] for bearer tokens and API keys. The pages' cookie
// opens nothing here, so that no other site can use it through a browser.
func (s signIn) Actor(r *http.Request) (samad.Actor, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return samad.Actor{}, httpapi.ErrUnauthenticated
	}
	token = strings.TrimSpace(token)
	if account.IsKey(token) {
		key, err := s.accounts.Key(r.Context(), token)
		if errors.Is(err, account.ErrNoSession) {
			return samad.Actor{}, httpapi.ErrUnauthenticated
		}
		return key.Actor(), err
	}
	session, err := s.accounts.Session(r.Context(), token)
	switch {
	case errors.Is(err, account.ErrNoSession):
		return samad.Actor{}, httpapi.ErrUnauthenticated
	case err != nil:
		return samad.Actor{}, err
	case session.Door != account.API:
		return samad.Actor{}, httpapi.ErrUnauthenticated
	case session.MustChange: // it was reset while signed in, or the address is another now
		return samad.Actor{}, httpapi.ErrPasswordChange
	case !session.Complete(): // a second factor was set up meanwhile, or is asked for now
		return samad.Actor{}, httpapi.ErrSecondFactor
	}
	return session.Account.Actor(), nil
}

// Expert finds the account that staff mean by a user name or an account id.
// An account of another agency is refused. What is no account is kept as it
// is: an agency's own list of experts may know people who never sign in.
func (s signIn) Expert(ctx context.Context, actor samad.Actor, name string) (string, error) {
	who, err := s.accounts.ByName(ctx, name)
	if errors.Is(err, account.ErrNotFound) {
		who, err = s.accounts.ByID(ctx, name)
	}
	switch {
	case errors.Is(err, account.ErrNotFound):
		return name, nil
	case err != nil:
		return "", err
	case who.Disabled || who.Agency != actor.Agency:
		return "", httpapi.ErrNoExpert
	}
	return who.ID, nil
}
