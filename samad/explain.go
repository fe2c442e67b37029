package samad

import (
	"errors"
	"fmt"
	"strings"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/tracking"
)

// ErrorCode names the kind of an error for programs; see [ErrorCodes]. An
// error that no kind fits is "internal": its words are for the log alone.
func ErrorCode(err error) string {
	for _, k := range errorKinds() {
		if errors.Is(err, k.err) {
			return k.code
		}
	}
	return codeInternal
}

// ErrorCodes returns every code that [ErrorCode] can give.
func ErrorCodes() []string {
	codes := []string{}
	for _, k := range errorKinds() {
		codes = append(codes, k.code)
	}
	return append(codes, codeInternal)
}

const codeInternal = "internal"

type errorKind struct {
	err  error
	code string
	text Text
}

// errorKinds lists the kinds in the order in which an error that matches
// several is taken.
func errorKinds() []errorKind {
	return []errorKind{
		{ErrInvalid, "invalid", Text{
			"بخشی از آنچه فرستادید درست نیست. بخش‌های نشان‌داده را اصلاح کنید و دوباره بفرستید؛ چیزی ثبت نشده است.",
			"Something in the request is not right. Mend the parts named and send it again; nothing was recorded."}},
		{tracking.ErrMalformed, "malformed_code", Text{
			"کد رهگیری یا رمز درست نیست. رقم‌های آن را دوباره ببینید.",
			"The tracking code or PIN is not right. Look at its digits again."}},
		{ErrPINRequired, "pin_required", Text{
			"برای این کار رمز پرونده لازم است.",
			"This needs the PIN of the case."}},
		{ErrNoMatch, "no_match", Text{
			"پرونده‌ای با این کد رهگیری و رمز پیدا نشد. هر دو را دوباره ببینید.",
			"No case matches this tracking code and PIN. Look at both again."}},
		{ErrKeyReused, "key_reused", Text{
			"این درخواست پیش‌تر با محتوای دیگری فرستاده شده است.",
			"This idempotency key came before with other content. Use a new key for a new matter."}},
		{ErrReceiptExpired, "receipt_expired", Text{
			"این درخواست پیش‌تر ثبت شده است و رسید آن دیگر نگهداری نمی‌شود.",
			"This matter was registered before, and its receipt is no longer kept."}},
		{ErrForbidden, "forbidden", Text{
			"شما اجازه این کار را ندارید.",
			"You may not do this."}},
		{ErrConflict, "conflict", Text{
			"این پرونده در این میان تغییر کرده است. آن را دوباره باز کنید و کار را تکرار کنید.",
			"The case has changed meanwhile. Read it again and repeat the step."}},
		{ErrTransition, "not_possible_now", Text{
			"این کار در وضعیت کنونی پرونده شدنی نیست.",
			"This step is not possible in the present state of the case."}},
		{ErrNoRoute, "no_route", Text{
			"هیچ قاعده‌ای دستگاه مسئول این پرونده را مشخص نمی‌کند. موضوع و مکان را کامل کنید یا دستگاه را خودتان برگزینید.",
			"No rule says which agency is responsible. Complete topic and place, or name the agency yourself."}},
		{ErrTooLate, "too_late", Text{
			"مهلت این کار گذشته است.",
			"The time for this has passed."}},
		{ErrLimit, "limit", Text{
			"این کار بیش از این شدنی نیست.",
			"This cannot be done once more."}},
		{ErrErased, "erased", Text{
			"اطلاعات این پرونده پس از پایان مهلت نگهداری پاک شده است.",
			"The data of this case was erased after the time for keeping it."}},
		{ErrHeld, "held", Text{
			"این پرونده به دستور مرجعی نگه داشته می‌شود و پاک نمی‌شود.",
			"An order keeps this case from being erased."}},
		{ErrHistory, "history", Text{
			"تاریخچه این پرونده با آنچه ثبت شده نمی‌خواند. به راهبر سامانه خبر دهید.",
			"The history of this case does not verify. Tell the administrator."}},
		{ErrNotFound, "not_found", Text{
			"چنین پرونده‌ای پیدا نشد.",
			"No such case was found."}},
		{ErrCodeTaken, "code_taken", Text{
			"کد رهگیری تازه ساخته نشد. دوباره بفرستید.",
			"No new tracking code could be made. Send it again."}},
		{ErrKeyTaken, "key_taken", Text{
			"همین درخواست هم‌اکنون در حال ثبت است. اندکی بعد دوباره بفرستید.",
			"The same request is being recorded now. Send it again in a moment."}},
		{ErrRetryTx, "retry", Text{
			"ثبت هم‌زمان چند کار ممکن نشد. دوباره بفرستید.",
			"Several writers met. Send it again."}},
		{ErrPermanent, "not_deliverable", Text{
			"این پیام به گیرنده نمی‌رسد.",
			"The message cannot be delivered."}},
		{ErrClosed, "closed", Text{
			"سامانه در حال خاموش شدن است. اندکی بعد دوباره بفرستید.",
			"The system is shutting down. Send it again in a moment."}},
		{ErrUnavailable, "unavailable", Text{
			"سامانه اکنون در دسترس نیست. اندکی بعد دوباره بفرستید؛ چیزی از دست نرفته است.",
			"The system cannot be reached now. Send it again in a moment; nothing was lost."}},
	}
}

