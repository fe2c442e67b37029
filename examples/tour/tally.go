package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// overseer is the account that reads all cases in the end.
const overseer = "oversight"

// tally holds everything that the service says against the ledger.
func (t *tour) tally(ctx context.Context) error {
	s := newStage(t.out, "Hold every case against the ledger", len(t.matters))
	letters, err := t.letters()
	if err != nil {
		return err
	}
	all, err := t.list(ctx, overseer, url.Values{})
	if err != nil {
		return err
	}
	cases := map[string]bool{}
	for _, d := range all {
		cases[d.Code] = true
	}
	acknowledged := 0
	for _, m := range t.matters {
		if m.refused == "" {
			acknowledged++
			if !cases[m.code] {
				t.findings.add(m, "acknowledged, and lost")
			}
		}
	}
	if len(all) != acknowledged || len(cases) != acknowledged {
		t.findings.addf("%d messages were acknowledged, there are %d cases with %d codes", acknowledged, len(all), len(cases))
	}
	err = t.each(ctx, s, 8, func(ctx context.Context, m *matter) error {
		if m.refused != "" || m.id == "" {
			return nil
		}
		return t.settle(ctx, m, letters)
	})
	if err != nil {
		return err
	}
	s.end(fmt.Sprintf("%d differences", len(t.findings.list())))
	return nil
}

// settle checks one case.
func (t *tour) settle(ctx context.Context, m *matter, letters map[string]letter) error {
	v, err := t.client.follow(ctx, m.code, m.pin)
	if err != nil {
		return err
	}
	d, err := t.client.read(ctx, overseer, m.id)
	if err != nil {
		return err
	}
	var h history
	err = t.client.get(ctx, overseer, "/api/v1/desk/cases/"+m.id+"/history", &h)
	if err != nil {
		return err
	}
	t.checkState(m, v, d, h)
	t.checkSteps(m, h)
	t.checkAnswers(m, v)
	t.checkMessages(m, d, letters)
	t.checkDeadlines(m, h)
	return nil
}

// history is the record of a case.
type history struct {
	Verified bool `json:"verified"`
	Events   []struct {
		Type  string          `json:"type"`
		Data  json.RawMessage `json:"data"`
		Actor struct {
			Role string `json:"role"`
		} `json:"actor"`
	} `json:"events"`
}

// count counts the events of a type in a stage.
func (h history) count(event, stage string) int {
	n := 0
	for _, e := range h.Events {
		var data struct {
			Stage string `json:"stage"`
		}
		if e.Type == event && json.Unmarshal(e.Data, &data) == nil && data.Stage == stage {
			n++
		}
	}
	return n
}

// checkState: every case has ended as the script wants it, with a history that
// verifies.
func (t *tour) checkState(m *matter, v view, d dossier, h history) {
	want := m.ended
	if want == "" {
		want = "closed" // answered, and time has passed
	}
	if v.State != want || d.State != want {
		t.findings.add(m, fmt.Sprintf("is %s for the petitioner and %s for officials, should be %s", v.State, d.State, want))
	}
	if !h.Verified {
		t.findings.add(m, "its history does not verify")
	}
	if len(h.Events) == 0 || int64(len(h.Events)) != d.Revision {
		t.findings.add(m, fmt.Sprintf("%d events at revision %d", len(h.Events), d.Revision))
	}
	if m.agency != "" && v.Agency != m.agency {
		t.findings.add(m, fmt.Sprintf("is with %s, should be with %s", v.Agency, m.agency))
	}
	if m.told != "" && !strings.Contains(texts(v), m.told) {
		t.findings.add(m, "its petitioner was not told why: "+m.told)
	}
	if m.agency == "" && m.ended == "" {
		t.findings.add(m, "the script left it without an agency or an end")
	}
}

// checkSteps: what people did was done once, whether or not they got its
// answer, and nothing else was done.
func (t *tour) checkSteps(m *matter, h history) {
	got := map[string]int{}
	for _, e := range h.Events {
		if e.Actor.Role != "system" {
			got[e.Type]++
		}
	}
	for _, event := range []string{
		"accepted", "declined", "advised", "merged", "asked", "returned", "assigned", "action_reported", "extended", "answered",
		"informed", "objected", "rated", "closed", "withdrawn",
	} {
		if got[event] != m.steps[event] {
			t.findings.add(m, fmt.Sprintf("%s %d times, should be %d", event, got[event], m.steps[event]))
		}
	}
}

func texts(v view) string {
	var all []string
	for _, e := range v.Timeline {
		all = append(all, e.Text)
	}
	return strings.Join(all, "\n")
}

