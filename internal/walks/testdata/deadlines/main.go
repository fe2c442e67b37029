// Deadlines prints, for every month of 1405, until when what is referred on its
// first working day at ten must be answered, by four targets.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // Asia/Tehran, where the machine lacks it

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

func main() {
	if err := table(1405, "10d", "10wd", "72h", "16wh"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func table(year int, targets ...string) error {
	cal, err := iran.Calendar()
	if err != nil {
		return err
	}
	for month := persian.Farvardin; month <= persian.Esfand; month++ {
		first, err := persian.New(year, month, 1)
		if err != nil {
			return err
		}
		day, _, err := cal.AddWorkingDays(first, 0) // itself, or the next working day
		if err != nil {
			return err
		}
		fmt.Print(day)
		for _, text := range targets {
			target, err := sla.ParseTarget(text)
			if err != nil {
				return err
			}
			due, basis, err := cal.Due(target, sla.Clock{Started: day.Time(cal.Zone(), 10, 0, 0, 0)}, sla.Counting{})
			if err != nil {
				return err
			}
			date, err := cal.DateAt(due)
			if err != nil {
				return err
			}
			fmt.Printf("  %v %v %s (%v)", target, date, due.In(cal.Zone()).Format("15:04"), basis)
		}
		fmt.Println()
	}
	return nil
}
