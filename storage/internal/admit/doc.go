// Package admit is the door of every store in this module: it copies what
// comes in, so that nothing is shared with the caller, brings instants to UTC
// in whole microseconds, and refuses what no store could keep exactly or what
// does not fit together. Stores behind it need not look twice.
//
// It knows nothing of the rules about cases; those are the Desk's.
package admit
