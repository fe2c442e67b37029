// Package figures counts: how many cases came, how fast they were answered, how
// people judged the answers, by agency, county, topic, kind and any stretch of
// the Persian calendar.
//
// Every figure is defined once, in words and in code ([Definitions]); pages,
// reports and open data show the words beside the number.
//
//	keeper, err := figures.NewKeeper(figures.Config{Cases: db.Cases(), Store: db.Figures(), Calendar: calendar, Location: tehran})
//	done, err := keeper.Update(ctx, 1000)            // or as a chore of Desk.Sweep
//	table, err := keeper.Table(ctx, figures.Query{
//		Period: year, By: figures.ByAgency, Province: "10",
//		Figures: []figures.ID{figures.Received, figures.OnTimeShare, figures.MedianToAnswer},
//	})
//
// # What is counted when
//
// Each thing counts on the day on which it happened: a case is received on its
// day of filing, answered on the day of its final answer, due on the day of its
// deadline. A stretch of days therefore never changes once it is over, except
// by what is recorded later about it. Each episode of a case (the first, and one
// for every objection or reopening) counts for itself: figures of an old episode
// never change.
//
// Times are whole working days by the calendar of the province: those after the
// day on which the time began, up to and including the day on which it ended. An
// answer on the day of the referral took 0 working days, one on the next working
// day 1.
//
// # How it is kept
//
// A [Keeper] reads the feed of committed events, looks at each case that moved
// and makes a [Fact] of each of its episodes. The facts, and cells that add them
// up by month along each [Dimension], are written in one transaction with the
// position in the feed: a Keeper that dies goes on where it stood, and two
// Keepers do no harm. Tables over whole months read cells; finer ones read the
// facts.
//
// # Small numbers
//
// For what is published, [Table.Public] withholds counts of persons below a
// threshold, shares and times that rest on fewer, and one more line where the
// withheld one could be computed from the sum.
//
// A Keeper is safe for concurrent use and starts no goroutines.
package figures
