package pack_test

import (
	"context"
	"fmt"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
)

func ExampleLoad() {
	p, err := pack.Load(isfahan.FS(), pack.Options{Name: "isfahan"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Title.En, p.Version, p.From)
	fmt.Println(len(p.Directory.Agencies(p.From)), "agencies,", len(p.Rules.Rules()), "rules,", p.Deadlines.ID())
	decision, err := p.Rules.Route(context.Background(), samad.RouteRequest{Topic: "health/clinic", Place: "1010"})
	fmt.Println(decision.Agency, err)
	// Output:
	// Samad of the province of Isfahan 1405.1 1399-05-01
	// 104 agencies, 12 rules, isfahan@1405.1
	// isf.olumpezeshki.kashan <nil>
}

// The tests that come with a pack, in one line of a province's own CI.
func ExamplePack_Check() {
	p, err := pack.Load(isfahan.FS(), pack.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	failed, err := p.Check(context.Background())
	fmt.Println(len(failed), err)
	// Output: 0 <nil>
}
