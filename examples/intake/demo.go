package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/demo"
	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage"
)

// fillDemo makes accounts for every role and a past year of made-up cases. It
// refuses a database that holds anything.
func fillDemo(ctx context.Context, config samad.Config, k keep, live *pack.Live, store *account.Store, cases int, today persian.Date, out, progress io.Writer) error {
	packs := live.Set()
	if err := mustBeEmpty(ctx, config.Store, store); err != nil {
		return err
	}
	drafts, err := demoAccounts(packs.Directory(), today)
	if err != nil {
		return err
	}
	made, err := store.Create(ctx, drafts, func(made []account.Created) error { return printAccounts(out, made) })
	if err != nil {
		return err
	}
	samples, err := demo.ReadSamples(isfahan.Samples())
	if err != nil {
		return err
	}
	until := config.Now().UTC().Truncate(time.Minute)
	from := until.AddDate(-1, 0, 0)
	bar := demoBar(progress, until.Sub(from))
	began := time.Now()
	report, err := demo.Run(ctx, demo.Options{
		Desk: config, Calendar: packs.Packs()[0].Calendar, Staff: demoStaff(made), Samples: samples, Cases: cases,
		Rooms: demoRooms(k.db, live, config.Location), From: from, Until: until, Seed: 111, Progress: func(at time.Time) { bar(at.Sub(from)) },
	})
	if err != nil {
		return fmt.Errorf("--demo: %w; the database is half filled now, begin with a new one", err)
	}
	if err := demoPlans(ctx, k, store, made, config.Location, from, until); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "demo      %d cases and %d calls, %d steps, %d deadlines missed, %d cases by meeting, %d surveys answered, in %s\n",
		report.Cases, report.Calls, report.Steps, report.Sweep.Breached, report.Met, report.Surveys, time.Since(began).Round(time.Second/10))
	if err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return nil
}

func mustBeEmpty(ctx context.Context, cases samad.Store, store *account.Store) error {
	empty, err := store.Empty(ctx)
	if err != nil {
		return err
	}
	page, err := cases.List(ctx, samad.Query{Limit: 1})
	if err != nil {
		return err
	}
	if !empty || len(page.Cases) > 0 {
		return errors.New("--demo: this database holds accounts or cases already; name a new one with --db")
	}
	return nil
}

// demoAccounts are those of the pilot, with one for each role beside.
func demoAccounts(directory samad.Directory, day persian.Date) ([]account.Draft, error) {
	drafts, err := pilotAccounts(directory, day)
	if err != nil {
		return nil, err
	}
	centre, province := drafts[0].Agency, drafts[0].Place
	drafts = append([]account.Draft{administrator()}, drafts...)
	post := samad.RoleName
	for _, r := range []samad.Role{samad.RoleSupervisor, samad.RoleGovernor, samad.RoleInspector, samad.RoleCommissionSecretary, samad.RoleCommissionMember} {
		drafts = append(drafts, account.Draft{Username: string(r), Role: r, Agency: centre, Place: province, Post: post(r)})
	}
	const sample = "isf.tamin"
	for _, r := range []samad.Role{samad.RoleAgencyOversight, samad.RoleAgencyPR, samad.RoleMeetingHost} {
		drafts = append(drafts, account.Draft{Username: string(r), Role: r, Agency: sample, Post: post(r)})
	}
	for _, a := range directory.Agencies(day) {
		if len(a.Places) > 0 {
			drafts = append(drafts, account.Draft{
				Username: string(a.ID) + ".expert", Role: samad.RoleAgencyExpert, Agency: a.ID, Post: post(samad.RoleAgencyExpert),
			})
		}
	}
	return drafts, nil
}

// demoPlans fills what lies beside cases and rooms: who is on in the coming days,
// and what posters brought.
func demoPlans(ctx context.Context, k keep, store *account.Store, made []account.Created, location *time.Location, from, until time.Time) error {
	at := func(role samad.Role) account.Account {
		i := slices.IndexFunc(made, func(a account.Created) bool { return a.Role == role })
		return made[max(i, 0)].Account
	}
	operator, today := at(samad.RoleOperator), until.In(location)
	for day := range 6 {
		begins := time.Date(today.Year(), today.Month(), today.Day()+day, 7, 30, 0, 0, location)
		if begins.Weekday() == time.Friday {
			continue
		}
		if err := store.PlanShifts(ctx, at(samad.RoleSupervisor), account.Shift{Account: operator.ID, Begins: begins, Ends: begins.Add(7 * time.Hour)}); err != nil {
			return fmt.Errorf("--demo: %w", err)
		}
	}
	var now time.Time
	posters := publicity.Store{DB: k.tables, Now: func() time.Time { return now }, Location: location}
	for i, one := range [][2]string{{"bazaar", "پوستر بازار و مترو"}, {"radio", "برنامه رادیو اصفهان"}} {
		now = from.AddDate(0, i, 0)
		if err := posters.Create(ctx, one[0], one[1]); err != nil {
			return fmt.Errorf("--demo: %w", err)
		}
		for n := 0; now.Before(until.AddDate(0, 0, -9)); n++ {
			now = now.AddDate(0, 0, 9)
			for what, every := range map[string]int{publicity.Visits: 1, publicity.Calls: 2 + i, publicity.Cases: 4} {
				if n%every > 0 {
					continue
				}
				if err := posters.Count(ctx, one[0], what); err != nil {
					return fmt.Errorf("--demo: %w", err)
				}
			}
		}
	}
	return nil
}

// demoRooms makes the rooms of the year, over the same database.
func demoRooms(db storage.DB, live *pack.Live, location *time.Location) demo.OpenRooms {
	return func(desk *samad.Desk, now func() time.Time, random io.Reader) (demo.Rooms, error) {
		r, err := openRoomsBy(random, db, desk, live, location, now, "")
		return demo.Rooms{Meetings: r.Meetings, Oversight: r.Oversight, Advice: r.Advice, Connection: r.Connection, Province: r.Province}, err
	}
}

func demoStaff(made []account.Created) demo.Staff {
	var staff demo.Staff
	heads, experts := map[samad.AgencyID]samad.Actor{}, map[samad.AgencyID]samad.Actor{}
	others := map[samad.Role]samad.Actor{}
	staff.Holder = func(role samad.Role) (samad.Actor, bool) { a, ok := others[role]; return a, ok }
	for _, a := range made {
		others[a.Role] = a.Actor()
		switch a.Role {
		case samad.RoleOperator:
			staff.Operator = a.Actor()
		case samad.RoleOversight:
			staff.Oversight = a.Actor()
		case samad.RoleAgencyHead:
			heads[a.Agency] = a.Actor()
		case samad.RoleAgencyExpert:
			experts[a.Agency] = a.Actor()
		}
	}
	staff.Head = func(id samad.AgencyID) (samad.Actor, bool) { a, ok := heads[id]; return a, ok }
	staff.Expert = func(id samad.AgencyID) (samad.Actor, bool) { a, ok := experts[id]; return a, ok }
	return staff
}

// demoBar shows how far the year has come, on a terminal only.
func demoBar(w io.Writer, year time.Duration) func(time.Duration) {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(time.Duration) {}
	}
	bar := progressbar.NewOptions64(int64(year/time.Hour), progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("hours of the year"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(d time.Duration) { _ = bar.Set64(int64(d / time.Hour)) } // drawing must not end the work
}