// answers are those that the petitioner must have got: given to the own case,
// and to the one it joined.
func (m *matter) answers() []answer {
	if m.merged != nil {
		return append(append([]answer{}, m.sent...), m.merged.sent...)
	}
	return m.sent
}

// checkAnswers: the petitioner reads every answer under code and PIN, and
// nobody who was accepted and stayed is without a final one.
func (t *tour) checkAnswers(m *matter, v view) {
	var got []string
	finals := 0
	for _, e := range v.Timeline {
		if e.Type != "answered" || e.Answer == nil {
			continue
		}
		got = append(got, e.Text)
		if e.Answer.Final {
			finals++
		}
	}
	var want []string
	for _, a := range m.answers() {
		want = append(want, a.explanation)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.findings.add(m, fmt.Sprintf("its petitioner reads the answers %q, given were %q", got, want))
	}
	if (m.agency != "" && m.ended == "" || m.merged != nil) && finals == 0 {
		t.findings.add(m, "no final answer")
	}
}

// checkMessages: every answer made a message; it was delivered to those who
// have a number, with its text.
func (t *tour) checkMessages(m *matter, d dossier, letters map[string]letter) {
	var answers []letter
	count := 0
	for _, one := range d.Messages {
		if one.Audience != "petitioner" {
			continue
		}
		if one.State != "delivered" {
			t.findings.add(m, fmt.Sprintf("its %s message is %s", one.Kind, one.State))
		}
		if one.Kind == "answer" {
			count++
		}
		l, sent := letters[one.ID]
		if sent != (one.Carrier == "sms") {
			t.findings.add(m, fmt.Sprintf("its %s message goes by %s; by the courier: %v", one.Kind, one.Carrier, sent))
		}
		if sent && l.To != "+98"+m.who.Mobile[1:] {
			t.findings.add(m, "a message went to another number")
		}
		if sent && one.Kind == "answer" {
			answers = append(answers, l)
		}
	}
	want := m.answers()
	if count != len(want) {
		t.findings.add(m, fmt.Sprintf("%d answers made %d messages", len(want), count))
	}
	if len(answers) > 0 {
		for i, a := range want {
			if i < len(answers) && !strings.Contains(answers[i].Text, a.explanation) {
				t.findings.add(m, "the message of an answer has another text")
			}
		}
	}
	if (m.ended == "" || m.ended != "withdrawn") && count == 0 && m.told == "" && !t.lapsed(m) {
		t.findings.add(m, "its petitioner was told neither an answer nor a reason")
	}
}

// lapsed reports whether the case was to be closed because its petitioner did
// not reply.
func (t *tour) lapsed(m *matter) bool {
	return m.sample.Expected.Screening == labelIncomplete && m.ended == "closed" && m.told == ""
}

// checkDeadlines: who was late was warned, breached and escalated; nobody else
// was breached.
func (t *tour) checkDeadlines(m *matter, h history) {
	warned, breached, escalated := 0, 0, 0
	for _, l := range m.late {
		if l.at.After(l.due) {
			warned, breached, escalated = warned+3, breached+1, escalated+l.escalated
		}
	}
	for _, one := range []struct {
		event string
		want  int
	}{{"breached", breached}, {"escalated", escalated}} {
		if got := h.count(one.event, "answer"); got != one.want {
			t.findings.add(m, fmt.Sprintf("%s %d times, should be %d", one.event, got, one.want))
		}
	}
	// Two checkers whose clocks differ may meet a warning when its deadline
	// has passed as well; it is then recorded as skipped.
	got, skipped := h.count("warned", "answer"), h.count("mark_skipped", "answer")
	if breached > 0 && (got == 0 || got+skipped < warned) {
		t.findings.add(m, fmt.Sprintf("warned %d times before the breach, %d skipped, should be %d", got, skipped, warned))
	}
	late := m.plan == lateAnswer || m.plan == veryLateAnswer
	if m.agency != "" && m.ended == "" && late != (breached > 0) {
		t.findings.add(m, fmt.Sprintf("the script wanted it late: %v; it was: %v", late, breached > 0))
	}
}

// verify lets the command line verify the whole database, past the service.
func (t *tour) verify(ctx context.Context) error {
	s := newStage(t.out, "Verify every history in the database", 0)
	out, errs, err := call(ctx, t.programs.samadctl, "db", "verify", "--db", "sqlite:"+t.server.db)
	if err != nil {
		t.findings.addf("samadctl db verify: %v", err)
	}
	if out != "" {
		t.findings.addf("samadctl db verify: %s", out)
	}
	s.end(strings.TrimPrefix(strings.TrimSpace(errs), "samadctl: "))
	return nil
}
