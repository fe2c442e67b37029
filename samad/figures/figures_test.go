package figures_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// clock is moved by the tests.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

type office struct {
	t        *testing.T
	ctx      context.Context
	zone     *time.Location
	clock    *clock
	db       storage.DB
	desk     *samad.Desk
	calendar *sla.Calendar
	keeper   *figures.Keeper
}

const centre samad.AgencyID = "isf.ostandari.bazresi"

var operator = samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: centre, Place: "10", Post: samad.Text{Fa: "کارشناس سامد", En: "Operator"}}

func head(agency samad.AgencyID) samad.Actor {
	return samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: agency, Post: samad.Text{Fa: "مدیر", En: "Head"}}
}

func day(t testing.TB, s string) persian.Date {
	t.Helper()
	d, err := persian.Parse(s)
	require.NoError(t, err)
	return d
}

func open(t *testing.T, from string) *office {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(t, err)
	packs, err := pack.LoadAll(pack.Source{FS: isfahan.FS(), Options: pack.Options{Name: "isfahan"}})
	require.NoError(t, err)
	db, err := storage.Open(t.Context(), "memory:", storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	o := &office{t: t, ctx: t.Context(), zone: zone, clock: &clock{now: day(t, from).Time(zone, 9, 0, 0, 0)}, db: db, calendar: packs.Packs()[0].Calendar}
	o.desk, err = samad.NewDesk(samad.Config{
		Store: db.Cases(), Router: packs, Deadlines: packs, Directory: packs.Directory(), Codes: tracking.Minter{},
		Settings: packs.Settings(), Location: zone, Now: o.clock.Now, PlainText: true,
	})
	require.NoError(t, err)
	o.keeper, err = figures.NewKeeper(figures.Config{Cases: db.Cases(), Store: db.Figures(), Calendar: o.calendar, Location: zone, Directory: packs.Directory(), Spared: spared(t)})
	require.NoError(t, err)
	return o
}

// live lets n cases live through some months: screened, referred, returned,
// answered in time or late, objected to, judged, withdrawn or left alone.
func (o *office) live(n int, seed uint64) {
	o.t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	agencies := []samad.AgencyID{"isf.tamin", "isf.abfa", "isf.gaz"}
	kinds := []samad.Kind{samad.Request, samad.Request, samad.Complaint, samad.Suggestion}
	places := []samad.PlaceID{"1014", "1010", "1002", ""}
	type open struct {
		receipt samad.Receipt
		agency  samad.AgencyID
	}
	var cases []open
	must := func(_ samad.Case, err error) {
		o.t.Helper()
		require.NoError(o.t, err)
	}
	for turn := 0; len(cases) < n || turn < 12*n; turn++ {
		o.clock.Advance(time.Duration(30+random.IntN(600)) * time.Minute)
		_, err := o.desk.Sweep(o.ctx, "test", 1000)
		require.NoError(o.t, err)
		if random.IntN(2) == 0 {
			o.call(random)
		}
		if len(cases) < n && random.IntN(2) == 0 {
			r, err := o.desk.Submit(o.ctx, samad.Anonymous(), samad.Submission{
				Kind: kinds[random.IntN(len(kinds))], Text: "موضوعی برای آزمون شمارش", Topic: "welfare/retirement",
				Place: places[random.IntN(len(places))], Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
			})
			require.NoError(o.t, err)
			cases = append(cases, open{receipt: r, agency: agencies[random.IntN(len(agencies))]})
			continue
		}
		if len(cases) == 0 {
			continue
		}
		one := cases[random.IntN(len(cases))]
		c, err := o.db.Cases().Case(o.ctx, one.receipt.Case)
		require.NoError(o.t, err)
		ref := samad.Ref{ID: c.ID}
		switch c.State {
		case samad.Received:
			switch random.IntN(10) {
			case 0:
				must(o.desk.Decline(o.ctx, operator, samad.DeclineRequest{Ref: ref, Text: "بیرون از کار سامد است."}))
			case 1:
				must(o.desk.Advise(o.ctx, operator, samad.AdviseRequest{Ref: ref, Text: "راهنمایی شد."}))
			default:
				if c.Episode == 1 && len(c.Referrals) == 0 {
					must(o.desk.Accept(o.ctx, operator, samad.AcceptRequest{Ref: ref, Agency: one.agency, Reason: "آزمون"}))
				} else {
					must(o.desk.Refer(o.ctx, operator, samad.ReferRequest{Ref: ref, Agency: one.agency, Reason: "آزمون"}))
				}
			}
		case samad.Referred, samad.InProgress:
			switch random.IntN(8) {
			case 0:
				must(o.desk.Act(o.ctx, head(c.Agency), samad.ActRequest{Ref: ref, Text: "بازدید شد."}))
			case 1, 2, 3:
				must(o.desk.Answer(o.ctx, head(c.Agency), samad.AnswerRequest{
					Ref: ref, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "انجام شد."},
					Outcome: []samad.Outcome{samad.Done, samad.Partly}[random.IntN(2)], WithoutVisit: random.IntN(2) == 0, Final: random.IntN(4) > 0,
				}))
			}
		case samad.Answered:
			actor, _, err := o.desk.Authenticate(o.ctx, one.receipt.Code, one.receipt.PIN)
			require.NoError(o.t, err)
			switch random.IntN(6) {
			case 0, 3:
				if c.Objections < 3 {
					must(o.desk.Object(o.ctx, actor, samad.ObjectRequest{Ref: ref, Text: "نمی‌پذیرم."}))
				}
			case 1:
				if len(c.Ratings) == 0 || c.Ratings[len(c.Ratings)-1].Episode < c.Episode {
					must(o.desk.Rate(o.ctx, actor, samad.RateRequest{Ref: ref, Answer: 1 + random.IntN(5), Conduct: 1 + random.IntN(5)}))
				}
			case 2:
				must(o.desk.Confirm(o.ctx, actor, ref))
			}
		}
	}
}

