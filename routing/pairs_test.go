package routing_test

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// labelledPair is a line of pairs.jsonl: two messages, and whether both tell the
// same. Pairs of one group share messages.
type labelledPair struct {
	Group int
	Place samad.PlaceID
	A, B  string
	Same  bool
}

func labelledPairs(t testing.TB) []labelledPair { return linesOf[labelledPair](t, "pairs.jsonl") }

// linesOf reads one of the pilot's files of labelled lines.
func linesOf[T any](t testing.TB, name string) (out []T) {
	t.Helper()
	f, err := os.Open("../examples/isfahan/testdata/" + name)
	require.NoError(t, err)
	defer f.Close()
	in := bufio.NewScanner(f)
	for in.Scan() {
		var line T
		require.NoError(t, json.Unmarshal(in.Bytes(), &line))
		out = append(out, line)
	}
	require.NoError(t, in.Err())
	return out
}

// repeatedPairs are those of repeats.jsonl: each message with those of its group
// before it.
func repeatedPairs(t testing.TB) (out []labelledPair) {
	t.Helper()
	type message struct {
		ID, Text string
		Place    samad.PlaceID
		Of       string `json:"duplicate_of"`
	}
	var before []message
	for _, m := range linesOf[message](t, "repeats.jsonl") {
		for _, o := range before {
			if o.ID[0] == m.ID[0] && o.Place == m.Place {
				out = append(out, labelledPair{Group: 1000 + int(m.ID[0]), Place: m.Place, A: o.Text, B: m.Text, Same: m.Of == o.ID})
			}
		}
		before = append(before, m)
	}
	return out
}

// messageOf is a text as a run compares it.
func messageOf(table *routing.Table, text string, place samad.PlaceID) routing.Message {
	s := table.Suggest(text)
	return routing.Message{Text: text, Topic: s.Topic, Topics: s.Topics, Place: cmp.Or(s.Place, place)}
}

// judged is a pair that is measured.
type judged struct {
	group    int
	features []float64
	same     bool
	weight   float64
	what     string
}

// judgedPairs measures the labelled pairs, and pairs of the development messages
// of one topic and place, which are about different things.
func judgedPairs(t testing.TB, table *routing.Table) (out []judged) {
	t.Helper()
	for _, p := range append(labelledPairs(t), repeatedPairs(t)...) {
		a, b := messageOf(table, p.A, p.Place), messageOf(table, p.B, p.Place)
		if differ(a.Place, b.Place) {
			continue // never compared
		}
		out = append(out, judged{p.Group, table.PairFeatures(a, b), p.Same, 1, p.A + " | " + p.B})
	}
	of, suggested := map[string][]devMessage{}, map[string][]routing.TopicScore{}
	for _, m := range devMessages(t) {
		if m.Expected.Screening == "accept" {
			suggested[m.ID] = table.Suggest(m.Text).Topics
			of[*m.Expected.Topic] = append(of[*m.Expected.Topic], m)
		}
	}
	n := 0
	for topic, list := range of {
		for i, m := range list {
			for _, o := range list[:i] {
				a := routing.Message{Text: m.Text, Topics: suggested[m.ID], Topic: samad.TopicID(topic), Place: samad.PlaceID(cmp.Or(value(m.Expected.County), value(m.FormCounty)))}
				b := routing.Message{Text: o.Text, Topics: suggested[o.ID], Topic: samad.TopicID(topic), Place: samad.PlaceID(cmp.Or(value(o.Expected.County), value(o.FormCounty)))}
				if differ(a.Place, b.Place) {
					continue
				}
				n++
				if f := table.PairFeatures(a, b); f[1] > 0.1 {
					out = append(out, judged{-len(m.Text) % 5, f, false, 0.05, m.Text + " | " + o.Text})
				}
			}
		}
	}
	all := devMessages(t)
	for i, m := range all {
		for _, o := range all[i+1 : min(i+60, len(all))] {
			if m.Expected.Screening != "accept" || o.Expected.Screening != "accept" || *m.Expected.Topic == *o.Expected.Topic {
				continue
			}
			a := routing.Message{Text: m.Text, Topics: suggested[m.ID], Topic: samad.TopicID(*m.Expected.Topic)}
			b := routing.Message{Text: o.Text, Topics: suggested[o.ID], Topic: samad.TopicID(*o.Expected.Topic)}
			if f := table.PairFeatures(a, b); f[1] > 0.1 {
				f[12] = float64(n % 2) // as if at one place
				f[13] = f[12] * f[4]
				n++
				out = append(out, judged{-len(m.Text) % 5, f, false, 0.05, m.Text + " | " + o.Text})
			}
		}
	}
	t.Logf("%d pairs of the development messages", n)
	return out
}

