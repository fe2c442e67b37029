package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// figures are what a round did, or many rounds together.
type figures struct {
	Claimed   int            `json:"claimed"`
	Warned    int            `json:"warned"`
	Breached  int            `json:"breached"`
	Escalated int            `json:"escalated"`
	Skipped   int            `json:"skipped"`
	Lapsed    int            `json:"lapsed"`
	Wiped     int            `json:"wiped"`
	Chores    map[string]int `json:"chores,omitempty"`
	Delivered int            `json:"delivered"`
	Retried   int            `json:"retried"`
	Postponed int            `json:"postponed"`
	Dead      int            `json:"dead"`
	// Overtaken are deliveries that another checker made as well.
	Overtaken int `json:"overtaken"`
	// Published are events that other systems were given.
	Published int `json:"published,omitempty"`
	// Webhooks are messages that receivers took, WebhooksDead those given up;
	// WebhooksFailed counts tries after which a subscription waits, and
	// WebhooksStopped subscriptions that ended.
	Webhooks        int            `json:"webhooks,omitempty"`
	WebhooksDead    int            `json:"webhooks_dead,omitempty"`
	WebhooksFailed  int            `json:"webhooks_failed,omitempty"`
	WebhooksStopped int            `json:"webhooks_stopped,omitempty"`
	Messages        map[string]int `json:"messages,omitempty"`
}

func (f *figures) sweep(r samad.SweepReport) {
	f.Claimed += r.Claimed
	f.Warned += r.Warned
	f.Breached += r.Breached
	f.Escalated += r.Escalated
	f.Skipped += r.Skipped
	f.Lapsed += r.Lapsed
	f.Wiped += r.Wiped
	f.Chores = merge(f.Chores, r.Chores)
}

func (f *figures) deliver(r samad.DeliverReport) {
	f.Delivered += r.Delivered
	f.Retried += r.Retried
	f.Postponed += r.Postponed
	f.Dead += r.Dead
}

func (f *figures) add(g figures) {
	f.sweep(samad.SweepReport{
		Claimed: g.Claimed, Warned: g.Warned, Breached: g.Breached, Escalated: g.Escalated,
		Skipped: g.Skipped, Lapsed: g.Lapsed, Wiped: g.Wiped, Chores: g.Chores,
	})
	f.Overtaken += g.Overtaken
	f.Published += g.Published
	f.Webhooks += g.Webhooks
	f.WebhooksDead += g.WebhooksDead
	f.WebhooksFailed += g.WebhooksFailed
	f.WebhooksStopped += g.WebhooksStopped
	f.deliver(samad.DeliverReport{Delivered: g.Delivered, Retried: g.Retried, Postponed: g.Postponed, Dead: g.Dead})
	f.Messages = merge(f.Messages, g.Messages)
}

func merge(into, from map[string]int) map[string]int {
	for name, n := range from {
		if n == 0 {
			continue
		}
		if into == nil {
			into = map[string]int{}
		}
		into[name] += n
	}
	return into
}

// idle reports whether there is nothing to tell.
func (f figures) idle() bool {
	return f.Claimed+f.Wiped+f.Delivered+f.Retried+f.Postponed+f.Dead+f.Published+len(f.Chores)+
		f.Webhooks+f.WebhooksDead+f.WebhooksFailed+f.WebhooksStopped == 0
}

