package pack

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/internal/yamlday"
	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// MeetingRules are what the province decides about electronic meetings from one
// day to another. Zero fields are left to the host.
type MeetingRules struct {
	samad.Validity
	// Weekdays are those on which programmes may be held.
	Weekdays []persian.Weekday
	// Hours is when programmes are held if nobody says otherwise.
	Hours sla.Interval
	// PerHour turns are planned in an hour; from Least to Most calls an hour
	// nothing is remarked on.
	PerHour, Least, Most int
	// WindowDays is how many days of cases count for proposals, LeastCases how
	// many an agency must have, and RestWeeks when a host counts in full again.
	WindowDays, LeastCases, RestWeeks int
	// CountyShare is the largest share of turns of one county.
	CountyShare float64
	// RecordWithin is how long a record may take.
	RecordWithin time.Duration
}

// OversightRules are what the province decides about oversight from one day to
// another. What is left out is left to the host.
type OversightRules struct {
	samad.Validity
	// Whole are whole numbers, Days numbers of days, and Shares numbers and
	// shares, by the key of settings.yaml: see [OversightKeys].
	Whole, Days map[string]int
	Shares      map[string]float64
}

// OversightKeys are the keys of settings.yaml for oversight, sorted: whole
// numbers, days, and numbers that need not be whole.
func OversightKeys() (whole, days, shares []string) {
	return []string{
			"absences", "ack_days", "age_max_weeks", "agenda_back", "agenda_cases", "agenda_emergency", "agenda_people", "agenda_urgent",
			"agenda_weeks", "appeal_days", "circle_returns", "evidence_years", "gap_cases", "late_cases", "late_minutes", "min_group", "poor_score",
			"remind_every_days", "reply_days", "resolution_reminders", "risk_absent", "risk_late", "risk_max", "risk_poor", "sent_back",
		}, []string{"gap_window_days", "ladder_window_days", "late_beyond_days", "survey_again_days", "survey_delay_days", "survey_life_days"},
		[]string{"low_score", "review_risk", "review_share", "surge_factor", "upheld_share"}
}

// validity reads the days of one entry of a list and says where it overlaps
// those before it.
func (l *loader) validity(m *yamlfile.Map, before []samad.Validity) samad.Validity {
	v := samad.Validity{From: yamlday.Get(m, "valid_from", yamlfile.Optional), To: yamlday.Get(m, "valid_to", yamlfile.Optional)}
	if !v.To.IsZero() && !v.From.Before(v.To) {
		m.FaultAt("valid_to", "valid_to is not after valid_from", "valid_to is the first day on which it no longer holds")
	}
	for _, other := range before {
		if (other.To.IsZero() || v.From.Before(other.To)) && (v.To.IsZero() || other.From.Before(v.To)) {
			m.Fault("two entries hold on the same days", "end one by valid_to before the next begins")
			break
		}
	}
	return v
}

func (l *loader) meetingRules(m *yamlfile.Map) []MeetingRules {
	var out []MeetingRules
	var days []samad.Validity
	for _, n := range m.Each("meetings") {
		one := n.Map()
		r := MeetingRules{Validity: l.validity(one, days)}
		days = append(days, r.Validity)
		for _, d := range one.Each("weekdays") {
			if w, ok := weekday(d); ok {
				r.Weekdays = append(r.Weekdays, w)
			}
		}
		if hours := one.Get("hours", yamlfile.Optional); hours.Text() != "" {
			r.Hours = hoursOf(hours)
		}
		for key, to := range map[string]*int{
			"turns_per_hour": &r.PerHour, "window_days": &r.WindowDays, "least_cases": &r.LeastCases, "rest_weeks": &r.RestWeeks,
		} {
			atLeastOne(one, key, to)
		}
		if band := one.Get("calls_per_hour", yamlfile.Optional); band.Text() != "" {
			least, most, _ := strings.Cut(band.Text(), "-")
			var err1, err2 error
			r.Least, err1 = strconv.Atoi(least)
			r.Most, err2 = strconv.Atoi(most)
			if err1 != nil || err2 != nil || r.Least < 1 || r.Most < r.Least {
				band.Fault(fmt.Sprintf("%q is no band of calls an hour", band.Text()), "for example 10-25")
			}
		}
		if r.PerHour > 0 && r.Most > 0 && r.PerHour > r.Most {
			one.FaultAt("turns_per_hour", "turns_per_hour lies above calls_per_hour", "")
		}
		r.CountyShare = l.number(one, "county_share", 1)
		if n := one.Get("record_within", yamlfile.Optional); n.Text() != "" {
			var err error
			if r.RecordWithin, err = time.ParseDuration(n.Text()); err != nil || r.RecordWithin <= 0 {
				n.Fault(fmt.Sprintf("%q is no duration above zero", n.Text()), "for example 150s")
			}
		}
		one.Done()
		out = append(out, r)
	}
	return out
}

