package routing_test

import (
	"context"
	"fmt"
	"os"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

func ExampleTable_Explain() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	why, err := rules.Explain(context.Background(), samad.RouteRequest{
		Kind: samad.Complaint, Topic: "health/clinic", Place: "1010",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := why.Text(os.Stdout, samad.English); err != nil {
		fmt.Println(err)
	}
	// Output:
	// isf.olumpezeshki.kashan by rule health-kashan
	//   health-kashan is more specific than topic-default: 4 points to 0
	// rules that hold:
	//   health-kashan: decides, 4 points, priority 0
	//     topic health/clinic holds: health/clinic
	//     place 1010 holds: 1010
	//     {office: health} is isf.olumpezeshki.kashan
	//   topic-default: outranked, 0 points, priority 0
	// with one fact different:
	//   power-by-county would give it to isf.bargh (topic power misses: health/clinic)
	//   city-transport-elsewhere would give it to isf.shahrdari (topic municipal/bus, municipal/metro, municipal/taxi misses: health/clinic)
	//   accused-agency would give it to isf.ostandari.bazresi (about any misses: nothing)
	//   out-of-scope would give it to isf.ostandari.bazresi (topic samad/out-of-scope misses: health/clinic)
	//   danger would give it to isf.gaz (topic gas/leak, power/hazard, municipal/fire-safety, crisis/flood-quake misses: health/clinic)
	//   integrity would give it to isf.ostandari.bazresi (topic governance/bribe misses: health/clinic)
}

func ExampleTable_Lint() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	rules, err := routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(`id: mine
version: 1
title: قواعد من
title_en: My rules
rules:
  - {id: default, refer: [topic, centre]}
  - {id: water, when: {topic: water}, refer: {agency: isf.abfa}}
  - {id: rivers, when: {topic: [environment, water]}, refer: {agency: isf.abmantaghei}}
  - {id: accused, when: {about: any}, refer: [above, centre]}
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	findings, err := rules.Lint(context.Background(), routing.LintOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		if f.Code != routing.IdleAgency {
			fmt.Println(f)
		}
	}
	// Output:
	// rules.yaml:8:5: rule "rivers" never decides for topic "water": rule "water" does [shadowed]
	// rules.yaml:8:5: rules "water" and "rivers" may hold together, weigh alike and refer elsewhere: the first of them decides (give one of them a priority, or a condition that the other excludes) [contradiction]
}
