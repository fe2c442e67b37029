package webdesk

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/samad111/go-samad/examples/intake/account"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
)

// staffStep does what an official asks by a form of the case page.
func (h *handler) staffStep(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id, step := samad.CaseID(v.r.PathValue("id")), v.r.PathValue("step")
	revision, err := strconv.ParseInt(v.value("revision"), 10, 64)
	if err != nil || revision < 1 {
		return errBadForm
	}
	badFiles, err := v.takeFiles(v.actor())
	if err != nil {
		return err
	}
	if len(badFiles) > 0 {
		return h.showDossier(v, 422, "", func(forms []form) []form { return v.refill(forms, step, badFiles) })
	}
	if step == "answer" && v.value("check") != "" {
		h.beginAnswer(v)
		return h.showDossier(v, 200, "", func(forms []form) []form { return v.refill(forms, step, nil) })
	}
	err = h.takeStaffStep(v.r.Context(), v, samad.Ref{ID: id, Revision: revision}, step)
	if errors.Is(err, errNoStep) {
		return errNoPage
	}
	if err == nil {
		if _, err := h.Desk.Dossier(v.r.Context(), v.actor(), id); errors.Is(err, samad.ErrNotFound) {
			v.redirect("/desk") // it went out of sight, to another agency
			return nil
		}
		v.redirect("/desk/cases/" + string(id) + "?done=" + step)
		return nil
	}
	fields := map[string]string{"": ""}
	fields["/attachments"] = "files"
	for _, name := range []string{"kind", "topic", "place", "agency", "reason", "question", "text", "propose", "into", "expert", "letter",
		"explanation", "done", "basis", "next", "outcome", "final", "by", "article", "answer", "conduct", "ground", "until", "hold"} {
		fields["/"+name] = name
	}
	wrong, err := faultsOf(err, v.lang, fields)
	if err != nil {
		return err
	}
	status := 422
	return h.showDossier(v, status, "", func(forms []form) []form { return v.refill(forms, step, wrong) })
}

// refill opens the form of a step with what was typed and what is wrong.
func (v *visit) refill(forms []form, step string, wrong faults) []form {
	shown := false
	for i := range forms {
		forms[i].Open = false
		if forms[i].Step == step {
			forms[i].fill(v.value, wrong)
			shown = true
		}
	}
	if !shown {
		forms = append([]form{v.lost(step, wrong)}, forms...)
	}
	return forms
}

// beginAnswer puts the chosen template into fields that are still empty, for
// browsers without scripts.
func (h *handler) beginAnswer(v *visit) {
	all := v.answerTemplates()
	n, err := strconv.Atoi(v.value("template"))
	if err != nil || n < 0 || n >= len(all) {
		return
	}
	for name, text := range map[string]string{
		"explanation": all[n].Explanation, "done": all[n].Done, "next": all[n].Next, "outcome": string(all[n].Outcome),
	} {
		if v.value(name) == "" {
			v.r.PostForm.Set(name, text)
		}
	}
}

// lost is the form of a step that is no longer possible: it says why, and
// keeps what was written.
func (v *visit) lost(step string, wrong faults) form {
	gone := form{Step: step, Title: v.T("انجام نشد", "Not done")}
	for _, name := range []string{"explanation", "done", "text", "question", "reason"} {
		if v.value(name) != "" {
			label := textName(name).In(v.lang)
			if label == "" {
				label = v.T("نوشته شما", "Your text")
			}
			gone.Fields = append(gone.Fields, field{Name: name, Kind: "area", Label: label})
		}
	}
	gone.fill(v.value, wrong)
	return gone
}

