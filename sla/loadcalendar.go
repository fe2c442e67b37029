package sla

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/samad111/go-samad/internal/yamlfile"
	"github.com/samad111/go-samad/sla/hijri"
	"github.com/samad111/go-samad/sla/persian"
)

// Sources are what a calendar file may refer to.
type Sources struct {
	// Lunar is the table of lunar months; nil: the one of the calendar that is
	// extended, or none.
	Lunar *hijri.Table
	// Bases are the calendars that a file may extend.
	Bases []*Calendar
}

// LoadCalendar reads a calendar from YAML; file is its name in messages. The
// keys are described in docs/deadlines.md. Everything that is wrong comes back
// at once as [Faults], with line and column: unknown keys, impossible dates,
// overlapping periods.
func LoadCalendar(src []byte, file string, with Sources) (*Calendar, error) {
	var faults collector
	root, ok := yamlfile.Parse(file, src, faults.report)
	if !ok {
		return nil, faults.err()
	}
	l := calendarLoader{with: with, top: root.Map(), lists: map[string][]*yamlfile.Map{}}
	cfg := l.read()
	if len(faults.faults) == 0 {
		l.check(&cfg)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	if l.base != nil {
		cfg = merged(l.base.book.cfg, cfg)
	}
	return newCalendar(cloneConfig(cfg)), nil
}

// merged lays a file over the calendar it extends.
func merged(base, cfg CalendarConfig) CalendarConfig {
	cfg.Holidays = slices.Concat(base.Holidays, cfg.Holidays)
	cfg.Hours = slices.Concat(base.Hours, cfg.Hours)
	cfg.Closures = slices.Concat(base.Closures, cfg.Closures)
	return cfg
}

type calendarLoader struct {
	with  Sources
	top   *yamlfile.Map
	base  *Calendar
	lists map[string][]*yamlfile.Map // the entries, by list
}

func (l *calendarLoader) read() (cfg CalendarConfig) {
	m := l.top
	cfg.ID = m.Text("id", yamlfile.Required)
	cfg.Lunar = l.with.Lunar
	if name := m.Text("extends", yamlfile.Optional); name != "" {
		l.extend(name, &cfg)
	}
	if n := m.Get("name", yamlfile.Optional); !n.IsZero() {
		cfg.Name = readText(n)
	}
	if zone := m.Text("zone", yamlfile.Optional); zone != "" {
		loc, err := time.LoadLocation(zone)
		if err != nil || zone == "Local" {
			m.FaultAt("zone", fmt.Sprintf("unknown time zone %q", zone), "use a name of the IANA database, such as Asia/Tehran")
		} else {
			cfg.Zone = loc
		}
	} else if cfg.Zone == nil {
		m.Fault(`key "zone" is missing`, "such as zone: Asia/Tehran")
	}
	if n := m.Get("official", yamlfile.Optional); !n.IsZero() {
		o := n.Map()
		cfg.Official = persian.Range{First: readDate(o, "from", yamlfile.Required), Last: readDate(o, "to", yamlfile.Required)}
		o.Done()
	}
	for _, e := range l.entries("holidays") {
		cfg.Holidays = append(cfg.Holidays, readHoliday(e))
	}
	for _, e := range l.entries("hours") {
		cfg.Hours = append(cfg.Hours, readHours(e))
	}
	for _, e := range l.entries("closures") {
		cfg.Closures = append(cfg.Closures, readClosure(e))
	}
	m.Done()
	return cfg
}

func (l *calendarLoader) entries(list string) []*yamlfile.Map {
	for _, n := range l.top.List(list, yamlfile.Optional) {
		l.lists[list] = append(l.lists[list], n.Map())
	}
	return l.lists[list]
}

func (l *calendarLoader) extend(name string, cfg *CalendarConfig) {
	var known []string
	for _, b := range l.with.Bases {
		if b == nil {
			continue
		}
		if known = append(known, b.ID()); b.ID() == name {
			l.base = b
		}
	}
	if l.base == nil {
		hint := ""
		if len(known) > 0 {
			hint = "known: " + strings.Join(known, ", ")
		}
		l.top.FaultAt("extends", fmt.Sprintf("there is no calendar %q to extend", name), hint)
		return
	}
	base := l.base.book.cfg
	cfg.Zone, cfg.Official, cfg.Name = base.Zone, base.Official, base.Name
	if cfg.Lunar == nil {
		cfg.Lunar = base.Lunar
	}
}

// check finds the line of what the checker of all calendars complains of.
func (l *calendarLoader) check(cfg *CalendarConfig) {
	c := checker{cfg: cfg, report: func(list string, i int, key, message string) {
		if list == "" {
			l.top.FaultAt(key, message, "")
			return
		}
		m := l.lists[list][i]
		for _, k := range keysOf[key] {
			if m.Has(k) {
				key = k
				break
			}
		}
		m.FaultAt(key, message, "")
	}}
	ids := map[string]string{}
	if l.base != nil {
		b := l.base.book.cfg
		for _, h := range b.Holidays {
			ids[h.ID] = "holidays of " + b.ID
		}
		for _, h := range b.Hours {
			ids[h.ID] = "hours of " + b.ID
		}
		for _, x := range b.Closures {
			ids[x.ID] = "closures of " + b.ID
		}
	}
	c.checkWith(ids)
}

// keysOf tells under which keys of the file the checker's keys may stand.
var keysOf = map[string][]string{
	"day":    {"solar", "lunar"},
	"date":   {"date", "from"},
	"effect": {"closed", "hours", "open", "late", "until"},
	"to":     {"to", "date"},
}

func readText(n yamlfile.Node) Text {
	if !n.IsMap() {
		s := n.Text()
		return Text{Fa: s, En: s}
	}
	m := n.Map()
	t := Text{Fa: m.Text("fa", yamlfile.Optional), En: m.Text("en", yamlfile.Optional)}
	m.Done()
	return t
}

func readDate(m *yamlfile.Map, key string, need yamlfile.Need) persian.Date {
	s := m.Text(key, need)
	if s == "" {
		return persian.Date{}
	}
	d, err := persian.Parse(s)
	if err != nil {
		m.FaultAt(key, reasonOf(err), "a Persian date YYYY-MM-DD, from 1206 to 1498")
	}
	return d
}

// reasonOf strips an error of what its place in the file says already.
func reasonOf(err error) string {
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "persian: "), "sla: ")
}

func readWhere(m *yamlfile.Map) (w Where) {
	n := m.Get("where", yamlfile.Optional)
	if n.IsZero() {
		return w
	}
	x := n.Map()
	for _, p := range x.Each("places") {
		w.Places = append(w.Places, p.Code())
	}
	for _, a := range x.Each("agencies") {
		w.Agencies = append(w.Agencies, a.Text())
	}
	for _, a := range x.Each("except") {
		w.Except = append(w.Except, a.Text())
	}
	x.Done()
	if w.IsZero() {
		n.Fault("it limits nothing", "places, agencies or except expected")
	}
	return w
}

func readName(m *yamlfile.Map) Text {
	n := m.Get("name", yamlfile.Required)
	if n.IsZero() {
		return Text{}
	}
	return readText(n)
}

func readHoliday(m *yamlfile.Map) (h Holiday) {
	h.ID = m.Text("id", yamlfile.Required)
	h.Name = readName(m)
	h.Lunar = m.Has("lunar")
	if m.Has("solar") == h.Lunar {
		m.Fault("one of the keys solar and lunar expected", "solar: 01-13 is 13 Farvardin, lunar: 02-last the last day of Safar")
	}
	h.Month, h.Day = 1, 1
	for _, key := range []string{"solar", "lunar"} {
		if s := m.Text(key, yamlfile.Optional); s != "" {
			h.Month, h.Day = readMonthDay(m, key, s)
		}
	}
	h.From, h.To = readDate(m, "from", yamlfile.Optional), readDate(m, "to", yamlfile.Optional)
	h.Where = readWhere(m)
	h.Law = m.Text("law", yamlfile.Optional)
	m.Done()
	return h
}

func readMonthDay(m *yamlfile.Map, key, s string) (month, day int) {
	month, day, ok := parseMonthDay(s)
	if !ok {
		m.FaultAt(key, fmt.Sprintf("month and day expected, found %q", s), "MM-DD or MM-last")
		return 1, 1
	}
	return month, day
}

func parseMonthDay(s string) (month, day int, ok bool) {
	a, b, found := strings.Cut(s, "-")
	if !found || len(a) != 2 {
		return 0, 0, false
	}
	m, err := strconv.ParseUint(a, 10, 8)
	if err != nil {
		return 0, 0, false
	}
	if b == "last" {
		return int(m), LastDay, true
	}
	d, err := strconv.ParseUint(b, 10, 8)
	if err != nil || len(b) != 2 {
		return 0, 0, false
	}
	return int(m), int(d), true
}

func readHours(m *yamlfile.Map) (h OpeningHours) {
	h.ID = m.Text("id", yamlfile.Required)
	h.Name = readName(m)
	h.From, h.To = readDate(m, "from", yamlfile.Optional), readDate(m, "to", yamlfile.Optional)
	h.Where = readWhere(m)
	h.Law = m.Text("law", yamlfile.Optional)
	if n := m.Get("season", yamlfile.Optional); !n.IsZero() {
		h.Season = readSeason(n)
	}
	week := m.Map("week", yamlfile.Required)
	for _, key := range week.Keys() {
		days, ok := parseWeekdays(key)
		if !ok {
			week.FaultAt(key, fmt.Sprintf("unknown days %q", key), "sat, sun, mon, tue, wed, thu, fri, or a run of them such as sat-wed")
			continue
		}
		list := readIntervals(week, key)
		for _, d := range days {
			if h.Week[d] != nil {
				week.FaultAt(key, fmt.Sprintf("%v is set twice", d), "")
			}
			h.Week[d] = list
		}
	}
	m.Done()
	return h
}

