// Package demo fills an empty database with a made-up past year of the pilot,
// so that every page and report has something true to show: calls and cases of
// every kind, channel and county, screened, referred, given back, assigned,
// answered, some late and some never, objected to and rated.
//
// Everything goes through a [samad.Desk], whose clock is moved: each case is a
// chain of steps in time, and the chains are walked together, hour by hour, so
// that the record is in the order of time and sweeps find what was due when it
// was due.
//
// The rooms beside the Desk are filled in the same way ([Options].Rooms), one step
// after the other: programmes with their calls, draws of visits with reports,
// replies, letters and appeals, sessions with resolutions, demands, surveys,
// reviews, actions for improvement. When the year ends something of each is still
// to be done, above all at the agency whose accounts are shown.
//
// Shares are those of the pilot where they are known (3 to 20 cases per 100
// calls, fewer complaints than requests), and chosen to be plausible where they
// are not. No person in it exists. The same seed gives the same lives of cases
// and the same draws, though not the same codes.
package demo
