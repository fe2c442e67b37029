package routing

import (
	"fmt"
	"io"
	"strings"
)

// String writes the target as a rule file does.
func (t Target) String() string {
	switch t.Kind {
	case ToAgency:
		return fmt.Sprintf("{agency: %s}", t.Agency)
	case ToOffice:
		return fmt.Sprintf("{office: %s}", t.Office)
	case ToAbove:
		if t.Level != "" {
			return fmt.Sprintf("{above: %s}", t.Level)
		}
	}
	return string(t.Kind)
}

// String writes the condition on one line: "place 1002 holds: 1002032611".
func (c Condition) String() string {
	got := c.Got
	if got == "" {
		got = "nothing"
	}
	if c.Field == "expr" {
		got = "" // an expression looks at all facts
	}
	word := "misses"
	if c.Holds {
		word = "holds"
	}
	s := fmt.Sprintf("%s %s %s", c.Field, c.Want, word)
	if got != "" {
		s += ": " + got
	}
	return s
}

// mostAlternatives is how many alternatives the text of an explanation lists.
const mostAlternatives = 10

// Text writes the explanation for people, in English with the ids of the rule
// file: what was decided, the rules that hold with their conditions, and what
// else might have been decided, of that at most ten lines.
func (e Explanation) Text(w io.Writer) error {
	var b strings.Builder
	if e.NoRoute != nil {
		fmt.Fprintf(&b, "nothing decided: %s\n", e.NoRoute.Reason)
		if e.NoRoute.Err != nil {
			fmt.Fprintf(&b, "  rule %s: %v\n", e.NoRoute.Rule, e.NoRoute.Err)
		}
	} else {
		fmt.Fprintf(&b, "%s by rule %s\n  %s\n", e.Decision.Agency, e.Decision.Rule, e.Why)
	}
	if len(e.Held) > 0 {
		fmt.Fprintln(&b, "rules that hold:")
	}
	for _, t := range e.Held {
		fmt.Fprintf(&b, "  %s: %s, %d points, priority %d\n", t.Rule, t.Verdict, t.Points, t.Priority)
		for _, c := range t.Conditions {
			if c.Field == "expr" && t.Fault != nil {
				fmt.Fprintf(&b, "    expr %s is unknown: %v\n", c.Want, t.Fault)
				continue
			}
			fmt.Fprintf(&b, "    %s\n", c)
		}
		for _, target := range t.Targets {
			fmt.Fprintf(&b, "    %s\n", target)
		}
	}
	if len(e.Alternatives) > 0 {
		fmt.Fprintln(&b, "with one fact different:")
	}
	for i, a := range e.Alternatives {
		if i == mostAlternatives {
			fmt.Fprintf(&b, "  … and %d more\n", len(e.Alternatives)-i)
			break
		}
		fmt.Fprintf(&b, "  %s would give it to %s (%s)\n", a.Rule, a.Agency, a.Miss)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("routing: write explanation: %w", err)
	}
	return nil
}

// String writes the trial of a target on one line.
func (t TargetTrial) String() string {
	switch {
	case t.Agency == "":
		return fmt.Sprintf("%s names nobody here", t.Target)
	case t.Barred:
		return fmt.Sprintf("%s is %s, which is accused itself", t.Target, t.Agency)
	}
	return fmt.Sprintf("%s is %s", t.Target, t.Agency)
}