func differ(p, q samad.PlaceID) bool { return p != "" && q != "" && p[:4] != q[:4] }

func value(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// fit is logistic regression by gradient descent, with a little decay.
func fit(pairs []judged) []float64 {
	w := make([]float64, len(pairs[0].features))
	g := make([]float64, len(w))
	for range 4000 {
		clear(g)
		all := 0.0
		for _, p := range pairs {
			e := (likelyBy(w, p.features) - map[bool]float64{true: 1}[p.same]) * p.weight
			all += p.weight
			for i, x := range p.features {
				g[i] += e * x
			}
		}
		for i := range w {
			w[i] -= 1.0 * (g[i]/all + 0.002*w[i])
		}
	}
	return w
}

func likelyBy(w, features []float64) float64 {
	sum := 0.0
	for i, x := range features {
		sum += w[i] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// ACCURACY=1 finds the weights of repeats anew and says how they do on pairs from
// which they did not learn.
func TestPairWeights(t *testing.T) { //nolint:paralleltest // what it prints is to stay together
	if os.Getenv("ACCURACY") == "" {
		t.Skip("ACCURACY=1 finds the weights of repeats anew")
	}
	pairs := judgedPairs(t, pilot(t))
	var right, wrong, missed, alarms, others int
	for part := range 5 {
		in := func(p judged) bool { return ((p.group%5)+5)%5 == part }
		w := fit(slices.DeleteFunc(slices.Clone(pairs), in))
		for _, p := range pairs {
			if !in(p) {
				continue
			}
			found := likelyBy(w, p.features) >= 0.5
			switch {
			case p.weight < 1:
				others++
				if found {
					alarms++
					t.Logf("alarm %.1f: %s", p.features, p.what)
				}
			case found && p.same:
				right++
			case found:
				wrong++
				t.Logf("wrong %.1f: %s", p.features, p.what)
			case p.same:
				missed++
				t.Logf("missed %.1f: %s", p.features, p.what)
			}
		}
	}
	t.Logf("crossed: %d found, %d wrong, %d missed: precision %.3f, recall %.3f; %d alarms in %d other pairs",
		right, wrong, missed, float64(right)/float64(right+wrong), float64(right)/float64(right+missed), alarms, others)
	assert.GreaterOrEqual(t, float64(right)/float64(right+wrong), 0.85, "precision, crossed")
	assert.GreaterOrEqual(t, float64(right)/float64(right+missed), 0.68, "recall, crossed")
	t.Logf("weights %.2f", fit(pairs))
	t.Logf("in use  %.2f", routing.PairWeights())
}

// TestPairsFound counts which of the labelled pairs a run finds with the weights
// in use, which learned from them; crossed figures are TestPairWeights'.
func TestPairsFound(t *testing.T) {
	t.Parallel()
	table := pilot(t)
	var right, wrong, missed int
	for _, p := range labelledPairs(t) {
		run := table.NewRun()
		_, err := run.Route(context.Background(), routing.Input{Text: p.A, Place: p.Place})
		require.NoError(t, err)
		out, err := run.Route(context.Background(), routing.Input{Text: p.B, Place: p.Place})
		require.NoError(t, err)
		switch found := out.DuplicateOf != nil; {
		case found && p.Same:
			right++
		case found:
			wrong++
			t.Logf("wrong: %s | %s", p.A, p.B)
		case p.Same:
			missed++
			t.Logf("missed: %s | %s", p.A, p.B)
		}
	}
	what := fmt.Sprintf("%d found, %d wrong, %d missed", right, wrong, missed)
	t.Log(what)
	assert.GreaterOrEqual(t, float64(right)/float64(right+wrong), 0.84, what)
	assert.GreaterOrEqual(t, float64(right)/float64(right+missed), 0.6, what)
}
