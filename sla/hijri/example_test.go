package hijri_test

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/sla/hijri"
)

func Example() {
	table, err := hijri.Iran()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, status, err := table.FromTime(time.Date(2026, time.June, 25, 12, 0, 0, 0, time.UTC))
	fmt.Println(d.Day(), hijri.MonthName(d.Month()), d.Year(), status, err)
	// Output: 10 Muharram 1448 published <nil>
}

// The moon is seen a day before the printed date.
func ExampleTable_Correct() {
	table, err := hijri.Iran()
	if err != nil {
		fmt.Println(err)
		return
	}
	printed, _, _ := table.MonthStart(1448, 10)
	table, err = table.Correct(1448, 10, printed-1)
	if err != nil {
		fmt.Println(err)
		return
	}
	day, status, _ := table.MonthStart(1448, 10)
	fmt.Println(day-printed, status)
	// Output: -1 observed
}
