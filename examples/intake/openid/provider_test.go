package openid

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/intake/account"
)

const redirect = "http://127.0.0.1:1/back"

func setup(t *testing.T, change ...func(*Options)) (*Provider, *realProvider) {
	t.Helper()
	server, err := startProvider(redirect, map[string]string{"id-1": "operator", "id-2": "oversight"})
	require.NoError(t, err)
	t.Cleanup(server.Close)
	server.as("operator")
	o := Options{Issuer: server.URL, ClientID: testClient, Secret: testSecret, Claim: "preferred_username", Key: make([]byte, 32)}
	for _, c := range change {
		c(&o)
	}
	p, err := New(o)
	require.NoError(t, err)
	return p, server
}

// browse follows the provider's redirects up to the one that leads back.
func browse(t *testing.T, address string) url.Values {
	t.Helper()
	var back *url.URL
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "127.0.0.1:1" {
			back = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := client.Get(address)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.NotNil(t, back, "status %d", answer.StatusCode)
	return back.Query()
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	p, server := setup(t)
	address, keep, err := p.Begin(t.Context(), redirect)
	require.NoError(t, err)
	sent, err := url.Parse(address)
	require.NoError(t, err)
	q := sent.Query()
	assert.Equal(t, "S256", q.Get("code_challenge_method"))
	assert.NotEmpty(t, q.Get("code_challenge"))
	assert.NotEmpty(t, q.Get("nonce"))
	assert.NotContains(t, keep, q.Get("state"), "what the browser keeps is sealed")

	answer := browse(t, address)
	who, err := p.End(t.Context(), answer, keep, redirect)
	require.NoError(t, err)
	assert.Equal(t, account.Subject{Issuer: server.URL, ID: "id-1", Username: "operator", Strong: who.Strong}, who)

	_, err = p.End(t.Context(), answer, keep, redirect)
	assert.ErrorIs(t, err, ErrRefused, "a code is good once")
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	p, _ := setup(t)
	for name, change := range map[string]func(a *attempt, answer url.Values){
		"state":      func(_ *attempt, answer url.Values) { answer.Set("state", "another") },
		"no state":   func(_ *attempt, answer url.Values) { answer.Del("state") },
		"nonce":      func(a *attempt, _ url.Values) { a.Nonce = "another" },
		"verifier":   func(a *attempt, _ url.Values) { a.Verifier += "x" },
		"too late":   func(a *attempt, _ url.Values) { a.Expires = time.Now().Unix() - 1 },
		"code":       func(_ *attempt, answer url.Values) { answer.Set("code", "invented") },
		"a no there": func(_ *attempt, answer url.Values) { answer.Set("error", "access_denied") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, keep, err := p.Begin(t.Context(), redirect)
			require.NoError(t, err)
			answer := browse(t, address)
			a, err := p.seal.open(keep)
			require.NoError(t, err)
			change(&a, answer)
			keep, err = p.seal.seal(a)
			require.NoError(t, err)
			_, err = p.End(t.Context(), answer, keep, redirect)
			assert.ErrorIs(t, err, ErrRefused)
		})
	}
	address, _, err := p.Begin(t.Context(), redirect)
	require.NoError(t, err)
	for _, keep := range []string{"", "nonsense", "AAAA"} {
		_, err := p.End(t.Context(), browse(t, address), keep, redirect)
		assert.ErrorIs(t, err, ErrRefused, "another browser")
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	p, _ := setup(t, func(o *Options) { o.Claim = "email" })
	address, keep, err := p.Begin(t.Context(), redirect)
	require.NoError(t, err)
	who, err := p.End(t.Context(), browse(t, address), keep, redirect)
	require.NoError(t, err)
	assert.Equal(t, "operator@example.ir", who.Username)
	_, err = p.username(map[string]any{"email": "a@b.ir", "email_verified": false})
	assert.ErrorIs(t, err, ErrRefused, "an address that nobody verified may be anybody's")
	_, err = p.username(map[string]any{"sub": "x"})
	assert.ErrorIs(t, err, ErrRefused)
	assert.True(t, strong([]any{"pwd", "otp"}))
	assert.False(t, strong([]any{"pwd"}))
	assert.False(t, strong("mfa"))
}

func TestProviderAway(t *testing.T) {
	t.Parallel()
	p, server := setup(t)
	server.Close()
	_, _, err := p.Begin(t.Context(), redirect)
	assert.ErrorIs(t, err, ErrUnreachable)
	_, err = New(Options{})
	require.Error(t, err)
	_, err = New(Options{Issuer: "x", ClientID: "x", Claim: "x", Key: []byte("short")})
	assert.Error(t, err)
}
