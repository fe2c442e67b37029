package routing_test

import (
	"context"
	"fmt"
	"time"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
	"github.com/samad111/go-samad/sla/iran"
)

// An agency's experts: who has the topic and is there, then who has least to do.
func ExampleRoster_Assign() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	calendar, err := iran.Calendar()
	if err != nil {
		fmt.Println(err)
		return
	}
	roster, err := routing.LoadRoster(routing.RosterOptions{Directory: dir, Calendar: calendar}, routing.Source{Name: "tamin.yaml", Data: []byte(`agency: isf.tamin
by: least_loaded
experts:
  - {id: e1, topics: [welfare], away: [{from: 1405-07-04, to: 1405-07-12}]}
  - {id: e2, topics: [welfare]}
  - {id: e3, topics: [welfare]}
  - {id: e4, topics: [health]}
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	given, err := roster.Assign(routing.Work{
		At:    time.Date(2026, 9, 26, 8, 0, 0, 0, time.UTC), // 1405-07-04, a Saturday
		Topic: "welfare/retirement",
		Loads: map[string]routing.Workload{"e2": {Open: 12}, "e3": {Open: 7}},
	})
	fmt.Println(given.Expert, given.Day, err)
	for _, c := range given.Candidates {
		fmt.Printf("%s has %d open cases; in the way: %q\n", c.Expert, c.Open, c.Out)
	}
	// Output:
	// e3 1405-07-04 <nil>
	// e3 has 7 open cases; in the way: ""
	// e2 has 12 open cases; in the way: ""
	// e1 has 0 open cases; in the way: "away"
	// e4 has 0 open cases; in the way: "topic"
}

// Rules are exchanged while requests run; a faulty version changes nothing.
func ExampleLive() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	live, err := routing.NewLive(rules)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = live.Reload(func() (*routing.Table, error) {
		return routing.Load(routing.Options{Directory: rules.Directory()}, routing.Source{Name: "rules.yaml", Data: []byte(`id: next
version: 2
title: تازه
title_en: New
rules:
  - {id: all, refer: topik}
`)})
	})
	fmt.Println(err)
	d, err := live.Route(context.Background(), samad.RouteRequest{Topic: "welfare/retirement"})
	fmt.Println(d.Agency, d.Rule, err)
	// Output:
	// rules.yaml:6:22: unknown target "topik" (is "topic" meant?)
	// isf.tamin topic-default <nil>
}
