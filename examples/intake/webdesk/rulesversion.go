package webdesk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/samad111/go-samad/routing"
	"github.com/samad111/go-samad/routing/pack"
	"github.com/samad111/go-samad/routing/regime"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/directory"
)

// versionPage is a version of a pack before it is put in force, or while or after
// it is: what a linter finds, what its tests say, and which recorded cases it would
// decide otherwise than the version in force.
type versionPage struct {
	frame
	Pack, Label, Hash string
	State             string
	Active, Shipped   bool
	Notice            string
	Facts             []said
	Changed           []string // files that are not as in the version in force
	Restart           bool     // settings are among them, which programs read at the start
	FileFaults        []faultLine
	Wrong             faults

	Tests    string // how many, and how many fail
	Failed   []failedTest
	New      []findingLine // findings that the version in force does not have
	Known    []findingLine
	Unlinted bool // there was no time

	Replay   string // what came of it, "" for the version in force
	Elsewise bool   // somebody would be referred elsewhere
	Flows    []flow
	Tables   []recordTable
	Action   string
	Forms    []form
}

// failedTest is a test of the rules that a version does not pass.
type failedTest struct {
	Name, File, Line string
	Differences      []string
}

// ruleVersion names a version by the address of its page.
func (v *visit) ruleVersion() (id, hash string, history regime.History, err error) {
	if err := v.mayManageRules(); err != nil {
		return "", "", history, err
	}
	id, hash = v.r.PathValue("pack"), v.r.PathValue("version")
	history, err = v.h.Regime.History(v.r.Context(), id)
	if errors.Is(err, samad.ErrNotFound) {
		return "", "", history, errNoPage
	}
	if err != nil {
		return "", "", history, err
	}
	if hash == shippedName {
		return id, regime.Shipped, history, nil
	}
	if _, known := history.Version(hash); !known {
		return "", "", history, errNoPage
	}
	return id, hash, history, nil
}

// rulesVersion shows a version.
func (h *handler) rulesVersion(v *visit) error {
	id, hash, history, err := v.ruleVersion()
	if err != nil {
		return err
	}
	return h.showVersion(v, 200, id, hash, history, nil)
}

func (h *handler) showVersion(v *visit, status int, id, hash string, history regime.History, wrong faults) error {
	f := v.frame(v.T("نسخه بسته", "Version of a pack"))
	one, _ := history.Version(hash)
	page := versionPage{
		frame: f, Pack: v.packTitle(id), Label: one.Label, Hash: one.Hash, Active: hash == history.Active, Shipped: hash == regime.Shipped,
		State: v.wasInForce(history, hash), Wrong: wrong, Action: versionURL(id, hash),
	}
	switch v.r.URL.Query().Get("done") {
	case "kept":
		page.Notice = v.T("نسخه نگه داشته شد؛ هنوز در کار نیست.", "The version is kept. It is not in force yet.")
	case "active":
		page.Notice = v.T("ثبت شد؛ این نسخه از هم‌اکنون در کار است.", "Recorded: this version is in force from now on.")
	}
	if !page.Shipped {
		page.Facts = append(page.Facts, said{v.T("بارگذاری", "Uploaded"), f.at(one.At) + v.T("، ", ", ") + v.stamped(one.By)})
		if one.Note != "" {
			page.Facts = append(page.Facts, said{v.T("یادداشت", "Note"), f.N(one.Note)})
		}
	}
	for _, t := range history.Turns {
		if t.Hash == hash {
			page.Facts = append(page.Facts, said{v.T("در کار آمد", "Put in force"), f.at(t.At) + v.T("، ", ", ") + v.stamped(t.By) + v.T("، ", ", ") + f.N(t.Why)})
		}
	}
	c, err := h.Regime.Stored(v.r.Context(), id, hash)
	if faulty, ok := errors.AsType[directory.Faults](err); ok {
		page.FileFaults = v.faultLines(faulty)
		return v.show(status, "ruleversion", page)
	}
	if err != nil {
		return err
	}
	page.Label, page.Hash = c.Pack.Version, c.Hash
	if err := h.judge(v, &page, c, history.Active); err != nil {
		return err
	}
	if !page.Active && len(page.Failed) == 0 {
		page.Forms = v.finish([]form{v.activateForm(history, wrong)})
	}
	return v.show(status, "ruleversion", page)
}

// judge fills in what is to be known of a version before it is put in force.
func (h *handler) judge(v *visit, page *versionPage, c *regime.Candidate, active string) error {
	now := c
	if !page.Active {
		var err error
		if now, err = h.Regime.Stored(v.r.Context(), c.Pack.ID, active); err != nil {
			return err
		}
		page.Changed = changedFiles(now.Files, c.Files)
		page.Restart = slices.Contains(page.Changed, pack.SettingsFile)
	}
	failed, err := c.Pack.Check(v.r.Context())
	if err != nil {
		return fmt.Errorf("webdesk: tests of pack %s: %w", c.Pack.ID, err)
	}
	v.tests(page, len(c.Pack.Tests()), failed)
	if err := v.lint(page, now, c); err != nil || page.Active {
		return err
	}
	return h.replay(v, page, now, c)
}

