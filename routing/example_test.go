package routing_test

import (
	"context"
	"fmt"
	"io/fs"
	"time"
	_ "time/tzdata"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// pilotTable loads the pilot's rules for the examples.
func pilotTable() (*routing.Table, error) {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		return nil, err
	}
	src, err := fs.ReadFile(isfahan.FS(), routing.RulesFile)
	if err != nil {
		return nil, err
	}
	return routing.Load(routing.Options{Directory: dir}, routing.Source{Name: routing.RulesFile, Data: src})
}

func ExampleLoad() {
	dir, err := directory.Load(directory.Layer{FS: isfahan.FS()})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = routing.Load(routing.Options{Directory: dir}, routing.Source{Name: "rules.yaml", Data: []byte(`id: mine
version: 1
title: قواعد من
title_en: My rules
rules:
  - id: power
    when: {topic: power, place: "1002"}
    refer: {agency: isf.barghshahr}
`)})
	fmt.Println(err)
	// Output:
	// rules.yaml:8:21: unknown agency "isf.barghshahr" (is "isf.bargh.shahr" meant?)
}

func ExampleTable_Route() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := rules.Route(context.Background(), samad.RouteRequest{
		At:   time.Date(2026, 9, 26, 8, 0, 0, 0, time.UTC),
		Kind: samad.Report, Topic: "power/hazard", Place: "1002032611", Urgency: samad.High,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Agency, decision.Rule, decision.Urgency, decision.Labels)
	fmt.Println(decision.Reason.Fa)
	fmt.Println(decision.Reason.En)
	// Output:
	// isf.bargh.shahr power-by-county emergency [danger]
	// پاسخ به موضوع «خطر برق (سیم افتاده، تیر کج)» در بهارستان با «شرکت توزیع برق شهرستان اصفهان» است.
	// Isfahan City Electricity Distribution Company answers for “Electric hazard (fallen wire, leaning pole)” in Baharestan.
}

// Whoever is accused does not answer: the case goes above it, and it is asked
// for its statement.
func ExampleTable_Route_accused() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	decision, err := rules.Route(context.Background(), samad.RouteRequest{
		Kind: samad.Complaint, Topic: "gas/bill", Place: "1020", About: "isf.gaz",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(decision.Agency)
	for _, c := range decision.Cooperating {
		fmt.Println(c.Agency, c.Purpose)
	}
	// Output:
	// isf.ostandari.bazresi
	// isf.gaz statement
}

func ExampleTable_Suggest() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	const text = "سلام، تو نجف آباد سيم برق افتاده وسط كوچه!"
	s := rules.Suggest(text)
	fmt.Println(s.Topic, s.Kind, s.Urgency, s.Screening)
	for _, e := range s.Topics[0].Evidence {
		fmt.Printf("%q ", text[e.Start:e.End])
	}
	fmt.Printf("in %q (%s)\n", s.PlaceEvidence.Text, s.Place)
	// Output:
	// power/hazard report emergency accept
	// "سيم برق افتاده" in "نجف آباد" (1014)
}

func ExampleRun() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	run := rules.NewRun()
	for _, text := range []string{
		"آب کاشان سه روز است قطع است",
		"کاشان، سه روزه آب قطعه",
		"کوچه ما را آسفالت کنید",
	} {
		out, err := run.Route(context.Background(), routing.Input{Text: text})
		if err != nil {
			fmt.Println(err)
			return
		}
		agency := samad.AgencyID("-")
		if out.Agency != nil {
			agency = *out.Agency
		}
		fmt.Println(out.Screening, string(out.DuplicateOf), agency)
	}
	// Output:
	// accept  isf.abfa
	// duplicate 1 isf.abfa
	// incomplete  -
}

func ExampleTable_Check() {
	rules, err := pilotTable()
	if err != nil {
		fmt.Println(err)
		return
	}
	cases, err := rules.LoadTests(routing.Source{Name: "my_test.yaml", Data: []byte(`tests:
  - name: water in Ardestan
    given: {kind: report, topic: water/outage, place: "1001"}
    expect: {agency: isf.abfa, rule: topic-default}
  - name: power in Isfahan
    given: {kind: report, topic: power/outage, place: "1002"}
    expect: {agency: isf.bargh}
`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range cases {
		fmt.Println(rules.Check(context.Background(), c))
	}
	// Output:
	// <nil>
	// my_test.yaml:5: power in Isfahan: agency: got isf.bargh.shahr, want isf.bargh
}
