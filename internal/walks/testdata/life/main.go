// Life takes a case through its life: submitted, accepted, answered, confirmed.
package main

import (
	"context"
	"fmt"
	"log"
	"time"
	_ "time/tzdata"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

func main() {
	ctx := context.Background()
	p := must(pack.Load(isfahan.FS(), pack.Options{}))
	desk := must(samad.NewDesk(samad.Config{
		Store: memory.New(), PlainText: true, Codes: tracking.Minter{},
		Router: p.Rules, Directory: p.Directory, Deadlines: p.Deadlines, Settings: p.Settings,
	}))
	receipt := must(desk.Submit(ctx, samad.Anonymous(), samad.Submission{
		Kind: samad.Complaint, Topic: "power/outage", Place: "1002", Text: "سه شب است که برق کوچه ما قطع می‌شود.",
	}))
	ref := samad.Ref{ID: receipt.Case}
	fmt.Println(receipt.State)

	centre, _ := p.Directory.Centre("1002", must(persian.FromTime(time.Now())))
	operator := samad.Actor{ID: "operator", Roles: []samad.Role{samad.RoleOperator}, Agency: centre}
	c := must(desk.Accept(ctx, operator, samad.AcceptRequest{Ref: ref}))
	fmt.Println(c.State, c.Agency)

	head := samad.Actor{ID: "head", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: c.Agency}
	c = must(desk.Answer(ctx, head, samad.AnswerRequest{
		Ref: ref, Outcome: samad.Done, Final: true,
		AnswerText: samad.AnswerText{Explanation: "کابل کوچه فرسوده بود.", Done: "کابل عوض شد."},
	}))
	fmt.Println(c.State)

	petitioner, _, err := desk.Authenticate(ctx, receipt.Code, receipt.PIN)
	must(petitioner, err)
	c = must(desk.Confirm(ctx, petitioner, ref))
	fmt.Println(c.State, c.End)
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
