package recount

import (
	"fmt"
	"slices"

	"github.com/samad111/go-samad/sla/persian"
)

// Table says which figures are wanted.
type Table struct {
	From, To  persian.Date // both included
	By        string       // agency, county, topic, kind, channel, centre, day, week, month, season, year, "" for all in one
	Province  string
	Agencies  []string // nil for all
	County    string
	Connected bool // whether to count the agencies and counties connected as well
}

// Total is the key of the line that holds all; the keys of the others begin with
// "=".
const Total = ""

// group is what a line is computed of.
type group struct {
	things []thing
	calls  []call
	people int
	asked  bool // whether calls belong to it
}

// Lines computes every figure of a table, as texts of value and base; figures
// that are not known, and numbers that are 0, are left out.
func (b *Book) Lines(t Table) (map[string]map[string]string, error) {
	groups := map[string]*group{Total: {}}
	at := func(key string) *group {
		if groups[key] == nil {
			groups[key] = &group{}
		}
		return groups[key]
	}
	for _, one := range b.things {
		o := one.of
		if one.day.Before(t.From) || one.day.After(t.To) || o.province != t.Province ||
			t.Agencies != nil && !slices.Contains(t.Agencies, o.agency) || t.County != "" && o.county != t.County {
			continue
		}
		at(Total).things = append(at(Total).things, one)
		key, ok := map[string]string{
			"agency": o.agency, "county": o.county, "topic": o.topic, "kind": o.kind, "channel": o.channel, "centre": o.centre,
		}[t.By]
		if !ok {
			key = stretch(t.By, one.day)
		}
		if t.By != "" {
			at("=" + key).things = append(at("="+key).things, one)
		}
	}
	if slices.Contains([]string{"day", "week", "month", "season", "year"}, t.By) {
		for d := t.From; !d.After(t.To); { // no line of time is left out
			at("=" + stretch(t.By, d))
			next, err := d.AddDays(1)
			if err != nil {
				return nil, fmt.Errorf("recount: %w", err)
			}
			d = next
		}
	}
	b.withCalls(t, groups, at)
	if b.rules.People != nil {
		for key, g := range groups {
			place := t.Province
			if t.County != "" {
				place = t.County
			}
			if t.By == "county" && key != Total {
				place = key[1:]
			}
			g.people = b.rules.People(place)
		}
	}
	out := map[string]map[string]string{}
	for key, g := range groups {
		out[key] = g.figures()
	}
	if t.Connected {
		b.connected(t, out[Total])
	}
	return out, nil
}

func (b *Book) withCalls(t Table, groups map[string]*group, at func(string) *group) {
	if t.Agencies != nil || t.County != "" || slices.Contains([]string{"agency", "county", "topic", "kind", "channel"}, t.By) {
		return
	}
	for _, c := range b.calls {
		if c.day.Before(t.From) || c.day.After(t.To) || c.province != t.Province {
			continue
		}
		at(Total).calls = append(at(Total).calls, c)
		switch t.By {
		case "":
		case "centre":
			at("=" + c.centre).calls = append(at("="+c.centre).calls, c)
		default:
			key := "=" + stretch(t.By, c.day)
			at(key).calls = append(at(key).calls, c)
		}
	}
	for _, g := range groups {
		g.asked = true
	}
}

// connected counts agencies and counties from the things themselves.
func (b *Book) connected(t Table, into map[string]string) {
	agencies, counties := map[string]bool{}, map[string]bool{}
	for _, one := range b.things {
		o := one.of
		if one.day.Before(t.From) || one.day.After(t.To) || o.province != t.Province {
			continue
		}
		if one.what == "referred" && o.agency != "" {
			agencies[o.agency] = true
		}
		if one.what == "received" && o.county != "" {
			counties[o.county] = true
		}
	}
	for id, n := range map[string]int{"agencies": len(agencies), "counties": len(counties)} {
		if n > 0 {
			into[id] = write(float64(n), n)
		}
	}
}

// stretch names the stretch of time in which a day lies.
func stretch(span string, d persian.Date) string {
	switch span {
	case "year":
		return fmt.Sprintf("%04d", d.Year())
	case "season":
		return fmt.Sprintf("%04d-S%d", d.Year(), (d.Month()+2)/3)
	case "month":
		return fmt.Sprintf("%04d-%02d", d.Year(), d.Month())
	case "week":
		return fmt.Sprintf("%04d-W%02d", d.Year(), d.Week())
	default:
		return d.String()
	}
}

// Backlog counts what was open at the end of a day, by the days since it came:
// up to 3, 10, 30, 90, and more.
func (b *Book) Backlog(on persian.Date, province string) [5]int64 {
	var out [5]int64
	for _, l := range b.lives {
		if l.province != province || l.received.After(on) || !l.ended.IsZero() && !l.ended.After(on) {
			continue
		}
		age := on.Sub(l.received)
		place := 4
		for i, last := range []int{3, 10, 30, 90} {
			if age <= last {
				place = i
				break
			}
		}
		out[place]++
	}
	return out
}

// Written is how a figure stands in a line: its value, and of how many things
// it was computed.
func Written(value float64, base int64) string { return fmt.Sprintf("%.6f of %d", value, base) }

func write(value float64, base int) string { return Written(value, int64(base)) }