// call takes a call of which no case comes.
func (o *office) call(random *rand.Rand) {
	o.t.Helper()
	outcomes := []samad.CallOutcome{samad.CallAdvised, samad.CallAdvised, samad.CallOutOfScope, samad.CallCutOff}
	_, err := o.desk.TakeCall(o.ctx, operator, samad.CallReport{
		Started: o.clock.Now().Add(-3 * time.Minute), Ended: o.clock.Now(), Outcome: outcomes[random.IntN(len(outcomes))],
	})
	require.NoError(o.t, err)
}

// counted takes in everything that the desk has written.
func (o *office) counted() {
	o.t.Helper()
	for {
		n, err := o.keeper.Update(o.ctx, 37)
		require.NoError(o.t, err)
		if n == 0 {
			for again := true; again; {
				read, err := o.keeper.UpdateCalls(o.ctx, o.clock.Now(), 5)
				require.NoError(o.t, err)
				again = read > 0
			}
			return
		}
	}
}

func period(t testing.TB, s string) figures.Period {
	t.Helper()
	p, err := figures.ParsePeriod(s)
	require.NoError(t, err)
	return p
}

// TestFiguresAreThoseOfTheEvents counts every figure of every month, agency,
// county and kind a second time, from nothing but the exported events.
func TestFiguresAreThoseOfTheEvents(t *testing.T) {
	t.Parallel()
	o := open(t, "1404-11-10") // over Nowruz
	o.live(45, 5)
	o.counted()
	book := recounted(t, o)
	for _, what := range []string{"reopened", "due", "answer judged", "no visit", "declined", "visits spared"} {
		require.Positive(t, book.Count(what), "the lives must hold what is to be counted: %s", what)
	}
	require.Positive(t, book.Calls())

	for _, span := range []string{"1404", "1405", "1404-12", "1405-01", "1405-S1", "1405-W03", "1404-11-10..1405-02-15", "1405-01-20"} {
		p := period(t, span)
		for _, by := range figures.Dimensions() {
			q := figures.Query{Period: p, By: by, Province: "10"}
			same(t, o, book, q)
			q.Agencies = []samad.AgencyID{"isf.abfa"}
			same(t, o, book, q)
			q.County = "1014"
			same(t, o, book, q)
			q.Agencies = nil
			same(t, o, book, q)
		}
	}
	assertBacklog(t, o, book, "1404-12-01", "1405-01-15", "1405-02-01", "1405-06-01")
}

// TestCountedTwiceCountsOnce: keepers that run side by side, again and again,
// over cases that go on moving, give what one gives at the end.
func TestCountedTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-02-01")
	o.live(15, 7)
	o.counted()
	o.live(10, 8)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 60 {
				_, err := o.keeper.Update(o.ctx, 11)
				assert.NoError(t, err)
			}
		})
	}
	wait.Wait()
	o.counted()
	for _, by := range []figures.Dimension{figures.ByAgency, figures.ByMonth} {
		same(t, o, recounted(t, o), figures.Query{Period: period(t, "1405"), By: by, Province: "10"})
	}
}

// rows are the figures of a table by line, as texts that can be compared.
func rows(table figures.Table) map[string]map[figures.ID]string {
	out := map[string]map[figures.ID]string{"": written(table.Total.Values)}
	if table.Query.By == figures.ByNothing {
		return out
	}
	for _, r := range table.Rows {
		out["="+r.Value] = written(r.Values)
	}
	return out
}

