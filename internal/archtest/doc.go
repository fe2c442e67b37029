// Package archtest keeps the house in order: which folder may import which,
// what stands at the top level, which licences are linked in, which words and
// names stay out.
//
// The rules are data, in plan.go, each with its reason. A function per subject
// reads a file tree and returns what it finds against the rules, one finding a
// line; the tests run them on this repository, and on small broken trees to
// show that each of them finds something.
//
// A finding is answered in one of two ways: the import goes, or the plan gets
// another line with its reason. The second needs a look at the circles between
// top folders, which [Circles] reports: tracking and sla stand below samad,
// samad below routing and storage, and the programs in examples above all.
package archtest
