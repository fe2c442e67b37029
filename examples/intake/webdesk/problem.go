package webdesk

import (
	"context"
	"errors"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/samad111/go-samad/examples/intake/openid"
	"github.com/samad111/go-samad/samad"
)

var (
	errNoPage      = errors.New("webdesk: no such page")
	errCrossOrigin = errors.New("webdesk: form of another site")
	errBadForm     = errors.New("webdesk: form could not be read")
	errTooLarge    = errors.New("webdesk: form too large")
	errSignedOut   = errors.New("webdesk: form of a session that has ended")
)

// limitError says that somebody asked too often.
type limitError struct{ wait time.Duration }

// Error says how long to wait.
func (e *limitError) Error() string { return "webdesk: too many requests, wait " + e.wait.String() }

// problemPage says what happened, that nothing was lost, and what to do.
type problemPage struct {
	frame
	What, Next string
	Back       string // a page to go to, "" for home
	BackName   string
	Kept       []string // what was written in the form that was refused
}

// problem is what is said of one kind of error.
type problem struct {
	status           int
	title, what, nxt samad.Text
}

func problemOf(err error) problem {
	nothing := samad.Text{Fa: "چیزی ثبت نشد و چیزی از دست نرفت.", En: "Nothing was recorded and nothing was lost."}
	again := samad.Text{Fa: "به صفحه پیش برگردید و دوباره بفرستید.", En: "Go back and send it again."}
	var limited *limitError
	switch {
	case errors.Is(err, errNoPage):
		return problem{404, samad.Text{Fa: "این صفحه پیدا نشد", En: "Page not found"},
			samad.Text{Fa: "در این نشانی چیزی نیست.", En: "There is nothing at this address."},
			samad.Text{Fa: "نشانی را دوباره ببینید یا از صفحه نخست آغاز کنید.", En: "Look at the address again, or start from the home page."}}
	case errors.Is(err, errCrossOrigin):
		return problem{403, samad.Text{Fa: "این درخواست از سایت دیگری آمد", En: "This request came from another site"},
			samad.Text{Fa: "برای ایمنی شما، فرم‌هایی که از سایت دیگری فرستاده شوند پذیرفته نمی‌شوند. " + nothing.Fa, En: "For your safety, forms that another site sends are not accepted. " + nothing.En},
			samad.Text{Fa: "همان کار را در صفحه‌های همین سامانه انجام دهید.", En: "Do the same on the pages of this site."}}
	case errors.Is(err, errSignedOut):
		return problem{401, samad.Text{Fa: "نشست شما پایان یافته است", En: "Your session has ended"},
			samad.Text{Fa: "تا دوباره وارد نشوید، این فرم پذیرفته نمی‌شود. چیزی ثبت نشد.", En: "Until you sign in again this form is not accepted. Nothing was recorded."},
			samad.Text{Fa: "وارد شوید، همان صفحه را باز کنید و دوباره بفرستید.", En: "Sign in, open the same page and send it again."}}
	case errors.Is(err, errBadForm):
		return problem{400, samad.Text{Fa: "فرم کامل نرسید", En: "The form did not arrive whole"},
			samad.Text{Fa: "آنچه فرستادید خوانده نشد. چیزی ثبت نشد.", En: "What you sent could not be read. Nothing was recorded."}, again}
	case errors.Is(err, errTooLarge):
		return problem{413, samad.Text{Fa: "فرم یا پیوست آن بزرگ است", En: "The form or its attachment is too large"},
			samad.Text{Fa: "آنچه فرستادید بیش از اندازه بزرگ بود. چیزی ثبت نشد.", En: "What you sent was too large. Nothing was recorded."},
			samad.Text{Fa: "به صفحه پیش برگردید؛ متن را کوتاه‌تر کنید یا پیوست کوچک‌تری بگذارید (هر پیوست تا ۱۰ مگابایت) و دوباره بفرستید.", En: "Go back, shorten the text or attach something smaller (10 MB each at most), and send it again."}}
	case errors.As(err, &limited):
		return problem{429, samad.Text{Fa: "کمی صبر کنید", En: "Please wait a little"},
			samad.Text{Fa: "درخواست‌های زیادی پشت سر هم رسید. " + nothing.Fa, En: "Too many requests came one after the other. " + nothing.En},
			again}
	case errors.Is(err, samad.ErrNotFound), errors.Is(err, samad.ErrNoMatch):
		return problem{404, samad.Text{Fa: "پرونده پیدا نشد", En: "No such case"},
			samad.Text{Fa: "چنین پرونده‌ای نیست یا در حوزه کار شما نیست.", En: "There is no such case, or it does not lie in your area."},
			samad.Text{Fa: "کد را دوباره ببینید یا به فهرست برگردید.", En: "Look at the code again, or go back to the list."}}
	case errors.Is(err, samad.ErrForbidden):
		return problem{403, samad.Text{Fa: "اجازه این کار را ندارید", En: "You may not do this"},
			samad.Text{Fa: "نقش شما این کار را در بر نمی‌گیرد. " + nothing.Fa, En: "Your role does not include this. " + nothing.En},
			samad.Text{Fa: "اگر باید بتوانید، از راهبر سامانه بخواهید.", En: "If it should, ask the administrator."}}
	case errors.Is(err, openid.ErrRefused):
		return problem{403, samad.Text{Fa: "ورود انجام نشد", En: "Not signed in"},
			samad.Text{Fa: "سامانه ورود یکپارچه این ورود را نپذیرفت، یا از مرورگر دیگری آغاز شده بود، یا بیش از ده دقیقه کشید.", En: "The provider refused this sign-in, or it was begun in another browser, or took more than ten minutes."},
			samad.Text{Fa: "از صفحه ورود دوباره آغاز کنید.", En: "Begin again at the sign-in page."}}
	case errors.Is(err, openid.ErrUnreachable):
		return problem{503, samad.Text{Fa: "سامانه ورود یکپارچه پاسخ نمی‌دهد", En: "The sign-in provider does not answer"},
			samad.Text{Fa: "ورود از آن راه اکنون شدنی نیست.", En: "Signing in that way is not possible now."},
			samad.Text{Fa: "با نام کاربری و گذرواژه وارد شوید یا اندکی بعد دوباره بیایید.", En: "Sign in with user name and password, or come back later."}}
	case errors.Is(err, samad.ErrClosed), errors.Is(err, samad.ErrUnavailable), errors.Is(err, context.DeadlineExceeded):
		return problem{503, samad.Text{Fa: "سامانه اکنون در دسترس نیست", En: "The service cannot be reached now"},
			samad.Text{Fa: "پاسخ به‌هنگام آماده نشد.", En: "The answer was not ready in time."}, again}
	default:
		return problem{500, samad.Text{Fa: "خطایی در سامانه رخ داد", En: "Something went wrong here"},
			samad.Text{Fa: "این خطا از ماست، نه از شما، و ثبت شد. پرونده‌های شما دست‌نخورده‌اند.", En: "The fault is ours, not yours, and was noted. Your cases are untouched."}, again}
	}
}

