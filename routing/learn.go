package routing

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// Example is a message that a person has labelled.
type Example struct {
	Text  string
	Topic samad.TopicID
	Kind  samad.Kind // "" when unknown
	// Elsewhere is the reason for which the message is out of scope, a word of
	// [Hint]; "" for a matter, or when unknown. Then it has no topic.
	Elsewhere string
}

// Model is what was learned from labelled messages: how often words and pairs of
// neighbouring words occur under each topic and kind. It is
// immutable and safe for concurrent use. Make one with [Train] or [ReadModel],
// and hand it to the loader in [Options].
type Model struct {
	examples int
	topics   map[samad.TopicID]counts
	kinds    map[samad.Kind]weights
}

// counts is how often features occur.
type counts map[string]int

// Train learns from examples. The same examples in any order give the same
// model. Examples without a topic teach their kind only.
func Train(examples []Example) *Model {
	m := &Model{examples: len(examples), topics: map[samad.TopicID]counts{}, kinds: learnKinds(examples)}
	for _, e := range examples {
		switch {
		case e.Elsewhere != "":
			note(m.topics, elsewhereID(e.Elsewhere), topicFeatures(fold.Words(e.Text)))
		case e.Topic != "":
			note(m.topics, e.Topic, topicFeatures(fold.Words(e.Text)))
		}
	}
	return m
}

func note[T ~string](all map[T]counts, class T, features []feature) {
	c := all[class]
	if c == nil {
		c = counts{}
		all[class] = c
	}
	for _, f := range features {
		c[f.name]++
	}
}

// Examples is how many messages the model was trained on.
func (m *Model) Examples() int { return m.examples }

// modelFile is a model as it is saved.
type modelFile struct {
	Format   int                      `json:"format"`
	Examples int                      `json:"examples"`
	Topics   map[samad.TopicID]counts `json:"topics"`
	Kinds    map[samad.Kind]weights   `json:"kinds"`
}

const modelFormat = 2

// ErrModel is matched by the error of [ReadModel] for what is no model.
var ErrModel = errors.New("routing: not a model of suggestions")

// WriteTo saves the model as JSON. The same model gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	data, err := json.MarshalIndent(modelFile{modelFormat, m.examples, m.topics, m.kinds}, "", "")
	if err != nil {
		return 0, fmt.Errorf("routing: encode model: %w", err)
	}
	n, err := w.Write(append(data, '\n'))
	if err != nil {
		return int64(n), fmt.Errorf("routing: write model: %w", err)
	}
	return int64(n), nil
}

// maxModel is the size in bytes above which a model is not read.
const maxModel = 64 << 20

// ReadModel reads what [Model.WriteTo] saved.
func ReadModel(r io.Reader) (*Model, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxModel+1))
	if err != nil {
		return nil, fmt.Errorf("routing: read model: %w", err)
	}
	if len(data) > maxModel {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrModel, maxModel)
	}
	var f modelFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if f.Format != modelFormat {
		return nil, fmt.Errorf("%w: format %d", ErrModel, f.Format)
	}
	for _, c := range f.Topics {
		for _, n := range c {
			if n < 1 {
				return nil, fmt.Errorf("%w: a count below 1", ErrModel)
			}
		}
	}
	m := &Model{f.Examples, f.Topics, f.Kinds}
	if m.topics == nil {
		m.topics = map[samad.TopicID]counts{}
	}
	if m.kinds == nil {
		m.kinds = map[samad.Kind]weights{}
	}
	return m, nil
}

// feature is one thing seen in a text, and the words it was seen in.
type feature struct {
	name       string
	first, end int
}

// topicFeatures are the stems of a text, numbers and words of everyday left out,
// and pairs of neighbours among them. The name's first letter tells them apart.
func topicFeatures(words []fold.Word) []feature {
	out := make([]feature, 0, 2*len(words))
	last, at := "", 0
	for i, w := range words {
		if w.Text[0] >= '0' && w.Text[0] <= '9' {
			last = ""
			continue
		}
		stem := fold.Stem(w.Text)
		if emptyWords[stem] {
			continue
		}
		stem = plainStem(w.Text, stem)
		out = append(out, feature{"w" + stem, i, i + 1})
		if last != "" {
			out = append(out, feature{"b" + last + " " + stem, at, i + 1})
		}
		last, at = stem, i
	}
	return out
}

// kindFeatures are the features of [eachKindFeature] by name, each once.
func kindFeatures(text string, topic samad.TopicID) []string {
	var out []string
	eachKindFeature(text, fold.Words(text), topic, func(a, b, c, d string) { out = append(out, a+b+c+d) })
	slices.Sort(out)
	return slices.Compact(out)
}

// eachKindFeature calls found with the four parts, some empty, of the names of features: the words
// of a text as they stand, for endings of verbs tell what is wanted, their
// beginnings and ends, pairs of them, its punctuation and its topic.
func eachKindFeature(text string, words []fold.Word, topic samad.TopicID, found func(a, b, c, d string)) {
	found("t", string(topic), "", "")
	found("", "", "", "")
	last := "<"
	class := func(c string) { found("c", c, "", "") }
	for _, w := range words {
		found("w", w.Text, "", "")
		found("b", last, " ", w.Text)
		last = w.Text
		classesOf(w.Text, class)
		if begin, end := threeLetters(w.Text); begin > 0 {
			found("^", w.Text[:begin], "", "")
			found("$", w.Text[end:], "", "")
		}
	}
	found("b", last, " ", ">")
	for _, mark := range [...]string{"?", "؟", "!"} {
		if strings.Contains(text, mark) {
			found(mark, "", "", "")
		}
	}
}

// threeLetters returns where the first three letters of a word end and the last
// three begin, 0 for a word of four or fewer.
func threeLetters(word string) (begin, end int) {
	n := utf8.RuneCountInString(word)
	if n <= 4 {
		return 0, 0
	}
	at := 0
	for i := range word {
		switch at {
		case 3:
			begin = i
		case n - 3:
			end = i
		}
		if at == 3 && n == 6 {
			end = i
		}
		at++
	}
	return begin, end
}
