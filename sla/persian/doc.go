// Package persian is the Solar Hijri calendar, the official one of Iran.
//
// # Dates
//
// A [Date] is a day: a small comparable value without time of day and time
// zone.
//
//	d, err := persian.New(1405, persian.Farvardin, 1)
//	d, err = persian.Parse("۱۴۰۵/۰۱/۰۱")
//	d, err = persian.FromTime(time.Now().In(tehran))
//
// Which day an instant belongs to depends on the place, so [FromTime] takes
// the location of its argument and [Date.Start], [Date.End] and [Date.Time]
// ask for one. They follow the IANA time zone database, with Iran's summer
// time of the years before 1401; the database must be there (import
// time/tzdata in programs that run where it may be missing).
//
// # Range
//
// The package knows the years 1206 to 1498 (22 March 1827 to 20 March 2120),
// for which the Calendar Centre of the University of Tehran has published the
// leap years. No arithmetic rule takes their place: Birashk's 2820-year cycle,
// used by many libraries, is wrong for every day of 1404. Beyond the table
// there is an [ErrOutOfRange], never a date that may be wrong. Before 1304 the
// civil calendar had months of other lengths; for these years the days within
// the year are the present rule carried back.
//
// # Weeks and seasons
//
// The week starts on Saturday ([Weekday]), and the seasons are the quarters of
// the year ([Quarter]). [Year], [Season] and [Month] give a [Range] of days to
// make a report of.
//
// # Text
//
// [Date.String] and [Parse] use YYYY-MM-DD; [Date.Format] and [ParsePattern]
// take CLDR patterns and write Latin or Persian digits and names. Reading
// accepts both kinds of digits, and Arabic ones, wherever they stand. A Date is
// a string in JSON and a text column in a database.
//
// # Cost
//
// Conversion and arithmetic do not allocate. All values are immutable and all
// functions safe for concurrent use.
package persian
