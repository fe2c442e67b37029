package webdesk

import (
	"context"
	"errors"
	"html/template"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// rulesPage shows the rule sets in force, what a linter finds in them, and how
// a case would be decided.
type rulesPage struct {
	frame
	Sets           []ruleSet
	Kinds          []option
	Topics, Places []group
	Value          map[string]string
	Trial          *trialPage
	Linted         bool
	Upload         []field     // of a new version, beside its files
	FileFaults     []faultLine // what is wrong with the files that were uploaded
	Wrong          faults      // what is wrong with that form
}

type ruleSet struct {
	ID, Title, Version, Hash string
	Rules                    []ruleLine
	Findings                 []findingLine
	Versions                 []versionLine
	Turns                    []turnLine
}

type ruleLine struct {
	ID, Title, When, Refer string
	Priority               string
	Marks                  []string
}

type findingLine struct{ What, Rule, File, Line, Message, Hint string }

// trialPage is a case that was tried.
type trialPage struct {
	Agency, Because, Rule string
	NoRoute               bool
	Held                  []trialLine
	Text                  template.HTML // the whole explanation, with the ids of the file
}

type trialLine struct{ Rule, Verdict, Points string }

func (v *visit) mayManageRules() error {
	if v.h.Regime == nil {
		return errNoPage
	}
	if !samad.MayIn(v.actor(), samad.ManageRules, samad.Area{}) {
		return samad.ErrForbidden
	}
	return nil
}

func (h *handler) rules(v *visit) error {
	if err := v.mayManageRules(); err != nil {
		return err
	}
	return h.showRules(v, 200, rulesPage{})
}

// showRules shows the page with what a form left on it.
func (h *handler) showRules(v *visit, status int, page rulesPage) error {
	page.frame = v.frame(v.T("قاعده‌های ارجاع", "Rules of referral"))
	page.Kinds, page.Topics, page.Places = v.kinds(), v.topics(), v.places()
	page.Value, page.Linted = map[string]string{}, v.r.URL.Query().Get("lint") != ""
	page.Upload = v.uploadFields(h.Regime.Live().Set().Packs())
	for i := range page.Upload {
		page.Upload[i].Fault = page.Wrong.At(page.Upload[i].Name)
	}
	for _, name := range []string{"text", "kind", "topic", "place"} {
		page.Value[name] = v.value(name)
	}
	for _, p := range h.Regime.Live().Set().Packs() {
		set := ruleSet{ID: p.ID, Title: p.Title.In(v.lang), Version: p.Rules.Version(), Hash: p.Rules.Hash()}
		history, err := h.Regime.History(v.r.Context(), p.ID)
		if err != nil {
			return err
		}
		set.Versions, set.Turns = v.ruleVersions(p.ID, history), v.ruleTurns(p.ID, history)
		for _, r := range p.Rules.Rules() {
			set.Rules = append(set.Rules, v.ruleLine(page.frame, r))
		}
		if page.Linted {
			found, err := p.Rules.Lint(v.r.Context(), routing.LintOptions{Within: p.Validity})
			if err != nil {
				return err
			}
			for _, f := range found {
				set.Findings = append(set.Findings, v.findingLine(f))
			}
		}
		page.Sets = append(page.Sets, set)
	}
	return v.show(status, "rules", page)
}

func (v *visit) findingLine(f routing.Finding) findingLine {
	line := findingLine{What: v.findingName(f.Code), Rule: f.Rule, File: f.File, Message: f.Message, Hint: f.Hint}
	if f.Line > 0 {
		line.Line = v.frame("").N(f.Line)
	}
	return line
}

func (v *visit) ruleLine(f frame, r routing.Rule) ruleLine {
	line := ruleLine{ID: r.ID, Title: r.Title.In(v.lang), Priority: f.N(strconv.Itoa(r.Priority))}
	var when []string
	for _, id := range r.When.Topics {
		when = append(when, v.topicName(id))
	}
	for _, id := range r.When.Places {
		when = append(when, v.placeName(id))
	}
	for _, k := range r.When.Kinds {
		when = append(when, samad.KindName(k).In(v.lang))
	}
	if r.When.AboutAny || len(r.When.About) > 0 {
		when = append(when, v.T("شکایت از یک دستگاه", "somebody is accused"))
	}
	if len(when) > 6 {
		when = append(when[:6], "…")
	}
	line.When = strings.Join(when, v.T("، ", ", "))
	var refer []string
	for _, t := range r.Refer {
		refer = append(refer, v.targetName(t))
	}
	line.Refer = strings.Join(refer, v.T("، سپس ", ", then "))
	for _, m := range []struct {
		ok   bool
		text samad.Text
	}{
		{r.Auto, samad.Text{Fa: "بی‌پالایش", En: "without screening"}}, {r.Hold, samad.Text{Fa: "نزد اپراتور می‌ماند", En: "held for an operator"}},
		{r.Continue, samad.Text{Fa: "می‌افزاید", En: "adds"}}, {r.Commission, samad.Text{Fa: "کمیسیون", En: "commission"}},
	} {
		if m.ok {
			line.Marks = append(line.Marks, m.text.In(v.lang))
		}
	}
	return line
}

func (v *visit) topicName(id samad.TopicID) string {
	if t, ok := v.h.Directory.Topic(id, v.h.today()); ok {
		return t.Title.In(v.lang)
	}
	if t, ok := v.h.Directory.Topic(id, persian.Date{}); ok { // one that has ended
		return t.Title.In(v.lang)
	}
	return string(id)
}

func (v *visit) targetName(t routing.Target) string {
	if t.Agency != "" {
		return v.agencyName(t.Agency)
	}
	switch t.Kind {
	case routing.ToOffice:
		return v.T("اداره این مکان: ", "the office of the place: ") + t.Office
	case routing.ToTopic:
		return v.T("دستگاه خود موضوع", "the topic's own agency")
	case routing.ToCentre:
		return v.T("مرکز سامد", "the Samad centre")
	case routing.ToAbove:
		return v.T("دستگاه بالادست", "the agency above")
	default:
		return t.String()
	}
}

func (v *visit) findingName(c routing.FindingCode) string {
	name := map[routing.FindingCode]samad.Text{
		routing.Unreachable:      {Fa: "هرگز به کار نمی‌آید", En: "never decides"},
		routing.Shadowed:         {Fa: "قاعده دیگری جایش را می‌گیرد", En: "shadowed"},
		routing.Contradiction:    {Fa: "با قاعده دیگری ناسازگار است", En: "contradiction"},
		routing.UncoveredTopic:   {Fa: "موضوع بی‌قاعده", En: "topic without a rule"},
		routing.UncoveredPlace:   {Fa: "مکان بی‌قاعده", En: "place without a rule"},
		routing.DeadKeyword:      {Fa: "کلیدواژه بی‌اثر", En: "dead keyword"},
		routing.IdleAgency:       {Fa: "دستگاه بی‌کار", En: "idle agency"},
		routing.NotInForce:       {Fa: "روزهایی بی‌قاعده", En: "days without rules"},
		routing.NoRuleForAccused: {Fa: "بی‌قاعده برای شکایت از دستگاه", En: "no rule for an accused agency"},
	}[c].In(v.lang)
	if name == "" {
		return v.T("یافته دیگر", string(c))
	}
	return name
}

// tryRules decides a case that nobody has filed.
func (h *handler) tryRules(v *visit) error {
	if err := v.mayManageRules(); err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	request := samad.RouteRequest{
		At: h.Now().UTC(), Kind: samad.Kind(v.value("kind")), Topic: samad.TopicID(v.value("topic")), Place: samad.PlaceID(v.value("place")),
		Channel: samad.Phone, Urgency: samad.Normal, Identity: samad.Named, Petitioner: samad.Person, Text: v.value("text"),
	}
	trial, err := v.try(v.r.Context(), request)
	if err != nil {
		return err
	}
	return h.showRules(v, 200, rulesPage{Trial: &trial})
}

func (v *visit) try(ctx context.Context, request samad.RouteRequest) (trialPage, error) {
	set := v.h.Regime.Live().Set()
	p, ok := set.Of(request.Place)
	if !ok {
		p = set.Packs()[0]
	}
	return v.tryIn(ctx, p, request)
}

// idsApart marks what Unicode's isolates set apart in a text, ids of files, as
// text of its own direction and language.
func idsApart(text string) template.HTML {
	marks := strings.NewReplacer("\u2068", `<bdi lang="en" dir="ltr">`, "\u2069", "</bdi>")
	return template.HTML(marks.Replace(template.HTMLEscapeString(text))) //nolint:gosec // escaped but for the marks
}

func (v *visit) tryIn(ctx context.Context, p *pack.Pack, request samad.RouteRequest) (out trialPage, err error) {
	e, err := p.Rules.Explain(ctx, request)
	if err != nil && !errors.Is(err, samad.ErrNoRoute) {
		return out, err
	}
	out.NoRoute = e.NoRoute != nil || e.Decision.Agency == ""
	if !out.NoRoute {
		out.Agency, out.Because, out.Rule = v.agencyName(e.Decision.Agency), e.Decision.Reason.In(v.lang), e.Decision.Rule
	}
	verdicts := map[routing.Verdict]samad.Text{
		routing.Decides: {Fa: "تصمیم می‌گیرد", En: "decides"}, routing.Contributes: {Fa: "می‌افزاید", En: "contributes"},
		routing.NoTarget: {Fa: "دستگاهی برایش نیست", En: "no target"}, routing.Outranked: {Fa: "قاعده دیگری پیش است", En: "outranked"},
		routing.Unknown: {Fa: "شرطش سنجیدنی نبود", En: "unknown"},
	}
	f := v.frame("")
	for _, t := range e.Held {
		out.Held = append(out.Held, trialLine{t.Rule, verdicts[t.Verdict].In(v.lang), f.N(strconv.Itoa(t.Points))})
	}
	var text strings.Builder
	if err := e.Text(&text, v.lang); err != nil {
		return out, err
	}
	out.Text = idsApart(text.String())
	return out, nil
}
