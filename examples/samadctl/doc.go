// Command samadctl is the tool of administrators and of the people who write
// rules: it converts dates, asks the working calendar, checks packs, routes
// messages without a server, looks cases up and verifies a database.
//
//	samadctl code check 1234567890123456
//	samadctl calendar convert 1405-01-01
//	samadctl calendar why 1405-01-01 1405-01-05
//	samadctl deadline --target 10wd --from 2026-03-18T09:30:00+03:30
//	samadctl rules route --dir examples/isfahan < messages.jsonl
//	samadctl rules lint --dir examples/isfahan
//	samadctl rules test --dir examples/isfahan
//	samadctl rules explain --dir examples/isfahan --topic power/outage --place 1002
//	samadctl rules diff --cases cases.jsonl old new
//	samadctl rules train --dir examples/isfahan --messages messages.jsonl --out suggest.json
//	samadctl pack new mine
//	samadctl pack check examples/isfahan
//	samadctl case show --db sqlite:samad.db 1234567890123456
//	samadctl db verify --db sqlite:samad.db
//	samadctl db backup --db sqlite:samad.db backup.db
//	samadctl db export --db sqlite:samad.db --out samad.jsonl
//	samadctl key rotate --key samad.key --db sqlite:samad.db
//
// Commands that take data read it from their arguments or, without any, one a
// line from standard input. They write one line for each, or with --json one
// JSON object a line; the fields are described at the command's --help.
// Digits of the output are Latin.
//
// # Exit codes
//
// 0: good. 1: findings (a pack with faults, a history that does not verify),
// or bad lines among data lines. 2: wrong usage, or a file or database that
// cannot be read. What is wrong stands on standard error, with line and
// column.
package main
