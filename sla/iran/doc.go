// Package iran is the working calendar of Iran, with its data.
//
//	cal, err := iran.Calendar()
//	due, basis, err := cal.AddWorkingDays(today, 10)
//
// [Calendar] is the general one. Its weekly hours (Saturday to Wednesday,
// 08:00-14:00) and the free Thursday are a choice of this package, since in law
// only Friday is a day of rest and hours are set by province and decree; lay
// your own over them with a file that says "extends: iran" ([sla.LoadCalendar])
// or add a closure with [sla.Calendar.WithClosure].
//
// The holidays are those of the law, solar and lunar, with the dates from which
// they are in force. They are official from 1395 to the end of 1405, the last
// year whose calendar is published; answers outside say so by their
// [sla.Basis]. In 1405 and before, the lunar ones follow the months as
// announced, corrections by sighting included.
//
// Besides, the package knows closures and special hours that were found in the
// press: examples, not a complete register. They hold only where a scope names
// a place or an agency: ask [sla.Calendar.For], or give the calendar to a
// policy, which does. Place codes are those of the Statistical Centre of Iran
// ("10" is Isfahan province), [sla.Nation] the whole country.
package iran