func (h *handler) takeStaffStep(ctx context.Context, v *visit, ref samad.Ref, step string) error {
	actor, value := v.actor(), v.value
	var err error
	switch step {
	case "accept":
		_, err = h.Desk.Accept(ctx, actor, samad.AcceptRequest{
			Ref: ref, Kind: samad.Kind(value("kind")), Topic: samad.TopicID(value("topic")), Place: samad.PlaceID(value("place")),
			Agency: samad.AgencyID(value("agency")), Reason: value("reason"),
		})
	case "ask":
		_, err = h.Desk.Ask(ctx, actor, samad.AskRequest{Ref: ref, Question: value("question")})
	case "decline":
		_, err = h.Desk.Decline(ctx, actor, samad.DeclineRequest{Ref: ref, Text: value("text")})
	case "advise":
		err = h.adviseCase(ctx, v, ref)
	case "merge":
		err = h.merge(ctx, v, ref)
	case "separate":
		_, err = h.Desk.Separate(ctx, actor, samad.SeparateRequest{Ref: ref, Reason: value("reason")})
	case "refer":
		_, err = h.Desk.Refer(ctx, actor, samad.ReferRequest{Ref: ref, Agency: samad.AgencyID(value("agency")), Reason: value("reason")})
	case "return":
		_, err = h.Desk.Return(ctx, actor, samad.ReturnRequest{Ref: ref, Propose: samad.AgencyID(value("propose")), Text: value("text")})
	case "assign":
		err = h.assign(ctx, v, ref)
	case "action":
		_, err = h.Desk.Act(ctx, actor, samad.ActRequest{Ref: ref, Text: value("text"), Attachments: v.tokens()})
	case "answer":
		err = h.answerCase(ctx, v, ref)
	case "answer_by_letter":
		err = h.answerByLetter(ctx, v, ref)
	case "approve":
		_, err = h.Desk.Approve(ctx, actor, samad.ApproveRequest{Ref: ref})
	case "send_back":
		_, err = h.Desk.SendBack(ctx, actor, samad.SendBackRequest{Ref: ref, Reason: value("reason")})
	case "close":
		_, err = h.Desk.Close(ctx, actor, samad.ReasonRequest{Ref: ref, Reason: value("reason")})
	case "reopen":
		_, err = h.Desk.Reopen(ctx, actor, samad.ReasonRequest{Ref: ref, Reason: value("reason")})
	case "escalate":
		_, err = h.Desk.Escalate(ctx, actor, samad.ReasonRequest{Ref: ref, Reason: value("reason")})
	case "extend", "ask_extension", "refuse_extension":
		err = h.timeStep(ctx, v, ref, step)
	case "inform", "confirm", "object", "rate", "withdraw":
		err = h.behalfStep(ctx, v, ref, step)
	case "hold", "release":
		err = h.holdStep(ctx, v, ref, step)
	case "replace_pin":
		_, err = h.Desk.ReplacePIN(ctx, actor, ref)
	default:
		err = errNoStep
	}
	return err
}

// refused makes the error of one field that this desk checks itself.
func refused(field, fa, en string) error {
	return &samad.InvalidError{Faults: []samad.Fault{{Field: "/" + field, Code: "unknown", Detail: samad.Text{Fa: fa, En: en}}}}
}

// adviseCase settles a case by what was written, by an article of the topic, or
// by both.
func (h *handler) adviseCase(ctx context.Context, v *visit, ref samad.Ref) error {
	a, chosen, err := v.chosenArticle()
	if err != nil {
		return err
	}
	text := strings.TrimSpace(v.value("text"))
	if chosen {
		text = strings.TrimSpace(text + "\n" + a.inAnswer())
	}
	if _, err = h.Desk.Advise(ctx, v.actor(), samad.AdviseRequest{Ref: ref, Text: text, Article: a.ID}); err == nil {
		v.use(advice.Helped, a.ID)
	}
	return err
}

// answerCase answers; an article that was chosen stands at the end of what
// comes next.
func (h *handler) answerCase(ctx context.Context, v *visit, ref samad.Ref) error {
	a, chosen, err := v.chosenArticle()
	if err != nil {
		return err
	}
	text := samad.AnswerText{Explanation: v.value("explanation"), Done: v.value("done"), Basis: v.value("basis"), Next: v.value("next")}
	if chosen {
		text.Next = strings.TrimSpace(text.Next + "\n" + a.inAnswer())
	}
	_, err = h.Desk.Answer(ctx, v.actor(), samad.AnswerRequest{
		Ref: ref, Attachments: v.tokens(), AnswerText: text, Outcome: samad.Outcome(v.value("outcome")),
		WithoutVisit: v.value("without_visit") != "", Final: v.value("final") != "",
	})
	if err == nil {
		v.use(advice.InAnswer, a.ID)
	}
	return err
}

