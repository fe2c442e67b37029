// Package oversight is the governorate's room: it watches how agencies answer,
// and answers for it. An [Office] keeps
//
//   - open doors: who must be in the office when (Monday from 9 to 12), visits
//     by inspectors that nobody can foresee and everybody can verify afterwards,
//     and what follows when a manager is absent: notice, warning letter, report
//     to the governor, each a numbered letter on a recorded ground;
//   - commissions: agendas of weighty cases, quorum, resolutions with an agency
//     and a deadline, minutes, follow-up, and the result for every petitioner;
//   - demands on agencies that break their duties, and the register of duties;
//   - gaps: topics without an owner, cases in circles, counties without answers;
//   - reviews of answers, surveys, and actions for improvement that show the
//     scores before and after.
//
// Use it beside a Desk, over the same database:
//
//	office, err := oversight.NewOffice(oversight.Config{
//		Ledger:    db.Ledger(),
//		Cases:     db.Cases(),
//		Desk:      desk,
//		Directory: province.Directory,
//		Deadlines: policy,
//		Calendar:  calendar,
//	})
//	desk, err = samad.NewDesk(samad.Config{…, Chores: office.Chores()})
//
// # Rights
//
// Every step takes the actor. [Rights] is the table: role, [Action] and scope,
// denied by default. Whoever may not see something is told that it does not
// exist: to a manager a planned visit and no visit are the same.
//
// # The draw
//
// [Draw] says how visits are drawn: the hash of a secret seed is published
// before the period's weights are known, the seed afterwards, and
// [VerifyDraw] repeats the draw with whole numbers only.
//
// # Deadlines
//
// What is owed (carrying a resolution out, answering a demand, acknowledging a
// letter, replying to a report) is judged by the calendar in force when it falls
// due: a closure that was declared meanwhile moves it, which is an event of its
// own, and the office is told. Nothing ever comes due earlier than was recorded,
// and what is late stays late. Resolutions and demands are shown with the later
// day as soon as the closure is declared.
//
// # Records
//
// Everything is a record of samad/ledger: events that chain, states that are a
// fold of them. Events hold no personal data. What petitioners write in surveys
// is sealed under the key of their case.
//
// # Sources
//
// "The source article" is a news article of 1399 about Samad 111 in Isfahan,
// whose claims are numbered by the project; what rests on none of them is said
// to be our choice.
//
// # Figures
//
// Bounds ([Interval]) are at 95 %: Wilson's for shares, Student's t for means. A group
// with fewer answers than [Settings].MinGroup shows no figure but its size.
package oversight
