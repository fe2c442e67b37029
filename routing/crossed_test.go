package routing_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sampleMessages are those of samples.jsonl in the form of the others.
func sampleMessages(t testing.TB) (out []devMessage) {
	t.Helper()
	for _, s := range samples(t) {
		out = append(out, devMessage{sample: s, Style: s.Channel})
	}
	return out
}

// apart deals messages out to so many parts, so that those that are near each other
// in wording, or repeat each other, are in one: what is read was then never
// learned in another's words.
func apart(messages []devMessage, parts int) []int {
	above := make([]int, len(messages))
	for i := range above {
		above[i] = i
	}
	top := func(i int) int {
		for above[i] != i {
			i = above[i]
		}
		return i
	}
	number, pieces := map[string]int{}, make([]map[string]bool, len(messages))
	for i, m := range messages {
		number[m.ID] = i
		pieces[i] = threes(m.Text)
	}
	for i, m := range messages {
		if j, ok := number[m.Expected.DuplicateOf]; ok {
			above[top(i)] = top(j)
		}
		for j := range i {
			if shared(pieces[i], pieces[j]) > 0.25 {
				above[top(i)] = top(j)
			}
		}
	}
	out, of := make([]int, len(messages)), map[int]int{}
	for i := range messages {
		group := top(i)
		if _, ok := of[group]; !ok {
			of[group] = len(of) % parts
		}
		out[i] = of[group]
	}
	return out
}

// threes are the pieces of three letters of a text.
func threes(text string) map[string]bool {
	letters, out := []rune(strings.Join(strings.Fields(text), " ")), map[string]bool{}
	for i := range len(letters) - 2 {
		out[string(letters[i:i+3])] = true
	}
	return out
}

// shared is how much of two sets is in both.
func shared(a, b map[string]bool) float64 {
	both := 0
	for p := range a {
		if b[p] {
			both++
		}
	}
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}

// crossedWith reads messages by parts, each by what the others and more teach.
func crossedWith(t testing.TB, messages, more []devMessage, part func(i int, m devMessage) string) (c tally) {
	t.Helper()
	parts := map[string]bool{}
	for i, m := range messages {
		parts[part(i, m)] = true
	}
	for p := range parts {
		train, test := slices.Clone(more), []devMessage(nil)
		for i, m := range messages {
			if part(i, m) == p {
				test = append(test, m)
			} else {
				train = append(train, m)
			}
		}
		c.add(read(t, pilotWithModel(t, learnFrom(train)), test))
	}
	return c
}

// batchOf tells when a message was written: each batch was written after the
// messages before it had been learned from.
func batchOf(t testing.TB, m devMessage) string {
	t.Helper()
	n, err := strconv.Atoi(m.ID[1:])
	require.NoError(t, err)
	for i, last := range []int{671, 1786, 1910, 2297, 2619, 3051} {
		if n <= last {
			return fmt.Sprint(i + 1)
		}
	}
	return "7"
}

// The messages that were given are read by what the others of them and all of our
// own teach, near ones held out together: this is the figure that counts.
// ACCURACY=1 adds the stricter ways.
func TestSamplesCrossed(t *testing.T) {
	t.Parallel()
	all := sampleMessages(t)
	own := slices.Concat(devMessages(t), messagesOf(t, "blind.jsonl"), elsewhereMessages(t))
	parts := apart(all, 5)
	got := crossedWith(t, all, own, func(i int, _ devMessage) string { return fmt.Sprint(parts[i]) })
	t.Logf("near ones held out together: %v", got)
	of := func(n, all int) float64 { return float64(n) / float64(all) }
	assert.GreaterOrEqual(t, of(got.topic, got.accepted), 0.90, "topic")
	assert.GreaterOrEqual(t, of(got.kind, got.accepted), 0.85, "kind")
	assert.GreaterOrEqual(t, of(got.agency, got.accepted), 0.91, "agency")
	if os.Getenv("ACCURACY") != "" {
		t.Logf("each channel held out: %v", crossedWith(t, all, own, func(_ int, m devMessage) string { return m.Style }))
		t.Logf("all held out: %v", read(t, pilotWithModel(t, learnFrom(own)), all))
	}
}
