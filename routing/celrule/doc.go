// Package celrule lets rules have conditions in CEL, the Common Expression
// Language (https://cel.dev), for what the other keys of a rule cannot say:
//
//	rules:
//	  - id: long-letters
//	    when:
//	      topic: governance
//	      expr: channel == "letter" && text.size() > 2000
//	    refer: centre
//
// or, where an expression is the whole condition, when: 'kind == "idea"'. It is
// handed to the loader as an option, so that who does not use expressions does
// not compile CEL in; package pack does it for every pack:
//
//	table, err := routing.Load(routing.Options{Directory: dir, Expressions: celrule.New(celrule.Options{})}, source)
//
// # What an expression sees
//
//	kind, topic, place, channel, urgency,
//	identity, petitioner, about           string, "" when unknown
//	flags                                 list(string)
//	text                                  string, as the petitioner wrote it
//	at                                    timestamp, the epoch when no day is meant
//	topicUnder(topic, "water")            whether a topic is the other or below it
//	placeUnder(place, "1002")             the same for codes of places
//
// and CEL's own operators, functions and macros. Words in a text are better
// looked for with keywords, which know spellings and endings.
//
// # What is checked
//
// Expressions are parsed and type-checked when rules are loaded; faults have
// their place in the file. A name that does not exist, a comparison of a string
// with a number, or a result that is not true or false is a fault.
//
// # What an expression may cost
//
// CEL has no loops without an end, but macros can be nested: over a list of a
// thousand flags four of them take 10¹² steps. Each evaluation counts its
// steps and ends with an error, which matches [ErrCost], when they pass a
// limit; an expression that costs more even at its least is a fault when it is
// loaded. Where a rule's expression fails in that way, or by dividing by zero,
// and the rule would come to decide, nothing is decided: the case stays with
// people (routing.NoRouteError with the reason "expression").
//
// A [Compiler] and what it compiles are safe for concurrent use.
package celrule
