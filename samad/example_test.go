package samad_test

import (
	"fmt"

	"github.com/samad111/go-samad/samad"
)

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
