// Command scenario lives the pilot's time again, 15 Mehr 1397 to Tir 1399, and
// prints what its reports show beside what the article of 1399 says.
//
//	go run ./examples/scenario            # a tenth of the calls and cases
//	go run ./examples/scenario --full     # all of them
//	go run ./examples/scenario --db sqlite:pilot.db
//
// docs/scenario.md tells what is known and what is assumed.
package main
