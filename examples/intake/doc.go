// Command intake is the reference service: the REST API of package httpapi and
// the Persian pages of package webdesk over one database, with accounts of its
// own. It starts with nothing else:
//
//	go run ./examples/intake
//
// This makes the database samad.db and the key file samad.db.key in the
// current folder, loads the embedded pack of the pilot province (Isfahan),
// prints the accounts it made, each once, and serves on 127.0.0.1:8111.
//
// # Settings
//
// Every setting is a flag, a variable of the environment (--max-requests is
// SAMAD_MAX_REQUESTS) and a key of the YAML file given with --config
// (max_requests); a flag wins over the variable, that over the file. --help
// lists them, --print-config shows what is in force, and docs/operations.md
// tells how to run the service: TLS, proxies, secrets, metrics, traces.
//
// For trials on a loopback address --at INSTANT lets the clock of cases begin at
// another time, for example before Nowruz; sign-ins, limits and the log keep the
// real one. --demo fills an empty database with a made-up past year.
//
// # Accounts
//
// The first start on a database without accounts makes the account admin. With
// the embedded pack on a loopback address it also makes operator, oversight
// and one head for each agency, whose user name is the agency's id. Each is
// printed once, as a line "account <user> <role> <password>". The administrator
// makes all others at the page /desk/accounts.
//
// A first password must be changed at the page before anything else: by the
// administrator always, by everybody when others reach the service, and then
// the API refuses such accounts too; administrators and oversight then set up
// a second factor. Programs get API keys at /desk/keys. A lost administrator is
// given a new password by
//
//	go run ./examples/intake admin reset --db sqlite:samad.db
//
// # What it does not do
//
// It delivers no messages and watches no deadlines: examples/deadline does,
// as a process of its own beside this one, on the same database and key file.
// So a Desk here has no Notifier, and what petitioners are told waits in the
// outbox; under code and PIN they read it at once.
package main