func (l *loader) oversightRules(m *yamlfile.Map) []OversightRules {
	var out []OversightRules
	var days []samad.Validity
	whole, spans, shares := OversightKeys()
	for _, n := range m.Each("oversight") {
		one := n.Map()
		r := OversightRules{Validity: l.validity(one, days), Whole: map[string]int{}, Days: map[string]int{}, Shares: map[string]float64{}}
		days = append(days, r.Validity)
		for into, keys := range map[*map[string]int][]string{&r.Whole: whole, &r.Days: spans} {
			for _, key := range keys {
				var n int
				if atLeastOne(one, key, &n); n > 0 {
					(*into)[key] = n
				}
			}
		}
		for _, key := range shares {
			most := 1.0
			if key == "low_score" || key == "surge_factor" {
				most = 100
			}
			if x := l.number(one, key, most); x > 0 {
				r.Shares[key] = x
			}
		}
		one.Done()
		out = append(out, r)
	}
	return out
}

// atLeastOne reads a whole number, where it stands.
func atLeastOne(m *yamlfile.Map, key string, to *int) {
	if !m.Has(key) {
		return
	}
	n := m.Get(key, yamlfile.Optional)
	if *to = n.Int(); *to < 1 {
		n.Fault(key+" is at least 1", "leave it out for the default")
	}
}

// number reads a number above 0, up to most; 0 where it is left out.
func (*loader) number(m *yamlfile.Map, key string, most float64) float64 {
	n := m.Get(key, yamlfile.Optional)
	if n.IsZero() {
		return 0
	}
	x, err := strconv.ParseFloat(n.Code(), 64)
	if err != nil || !(x > 0) || x > most {
		n.Fault(fmt.Sprintf("%s is a number above 0, up to %g", key, most), "leave it out for the default")
		return 0
	}
	return x
}

// weekday reads a day of the week.
func weekday(n yamlfile.Node) (persian.Weekday, bool) {
	for w := persian.Saturday; w <= persian.Friday; w++ {
		if strings.EqualFold(n.Text(), w.String()) {
			return w, true
		}
	}
	if n.Text() != "" {
		n.Fault(fmt.Sprintf("%q is no day of the week", n.Text()), "write it in English: saturday … friday")
	}
	return 0, false
}

// hoursOf reads hours of a day.
func hoursOf(n yamlfile.Node) sla.Interval {
	hours, err := sla.ParseInterval(n.Text())
	if err != nil || hours.From >= hours.To || hours.To > 24*60 {
		n.Fault(fmt.Sprintf("%q are no hours of a day", n.Text()), "for example 09:00-12:00")
	}
	return hours
}

// Edges are the days on which anything of the rooms' settings changes, sorted,
// with the zero day first: from each to the next all of them stay as they are.
func (p *Pack) Edges() []persian.Date {
	days := map[persian.Date]bool{{}: true}
	add := func(v samad.Validity) {
		days[v.From] = true
		if !v.To.IsZero() {
			days[v.To] = true
		}
	}
	for _, r := range p.Meetings {
		add(r.Validity)
	}
	for _, r := range p.Oversight {
		add(r.Validity)
	}
	for _, d := range p.OpenDoors {
		add(d.Validity)
	}
	return slices.SortedFunc(maps.Keys(days), persian.Date.Compare)
}
