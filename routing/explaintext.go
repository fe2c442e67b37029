package routing

import "fmt"

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
