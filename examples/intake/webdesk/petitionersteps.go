package webdesk

import (
	"context"
	"errors"
	"strconv"

	"github.com/samad111/go-samad/samad"
)

// petitionerForms are the forms for what a petitioner can do now, the one
// that is wanted most first and open.
func (v *visit) petitionerForms(view samad.View) []form {
	text := func(label string, required bool) field {
		return field{Name: "text", Kind: "area", Label: label, Required: required}
	}
	inform := form{
		Step: "information", Title: v.T("افزودن اطلاعات", "Add information"),
		Fields: []field{text(v.T("آنچه می‌خواهید بیفزایید", "What you want to add"), true)},
		Button: v.T("فرستادن", "Send"),
	}
	inform = v.withFiles(inform)
	var out []form
	switch view.State {
	case samad.AwaitingPetitioner:
		inform.Title, inform.Open = v.T("پاسخ به پرسش", "Reply to the question"), true
		inform.Fields[0].Label = v.T("پاسخ شما", "Your reply")
		out = append(out, inform)
	case samad.Received, samad.Referred, samad.InProgress:
		out = append(out, inform)
	case samad.Answered:
		out = append(out, form{
			Step: "confirmation", Title: v.T("پاسخ را می‌پذیرم", "I accept the answer"),
			Hint:   v.T("با پذیرش شما پرونده بسته می‌شود.", "The case is closed then."),
			Button: v.T("می‌پذیرم", "I accept"),
		})
	}
	if view.MayObject {
		out = append(out, v.withFiles(form{
			Step: "objection", Title: v.T("اعتراض به پاسخ", "Object"),
			Hint:   v.T("بنویسید چرا پاسخ را نمی‌پذیرید. پرونده با مهلتی تازه به دستگاه برمی‌گردد.", "Say why you do not accept it. The case goes back with a new deadline."),
			Fields: []field{text(v.T("دلیل شما", "Your reason"), true)}, Button: v.T("ثبت اعتراض", "Object"),
		}))
	}
	if view.MayRate {
		out = append(out, v.ratingForm())
	}
	if view.State.Open() {
		out = append(out, form{
			Step: "withdrawal", Title: v.T("پس‌گرفتن پرونده", "Withdraw"), Danger: true,
			Hint:   v.T("پرونده بسته می‌شود و دستگاه دیگر پاسخ نمی‌دهد.", "The case is closed and nobody answers it any more."),
			Fields: []field{text(v.T("دلیل", "Reason"), false)}, Button: v.T("پس می‌گیرم", "Withdraw"),
		})
	}
	return out
}

// ratingForm asks for the judgement of an answer.
func (v *visit) ratingForm() form {
	five := group{}
	for n := range 5 {
		five.Options = append(five.Options, option{Value: strconv.Itoa(n + 1), Label: v.frame("").N(n + 1)})
	}
	return form{
		Step: "rating", Title: v.T("ارزیابی", "Rate"),
		Hint: v.T("۱ یعنی بسیار بد و ۵ یعنی بسیار خوب.", "1 is very bad, 5 is very good."),
		Fields: []field{
			{Name: "answer", Kind: "radio", Label: v.T("خود پاسخ", "The answer itself"), Groups: []group{five}, Required: true},
			{Name: "conduct", Kind: "radio", Label: v.T("شیوه برخورد", "How you were treated"), Groups: []group{five}, Required: true},
			{Name: "text", Kind: "area", Label: v.T("نظر شما", "Your words")},
		},
		Button: v.T("ثبت ارزیابی", "Rate"),
	}
}

var errNoStep = errors.New("webdesk: no such step")

// petitionerStep does what a petitioner asks with code and PIN.
func (h *handler) petitionerStep(v *visit) error {
	step := v.r.PathValue("step")
	p, err := h.prove(v, true)
	if err != nil {
		return h.followAgain(v, err)
	}
	ref := samad.Ref{ID: p.c.ID}
	// The revision that the page showed: a form sent twice does its work once.
	seen, err := strconv.ParseInt(v.value("revision"), 10, 64)
	if err != nil || seen < 1 {
		return errBadForm
	}
	ref.Revision = seen
	badFiles, err := v.takeFiles(p.actor)
	if err != nil {
		return err
	}
	var c samad.Case
	var notice string
	if len(badFiles) == 0 {
		c, notice, err = h.takePetitionerStep(v.r.Context(), v, p.actor, ref, step)
	}
	if errors.Is(err, errNoStep) {
		return errNoPage
	}
	if err == nil && len(badFiles) == 0 {
		p.c = c
		return h.showCase(v, 200, p, v.petitionerForms, notice)
	}
	wrong := badFiles
	if err != nil {
		wrong, err = faultsOf(err, v.lang, map[string]string{"/text": "text", "/answer": "answer", "/conduct": "conduct"})
	}
	if err != nil {
		return err
	}
	forms := func(view samad.View) []form {
		forms, shown := v.petitionerForms(view), false
		for i := range forms {
			if forms[i].Step == step {
				forms[i].fill(v.value, wrong)
				shown = true
			}
		}
		if !shown {
			// What was asked is no longer possible; say why, and keep the words.
			gone := form{Step: step, Title: v.T("انجام نشد", "Not done")}
			if text := v.value("text"); text != "" {
				gone.Fields = []field{{Name: "text", Kind: "area", Label: v.T("نوشته شما", "Your text")}}
			}
			gone.fill(v.value, wrong)
			forms = append([]form{gone}, forms...)
		}
		return forms
	}
	return h.showCase(v, 422, p, forms, "")
}

func (h *handler) takePetitionerStep(ctx context.Context, v *visit, actor samad.Actor, ref samad.Ref, step string) (samad.Case, string, error) {
	text := v.value("text")
	var c samad.Case
	var err error
	notice := v.T("ثبت شد.", "Recorded.")
	switch step {
	case "information":
		c, err = h.Desk.Inform(ctx, actor, samad.InformRequest{Ref: ref, Text: text, Attachments: v.tokens()})
		notice = v.T("آنچه نوشتید به پرونده افزوده شد.", "What you wrote was added to the case.")
	case "objection":
		c, err = h.Desk.Object(ctx, actor, samad.ObjectRequest{Ref: ref, Text: text, Attachments: v.tokens()})
		notice = v.T("اعتراض شما ثبت شد و پرونده دوباره باز شد.", "Your objection was recorded and the case taken up again.")
	case "rating":
		c, err = h.Desk.Rate(ctx, actor, samad.RateRequest{
			Ref: ref, Answer: points(v.value("answer")), Conduct: points(v.value("conduct")), Text: text,
		})
		notice = v.T("سپاس؛ ارزیابی شما ثبت شد.", "Thank you; your judgement was recorded.")
	case "withdrawal":
		c, err = h.Desk.Withdraw(ctx, actor, samad.WithdrawRequest{Ref: ref, Text: text})
		notice = v.T("پرونده به خواست شما بسته شد.", "The case was closed at your wish.")
	case "confirmation":
		c, err = h.Desk.Confirm(ctx, actor, ref)
		notice = v.T("سپاس؛ پرونده با پذیرش شما بسته شد.", "Thank you; the case is closed.")
	default:
		err = errNoStep
	}
	return c, notice, err
}

// points reads a judgement; what is none is 0, which the Desk refuses.
func points(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
