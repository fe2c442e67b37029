package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// Query asks for a table.
type Query struct {
	Period   Period
	By       Dimension     // default all in one line
	Province samad.PlaceID // required
	// Agencies and County restrict. Whoever may see only a part of a province
	// must be given that part here.
	Agencies []samad.AgencyID
	County   samad.PlaceID
	// Topic restricts to a topic and those below it. Its tables read facts, so
	// that they take the longer, the longer the period.
	Topic   samad.TopicID
	Figures []ID // default all
}

// Table is figures along a dimension.
type Table struct {
	Query Query
	Rows  []Row // by Value; those of time in its order
	Total Row
}

// Row is a line of a table.
type Row struct {
	Value  string // an agency, county, topic, kind, channel or period; "" for what has none
	Values []Value

	cell Cell
}

// Get returns a figure of the row, or an unknown one.
func (r Row) Get(id ID) Value {
	for _, v := range r.Values {
		if v.Figure == id {
			return v
		}
	}
	return Value{Figure: id}
}

// Cell is what the row's figures were computed of.
func (r Row) Cell() Cell { return r.cell }

// Table computes figures. Whole months are added up from cells, whatever the
// number of cases; other periods read the facts.
func (k *Keeper) Table(ctx context.Context, q Query) (Table, error) {
	if err := q.check(); err != nil {
		return Table{}, err
	}
	q.By = or(q.By, ByNothing)
	rows := map[string]Cell{}
	var err error
	if q.fromCells() {
		err = k.readCells(ctx, q, rows)
	} else {
		err = k.readFacts(ctx, q, rows)
	}
	if err != nil {
		return Table{}, err
	}
	total := Cell{}
	for _, c := range rows {
		total.Merge(c)
	}
	t := table{keeper: k, query: q, rows: rows, total: total}
	if err := t.complete(ctx); err != nil {
		return Table{}, err
	}
	return t.write(), nil
}

func (q *Query) check() error {
	var faults []samad.Fault
	add := func(field, fa, en string) {
		faults = append(faults, samad.Fault{Field: field, Code: "invalid", Detail: samad.Text{Fa: fa, En: en}})
	}
	if q.Period.From.IsZero() || q.Period.To.Before(q.Period.From) {
		add("/period", "دوره زمانی را بگویید.", "say which period")
	}
	if q.By != "" && !slices.Contains(Dimensions(), q.By) {
		add("/by", "چنین تفکیکی نیست.", "no such dimension")
	}
	if q.Province == "" {
		add("/province", "استان را بگویید.", "say which province")
	}
	if len(q.Figures) == 0 {
		for _, d := range Definitions() {
			if !d.Asked {
				q.Figures = append(q.Figures, d.ID)
			}
		}
	}
	for _, id := range q.Figures {
		if _, ok := Define(id); !ok {
			add("/figures", "شاخص «"+string(id)+"» تعریف نشده است.", "no figure "+string(id))
		}
	}
	if len(faults) > 0 {
		return &samad.InvalidError{Faults: faults}
	}
	return nil
}

// fromCells reports whether cells hold the answer.
func (q Query) fromCells() bool {
	if q.Topic != "" || !q.Period.whole() || q.By == ByDay || q.By == ByWeek {
		return false
	}
	by := q.By
	if by.span() != "" {
		by = ByNothing
	}
	switch {
	case q.Agencies != nil && q.County != "":
		return false // there is no cube of both
	case q.Agencies != nil:
		return by == ByAgency || by == ByNothing || hasCube(ByAgency, by)
	case q.County != "":
		return by == ByCounty || by == ByNothing || hasCube(ByCounty, by)
	default:
		return hasCube(ByNothing, by)
	}
}

