// Package report gathers everything that a province's report of a month, or of
// any other period, shows, as plain data: pages, spreadsheets and documents are
// made of it by others.
//
//	made, err := report.Gather(ctx, report.Sources{Figures: keeper, Meetings: room, Oversight: office, Directory: directory, Location: tehran},
//		report.Query{Actor: actor, Province: "10", Period: month})
//
// What the actor may not see is refused by the rooms themselves; the figures are
// for those who may read a province's figures. Nothing in a Report is personal.
package report
