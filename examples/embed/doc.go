// Command embed is a company's existing web service that takes complaints as
// cases of Samad: its own net/http routes, its own login, its own rows and the
// case in one PostgreSQL transaction, its own pack of agencies and rules, and its
// own SMS machine for what people are told.
//
//	SAMAD_POSTGRES=postgres://… go run ./examples/embed
//
// The service had the customers, the table of outages and the login in
// company.go. What it adds is in samad.go: a Desk over the company's database,
// with its tables in a schema of their own beside the company's, the company's
// staff as actors, a notifier, a goroutine that tends deadlines and messages, and
// the REST API under /samad/. The pack is in energy/. docs/embedding.md explains
// each step.
package main
