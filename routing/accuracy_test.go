package routing_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

type devMessage struct {
	sample
	Style string `json:"style"`
	Part  string `json:"part"`
	// Elsewhere is why a message is out of scope, where it was written down.
	Elsewhere string `json:"elsewhere"`
}

func devMessages(t testing.TB) []devMessage { t.Helper(); return messagesOf(t, "dev.jsonl") }

func messagesOf(t testing.TB, name string) (out []devMessage) {
	t.Helper()
	f, err := os.Open("../examples/isfahan/testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		var m devMessage
		require.NoError(t, json.Unmarshal(in.Bytes(), &m))
		out = append(out, m)
	}
	require.NoError(t, in.Err())
	return out
}

// pilotWithModel is the pilot's table with what is learned from messages.
func pilotWithModel(t testing.TB, m *routing.Model) *routing.Table {
	t.Helper()
	return pilot(t).WithModel(m)
}

func learnFrom(messages []devMessage) *routing.Model {
	var examples []routing.Example
	for _, m := range messages {
		switch e := m.Expected; {
		case m.Elsewhere != "":
			examples = append(examples, routing.Example{Text: m.Text, Elsewhere: m.Elsewhere})
		case e.Topic != nil:
			examples = append(examples, routing.Example{Text: m.Text, Topic: samad.TopicID(*e.Topic), Kind: kindOr(e.Kind)})
		}
	}
	return routing.Train(examples)
}

// elsewhereMessages are those of scope.jsonl that are out of scope.
func elsewhereMessages(t testing.TB) (out []devMessage) {
	t.Helper()
	for _, m := range scopeMessages(t) {
		if m.Hint == string(routing.HintOutOfScope) {
			out = append(out, devMessage{sample: sample{Text: m.Text}, Elsewhere: m.Reason})
		}
	}
	return out
}

// tally counts what was read right.
type tally struct {
	all, accepted, topic, group, three, kind, agency, screening, urgency, place int
	confusion                                                                   map[string]int
}

func (c *tally) add(o tally) {
	c.all += o.all
	c.accepted += o.accepted
	c.topic += o.topic
	c.group += o.group
	c.three += o.three
	c.kind += o.kind
	c.agency += o.agency
	c.screening += o.screening
	c.urgency += o.urgency
	c.place += o.place
	for k, n := range o.confusion {
		if c.confusion == nil {
			c.confusion = map[string]int{}
		}
		c.confusion[k] += n
	}
}

func (c tally) String() string {
	p := func(n, of int) string { return fmt.Sprintf("%.1f", 100*float64(n)/float64(max(of, 1))) }
	return fmt.Sprintf("%d messages, %d accepted: topic %s, among three %s, group %s, kind %s, agency %s; screening %s, urgency %s, place %s",
		c.all, c.accepted, p(c.topic, c.accepted), p(c.three, c.accepted), p(c.group, c.accepted), p(c.kind, c.accepted), p(c.agency, c.accepted),
		p(c.screening, c.all), p(c.urgency, c.all), p(c.place, c.all))
}

// read reads messages one by one, as if each came alone.
func read(t testing.TB, table *routing.Table, messages []devMessage) (c tally) {
	t.Helper()
	c.confusion = map[string]int{}
	for _, m := range messages {
		in := routing.Input{Text: m.Text}
		if m.FormCounty != nil {
			in.Place = samad.PlaceID(*m.FormCounty)
		}
		out, err := table.NewRun().Route(context.Background(), in)
		require.NoError(t, err)
		s := table.Suggest(m.Text)
		e := m.Expected
		c.all++
		if string(out.Screening) == e.Screening {
			c.screening++
		} else {
			c.confusion["screening "+e.Screening+" > "+string(out.Screening)]++
		}
		if string(out.Urgency) == e.Urgency {
			c.urgency++
		}
		if (e.County == nil) == (out.TextPlace == nil) && (e.County == nil || *e.County == string(*out.TextPlace)) {
			c.place++
		}
		if e.Screening != "accept" {
			continue
		}
		c.accepted++
		want := samad.TopicID(*e.Topic)
		// What the reader made of the topic, whatever screening it proposes.
		if s.Topic == want {
			c.topic++
		} else {
			c.confusion["topic "+string(want)+" > "+string(s.Topic)]++
		}
		if strings.Split(string(s.Topic), "/")[0] == strings.Split(string(want), "/")[0] {
			c.group++
		}
		if slices.ContainsFunc(s.Topics[:min(3, len(s.Topics))], func(x routing.TopicScore) bool { return x.Topic == want }) {
			c.three++
		}
		if string(s.Kind) == *e.Kind {
			c.kind++
		} else {
			c.confusion["kind "+*e.Kind+" > "+string(s.Kind)]++
		}
		if out.Agency != nil && e.Agency != nil && string(*out.Agency) == *e.Agency {
			c.agency++
		}
	}
	return c
}

