package samad_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/samad111/go-samad/samad"
	rooms "github.com/samad111/go-samad/samad/oversight"
)

// TestRightsDoc keeps docs/rights.md what the tables say.
func TestRightsDoc(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "rights.md")
	want := rightsDoc()
	if *update {
		require.NoError(t, os.WriteFile(path, want, 0o644))
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "docs/rights.md is not what the tables say; run go test ./samad -run TestRightsDoc -update")
}

func rightsDoc() []byte {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# Who may do what")
	line("")
	line("Printed from `samad.Rights()`, `samad.Grants()` and `oversight.Rights()` by `go test ./samad -run TestRightsDoc -update`; a test fails when")
	line("this page is not what the tables say. What is not in a table is denied, on pages and in the API alike.")
	line("")
	line("## Scopes")
	line("")
	line("A right holds in a scope. An actor's place always limits it too, except for `own` and `any`.")
	line("")
	line("| scope | where the right holds |")
	line("|---|---|")
	for _, s := range samad.Scopes() {
		line("| `%s` | %s |", s, scopeWords()[s])
	}
	line("")
	line("## By role")
	line("")
	line("| role | Persian | scope | actions |")
	line("|---|---|---|---|")
	type key struct {
		role  samad.Role
		scope samad.Scope
	}
	actions := map[key][]string{}
	var keys []key
	for _, r := range samad.Rights() {
		k := key{r.Role, r.Scope}
		if actions[k] == nil {
			keys = append(keys, k)
		}
		actions[k] = append(actions[k], "`"+string(r.Action)+"`")
	}
	roles := samad.Roles()
	slices.SortStableFunc(keys, func(a, b key) int { return slices.Index(roles, a.role) - slices.Index(roles, b.role) })
	for _, k := range keys {
		line("| `%s` | %s | `%s` | %s |", k.role, samad.RoleName(k.role).Fa, k.scope, strings.Join(actions[k], ", "))
	}
	for _, part := range []struct {
		title   string
		actions []samad.Action
	}{{"To cases, by action", samad.Actions()}, {"Beside the desk, by action", samad.AreaActions()}} {
		line("")
		line("## %s", part.title)
		line("")
		line("| action | Persian | who, and where |")
		line("|---|---|---|")
		for _, a := range part.actions {
			line("| `%s` | %s | %s |", a, samad.ActionName(a).Fa, holders(a))
		}
	}
	line("")
	line("Those to open doors, commissions, demands and quality are what an account is given, and narrowed to; the room of oversight divides")
	line("them as the next table says, by which its pages and its API go.")
	line("")
	line("## In the room of oversight")
	line("")
	line("Here `place` must be set and lies above what is acted on, `agency` is an agency in the actor's subtree, and `assigned` what was given")
	line("to the actor's own account: an inspector's visit, a member's commission.")
	line("")
	line("| action | who, and where |")
	line("|---|---|")
	roomHolders(line)
	line("")
	line("## Who gives roles")
	line("")
	line("Only inside what the giver manages, and never wider than the giver's own agency and place.")
	line("")
	line("| giver | roles |")
	line("|---|---|")
	given := map[samad.Role][]string{}
	for _, g := range samad.Grants() {
		given[g.By] = append(given[g.By], "`"+string(g.Role)+"`")
	}
	for _, role := range roles {
		if given[role] != nil {
			line("| `%s` | %s |", role, strings.Join(given[role], ", "))
		}
	}
	line("")
	line("What that means for local administrators (`MayGrant`): one of an agency gives these roles for the agency and those below it; one of")
	line("a county or city gives them there, for any agency, but only to accounts limited to that place. They give them although they do not")
	line("hold their rights over cases: a local administrator reads none, yet may make an account that reads and answers those of its own subtree,")
	line("names of petitioners included (`agency_head`), or change or take away one. Whoever is made local administrator is therefore trusted")
	line("with the cases of that subtree, and those to which it contributes. Nothing beyond it, no role that is not in the table, and no account without the giver's limits can")
	line("be given, changed or taken away by them: both what the account was and what it becomes is looked at.")
	return b.Bytes()
}

func holders(a samad.Action) string {
	var parts []string
	for _, r := range samad.Rights() {
		if r.Action == a {
			parts = append(parts, fmt.Sprintf("`%s` (%s)", r.Role, r.Scope))
		}
	}
	return strings.Join(parts, ", ")
}

// roomHolders prints a line for each action of the room of oversight, in the
// order in which its table first names them.
func roomHolders(line func(format string, args ...any)) {
	who := map[rooms.Action][]string{}
	var order []rooms.Action
	for _, r := range rooms.Rights() {
		if who[r.Action] == nil {
			order = append(order, r.Action)
		}
		who[r.Action] = append(who[r.Action], fmt.Sprintf("`%s` (%s)", r.Role, r.Scope))
	}
	for _, a := range order {
		line("| `%s` | %s |", a, strings.Join(who[a], ", "))
	}
}

func scopeWords() map[samad.Scope]string {
	return map[samad.Scope]string{
		samad.ScopeOwn:           "the case whose code and PIN were proven",
		samad.ScopeCentre:        "what the actor's centre screens and watches",
		samad.ScopeAgency:        "that for which an agency in the actor's subtree is responsible",
		samad.ScopeNamed:         "as `agency`, where the petitioner is named",
		samad.ScopeCooperating:   "cases to which an agency in the actor's subtree contributes",
		samad.ScopeAssigned:      "cases of the agency that are assigned to the actor, or to its unit and nobody yet",
		samad.ScopeAssignedNamed: "as `assigned`, where the petitioner is named",
		samad.ScopeAccount:       "what is laid upon the actor's own account",
		samad.ScopePlace:         "what lies in the actor's place, which must be set",
		samad.ScopeSubtree:       "what lies in the actor's agency and place, one of which must be set",
		samad.ScopeAny:           "everything",
	}
}
