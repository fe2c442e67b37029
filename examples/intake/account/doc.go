// Package account keeps the accounts, sessions and failed sign-ins of the
// reference service, in tables of its own beside the cases.
//
// A ministry that has its own login does not need it: the library takes a
// [samad.Actor] from any source. It is here so that the service starts with
// nothing else, and as an example of what a login owes its users.
//
//   - Passwords are kept as argon2id in the PHC string format, with their
//     parameters, so that these can be raised later. First passwords are made
//     by the service from 104 random bits; nobody guesses those, so that they
//     need no slow hash, and a hundred accounts are made in a moment.
//   - A session is a random token; the table holds its SHA-256 only. It ends
//     after twelve hours, on sign-out, and when the password changes.
//   - After five failures in a row a name is locked, for half a minute at
//     first, then twice as long each time, up to fifteen minutes. Names that no
//     account has are locked alike, and every refusal takes the same time.
//   - A first password may have to be changed before anything else, see
//     [Config.ForceChange].
//
// All instants are UTC, cut to microseconds. A [Store] is safe for concurrent
// use and starts no goroutines.
package account