func part(messages []devMessage, name string) []devMessage {
	return slices.DeleteFunc(slices.Clone(messages), func(m devMessage) bool { return m.Part != name })
}

// except returns the messages that are not of a style.
func except(messages []devMessage, style string) []devMessage {
	return slices.DeleteFunc(slices.Clone(messages), func(m devMessage) bool { return m.Style == style })
}

const folds = 3

// crossed reads each part of the messages with what was learned from the
// others.
func crossed(t testing.TB, messages []devMessage, of func(int, devMessage) string) (c tally) {
	t.Helper()
	parts := map[string]bool{}
	for i, m := range messages {
		parts[of(i, m)] = true
	}
	for _, p := range slices.Sorted(maps.Keys(parts)) {
		var learn, try []devMessage
		for i, m := range messages {
			if of(i, m) == p {
				try = append(try, m)
			} else {
				learn = append(learn, m)
			}
		}
		c.add(read(t, pilotWithModel(t, learnFrom(learn)), try))
	}
	return c
}

// byTurns deals the messages of each topic into folds.
func byTurns(messages []devMessage) func(int, devMessage) string {
	seen := map[string]int{}
	turns := make([]string, len(messages))
	for i, m := range messages {
		topic := m.Expected.Screening
		if m.Expected.Topic != nil {
			topic = *m.Expected.Topic
		}
		turns[i] = fmt.Sprint(seen[topic] % folds)
		seen[topic]++
	}
	return func(i int, _ devMessage) string { return turns[i] }
}

func byStyle(_ int, m devMessage) string { return m.Style }

// byGroup leaves out whole groups of topics, about which nothing is learned
// then.
func byGroup(_ int, m devMessage) string {
	if m.Expected.Topic == nil {
		return ""
	}
	group, _, _ := strings.Cut(*m.Expected.Topic, "/")
	return group
}

// TestDevelopmentMessages reads the messages of dev.jsonl. What was reached is a
// floor, a little loosened: a change that reads worse goes red.
func TestDevelopmentMessages(t *testing.T) {
	t.Parallel()
	all := devMessages(t)
	require.GreaterOrEqual(t, len(all), 600)
	train, held := part(all, "train"), part(all, "heldout")
	require.Len(t, all, len(train)+len(held))
	topics := map[string]bool{}
	for _, m := range all {
		if m.Expected.Topic != nil {
			topics[*m.Expected.Topic] = true
		}
	}
	assert.Len(t, topics, 161, "every topic but the catch-all")

	blind := messagesOf(t, "blind.jsonl")
	for _, c := range []struct {
		what                                       string
		got                                        tally
		topic, three, kind, agency, screen, urgent float64
	}{
		{"train, crossed by turns", crossed(t, train, byTurns(train)), 0.91, 0.965, 0.82, 0.92, 0.96, 0.94},
		{"held out, learned from train", read(t, pilotWithModel(t, learnFrom(train)), held), 0.89, 0.96, 0.87, 0.89, 0.95, 0.95},
		{"set aside, learned from train", read(t, pilotWithModel(t, learnFrom(train)), blind), 0.95, 0.98, 0.87, 0.95, 0.96, 0.95},
	} {
		t.Logf("%s: %v", c.what, c.got)
		of := func(n, all int) float64 { return float64(n) / float64(all) }
		assert.GreaterOrEqual(t, of(c.got.topic, c.got.accepted), c.topic, "%s: topic", c.what)
		assert.GreaterOrEqual(t, of(c.got.three, c.got.accepted), c.three, "%s: topic among the first three", c.what)
		assert.GreaterOrEqual(t, of(c.got.kind, c.got.accepted), c.kind, "%s: kind", c.what)
		assert.GreaterOrEqual(t, of(c.got.agency, c.got.accepted), c.agency, "%s: agency", c.what)
		assert.GreaterOrEqual(t, of(c.got.screening, c.got.all), c.screen, "%s: screening", c.what)
		assert.GreaterOrEqual(t, of(c.got.urgency, c.got.all), c.urgent, "%s: urgency", c.what)
	}
}

