package routing

import (
	"fmt"

	"github.com/samad111/go-samad/sla/persian"
)

// force reports days on which the pack is in force and the rule set is not.
func (l *linter) force() {
	rules, pack := l.table.valid, l.opts.Within
	if pack.From.IsZero() && pack.To.IsZero() {
		return // without a pack there are no days on which rules are missed
	}
	tell := func(message string) {
		l.add(-1, Finding{Code: NotInForce, Message: message, Hint: "on the days between, nothing is decided"})
	}
	if !rules.From.IsZero() && (pack.From.IsZero() || pack.From.Before(rules.From)) {
		tell(fmt.Sprintf("the rule set begins on %s, its pack %s", rules.From, dayOr(pack.From, "earlier")))
	}
	if !rules.To.IsZero() && (pack.To.IsZero() || rules.To.Before(pack.To)) {
		tell(fmt.Sprintf("the rule set ends before %s, its pack %s", rules.To, dayOr(pack.To, "does not end")))
	}
}

// dayOr writes a day, or what stands for none.
func dayOr(d persian.Date, none string) string {
	if d.IsZero() {
		return none
	}
	return "on " + d.String()
}
