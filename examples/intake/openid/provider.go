package openid

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/samad111/go-samad/examples/intake/account"
)

// The errors of this package; use [errors.Is].
var (
	// ErrUnreachable: the provider does not answer, or not as one.
	ErrUnreachable = errors.New("openid: provider not reachable")
	// ErrRefused: what came back is no sign-in that this browser began, or
	// the provider refused it.
	ErrRefused = errors.New("openid: sign-in refused")
)

// Options describe the provider.
type Options struct {
	Issuer   string // required
	ClientID string // required
	Secret   string // "" for a public client
	// Claim holds the user name of the account here; required. "email" counts
	// only when the provider says that it verified it.
	Claim string
	// Key seals what a browser keeps during a sign-in: 32 bytes, the same on
	// all servers of one installation; required.
	Key []byte
	// Client speaks with the provider; default one with a timeout.
	Client *http.Client
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// Provider signs people in. It asks the provider for its keys when they are
// first needed, so that a service starts without it.
type Provider struct {
	options Options
	seal    sealer

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
	endpoint oauth2.Endpoint
}

// New checks the options. It does no I/O.
func New(o Options) (*Provider, error) {
	if o.Issuer == "" || o.ClientID == "" || o.Claim == "" {
		return nil, errors.New("openid: Options.Issuer, Options.ClientID and Options.Claim are required")
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	seal, err := newSealer(o.Key)
	if err != nil {
		return nil, err
	}
	return &Provider{options: o, seal: seal}, nil
}

// discover reads the provider's document once.
func (p *Provider) discover(ctx context.Context) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.verifier == nil {
		// The keys are fetched again later, when this request is long over.
		made, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.options.Client), p.options.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		p.endpoint = made.Endpoint()
		p.verifier = made.Verifier(&oidc.Config{ClientID: p.options.ClientID, Now: p.options.Now})
	}
	return &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: p.options.Secret, Endpoint: p.endpoint,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, p.verifier, nil
}

// Begin starts a sign-in that comes back to redirect. It returns where to send
// the browser, and what the browser must keep meanwhile, in a cookie.
func (p *Provider) Begin(ctx context.Context, redirect string) (address, keep string, err error) {
	config, _, err := p.discover(ctx)
	if err != nil {
		return "", "", err
	}
	a := newAttempt(p.options.Now().Add(attemptTime))
	if keep, err = p.seal.seal(a); err != nil {
		return "", "", err
	}
	config.RedirectURL = redirect
	return config.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), keep, nil
}

// End checks what the provider sent the browser back with against what the
// browser kept, exchanges the code, verifies the token and returns who it is.
// Errors match [ErrRefused] or [ErrUnreachable].
func (p *Provider) End(ctx context.Context, answer url.Values, keep, redirect string) (account.Subject, error) {
	a, err := p.seal.open(keep)
	if err != nil {
		return account.Subject{}, err
	}
	if !a.fits(answer.Get("state"), p.options.Now()) {
		return account.Subject{}, fmt.Errorf("%w: not the sign-in that this browser began, or too late", ErrRefused)
	}
	if code := answer.Get("error"); code != "" {
		return account.Subject{}, fmt.Errorf("%w by the provider", ErrRefused)
	}
	config, verifier, err := p.discover(ctx)
	if err != nil {
		return account.Subject{}, err
	}
	config.RedirectURL = redirect
	token, err := config.Exchange(oidc.ClientContext(ctx, p.options.Client), answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		return account.Subject{}, fmt.Errorf("%w: code not exchanged: %s", ErrRefused, refused.ErrorCode)
	}
	if err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return account.Subject{}, fmt.Errorf("%w: no id token", ErrRefused)
	}
	id, err := verifier.Verify(oidc.ClientContext(ctx, p.options.Client), raw)
	if err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if !same(id.Nonce, a.Nonce) {
		return account.Subject{}, fmt.Errorf("%w: the token was made for another sign-in", ErrRefused)
	}
	return p.subject(id)
}

// subject reads the claims that matter here.
func (p *Provider) subject(id *oidc.IDToken) (account.Subject, error) {
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	name, _ := claims[p.options.Claim].(string)
	if name == "" {
		return account.Subject{}, fmt.Errorf("%w: the token has no claim %s", ErrRefused, p.options.Claim)
	}
	if verified, _ := claims["email_verified"].(bool); p.options.Claim == "email" && !verified {
		return account.Subject{}, fmt.Errorf("%w: the e-mail address is not verified", ErrRefused)
	}
	return account.Subject{Issuer: id.Issuer, ID: id.Subject, Username: name, Strong: strong(claims["amr"])}, nil
}

// strong reports whether the methods of RFC 8176 hold a second factor.
func strong(amr any) bool {
	methods, _ := amr.([]any)
	return slices.ContainsFunc(methods, func(m any) bool {
		return slices.Contains([]any{"mfa", "otp", "hwk"}, m)
	})
}
