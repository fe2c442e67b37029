package routing_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
)

var labelled = []routing.Example{
	{Text: "سقف ایوان نم داده و گچ‌ها می‌ریزد", Topic: "city/waste", Kind: samad.Report},
	{Text: "گچ‌بری ایوان خراب شد", Topic: "city/waste", Kind: samad.Complaint},
	{Text: "فانوس دریایی کی روشن می‌شود؟", Topic: "power/outage", Kind: samad.Consultation},
	{Text: "هیچ", Kind: samad.Idea},
}

func saved(t testing.TB, m *routing.Model) string {
	t.Helper()
	var b bytes.Buffer
	n, err := m.WriteTo(&b)
	require.NoError(t, err)
	assert.Equal(t, int64(b.Len()), n)
	return b.String()
}

func TestTrainingDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	other := slices.Clone(labelled)
	slices.Reverse(other)
	assert.Equal(t, saved(t, routing.Train(labelled)), saved(t, routing.Train(other)))
	assert.NotEqual(t, saved(t, routing.Train(labelled)), saved(t, routing.Train(labelled[1:])))
	assert.Equal(t, 4, routing.Train(labelled).Examples())
}

func TestModelsComeBack(t *testing.T) {
	t.Parallel()
	for _, m := range []*routing.Model{routing.Train(labelled), routing.Train(nil)} {
		text := saved(t, m)
		back, err := routing.ReadModel(strings.NewReader(text))
		require.NoError(t, err)
		assert.Equal(t, text, saved(t, back))
		assert.Equal(t, m.Examples(), back.Examples())
	}
}

func TestWhatIsNoModel(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing": "", "no JSON": "x", "another format": `{"format": 1}`, "no format": `{}`,
		"a negative count": `{"format":2,"topics":{"a":{"wx":-1}}}`, "a count of nothing": `{"format":2,"topics":{"a":{"wx":0}}}`,
		"a broken end": saved(t, routing.Train(labelled))[:40],
	} {
		_, err := routing.ReadModel(strings.NewReader(text))
		require.ErrorIs(t, err, routing.ErrModel, name)
	}
	broken := errors.New("broken")
	_, err := routing.ReadModel(failing{broken})
	require.ErrorIs(t, err, broken)
	_, err = routing.Train(nil).WriteTo(failing{broken})
	require.ErrorIs(t, err, broken)
}

type failing struct{ error }

func (e failing) Read([]byte) (int, error)  { return 0, e.error }
func (e failing) Write([]byte) (int, error) { return 0, e.error }

// What no keyword names is learned; keywords stay.
func TestSuggestionsLearn(t *testing.T) {
	t.Parallel()
	taught := pilotWithModel(t, routing.Train([]routing.Example{
		{Text: "قلیان‌سرای زیرپله‌ای باز دودکده راه انداخته", Topic: "municipal/noise", Kind: samad.Report},
		{Text: "دودکدهٔ قلیان‌سرای سرکوچه", Topic: "municipal/noise", Kind: samad.Report},
	}))
	const text = "قلیان‌سرای زیرپله‌ای"
	assert.Empty(t, pilot(t).Suggest(text).Topic)
	s := taught.Suggest(text)
	require.Equal(t, samad.TopicID("municipal/noise"), s.Topic)
	require.NotEmpty(t, s.Topics[0].Evidence)
	for _, e := range s.Topics[0].Evidence {
		assert.Equal(t, text[e.Start:e.End], e.Text)
	}
	assert.Equal(t, samad.TopicID("water/outage"), taught.Suggest("قطع آب").Topic)
	assert.Equal(t, pilot(t).Hash(), taught.Hash(), "decisions do not depend on what was learned")
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte(`{"format":2,"examples":1,"topics":{"a":{"wx":1}},"kinds":{"idea":{"wx":1}}}`))
	f.Add([]byte(`{"format":2,"topics":null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := routing.ReadModel(bytes.NewReader(data))
		if err != nil {
			if m != nil {
				t.Fatal("a model and an error")
			}
			return
		}
		text := saved(t, m)
		back, err := routing.ReadModel(strings.NewReader(text))
		if err != nil || saved(t, back) != text {
			t.Fatalf("does not come back: %v", err)
		}
	})
}