func readSeason(n yamlfile.Node) (s Season) {
	m := n.Map()
	key := "solar"
	if s.Lunar = m.Has("lunar"); s.Lunar {
		key = "lunar"
	}
	if m.Has("solar") == s.Lunar {
		m.Fault("one of the keys solar and lunar expected", "lunar: 09-01..09-last is Ramadan")
	}
	if text := m.Text(key, yamlfile.Optional); text != "" {
		from, to, _ := strings.Cut(text, "..")
		var ok1, ok2 bool
		s.FromMonth, s.FromDay, ok1 = parseMonthDay(from)
		s.ToMonth, s.ToDay, ok2 = parseMonthDay(to)
		if !ok1 || !ok2 {
			m.FaultAt(key, fmt.Sprintf("a run of days expected, found %q", text), "MM-DD..MM-DD, such as 09-01..09-last")
			s = Season{FromMonth: 1, FromDay: 1, ToMonth: 12, ToDay: LastDay}
		}
	}
	m.Done()
	return s
}

// parseWeekdays reads "thu" or "sat-wed".
func parseWeekdays(s string) ([]persian.Weekday, bool) {
	from, to, run := strings.Cut(s, "-")
	a, ok := weekdayByName(from)
	if !run {
		return []persian.Weekday{a}, ok
	}
	b, ok2 := weekdayByName(to)
	if !ok || !ok2 || b <= a {
		return nil, false
	}
	var days []persian.Weekday
	for d := a; d <= b; d++ {
		days = append(days, d)
	}
	return days, true
}

func weekdayByName(s string) (persian.Weekday, bool) {
	for d := persian.Saturday; d <= persian.Friday; d++ {
		if strings.EqualFold(s, d.String()) || strings.EqualFold(s, d.String()[:3]) {
			return d, true
		}
	}
	return 0, false
}

// readIntervals reads "closed", "08:00-14:00" or a list of intervals. It never
// returns nil, which would mean that nothing is said about the day.
func readIntervals(m *yamlfile.Map, key string) []Interval {
	list := []Interval{}
	nodes := m.Each(key)
	for _, n := range nodes {
		s := n.Text()
		if s == "closed" && len(nodes) == 1 || s == "" {
			continue
		}
		v, err := ParseInterval(s)
		if err != nil {
			n.Fault(strings.TrimPrefix(err.Error(), ErrMalformed.Error()+": "), "HH:MM-HH:MM, a list of them, or closed")
			continue
		}
		list = append(list, v)
	}
	return list
}

func readClosure(m *yamlfile.Map) (x Closure) {
	x.ID = m.Text("id", yamlfile.Required)
	x.Name = readName(m)
	x.Where = readWhere(m)
	x.Law = m.Text("law", yamlfile.Optional)
	if m.Has("date") {
		x.From = readDate(m, "date", yamlfile.Required)
		x.To = x.From
		for _, key := range []string{"from", "to"} {
			if m.Has(key) {
				m.FaultAt(key, fmt.Sprintf("date and %s exclude each other", key), "date is for one day, from and to for several")
			}
		}
	} else {
		x.From, x.To = readDate(m, "from", yamlfile.Required), readDate(m, "to", yamlfile.Required)
	}
	effects := 0
	for _, key := range []string{"closed", "hours", "open", "late", "until"} {
		if !m.Has(key) {
			continue
		}
		if effects++; effects > 1 {
			m.FaultAt(key, "only one of closed, hours, open, late, until expected", "")
			continue
		}
		readEffect(m, key, &x)
	}
	m.Done()
	return x
}

func readEffect(m *yamlfile.Map, key string, x *Closure) {
	switch key {
	case "closed":
		x.Effect, x.Intervals = ClosesPart, readIntervals(m, key)
	case "hours":
		x.Effect, x.Intervals = Shortens, readIntervals(m, key)
	case "open":
		x.Effect, x.Intervals = Opens, readIntervals(m, key)
	case "late":
		d, err := time.ParseDuration(m.Text(key, yamlfile.Required))
		if err != nil || d <= 0 || d%time.Minute != 0 {
			m.FaultAt(key, "hours and minutes expected", "such as 2h or 90m")
			d = time.Hour
		}
		x.Effect, x.Minutes = StartsLate, int(d/time.Minute)
	case "until":
		at, ok := parseClock(m.Text(key, yamlfile.Required))
		if !ok {
			m.FaultAt(key, "a time of day expected", "such as 10:00")
			at = minutesPerDay
		}
		x.Effect, x.Minutes = EndsEarly, at
	}
}
