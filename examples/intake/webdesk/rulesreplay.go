package webdesk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
)

// How many recorded cases a version is tried on, the newest, and how many of those
// that it decides otherwise are shown.
const (
	replayedCases = 2000
	shownReplayed = 100
)

// flow is how many cases would go to another agency, from one to one.
type flow struct {
	From, To, Cases string
	count           int
}

// replay decides recorded cases by the version in force and by another one.
func (h *handler) replay(v *visit, page *versionPage, now, c *regime.Candidate) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), lookTime)
	defer cancel()
	out, err := regime.Replay(ctx, h.Cases, c.Pack.Province, now.Pack.Rules, c.Pack.Rules, replayedCases, replayedCases)
	partial := err != nil && ctx.Err() != nil && v.r.Context().Err() == nil
	if err != nil && !partial {
		return err
	}
	elsewhere := func(d regime.Difference) bool { return d.Old.Agency != d.New.Agency }
	type way struct{ from, to samad.AgencyID }
	ways := map[way]int{}
	moved := 0
	for _, d := range out.Differs {
		if elsewhere(d) {
			ways[way{d.Old.Agency, d.New.Agency}]++
			moved++
		}
	}
	page.Elsewise = moved > 0
	page.Replay = v.T(page.N(moved)+" پرونده از "+page.N(out.Cases)+" پرونده ثبت‌شده به دستگاه دیگری ارجاع می‌شد.",
		fmt.Sprintf("%d of %d recorded cases would have been referred elsewhere.", moved, out.Cases))
	if other := out.Differ - moved; other > 0 {
		page.Replay += " " + v.T(page.N(other)+" پرونده دیگر در چیزی جز دستگاه تفاوت می‌کرد.", fmt.Sprintf("%d others would differ in something else.", other))
	}
	if partial {
		page.Replay += " " + v.T("پرونده‌ها بیش از آن‌اند که اکنون شمرده شوند؛ این تنها بخشی است.", "There are more cases than can be counted now: this is a part of them.")
	}
	for w, n := range ways {
		page.Flows = append(page.Flows, flow{v.agencyIn(now, w.from), v.agencyIn(c, w.to), page.N(n), n})
	}
	slices.SortFunc(page.Flows, func(a, b flow) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	if out.Differ == 0 {
		return nil
	}
	// Those that go elsewhere first, among them the newest.
	var first, rest []regime.Difference
	for _, d := range out.Differs {
		if elsewhere(d) {
			first = append(first, d)
		} else {
			rest = append(rest, d)
		}
	}
	shown := slices.Concat(first, rest)
	t := table(v.T("پرونده‌هایی که جور دیگری می‌رفتند", "Cases that would have gone otherwise"), "", v.T("پرونده", "Case"),
		v.T("موضوع", "Topic"), v.T("نسخه در کار", "Version in force"), v.T("این نسخه", "This version"), v.T("تفاوت", "Difference"))
	if len(shown) > shownReplayed {
		t.Hint = v.T(page.N(shownReplayed)+" پرونده نخست:", fmt.Sprintf("the first %d:", shownReplayed))
	}
	for _, d := range shown[:min(len(shown), shownReplayed)] {
		topic := v.T("بی‌موضوع", "none")
		if d.Case.Topic != "" {
			topic = v.topicName(d.Case.Topic)
		}
		t.add("/desk/cases/"+string(d.Case.ID), isolated(d.Case.Code.Format(string(v.lang))), topic,
			v.agencyIn(now, d.Old.Agency), v.agencyIn(c, d.New.Agency), v.differs(d.Fields))
	}
	page.Tables = []recordTable{t}
	return nil
}

// agencyIn names an agency by a version's own directory, which may have ones that
// the version in force has not.
func (v *visit) agencyIn(c *regime.Candidate, id samad.AgencyID) string {
	if id == "" {
		return v.T("هیچ؛ اپراتور برمی‌گزیند", "none: an operator chooses")
	}
	if a, ok := c.Set.Directory().Agency(id, v.h.today()); ok {
		return a.Name.In(v.lang)
	}
	return v.agencyName(id)
}

// differs names in what two decisions differ.
func (v *visit) differs(fields []string) string {
	names := map[string]samad.Text{
		"agency": {Fa: "دستگاه", En: "agency"}, "unit": {Fa: "واحد", En: "unit"}, "urgency": {Fa: "فوریت", En: "urgency"},
		"cooperating": {Fa: "همکاران", En: "cooperating"}, "labels": {Fa: "برچسب‌ها", En: "labels"},
		"auto": {Fa: "ارجاع بی‌پالایش", En: "without screening"}, "hold": {Fa: "ماندن نزد اپراتور", En: "held for an operator"},
	}
	var out []string
	for _, f := range fields {
		if name, ok := names[f]; ok {
			out = append(out, name.In(v.lang))
			continue
		}
		out = append(out, v.T("چیز دیگر", f))
	}
	return strings.Join(out, v.T("، ", ", "))
}