func (v *visit) tests(page *versionPage, all int, failed []*routing.TestError) {
	page.Tests = v.T(page.N(all)+" آزمون، همه درست.", fmt.Sprintf("%d tests, all passed.", all))
	if all == 0 {
		page.Tests = v.T("این نسخه آزمونی ندارد.", "This version has no tests.")
	}
	if len(failed) > 0 {
		page.Tests = v.T(page.N(len(failed))+" آزمون از "+page.N(all)+" نادرست است. تا درست نشوند این نسخه در کار نمی‌آید.",
			fmt.Sprintf("%d of %d tests fail. Until they pass this version is not put in force.", len(failed), all))
	}
	for _, e := range failed {
		page.Failed = append(page.Failed, failedTest{page.N(e.Test.Name), e.Test.File, page.N(e.Test.Line), e.Differences})
	}
}

// lint tells what a linter finds, first what it does not find in the version in
// force.
func (v *visit) lint(page *versionPage, now, c *regime.Candidate) error {
	ctx, cancel := context.WithTimeout(v.r.Context(), lookTime)
	defer cancel()
	type key struct {
		code                routing.FindingCode
		rule, other, detail string
	}
	keyOf := func(f routing.Finding) key { return key{f.Code, f.Rule, f.Other, f.Message} }
	known := map[key]bool{}
	for _, one := range []*regime.Candidate{now, c} {
		if one == now && page.Active {
			continue // it is the same
		}
		found, err := one.Pack.Rules.Lint(ctx, routing.LintOptions{Within: one.Pack.Validity})
		if err != nil && ctx.Err() != nil && v.r.Context().Err() == nil {
			page.Unlinted = true
			return nil
		}
		if err != nil {
			return fmt.Errorf("webdesk: lint pack %s: %w", c.Pack.ID, err)
		}
		for _, f := range found {
			line := v.findingLine(f)
			switch {
			case one == now && !page.Active:
				known[keyOf(f)] = true
			case known[keyOf(f)]:
				page.Known = append(page.Known, line)
			default:
				page.New = append(page.New, line)
			}
		}
	}
	return nil
}

// changedFiles are the names of files that are in only one of two versions, or
// differ.
func changedFiles(before, after regime.Files) []string {
	names := map[string]bool{}
	for name, data := range after {
		if old, had := before[name]; !had || !bytes.Equal(old, data) {
			names[name] = true
		}
	}
	for name := range before {
		if _, has := after[name]; !has {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (v *visit) packTitle(id string) string {
	packs := v.h.Regime.Live().Set().Packs()
	if i := slices.IndexFunc(packs, func(p *pack.Pack) bool { return p.ID == id }); i >= 0 {
		return packs[i].Title.In(v.lang)
	}
	return id
}

// activateForm confirms what is shown: it names the version that it was held
// against.
func (v *visit) activateForm(history regime.History, wrong faults) form {
	f := form{
		Step: "activate", Title: v.T("در کار آوردن این نسخه", "Put this version in force"), Button: v.T("در کار آوردن", "Put in force"), Open: true,
		Hint: v.T("از آن هنگام همه پرونده‌های تازه با این نسخه ارجاع می‌شوند. مهلت‌هایی که می‌گذرند به جای خود می‌مانند. دلیل با پست شما ثبت می‌شود.",
			"From then on all new cases are referred by this version. Deadlines that run stay as they are. The reason is recorded with your post."),
		Fields: []field{
			{Name: "reason", Kind: "text", Label: v.T("دلیل", "Reason"), Required: true, Fault: wrong.At("reason"), Value: v.value("reason")},
			{Name: "before", Kind: "hidden", Value: history.Active},
		},
	}
	return f
}

// activateRules puts a version in force that was looked at.
func (h *handler) activateRules(v *visit) error {
	id, hash, history, err := v.ruleVersion()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	if v.value("before") != history.Active {
		return h.showVersion(v, 409, id, hash, history, faults{{Text: v.T("در این میان نسخه دیگری در کار آمده است. آنچه اینجاست با آن سنجیده شده؛ دوباره ببینید و بفرستید.",
			"Another version was put in force meanwhile. What stands here is now held against that one: look again, and send.")}})
	}
	err = h.Regime.Activate(v.r.Context(), v.actor(), id, hash, v.value("reason"))
	var (
		tests  *regime.TestsError
		faulty directory.Faults
	)
	switch {
	case err == nil:
		v.redirect(versionURL(id, hash) + "?done=active")
		return nil
	case errors.As(err, &tests), errors.As(err, &faulty):
		return h.showVersion(v, 422, id, hash, history, faults{{Text: v.T("این نسخه در کار نیامد؛ نسخه کنونی همچنان در کار است.", "This version was not put in force: the present one goes on.")}})
	}
	wrong, err := v.roomFaults(err)
	if err != nil {
		return err
	}
	return h.showVersion(v, 422, id, hash, history, wrong)
}
