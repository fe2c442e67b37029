package webdesk

import (
	"crypto/rand"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/webhook"
)

// hooksShown is how many webhooks one page lists.
const hooksShown = 50

// seesWebhooks says whether the menu leads to the webhooks.
func (v *visit) seesWebhooks() bool {
	role := v.session.Account.Role
	return v.h.Webhooks != nil && (role == samad.RoleAdmin || role == samad.RoleLocalAdmin)
}

func (v *visit) hookStatus(s webhook.Status) string {
	switch s {
	case webhook.Paused:
		return v.T("نگه‌داشته", "paused")
	case webhook.Stopped:
		return v.T("بازایستاده", "stopped")
	case webhook.Deleted:
		return v.T("حذف‌شده", "deleted")
	default:
		return v.T("برقرار", "active")
	}
}

// hookFault tells what a receiver did, of the word that is kept of it.
func (v *visit) hookFault(word string) string {
	if status, ok := strings.CutPrefix(word, "status "); ok {
		return v.T("گیرنده پاسخ "+v.frame("").N(status)+" داد", "the receiver answered "+status)
	}
	return v.T("گیرنده در دسترس نبود یا درست پاسخ نداد", word)
}

// hookName is what people call a webhook.
func (v *visit) hookName(k webhook.Hook) string {
	if k.Label != "" {
		return k.Label
	}
	return v.agencyName(k.Agency)
}

// webhooks lists where agencies' own systems are told of events.
func (h *handler) webhooks(v *visit) (recordPage, error) {
	cursor := v.r.URL.Query().Get("cursor")
	all, next, err := h.Webhooks.List(v.r.Context(), v.actor(), cursor, hooksShown)
	if errors.Is(err, samad.ErrInvalid) { // a cursor that nobody was given
		all, next, err = h.Webhooks.List(v.r.Context(), v.actor(), "", hooksShown)
	}
	if err != nil {
		return recordPage{}, err
	}
	page := recordPage{frame: v.frame(v.T("وب‌هوک‌ها", "Webhooks")), Action: "/desk/webhooks"}
	page.Lead = v.T("سامانه‌های خود دستگاه‌ها از این راه از رخدادهای پرونده‌های خود باخبر می‌شوند؛ هر پیام امضا دارد و تا پذیرفته نشود دوباره فرستاده می‌شود.",
		"This is how agencies' own systems learn what happens to their cases: each message is signed, and sent again until it is taken.")
	t := table("", v.T("هنوز وب‌هوکی نیست. با «وب‌هوک تازه» بسازید، یا سامانه دستگاه با API برای خود می‌سازد؛ وضع تحویل اینجا می‌آید.", "There is no webhook yet. Make one with “New webhook”, or an agency’s system makes its own by the API; how it is delivered appears here."),
		v.T("وب‌هوک", "Webhook"), v.T("دستگاه", "Agency"), v.T("وضعیت", "State"), v.T("رسیده", "Delivered"), v.T("رهاشده", "Given up"))
	for _, k := range all {
		t.add(under("/desk/webhooks", k.ID), v.hookName(k), v.agencyName(k.Agency), v.hookStatus(k.Status), page.N(k.Delivered), page.N(len(k.Dead)))
		if k.Fault != "" {
			t.Rows[len(t.Rows)-1].Late = v.hookFault(k.Fault)
		}
	}
	page.Tables = []recordTable{t}
	if next != "" {
		page.Links = []link{{v.T("قدیمی‌تر", "Older"), "/desk/webhooks?cursor=" + url.QueryEscape(next)}}
	}
	page.Forms = []form{{
		Step: "add", Title: v.T("وب‌هوک تازه", "New webhook"), Button: v.T("ساختن", "Create"),
		Hint: v.T("کلید امضا پس از ساختن یک بار نشان داده می‌شود؛ آن را به دستگاه برسانید.", "The secret that signs is shown once, after this; hand it to the agency."),
		Fields: []field{
			{Name: "agency", Kind: "select", Label: v.T("دستگاه", "Agency"), Groups: v.agencies(), Required: true, Hint: v.T("برگزینید", "choose")},
			{Name: "url", Kind: "code", Label: v.T("نشانی گیرنده", "Address of the receiver"), Required: true, Hint: v.T("با https آغاز می‌شود؛ نشانی شبکه‌های داخلی فراخوانده نمی‌شود.", "https; addresses in private networks are not called")},
			{Name: "label", Kind: "text", Label: v.T("نام برای آدم‌ها", "A name for people")},
			{Name: "place", Kind: "select", Label: v.T("تنها پرونده‌های این مکان", "Only cases in this place"), Groups: v.places(), Hint: v.T("همه", "all")},
			{Name: "since", Kind: "text", Label: v.T("از رخدادهای روز", "From the events of the day"), Hint: v.T("خالی یعنی از اکنون", "empty: from now on")},
			{Name: "key", Kind: "hidden", Value: rand.Text()}, // sent twice it makes one
		},
	}}
	return page, nil
}

