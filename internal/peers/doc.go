// Command peers measures what this project makes side by side with what a user
// would take instead, and holds the ratios against goals.
//
//	go run . [-passes 9] [-time 200ms] [NAME…]
//
// It is a module of its own, so that the peers never reach those who import
// the library. A comparison is one file here: its subjects, its goals, and its
// entry in the list in main.go.
//
// Times on a shared machine wander by a quarter and more. Therefore every pass
// runs all subjects one after the other, a ratio is taken inside a pass only,
// and what counts is the median of the ratios over the passes. The exit status
// is 1 when a goal is missed.
//
// The same subjects run under go test -bench, for benchstat and profiles.
package main