// Explain says in one sentence what an error means to whoever made the
// request, and what to do. It never repeats what an error that no kind fits
// says of itself.
func Explain(err error, lang Lang) string {
	for _, k := range errorKinds() {
		if errors.Is(err, k.err) {
			return k.text.In(lang)
		}
	}
	return Text{
		"خطایی در سامانه رخ داد. آنچه فرستادید ثبت نشد؛ اندکی بعد دوباره بفرستید.",
		"Something went wrong in the system. What you sent was not recorded; send it again in a moment.",
	}.In(lang)
}

// ExplainState says in one sentence where a case stands and what comes next.
func ExplainState(s State, lang Lang) string {
	text, ok := map[State]Text{
		Received: {
			"پرونده شما ثبت شده و در نوبت پالایش است؛ کارشناس سامد آن را می‌خواند و به دستگاه مسئول می‌فرستد.",
			"Your case is registered and waits for screening: the Samad centre reads it and sends it to the responsible agency."},
		AwaitingPetitioner: {
			"پرونده در انتظار پاسخ شماست؛ تا پاسخ ندهید مهلت دستگاه متوقف است.",
			"The case waits for your reply; the agency's time stands still until then."},
		Referred: {
			"پرونده به دستگاه مسئول ارجاع شده و مهلت پاسخ آن آغاز شده است.",
			"The case was referred to the responsible agency, whose time to answer runs."},
		InProgress: {
			"دستگاه مسئول در حال رسیدگی است.",
			"The responsible agency is working on the case."},
		Answered: {
			"دستگاه پاسخ نهایی داده است. اگر آن را نمی‌پذیرید تا پایان مهلت می‌توانید اعتراض کنید.",
			"The agency has given its final answer. If you do not accept it, you may object in time."},
		Closed: {
			"پرونده بسته شده است.",
			"The case is closed."},
		Declined: {
			"موضوع در سامد رسیدگی نمی‌شود؛ دلیل آن و جای درست پیگیری نوشته شده است.",
			"This is no matter for Samad; the reason and the right place to turn to are given."},
		Merged: {
			"پرونده به پرونده دیگری درباره همین موضوع پیوسته است و پاسخ آن به شما هم می‌رسد.",
			"The case was joined to another on the same matter; its answer will reach you as well."},
		Withdrawn: {
			"پرونده به خواست شما پس گرفته شده است.",
			"The case was withdrawn at your wish."},
	}[s]
	if !ok {
		return Text{"وضعیت پرونده شناخته نیست.", "The state of the case is unknown."}.In(lang)
	}
	return text.In(lang)
}

