package recount

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// Rules are what an export does not hold.
type Rules struct {
	// Location is where days begin.
	Location *time.Location
	// Working says whether offices are open on a day.
	Working func(persian.Date) bool
	// Province is that of a centre which takes calls.
	Province func(centre string) string
	// Spared estimates the visits and minutes that an answer on a topic spared;
	// nil for no estimate.
	Spared func(topic string, on persian.Date) (visits, minutes int, ok bool)
	// People are how many live in a province or county; 0 where it is unknown.
	People func(place string) int
}

// Book is what an export holds, thing by thing.
type Book struct {
	rules  Rules
	things []thing
	lives  []life
	calls  []call

	records []record // of the rooms beside the desk
	answers []owed   // what agencies owed
}

// thing counts on a day.
type thing struct {
	day   persian.Date
	what  string
	value int
	of    *life
}

// life is an episode of a case.
type life struct {
	province, agency, county, topic, kind, channel, centre string
	received, ended                                        persian.Date
}

type call struct {
	day             persian.Date
	hour            string
	centre, outcome string
	province        string
}

// event is one of a case, as the export has it.
type event struct {
	At    time.Time
	Type  string
	Actor struct{ Agency string }
	Data  string
}

// Read takes in an export. It fails when the file ends before its last line.
func Read(from io.Reader, rules Rules) (*Book, error) {
	b := &Book{rules: rules}
	histories := map[string][]event{}
	var order []string
	whole := false
	lines := bufio.NewReaderSize(from, 1<<20)
	for n := 1; ; n++ {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(text) == 0 {
			break
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("recount: line %d: %w", n, err)
		}
		var line struct {
			Step *struct {
				Case   string  `json:"Case"`
				Events []event `json:"Events"`
			} `json:"Step"`
			Call *struct {
				Centre  string    `json:"Centre"`
				Outcome string    `json:"Outcome"`
				Started time.Time `json:"Started"`
			} `json:"Call"`
			Record *struct {
				Ref    struct{ Kind, ID string }
				Events []event
			}
			End *struct{} `json:"End"`
		}
		if err := json.Unmarshal(text, &line); err != nil { //nolint:musttag // the export writes the names of Go
			return nil, fmt.Errorf("recount: line %d: %w", n, err)
		}
		switch {
		case line.Step != nil:
			if histories[line.Step.Case] == nil {
				order = append(order, line.Step.Case)
			}
			histories[line.Step.Case] = append(histories[line.Step.Case], line.Step.Events...)
		case line.Call != nil:
			day, err := b.day(line.Call.Started)
			if err != nil {
				return nil, fmt.Errorf("recount: line %d: %w", n, err)
			}
			b.calls = append(b.calls, call{
				day: day, hour: line.Call.Started.In(rules.Location).Truncate(time.Minute).Format("2006-01-02T15 -0700"),
				centre: line.Call.Centre, outcome: line.Call.Outcome, province: rules.Province(line.Call.Centre),
			})
		case line.Record != nil:
			b.records = append(b.records, record{line.Record.Ref.Kind, line.Record.Ref.ID, line.Record.Events})
		case line.End != nil:
			whole = true
		}
	}
	if !whole {
		return nil, errors.New("recount: the file is cut short")
	}
	for _, id := range order {
		if err := b.add(histories[id]); err != nil {
			return nil, fmt.Errorf("recount: case %s: %w", id, err)
		}
		err := b.owes(histories[id], func(e event) (d data, err error) { return d, json.Unmarshal([]byte(e.Data), &d) })
		if err != nil {
			return nil, fmt.Errorf("recount: case %s: %w", id, err)
		}
	}
	return b, nil
}

func (b *Book) day(at time.Time) (persian.Date, error) {
	return persian.FromTime(at.In(b.rules.Location))
}

// working are the open days after that of from, up to that of to.
func (b *Book) working(from, to time.Time) (int, error) {
	d, err := b.day(from)
	if err != nil {
		return 0, err
	}
	last, err := b.day(to)
	if err != nil {
		return 0, err
	}
	n := 0
	for d.Before(last) {
		if d, err = d.AddDays(1); err != nil {
			return 0, err
		}
		if b.rules.Working(d) {
			n++
		}
	}
	return n, nil
}

// Count is how many things of a kind there are: for tests that must know that
// there was something to count.
func (b *Book) Count(what string) int {
	n := 0
	for _, t := range b.things {
		if t.what == what {
			n++
		}
	}
	return n
}

// Calls is how many calls there are.
func (b *Book) Calls() int { return len(b.calls) }
