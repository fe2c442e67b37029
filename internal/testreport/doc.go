// Testreport adds up what several runs of go test -json came to and says it in
// one line:
//
//	go test -json ./... >all.json; go test -json -race ./... >race.json
//	go run ./internal/testreport all.json race.json
//	1234 passed, 0 failed, 0 skipped
//
// A test that was run several times counts once: as failed when it failed in
// one run, as skipped when no run ran it. A package that did not build, or died
// without a test to blame, counts as a failed test. The output of what failed is
// shown before the line.
//
// The exit status is 1 when anything failed, and when a test was skipped: here
// everything that tests need is switched on, so a skipped test is one that the
// run forgot. Inputs that a fuzz target passes over do not count.
package main
