// Rules is a pack with the tests of its rules, and a program that routes by it.
package main

import (
	"context"
	"embed"
	"fmt"
	"log"
	_ "time/tzdata"

	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

//go:embed *.yaml
var files embed.FS

func main() {
	p, err := pack.Load(files, pack.Options{})
	if err != nil {
		log.Fatal(err) // every fault of every file, with its place
	}
	decision, err := p.Rules.Route(context.Background(), samad.RouteRequest{Topic: "water/outage", Place: "2102"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(decision.Agency, decision.Rule, decision.Reason.En)
}
