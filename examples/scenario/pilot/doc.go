// Package pilot lives the pilot's time again: the province of Isfahan from 15
// Mehr 1397 to the end of Tir 1399, through the public library alone, with a
// clock that is moved.
//
// What the article of 1399 about Samad in Isfahan gives is fixed here: 34,000 calls in 1398 and
// 8,000 in spring 1399; 76 electronic meetings from 15 Mehr 1397 to the end of
// 1398 and 19 in spring 1399, two and then four directors-general a week, 10 to
// 25 calls an hour; 250 cases of Social Security in 1398 and 140 in the first
// four months of 1399, all answered, unemployment insurance, retirement and
// disability first; complaints fewer than requests. The source is the report of
// IRNA, Isfahan, 2 Mordad 1399, no. 83864330.
//
// Everything else is assumed, and written down in docs/scenario.md.
package pilot
