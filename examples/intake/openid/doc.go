// Package openid signs staff in at an OpenID Connect provider: the
// authorization code flow with PKCE (S256), state and nonce, all three made
// anew for each sign-in and sealed into a cookie of the browser that began it,
// so that an answer which another browser asked for opens nothing.
//
// The provider says who somebody is; what they may do here is what their
// account here says. See [account.Store.SignInSubject].
package openid
