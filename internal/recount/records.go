package recount

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// record is one of a room beside the desk: nothing but its events.
type record struct {
	kind, id string
	events   []event
}

// facts are the fields of a record's events that matter here.
type facts struct {
	Province string    `json:"province"`
	Place    string    `json:"place"`
	Agency   string    `json:"agency"`
	Starts   time.Time `json:"starts"`
	Ends     time.Time `json:"ends"`
	Hosts    []struct {
		Agency string `json:"agency"`
		State  string `json:"state"`
	} `json:"hosts"`
	State    string          `json:"state"`
	Number   int             `json:"number"`
	County   string          `json:"county"`
	Ended    time.Time       `json:"ended"`
	Kind     string          `json:"kind"`
	Topic    string          `json:"topic"`
	Step     string          `json:"step"`
	Rule     string          `json:"rule"`
	Due      time.Time       `json:"due"`
	AckDue   time.Time       `json:"ack_due"`
	At       time.Time       `json:"at"`
	Finding  string          `json:"finding"`
	Points   map[string]bool `json:"points"`
	Letter   string          `json:"letter"`
	Excused  string          `json:"excused"`
	Governor bool            `json:"governor"`
	Taken    bool            `json:"withdrawn"`
}

// each calls f with every event of a record and what it says.
func (r record) each(f func(e event, d facts)) error {
	for i, e := range r.events {
		var d facts
		if err := json.Unmarshal([]byte(e.Data), &d); err != nil {
			return fmt.Errorf("recount: event %d of %s %s: %w", i+1, r.kind, r.id, err)
		}
		f(e, d)
	}
	return nil
}

// Programme is the report at the end of an electronic meeting.
type Programme struct {
	ID, Province, State                               string
	Starts                                            time.Time
	Calls, Missed, NotTaken, Answered, HandedOn, Slow int
	PerHour                                           float64
	Open                                              time.Duration // from its first to its last minute
	Talk, Record                                      time.Duration // medians
	Kinds, Topics, Counties                           map[string]int
	Hosts                                             map[string]string // what an agency answered
}

// Programmes counts the meetings that begin in the half-open span. A record is
// slow that took longer than slow.
func (b *Book) Programmes(province string, from, to time.Time, slow time.Duration) ([]Programme, error) {
	var out []Programme
	for _, r := range b.records {
		if r.kind != "meeting" {
			continue
		}
		p, err := r.programme(slow)
		if err != nil {
			return nil, err
		}
		if p.Province == province && !p.Starts.Before(from) && p.Starts.Before(to) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Programme) int { return a.Starts.Compare(b.Starts) })
	return out, nil
}

func (r record) programme(slow time.Duration) (Programme, error) {
	type turn struct {
		county, state, kind, topic string
		began, ended, recorded     time.Time
	}
	p := Programme{ID: r.id, State: "planned", Kinds: map[string]int{}, Topics: map[string]int{}, Counties: map[string]int{}, Hosts: map[string]string{}}
	turns := map[int]*turn{}
	var opened, closed time.Time
	err := r.each(func(e event, d facts) {
		switch e.Type {
		case "meeting_planned", "meeting_changed":
			if d.Province != "" {
				p.Province = d.Province
			}
			p.Starts, p.Hosts = d.Starts, map[string]string{}
			for _, h := range d.Hosts {
				p.Hosts[h.Agency] = h.State
			}
		case "hosts_invited":
			p.State = "invited"
			for agency, state := range p.Hosts {
				if state == "not_asked" {
					p.Hosts[agency] = "asked"
				}
			}
		case "host_replied":
			p.Hosts[d.Agency] = d.State
		case "meeting_cancelled":
			p.State = "cancelled"
		case "meeting_started":
			p.State, opened = "running", e.At
		case "meeting_finished":
			p.State, closed = "finished", e.At
		case "turn_asked":
			turns[d.Number] = &turn{county: d.County, state: "waiting"}
		case "turn_left":
			turns[d.Number].state = "left"
		case "turn_called":
			turns[d.Number].state, turns[d.Number].began = "on_air", e.At
		case "turn_recorded":
			t := turns[d.Number]
			t.state, t.ended, t.recorded, t.kind, t.topic = d.State, d.Ended, e.At, d.Kind, d.Topic
		}
	})
	var talks, records []time.Duration
	for _, t := range turns {
		switch t.state {
		case "missed":
			p.Missed++
		case "waiting":
			p.NotTaken++
		case "answered_live", "referred":
			p.Calls++
			if t.state == "referred" {
				p.HandedOn++
			} else {
				p.Answered++
			}
			p.Kinds[t.kind]++
			if t.topic != "" {
				p.Topics[t.topic]++
			}
			if t.county != "" {
				p.Counties[t.county]++
			}
			talks = append(talks, t.ended.Sub(t.began))
			took := t.recorded.Sub(t.ended)
			records = append(records, took)
			if took > slow {
				p.Slow++
			}
		}
	}
	p.Talk, p.Record = middle(talks), middle(records)
	if p.State == "finished" && closed.After(opened) {
		p.Open = closed.Sub(opened)
		p.PerHour = float64(p.Calls) * float64(time.Hour) / float64(p.Open)
	}
	return p, err
}

// middle is the median: of an even number the mean of the two in the middle.
func middle(all []time.Duration) time.Duration {
	slices.Sort(all)
	n := len(all)
	if n == 0 {
		return 0
	}
	return (all[(n-1)/2] + all[n/2]) / 2
}
