// Package recount computes the figures of an office a second time, from nothing
// but the JSON lines that samadctl db export writes.
//
// It is there to be held against samad/figures: it shares no code with it, knows
// no store and no Desk, and keeps every single thing that counts in a list
// instead of adding anything up. What is written in docs/figures.md is all that
// it goes by.
//
// The reports at the end of meetings, what oversight did and the register of
// duties are counted likewise, from the events of their records
// ([Book.Programmes], [Book.Oversight], [Book.Duties]).
//
//	book, err := recount.Read(file, recount.Rules{Location: tehran, Working: open, Province: provinceOf})
//	lines := book.Lines(recount.Table{From: from, To: to, By: "agency", Province: "10"})
//	fmt.Println(lines["isf.tamin"]["on_time_share"]) // "0.912500 of 80"
package recount
