// Package tracking has the codes with which people follow their cases, and the
// PINs that open them.
//
// A [Code] is a number as long as that on a bank card, which people in Iran
// read aloud, copy and type every day:
//
//	1234 5678 9012 3428
//
// Fourteen digits are random, the last two are check digits. The number holds
// nothing else: no sequence that would tell how many cases there are, no date,
// no office. With ten million cases one guess in nine million hits one, so that
// look-ups must be limited besides, and the texts of a case need the [PIN] too.
//
// # Minting
//
// A [Minter] is a value; the zero one is what a service needs:
//
//	code, err := tracking.Minter{}.NewCode()
//	pin, err := tracking.Minter{}.NewPIN()
//
// It draws from crypto/rand for each code and keeps nothing in advance, so
// that no future code lies in memory. A code is random, not unique: store it
// under a unique index and mint again on the rare clash.
//
// # Reading
//
// [Parse] takes codes as they come: with Latin, Persian, Arabic-Indic or
// full-width digits, with spaces, dashes, half-spaces and the invisible marks
// that copying from a right-to-left page leaves behind. It refuses everything
// whose digits are not exactly those of a code.
//
// # Writing
//
// [Code.String] gives bare Latin digits for programs, URLs and storage,
// [Code.Format] groups for the eye, [Code.Speak] words for the telephone.
// In JSON and in databases a code is text.
//
// # Slips that the check digits catch
//
// Codes of 16 digits, minted from a fixed seed and then spoilt; the share of
// them that Parse refuses, as measured by the tests of this package:
//
//	one digit wrong                               all
//	two neighbours exchanged                      all
//	digits exchanged across one (abc, cba)        all
//	twins wrong (aa, bb)                          all
//	twins wrong across one (aca, bcb)             all
//	thirteen for thirty (a0, 1a)                  all
//	two neighbours wrong, any digits           99.9 %
//	two digits wrong, anywhere                 99.1 %
//	two groups of four exchanged               99.0 %
//	groups read from right to left             99.1 %
//	all digits moved round by one place           all
//	one digit left out *                       99.2 %
//	one digit written twice *                  99.2 %
//	one digit too many, any digit *            99.2 %
//	some other 16 digits                       99.0 %
//
// The first six hold for every code of every length, the others are samples.
// Those with a star change the length: an installation whose codes all have
// one length catches all of them by [Code.Len].
//
// # PINs
//
// A [PIN] does not print, does not encode and does not compare with ==. The
// receipt shows [PIN.Reveal]; what is kept is [PIN.Hash], under a key that lies
// elsewhere and bound to one case; [PIN.Verify] checks it in constant time.
//
// # Errors
//
// Parsing fails with a [*ParseError], which says where and why and repeats no
// digit. It matches [ErrMalformed], and the finer [ErrCharacter], [ErrLength]
// and [ErrChecksum] for those who tell people what to look for. Minting fails
// with a [*DigitsError] or a [*RandomError]. Nothing panics on input.
//
// All functions and methods may be used by many goroutines at once, except
// that UnmarshalText and Scan write to their receiver.
package tracking
