package webdesk

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/samad111/go-samad/samad"
)

// Health is how the service stands.
type Health struct {
	// Fault is what keeps it from serving, nil for nothing.
	Fault error
	// Oldest is the earliest instant at which something was due that nobody
	// has done, zero for nothing: the program that watches deadlines may have
	// stopped.
	Oldest time.Time
	// Pending messages wait, the oldest since PendingSince; Dead ones were
	// given up.
	Pending, Dead int64
	PendingSince  time.Time
	// OfficialUntil is where official holidays end: later deadlines may move.
	OfficialUntil time.Time
}

// healthPage shows it, with the messages that did not arrive.
type healthPage struct {
	frame
	Facts  []healthFact // for administrators
	Lost   []lostLine
	Next   string
	Notice string
	Resend bool
}

type healthFact struct {
	Name, Text string
	Bad        bool
}

type lostLine struct {
	Case   samad.Case
	ID     string
	Kind   string
	At     string
	Tries  string
	Fault  string
	Silent bool
	Dead   bool
	Call   bool // only a call can tell it
}

// How far behind the work may be before the page calls it bad.
const (
	lateWork    = 5 * time.Minute
	lateMessage = time.Hour
)

func (v *visit) mayResend() bool {
	r := v.session.Account.Role
	return r == samad.RoleOperator || r == samad.RoleSupervisor
}

func (v *visit) mayReadHealth() bool {
	return v.h.Health != nil && samad.MayIn(v.actor(), samad.ReadHealth, samad.Area{})
}

func (h *handler) health(v *visit) error {
	if !v.mayResend() && !v.mayReadHealth() {
		return samad.ErrForbidden
	}
	f := v.frame(v.T("سلامت سامانه", "Health"))
	if !v.mayReadHealth() {
		f.Title = v.T("پیام‌های نرسیده", "Messages that did not arrive")
	}
	page := healthPage{frame: f, Resend: v.mayResend()}
	switch v.r.URL.Query().Get("done") {
	case "":
	case "told":
		page.Notice = v.T("ثبت شد: تلفنی به متقاضی گفته شد.", "Recorded: the petitioner was told by phone.")
	default:
		page.Notice = v.T("پیام دوباره در نوبت فرستادن است.", "The message waits to be sent again.")
	}
	if v.mayReadHealth() {
		page.Facts = v.healthFacts(v.r.Context(), f)
	}
	list, err := h.Desk.Undelivered(v.r.Context(), v.actor(), samad.UndeliveredQuery{Cursor: v.r.URL.Query().Get("cursor")})
	if errors.Is(err, samad.ErrInvalid) {
		v.redirect("/desk/health") // a cursor that nobody was given
		return nil
	}
	if err != nil {
		return err
	}
	for _, u := range list.Items {
		page.Lost = append(page.Lost, lostLine{
			Case: u.Case, ID: u.Message.ID, Kind: v.messageName(u.Message.Kind), At: f.Moment(u.Message.Created), Tries: f.N(u.Message.Attempts),
			Fault: v.carrierFault(u.Message.Fault), Silent: u.Silent, Dead: u.Message.State == samad.Dead,
			Call: u.Message.Carrier == samad.ByPhone,
		})
	}
	if list.Next != "" {
		page.Next = "/desk/health?cursor=" + url.QueryEscape(list.Next)
	}
	return v.show(200, "health", page)
}

func (v *visit) healthFacts(ctx context.Context, f frame) []healthFact {
	now := v.h.Now()
	is := v.h.Health(ctx)
	out := []healthFact{{Name: v.T("پایگاه داده و تقویم", "Database and calendar"), Text: v.T("آماده", "ready")}}
	if is.Fault != nil {
		out[0].Text, out[0].Bad = v.T("آماده نیست؛ سبب در گزارش سرور است", "not ready; the reason is in the log"), true
		v.h.Logger.ErrorContext(ctx, "not healthy", "request_id", v.h.RequestID(ctx), "error", is.Fault.Error())
	}
	late := healthFact{Name: v.T("کار سررسیدشده و انجام‌نشده", "Work that is due and not done"), Text: v.T("هیچ", "none")}
	if lag := now.Sub(is.Oldest); !is.Oldest.IsZero() && lag > 0 {
		late.Text, late.Bad = v.ago(f, lag), lag > lateWork
	}
	waiting := healthFact{Name: v.T("پیام در نوبت", "Messages that wait"), Text: f.N(is.Pending)}
	if is.Pending > 0 && !is.PendingSince.IsZero() {
		lag := now.Sub(is.PendingSince)
		waiting.Text += v.T("؛ قدیمی‌ترین: ", "; the oldest: ") + v.ago(f, lag)
		waiting.Bad = lag > lateMessage
	}
	dead := healthFact{Name: v.T("پیام رهاشده", "Messages given up"), Text: f.N(is.Dead), Bad: is.Dead > 0}
	official := healthFact{Name: v.T("تعطیلی‌های رسمی تا", "Official holidays until"), Text: f.Day(is.OfficialUntil.Add(-time.Second)), Bad: is.OfficialUntil.Before(now.AddDate(0, 1, 0))}
	return append(out, late, waiting, dead, official, healthFact{Name: v.T("نسخه", "Version"), Text: f.N(v.h.Version)})
}

// ago writes a span in the largest unit that fits.
func (v *visit) ago(f frame, d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return f.N(fmt.Sprint(int(d.Hours()/24))) + v.T(" روز", " days")
	case d >= 2*time.Hour:
		return f.N(fmt.Sprint(int(d.Hours()))) + v.T(" ساعت", " hours")
	default:
		return f.N(fmt.Sprint(int(d.Minutes()))) + v.T(" دقیقه", " minutes")
	}
}

func (v *visit) messageName(k samad.MessageKind) string {
	name := map[samad.MessageKind]samad.Text{
		samad.ReceiptMessage: {Fa: "رسید", En: "receipt"}, samad.AnswerMessage: {Fa: "پاسخ", En: "answer"},
	}[k].In(v.lang)
	if name == "" {
		return v.T("خبر پرونده", "news of the case")
	}
	return name
}

// carrierFault says why a message was not taken, by the kinds that a Desk keeps.
func (v *visit) carrierFault(kind string) string {
	switch kind {
	case "permanent":
		return v.T("پیام‌رسان برای همیشه نپذیرفت؛ شاید شماره درست نیست", "refused for good; perhaps the number is wrong")
	case samad.FaultLandline:
		return v.T("تنها تلفن ثابت دارد؛ به او تلفن کنید و بگویید (شماره در پرونده است)", "a landline only: call and tell (the number is in the case)")
	case samad.FaultErased:
		return v.T("اطلاعات پرونده پاک شده است", "the personal data was erased")
	case "":
		return ""
	default:
		return v.T("پیام‌رسان در دسترس نبود", "the carrier could not be reached")
	}
}

// resend has a message tried again, or records that an operator told it by
// phone.
func (h *handler) resend(v *visit) error {
	if !v.mayResend() {
		return samad.ErrForbidden
	}
	if err := v.form(); err != nil {
		return err
	}
	does, done := h.Desk.Resend, "resend"
	if v.value("step") == "told" {
		does, done = h.Desk.ToldByPhone, "told"
	}
	if err := does(v.r.Context(), v.actor(), samad.CaseID(v.r.PathValue("case")), v.r.PathValue("message")); err != nil {
		return err
	}
	v.redirect("/desk/health?done=" + done)
	return nil
}
