package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/examples/intake/demo"
	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// fillDemo makes accounts for every role and a past year of made-up cases. It
// refuses a database that holds anything.
func fillDemo(ctx context.Context, config samad.Config, packs *pack.Set, store *account.Store, cases int, today persian.Date, out, progress io.Writer) error {
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
		From: from, Until: until, Seed: 111, Progress: func(at time.Time) { bar(at.Sub(from)) },
	})
	if err != nil {
		return fmt.Errorf("--demo: %w; the database is half filled now, begin with a new one", err)
	}
	_, err = fmt.Fprintf(out, "demo      %d cases and %d calls, %d steps, %d deadlines missed, in %s\n",
		report.Cases, report.Calls, report.Steps, report.Sweep.Breached, time.Since(began).Round(time.Second/10))
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

func demoStaff(made []account.Created) demo.Staff {
	var staff demo.Staff
	heads, experts := map[samad.AgencyID]samad.Actor{}, map[samad.AgencyID]samad.Actor{}
	for _, a := range made {
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
