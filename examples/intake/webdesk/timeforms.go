package webdesk

import (
	"context"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// timeFields ask for how many days, and why.
func (v *visit) timeFields() []field {
	f := v.frame("")
	days := group{}
	for _, n := range []int{1, 2, 3, 5, 7, 10} {
		days.Options = append(days.Options, option{Value: f.dayTarget(n), Label: f.N(n) + v.T(" روز", " days")})
	}
	return []field{
		{Name: "by", Kind: "select", Label: v.T("مدت", "By"), Groups: []group{days}, Required: true, Hint: v.T("برگزینید", "choose")},
		{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
	}
}

// timeAsked tells what request for more time waits, "" for none.
func (v *visit) timeAsked(d samad.Dossier) string {
	asked := d.Case.TimeAsked
	if asked == nil {
		return ""
	}
	said := v.T("کارشناس درخواست تمدید کرده است: ", "More time was asked for: ") + v.frame("").Span(asked.By)
	for _, t := range d.Texts[asked.Seq] {
		if t.Name == "reason" {
			return said + v.T("؛ ", "; ") + t.Text
		}
	}
	return said
}

// extendForm gives more time; what was asked for stands in it.
func (v *visit) extendForm(d samad.Dossier) form {
	out := form{
		Step: "extend", Title: v.T("تمدید مهلت", "Extend the deadline"), Button: v.T("تمدید", "Extend"),
		Hint: v.T("دلیل آن به متقاضی گفته می‌شود.", "The petitioner is told the reason."), Fields: v.timeFields(),
	}
	if asked := v.timeAsked(d); asked != "" {
		out.Hint = asked
		out.Fields[1].Label = v.T("دلیل؛ به متقاضی گفته می‌شود", "Reason; the petitioner is told")
		out.Fields[0].Value = d.Case.TimeAsked.By.String()
		out.Open = true
	}
	return out
}

// refuseTimeForm refuses the request for more time that waits.
func (v *visit) refuseTimeForm(d samad.Dossier) form {
	out := v.reasonForm("refuse_extension", v.T("نپذیرفتن تمدید", "Refuse more time"), v.T("دلیل؛ به دستگاه گفته می‌شود", "Reason; the agency is told"))
	out.Hint, out.Button = v.timeAsked(d), v.T("نپذیرفتن", "Refuse")
	return out
}

// askTimeForm asks whoever may give it for more time.
func (v *visit) askTimeForm() form {
	return form{
		Step: "ask_extension", Title: v.T("درخواست تمدید مهلت", "Ask for more time"), Button: v.T("درخواست", "Ask"),
		Hint: v.T("مدیر دستگاه می‌پذیرد یا نمی‌پذیرد؛ تا آن هنگام مهلت همان است.", "The head grants or refuses it; until then the deadline stays."), Fields: v.timeFields(),
	}
}

// timeStep takes a step about more time.
func (h *handler) timeStep(ctx context.Context, v *visit, ref samad.Ref, step string) error {
	if step == "refuse_extension" {
		_, err := h.Desk.RefuseExtension(ctx, v.actor(), samad.ReasonRequest{Ref: ref, Reason: v.value("reason")})
		return err
	}
	by, err := sla.ParseTarget(v.value("by"))
	if err != nil {
		return refused("by", "مدت را برگزینید.", "choose how long")
	}
	request := samad.ExtendRequest{Ref: ref, By: by, Reason: v.value("reason")}
	if step == "ask_extension" {
		_, err = h.Desk.AskExtension(ctx, v.actor(), request)
	} else {
		_, err = h.Desk.Extend(ctx, v.actor(), request)
	}
	return err
}
