// Package campaign describes campaign topics: subjects that are added while the
// service runs, because something has come over a province, and that end when it
// is over. An epidemic brings matters that no pack foresaw, and a release takes
// longer than the wave.
//
// A [Campaign] is a topic with all that belongs to it: under which group it lies,
// what it is called, by which words people ask for it, which agency answers and
// in which counties another one does, within which time, what is told to those
// who file, and from which day to which it is open. All that were ever added in a
// province are one [List], kept in the ledger ([Book]) with each step, who took
// it and why: nothing of it is ever removed, for cases name it.
//
//	list, err := campaign.Book().Read(ctx, db.Ledger(), "10")
//	for _, c := range list.All {
//		fmt.Println(c.ID, c.Title.Fa, c.Open(today))
//	}
//
// What is recorded here does nothing by itself. Package routing/regime takes the
// steps (it tries the packs with the topic before it records anything) and lays
// what is recorded over the packs in force; routing/pack makes topics, rules and
// deadlines of it.
package campaign
