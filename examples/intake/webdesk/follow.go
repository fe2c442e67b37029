package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/tracking"
)

type followPage struct {
	frame
	Typed  string // the code, as it was typed
	Faults faults
}

func (v *visit) followPage() followPage {
	return followPage{frame: v.frame(v.T("پیگیری پرونده", "Follow a case"))}
}

func (h *handler) followForm(v *visit) error { return v.show(200, "follow", v.followPage()) }

// casePage is what a petitioner sees of a case.
type casePage struct {
	frame
	View      samad.View
	State     string
	Explain   string
	Kind      string
	Topic     string
	Place     string
	Agency    string
	Due       string
	Late      bool
	Until     string // the end of the time for objection
	Progress  progress
	Because   string // why this office
	Clocks    []said // how each deadline was counted
	Stages    []stage
	Forms     []form
	TypedCode string // for the forms of this page
	PIN       string
	Revision  int64
	Notice    string
}

// proven is a petitioner who asks with code and, perhaps, PIN.
type proven struct {
	code  tracking.Code
	pin   string
	actor samad.Actor
	c     samad.Case
	view  samad.View
}

// followError carries faults of the form of code and PIN.
type followError struct{ faults faults }

// Error says that the form was refused.
func (followError) Error() string { return "webdesk: code or PIN refused" }

// prove reads code and PIN of the form and looks the case up.
func (h *handler) prove(v *visit, needPIN bool) (proven, error) {
	var p proven
	var err error
	if err := v.form(); err != nil {
		return p, err
	}
	if p.code, err = tracking.Parse(v.value("code")); err != nil {
		return p, followError{faults{{Field: "code", Text: v.T(
			"کد رهگیری شانزده رقم دارد؛ رقم‌ها را دوباره ببینید.", "A tracking code has sixteen digits; look at them again.")}}}
	}
	codeKey := "code:" + p.code.String()
	p.pin = v.value("pin")
	if p.pin == "" {
		if needPIN {
			return p, followError{faults{{Field: "pin", Text: samad.Explain(samad.ErrPINRequired, v.lang)}}}
		}
		if err := v.limit("track", v.ipKey(), codeKey); err != nil {
			return p, err
		}
		p.view, err = h.Desk.Track(v.r.Context(), p.code)
		if errors.Is(err, samad.ErrNotFound) {
			return p, followError{faults{{Field: "code", Text: v.T(
				"پرونده‌ای با این کد پیدا نشد.", "No case has this code.")}}}
		}
		return p, err
	}
	pin, err := tracking.ParsePIN(p.pin)
	if err != nil {
		return p, followError{faults{{Field: "pin", Text: v.T("رمز شش رقم دارد.", "A PIN has six digits.")}}}
	}
	if err := v.limit("pin", v.ipKey(), codeKey); err != nil {
		return p, err
	}
	p.actor, p.c, err = h.Desk.Authenticate(v.r.Context(), p.code, pin)
	if errors.Is(err, samad.ErrNoMatch) {
		return p, followError{faults{{Field: "pin", Text: samad.Explain(err, v.lang)}}}
	}
	if forgiver, ok := h.Limiter.(httpapi.Forgiver); ok && err == nil {
		forgiver.Forgive(v.r.Context(), httpapi.LimitPIN, v.ipKey())
		forgiver.Forgive(v.r.Context(), httpapi.LimitPIN, codeKey)
	}
	return p, err
}

func (h *handler) follow(v *visit) error {
	p, err := h.prove(v, false)
	if err != nil {
		return h.followAgain(v, err)
	}
	return h.showCase(v, 200, p, v.petitionerForms, "")
}

func (h *handler) followAgain(v *visit, err error) error {
	var refused followError
	if !errors.As(err, &refused) {
		return err
	}
	page := v.followPage()
	page.Typed, page.Faults = v.value("code"), refused.faults
	return v.show(422, "follow", page)
}

// showCase reads the case again and shows it with the forms for what its
// petitioner can do.
func (h *handler) showCase(v *visit, status int, p proven, forms func(samad.View) []form, notice string) error {
	view := p.view
	if p.pin != "" {
		var err error
		if view, err = h.Desk.Open(v.r.Context(), p.actor); err != nil {
			return err
		}
	}
	f := v.frame(v.T("پرونده شما", "Your case"))
	page := casePage{
		frame: f, View: view, State: samad.StateName(view.State).In(v.lang), Explain: samad.ExplainState(view.State, v.lang),
		Kind: samad.KindName(view.Kind).In(v.lang), Topic: view.TopicTitle.In(v.lang), Place: view.PlaceName.In(v.lang),
		Agency: view.AgencyName.In(v.lang), Late: view.Late, Stages: v.timeline(f, view),
		TypedCode: p.code.String(), PIN: p.pin, Revision: p.c.Revision, Notice: notice,
	}
	for i, e := range view.Timeline {
		page.Stages[i].Files = v.fileLinks(e.Attachments, func(l *fileLink) { l.Code, l.PIN = page.TypedCode, p.pin })
	}
	if !view.Due.IsZero() {
		page.Due = f.Moment(view.Due)
	}
	page.Progress = f.progress(view, h.Now())
	page.Because = whyHere(view).In(v.lang)
	for _, k := range view.Clocks {
		page.Clocks = append(page.Clocks, said{Name: stageName(k.Stage).In(v.lang), Text: h.Desk.ExplainClock(k, v.lang)})
	}
	if view.MayObject && !view.ObjectUntil.IsZero() {
		page.Until = f.Moment(view.ObjectUntil)
	}
	if view.Private {
		page.Forms = v.finish(forms(view))
	}
	return v.show(status, "case", page)
}