func written(values []figures.Value) map[figures.ID]string {
	out := map[figures.ID]string{}
	for _, v := range values {
		if v.Known && (v.Base > 0 || v.Value > 0) {
			out[v.Figure] = fmt.Sprintf("%.6f of %d", v.Value, v.Base)
		}
	}
	return out
}

func TestSmallNumbersAreWithheld(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-02-01")
	file := func(n int, place samad.PlaceID) {
		for range n {
			_, err := o.desk.Submit(o.ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Text: "موضوعی", Place: place, Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity}})
			require.NoError(t, err)
		}
	}
	file(12, "1014")
	file(7, "1010")
	file(2, "1002")
	o.counted()
	table, err := o.keeper.Table(o.ctx, figures.Query{Period: period(t, "1405-02"), By: figures.ByCounty, Province: "10", Figures: []figures.ID{figures.Received, figures.OnTimeShare}})
	require.NoError(t, err)
	public := table.Public(5)
	got := map[string]figures.Value{}
	for _, r := range public.Rows {
		got[r.Value] = r.Get(figures.Received)
	}
	assert.True(t, got["1002"].Withheld)
	assert.Zero(t, got["1002"].Base)
	assert.True(t, got["1010"].Withheld, "else the sum would tell")
	assert.False(t, got["1014"].Withheld)
	assert.EqualValues(t, 21, public.Total.Get(figures.Received).Base)
	assert.False(t, table.Rows[0].Get(figures.Received).Withheld, "the table itself is not changed")
}

// TestSharesTellNoSmallNumbers: a share whose cases, or the others, are few is
// withheld, and with it what would give it away.
func TestSharesTellNoSmallNumbers(t *testing.T) {
	t.Parallel()
	row := func(value string, share float64, base int64) figures.Row {
		return figures.Row{Value: value, Values: []figures.Value{{Figure: figures.OnTimeShare, Known: true, Value: share, Base: base}}}
	}
	query := figures.Query{Figures: []figures.ID{figures.OnTimeShare}}
	for name, c := range map[string]struct {
		rows []figures.Row
		want []bool // withheld
	}{
		"few were late":             {[]figures.Row{row("a", 0.99, 200), row("b", 0.5, 100), row("c", 0.5, 60)}, []bool{true, false, true}},
		"few were in time":          {[]figures.Row{row("a", 0.01, 200), row("b", 0.02, 100), row("c", 0.5, 60)}, []bool{true, true, false}},
		"all and nobody tell none":  {[]figures.Row{row("a", 1, 200), row("b", 0, 100)}, []bool{false, false}},
		"of few at all":             {[]figures.Row{row("a", 0, 4), row("b", 0.5, 100), row("c", 0.5, 40)}, []bool{true, false, true}},
		"enough on both sides":      {[]figures.Row{row("a", 0.9, 50), row("b", 0.1, 50)}, []bool{false, false}},
		"just below, just at sides": {[]figures.Row{row("a", 0.96, 100), row("b", 0.95, 100), row("c", 0.04, 100)}, []bool{true, false, true}},
	} {
		public := figures.Table{Query: query, Rows: c.rows, Total: row("", 0.5, 1000)}.Public(5)
		var got []bool
		for _, r := range public.Rows {
			v := r.Get(figures.OnTimeShare)
			got = append(got, v.Withheld)
			assert.Equal(t, v.Withheld, !v.Known, name)
		}
		assert.Equal(t, c.want, got, name)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"1403": {"1403-01-01", "1403-12-30"}, "1404": {"1404-01-01", "1404-12-29"},
		"1405-S1": {"1405-01-01", "1405-03-31"}, "1405-S4": {"1405-10-01", "1405-12-29"},
		"1405-07": {"1405-07-01", "1405-07-30"}, "1405-08-12": {"1405-08-12", "1405-08-12"},
		"1405-08-01..1405-09-03": {"1405-08-01", "1405-09-03"},
	} {
		p := period(t, text)
		assert.Equal(t, want, [2]string{p.From.String(), p.To.String()}, text)
		assert.Equal(t, text, p.String())
		assert.NotEmpty(t, p.Name().Fa)
		assert.NotEmpty(t, p.Name().En)
	}
	for _, bad := range []string{"", "1405-13", "1405-S5", "1405-W60", "1405-00-01", "۱۴۰۵", "1405-08-03..1405-08-01", "x", "1405-1"} {
		_, err := figures.ParsePeriod(bad)
		assert.ErrorIs(t, err, figures.ErrPeriod, bad)
	}
	before, err := period(t, "1405-S1").Before()
	require.NoError(t, err)
	assert.Equal(t, "1404-S4", before.String())
	last, err := period(t, "1404-12-01..1404-12-29").YearBefore()
	require.NoError(t, err)
	assert.Equal(t, "1403-12-01..1403-12-29", last.String())
	leap, err := period(t, "1403-12-30").YearBefore()
	require.NoError(t, err)
	assert.Equal(t, "1402-12-29", leap.String())
}

