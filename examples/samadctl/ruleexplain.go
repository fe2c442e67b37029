package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

type rulesExplain struct {
	packFlags
	Dir        string               `required:"" placeholder:"PACK" help:"Directory of the pack."`
	Kind       samad.Kind           `help:"Kind of the case."`
	Topic      samad.TopicID        `help:"Topic, for example water/outage."`
	Place      samad.PlaceID        `help:"Code of the place, for example 1014."`
	Channel    samad.Channel        `help:"Channel of intake."`
	Urgency    samad.Urgency        `help:"Urgency before the decision."`
	Identity   samad.Identity       `help:"named, confidential or anonymous."`
	Petitioner samad.PetitionerType `help:"person, legal_entity or foreign."`
	About      samad.AgencyID       `help:"The agency whose own conduct is accused."`
	Flag       []string             `help:"A flag of the case. May be repeated."`
	Text       string               `help:"The petitioner's words."`
	Lang       string               `enum:"en,fa" default:"en" help:"Language of the text: en (default) or fa."`
	On         string               `placeholder:"DATE" help:"The day on which rules must hold, YYYY-MM-DD of the Persian calendar; default: any."`
}

// Help describes the output.
func (rulesExplain) Help() string {
	return `Decides on a case and tells how: the rules that hold and on what, the targets
that were tried, which rule decides and why, and what would have been decided
with one fact different. The exit code is 1 when nothing is decided.

JSON: one object {agency, rule, urgency, no_route, why, held: [{rule, verdict,
points, priority, conditions: [{field, want, got, holds}], targets, fault}], missed,
alternatives: [{rule, field, want, agency}]}.`
}

// request checks the flags against the pack.
func (cmd *rulesExplain) request(p *pack.Pack) (samad.RouteRequest, error) {
	q := samad.RouteRequest{
		Kind: cmd.Kind, Topic: cmd.Topic, Place: cmd.Place, Channel: cmd.Channel, Urgency: cmd.Urgency,
		Identity: cmd.Identity, Petitioner: cmd.Petitioner, About: cmd.About, Flags: cmd.Flag, Text: cmd.Text,
	}
	if cmd.On != "" {
		d, err := persian.Parse(cmd.On)
		if err != nil {
			return q, fmt.Errorf("--on: %w", err)
		}
		tehran, err := time.LoadLocation("Asia/Tehran")
		if err != nil {
			return q, fmt.Errorf("--on: %w", err)
		}
		q.At = d.Time(tehran, 12, 0, 0, 0)
	}
	return q, known(p.Rules, q)
}

// known reports what of a request the pack does not have.
func known(rules *routing.Table, q samad.RouteRequest) error {
	dir := rules.Directory()
	var none persian.Date
	_, topic := dir.Topic(q.Topic, none)
	_, place := dir.Place(q.Place, none)
	_, about := dir.Agency(q.About, none)
	for _, f := range []struct {
		what, value string
		ok          bool
	}{
		{"kind", string(q.Kind), q.Kind.Valid()}, {"topic", string(q.Topic), topic}, {"place", string(q.Place), place},
		{"channel", string(q.Channel), q.Channel.Valid()}, {"agency", string(q.About), about},
		{"urgency", string(q.Urgency), slices.Contains(samad.Urgencies(), q.Urgency)},
		{"identity", string(q.Identity), slices.Contains(samad.Identities(), q.Identity)},
		{"petitioner", string(q.Petitioner), slices.Contains([]samad.PetitionerType{samad.Person, samad.LegalEntity, samad.Foreign}, q.Petitioner)},
	} {
		if f.value != "" && !f.ok {
			return fmt.Errorf("unknown %s %q", f.what, f.value)
		}
	}
	return nil
}

// Run explains one decision.
func (cmd *rulesExplain) Run(ctx context.Context, c *console) error {
	p, err := cmd.load(cmd.Dir)
	if err != nil {
		return c.badPack(err)
	}
	q, err := cmd.request(p)
	if err != nil {
		return err
	}
	e, err := p.Rules.Explain(ctx, q)
	if err != nil {
		return err
	}
	if c.json {
		c.printJSON(explanationRecord(e))
	} else if err := e.Text(c.stdout, samad.Lang(cmd.Lang)); err != nil {
		return err
	}
	if e.NoRoute != nil {
		return errFindings
	}
	return nil
}

type trialRecord struct {
	Rule       string            `json:"rule"`
	Verdict    routing.Verdict   `json:"verdict"`
	Points     int               `json:"points"`
	Priority   int               `json:"priority"`
	Conditions []conditionRecord `json:"conditions"`
	Targets    []string          `json:"targets,omitempty"`
	Fault      string            `json:"fault,omitempty"`
}

type conditionRecord struct {
	Field string `json:"field"`
	Want  string `json:"want"`
	Got   string `json:"got"`
	Holds bool   `json:"holds"`
}

type alternativeRecord struct {
	Rule   string         `json:"rule"`
	Field  string         `json:"field"`
	Want   string         `json:"want"`
	Agency samad.AgencyID `json:"agency"`
}

func explanationRecord(e routing.Explanation) any {
	out := struct {
		Agency       samad.AgencyID      `json:"agency,omitempty"`
		Rule         string              `json:"rule,omitempty"`
		Urgency      samad.Urgency       `json:"urgency,omitempty"`
		NoRoute      string              `json:"no_route,omitempty"`
		Why          string              `json:"why,omitempty"`
		Held         []trialRecord       `json:"held"`
		Missed       []trialRecord       `json:"missed"`
		Alternatives []alternativeRecord `json:"alternatives"`
	}{
		e.Decision.Agency, e.Decision.Rule, e.Decision.Urgency, "", e.Why.En,
		trialRecords(e.Held), trialRecords(e.Missed), []alternativeRecord{},
	}
	if e.NoRoute != nil {
		out.NoRoute = e.NoRoute.Reason
	}
	for _, a := range e.Alternatives {
		out.Alternatives = append(out.Alternatives, alternativeRecord{a.Rule, a.Miss.Field, a.Miss.Want, a.Agency})
	}
	return out
}

func trialRecords(trials []routing.Trial) []trialRecord {
	out := []trialRecord{}
	for _, t := range trials {
		r := trialRecord{Rule: t.Rule, Verdict: t.Verdict, Points: t.Points, Priority: t.Priority, Conditions: []conditionRecord{}}
		for _, cond := range t.Conditions {
			r.Conditions = append(r.Conditions, conditionRecord{cond.Field, cond.Want, cond.Got, cond.Holds})
		}
		if t.Fault != nil {
			r.Fault = t.Fault.Error()
		}
		for _, target := range t.Targets {
			r.Targets = append(r.Targets, target.String())
		}
		out = append(out, r)
	}
	return out
}
