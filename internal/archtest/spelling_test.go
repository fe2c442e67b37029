package archtest_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/internal/archtest"
)

// spellings are words that could be written in several ways, without the letter
// that this project writes; taken apart so that they are not found here.
func spellings() map[string]string {
	return map[string]string{"تا" + "یید": "تأیید"}
}

func TestWordsAreSpelledInOneWay(t *testing.T) {
	t.Parallel()
	findings, err := archtest.Spelling(house(t), spellings(), []string{"examples/isfahan/topics.yaml", "examples/isfahan/suggest.json"})
	require.NoError(t, err)
	none(t, findings)

	found, err := archtest.Spelling(fstest.MapFS{
		"a/page.html":     {Data: []byte("<p>\nتا" + "ییدشده")},
		"a/testdata/x.go": {Data: []byte("تا" + "یید")},
		"b/right.go":      {Data: []byte("تأیید")},
		"c/words.yaml":    {Data: []byte("تا" + "یید")},
	}, spellings(), []string{"c/words.yaml"})
	require.NoError(t, err)
	assert.Equal(t, []string{"a/page.html:2: write تأیید"}, found)
}