// fail answers with an error as a person wants it. Its cause goes to the log.
func (v *visit) fail(err error) {
	ctx := v.r.Context()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return // whoever asked has gone
	}
	p := problemOf(err)
	if p.status == http.StatusNotFound && !errors.Is(err, errNoPage) && !v.ofCase() {
		p = nothingThere
	}
	if errors.Is(err, samad.ErrForbidden) && (v.r.Method == http.MethodGet || v.r.Method == http.MethodHead) {
		p = notYourPage
	}
	id := v.h.RequestID(ctx)
	if p.status >= http.StatusInternalServerError {
		v.h.Logger.ErrorContext(ctx, "page failed", "request_id", id, "route", v.r.Pattern, "error", err.Error())
	}
	if limited, ok := errors.AsType[*limitError](err); ok {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(limited.wait.Seconds()))))
	}
	page := problemPage{frame: v.frame(p.title.In(v.lang)), What: p.what.In(v.lang), Next: p.nxt.In(v.lang), Kept: v.kept()}
	if limited, ok := errors.AsType[*limitError](err); ok {
		minutes := page.N(max(1, int(math.Ceil(limited.wait.Minutes()))))
		page.Next = v.T(minutes+" دقیقه صبر کنید، به صفحه پیش برگردید و دوباره بفرستید.", "Wait "+minutes+" min, go back and send it again.")
	}
	if p.status >= http.StatusInternalServerError {
		page.Request = id
	}
	if errors.Is(err, errSignedOut) {
		page.Back, page.BackName = "/sign-in", v.T("ورود کارکنان", "Staff sign-in")
	}
	if strings.HasPrefix(v.r.URL.Path, "/desk") && v.session != nil {
		page.Back, page.BackName = "/desk", v.T("میز کار", "Desk")
	}
	if err := v.show(p.status, "problem", page); err != nil {
		v.h.Logger.ErrorContext(ctx, "error page failed", "request_id", id, "error", err.Error())
		http.Error(v.w, "خطایی در سامانه رخ داد؛ اندکی بعد دوباره بفرستید.", http.StatusInternalServerError)
	}
}

