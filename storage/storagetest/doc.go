// Package storagetest checks that a store keeps the promises of
// [samad.Store]. A backend of one's own is tested like those of this module:
//
//	func TestStore(t *testing.T) {
//		storagetest.Run(t, func(t testing.TB) storagetest.Store {
//			return openEmpty(t)
//		})
//	}
//
// Each promise ("must") of the port is one [Check] with a name, a sentence on
// what a user loses when it is broken, and a function that returns what went
// wrong. None is optional. [Checks] lists them for those who test in another
// way, or who read the port and want to see what a sentence of it means.
//
// A store passes when it passes under any time zone: run the tests under
// TZ=Asia/Tehran as well, where drivers have stumbled before.
package storagetest
