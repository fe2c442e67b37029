package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// settled is a case that agrees with its ledger: answered late, after two
// steps of the ladder.
type settled struct {
	m       *matter
	view    view
	dossier dossier
	history history
	letters map[string]letter
}

func newSettled(t *testing.T) *settled {
	t.Helper()
	due := firstDay.AddDate(0, 0, 10)
	s := &settled{
		m: &matter{
			sample: sample{ID: "S1"}, who: somebody(0), plan: lateAnswer, code: "1", pin: "2", id: "C", agency: "isf.tamin", due: due,
			sent: []answer{{final: true, explanation: "پاسخ"}},
			late: []lateness{{due: due, at: due.Add(time.Hour), escalated: 2}}, steps: map[string]int{"accepted": 1, "answered": 1},
		},
		letters: map[string]letter{"M": {ID: "M", Kind: "answer", To: "+989130001000", Text: "پاسخ و بیش"}},
	}
	s.m.sample.Expected.Screening = labelAccept
	parse := func(text string, into any) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	parse(`{"state":"closed","agency":"isf.tamin","timeline":[{"type":"answered","text":"پاسخ","answer":{"final":true}}]}`, &s.view)
	parse(`{"state":"closed","revision":10,"messages":[{"id":"M","kind":"answer","audience":"petitioner","carrier":"sms","state":"delivered"}]}`, &s.dossier)
	stage := `,"data":{"stage":"answer"}}`
	parse(`{"verified":true,"events":[{"type":"submitted","data":{}}`+
		strings.Repeat(`,{"type":"warned"`+stage, 3)+`,{"type":"breached"`+stage+strings.Repeat(`,{"type":"escalated"`+stage, 2)+
		`,{"type":"accepted","data":{},"actor":{"role":"operator"}},{"type":"answered","data":{},"actor":{"role":"agency_head"}}`+
		`,{"type":"closed","data":{},"actor":{"role":"system"}}]}`, &s.history)
	return s
}

func (s *settled) check() []string {
	t := &tour{}
	t.checkState(s.m, s.view, s.dossier, s.history)
	t.checkSteps(s.m, s.history)
	t.checkAnswers(s.m, s.view)
	t.checkMessages(s.m, s.dossier, s.letters)
	t.checkDeadlines(s.m, s.history)
	return t.findings.list()
}

// A tally that finds nothing wrong with anything would be no tally.
func TestTallyFinds(t *testing.T) {
	t.Parallel()
	assert.Empty(t, newSettled(t).check(), "what agrees")
	for name, row := range map[string]struct {
		spoil func(*settled)
		says  string
	}{
		"another state":    {func(s *settled) { s.view.State = "answered" }, "should be closed"},
		"a history broken": {func(s *settled) { s.history.Verified = false }, "does not verify"},
		"an event lost":    {func(s *settled) { s.dossier.Revision++ }, "events at revision"},
		"a step lost":      {func(s *settled) { s.m.took("answered") }, "answered 1 times, should be 2"},
		"a step taken twice": {func(s *settled) {
			s.history.Events = append(s.history.Events, s.history.Events[8])
		}, "answered 2 times, should be 1"},
		"a step of nobody":        {func(s *settled) { s.history.Events[9].Actor.Role = "agency_head" }, "closed 1 times, should be 0"},
		"another agency":          {func(s *settled) { s.view.Agency = "isf.abfa" }, "should be with isf.tamin"},
		"no reason told":          {func(s *settled) { s.m.told = "دلیل" }, "was not told why"},
		"an answer lost":          {func(s *settled) { s.view.Timeline = nil }, "no final answer"},
		"an answer changed":       {func(s *settled) { s.view.Timeline[0].Text = "دیگر" }, "given were"},
		"no message":              {func(s *settled) { s.dossier.Messages = nil }, "made 0 messages"},
		"a message that waits":    {func(s *settled) { s.dossier.Messages[0].State = "pending" }, "is pending"},
		"a message not delivered": {func(s *settled) { s.letters = nil }, "by the courier: false"},
		"to another number":       {func(s *settled) { s.m.who = somebody(3) }, "another number"},
		"with another text":       {func(s *settled) { s.letters["M"] = letter{To: "+989130001000"} }, "another text"},
		"no breach":               {func(s *settled) { s.history.Events = s.history.Events[:4] }, "breached 0 times"},
		"a breach in time":        {func(s *settled) { s.m.late[0].at = s.m.late[0].due.Add(-time.Hour) }, "breached 1 times, should be 0"},
		"a step of the ladder":    {func(s *settled) { s.m.late[0].escalated = 3 }, "escalated 2 times, should be 3"},
		"no warning":              {func(s *settled) { s.history.Events = s.history.Events[4:] }, "warned 0 times"},
		"late against the script": {func(s *settled) { s.m.plan = extended }, "wanted it late: false"},
		"left alone":              {func(s *settled) { s.m.agency = "" }, "without an agency or an end"},
	} {
		s := newSettled(t)
		row.spoil(s)
		assert.Contains(t, strings.Join(s.check(), "\n"), row.says, name)
	}
}