// nothingThere is said where an address of no case leads nowhere.
var nothingThere = problem{404, samad.Text{Fa: "چیزی پیدا نشد", En: "Nothing found"},
	samad.Text{Fa: "این پیوند به چیزی نمی‌رسد: شاید ناقص رسیده، زمانش گذشته یا در حوزه کار شما نیست.", En: "This link leads to nothing: it may have arrived in part, have ended, or lie outside your area."},
	samad.Text{Fa: "نشانی را دوباره ببینید. اگر کسی آن را به شما داده است، از او بپرسید.", En: "Look at the address again. If somebody gave it to you, ask them."}}

// notYourPage is said to whoever opened a page of another role: nothing was to
// be recorded.
var notYourPage = problem{403, samad.Text{Fa: "این صفحه برای نقش شما نیست", En: "This page is not for your role"},
	samad.Text{Fa: "آنچه اینجاست به نقش دیگری نشان داده می‌شود.", En: "What is here is shown to another role."},
	samad.Text{Fa: "کار شما در «میز کار» است. اگر باید این صفحه را ببینید، از راهبر سامانه بخواهید.", En: "Your work is on the desk. If you should see this page, ask the administrator."}}

// ofCase says whether the address is one of a case.
func (v *visit) ofCase() bool {
	for _, of := range []string{"/desk/cases", "/desk/find", "/desk/screen", "/follow"} {
		if strings.HasPrefix(v.r.URL.Path, of) {
			return true
		}
	}
	return false
}

// kept is what somebody wrote in the form that is refused, to copy from:
// browsers do not bring texts back to pages that must not be stored. Secrets
// and short fields are not repeated.
func (v *visit) kept() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(v.r.PostForm)) {
		switch name {
		case "password", "old", "new", "again", "pin", "code", "to":
			continue
		}
		for _, text := range v.r.PostForm[name] {
			if utf8.RuneCountInString(text) >= 20 && strings.ContainsAny(text, " \n") {
				out = append(out, text)
			}
		}
	}
	return out
}

// form reads the form that was sent.
func (v *visit) form() error {
	err := v.r.ParseForm()
	if err == nil && strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		// All of it in memory: files must not lie on the disk in clear. A server
		// that cannot set the deadlines has limits of its own.
		control, until := http.NewResponseController(v.w), time.Now().Add(fileTime)
		_, _ = control.SetReadDeadline(until), control.SetWriteDeadline(until.Add(fileTime))
		err = v.r.ParseMultipartForm(maxFiles)
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case err != nil:
		return errBadForm
	}
	return nil
}

// value is a field of the form, with the line ends of the record.
func (v *visit) value(name string) string {
	return strings.ReplaceAll(v.r.PostForm.Get(name), "\r\n", "\n")
}
