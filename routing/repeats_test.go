package routing_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

// TestLabelledRepeats counts which of the labelled pairs a run finds.
func TestLabelledRepeats(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../examples/isfahan/testdata/repeats.jsonl")
	require.NoError(t, err)
	defer f.Close()
	run := pilot(t).NewRun()
	var right, wrong, missed int
	in := bufio.NewScanner(f)
	for in.Scan() {
		var m struct {
			ID    json.RawMessage `json:"id"`
			Text  string          `json:"text"`
			Place samad.PlaceID   `json:"place"`
			Of    json.RawMessage `json:"duplicate_of"`
		}
		require.NoError(t, json.Unmarshal(in.Bytes(), &m))
		out, err := run.Route(context.Background(), routing.Input{ID: m.ID, Text: m.Text, Place: m.Place})
		require.NoError(t, err)
		switch {
		case out.DuplicateOf != nil && string(out.DuplicateOf) == string(m.Of):
			right++
		case out.DuplicateOf != nil:
			wrong++
			t.Logf("wrong: %s", m.Text)
		case m.Of != nil:
			missed++
			t.Logf("missed: %s", m.Text)
		}
	}
	require.NoError(t, in.Err())
	t.Logf("%d found, %d wrong, %d missed", right, wrong, missed)
	assert.GreaterOrEqual(t, float64(right)/float64(right+wrong), 0.9, "precision")
	assert.GreaterOrEqual(t, float64(right)/float64(right+missed), 0.9, "recall")
}

func TestRepeatsTellWhy(t *testing.T) {
	t.Parallel()
	day := time.Date(2020, 8, 1, 8, 0, 0, 0, time.UTC)
	const text = "لوله آب کوچه شهید رجایی ترکیده و خیابان را آب گرفته"
	first := routing.Message{ID: "1", Text: text, Topic: "water/burst", Place: "1014", Petitioner: "a", At: day}
	r := routing.NewRepeats()
	r.Add(first)
	r.Add(routing.Message{ID: "2", Text: "لوله آب کوچه شهید رجایی ترکیده", Topic: "water/burst", Place: "1014", Petitioner: "b", At: day})
	require.Equal(t, 2, r.Len())

	again := first
	again.ID, again.At = "3", day.AddDate(0, 0, 2)
	found := r.Find(again)
	require.Len(t, found, 2)
	assert.Equal(t, "1", found[0].ID)
	assert.InDelta(t, 1, found[0].Likeness, 0)
	assert.Greater(t, found[0].Score, 0.9)
	assert.True(t, found[0].SamePerson && found[0].SameTopic && found[0].SamePlace && found[0].SameDays)
	assert.False(t, found[1].SamePerson)
	assert.Less(t, found[1].Score, found[0].Score)

	elsewhere := again
	elsewhere.Place = "1010"
	assert.Empty(t, r.Find(elsewhere))
	nextYear := again
	nextYear.At, nextYear.Petitioner, nextYear.Text = day.AddDate(1, 0, 0), "c", "لوله آب کوچه ترکیده"
	assert.Empty(t, r.Find(nextYear), "another event")
	assert.Empty(t, r.Find(routing.Message{Text: "و از به ۱۲"}))
}

// The index finds exactly the pairs that comparing all of them finds.
func TestRepeatsAgreeWithComparingAll(t *testing.T) {
	t.Parallel()
	words := strings.Fields("آب برق گاز لوله کوچه خیابان شکسته قطع پارک چراغ سگ مدرسه ۱۲ است و")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(i int) routing.Message {
			return routing.Message{
				ID:         fmt.Sprint(i),
				Text:       strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 6).Draw(t, "words"), " "),
				Topic:      samad.TopicID(rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "topic")),
				Place:      samad.PlaceID(rapid.SampledFrom([]string{"", "1001", "1002"}).Draw(t, "place")),
				Petitioner: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "petitioner"),
			}
		}
		all := routing.NewRepeats()
		var messages []routing.Message
		for i := range rapid.IntRange(0, 8).Draw(t, "messages") {
			messages = append(messages, draw(i))
			all.Add(messages[i])
		}
		m := draw(99)
		got := map[string]routing.Repeat{}
		last := 2.0
		for _, f := range all.Find(m) {
			if f.Score > last || f.Score < 0 || f.Score > 1 {
				t.Fatalf("score %v after %v", f.Score, last)
			}
			last = f.Score
			got[f.ID] = f
		}
		set := func(text string) map[string]bool {
			out := map[string]bool{}
			for w := range strings.FieldsSeq(text) {
				if w != "است" && w != "و" {
					out[w] = true
				}
			}
			return out
		}
		for _, earlier := range messages {
			alone := routing.NewRepeats()
			alone.Add(earlier)
			want := alone.Find(m)
			f, ok := got[earlier.ID]
			if ok != (len(want) == 1) {
				t.Fatalf("%+v and %+v: %v, alone %v", earlier, m, ok, want)
			}
			if !ok {
				continue
			}
			a, b := set(earlier.Text), set(m.Text)
			common := 0
			for w := range a {
				if b[w] {
					common++
				}
			}
			if jaccard := float64(common) / float64(len(a)+len(b)-common); jaccard != f.Likeness || want[0] != f {
				t.Fatalf("%q and %q: likeness %v, want %v", earlier.Text, m.Text, f.Likeness, jaccard)
			}
		}
	})
}
