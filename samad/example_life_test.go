package samad_test

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/samad111/go-samad/examples/isfahan"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// A case comes in, is screened, answered and confirmed: the pilot's pack gives
// agencies, rules and deadlines, the cases lie in memory.
func ExampleDesk() {
	ctx := context.Background()
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	today, err := persian.FromTime(now)
	if err != nil {
		fmt.Println(err)
		return
	}
	province, err := pack.Load(isfahan.FS(), pack.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	desk, err := samad.NewDesk(samad.Config{
		Store: memory.New(), Codes: tracking.Minter{}, PlainText: true, Now: func() time.Time { return now },
		Router: province.Rules, Deadlines: province.Deadlines, Directory: province.Directory, Settings: province.Settings,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	receipt, err := desk.Submit(ctx, samad.Anonymous(), samad.Submission{
		Kind: samad.Complaint, Topic: "power/outage", Place: "1002", Text: "سه شب است که برق کوچه ما قطع می‌شود.",
	})
	fmt.Println(receipt.State, err)

	// Operators belong to the office that screens, agencies' staff to theirs.
	centre, _ := province.Directory.Centre("1002", today)
	operator := samad.Actor{ID: "op-1", Roles: []samad.Role{samad.RoleOperator}, Agency: centre}
	c, err := desk.Accept(ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
	fmt.Println(c.State, c.Agency, c.Due().Format(time.DateOnly), err)

	head := samad.Actor{ID: "head-1", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: c.Agency}
	c, err = desk.Answer(ctx, head, samad.AnswerRequest{
		Ref: samad.Ref{ID: receipt.Case, Revision: c.Revision}, Outcome: samad.Done, Final: true, WithoutVisit: true,
		AnswerText: samad.AnswerText{Explanation: "کابل کوچه فرسوده بود.", Done: "کابل عوض شد."},
	})
	fmt.Println(c.State, err)

	citizen, _, err := desk.Authenticate(ctx, receipt.Code, receipt.PIN)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err = desk.Confirm(ctx, citizen, samad.Ref{ID: receipt.Case})
	fmt.Println(c.State, c.End, err)

	history, err := desk.History(ctx, operator, receipt.Case)
	fmt.Println(len(history), "events verify:", err == nil)
	// Output:
	// received <nil>
	// referred isf.bargh.shahr 2026-12-05 <nil>
	// answered <nil>
	// closed confirmed <nil>
	// 11 events verify: true
}
