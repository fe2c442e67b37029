package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"text/tabwriter"
	_ "time/tzdata" // Asia/Tehran on any machine

	"github.com/samad111/go-samad/examples/intake/report"
	"github.com/samad111/go-samad/examples/scenario/pilot"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/figures"
	"github.com/samad111/go-samad/storage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "scenario:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("scenario", flag.ContinueOnError)
	full := flags.Bool("full", false, "all calls and cases, instead of a tenth")
	address := flags.String("db", "memory:", "the database, which must be empty")
	if err := flags.Parse(args); err != nil {
		return err
	}
	db, err := storage.Open(ctx, *address, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	scale := 10
	if *full {
		scale = 1
	}
	o, err := pilot.Run(ctx, db, pilot.Options{Scale: scale, Seed: 1398})
	if err != nil {
		return err
	}
	return show(ctx, o, scale, out)
}

// show prints each of the source's numbers beside what the reports show.
func show(ctx context.Context, o *pilot.Office, scale int, out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "figure\tsource\tof that, 1/%d\treport\n", scale)
	gather := func(span string) (report.Report, error) {
		p, err := figures.ParsePeriod(span)
		if err != nil {
			return report.Report{}, err
		}
		return report.Gather(ctx, report.Sources{
			Figures: o.Keeper, Meetings: o.Room, Directory: o.Packs.Directory(), Location: o.Zone, Now: o.Now,
		}, report.Query{Actor: pilot.Overseer(), Province: pilot.Province, Period: p})
	}
	social := func(r report.Report, id figures.ID) figures.Value {
		for _, a := range r.Agencies {
			if a.Agency.ID == pilot.SocialSecurity {
				s, _ := a.Card.Score(id)
				return s.Now
			}
		}
		return figures.Value{}
	}
	for _, one := range []struct {
		span string
		line func(r report.Report)
	}{
		{"1397-07-15..1398-12-29", func(r report.Report) {
			fmt.Fprintf(w, "meetings, 15 Mehr 1397 to the end of 1398\t76\t76\t%d\n", r.Meetings.Held)
			fmt.Fprintf(w, "their calls an hour\t10 to 25\t10 to 25\t%.1f\n", r.Meetings.PerHour)
		}},
		{"1399-S1", func(r report.Report) {
			fmt.Fprintf(w, "meetings, spring 1399\t19\t19\t%d\n", r.Meetings.Held)
			fmt.Fprintf(w, "calls, spring 1399\t8000\t%d\t%d\n", 8000/scale, r.Figures.Now.Total.Get(figures.Calls).Base)
		}},
		{"1398", func(r report.Report) {
			total := r.Figures.Now.Total
			fmt.Fprintf(w, "calls, 1398\t34000\t%d\t%d\n", 34000/scale, total.Get(figures.Calls).Base)
			fmt.Fprintf(w, "cases of Social Security, 1398\t250\t%d\t%d\n", 250/scale, social(r, figures.Received).Base)
			fmt.Fprintf(w, "of those due, answered\tall\tall\t%.0f %%\n", 100*social(r, figures.AnsweredShare).Value) //nolint:dupword // columns of a table
			fmt.Fprintf(w, "complaints; requests\tfewer\tfewer\t%.0f %%; %.0f %%\n",                                  //nolint:dupword // columns of a table
				100*total.Get(figures.KindShare(samad.Complaint)).Value, 100*total.Get(figures.KindShare(samad.Request)).Value)
		}},
		{"1399-01-01..1399-04-31", func(r report.Report) {
			fmt.Fprintf(w, "cases of Social Security, four months of 1399\t140\t%d\t%d\n", 140/scale, social(r, figures.Received).Base)
		}},
	} {
		r, err := gather(one.span)
		if err != nil {
			return err
		}
		one.line(r)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}
