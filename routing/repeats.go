package routing

import (
	"encoding/json"

	"github.com/samad111/go-samad/internal/fold"
	"github.com/samad111/go-samad/samad"
)

// repeats knows the messages of a run and finds those that say the same again:
// two messages on one topic are near when they share enough of the stems of
// their words. Every message is compared with all earlier ones on its topic,
// exactly.
type repeats struct {
	byTopic map[samad.TopicID][]message
}

type message struct {
	name  json.RawMessage
	place samad.PlaceID
	stems map[string]bool
}

// The least share of common stems (Jaccard) of two messages that are taken for
// one matter: less is asked for when both name the same place.
const (
	nearInOnePlace = 0.3
	nearAnywhere   = 0.5
)

// add notes a message and returns the name of the nearest earlier one on the
// same matter, nil for none.
func (r *repeats) add(name json.RawMessage, text string, topic samad.TopicID, place samad.PlaceID) json.RawMessage {
	m := message{name: name, place: place, stems: map[string]bool{}}
	for _, w := range fold.Words(text) {
		m.stems[fold.Stem(w.Text)] = true
	}
	var nearest json.RawMessage
	best := 0.0
	for _, earlier := range r.byTopic[topic] {
		if earlier.place != "" && place != "" && earlier.place != place {
			continue
		}
		least := nearAnywhere
		if place != "" && earlier.place == place {
			least = nearInOnePlace
		}
		if s := share(earlier.stems, m.stems); s >= least && s > best {
			nearest, best = earlier.name, s
		}
	}
	if r.byTopic == nil {
		r.byTopic = map[samad.TopicID][]message{}
	}
	r.byTopic[topic] = append(r.byTopic[topic], m)
	return nearest
}

// share is the Jaccard index of two sets.
func share(a, b map[string]bool) float64 {
	if len(a) == 0 && len(b) == 0 {
		return 1
	}
	common := 0
	for w := range a {
		if b[w] {
			common++
		}
	}
	return float64(common) / float64(len(a)+len(b)-common)
}