// TestPeriodsTileTheCalendar: cut into any span, a period's parts follow each
// other without gap or overlap, and what is written is read again.
func TestPeriodsTileTheCalendar(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from, err := persian.New(rapid.IntRange(1380, 1420).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 29).Draw(t, "day"))
		if err != nil {
			t.Fatal(err)
		}
		to, err := from.AddDays(rapid.IntRange(0, 800).Draw(t, "days"))
		if err != nil {
			t.Fatal(err)
		}
		span := rapid.SampledFrom([]figures.Span{figures.Day, figures.Week, figures.Month, figures.Season, figures.Year}).Draw(t, "span")
		parts, err := figures.Period{Span: figures.Free, From: from, To: to}.Each(span)
		if err != nil {
			t.Fatal(err)
		}
		next := from
		for _, p := range parts {
			if p.From != next {
				t.Fatalf("a part begins on %s, not on %s", p.From, next)
			}
			whole, err := figures.Containing(span, p.From)
			if err != nil {
				t.Fatal(err)
			}
			if read, err := figures.ParsePeriod(whole.String()); err != nil || read != whole {
				t.Fatalf("%s reads as %v, %v", whole, read, err)
			}
			if next, err = p.To.AddDays(1); err != nil {
				t.Fatal(err)
			}
		}
		if last := parts[len(parts)-1].To; last != to {
			t.Fatalf("the last part ends on %s, not on %s", last, to)
		}
	})
}

// TestQuantilesAreNearestRanks compares with a sorted list.
func TestQuantilesAreNearestRanks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 60).Draw(t, "values")
		c := figures.Cell{}
		for _, v := range values {
			c.Add(figures.Point{Measure: figures.MAnswered, Value: v}, 1)
		}
		for _, q := range []float64{0.5, 0.9} {
			got, ok := c.Quantile(figures.MAnswered, q)
			if want := nearestRank(values, q); !ok || got != want {
				t.Fatalf("quantile %g of %v is %d, not %d", q, values, got, want)
			}
		}
	})
}

func TestDefinitionsSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	seen := map[figures.ID]bool{}
	for _, d := range figures.Definitions() {
		assert.False(t, seen[d.ID], "%s twice", d.ID)
		seen[d.ID] = true
		for _, text := range []samad.Text{d.Title, d.Words} {
			assert.NotEmpty(t, text.Fa, d.ID)
			assert.NotEmpty(t, text.En, d.ID)
			assert.NotRegexp(t, `[يك0-9]`, text.Fa, d.ID)
		}
		v := d.Of(figures.Cell{})
		number := d.Unit == figures.Number && d.ID != figures.Calls && !d.Estimated && !d.Asked
		assert.Equal(t, number, v.Known, "%s of nothing: a number of cases is 0, anything else is not known", d.ID)
	}
	_, ok := figures.Define("nothing")
	assert.False(t, ok)
}

func TestQueriesAreChecked(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-02-01")
	_, err := o.keeper.Table(o.ctx, figures.Query{By: "weekday", Figures: []figures.ID{"luck"}})
	var invalid *samad.InvalidError
	require.ErrorAs(t, err, &invalid)
	assert.Len(t, invalid.Faults, 4)
	_, err = figures.NewKeeper(figures.Config{})
	for _, part := range []string{"Cases", "Store", "Calendar", "Location"} {
		assert.ErrorContains(t, err, "Config."+part)
	}
}

func TestRisingTopics(t *testing.T) {
	t.Parallel()
	o := open(t, "1405-01-20")
	file := func(n int, topic samad.TopicID) {
		for range n {
			_, err := o.desk.Submit(o.ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Text: "موضوعی", Topic: topic, Place: "1014", Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity}})
			require.NoError(t, err)
		}
	}
	for range 3 {
		file(6, "welfare/retirement")
		file(1, "water/outage")
		o.clock.Advance(31 * 24 * time.Hour)
	}
	file(7, "welfare/retirement")
	file(12, "water/outage")
	o.counted()
	rising, err := o.keeper.Rising(o.ctx, figures.Query{Period: period(t, "1405-04"), Province: "10"}, 3, 2, 5)
	require.NoError(t, err)
	require.Len(t, rising, 1)
	assert.EqualValues(t, "water/outage", rising[0].Topic)
	assert.EqualValues(t, 12, rising[0].Cases)
	assert.InDelta(t, 1, rising[0].Usual, 0.01)
}
