package webdesk

import (
	"errors"

	"github.com/samad111/go-samad/examples/intake/publicity"
	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/advice"
	"github.com/samad111/go-samad/samad/httpapi"
	"github.com/samad111/go-samad/tracking"
)

// What may be done with a matter that has been raised before. That somebody
// has an earlier case is never told from a name or number, which others know
// too: the own case is joined by its code and PIN, those of others by their
// public number.
const (
	joinNothing = "new"    // a case of its own
	joinOwn     = "own"    // added to the petitioner's earlier case
	joinOthers  = "others" // one with the open cases on the same topic and place
)

// contacts are the ways by which a petitioner may be told.
func (v *visit) contacts() []option {
	return []option{
		{Value: "", Label: v.T("هر کدام که شد", "whichever works"), Hint: v.T("پیامک اگر شماره همراه داده‌اید، وگرنه ایمیل", "by SMS to a mobile number, else by mail")},
		{Value: string(samad.BySMS), Label: v.T("پیامک", "SMS")},
		{Value: string(samad.ByEmail), Label: v.T("ایمیل", "Mail")},
		{Value: string(samad.ByPortal), Label: v.T("تنها در صفحه پیگیری", "only on the page for following"), Hint: v.T("هیچ پیامی فرستاده نمی‌شود", "no messages are sent")},
	}
}

// alikeOpen says how many open cases there are on the topic at the place, ""
// when they are too few to be told.
func (v *visit) alikeOpen(topic samad.TopicID, place samad.PlaceID) (string, error) {
	if topic == "" || place == "" {
		return "", nil
	}
	n, err := v.h.Desk.PublicAlike(v.r.Context(), topic, place)
	if err != nil || n == 0 {
		return "", err
	}
	return v.frame("").N(n), nil
}

// afterFiling does what goes with a case that was filed from the page: it notes
// the wish to be one with others, for whoever screens, and counts the articles
// that did not help. A form that is sent again does neither twice.
func (h *handler) afterFiling(v *visit, page filePage, receipt samad.Receipt) error {
	if receipt.Replayed {
		return nil
	}
	v.count(v.tag(), publicity.Cases)
	topic := samad.TopicID(page.Value["topic"])
	given, err := v.help(page.Value["text"], samad.Kind(page.Value["kind"]), topic, samad.PlaceID(page.Value["place"]))
	if err != nil {
		return err
	}
	for _, a := range given.Articles {
		v.use(advice.WentOn, a.ID)
	}
	if page.Value["join"] != joinOthers {
		return nil
	}
	actor, _, err := h.Desk.Authenticate(v.r.Context(), receipt.Code, receipt.PIN)
	if err != nil {
		return err
	}
	_, err = h.Desk.Inform(v.r.Context(), actor, samad.InformRequest{
		Ref: samad.Ref{ID: receipt.Case}, Text: v.T("متقاضی می‌پذیرد که پرونده‌اش با پرونده‌های باز همین موضوع در همین‌جا یکی شود.", "The petitioner agrees that the case be joined to the open ones on the same topic and place."),
	})
	return err
}

// joinOwn adds what was written to the petitioner's earlier case.
func (h *handler) joinOwn(v *visit, page filePage) error {
	wrong := func(field, fa, en string) error {
		return v.wrongFile(page, faults{{Field: field, Text: v.T(fa, en)}})
	}
	code, err := tracking.Parse(page.Value["join_code"])
	if err != nil {
		return wrong("join_code", "کد رهگیری شانزده رقم دارد؛ رقم‌ها را دوباره ببینید.", "A tracking code has sixteen digits; look at them again.")
	}
	pin, err := tracking.ParsePIN(v.value("join_pin"))
	if err != nil {
		return wrong("join_pin", "رمز شش رقم دارد.", "A PIN has six digits.")
	}
	codeKey := "code:" + code.String()
	if err := v.limit("pin", v.ipKey(), codeKey); err != nil {
		return err
	}
	actor, c, err := h.Desk.Authenticate(v.r.Context(), code, pin)
	if errors.Is(err, samad.ErrNoMatch) {
		return v.wrongFile(page, faults{{Field: "join_pin", Text: samad.Explain(err, v.lang)}})
	}
	if err != nil {
		return err
	}
	if forgiver, ok := h.Limiter.(httpapi.Forgiver); ok {
		forgiver.Forgive(v.r.Context(), httpapi.LimitPIN, v.ipKey())
		forgiver.Forgive(v.r.Context(), httpapi.LimitPIN, codeKey)
	}
	c, err = h.Desk.Inform(v.r.Context(), actor, samad.InformRequest{
		Ref: samad.Ref{ID: c.ID, Key: page.Key, Content: page.Value["text"]}, Text: page.Value["text"], Attachments: v.tokens(),
	})
	if err != nil {
		bad, err := faultsOf(err, v.lang, map[string]string{"/text": "text"})
		if err != nil {
			return err
		}
		for i := range bad {
			if bad[i].Field == "" {
				bad[i].Field = "join_code"
			}
		}
		return v.wrongFile(page, bad)
	}
	p := proven{code: code, pin: v.value("join_pin"), actor: actor, c: c}
	return h.showCase(v, 200, p, v.petitionerForms, v.T("آنچه نوشتید به همین پرونده افزوده شد؛ پرونده تازه‌ای ثبت نشد.", "What you wrote was added to this case; no new one was filed."))
}
