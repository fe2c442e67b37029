package figures_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver pgx
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/storage"
	"github.com/samad111/go-samad/tracking"
)

// year is a store of cases that holds a year of made-up ones without keeping
// them: each is computed of its number. It is read only by a Keeper.
type year struct {
	samad.Store
	cases int
	first time.Time
}

func (y year) Feed(_ context.Context, after string, limit int) ([]samad.Event, string, error) {
	from, _ := strconv.Atoi(after) // "" is the start
	var out []samad.Event
	for n := from; n < min(from+limit, y.cases); n++ {
		out = append(out, samad.Event{Case: y.id(n)})
	}
	return out, strconv.Itoa(from + len(out)), nil
}

func (y year) id(n int) samad.CaseID { return samad.CaseID(fmt.Sprintf("01J%023d", n)) }

func (y year) Events(context.Context, samad.CaseID) ([]samad.Event, error) { return nil, nil }

func (y year) Case(_ context.Context, id samad.CaseID) (samad.Case, error) {
	n, err := strconv.Atoi(string(id[3:]))
	if err != nil {
		return samad.Case{}, err
	}
	at := y.first.Add(time.Duration(n) * (360 * 24 * time.Hour / time.Duration(y.cases)))
	agency := samad.AgencyID(fmt.Sprintf("isf.a%02d", n%94))
	answered := at.Add(time.Duration(20+n%300) * time.Hour)
	return samad.Case{
		ID: id, Province: "10", Centre: centre, Place: samad.PlaceID(fmt.Sprintf("10%02d", 1+n%24)), Topic: samad.TopicID(fmt.Sprintf("g/t%03d", n%162)),
		Kind: samad.Kinds()[n%len(samad.Kinds())], Channel: samad.Phone, Agency: agency, Episode: 1, Created: at, Ended: answered.Add(15 * 24 * time.Hour),
		End: samad.EndNoObjection, State: samad.Closed,
		Referrals: []samad.Referral{{Episode: 1, Agency: agency, At: at.Add(time.Hour)}},
		Answers:   []samad.Answer{{Episode: 1, At: answered, Agency: agency, Outcome: samad.Done, Final: true, WithoutVisit: n%3 > 0}},
		Clocks: []samad.Clock{
			{Stage: sla.Screening, Episode: 1, Clock: sla.Clock{Started: at, Stopped: at.Add(time.Hour)}},
			{Stage: sla.Answer, Episode: 1, Clock: sla.Clock{Started: at.Add(time.Hour), Stopped: answered}, Plan: sla.Plan{Due: at.Add(240 * time.Hour), AimDue: at.Add(72 * time.Hour)}},
		},
		Ratings: []samad.Rating{{Episode: 1, At: answered.Add(time.Hour), Answer: 1 + n%5, Conduct: 1 + n%4}},
	}, nil
}

// BenchmarkYearlyReport computes a province's year: a table of every figure by
// agency, county, topic, kind and month, with those to compare them to; and an
// agency's page. With SAMAD_LONG over 500,000 cases, with SAMAD_POSTGRES on
// PostgreSQL as well.
func BenchmarkYearlyReport(b *testing.B) {
	sizes := []int{2_000, 20_000}
	if os.Getenv("SAMAD_LONG") != "" {
		sizes = []int{50_000, 500_000}
	}
	zone, err := time.LoadLocation("Asia/Tehran")
	require.NoError(b, err)
	packs, err := pack.LoadAll(pack.Source{FS: isfahan.FS(), Options: pack.Options{Name: "isfahan"}})
	require.NoError(b, err)
	for _, size := range sizes {
		addresses := map[string]string{"sqlite": "sqlite:" + filepath.Join(b.TempDir(), "figures.db")}
		if server := os.Getenv("SAMAD_POSTGRES"); server != "" {
			addresses["postgres"] = freshDatabase(b, server)
		}
		for name, address := range addresses {
			db, err := storage.Open(b.Context(), address, storage.Options{})
			require.NoError(b, err)
			require.NoError(b, db.Migrate(b.Context()))
			source := year{Store: db.Cases(), cases: size, first: day(b, "1404-01-01").Start(zone).UTC()}
			require.NoError(b, seed(b.Context(), db, source))
			keeper, err := figures.NewKeeper(figures.Config{Cases: source, Store: db.Figures(), Calendar: packs.Packs()[0].Calendar, Location: zone, Directory: packs.Directory()})
			require.NoError(b, err)
			began := time.Now()
			for {
				n, err := keeper.Update(b.Context(), 1000)
				require.NoError(b, err)
				if n == 0 {
					break
				}
			}
			b.Logf("%s: %d cases counted in %s", name, size, time.Since(began).Round(time.Millisecond))
			p := period(b, "1404")
			b.Run(fmt.Sprintf("province/%s/%d", name, size), func(b *testing.B) {
				for b.Loop() {
					for _, by := range []figures.Dimension{figures.ByAgency, figures.ByCounty, figures.ByTopic, figures.ByKind, figures.ByMonth} {
						c, err := keeper.Compare(b.Context(), figures.Query{Period: p, By: by, Province: "10"})
						require.NoError(b, err)
						require.EqualValues(b, size, c.Now.Total.Get(figures.Received).Base)
					}
				}
			})
			b.Run(fmt.Sprintf("agency/%s/%d", name, size), func(b *testing.B) {
				for b.Loop() {
					for _, by := range []figures.Dimension{figures.ByTopic, figures.ByCounty, figures.ByMonth} {
						_, err := keeper.Table(b.Context(), figures.Query{Period: p, By: by, Province: "10", Agencies: []samad.AgencyID{"isf.a07"}})
						require.NoError(b, err)
					}
				}
			})
			b.Run(fmt.Sprintf("scorecard/%s/%d", name, size), func(b *testing.B) {
				month := period(b, "1404-06")
				for b.Loop() {
					card, err := keeper.Scorecard(b.Context(), "isf.a07", figures.Query{Period: month, Province: "10"})
					require.NoError(b, err)
					require.NotEmpty(b, card.Scores)
				}
			})
			require.NoError(b, db.Close())
		}
	}
}

// freshDatabase makes a database of its own on the server and drops it at the
// end.
func freshDatabase(b *testing.B, server string) string {
	b.Helper()
	admin, err := sql.Open("pgx", server)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, admin.Close()) })
	name := fmt.Sprintf("samad_figures_%d", time.Now().UnixNano())
	_, err = admin.ExecContext(b.Context(), "CREATE DATABASE "+name)
	require.NoError(b, err)
	b.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)")
		require.NoError(b, err)
	})
	u, err := url.Parse(server)
	require.NoError(b, err)
	u.Path = "/" + name
	return u.String()
}

// seed writes a row for each case, because facts belong to cases. A thousand
// go into one transaction.
func seed(ctx context.Context, db storage.DB, source year) error {
	var batch []samad.Change
	for n := range source.cases {
		c, err := source.Case(ctx, source.id(n))
		if err != nil {
			return err
		}
		code, err := tracking.Minter{}.NewCode()
		if err != nil {
			return err
		}
		c.Code, c.Revision = code, 1
		e := samad.Event{ID: string(c.ID) + "-1", Case: c.ID, Seq: 1, At: c.Created, Type: samad.EventSubmitted, Data: []byte("{}")}
		e.Hash = e.ComputeHash()
		c.Head = e.Hash
		batch = append(batch, samad.Change{Case: &c, Events: []samad.Event{e}})
		if len(batch) == 1000 || n == source.cases-1 {
			if err := db.Cases().Apply(ctx, batch...); err != nil {
				return err
			}
			batch = nil
		}
	}
	return nil
}