// ExplainEnd says in one sentence why a case ended; "" for no end.
func ExplainEnd(r EndReason, lang Lang) string {
	return map[EndReason]Text{
		EndConfirmed:   {"با پذیرش پاسخ بسته شد.", "Closed: the answer was accepted."},
		EndNoObjection: {"چون در مهلت اعتراض، اعتراضی نرسید بسته شد.", "Closed: no objection came in time."},
		EndAdvised:     {"با راهنمایی کارشناس سامد بسته شد.", "Closed: settled by the Samad centre's advice."},
		EndNoReply:     {"چون به پرسش پاسخی نرسید بسته شد.", "Closed: no reply came to the question."},
		EndDeclined:    {"در سامد رسیدگی نمی‌شود.", "Not a matter for Samad."},
		EndMerged:      {"به پرونده دیگری درباره همین موضوع پیوست.", "Joined to another case on the same matter."},
		EndWithdrawn:   {"به خواست متقاضی بسته شد.", "Closed at the petitioner's wish."},
		EndByAuthority: {"به تشخیص مرکز سامد یا نظارت بسته شد.", "Closed by the Samad centre or the oversight office."},
		EndEarlier:     {"در سال‌های پیش بسته شده است.", "Closed in earlier years."},
	}[r].In(lang)
}

// ExplainRouting says why a case is with its agency: the sentence of the rule
// that sent it there, or that a person decided.
func ExplainRouting(events []Event, lang Lang) (string, error) {
	why := ""
	for _, e := range events {
		if e.Type != EventReferred {
			continue
		}
		p, err := e.Payload()
		if err != nil {
			return "", err
		}
		if r, ok := p.(*ReferredTo); ok {
			why = r.Because.In(lang)
			if why == "" {
				why = Text{"به تشخیص " + e.Actor.Post.In(Persian), "by decision of the " + e.Actor.Post.In(English)}.In(lang)
			}
		}
	}
	return why, nil
}

// ExplainClock says how a clock came to stand where it stands: its target,
// start, pauses, extensions and due instant. For the count of days one by
// one, ask the policy.
func (d *Desk) ExplainClock(k Clock, lang Lang) string {
	var parts []string
	say := func(fa, en string) {
		parts = append(parts, Text{fa, en}.In(lang))
	}
	say("آغاز: "+d.dayText(k.Started, Persian), "started: "+d.dayText(k.Started, English))
	if !k.Plan.Limit.IsZero() {
		say("مهلت: "+targetText(k.Plan.Limit).Fa, "limit: "+targetText(k.Plan.Limit).En)
	}
	for _, p := range k.Pauses {
		if p.To.IsZero() {
			say("از "+d.dayText(p.From, Persian)+" متوقف است", "paused since "+d.dayText(p.From, English))
			continue
		}
		say(fmt.Sprintf("از %s تا %s متوقف بود", d.dayText(p.From, Persian), d.dayText(p.To, Persian)),
			fmt.Sprintf("paused from %s to %s", d.dayText(p.From, English), d.dayText(p.To, English)))
	}
	for _, by := range k.Extensions {
		say("تمدید: "+targetText(by).Fa, "extended by "+targetText(by).En)
	}
	if !k.Plan.Due.IsZero() {
		say("پایان مهلت: "+d.dayText(k.Plan.Due, Persian), "due: "+d.dayText(k.Plan.Due, English))
	}
	if k.Plan.Provisional {
		say("این مهلت بر پیش‌بینی تعطیلات تکیه دارد.", "this deadline rests on a prediction of holidays.")
	}
	if lang == English {
		return strings.Join(parts, "; ")
	}
	return strings.Join(parts, "؛ ")
}

func targetText(t sla.Target) Text {
	n := fmt.Sprint(t.Amount())
	unit := map[sla.Unit]Text{
		sla.CalendarDays: {"روز", "days"},
		sla.WorkingDays:  {"روز کاری", "working days"},
		sla.Hours:        {"ساعت", "hours"},
		sla.WorkingHours: {"ساعت کاری", "working hours"},
	}[t.Unit()]
	return Text{persianDigits(n) + " " + unit.Fa, n + " " + unit.En}
}
