package figures_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla/persian"
)

// counted is one thing that the second count has found.
type counted struct {
	day      persian.Date
	measure  figures.Measure
	value    int
	agency   string
	county   string
	topic    string
	kind     string
	channel  string
	received persian.Date
	ended    persian.Date
}

// ledgerOf is the second count: a list of things with their days.
type ledgerOf struct {
	t     *testing.T
	list  []counted
	lives []counted // one for each episode
}

// recount reads the exported events as a stranger would: JSON, instants and
// nothing of the package that is tested.
func recount(t *testing.T, o *office) *ledgerOf {
	t.Helper()
	out := &ledgerOf{t: t}
	page, err := o.db.Cases().List(o.ctx, samad.Query{Limit: 1000})
	require.NoError(t, err)
	require.Empty(t, page.Next)
	for _, c := range page.Cases {
		events, err := o.db.Cases().Events(o.ctx, c.ID)
		require.NoError(t, err)
		out.add(o, events)
	}
	return out
}

func (l *ledgerOf) add(o *office, events []samad.Event) {
	type plan struct {
		Due    time.Time `json:"due"`
		AimDue time.Time `json:"aim_due"`
	}
	var data struct {
		Kind, Channel, Topic, Place, Agency, Stage, Outcome, Reason string
		WithoutVisit                                                bool `json:"without_visit"`
		Final                                                       bool
		Answer, Conduct                                             int
		Plan                                                        plan
	}
	day := func(at time.Time) persian.Date {
		d, err := persian.FromTime(at.In(o.zone))
		require.NoError(l.t, err)
		return d
	}
	working := func(from, to time.Time) int {
		n := 0
		for d := day(from); d.Before(day(to)); {
			next, err := d.AddDays(1)
			require.NoError(l.t, err)
			d = next
			if open, _ := o.calendar.IsWorkingDay(d); open {
				n++
			}
		}
		return n
	}
	type episode struct {
		base                                     counted
		began, screening, referred, first, final time.Time
		screened                                 bool
		answer                                   plan
		due                                      bool
		things                                   []counted
	}
	var all []*episode
	var kind, channel, topic, county string
	now := func() *episode { return all[len(all)-1] }
	begin := func(at time.Time) {
		all = append(all, &episode{began: at, base: counted{received: day(at)}})
	}
	note := func(at time.Time, m figures.Measure, value int) {
		now().things = append(now().things, counted{day: day(at), measure: m, value: value})
	}
	for _, e := range events {
		data.Final, data.WithoutVisit, data.Plan, data.Stage, data.Agency = false, false, plan{}, "", ""
		require.NoError(l.t, json.Unmarshal(e.Data, &data))
		switch e.Type {
		case samad.EventSubmitted:
			kind, channel, topic = data.Kind, data.Channel, data.Topic
			if len(data.Place) >= 4 {
				county = data.Place[:4]
			}
			begin(e.At)
			note(e.At, figures.MReceived, 0)
		case samad.EventObjected, samad.EventReopened:
			now().base.ended = day(e.At)
			begin(e.At)
			note(e.At, figures.MReopened, 0)
		case samad.EventClockStarted:
			switch data.Stage {
			case "screening":
				now().screening = e.At
			case "answer":
				now().answer, now().due = data.Plan, true
			}
		case samad.EventClockMoved, samad.EventExtended, samad.EventClockResumed:
			if data.Stage == "answer" {
				now().answer = data.Plan
			}
		case samad.EventClockStopped:
			if data.Stage == "screening" && !now().screened {
				now().screened = true
				note(e.At, figures.MScreened, working(now().screening, e.At))
			}
		case samad.EventReferred:
			if now().referred.IsZero() {
				now().referred = e.At
				note(e.At, figures.MReferred, working(now().began, e.At))
			}
			now().base.agency = data.Agency
		case samad.EventActed:
			if now().first.IsZero() {
				now().first = e.At
			}
		case samad.EventAnswered:
			if now().first.IsZero() {
				now().first = e.At
			}
			if data.Final && now().final.IsZero() {
				now().final = e.At
				now().base.agency = data.Agency
				note(e.At, figures.MAnswered, working(now().referred, e.At))
				if data.WithoutVisit {
					note(e.At, figures.MNoVisit, 0)
				}
			}
		case samad.EventRated:
			note(e.At, figures.MBest, data.Answer)
			note(e.At, figures.MConduct, data.Conduct)
		case samad.EventEscalated:
			note(e.At, figures.MEscalated, 0)
		case samad.EventDeclined:
			note(e.At, figures.MDeclined, 0)
			note(e.At, figures.MEnded, 0)
			now().base.ended = day(e.At)
		case samad.EventAdvised:
			note(e.At, figures.MAdvised, 0)
			note(e.At, figures.MEnded, 0)
			now().base.ended = day(e.At)
		case samad.EventClosed:
			note(e.At, figures.MEnded, 0)
			now().base.ended = day(e.At)
		}
	}
	for _, e := range all {
		if e.due {
			due := e.answer.Due
			e.things = append(e.things, counted{day: day(due), measure: figures.MDue})
			if !e.final.IsZero() && !e.final.After(due) {
				e.things = append(e.things, counted{day: day(due), measure: figures.MDueKept})
			} else if !e.final.IsZero() {
				e.things = append(e.things, counted{day: day(due), measure: figures.MDueLater})
			}
			if aim := e.answer.AimDue; !aim.IsZero() {
				e.things = append(e.things, counted{day: day(aim), measure: figures.MAim})
				if !e.final.IsZero() && !e.final.After(aim) {
					e.things = append(e.things, counted{day: day(aim), measure: figures.MAimKept})
				}
			}
		}
		if !e.first.IsZero() && !e.referred.IsZero() {
			e.things = append(e.things, counted{day: day(e.first), measure: figures.MResponded, value: working(e.referred, e.first)})
		}
		e.base.kind, e.base.channel, e.base.topic, e.base.county = kind, channel, topic, county
		l.lives = append(l.lives, e.base)
		for _, thing := range e.things {
			thing.agency, thing.kind, thing.channel, thing.topic, thing.county = e.base.agency, kind, channel, topic, county
			l.list = append(l.list, thing)
		}
	}
}

