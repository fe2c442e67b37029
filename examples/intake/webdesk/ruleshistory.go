package webdesk

import (
	"cmp"
	"slices"

	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
)

// versionLine is a version of a pack in the list of all, the newest first.
type versionLine struct {
	URL, Label, Short    string
	When, Who, Note, Was string
	Active, Shipped      bool
}

// turnLine is a change of the version in force.
type turnLine struct{ URL, Label, Short, When, Who, Why string }

// shortHash is enough of a hash to tell versions apart by eye.
func shortHash(hash string) string { return hash[:min(len(hash), 8)] }

// ruleVersions lists what was uploaded for a pack, with what it was started with at
// the end.
func (v *visit) ruleVersions(id string, h regime.History) []versionLine {
	f := v.frame("")
	out := []versionLine{{URL: versionURL(id, regime.Shipped), Shipped: true, Active: h.Active == regime.Shipped, Was: v.wasInForce(h, regime.Shipped)}}
	for _, one := range h.Versions {
		out = append(out, versionLine{
			URL: versionURL(id, one.Hash), Label: one.Label, Short: shortHash(one.Hash), When: f.at(one.At), Who: v.stamped(one.By), Note: f.N(one.Note),
			Active: one.Hash == h.Active, Was: v.wasInForce(h, one.Hash),
		})
	}
	slices.Reverse(out)
	return out
}

// ruleTurns lists when which version was put in force, the newest first.
func (v *visit) ruleTurns(id string, h regime.History) []turnLine {
	f := v.frame("")
	var out []turnLine
	for _, t := range h.Turns {
		out = append(out, turnLine{URL: versionURL(id, t.Hash), Label: t.Label, Short: shortHash(t.Hash), When: f.at(t.At), Who: v.stamped(t.By), Why: f.N(t.Why)})
	}
	slices.Reverse(out)
	return out
}

// wasInForce says how a version stands.
func (v *visit) wasInForce(h regime.History, hash string) string {
	switch {
	case hash == h.Active:
		return v.T("در کار", "in force")
	case hash == regime.Shipped, slices.ContainsFunc(h.Turns, func(t regime.Turn) bool { return t.Hash == hash }):
		return v.T("پیش‌تر در کار بود", "was in force")
	default:
		return v.T("هنوز در کار نیامده", "never in force")
	}
}

// stamped is who decided: the post, or the role of one without.
func (v *visit) stamped(s samad.Stamp) string {
	return cmp.Or(s.Post.In(v.lang), samad.RoleName(s.Role).In(v.lang))
}
