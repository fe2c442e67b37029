// Command tour takes 198 messages of citizens through the whole of Samad while
// you watch:
//
//	go run ./examples/tour
//
// It builds and starts the real programs: the service examples/intake on a
// database of its own, the checker examples/deadline, and examples/samadctl.
// Sixteen clients submit the messages over HTTP; the service is killed in the
// middle and started again. A scripted operator screens them as their labels
// say, scripted heads of agencies answer, ask, extend, return what is not
// theirs, and some are late; petitioners follow their cases, object, rate,
// confirm and withdraw. The clock of the cases begins on 17 Esfand 1404 and is
// moved on over Nowruz, while the checker warns, records breaches, escalates
// and closes.
//
// Everybody in the script keeps a ledger of what they did and were told. In the
// end the service, its histories and its outbox are held against it: every
// message has become one case, every step was taken once even when its answer
// was lost with the service, every accepted case had an agency and a deadline,
// every history verifies, who was late was warned, breached and escalated and
// nobody else was, and every petitioner has been told an answer or a reason.
// What differs is printed, and the exit code is 1.
//
// With --keep the folder with database, logs and outbox stays for a look
// around.
package main
