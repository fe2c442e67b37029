package webdesk

import (
	"slices"

	"github.com/samad111/go-samad/samad"
)

// staffForms are the forms for what the actor can do to the case now.
func (h *handler) staffForms(v *visit, d samad.Dossier) ([]form, error) {
	may := func(actions ...samad.Action) bool {
		return slices.ContainsFunc(actions, func(a samad.Action) bool { return slices.Contains(d.May, a) })
	}
	var out []form
	add := func(ok bool, build func() form) {
		if ok {
			out = append(out, build())
		}
	}
	screening := d.Case.State == samad.Received
	draft := d.Case.Drafted != 0
	add(may(samad.Accept), func() form { return v.acceptForm(d.Case) })
	add(draft && may(samad.Approve), v.approveForm)
	add(draft && may(samad.SendBack), func() form {
		return v.reasonForm("send_back", v.T("برگرداندن پیش‌نویس برای اصلاح", "Send the draft back"), v.T("آنچه باید اصلاح شود", "What has to be mended"))
	})
	guide, guided, err := v.articleField(d.Case.Topic, v.T("راهنمایی و پیوند خدمت", "Advice and e-service"))
	if err != nil {
		return nil, err
	}
	add(may(samad.AnswerCase, samad.Draft), func() form {
		f := v.answerForm()
		if guided {
			own := guide
			own.Label = v.T("راهنمایی و پیوند خدمت، به دنبال گام بعدی", "Advice and e-service, after what comes next")
			f.Fields = slices.Insert(f.Fields, 4, own)
		}
		return v.withFiles(f)
	})
	add(may(samad.AnswerByLetter), v.letterAnswerForm)
	add(may(samad.Act), func() form {
		return v.withFiles(v.textForm("action", v.T("گزارش اقدام", "Report an action"), v.T("اقدام انجام‌شده", "What was done"), v.T("متقاضی از آن آگاه می‌شود.", "The petitioner is told.")))
	})
	if may(samad.Assign) {
		assign, err := h.assignForm(v, d.Case)
		if err != nil {
			return nil, err
		}
		out = append(out, assign)
	}
	add(may(samad.Ask), func() form {
		f := v.textForm("ask", v.T("پرسش از متقاضی", "Ask the petitioner"), v.T("پرسش", "Question"), v.T("تا پاسخ او مهلت متوقف می‌شود.", "The clocks stand still until the reply."))
		f.Fields[0].Name = "question"
		return f
	})
	add(may(samad.Refer), func() form { return v.referForm(screening) })
	add(may(samad.Return), v.returnForm)
	add(may(samad.Merge), v.mergeForm)
	add(may(samad.Advise), func() form {
		f := v.textForm("advise", v.T("پایان با راهنمایی", "Settle by advice"), v.T("راهنمایی", "Advice"), v.T("پرونده بسته می‌شود و متقاضی این متن را می‌خواند.", "The case is closed; the petitioner reads this."))
		if guided {
			f.Fields[0].Required = false
			f.Fields = append([]field{guide}, f.Fields...)
		}
		return f
	})
	add(may(samad.Decline), func() form {
		f := v.textForm("decline", v.T("خارج از رسیدگی سامد", "No matter for Samad"), v.T("دلیل و جای درست پیگیری", "Why, and where to turn instead"), v.T("متقاضی این متن را می‌خواند.", "The petitioner reads this."))
		f.Danger = true
		return f
	})
	add(may(samad.Extend), func() form { return v.extendForm(d) })
	add(may(samad.RefuseExtension) && d.Case.TimeAsked != nil, func() form { return v.refuseTimeForm(d) })
	add(may(samad.AskExtension) && !may(samad.Extend) && d.Case.TimeAsked == nil, v.askTimeForm)
	add(may(samad.Close), func() form {
		f := v.reasonForm("close", v.T("بستن پرونده", "Close the case"), v.T("دلیل", "Reason"))
		f.Danger = true
		return f
	})
	add(may(samad.Reopen), func() form {
		return v.reasonForm("reopen", v.T("بازکردن دوباره", "Reopen"), v.T("دلیل", "Reason"))
	})
	add(may(samad.Separate), func() form {
		return v.reasonForm("separate", v.T("جداکردن از پرونده دیگر", "Separate"), v.T("دلیل", "Reason"))
	})
	add(may(samad.Escalate), func() form {
		return v.reasonForm("escalate", v.T("ارجاع به مقام بالاتر", "Escalate"), v.T("دلیل", "Reason"))
	})
	out = append(out, v.behalfForms(d.Case, may)...)
	add(may(samad.ReplacePIN) && d.Case.Reachable, func() form {
		return form{
			Step: "replace_pin", Title: v.T("رمز تازه برای متقاضی", "New PIN"), Button: v.T("فرستادن رمز تازه", "Send a new PIN"),
			Hint: v.T("رمز تازه تنها به شماره‌ای که ثبت شده فرستاده می‌شود؛ رمز پیشین دیگر کار نمی‌کند.", "It goes to the recorded number only; the old one no longer works."),
		}
	})
	out = append(out, v.holdForms(d.Case, may)...)
	if len(out) > 0 {
		// The one step that most visits are for stands open.
		out[0].Open = slices.Contains([]string{"accept", "approve", "answer"}, out[0].Step)
	}
	return out, nil
}

func (v *visit) textForm(step, title, label, hint string) form {
	return form{
		Step: step, Title: title, Hint: hint, Button: v.T("ثبت", "Record"),
		Fields: []field{{Name: "text", Kind: "area", Label: label, Required: true}},
	}
}

