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

	mu    sync.Mutex
	known *oidc.Provider // nil until the first sign-in
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
func (p *Provider) discover(ctx context.Context, redirect string) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		// Its keys are fetched again later, when this request is long over.
		made, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.options.Client), p.options.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
		}
		p.known = made
	}
	return &oauth2.Config{
		ClientID: p.options.ClientID, ClientSecret: p.options.Secret, Endpoint: p.known.Endpoint(), RedirectURL: redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, p.known, nil
}

// Begin starts a sign-in that comes back to redirect. It returns where to send
// the browser, and what the browser must keep meanwhile, in a cookie.
func (p *Provider) Begin(ctx context.Context, redirect string) (address, keep string, err error) {
	config, _, err := p.discover(ctx, redirect)
	if err != nil {
		return "", "", err
	}
	a := newAttempt(p.options.Now().Add(attemptTime))
	if keep, err = p.seal.seal(a); err != nil {
		return "", "", err
	}
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
	config, known, err := p.discover(ctx, redirect)
	if err != nil {
		return account.Subject{}, err
	}
	ctx = oidc.ClientContext(ctx, p.options.Client)
	token, err := config.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
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
	id, err := known.VerifierContext(ctx, &oidc.Config{ClientID: p.options.ClientID, Now: p.options.Now}).Verify(ctx, raw)
	if err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if !same(id.Nonce, a.Nonce) {
		return account.Subject{}, fmt.Errorf("%w: the token was made for another sign-in", ErrRefused)
	}
	claims := map[string]any{}
	if err := id.Claims(&claims); err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	who := account.Subject{Issuer: id.Issuer, ID: id.Subject, Strong: strong(claims["amr"])}
	if _, ok := claims[p.options.Claim]; !ok {
		// Many providers tell only who it is in the token, and what they are
		// called at another address (OpenID Connect Core, section 5.4).
		if claims, err = userInfo(ctx, known, token, id.Subject); err != nil {
			return account.Subject{}, err
		}
	}
	who.Username, err = p.username(claims)
	return who, err
}

func userInfo(ctx context.Context, known *oidc.Provider, token *oauth2.Token, subject string) (map[string]any, error) {
	info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, fmt.Errorf("%w: user info: %w", ErrUnreachable, err)
	}
	if info.Subject != subject {
		return nil, fmt.Errorf("%w: user info of somebody else", ErrRefused)
	}
	claims := map[string]any{}
	if err := info.Claims(&claims); err != nil {
		return nil, fmt.Errorf("%w: user info: %w", ErrRefused, err)
	}
	return claims, nil
}

// username reads the claim that names the account here.
func (p *Provider) username(claims map[string]any) (string, error) {
	name, _ := claims[p.options.Claim].(string)
	if name == "" {
		return "", fmt.Errorf("%w: no claim %s", ErrRefused, p.options.Claim)
	}
	if verified, _ := claims["email_verified"].(bool); p.options.Claim == "email" && !verified {
		return "", fmt.Errorf("%w: the e-mail address is not verified", ErrRefused)
	}
	return name, nil
}

// strong reports whether the methods of RFC 8176 hold a second factor.
func strong(amr any) bool {
	methods, _ := amr.([]any)
	return slices.ContainsFunc(methods, func(m any) bool {
		return slices.Contains([]any{"mfa", "otp", "hwk"}, m)
	})
}
