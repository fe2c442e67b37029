package celrule_test

import (
	"context"
	"fmt"
	_ "time/tzdata"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/celrule"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

func Example() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	opts := routing.Options{Directory: dir, Expressions: celrule.New(celrule.Options{})}
	rules, err := routing.Load(opts, routing.Source{Name: "rules.yaml", Data: []byte(`id: mine
version: 1
title: قواعد من
title_en: My rules
rules:
  - {id: default, refer: [topic, centre]}
  - id: many-flags
    when: {topic: water, expr: 'flags.size() > 1 && !placeUnder(place, "1002")'}
    refer: centre
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, place := range []samad.PlaceID{"1014", "1002031406"} {
		decision, err := rules.Route(context.Background(), samad.RouteRequest{
			Topic: "water/outage", Place: place, Flags: []string{"trip", "press"},
		})
		fmt.Println(place, decision.Rule, err)
	}
	// Output:
	// 1014 many-flags <nil>
	// 1002031406 default <nil>
}

// Faults are told with their place in the file.
func ExampleCompiler_Compile() {
	_, err := celrule.New(celrule.Options{}).Compile("kind == 3 ||\n  chanel == 'sms'")
	fmt.Println(err)
	// Output:
	// routing: expression: 1:6: found no matching overload for '_==_' applied to '(string, int)'; 2:3: undeclared reference to 'chanel' (did you mean 'channel'?)
}