// String lists what is not zero.
func (f figures) String() string {
	var parts []string
	for _, one := range []struct {
		name string
		n    int
	}{
		{"warned", f.Warned}, {"breached", f.Breached}, {"escalated", f.Escalated}, {"skipped", f.Skipped},
		{"lapsed", f.Lapsed}, {"receipts wiped", f.Wiped},
	} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", one.name, one.n))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Chores)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, f.Chores[name]))
	}
	if f.Delivered > 0 {
		parts = append(parts, fmt.Sprintf("delivered %d (%s)", f.Delivered, kinds(f.Messages)))
	}
	if f.Retried > 0 {
		parts = append(parts, fmt.Sprintf("to be tried again %d", f.Retried))
	}
	if f.Postponed > 0 {
		parts = append(parts, fmt.Sprintf("put off %d", f.Postponed))
	}
	if f.Dead > 0 {
		parts = append(parts, fmt.Sprintf("given up %d", f.Dead))
	}
	if f.Overtaken > 0 {
		parts = append(parts, fmt.Sprintf("delivered by another too %d", f.Overtaken))
	}
	if f.Published > 0 {
		parts = append(parts, fmt.Sprintf("published %d", f.Published))
	}
	for _, one := range []struct {
		name string
		n    int
	}{
		{"webhooks sent", f.Webhooks}, {"webhooks given up", f.WebhooksDead}, {"webhooks to be tried again", f.WebhooksFailed},
		{"subscriptions stopped", f.WebhooksStopped},
	} {
		if one.n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", one.name, one.n))
		}
	}
	if len(parts) == 0 {
		return "nothing to do"
	}
	return strings.Join(parts, ", ")
}

func kinds(messages map[string]int) string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(messages)) {
		parts = append(parts, fmt.Sprintf("%s %d", kind, messages[kind]))
	}
	return strings.Join(parts, ", ")
}

// round is one round.
type round struct {
	figures
	At     time.Time
	Errors []string
	took   time.Duration
}

func (r *round) fail(err error) {
	r.Errors = append(r.Errors, strings.Split(err.Error(), "\n")...)
}

// join adds work that was done beside this round's.
func (r *round) join(other round) {
	r.add(other.figures)
	r.Errors = append(r.Errors, other.Errors...)
}

// reporter writes what rounds did and adds it up.
type reporter struct {
	stdout, stderr io.Writer
	json           bool

	total  figures
	rounds int
	failed int
}

type roundRecord struct {
	Event     string    `json:"event"`
	At        time.Time `json:"at"`
	AtPersian string    `json:"at_persian"`
	figures
	Errors []string `json:"errors,omitempty"`
	TookMS float64  `json:"took_ms"`
}

// round tells one round, unless nothing was done in it.
func (p *reporter) round(r round) {
	p.rounds++
	p.failed += len(r.Errors)
	p.total.add(r.figures)
	if r.idle() && len(r.Errors) == 0 {
		return
	}
	if p.json {
		p.line(roundRecord{"round", r.At, persianMinute(r.At), r.figures, r.Errors, ms(r.took)})
		return
	}
	for _, e := range r.Errors {
		fmt.Fprintln(p.stderr, "deadline:", e)
	}
	fmt.Fprintf(p.stdout, "%s  %s\n", persianMinute(r.At), r.figures)
}

type summaryRecord struct {
	Event  string `json:"event"`
	Rounds int    `json:"rounds"`
	figures
	Errors int     `json:"errors"`
	TookMS float64 `json:"took_ms"`
}

// summary tells all rounds together.
func (p *reporter) summary(took time.Duration) {
	if p.json {
		p.line(summaryRecord{"summary", p.rounds, p.total, p.failed, ms(took)})
		return
	}
	fmt.Fprintf(p.stdout, "%d rounds in %s: %s\n", p.rounds, took.Round(time.Millisecond), p.total)
	if p.failed > 0 {
		fmt.Fprintf(p.stderr, "deadline: %d pieces of work failed\n", p.failed)
	}
}

func (p *reporter) line(v any) {
	if err := json.NewEncoder(p.stdout).Encode(v); err != nil {
		fmt.Fprintln(p.stderr, "deadline: write the output:", err)
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// persianMinute is an instant in Tehran on the Persian calendar.
func persianMinute(at time.Time) string {
	zone, err := time.LoadLocation("Asia/Tehran")
	if err != nil {
		return at.UTC().Format(time.RFC3339)
	}
	local := at.In(zone)
	d, err := persian.FromTime(local)
	if err != nil {
		return at.UTC().Format(time.RFC3339)
	}
	return d.String() + " " + local.Format("15:04")
}
