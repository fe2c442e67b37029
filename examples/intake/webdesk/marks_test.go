package webdesk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestCutKeepsTheText(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []piece{{"آب ", ""}, {"قطع", TopicMark}, {" است", ""}}, cut("آب قطع است", []Mark{{5, 11, TopicMark}}))
	assert.Equal(t, []piece{{"ab", WarningMark}, {"c", ""}}, cut("abc", []Mark{{0, 2, TopicMark}, {0, 2, WarningMark}, {1, 3, PlaceMark}, {2, 9, TopicMark}}))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var marks []Mark
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			marks = append(marks, Mark{rapid.IntRange(-2, len(text)+2).Draw(t, "start"), rapid.IntRange(-2, len(text)+2).Draw(t, "end"), TopicMark})
		}
		var b strings.Builder
		for _, p := range cut(text, marks) {
			b.WriteString(p.Text)
		}
		assert.Equal(t, text, b.String())
	})
}