func (v *visit) reasonForm(step, title, label string) form {
	f := v.textForm(step, title, label, "")
	f.Fields[0].Name = "reason"
	return f
}

func (v *visit) acceptForm(c samad.Case) form {
	keep := v.T("همان که ثبت شده است", "as it came in")
	return form{
		Step: "accept", Title: v.T("پذیرش و ارجاع", "Accept and refer"), Button: v.T("پذیرش", "Accept"),
		Hint: v.T("قاعده‌ها دستگاه مسئول را برمی‌گزینند، مگر آنکه خودتان با دلیل برگزینید.", "The rules choose the agency, unless you name one with a reason."),
		Fields: []field{
			{Name: "kind", Kind: "select", Label: v.T("نوع", "Kind"), Hint: keep, Groups: []group{{Options: v.kinds()}}, Value: string(c.Kind)},
			{Name: "topic", Kind: "select", Label: v.T("موضوع", "Topic"), Hint: keep, Groups: v.topics(), Value: string(c.Topic)},
			{Name: "place", Kind: "select", Label: v.T("مکان", "Place"), Hint: keep, Groups: v.places(), Value: string(c.Place)},
			{Name: "agency", Kind: "select", Label: v.T("دستگاه، به جای قاعده‌ها", "Agency, instead of the rules"), Hint: v.T("به تشخیص قاعده‌ها", "by the rules"), Groups: v.agencies()},
			{Name: "reason", Kind: "text", Label: v.T("دلیل گزینش دستگاه", "Why this agency")},
		},
	}
}

func (v *visit) approveForm() form {
	return form{
		Step: "approve", Title: v.T("تأیید پیش‌نویس پاسخ", "Approve the draft"), Button: v.T("تأیید و فرستادن", "Approve and send"),
		Hint: v.T("پاسخ همان‌گونه که نوشته شده برای متقاضی فرستاده می‌شود.", "The answer goes to the petitioner as it is."),
	}
}

func (v *visit) answerForm() form {
	outcomes := group{}
	for _, o := range samad.Outcomes() {
		outcomes.Options = append(outcomes.Options, option{Value: string(o), Label: samad.OutcomeName(o).In(v.lang)})
	}
	area := func(name, fa, en string, required bool) field {
		return field{Name: name, Kind: "area", Label: v.T(fa, en), Required: required}
	}
	return form{
		Step: "answer", Title: v.T("پاسخ به متقاضی", "Answer"), Button: v.T("فرستادن پاسخ", "Send the answer"),
		Fields: []field{
			area("explanation", "توضیح: موضوع چیست و چرا", "Explanation: how the matter stands, and why", true),
			area("done", "آنچه انجام شد", "What was done", true),
			area("basis", "مبنای قانونی", "Legal basis", false),
			area("next", "گام بعدی", "What comes next", false),
			{Name: "outcome", Kind: "select", Label: v.T("نتیجه", "Outcome"), Groups: []group{outcomes}, Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "without_visit", Kind: "check", Label: v.T("بدون مراجعه حضوری حل شد", "Resolved without a visit")},
			{Name: "final", Kind: "check", Label: v.T("این پاسخ نهایی است", "This is the final answer"), Value: "yes"},
		},
	}
}

func (h *handler) assignForm(v *visit, c samad.Case) (form, error) {
	people, err := h.Accounts.Of(v.r.Context(), c.Agency, samad.RoleAgencyExpert, samad.RoleAgencyHead)
	if err != nil {
		return form{}, err
	}
	list := group{}
	for _, a := range people {
		list.Options = append(list.Options, option{Value: a.Username, Label: v.office(a.Post, samad.Text{Fa: a.Username, En: a.Username})})
	}
	return form{
		Step: "assign", Title: v.T("سپردن به کارشناس", "Assign"), Button: v.T("سپردن", "Assign"),
		Fields: []field{{
			Name: "expert", Kind: "select", Label: v.T("کارشناس", "Expert"), Groups: []group{list}, Required: true, Hint: v.T("برگزینید", "choose"),
		}},
	}, nil
}

func (v *visit) referForm(screening bool) form {
	title := v.T("ارجاع به دستگاه دیگر", "Refer to another agency")
	if screening {
		title = v.T("ارجاع مستقیم", "Refer directly")
	}
	return form{
		Step: "refer", Title: title, Button: v.T("ارجاع", "Refer"),
		Fields: []field{
			{Name: "agency", Kind: "select", Label: v.T("دستگاه", "Agency"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "reason", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
		},
	}
}

func (v *visit) returnForm() form {
	return form{
		Step: "return", Title: v.T("عودت با «عدم ارتباط»", "Return: not ours"), Button: v.T("عودت", "Return"),
		Hint: v.T("عودت پرونده را نمی‌بندد و مهلت آن را از نو آغاز نمی‌کند.", "A return neither closes the case nor restarts its clock."),
		Fields: []field{
			{Name: "propose", Kind: "select", Label: v.T("دستگاهی که باید پاسخ دهد", "Who should answer"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "text", Kind: "area", Label: v.T("دلیل", "Reason"), Required: true},
		},
	}
}

func (v *visit) mergeForm() form {
	return form{
		Step: "merge", Title: v.T("پیوستن به پرونده دیگر", "Join to another case"), Button: v.T("پیوستن", "Join"),
		Fields: []field{
			{Name: "into", Kind: "code", Label: v.T("کد رهگیری آن پرونده", "That case's tracking code"), Required: true},
			{Name: "text", Kind: "area", Label: v.T("توضیح برای متقاضی", "What the petitioner is told")},
		},
	}
}
