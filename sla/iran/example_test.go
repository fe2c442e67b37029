package iran_test

import (
	"fmt"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/iran"
	"github.com/samad111/go-samad/sla/persian"
)

func Example() {
	cal, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	d, _ := persian.New(1402, persian.Mordad, 11)
	fmt.Println(cal.Why(d).Text("en"))

	// The cabinet closed the country on that day because of the heat. That is
	// known to the calendars of places.
	isfahan := cal.For(sla.Scope{Place: "10"})
	fmt.Println(isfahan.Why(d).Text("en"))
	// Output:
	// 08:00-14:00
	// public holiday because of extreme heat
}
