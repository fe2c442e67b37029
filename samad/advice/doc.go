// Package advice keeps what may settle a matter without a case: the articles of
// a province's topics, with links to electronic services, and how often each
// helped.
//
// Articles come with the pack (see [samad.Topic]); the agency that owns one, or
// the administrator, may write it anew, take it away or add others, without a
// new pack. A [Room] gives them out as they stand today:
//
//	room, err := advice.New(advice.Config{Ledger: db.Ledger(), Directory: dir, Location: tehran})
//	articles, err := room.Of(ctx, "identity/birth-certificate")  // to show while somebody types
//	err = room.Count(ctx, samad.Anonymous(), articles[0].ID, advice.Helped)
//	uses, err := room.Uses(ctx, from, to)                        // of each article, what became of it
//
// # What is counted
//
// [Helped] says that somebody needed no case after reading or hearing an
// article, [WentOn] that a case was filed all the same, [InAnswer] that an
// agency put it into an answer. Counts hold nothing about who it was. They are
// kept by month and article, each as an event in the history of one record.
//
// # Rights
//
// Whoever holds [samad.ManageTexts] for an agency writes its articles: its
// public-relations expert, its local administrator, the administrator. Reading
// and counting are for everybody.
package advice