func (l *ledgerOf) total(m figures.Measure) int {
	n := 0
	for _, c := range l.list {
		if c.measure == m {
			n++
		}
	}
	return n
}

// values computes every figure of a table by its definition in words.
func (l *ledgerOf) values(p figures.Period, by figures.Dimension, agency string) map[string]map[figures.ID]string {
	groups := map[string][]counted{"": {}}
	put := func(key string, c counted) { groups[key] = append(groups[key], c) }
	for _, c := range l.list {
		if c.day.Before(p.From) || c.day.After(p.To) || agency != "" && c.agency != agency {
			continue
		}
		put("", c)
		key := map[figures.Dimension]string{
			figures.ByAgency: c.agency, figures.ByCounty: c.county, figures.ByTopic: c.topic, figures.ByKind: c.kind, figures.ByChannel: c.channel,
			figures.ByDay: c.day.String(), figures.ByMonth: c.day.Format("yyyy-MM", persian.InLatin), figures.ByYear: fmt.Sprint(c.day.Year()),
			figures.BySeason: fmt.Sprintf("%d-S%d", c.day.Year(), (c.day.Month()+2)/3), figures.ByWeek: fmt.Sprintf("%d-W%02d", c.day.Year(), c.day.Week()),
		}[by]
		if by != figures.ByNothing {
			put("="+key, c)
		}
	}
	for d := p.From; !d.After(p.To); { // lines of time are never left out
		switch by {
		case figures.ByDay:
			groups["="+d.String()] = append(groups["="+d.String()], counted{})
		case figures.ByMonth:
			groups["="+d.Format("yyyy-MM", persian.InLatin)] = append(groups["="+d.Format("yyyy-MM", persian.InLatin)], counted{})
		case figures.ByYear:
			groups["="+fmt.Sprint(d.Year())] = append(groups["="+fmt.Sprint(d.Year())], counted{})
		case figures.BySeason:
			key := fmt.Sprintf("=%d-S%d", d.Year(), (d.Month()+2)/3)
			groups[key] = append(groups[key], counted{})
		case figures.ByWeek:
			key := fmt.Sprintf("=%d-W%02d", d.Year(), d.Week())
			groups[key] = append(groups[key], counted{})
		}
		next, err := d.AddDays(1)
		require.NoError(l.t, err)
		d = next
	}
	out := map[string]map[figures.ID]string{}
	for key, list := range groups {
		out[key] = figuresOf(list)
	}
	return out
}

