package routing

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// FindingCode says what kind of fault a [Finding] is. Codes keep their meaning.
type FindingCode string

// What Lint finds.
const (
	// Unreachable: no request is ever decided by the rule.
	Unreachable FindingCode = "unreachable"
	// Shadowed: one topic or place that the rule lists is always decided by
	// other rules.
	Shadowed FindingCode = "shadowed"
	// Contradiction: two rules weigh alike, may hold together and refer
	// elsewhere; only their order in the file decides.
	Contradiction FindingCode = "contradiction"
	// UncoveredTopic and UncoveredPlace: nothing decides on cases of the
	// topic, or of the topic in that place.
	UncoveredTopic FindingCode = "uncovered_topic"
	UncoveredPlace FindingCode = "uncovered_place"
	// DeadKeyword: a keyword of a rule makes no difference, since a shorter
	// one of the same list is in it, or, with texts given, nobody writes it.
	DeadKeyword FindingCode = "dead_keyword"
	// IdleAgency: the agency never receives a case, nor is asked for a share
	// or a statement, and stands above none that does; the rule set does not
	// list it under by_hand.
	IdleAgency FindingCode = "idle_agency"
	// NoRuleForAccused: a complaint about the conduct of some agency is
	// decided by no rule that asks about whom it is.
	NoRuleForAccused FindingCode = "no_rule_for_accused"
	// NotInForce: on some day on which the pack around the rule set is in force,
	// the rule set is not, so that nothing is decided.
	NotInForce FindingCode = "not_in_force"
)

// Finding is something about a rule set that its authors should look at.
type Finding struct {
	Code FindingCode
	// File, Line and Column are where the rule stands, zero where no single
	// rule is at fault.
	File         string
	Line, Column int
	// Rule, Other, Topic, Place and Agency name what the finding is about, ""
	// where they do not apply.
	Rule, Other string
	Topic       samad.TopicID
	Place       samad.PlaceID
	Agency      samad.AgencyID
	// Cases is how many of LintOptions.Seen fall there; with uncovered topics
	// and places only.
	Cases   int
	Message string
	Hint    string
}

// String writes the finding on one line, as compilers do.
func (f Finding) String() string {
	s := ""
	if f.File != "" {
		s = fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	s += f.Message
	if f.Hint != "" {
		s += fmt.Sprintf(" (%s)", f.Hint)
	}
	return fmt.Sprintf("%s [%s]", s, f.Code)
}

// Seen counts past cases of a topic in a place.
type Seen struct {
	Topic samad.TopicID
	Place samad.PlaceID
	Cases int
}

// LintOptions tell a linter what it cannot know from the rules.
type LintOptions struct {
	// Seen are the cases of a past time, by topic and place. With them an
	// uncovered topic or place tells how many cases fall there.
	Seen []Seen
	// Texts are past messages. With a hundred of them or more a keyword of a
	// rule that none of them holds is found dead; fewer say nothing.
	Texts []string
	// Within are the days on which the pack around the rule set is in force;
	// the zero value for always. Of other days nothing is said.
	Within samad.Validity
}

// Lint looks for what is likely wrong in a rule set that is well formed:
// rules and entries that never decide, rules that contradict each other, what
// nothing covers, dead keywords, agencies that never receive, and the lack of a
// rule for complaints about an agency's own conduct. It returns findings in the
// order of the file, those without a place last; nil when all is well.
//
// Lint decides on requests made for the purpose: for each rule on the barest
// ones that it holds for, on every day on which something in the rule set
// changes. Of an expression it knows only that it may hold or not: a rule with
// one is taken to hold when it is looked at, and not to hold while others are.
// The time it takes grows with rules, topics and places, and with the square of
// the rules that weigh alike.
//
// The error is that of ctx.
func (t *Table) Lint(ctx context.Context, opts LintOptions) ([]Finding, error) {
	l := linter{table: t, ctx: ctx, opts: opts, receives: map[samad.AgencyID]bool{}}
	for _, step := range []func(){l.force, l.reach, l.contradictions, l.cover, l.accused, l.keywords, l.idle} {
		step()
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("routing: lint: %w", err)
		}
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(btoi(a.File == ""), btoi(b.File == "")), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return l.findings, nil
}

type linter struct {
	table    *Table
	ctx      context.Context //nolint:containedctx // a linter lives inside one call
	opts     LintOptions
	findings []Finding
	receives map[samad.AgencyID]bool
}

// add notes a finding about a rule; -1 for none.
func (l *linter) add(rule int, f Finding) {
	if rule >= 0 {
		at := l.table.places[rule]
		f.Rule = l.table.rules[rule].ID
		f.File, f.Line, f.Column = at.File, at.Line, at.Column
	}
	l.findings = append(l.findings, f)
}

// decided decides on a request on a day, expressions as assumed, and notes who
// receives something. It returns the number of the deciding rule, -1 for none.
func (l *linter) decided(q samad.RouteRequest, day persian.Date, assume func(int32) bool) int32 {
	f := &facts{RouteRequest: q, table: l.table, day: day, assume: assume}
	rule, agency, ok := f.decide()
	if !ok {
		return -1
	}
	d, err := f.consequences(rule, agency)
	if err != nil {
		return -1 // cannot be: no expression is evaluated
	}
	l.receives[d.Agency] = true
	for _, c := range d.Cooperating {
		// To be asked about one's own conduct is no work.
		l.receives[c.Agency] = l.receives[c.Agency] || c.Agency != q.About
	}
	return rule
}

func never(int32) bool { return false }

// days are those on which something begins or ends to hold, and the one before
// the first of them, as far as the rule set and the pack around it are in force;
// the zero day when nothing changes.
func (l *linter) days() []persian.Date {
	t := l.table
	var out []persian.Date
	note := func(v samad.Validity) {
		for _, d := range []persian.Date{v.From, v.To} {
			if d.IsZero() {
				continue
			}
			out = append(out, d)
			if before, err := d.AddDays(-1); err == nil {
				out = append(out, before)
			}
		}
	}
	note(t.valid)
	note(l.opts.Within)
	for _, r := range t.rules {
		note(r.Validity)
	}
	for _, a := range t.dir.Agencies(persian.Date{}) {
		note(a.Validity)
	}
	for _, p := range t.dir.Places(persian.Date{}) {
		note(p.Validity)
	}
	for _, topic := range t.dir.Topics(persian.Date{}) {
		note(topic.Validity)
	}
	slices.SortFunc(out, persian.Date.Compare)
	out = slices.DeleteFunc(slices.Compact(out), func(d persian.Date) bool { return !t.valid.Includes(d) || !l.opts.Within.Includes(d) })
	if len(out) == 0 {
		return []persian.Date{{}}
	}
	return out
}
