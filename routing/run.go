package routing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
)

// Input is one message of a run.
type Input struct {
	// ID is repeated in the output as it is; nil for none.
	ID      json.RawMessage `json:"id,omitempty"`
	Text    string          `json:"text"`
	Kind    samad.Kind      `json:"kind,omitempty"`
	Topic   samad.TopicID   `json:"topic,omitempty"`
	Place   samad.PlaceID   `json:"place,omitempty"`
	Channel samad.Channel   `json:"channel,omitempty"`
	// At is the day on which rules must hold; the zero value for any.
	At time.Time `json:"at,omitzero"`
}

// Output is what became of a message. A nil pointer is null in JSON: nothing
// was found, or the message would not be referred.
type Output struct {
	ID json.RawMessage `json:"id,omitempty"`
	// Kind, Topic and Agency are nil unless Screening is accept or duplicate.
	Kind  *samad.Kind    `json:"kind"`
	Topic *samad.TopicID `json:"topic"`
	// Place is the one used for routing: the county or city named in the
	// text, else the input's.
	Place *samad.PlaceID `json:"place"`
	// TextPlace is the county named in the text.
	TextPlace *samad.PlaceID `json:"text_place"`
	Urgency   samad.Urgency  `json:"urgency"`
	Screening Screening      `json:"screening"`
	// DuplicateOf is the ID of an earlier message of the run, or its number
	// from 1 where it has none.
	DuplicateOf json.RawMessage `json:"duplicate_of"`
	Agency      *samad.AgencyID `json:"agency"`
	Rule        *string         `json:"rule"`
	Confidence  float64         `json:"confidence"`
	Evidence    []string        `json:"evidence"`
}

// Run reads messages one after the other and notices those that repeat an
// earlier one. It is not safe for concurrent use.
type Run struct {
	table *Table
	lines int
	near  *Repeats
	// topics are those of the messages in near, by their IDs.
	topics map[string]samad.TopicID
}

// NewRun starts a run without earlier messages.
func (t *Table) NewRun() *Run {
	return &Run{table: t, near: t.NewRepeats(), topics: map[string]samad.TopicID{}}
}

// ErrInput is matched by errors about an [Input] that names what does not exist.
var ErrInput = errors.New("routing: invalid input")

// Route reads and routes one message. What the input says of kind, topic and
// channel is taken as given; the place is the one named in the text, else the
// input's. The error matches [ErrInput] when the input names a kind, topic,
// place or channel that does not exist; the message then counts, but is not
// compared with later ones.
func (r *Run) Route(ctx context.Context, in Input) (Output, error) {
	r.lines++
	day, err := r.table.day(in.At)
	if err != nil {
		return Output{}, err
	}
	switch {
	case in.Kind != "" && !in.Kind.Valid():
		return Output{}, unknown("kind", string(in.Kind), words(samad.Kinds()))
	case in.Channel != "" && !in.Channel.Valid():
		return Output{}, unknown("channel", string(in.Channel), words(samad.Channels()))
	}
	if in.Topic != "" {
		if _, ok := r.table.dir.Topic(in.Topic, day); !ok {
			return Output{}, unknown("topic", string(in.Topic), r.table.dir.TopicIDs())
		}
	}
	if in.Place != "" {
		if _, ok := r.table.dir.Place(in.Place, day); !ok {
			return Output{}, unknown("place", string(in.Place), r.table.dir.PlaceIDs())
		}
	}

	s := r.table.suggestIn(in.Text, stated{kind: in.Kind, topic: in.Topic, place: in.Place, day: day})
	kind, topic, place := s.Kind, cmp.Or(in.Topic, s.Topic), cmp.Or(s.Place, in.Place)
	screening := s.Screening
	out := Output{
		ID: in.ID, Urgency: s.Urgency, Screening: screening,
		Confidence: s.Confidence, Evidence: []string{},
	}
	if place != "" {
		p := place
		if s.Place != "" {
			p = county(place)
		}
		out.Place = &p
	}
	if s.Place != "" {
		c := county(s.Place)
		out.TextPlace = &c
	}
	if len(s.Topics) > 0 {
		for _, e := range s.Topics[0].Evidence {
			out.Evidence = append(out.Evidence, e.Text)
		}
	}
	name := in.ID
	if len(name) == 0 {
		name = json.RawMessage(fmt.Sprint(r.lines))
	}
	if screening == LooksFit || screening == LooksIncomplete && topic == "" {
		m := Message{ID: string(name), Text: in.Text, Topic: topic, Topics: s.Topics, Place: place, At: in.At}
		if earlier := r.near.Find(m); len(earlier) > 0 {
			out.Screening, out.DuplicateOf = LooksDuplicate, json.RawMessage(earlier[0].ID)
			if topic == "" {
				// What it is about is said in the message that it repeats.
				topic = r.topics[earlier[0].ID]
				kind = cmp.Or(in.Kind, r.table.reader.latest(topic).Kind, kind)
			}
		}
		if topic != "" {
			r.near.Add(m)
			r.topics[m.ID] = topic
		}
	}
	if out.Screening != LooksFit && out.Screening != LooksDuplicate {
		return out, nil
	}
	out.Kind, out.Topic = &kind, &topic
	d, err := r.table.Route(ctx, samad.RouteRequest{
		At: in.At, Kind: kind, Topic: topic, Place: place, Channel: in.Channel, Urgency: s.Urgency, Text: in.Text,
	})
	switch {
	case errors.Is(err, samad.ErrNoRoute):
		return out, nil
	case err != nil:
		return Output{}, err
	}
	out.Agency, out.Rule = &d.Agency, &d.Rule
	if d.Urgency != "" {
		out.Urgency = d.Urgency
	}
	return out, nil
}

// county cuts a place to its county.
func county(p samad.PlaceID) samad.PlaceID {
	if len(p) > 4 {
		return p[:4]
	}
	return p
}

// unknown says that there is no such id or word, and which one was probably
// meant.
func unknown(what, value string, all iter.Seq[string]) error {
	if near := yamlfile.Nearest(value, all); near != "" {
		return fmt.Errorf("%w: unknown %s %q (is %q meant?)", ErrInput, what, value, near)
	}
	return fmt.Errorf("%w: unknown %s %q", ErrInput, what, value)
}

// words yields a list as texts.
func words[T ~string](list []T) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, w := range list {
			if !yield(string(w)) {
				return
			}
		}
	}
}