func (v *visit) hook() (webhook.Hook, error) {
	return v.h.Webhooks.Hook(v.r.Context(), v.actor(), v.r.PathValue("id"))
}

// webhookPage shows one webhook, how far it has come and what was given up.
func (h *handler) webhookPage(v *visit) (recordPage, error) {
	k, err := v.hook()
	if err != nil {
		return recordPage{}, err
	}
	if k.Status == webhook.Deleted {
		return recordPage{}, errNoPage
	}
	return v.hookPage(k), nil
}

func (v *visit) hookPage(k webhook.Hook) recordPage {
	page := recordPage{
		frame: v.frame(v.hookName(k)), Back: link{v.T("وب‌هوک‌ها", "Webhooks"), "/desk/webhooks"}, Tags: []string{v.hookStatus(k.Status)},
		Action: under("/desk/webhooks", k.ID), Hashes: []said{{v.T("نشانی گیرنده", "Receiver"), k.URL}, {v.T("شناسه", "Id"), k.ID}},
	}
	fact := func(ok bool, fa, en, text string) {
		if ok {
			page.Facts = append(page.Facts, said{v.T(fa, en), text})
		}
	}
	fact(true, "دستگاه", "Agency", v.agencyName(k.Agency))
	if p, ok := v.h.Directory.Place(k.Place, v.h.today()); ok {
		fact(true, "تنها در", "Only in", p.Name.In(v.lang))
	}
	fact(true, "ساخته‌شده", "Made", page.Moment(k.Created))
	fact(true, "پیام‌های رسیده", "Delivered", page.N(k.Delivered))
	fact(!k.LastGood.IsZero(), "آخرین پیام رسیده", "Last taken", page.Moment(k.LastGood))
	fact(!k.LastTry.IsZero(), "آخرین تلاش", "Last try", page.Moment(k.LastTry))
	fact(k.Failures > 0, "تلاش‌های ناکام پیاپی", "Failures in a row", page.N(k.Failures))
	fact(!k.Next.IsZero(), "تلاش بعدی", "Next try", page.Moment(k.Next))
	fact(!k.OldSecretUntil.IsZero(), "کلید پیشین نیز امضا می‌کند تا", "The old secret signs too until", page.Moment(k.OldSecretUntil))
	fact(len(k.Again) > 0, "در انتظار فرستادن دوباره", "Waiting to be sent again", page.N(len(k.Again)))
	if k.Fault != "" {
		page.Late = v.hookFault(k.Fault)
	}
	dead := table(v.T("پیام‌های رهاشده", "Given up"), v.T("پیامی رها نشده است.", "Nothing was given up."), v.T("زمان", "When"), v.T("چرا", "Why"))
	for _, d := range slices.Backward(k.Dead) {
		dead.add("", page.Moment(d.At), v.hookFault(d.Fault))
	}
	page.Tables = []recordTable{dead}
	page.Forms = v.hookForms(k)
	return page
}

// hookForms are what can be done with a webhook now.
func (v *visit) hookForms(k webhook.Hook) []form {
	var out []form
	if len(k.Dead) > 0 {
		out = append(out, form{Step: "retry", Title: v.T("فرستادن دوباره رهاشده‌ها", "Send again what was given up"), Button: v.T("دوباره بفرست", "Send again")})
	}
	out = append(out, form{
		Step: "replay", Title: v.T("بازفرستادن از یک روز", "Replay from a day"), Button: v.T("بازبفرست", "Replay"),
		Hint: v.T("گیرنده پیام‌هایی را که پیش از این گرفته است دوباره می‌گیرد؛ شناسه هر پیام همان است.", "The receiver gets again what it took before, each message under its old id."),
		Fields: []field{{Name: "since", Kind: "text", Label: v.T("از رخدادهای روز", "From the events of the day"), Required: true,
			Hint: v.T("مانند ۱۴۰۵/۰۹/۰۲", "like 1405/09/02")}},
	})
	if k.Status == webhook.Active {
		out = append(out, form{Step: "pause", Title: v.T("نگه‌داشتن", "Pause"), Button: v.T("نگه دار", "Pause"), Hint: v.T("جای آن در رخدادها می‌ماند.", "Its place in the feed is kept.")})
	} else {
		out = append(out, form{Step: "resume", Title: v.T("ادامه", "Resume"), Button: v.T("ادامه بده", "Resume"), Hint: v.T("از همان جا که بود.", "From where it was.")})
	}
	return append(out,
		form{Step: "rotate", Title: v.T("کلید تازه", "New secret"), Button: v.T("کلید تازه بساز", "Make a new secret"),
			Hint:   v.T("کلید پیشین یک روز دیگر نیز امضا می‌کند.", "The present one signs for another day, too."),
			Fields: []field{{Name: "key", Kind: "hidden", Value: rand.Text()}}},
		form{Step: "delete", Title: v.T("حذف", "Delete"), Button: v.T("برای همیشه حذف کن", "Delete for ever"), Danger: true})
}

