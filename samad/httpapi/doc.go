// Package httpapi is the REST API of a case system as an [http.Handler] that
// any host mounts:
//
//	api, err := httpapi.New(desk, httpapi.Options{Directory: dir, Actor: login.Actor})
//	mux.Handle("/samad/", http.StripPrefix("/samad", api))
//
// It serves /api/v1/…, /healthz, /readyz and /openapi.json below the place
// where it is mounted, opens no listener, starts no goroutine and keeps nothing
// between requests. Rules about cases are the Desk's; this package translates.
//
// # Who asks
//
// The public needs no account: a tracking code shows how far a case is, and the
// header Samad-PIN beside it opens texts and actions. An unknown code and a
// wrong PIN get the same answer. Staff come through [Options.Actor], which maps
// the host's own login to a [samad.Actor]; hosts without one give
// [Options.Sessions] and the API signs in with a bearer token.
//
// # What is said
//
// Requests and answers are JSON. Requests are read strictly: unknown and
// repeated members, wrong types and broken encodings are told with a JSON
// pointer, all at once, in Persian and English, and nothing was done. What is
// unknown is left out of answers, never null; ids stand as in the data with
// their names beside them as *_name; instants are RFC 3339 in UTC, and
// *_persian is the same day on the Persian calendar as YYYY-MM-DD in Latin
// digits.
//
// # Errors
//
// Errors are problem+json (RFC 9457) with a member code for programs. Title and
// detail follow Accept-Language, Persian by default. No error repeats a value
// of the request. What goes wrong inside is "internal" outside, and its cause
// goes to [Options.Logger] under the request's id with long digit runs struck out;
// codes, PINs, texts and personal data are never logged.
//
// The OpenAPI 3.1 document at /openapi.json is made from the Go types that the
// handlers read and write.
package httpapi
