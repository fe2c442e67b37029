package figures

import (
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Estimate says what the petitioner is spared when a matter is settled without
// a visit. It is the province's own estimate, no measurement: figures that rest
// on it say so.
type Estimate struct {
	// Topic and all below it; "" for every topic that has none nearer.
	Topic samad.TopicID
	// Province is the one that estimates so; "" for those that have no estimates
	// of their own.
	Province samad.PlaceID
	// From is the first day of answers for which it holds, until a later one
	// for the same topic; the zero day from ever.
	From persian.Date
	// Visits to an office, and Minutes on the way and in it for all of them
	// together. Both must not be negative.
	Visits, Minutes int
}

// estimate is the one for answers on a topic given on a day: that of the
// nearest topic above it, of these the latest.
func estimate(list []Estimate, topic samad.TopicID, on persian.Date) (Estimate, bool) {
	var out Estimate
	found := false
	for _, e := range list {
		under := e.Topic == "" || e.Topic == topic || strings.HasPrefix(string(topic), string(e.Topic)+"/")
		if !under || e.From.After(on) {
			continue
		}
		nearer := len(e.Topic) > len(out.Topic)
		later := len(e.Topic) == len(out.Topic) && e.From.After(out.From)
		if !found || nearer || later {
			out, found = e, true
		}
	}
	return out, found
}
