// Package routingtest runs the tests that stand beside an agency's rules, in
// the agency's own continuous integration. A repository that holds a pack needs
// one Go file:
//
//	package rules
//
//	import (
//		"os"
//		"testing"
//		_ "time/tzdata"
//
//		"github.com/samad111/go-samad/routing/routingtest"
//	)
//
//	func TestRules(t *testing.T) { routingtest.Run(t, os.DirFS(".")) }
//
// Every case of the pack's *_test.yaml files becomes a subtest with the case's
// name, so that go test -run picks one of them; with -v the coverage of the
// rules by the tests is printed. A pack with faulty files, without tests, or
// with findings of the linter fails. [RunStrict] asks for more: every rule must
// be covered.
//
// [Check] does the same without the testing package's T, for programs: it
// returns what it found.
package routingtest
