package meeting

import (
	"context"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Pace is how a running programme goes.
type Pace struct {
	Calls int
	// PerHour is calls an hour since the start, 0 before five minutes have
	// passed: a rate of less says nothing.
	PerHour   float64
	Low, High bool // outside of Settings.Band
	Waiting   int
	Remaining time.Duration // until the planned end, not below 0
}

// leastPace is how long a programme must have run for a rate to be told.
const leastPace = 5 * time.Minute

// Pace tells how a programme goes at this moment.
func (r *Room) Pace(p Programme) Pace {
	now := r.now()
	out := Pace{Waiting: len(Order(p, now)), Remaining: max(p.Ends.Sub(now), 0)}
	for _, t := range p.Turns {
		if t.Taken() {
			out.Calls++
		}
	}
	if p.Opened.IsZero() {
		return out
	}
	until := now
	if !p.Closed.IsZero() {
		until = p.Closed
	}
	if ran := until.Sub(p.Opened); ran >= leastPace {
		out.PerHour = float64(out.Calls) / ran.Hours()
		band := r.SettingsOf(p).Band
		out.Low, out.High = out.PerHour < float64(band[0]), out.PerHour > float64(band[1])
	}
	return out
}

// Summary is the report at the end of a programme.
type Summary struct {
	Programme Programme
	Calls     int // spoken with
	Missed    int
	NotTaken  int // open turns that were not reached
	Answered  int // in the call itself
	HandedOn  int // to an expert
	// PerHour is calls an hour of the time the programme was open.
	PerHour float64
	// Talk and Record are the medians of how long calls and their records
	// took; Slow counts records longer than Settings.RecordWithin.
	Talk, Record time.Duration
	Slow         int
	Kinds        map[samad.Kind]int
	Topics       map[samad.TopicID]int
	Counties     map[samad.PlaceID]int
}

// Summary sums a programme up, one that still runs as well.
func (r *Room) Summary(ctx context.Context, actor samad.Actor, id string) (Summary, error) {
	p, err := r.Programme(ctx, actor, id)
	if err != nil {
		return Summary{}, err
	}
	return r.summary(p), nil
}

func (r *Room) summary(p Programme) Summary {
	out := Summary{
		Programme: p, Kinds: map[samad.Kind]int{}, Topics: map[samad.TopicID]int{}, Counties: map[samad.PlaceID]int{},
	}
	within := r.SettingsOf(p).RecordWithin
	var talks, records []time.Duration
	for _, t := range p.Turns {
		switch t.State {
		case Missed:
			out.Missed++
		case Waiting:
			out.NotTaken++
		case AnsweredNow, HandedOn:
			out.Calls++
			if t.State == AnsweredNow {
				out.Answered++
			} else {
				out.HandedOn++
			}
			out.Kinds[t.Kind]++
			if t.Topic != "" {
				out.Topics[t.Topic]++
			}
			if t.County != "" {
				out.Counties[t.County]++
			}
			talks = append(talks, max(t.Ended.Sub(t.Began), 0))
			record := max(t.Recorded.Sub(t.Ended), 0)
			records = append(records, record)
			if record > within {
				out.Slow++
			}
		}
	}
	out.Talk, out.Record = median(talks), median(records)
	until := p.Closed
	if until.IsZero() {
		until = r.now()
	}
	if ran := until.Sub(p.Opened); !p.Opened.IsZero() && ran > 0 {
		out.PerHour = float64(out.Calls) / ran.Hours()
	}
	return out
}

// median is the middle one; of an even number the mean of the two.
func median(d []time.Duration) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	if m := len(d) / 2; len(d)%2 == 0 {
		return (d[m-1] + d[m]) / 2
	}
	return d[len(d)/2]
}
