package training_test

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/training"
)

// A task is checked against what the trainee has recorded.
func ExampleCheck() {
	task := training.Task{ID: "decline", Role: samad.RoleOperator, Needs: []training.Need{{
		Events: []string{"case/declined"}, Lacks: samad.Text{En: "the case is not declined yet"},
		Where: []training.Condition{{Text: "text", Least: 40, Says: samad.Text{En: "say why, and where to go instead"}}},
	}}}
	mine := training.CaseRef("01CASE")
	for _, reason := range []string{"no", "a private dispute is for the court: go to the office of judicial services"} {
		deeds := []training.Deed{{Ref: mine, Seq: 2, Type: "declined", At: time.Now(), Texts: map[string]string{"text": reason}}}
		feedback := training.Check(task, deeds, training.Setting{Staged: []ledger.Ref{mine}})
		fmt.Println(feedback.Done, feedback.Says)
	}
	// Output:
	// false [{ say why, and where to go instead}]
	// true []
}