// readCells adds up the cells of the period's months.
func (k *Keeper) readCells(ctx context.Context, q Query, rows map[string]Cell) error {
	by := q.By
	if by.span() != "" {
		by = ByNothing
	}
	type source struct {
		cube   [2]Dimension
		within string
		only   map[string]bool // values that count, nil for all
	}
	var sources []source
	switch {
	case q.Agencies != nil && (by == ByAgency || by == ByNothing):
		only := map[string]bool{}
		for _, a := range q.Agencies {
			only[string(a)] = true
		}
		sources = []source{{cube: [2]Dimension{ByNothing, ByAgency}, only: only}}
	case q.Agencies != nil:
		for _, a := range q.Agencies {
			sources = append(sources, source{cube: [2]Dimension{ByAgency, by}, within: string(a)})
		}
	case q.County != "" && (by == ByCounty || by == ByNothing):
		sources = []source{{cube: [2]Dimension{ByNothing, ByCounty}, only: map[string]bool{string(q.County): true}}}
	case q.County != "":
		sources = []source{{cube: [2]Dimension{ByCounty, by}, within: string(q.County)}}
	default:
		sources = []source{{cube: [2]Dimension{ByNothing, by}}}
	}
	for _, s := range sources {
		from := cellKey(q.Province, s.cube, s.within, q.Period.From, "")
		to := cellKey(q.Province, s.cube, s.within, q.Period.To, "\x7f")
		stored, err := k.Store.Range(ctx, from, to)
		if err != nil {
			return fmt.Errorf("figures: cells: %w", err)
		}
		for _, one := range stored {
			month, value := cellValue(one.Key)
			if s.only != nil && !s.only[value] {
				continue
			}
			switch {
			case q.By.span() != "":
				p, err := ParsePeriod(month)
				if err != nil {
					return err
				}
				if p, err = Containing(q.By.span(), p.From); err != nil {
					return err
				}
				value = p.String()
			case q.By == ByNothing:
				value = ""
			}
			if rows[value] == nil {
				rows[value] = Cell{}
			}
			if err := rows[value].mergeEncoded(one.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

func merge(rows map[string]Cell, value string, c Cell) {
	if rows[value] == nil {
		rows[value] = Cell{}
	}
	rows[value].Merge(c)
}

// readFacts looks at every fact of the period.
func (k *Keeper) readFacts(ctx context.Context, q Query, rows map[string]Cell) error {
	names := map[persian.Date]string{}
	err := k.Store.Scan(ctx, Scan{
		From: q.Period.From, To: q.Period.To, Province: q.Province, Agencies: q.Agencies, County: q.County, Topic: q.Topic,
	}, func(f Fact) error {
		for _, p := range f.Points {
			if p.Day.Before(q.Period.From) || p.Day.After(q.Period.To) {
				continue
			}
			value := q.By.value(f)
			if span := q.By.span(); span != "" {
				name, ok := names[p.Day]
				if !ok {
					period, err := Containing(span, p.Day)
					if err != nil {
						return err
					}
					name = period.String()
					names[p.Day] = name
				}
				value = name
			}
			if rows[value] == nil {
				rows[value] = Cell{}
			}
			rows[value].Add(p, 1)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("figures: facts: %w", err)
	}
	return nil
}

// table is a table that is being made.
type table struct {
	keeper *Keeper
	query  Query
	rows   map[string]Cell
	total  Cell
}

// complete adds what is not counted of cases to the lines: lines of time in
// which nothing happened, calls, and what figures are measured against.
func (t *table) complete(ctx context.Context) error {
	q := t.query
	if span := q.By.span(); span != "" {
		// Time has no gaps: a month in which nothing happened is a line too.
		all, err := q.Period.Each(span)
		if err != nil {
			return err
		}
		for _, p := range all {
			whole, err := Containing(span, p.From)
			if err != nil {
				return err
			}
			if t.rows[whole.String()] == nil {
				t.rows[whole.String()] = Cell{}
			}
		}
	}
	if t.keeper.calls(q) && q.wants(func(d Definition) bool { return d.calls }) {
		calls, err := t.keeper.readCalls(ctx, q, t.rows)
		if err != nil {
			return err
		}
		t.total.Merge(calls)
		for _, c := range t.rows {
			c[mCallsKept] = Counts{0: 1}
		}
	}
	if q.wants(func(d Definition) bool { return d.ID == Agencies || d.ID == Counties }) {
		agencies, counties, err := t.keeper.Connected(ctx, q)
		if err != nil {
			return err
		}
		t.total[mAgencies], t.total[mCounties] = Counts{0: int64(agencies)}, Counts{0: int64(counties)}
	}
	t.people()
	return nil
}

func (q Query) wants(what func(Definition) bool) bool {
	return slices.ContainsFunc(q.Figures, func(id ID) bool {
		d, _ := Define(id) // checked with the query
		return what(d)
	})
}

// people puts into each line how many people live where it counts.
func (t *table) people() {
	q := t.query
	if t.keeper.Directory == nil {
		return
	}
	put := func(c Cell, place samad.PlaceID) {
		p, ok := t.keeper.Directory.Place(place, q.Period.To)
		if ok && p.Population != nil && p.Population.Count > 0 {
			c[mPeople] = Counts{0: p.Population.Count}
		}
	}
	where := or(q.County, q.Province)
	put(t.total, where)
	for value, c := range t.rows {
		if q.By == ByCounty {
			put(c, samad.PlaceID(value))
			continue
		}
		put(c, where)
	}
}

// write computes the figures of the lines.
func (t *table) write() Table {
	out := Table{Query: t.query, Total: t.query.row("", t.total)}
	if t.query.By == ByNothing {
		return out
	}
	for value, c := range t.rows {
		out.Rows = append(out.Rows, t.query.row(value, c))
	}
	slices.SortFunc(out.Rows, func(a, b Row) int { return cmp.Compare(a.Value, b.Value) })
	return out
}

func (q Query) row(value string, c Cell) Row {
	r := Row{Value: value, cell: c}
	for _, id := range q.Figures {
		d, _ := Define(id) // checked with the query
		r.Values = append(r.Values, d.Of(c))
	}
	return r
}

// Connected counts the agencies that were given at least one case in the
// period, and the counties from which at least one came.
func (k *Keeper) Connected(ctx context.Context, q Query) (agencies, counties int, err error) {
	for _, one := range []struct {
		by    Dimension
		of    Measure
		count *int
	}{{ByAgency, MReferred, &agencies}, {ByCounty, MReceived, &counties}} {
		part := q
		part.By, part.Figures = one.by, []ID{Received}
		t, err := k.Table(ctx, part)
		if err != nil {
			return 0, 0, err
		}
		for _, r := range t.Rows {
			if r.Value != "" && r.cell.N(one.of) > 0 {
				*one.count++
			}
		}
	}
	return agencies, counties, nil
}

// Ranked are the rows by a figure, the largest first, or with least the
// smallest; those without it last, and equal ones by their value.
func (t Table) Ranked(id ID, least bool) []Row {
	out := slices.Clone(t.Rows)
	slices.SortStableFunc(out, func(a, b Row) int {
		x, y := a.Get(id), b.Get(id)
		if x.Known != y.Known {
			if x.Known {
				return -1
			}
			return 1
		}
		order := -cmp.Compare(x.Value, y.Value)
		if least {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.Value, b.Value))
	})
	return out
}

// Comparison is a table beside those of the period before and of the same
// period of the year before.
type Comparison struct {
	Now, Before, YearBefore Table
}

// Compare computes a table with those to which it is compared.
func (k *Keeper) Compare(ctx context.Context, q Query) (Comparison, error) {
	var out Comparison
	var err error
	if out.Now, err = k.Table(ctx, q); err != nil {
		return out, err
	}
	before, yearBefore := q, q
	if before.Period, err = q.Period.Before(); err != nil {
		return out, err
	}
	if out.Before, err = k.Table(ctx, before); err != nil {
		return out, err
	}
	if yearBefore.Period, err = q.Period.YearBefore(); err != nil {
		return out, err
	}
	out.YearBefore, err = k.Table(ctx, yearBefore)
	return out, err
}
