package samad

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/sla/persian"
)

// PublicDimension is what public counts are given by.
type PublicDimension string

// The dimensions of public counts.
const (
	PublicByState   PublicDimension = "state"
	PublicByKind    PublicDimension = "kind"
	PublicByChannel PublicDimension = "channel"
	PublicByAgency  PublicDimension = "agency" // the one responsible now
	PublicByCounty  PublicDimension = "county" // province where no county is named
	PublicByTopic   PublicDimension = "topic"  // the topics at the root of the tree
)

// PublicDimensions returns all dimensions of public counts.
func PublicDimensions() []PublicDimension {
	return []PublicDimension{PublicByState, PublicByKind, PublicByChannel, PublicByAgency, PublicByCounty, PublicByTopic}
}

// PublicQuery selects what is counted for everybody. Zero fields do not
// restrict.
type PublicQuery struct {
	By       PublicDimension // required
	Province PlaceID
	// Year is the Persian year in which cases were filed.
	Year int
}

// PublicCounts are numbers that may be shown to everybody: every number is
// rounded to a multiple of Unit, and what is less than Unit is left out and
// only counted in Hidden. Each number is rounded by itself, so that what was
// left out cannot be found by subtracting one answer from another.
type PublicCounts struct {
	By    PublicDimension
	Unit  int
	Total int64
	Rows  []PublicCount
	// Hidden is how many rows are too small to be shown.
	Hidden int
	// From and To are the half-open span of filing instants, UTC; zero for
	// all of time.
	From, To time.Time
	At       time.Time // when it was counted, UTC
}

// PublicCount is one row: cases with the value.
type PublicCount struct {
	Value string
	Cases int64
}

// PublicCounts counts cases for everybody, without any actor. It fails with
// [ErrInvalid] for an unknown dimension, province or year.
func (d *Desk) PublicCounts(ctx context.Context, q PublicQuery) (PublicCounts, error) {
	now := d.instant()
	query, dimension, err := d.publicQuery(q, now)
	if err != nil {
		return PublicCounts{}, err
	}
	tallies, err := d.store.Count(ctx, query, dimension)
	if err != nil {
		return PublicCounts{}, fmt.Errorf("samad: count cases for the public: %w", err)
	}
	unit := int64(d.settings.PublicUnit)
	rounded := func(n int64) int64 { return (n + unit/2) / unit * unit }
	rows := map[string]int64{}
	total := int64(0)
	for _, t := range tallies {
		rows[publicValue(q.By, t.Values[0])] += t.Cases
		total += t.Cases
	}
	out := PublicCounts{By: q.By, Unit: int(unit), Total: rounded(total), From: query.CreatedFrom, To: query.CreatedTo, At: now}
	for value, n := range rows {
		switch {
		case n < unit:
			out.Hidden++
		case value != "": // cases at no agency, of no topic: in the total only
			out.Rows = append(out.Rows, PublicCount{value, rounded(n)})
		}
	}
	if total < unit {
		out.Total = 0
	}
	slices.SortFunc(out.Rows, func(a, b PublicCount) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), strings.Compare(a.Value, b.Value))
	})
	return out, nil
}

func (d *Desk) publicQuery(q PublicQuery, now time.Time) (Query, Dimension, error) {
	var f faults
	query := Query{Now: now, Province: q.Province}
	dimensions := map[PublicDimension]Dimension{
		PublicByState: ByState, PublicByKind: ByKind, PublicByChannel: ByChannel, PublicByAgency: ByAgency,
		PublicByCounty: ByPlace, PublicByTopic: ByTopic,
	}
	dimension, ok := dimensions[q.By]
	if !ok {
		f.add("/by", "unknown", "تفکیک آمار شناخته نیست.", "unknown dimension")
	}
	if q.Province != "" {
		if _, ok := d.directory.Place(q.Province, d.day(now)); !ok || q.Province.Province() != q.Province {
			f.add("/province", "unknown", "این استان در فهرست نیست.", "unknown province")
		}
	}
	if q.Year != 0 {
		first, err1 := persian.New(q.Year, persian.Farvardin, 1)
		last, err2 := first.AddYears(1)
		if err1 != nil || err2 != nil {
			f.add("/year", "range", "این سال در تقویم رسمی نیست.", "this year is not in the official calendar")
		} else {
			query.CreatedFrom, query.CreatedTo = first.Start(d.location).UTC(), last.Start(d.location).UTC()
		}
	}
	return query, dimension, f.err()
}

// publicValue makes values coarse: a city's cases are its county's, a topic's
// those of the root above it.
func publicValue(by PublicDimension, value string) string {
	const county = 4 // digits of a county's code
	switch {
	case by == PublicByCounty && len(value) > county:
		return value[:county]
	case by == PublicByTopic:
		root, _, _ := strings.Cut(value, "/")
		return root
	default:
		return value
	}
}

// PublicAlike counts the open cases on the topic and place themselves, for
// everybody, as [Desk.PublicCounts] does: rounded to a multiple of
// Settings.PublicUnit, and 0 when there are fewer. It lets somebody who is about
// to raise a matter see that others have. It fails with [ErrInvalid] for an
// unknown topic or place.
func (d *Desk) PublicAlike(ctx context.Context, topic TopicID, place PlaceID) (int64, error) {
	now := d.instant()
	var f faults
	d.checkPlaceTopic(&f, place, topic, d.day(now))
	if topic == "" || place == "" {
		f.add("/topic", "required", "موضوع و مکان را بگویید.", "say the topic and the place")
	}
	if err := f.err(); err != nil {
		return 0, err
	}
	query := Query{Now: now, Topic: topic, Place: place}
	for _, s := range States() {
		if s.Open() {
			query.States = append(query.States, s)
		}
	}
	tallies, err := d.store.Count(ctx, query)
	if err != nil {
		return 0, fmt.Errorf("samad: count open cases alike: %w", err)
	}
	n, unit := int64(0), int64(d.settings.PublicUnit)
	for _, t := range tallies {
		n += t.Cases
	}
	if n < unit {
		return 0, nil
	}
	return (n + unit/2) / unit * unit, nil
}