// addWebhook makes a webhook and shows its secret, this once.
func (h *handler) addWebhook(v *visit) error {
	return v.secretly("add", h.webhooks, func() (webhook.Made, error) {
		since, err := v.day("since")
		if err != nil {
			return webhook.Made{}, err
		}
		draft := webhook.Draft{
			Agency: samad.AgencyID(v.value("agency")), Place: samad.PlaceID(v.value("place")), URL: strings.TrimSpace(v.value("url")),
			Label: strings.TrimSpace(v.value("label")), Key: v.value("key"),
		}
		draft.Content = strings.Join([]string{string(draft.Agency), string(draft.Place), draft.URL, draft.Label, v.value("since")}, "\x00")
		if !since.IsZero() {
			draft.Since = since.Start(h.Location)
		}
		return h.Webhooks.Create(v.r.Context(), v.actor(), draft)
	})
}

// rotateWebhook makes a new secret and shows it, this once.
func (h *handler) rotateWebhook(v *visit) error {
	return v.secretly("rotate", h.webhookPage, func() (webhook.Made, error) {
		k, err := v.hook()
		if err != nil {
			return webhook.Made{}, err
		}
		return h.Webhooks.Rotate(v.r.Context(), v.actor(), k.ID, 0, webhook.DefaultOverlap, v.value("key"), "")
	})
}

// secretly shows the page of what was made, with its secret; when it was
// refused, the page that build makes with what is wrong.
func (v *visit) secretly(step string, build func(v *visit) (recordPage, error), do func() (webhook.Made, error)) error {
	if err := v.form(); err != nil {
		return err
	}
	made, err := do()
	if err == nil {
		page := v.hookPage(made.Hook)
		page.Notice = v.T("ثبت شد. کلید امضا تنها همین یک بار نشان داده می‌شود:", "Recorded. The secret that signs is shown this once only:")
		if made.Replayed {
			page.Notice = v.T("این درخواست پیش از این ثبت شده بود.", "This request was recorded before.")
		}
		if secret := made.Secret.Reveal(); secret != "" {
			page.Once = secret
		}
		return v.showRecord(201, page)
	}
	wrong, err := v.roomFaults(err)
	if err != nil {
		return err
	}
	page, err := build(v)
	if err != nil {
		return err
	}
	for i := range page.Forms {
		if page.Forms[i].Step == step {
			page.Forms[i].fill(v.value, wrong)
		}
	}
	return v.showRecord(422, page)
}

// webhookStep takes a step that needs no answer.
func (h *handler) webhookStep(v *visit, step string) (string, error) {
	k, err := v.hook()
	if err != nil {
		return "", err
	}
	ctx, actor, to := v.r.Context(), v.actor(), under("/desk/webhooks", k.ID)+"?done="+url.QueryEscape(step)
	switch step {
	case "pause":
		_, err = h.Webhooks.Pause(ctx, actor, k.ID, 0)
	case "resume":
		_, err = h.Webhooks.Resume(ctx, actor, k.ID, 0)
	case "retry":
		_, err = h.Webhooks.Retry(ctx, actor, k.ID, 0, nil)
	case "delete":
		to, err = "/desk/webhooks?done=delete", h.Webhooks.Delete(ctx, actor, k.ID, 0)
	case "replay":
		since, bad := v.day("since")
		if bad == nil && since.IsZero() {
			bad = refused("since", "روز را بنویسید.", "say from which day")
		}
		if bad != nil {
			return "", bad
		}
		_, err = h.Webhooks.Replay(ctx, actor, k.ID, 0, webhook.Replay{Since: since.Start(h.Location)})
	default:
		err = errNoStep
	}
	return to, err
}
