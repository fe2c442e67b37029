// Package routing decides which agency must answer, by rules that people write
// in a file, and tells why.
//
// # Rules
//
// A rule says when it holds and to whom it refers. This one sends power cuts in
// the county of Isfahan to the company that serves it:
//
//	rules:
//	  - id: power-isfahan
//	    when: {topic: power, place: "1002"}
//	    refer: {agency: isf.bargh.shahr}
//
// [Load] reads a rule set together with a directory of agencies, topics and
// places, strictly: unknown keys, agencies, topics or places, ids used twice and
// matches that cannot be are reported all at once, with their places, in a
// [directory.Faults]. docs/packs.md is the schema. The result is a [*Table],
// which implements [samad.Router], never changes and is safe for concurrent
// use.
//
//	table, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: src})
//	decision, err := table.Route(ctx, samad.RouteRequest{Topic: "power/outage", Place: "1002"})
//
// # Which rule decides
//
// Of all rules that hold, the most specific one decides. A rule collects points
// for what it asks for:
//
//	100 that somebody is accused, 101 that it is a certain agency
//	  1 for each step of the matching topic: 1 a group, 2 a topic in it
//	  1 for each level of the matching place: 1 province, 2 county, 3 city
//	  1 for each other condition: kind, channel, urgency, identity,
//	    petitioner, flags, keywords, expression
//
// With equal points the higher priority wins, then the rule that stands first
// in the file. If none of the winner's targets can take the case (see below),
// the next rule decides.
//
// Every other rule is final: the one that decides does so alone, and rules of
// lower rank add nothing. Only a rule with continue: true adds to it, and never
// decides. All of these that hold apply, before and after the one that decides in
// the file, whatever their points: they raise the urgency, add labels,
// cooperating agencies and statements, or hold the case for an operator. Where no
// rule decides, they are without effect.
//
// # Targets
//
// A rule names one target or a list to be tried in order: an agency by its id;
// an office by jurisdiction, which is whichever of a list of agencies serves
// the case's place at the lowest level, else the nearest agency above them
// that does; the topic's own agency; the Samad centre of the place; or the
// nearest agency above the accused one. A target counts only if it holds on the
// day and serves the place, or part of it where the case names no more than a
// county.
//
// Whatever rules say, a case about an agency's own conduct is never referred to
// that agency or to one below it, and as a cooperating agency it is asked for
// its statement only.
//
// # Knowing what rules do
//
// [Table.Explain] tells how a decision came about, and what would have been
// decided had one fact differed. [Table.Lint] reports what is likely wrong in a
// rule set: rules that never decide, contradictions, what nothing covers, agencies
// without work. [Table.LoadTests] and [Table.Check] run the tests that people
// write beside their rules.
//
// # Reading texts
//
// [Table.Suggest] reads a petitioner's text and proposes topic, kind, place,
// urgency and the outcome of screening, each with the words that speak for it.
// Words are compared as package fold spells them, and only whole: «موش» is not
// found in «خاموش». What people decided on earlier messages can be learned:
// [Train] makes a [Model] for [Options]. A suggestion is never a decision.
// [Table.Hints] warns of emergencies, abuse, personal data and what is out of
// scope; [Repeats] finds earlier messages that tell the same. A [Run] does all
// of it for messages in a row.
package routing
