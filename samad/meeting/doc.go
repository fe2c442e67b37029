// Package meeting keeps the programmes of electronic meetings (ملاقات
// الکترونیکی): sessions in which directors-general sit at the Samad centre and
// answer callers live.
//
// A [Room] proposes whom to invite, plans programmes, invites their hosts, takes
// requests for a turn, leads through the calls and sums the programme up:
//
//	room, err := meeting.New(meeting.Config{Ledger: db.Ledger(), Desk: desk, Directory: dir, Calendar: calendar, Settings: settings, Location: tehran})
//	week, err := room.Propose(ctx, oversight, "10", day)             // who, why, on which day of the week
//	programme, err := room.Plan(ctx, oversight, meeting.Plan{…})     // hosts, hours, turns an hour
//	programme, err = room.Invite(ctx, oversight, programme.ID)
//	programme, err = room.Reply(ctx, host, programme.ID, meeting.Reply{Accept: true})
//	place, err := room.Ask(ctx, petitioner, programme.ID, "isf.tamin", petitioner.Own()) // a turn with its hour
//	programme, err = room.Start(ctx, operator, programme.ID)
//	next, err := room.Next(ctx, operator, programme.ID)              // who is called, with earlier cases
//	recorded, err := room.Record(ctx, operator, programme.ID, meeting.Live{…})
//	report, err := room.Finish(ctx, operator, programme.ID)
//
// Everything is recorded as events of one record a programme (package ledger).
// What a caller says becomes a case by the [samad.Desk], with the channel
// "meeting": answered in the same call and closed, or handed to an expert of
// the host's agency with the usual deadline.
//
// # Whom to invite
//
// How many directors-general are invited a week is a setting with dates and a
// reason ([Weekly]): the pilot invited two a week in 1398 and four in 1399.
// Proposals rank the agencies of the province by the cases that were filed
// about their work within a window, the number of their clients. An agency that
// was host w weeks ago, fewer than Settings.Rest, counts for w/Rest of its
// cases, so that those with many clients come often and nobody comes always. The
// days are the working days of the week; closed ones are skipped. Each proposal
// says its reason in a sentence. They are no more than that: whoever plans
// otherwise gives a reason, which is kept.
//
// # Turns and fairness
//
// A programme has PerHour turns in each of its hours. Petitioners ask for one
// beforehand, with a case of theirs, and get an hour; others ring in while it
// runs. No county holds more than Settings.CountyShare of the turns that were
// asked for beforehand, until a day before the start. In the programme those
// whose hour has come are called first, in the order of their hours; between
// them the turn goes to the county that was served least, then to whoever came
// first.
//
// # Pace
//
// The console shows calls an hour and warns when they leave the band
// ([Settings.Band], 10 to 25 by default, what the pilot measured), and how long
// the record of a call took; more than [Settings.RecordWithin] (150 s) is
// counted as slow.
//
// Errors are those of package samad: [samad.ErrInvalid], [samad.ErrForbidden],
// [samad.ErrNotFound], [samad.ErrConflict] and [ErrState]. A Room is safe for
// concurrent use and starts no goroutines.
package meeting
