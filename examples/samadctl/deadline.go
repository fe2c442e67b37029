package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla"
)

type deadlineCommand struct {
	Target   string   `required:"" placeholder:"TARGET" help:"10d (calendar days), 10wd (working days), 72h (hours) or 16wh (working hours)."`
	From     string   `required:"" placeholder:"INSTANT" help:"Start of the clock, RFC 3339, such as 2026-03-18T09:30:00+03:30."`
	Calendar string   `placeholder:"FILE" type:"path" help:"Working calendar as YAML, which may extend Iran's; without it Iran's, with national holidays only."`
	Pause    []string `placeholder:"A/B" sep:"none" help:"Time during which the case waited for the petitioner, from A up to B, both RFC 3339. May be repeated."`
	Explain  bool     `help:"Tell how the deadline came about, step by step and day by day."`
	Lang     string   `enum:"en,fa" default:"en" help:"Language of the explanation: en (default) or fa."`
}

// Help describes input and output.
func (deadlineCommand) Help() string {
	return `Prints two lines: the due instant in RFC 3339 at Tehran's offset, and
YYYY-MM-DD HH:MM on the Persian calendar. With --explain the reasons follow.
That the date rests on predicted holidays stands among them, or on standard
error.

JSON fields: target, from, due, due_persian, provisional (the date rests on
predicted holidays), and with --explain steps and days.`
}

type dueRecord struct {
	Target      string      `json:"target"`
	From        string      `json:"from"`
	Due         string      `json:"due"`
	DuePersian  string      `json:"due_persian"`
	Provisional bool        `json:"provisional"`
	Steps       []sla.Text  `json:"steps,omitempty"`
	Days        []dayRecord `json:"days,omitempty"`
}

// Run computes the deadline.
func (cmd *deadlineCommand) Run(c *console) error {
	target, clock, err := cmd.read()
	if err != nil {
		return err
	}
	calendar, err := loadCalendar(cmd.Calendar)
	if err != nil {
		return err
	}
	policy, err := singlePolicy(target, calendar)
	if err != nil {
		return err
	}
	explanation, err := policy.Explanation(sla.Facts{Stage: sla.Answer}, clock)
	if err != nil {
		return err
	}
	due := explanation.Plan.Due.In(tehran())
	if !c.json {
		c.print(due.Format(time.RFC3339Nano), "\n", persianMinute(due), "\n")
		if cmd.Explain {
			c.print(explanation.Text(cmd.Lang), explanation.DayByDay(cmd.Lang))
		} else if explanation.Plan.Provisional {
			c.note("this date rests on predicted holidays, or on days for which none are loaded, and may still change")
		}
		return nil
	}
	out := dueRecord{
		Target: target.String(), From: clock.Started.In(tehran()).Format(time.RFC3339Nano),
		Due: due.Format(time.RFC3339Nano), DuePersian: persianMinute(due), Provisional: explanation.Plan.Provisional,
	}
	if cmd.Explain {
		out.Steps = explanation.Steps
		for day := range calendar.Days(explanation.Days) {
			out.Days = append(out.Days, newDayRecord(day))
		}
	}
	c.printJSON(out)
	return nil
}

// read reads the flags and reports everything that is wrong with them.
func (cmd *deadlineCommand) read() (target sla.Target, clock sla.Clock, err error) {
	var errs []error
	target, err = sla.ParseTarget(cmd.Target)
	if at, ok := errors.AsType[*sla.TargetError](err); ok {
		errs = append(errs, fmt.Errorf("--target %q, column %d: %s", at.Input, columnAt(at.Input, at.Offset), at.Reason))
	} else if err != nil {
		errs = append(errs, err)
	}
	if clock.Started, err = readInstant("--from", cmd.From); err != nil {
		errs = append(errs, err)
	}
	for _, p := range cmd.Pause {
		from, to, ok := strings.Cut(p, "/")
		if !ok {
			errs = append(errs, fmt.Errorf("--pause %q: two instants with / between them expected", p))
			continue
		}
		a, errA := readInstant("--pause", from)
		b, errB := readInstant("--pause", to)
		if errA == nil && errB == nil && b.Before(a) {
			errB = fmt.Errorf("--pause %q: it ends before it begins", p)
		}
		errs = append(errs, errA, errB)
		clock.Pauses = append(clock.Pauses, sla.Span{From: a, To: b})
	}
	return target, clock, errors.Join(errs...)
}

func readInstant(flag, s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(s))
	if err != nil {
		return t, fmt.Errorf("%s %q: an instant like 2026-03-18T09:30:00+03:30 expected", flag, s)
	}
	return t, nil
}

// singlePolicy is a policy of one target.
func singlePolicy(target sla.Target, calendar *sla.Calendar) (*sla.Policy, error) {
	source := fmt.Sprintf(`id: command-line
version: "1"
valid_from: 1206-01-01
rules:
  - id: target
    stage: answer
    limit: %s
`, target)
	policy, err := sla.LoadPolicy([]byte(source), "command line", calendar)
	if err != nil {
		return nil, fmt.Errorf("policy of the target: %w", err)
	}
	return policy, nil
}
