// Package hijri is the lunar calendar as it is announced in Iran.
//
// Other countries start a month on other days: the calendar of Umm al-Qura
// agrees with Iran's in about a third of the months, tabular arithmetic in two
// thirds. So months are data here, not a formula: a [Table] holds the day on
// which each month began, and how that is known ([Status]). [Iran] is the
// table that comes with the package, AH 1346 to 1449; [ParseTable] reads one
// from a file, so that the next year's calendar needs no new program.
//
// # What is certain
//
// The Calendar Centre of the University of Tehran publishes the months of a
// Persian year some months ahead. In 2 of 100 months the sighting of the moon
// then moved the printed date by a day; it was always Ramadan or Shawwal, and
// known only the evening before. [Table.Correct] records such a night.
//
// Before and after its months a table goes on by arithmetic: months of the
// mean length 29.530588861 days, in phase with the ten years nearest to it.
// Held against the announced months of the ten years that follow, this hits the
// day in 2 of 3 and is one day off otherwise (two days in 1 of 700). Such months are marked [Predicted], as are the forecasts
// inside the table, so that everybody can see that a feast may still move.
//
// Days are counted from 1970-01-01, as by package persian, which this package
// neither needs nor imports.
package hijri