func figuresOf(list []counted) map[figures.ID]string {
	n := map[figures.Measure]int{}
	values := map[figures.Measure][]int{}
	for _, c := range list {
		n[c.measure]++
		values[c.measure] = append(values[c.measure], c.value)
	}
	out := map[figures.ID]string{}
	set := func(id figures.ID, value float64, base int) {
		if base > 0 {
			out[id] = fmt.Sprintf("%.6f of %d", value, base)
		}
	}
	for id, m := range map[figures.ID]figures.Measure{
		figures.Received: figures.MReceived, figures.Screened: figures.MScreened, figures.Referred: figures.MReferred, figures.Answered: figures.MAnswered,
		figures.Ended: figures.MEnded, figures.Due: figures.MDue, figures.Reopened: figures.MReopened, figures.Escalated: figures.MEscalated,
		figures.Advised: figures.MAdvised, figures.Declined: figures.MDeclined, figures.Judgements: figures.MBest,
	} {
		set(id, float64(n[m]), n[m])
	}
	set(figures.AnsweredShare, float64(n[figures.MDueKept]+n[figures.MDueLater])/float64(max(n[figures.MDue], 1)), n[figures.MDue])
	set(figures.OnTimeShare, float64(n[figures.MDueKept])/float64(max(n[figures.MDue], 1)), n[figures.MDue])
	set(figures.AimShare, float64(n[figures.MAimKept])/float64(max(n[figures.MAim], 1)), n[figures.MAim])
	set(figures.NoVisitShare, float64(n[figures.MNoVisit])/float64(max(n[figures.MAnswered], 1)), n[figures.MAnswered])
	set(figures.ReopenedShare, float64(n[figures.MReopened])/float64(max(n[figures.MAnswered], 1)), n[figures.MAnswered])
	for id, of := range map[figures.ID]struct {
		m figures.Measure
		q float64
	}{
		figures.MedianToScreen: {figures.MScreened, 0.5}, figures.MedianToRefer: {figures.MReferred, 0.5}, figures.MedianToRespond: {figures.MResponded, 0.5},
		figures.MedianToAnswer: {figures.MAnswered, 0.5}, figures.P90ToAnswer: {figures.MAnswered, 0.9},
	} {
		if len(values[of.m]) > 0 {
			set(id, float64(nearestRank(values[of.m], of.q)), len(values[of.m]))
		}
	}
	for id, m := range map[figures.ID]figures.Measure{figures.Satisfaction: figures.MBest, figures.Conduct: figures.MConduct} {
		sum := 0
		for _, v := range values[m] {
			sum += v
		}
		set(id, float64(sum)/float64(max(len(values[m]), 1)), len(values[m]))
	}
	return out
}

// nearestRank is the quantile of a sorted list: the value at the rank that is
// the share of its length, rounded up.
func nearestRank(values []int, q float64) int {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	rank := 1
	for float64(rank) < q*float64(len(sorted)) {
		rank++
	}
	return sorted[rank-1]
}

// assertBacklog counts what was open at the end of some days.
func assertBacklog(t *testing.T, o *office, l *ledgerOf) {
	t.Helper()
	for _, text := range []string{"1404-12-01", "1405-01-15", "1405-02-01", "1405-06-01"} {
		on := day(t, text)
		want := []int64{0, 0, 0, 0, 0}
		for _, e := range l.lives {
			if e.received.After(on) || !e.ended.IsZero() && !e.ended.After(on) {
				continue
			}
			age := on.Sub(e.received)
			switch {
			case age <= 3:
				want[0]++
			case age <= 10:
				want[1]++
			case age <= 30:
				want[2]++
			case age <= 90:
				want[3]++
			default:
				want[4]++
			}
		}
		ages, err := o.keeper.Backlog(o.ctx, on, figures.Query{Province: "10"})
		require.NoError(t, err)
		got := make([]int64, len(ages))
		for i, a := range ages {
			got[i] = a.Cases
		}
		assert.Equal(t, want, got, text)
	}
}
