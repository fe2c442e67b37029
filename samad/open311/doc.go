// Package open311 speaks Open311 GeoReport v2, the open standard of civic
// requests, as an [http.Handler] that any host mounts:
//
//	api, err := open311.New(desk, open311.Options{Directory: dir, URL: "https://samad.example.ir/open311/v2/", Key: keys})
//	mux.Handle("/open311/v2/", http.StripPrefix("/open311/v2", api))
//
// It serves discovery, services, service definitions, requests, tokens and the
// widely used extension servicerequestupdates, each as .xml and .json. Services
// are the leaves of the directory's topics, attributes their questions,
// expected_datetime is the legal deadline. Rules about cases are the Desk's;
// this package translates, keeps nothing between requests and starts no
// goroutine.
//
// # Who sees what
//
// The standard lets everybody read everything; cases of Samad are private.
//   - Without a key, lists hold only cases of topics that [Options.Public]
//     names, without description, address, name, tracking code or any place
//     finer than a county. Their service_request_id is not the tracking code
//     and opens nothing.
//   - A tracking code alone shows how far that one case is, as everywhere in
//     Samad; code and PIN (header Samad-PIN) show its text.
//   - A key shows what its actor may see by the table of rights. Lists are
//     without texts; one request has them. Names are never given.
//
// docs/open311.md tells all of it for those who write clients.
//
// # Errors
//
// Errors are lists of code and description in the format that was asked for:
// 403 for keys, 404 for what does not exist, 400 for what is wrong with a
// request, 429 and 503 with Retry-After. What goes wrong inside is told to
// [Options.Logger] and to nobody else.
package open311
