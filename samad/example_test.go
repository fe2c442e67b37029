package samad_test

import (
	"context"
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/storage/memory"
	"github.com/samad111/go-samad/tracking"
)

// A case comes in, is screened, answered and confirmed.
func ExampleDesk() {
	ctx := context.Background()
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	desk, err := samad.NewDesk(samad.Config{
		Store: memory.New(), Router: router{}, Deadlines: deadlines{}, Directory: directory{},
		Codes: tracking.Minter{}, PlainText: true, Now: func() time.Time { return now },
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	receipt, err := desk.Submit(ctx, samad.Anonymous(), samad.Submission{
		Kind: samad.Request, Topic: "welfare/retirement", Place: "1014", Text: "حقوق من پرداخت نشده است.",
	})
	fmt.Println(receipt.State, err)

	operator := samad.Actor{ID: "op-1", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.centre", Place: "10"}
	c, err := desk.Accept(ctx, operator, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})
	fmt.Println(c.State, c.Agency, c.Due().Format(time.DateOnly), err)

	head := samad.Actor{ID: "head-1", Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}
	c, err = desk.Answer(ctx, head, samad.AnswerRequest{
		Ref: samad.Ref{ID: c.ID, Revision: c.Revision}, Outcome: samad.Done, Final: true, WithoutVisit: true,
		AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "پرداخت شد."},
	})
	fmt.Println(c.State, err)

	citizen, _, err := desk.Authenticate(ctx, receipt.Code, receipt.PIN)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err = desk.Confirm(ctx, citizen, samad.Ref{ID: c.ID})
	fmt.Println(c.State, c.End, err)

	history, err := desk.History(ctx, operator, c.ID)
	fmt.Println(len(history), "events verify:", err == nil)
	// Output:
	// received <nil>
	// referred isf.tamin 2026-12-03 <nil>
	// answered <nil>
	// closed confirmed <nil>
	// 11 events verify: true
}

// An error names its kind for programs and has a sentence for citizens.
func ExampleExplain() {
	_, err := samad.ParseNationalID("1275775392")
	fmt.Println(samad.ErrorCode(err))
	fmt.Println(err)
	fmt.Println(samad.Explain(samad.ErrTooLate, samad.Persian))
	// Output:
	// invalid
	// samad: the national ID is not right; look at its digits again
	// مهلت این کار گذشته است.
}

// Rights are a table; May decides by it and denies what it does not list.
func ExampleMay() {
	c := samad.Case{ID: "01", Agency: "isf.tamin", AgencyPath: []samad.AgencyID{"isf.tamin"}, Centre: "isf.centre"}
	head := samad.Actor{Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.tamin"}
	other := samad.Actor{Roles: []samad.Role{samad.RoleAgencyHead}, Agency: "isf.water"}
	fmt.Println(samad.May(head, samad.AnswerCase, c), samad.May(other, samad.AnswerCase, c))
	// Output: true false
}