// TestConfidenceIsHowOftenTopicsAreRight compares what suggestions promise with
// what they keep, on messages from which nothing was learned.
func TestConfidenceIsHowOftenTopicsAreRight(t *testing.T) {
	t.Parallel()
	all := devMessages(t)
	table := pilotWithModel(t, learnFrom(part(all, "train")))
	type promise struct {
		confidence float64
		right      bool
	}
	var made []promise
	for _, m := range append(messagesOf(t, "blind.jsonl"), part(all, "heldout")...) {
		if m.Expected.Screening != "accept" {
			continue
		}
		if s := table.Suggest(m.Text); s.Topic != "" {
			require.Greater(t, s.Confidence, 0.0)
			require.Less(t, s.Confidence, 1.0)
			made = append(made, promise{s.Confidence, string(s.Topic) == *m.Expected.Topic})
		}
	}
	slices.SortStableFunc(made, func(a, b promise) int { return cmp.Compare(a.confidence, b.confidence) })
	for part := range slices.Chunk(made, len(made)/4+1) {
		promised, kept := 0.0, 0.0
		for _, p := range part {
			promised += p.confidence / float64(len(part))
			if p.right {
				kept += 1 / float64(len(part))
			}
		}
		t.Logf("%d messages from %.2f to %.2f: promised %.3f, kept %.3f", len(part), part[0].confidence, part[len(part)-1].confidence, promised, kept)
		assert.InDelta(t, promised, kept, 0.08)
	}
}

// TestAccuracyReport prints the figures and confusions of
// docs/routing-accuracy.md; it runs with ACCURACY=1.
func TestAccuracyReport(t *testing.T) { //nolint:paralleltest // what it prints is to stay together
	if os.Getenv("ACCURACY") == "" {
		t.Skip("ACCURACY=1 prints the figures of docs/routing-accuracy.md")
	}
	all := devMessages(t)
	train, held := part(all, "train"), part(all, "heldout")
	taught := pilotWithModel(t, learnFrom(train))
	t.Logf("samples, keywords alone: %v", read(t, pilot(t), sampleMessages(t)))
	t.Logf("samples, learned from train: %v", read(t, taught, sampleMessages(t)))
	t.Logf("set aside, keywords alone: %v", read(t, pilot(t), messagesOf(t, "blind.jsonl")))
	t.Logf("set aside, learned from train: %v", read(t, taught, messagesOf(t, "blind.jsonl")))
	turns := crossed(t, train, byTurns(train))
	t.Logf("train, crossed by turns: %v", turns)
	t.Logf("dev, each batch held out: %v", crossedWith(t, all, nil, func(_ int, m devMessage) string { return batchOf(t, m) }))
	for _, b := range []string{"1", "2", "3", "4", "5", "6", "7"} {
		of := slices.DeleteFunc(slices.Clone(all), func(m devMessage) bool { return batchOf(t, m) != b })
		rest := slices.DeleteFunc(slices.Clone(all), func(m devMessage) bool { return batchOf(t, m) == b })
		t.Logf("batch %s, left out of learning: %v", b, read(t, pilotWithModel(t, learnFrom(rest)), of))
	}
	t.Logf("train, crossed by style: %v", crossed(t, train, byStyle))
	t.Logf("train, crossed by group of topics: %v", crossed(t, train, byGroup))
	for _, style := range []string{"sms", "web", "official", "phone-note", "finglish", "angry", "polite", "teen", "elder", "voice", "dialect", "typo", "multi", "short", "long", "dari", "lawyer", "trader", "trucker", "clerk", "council", "child", "sarcasm", "glued", "list", "student", "third", "expat", "pious"} {
		of := slices.DeleteFunc(slices.Clone(all), func(m devMessage) bool { return m.Style != style })
		t.Logf("%s, left out of learning: %v", style, read(t, pilotWithModel(t, learnFrom(except(train, style))), of))
	}
	final := read(t, pilot(t), held)
	for _, c := range []tally{turns, final} {
		for _, k := range slices.SortedFunc(maps.Keys(c.confusion), func(a, b string) int { return cmp.Or(c.confusion[b]-c.confusion[a], strings.Compare(a, b)) }) {
			t.Logf("%3d %s", c.confusion[k], k)
		}
	}
}

// The pilot's model is what all labelled messages teach, those set aside too;
// figures are of models that left out what they read. MODEL=1 writes it anew.
func TestPilotModelIsTrainedOnTheLabelledMessages(t *testing.T) {
	t.Parallel()
	const file = "../examples/isfahan/suggest.json"
	want := saved(t, learnFrom(slices.Concat(devMessages(t), messagesOf(t, "blind.jsonl"), sampleMessages(t), elsewhereMessages(t))))
	if os.Getenv("MODEL") != "" {
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
	}
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "MODEL=1 go test ./routing -run PilotModel writes it anew")
}

// kindOr is a label's kind, "" for none.
func kindOr(k *string) samad.Kind {
	if k == nil {
		return ""
	}
	return samad.Kind(*k)
}
