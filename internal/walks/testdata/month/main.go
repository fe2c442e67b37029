// Month prints a month of the Persian calendar, Saturday first.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/samad111/go-samad/sla/persian"
)

func main() {
	month, err := persian.Month(1405, persian.Azar)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(month.First.Format("MMMM y", persian.InPersian))
	for d := persian.Saturday; d <= persian.Friday; d++ {
		fmt.Print(d.Persian(), "\t")
	}
	fmt.Println()
	fmt.Print(strings.Repeat("\t", int(month.First.Weekday())))
	for d := range month.All() {
		fmt.Print(d.Format("d", persian.PersianDigits), "\t")
		if d.Weekday() == persian.Friday || d == month.Last {
			fmt.Println()
		}
	}
}
