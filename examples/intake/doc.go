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
// # Flags and environment
//
// Every flag has a variable of the environment beside it; a flag wins.
//
//	--addr    SAMAD_ADDR    address to listen on
//	--db      SAMAD_DB      database, for example sqlite:samad.db
//	--pack    SAMAD_PACK    folder of a province's pack; may be repeated
//	--limits  SAMAD_LIMITS  on or off; off only on a loopback address
//	--key     SAMAD_KEY     key file; default: the database's path and ".key"
//
// For trials and rehearsals on a loopback address --at INSTANT lets the clock of
// cases begin at another time, for example before Nowruz. Sign-ins, limits and
// the log keep the real one.
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
// administrator always, by everybody when the address is not loopback, and then
// the API refuses such accounts too.
//
// # What it does not do
//
// It delivers no messages and watches no deadlines: examples/deadline does,
// as a process of its own beside this one, on the same database and key file.
// So a Desk here has no Notifier, and what petitioners are told waits in the
// outbox; under code and PIN they read it at once.
//
// It speaks plain HTTP. On an address that others reach put a proxy with TLS
// before it; cookies are then marked for HTTPS only.
package main
