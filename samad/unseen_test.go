package samad_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
)

// A host that forgot where an actor's role holds is told; one that sees other
// cases is not told whether there is this one.
func TestActorsThatSeeNothingAreToldWhy(t *testing.T) {
	t.Parallel()
	f := setup(t)
	receipt, err := f.desk.Submit(f.ctx, samad.Anonymous(), samad.Submission{Kind: samad.Request, Topic: "welfare/retirement", Place: "1014", Text: "حقوق من پرداخت نشده است."})
	require.NoError(t, err)
	for _, test := range []struct {
		name  string
		actor samad.Actor
		want  string
	}{
		{"no place to act", samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}}, "actor op has neither Agency nor Place"},
		{"no role", samad.Actor{ID: "op", Agency: "isf.centre"}, "actor op has no role"},
		{"nothing proven", samad.Anonymous(), "see Desk.Authenticate"},
		{"elsewhere", samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "isf.tamin"}, "case " + string(receipt.Case) + ": samad: not found"},
		{"an agency that is none", samad.Actor{ID: "op", Roles: []samad.Role{samad.RoleOperator}, Agency: "elsewhere"}, `is of agency "elsewhere", which the directory does not know today: samad: not found`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for what, err := range map[string]error{
				"accept": second(f.desk.Accept(t.Context(), test.actor, samad.AcceptRequest{Ref: samad.Ref{ID: receipt.Case}})),
				"read":   second(f.desk.Case(t.Context(), test.actor, receipt.Case)),
			} {
				require.ErrorIs(t, err, samad.ErrNotFound, what)
				assert.Contains(t, err.Error(), test.want, what)
				assert.NotContains(t, samad.Explain(err, samad.English), "actor", what)
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }
