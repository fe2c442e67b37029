package openid

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// The client that the provider knows.
const (
	testClient = "samad"
	testSecret = "a secret of the test"
)

// realProvider is an OpenID Connect provider (zitadel/oidc) that runs inside
// the test, whose users sign in by being named.
type realProvider struct {
	*httptest.Server

	mu    sync.Mutex
	user  string
	users users
}

// users implements storage.UserStore by the ids.
type users map[string]*storage.User

// GetUserByID implements storage.UserStore.
func (u users) GetUserByID(id string) *storage.User { return u[id] }

// GetUserByUsername implements storage.UserStore.
func (u users) GetUserByUsername(name string) *storage.User {
	for _, one := range u {
		if one.Username == name {
			return one
		}
	}
	return nil
}

// ExampleClientID implements storage.UserStore.
func (users) ExampleClientID() string { return "none" }

// startProvider runs a provider with users, given as names by their subjects, whose
// client may be sent back to redirect. Close ends it.
func startProvider(redirect string, names map[string]string) (*realProvider, error) {
	p := &realProvider{users: users{}}
	for id, name := range names {
		p.users[id] = &storage.User{ID: id, Username: name, Password: "x", Email: name + "@example.ir", EmailVerified: true}
	}
	p.Server = httptest.NewUnstartedServer(nil)
	issuer := "http://" + p.Listener.Addr().String()
	store := storage.NewStorageWithClients(p.users, map[string]*storage.Client{testClient: storage.WebClient(testClient, testSecret, redirect)})
	made, err := op.NewProvider(&op.Config{CryptoKey: sha256.Sum256([]byte("a test")), CryptoKeyId: "one", CodeMethodS256: true, AuthMethodPost: true},
		store, op.StaticIssuer(issuer), op.WithAllowInsecure())
	if err != nil {
		return nil, fmt.Errorf("real provider: %w", err)
	}
	back := op.AuthCallbackURL(made)
	mux := http.NewServeMux()
	mux.Handle("/", made)
	mux.Handle("GET /login/username", op.NewIssuerInterceptor(made.IssuerFromRequest).HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("authRequestID")
		p.mu.Lock()
		user := p.user
		p.mu.Unlock()
		if err := store.CheckUsernamePassword(user, "x", id); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, back(r.Context(), id), http.StatusFound)
	}))
	p.Config.Handler = mux
	p.Server.Start()
	return p, nil
}

// as says who signs in from now on.
func (p *realProvider) as(username string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user = username
}
