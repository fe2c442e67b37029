// Package limit slows down whoever asks too often: a token bucket for every
// kind of request and key (an address, a user name, the hash of a code), kept
// in memory for the keys seen last.
//
// It counts for one process. Several servers behind one proxy each allow the
// full rate.
package limit
