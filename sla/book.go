package sla

import (
	"slices"
	"sync"

	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

// book is everything that the calendars of all scopes have in common: the
// rules, the starts of the days, and the tables made so far.
type book struct {
	cfg      CalendarConfig
	days     *dayStarts
	official persian.Range
	// officialFrom > officialTo when no day is official.
	officialFrom, officialTo int32

	limited []ruleRef // rules that do not hold everywhere
	zero    []byte    // how they fit the zero Scope, see fit
	general *tables   // of the zero Scope

	mu     sync.RWMutex
	scoped map[string]*tables // by the limited rules that hold and their depth
}

// ruleRef names a rule of the configuration.
type ruleRef struct {
	kind  ruleKind
	index int
}

type ruleKind uint8

const (
	holidayRule ruleKind = iota
	hoursRule
	closureRule
)

func newBook(cfg CalendarConfig) *book {
	b := &book{cfg: cfg, days: newDayStarts(cfg.Zone)}
	b.prepare()
	b.general = newTables(b, b.rulesFor(Scope{}))
	return b
}

// with returns the book of cfg, which differs from b's in the closures from
// index known on.
func (b *book) with(cfg CalendarConfig, known int) *book {
	n := &book{cfg: cfg, days: b.days}
	n.prepare()
	var changed yearSet
	for i := known; i < len(cfg.Closures); i++ {
		if _, ok := cfg.Closures[i].Where.depth(Scope{}); ok {
			changed.add(cfg.Closures[i].From, cfg.Closures[i].To)
		}
	}
	n.general = deriveTables(n, b.general, n.rulesFor(Scope{}), &changed)
	return n
}

func (b *book) prepare() {
	b.scoped = map[string]*tables{}
	for i := range b.cfg.Holidays {
		if !b.cfg.Holidays[i].Where.IsZero() {
			b.limited = append(b.limited, ruleRef{holidayRule, i})
		}
	}
	for i := range b.cfg.Hours {
		if !b.cfg.Hours[i].Where.IsZero() {
			b.limited = append(b.limited, ruleRef{hoursRule, i})
		}
	}
	for i := range b.cfg.Closures {
		if !b.cfg.Closures[i].Where.IsZero() {
			b.limited = append(b.limited, ruleRef{closureRule, i})
		}
	}
	for _, ref := range b.limited {
		b.zero = append(b.zero, fit(b.where(ref), Scope{}))
	}
	b.setOfficial()
}

// fit packs how a rule fits a scope into a byte: its depth, by which the hours
// are ordered, and 255 when it does not hold.
func fit(w Where, s Scope) byte {
	depth, ok := w.depth(s)
	if !ok {
		return 255
	}
	return byte(min(depth, 254))
}

// setOfficial cuts the official days off before the first lunar month that is
// only predicted: it may begin a day early.
func (b *book) setOfficial() {
	b.officialFrom, b.officialTo = 1, 0
	o := b.cfg.Official
	if o.Len() == 0 {
		return
	}
	from, to := int32(o.First.Days()), int32(o.Last.Days())
	lunar := slices.ContainsFunc(b.cfg.Holidays, func(h Holiday) bool { return h.Lunar }) ||
		slices.ContainsFunc(b.cfg.Hours, func(h OpeningHours) bool { return h.Season.Lunar })
	for lunar && from <= to {
		// A table that begins after the first official day makes its start
		// uncertain as well, so look from the front and from the back.
		if first, ok := b.predictedMonth(from, to); ok {
			if first.start <= from {
				from = first.end + 1
				continue
			}
			to = first.start - 2
		}
		break
	}
	if from > to {
		return
	}
	b.officialFrom, b.officialTo = from, to
	first, err1 := persian.FromDays(int(from))
	last, err2 := persian.FromDays(int(to))
	if err1 == nil && err2 == nil {
		b.official = persian.Range{First: first, Last: last}
	}
}

type monthSpan struct{ start, end int32 }

// predictedMonth returns the first predicted lunar month that touches the days
// from..to.
func (b *book) predictedMonth(from, to int32) (monthSpan, bool) {
	d, _, err := b.cfg.Lunar.FromDays(int(from))
	if err != nil {
		return monthSpan{from, to}, true
	}
	for year, month := d.Year(), d.Month(); ; {
		start, status, err := b.cfg.Lunar.MonthStart(year, month)
		if err != nil || start > int(to)+1 {
			return monthSpan{}, false
		}
		if status == hijri.Predicted {
			length, _, err := b.cfg.Lunar.MonthLen(year, month)
			if err != nil {
				return monthSpan{from, to}, true
			}
			return monthSpan{int32(start), int32(start + length - 1)}, true
		}
		if month++; month > 12 {
			year, month = year+1, 1
		}
	}
}

// rules are the rules that hold in one scope, in the order in which they apply.
type rules struct {
	holidays []*Holiday
	hours    []*OpeningHours
	closures []*Closure
}

func (b *book) where(r ruleRef) Where {
	switch r.kind {
	case holidayRule:
		return b.cfg.Holidays[r.index].Where
	case hoursRule:
		return b.cfg.Hours[r.index].Where
	}
	return b.cfg.Closures[r.index].Where
}

func (b *book) rulesFor(s Scope) rules {
	var r rules
	type deep struct {
		h      *OpeningHours
		season bool
		depth  int
	}
	var hours []deep
	for i := range b.cfg.Holidays {
		h := &b.cfg.Holidays[i]
		if _, ok := h.Where.depth(s); ok {
			r.holidays = append(r.holidays, h)
		}
	}
	for i := range b.cfg.Hours {
		h := &b.cfg.Hours[i]
		if depth, ok := h.Where.depth(s); ok {
			hours = append(hours, deep{h, h.Season != Season{}, depth})
		}
	}
	slices.SortStableFunc(hours, func(a, b deep) int {
		if a.season != b.season {
			if b.season {
				return -1
			}
			return 1
		}
		return a.depth - b.depth
	})
	for _, h := range hours {
		r.hours = append(r.hours, h.h)
	}
	for i := range b.cfg.Closures {
		x := &b.cfg.Closures[i]
		if _, ok := x.Where.depth(s); ok {
			r.closures = append(r.closures, x)
		}
	}
	return r
}

// tables returns the tables of a scope, those of an earlier one with the same
// rules when there was one.
func (b *book) tables(s Scope) *tables {
	var room [128]byte
	key := room[:0]
	for _, ref := range b.limited {
		key = append(key, fit(b.where(ref), s))
	}
	if string(key) == string(b.zero) {
		return b.general
	}
	b.mu.RLock()
	t := b.scoped[string(key)]
	b.mu.RUnlock()
	if t != nil {
		return t
	}
	var changed yearSet
	for i, ref := range b.limited {
		if key[i] != b.zero[i] {
			changed.add(b.period(ref))
		}
	}
	t = deriveTables(b, b.general, b.rulesFor(s), &changed)
	b.mu.Lock()
	defer b.mu.Unlock()
	if other := b.scoped[string(key)]; other != nil {
		return other
	}
	b.scoped[string(key)] = t
	return t
}

// period returns the first and the last day that a rule can touch; zero: no
// limit.
func (b *book) period(r ruleRef) (from, to persian.Date) {
	switch r.kind {
	case holidayRule:
		return b.cfg.Holidays[r.index].From, b.cfg.Holidays[r.index].To
	case hoursRule:
		return b.cfg.Hours[r.index].From, b.cfg.Hours[r.index].To
	}
	return b.cfg.Closures[r.index].From, b.cfg.Closures[r.index].To
}

// yearSet is a set of years of the table.
type yearSet [numYears]bool

func (y *yearSet) add(from, to persian.Date) {
	first, last := 0, numYears-1
	if !from.IsZero() {
		first = from.Year() - persian.MinYear
	}
	if !to.IsZero() {
		last = to.Year() - persian.MinYear
	}
	// An interval after midnight of the last day may end in the next year.
	for i := first; i <= min(last+1, numYears-1); i++ {
		y[i] = true
	}
}