func (h *handler) merge(ctx context.Context, v *visit, ref samad.Ref) error {
	into, err := h.Desk.CaseByCode(ctx, v.actor(), v.value("into"))
	if errors.Is(err, samad.ErrNotFound) || errors.Is(err, samad.ErrInvalid) {
		return refused("into", "پرونده‌ای با این کد پیدا نشد.", "no case has this code")
	}
	if err != nil {
		return err
	}
	_, err = h.Desk.Merge(ctx, v.actor(), samad.MergeRequest{Ref: ref, Into: into.ID, Text: v.value("text")})
	return err
}

// assign takes the user name of somebody in the agency, because that is what
// people know; the record keeps the account's id.
func (h *handler) assign(ctx context.Context, v *visit, ref samad.Ref) error {
	who, err := h.Accounts.ByName(ctx, v.value("expert"))
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return err
	}
	if err != nil || who.Disabled || who.Agency != v.session.Account.Agency {
		return refused("expert", "چنین کارشناسی در دستگاه شما نیست.", "nobody of this name works in your agency")
	}
	_, err = h.Desk.Assign(ctx, v.actor(), samad.AssignRequest{Ref: ref, Expert: who.ID, Unit: who.Unit})
	return err
}

// doneNotice says what was just done.
func (v *visit) doneNotice(step string) string {
	if step == "" {
		return ""
	}
	texts := map[string]samad.Text{
		"accept":           {Fa: "پرونده پذیرفته و ارجاع شد.", En: "The case was accepted and referred."},
		"ask":              {Fa: "پرسش برای متقاضی فرستاده شد.", En: "The question went to the petitioner."},
		"decline":          {Fa: "پرونده بسته شد و دلیل آن به متقاضی گفته شد.", En: "The case was declined."},
		"advise":           {Fa: "پرونده با راهنمایی پایان یافت.", En: "The case was settled by advice."},
		"merge":            {Fa: "پرونده به پرونده دیگر پیوست.", En: "The case was joined."},
		"refer":            {Fa: "پرونده ارجاع شد.", En: "The case was referred."},
		"return":           {Fa: "پرونده عودت داده شد.", En: "The case was returned."},
		"assign":           {Fa: "پرونده به کارشناس سپرده شد.", En: "The case was assigned."},
		"action":           {Fa: "اقدام ثبت شد.", En: "The action was recorded."},
		"answer":           {Fa: "پاسخ ثبت شد.", En: "The answer was recorded."},
		"answer_by_letter": {Fa: "پاسخ دستگاه ثبت و برای متقاضی فرستاده شد.", En: "The agency's answer was recorded and sent."},
		"approve":          {Fa: "پاسخ تأیید و فرستاده شد.", En: "The answer was approved and sent."},
		"send_back":        {Fa: "پیش‌نویس برای اصلاح برگشت.", En: "The draft was sent back."},
		"replace_pin":      {Fa: "رمز تازه برای متقاضی فرستاده می‌شود.", En: "A new PIN is on its way to the petitioner."},
		"extend":           {Fa: "مهلت تمدید شد.", En: "The deadline was extended."},
		"ask_extension":    {Fa: "درخواست تمدید ثبت شد.", En: "More time was asked for."},
		"refuse_extension": {Fa: "تمدید پذیرفته نشد و به دستگاه گفته شد.", En: "More time was refused, and the agency told."},
		"confirm":          {Fa: "پذیرش متقاضی ثبت و پرونده بسته شد.", En: "The petitioner accepted; the case is closed."},
		"rate":             {Fa: "ارزیابی متقاضی ثبت شد.", En: "The petitioner's judgement was recorded."},
		"hold":             {Fa: "پرونده تا پایان دستور پاک نمی‌شود.", En: "The case is kept until the order ends."},
		"release":          {Fa: "نگهداری پرونده پایان یافت.", En: "The hold has ended."},
	}
	if t, ok := texts[step]; ok {
		return t.In(v.lang)
	}
	return v.T("ثبت شد.", "Recorded.")
}
