package webdesk

import (
	"context"
	"slices"

	"github.com/samad111/go-samad/samad"
)

// behalfForms are for somebody on the line or at the counter, who cannot or
// will not take the step at the page for following.
func (v *visit) behalfForms(c samad.Case, may func(...samad.Action) bool) []form {
	var out []form
	if may(samad.Inform) {
		out = append(out, v.withFiles(v.textForm("inform", v.T("افزودن گفته متقاضی", "Add what the petitioner says"), v.T("گفته متقاضی", "What was said"), v.T("برای کسی که پشت خط یا پشت میز است.", "For somebody on the line or at the counter."))))
	}
	if may(samad.Confirm) {
		out = append(out, form{
			Step: "confirm", Title: v.T("متقاضی پاسخ را می‌پذیرد", "The petitioner accepts the answer"), Button: v.T("ثبت پذیرش", "Record it"),
			Hint: v.T("پاسخ را برای او بخوانید و بپرسید که می‌پذیرد یا نه. با پذیرش او پرونده بسته می‌شود.", "Read the answer out and ask. The case is closed when it is accepted."),
		})
	}
	if may(samad.Object) {
		out = append(out, v.textForm("object", v.T("ثبت اعتراض متقاضی", "Record an objection"), v.T("دلیل متقاضی", "The petitioner's reason"), ""))
	}
	rated := slices.ContainsFunc(c.Ratings, func(r samad.Rating) bool { return r.Episode == c.Episode })
	if may(samad.Rate) && !rated {
		f := v.ratingForm()
		f.Step, f.Title = "rate", v.T("ثبت ارزیابی متقاضی", "Record how the petitioner rates it")
		f.Fields[2].Label = v.T("گفته متقاضی", "What was said")
		out = append(out, f)
	}
	if may(samad.Withdraw) {
		f := v.textForm("withdraw", v.T("پس‌گرفتن به خواست متقاضی", "Withdraw at the petitioner's wish"), v.T("گفته متقاضی", "What was said"), "")
		f.Fields[0].Required, f.Danger = false, true
		out = append(out, f)
	}
	return out
}

// behalfStep takes a step for a petitioner.
func (h *handler) behalfStep(ctx context.Context, v *visit, ref samad.Ref, step string) error {
	actor, text := v.actor(), v.value("text")
	var err error
	switch step {
	case "inform":
		_, err = h.Desk.Inform(ctx, actor, samad.InformRequest{Ref: ref, Text: text, Attachments: v.tokens()})
	case "confirm":
		_, err = h.Desk.Confirm(ctx, actor, ref)
	case "object":
		_, err = h.Desk.Object(ctx, actor, samad.ObjectRequest{Ref: ref, Text: text})
	case "rate":
		_, err = h.Desk.Rate(ctx, actor, samad.RateRequest{Ref: ref, Answer: points(v.value("answer")), Conduct: points(v.value("conduct")), Text: text})
	case "withdraw":
		_, err = h.Desk.Withdraw(ctx, actor, samad.WithdrawRequest{Ref: ref, Text: text})
	default:
		err = errNoStep
	}
	return err
}
