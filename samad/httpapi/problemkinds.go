package httpapi

import (
	"net/http"
	"time"

	"github.com/samad111/go-samad/samad"
)

// The codes of problems that are HTTP's own. Those of the Desk are
// [samad.ErrorCodes].
const (
	codeMalformedJSON   = "malformed_json"
	codeUnreadable      = "unreadable_body"
	codeTooLarge        = "too_large"
	codeMediaType       = "unsupported_media_type"
	codeUnknownPath     = "unknown_path"
	codeMethod          = "method_not_allowed"
	codeUnauthenticated = "unauthenticated"
	codeCredentials     = "wrong_credentials"
	codeLocked          = "account_locked"
	codePasswordChange  = "password_change_required"
	codeSecondFactor    = "second_factor_required"
	codeTooMany         = "too_many_requests"
	codePrecondition    = "precondition_failed"
	codeNotReady        = "not_ready"
	codeBusy            = "busy"
	codeTimeout         = "timeout"
	codeInternal        = "internal"
)

// problemKind is what is told of all problems of one code. Without a detail
// of its own, the detail is what [samad.Explain] says.
type problemKind struct {
	code       string
	status     int
	title      samad.Text
	detail     samad.Text
	retryAfter time.Duration
}

// problemKinds lists every code that the API can answer.
func problemKinds() map[string]problemKind {
	kinds := map[string]problemKind{}
	for _, k := range append(deskProblems(), httpProblems()...) {
		kinds[k.code] = k
	}
	return kinds
}

// deskProblems gives the Desk's errors their HTTP status.
func deskProblems() []problemKind {
	soon := time.Second
	return []problemKind{
		{"invalid", 422, samad.Text{Fa: "درخواست نادرست", En: "Invalid request"}, samad.Text{}, 0},
		{"malformed_code", 422, samad.Text{Fa: "کد رهگیری نادرست", En: "Malformed tracking code"},
			samad.Text{Fa: "کد رهگیری درست نیست. رقم‌های آن را دوباره ببینید.", En: "The tracking code is not right. Look at its digits again."}, 0},
		{"pin_required", 401, samad.Text{Fa: "رمز لازم است", En: "PIN required"}, samad.Text{}, 0},
		{"no_match", 404, samad.Text{Fa: "پرونده‌ای پیدا نشد", En: "No matching case"}, samad.Text{}, 0},
		{"key_reused", 409, samad.Text{Fa: "کلید تکراری", En: "Idempotency key reused"}, samad.Text{}, 0},
		{"receipt_expired", 409, samad.Text{Fa: "رسید نگهداری نمی‌شود", En: "Receipt no longer kept"}, samad.Text{}, 0},
		{"forbidden", 403, samad.Text{Fa: "اجازه ندارید", En: "Not allowed"}, samad.Text{}, 0},
		{"conflict", 409, samad.Text{Fa: "پرونده تغییر کرده است", En: "The case has changed"}, samad.Text{}, 0},
		{"not_possible_now", 409, samad.Text{Fa: "اکنون شدنی نیست", En: "Not possible now"}, samad.Text{}, 0},
		{"no_route", 422, samad.Text{Fa: "دستگاه مسئول مشخص نیست", En: "No responsible agency"}, samad.Text{}, 0},
		{"too_late", 409, samad.Text{Fa: "مهلت گذشته است", En: "Too late"}, samad.Text{}, 0},
		{"limit", 409, samad.Text{Fa: "بیش از حد", En: "Limit reached"}, samad.Text{}, 0},
		{"held", 409, samad.Text{Fa: "نگهداری به دستور", En: "Held"}, samad.Text{}, 0},
		{"erased", 410, samad.Text{Fa: "اطلاعات پاک شده است", En: "Erased"}, samad.Text{}, 0},
		{"history", 500, samad.Text{Fa: "تاریخچه نمی‌خواند", En: "History does not verify"}, samad.Text{}, 0},
		{"not_found", 404, samad.Text{Fa: "پیدا نشد", En: "Not found"}, samad.Text{}, 0},
		{"code_taken", 503, samad.Text{Fa: "دوباره بفرستید", En: "Try again"}, samad.Text{}, soon},
		{"key_taken", 409, samad.Text{Fa: "در حال ثبت است", En: "Being recorded"}, samad.Text{}, soon},
		{"retry", 503, samad.Text{Fa: "دوباره بفرستید", En: "Try again"}, samad.Text{}, soon},
		{"not_deliverable", 500, samad.Text{Fa: "پیام نمی‌رسد", En: "Not deliverable"}, samad.Text{}, 0},
		{"closed", 503, samad.Text{Fa: "سامانه خاموش می‌شود", En: "Shutting down"}, samad.Text{}, 10 * soon},
		{"unavailable", 503, samad.Text{Fa: "در دسترس نیست", En: "Unavailable"}, samad.Text{}, 10 * soon},
		{codeInternal, 500, samad.Text{Fa: "خطای سامانه", En: "Internal error"}, samad.Text{}, 0},
	}
}

// httpProblems are the problems of HTTP itself.
func httpProblems() []problemKind {
	return []problemKind{
		{codeMalformedJSON, http.StatusBadRequest,
			samad.Text{Fa: "JSON نادرست", En: "Malformed JSON"},
			samad.Text{Fa: "بدنه درخواست JSON درستی نیست؛ جای آن نشان داده شده است. چیزی ثبت نشده است.",
				En: "The body is not well-formed JSON; the place is given. Nothing was recorded."}, 0},
		{codeUnreadable, http.StatusBadRequest,
			samad.Text{Fa: "بدنه خوانده نشد", En: "Unreadable body"},
			samad.Text{Fa: "بدنه درخواست تا پایان نرسید. دوباره بفرستید.", En: "The body did not arrive to its end. Send it again."}, 0},
		{codeTooLarge, http.StatusRequestEntityTooLarge,
			samad.Text{Fa: "درخواست بزرگ است", En: "Body too large"},
			samad.Text{Fa: "درخواست از اندازه مجاز بزرگ‌تر است. متن را کوتاه کنید یا فایل کوچک‌تری بفرستید.", En: "The body is larger than what is accepted. Shorten the texts, or send a smaller file."}, 0},
		{codeMediaType, http.StatusUnsupportedMediaType,
			samad.Text{Fa: "نوع محتوا پذیرفته نیست", En: "Unsupported media type"},
			samad.Text{Fa: "بدنه را با Content-Type: application/json، به UTF-8 و بدون فشرده‌سازی بفرستید؛ پیوست را با application/octet-stream.",
				En: "Send the body as Content-Type: application/json, in UTF-8 and not compressed; a file as application/octet-stream."}, 0},
		{codeUnknownPath, http.StatusNotFound,
			samad.Text{Fa: "نشانی شناخته نیست", En: "Unknown path"},
			samad.Text{Fa: "در این نشانی چیزی نیست. openapi.json همه نشانی‌ها را دارد.", En: "There is nothing at this path. openapi.json lists all of them."}, 0},
		{codeMethod, http.StatusMethodNotAllowed,
			samad.Text{Fa: "این روش پذیرفته نیست", En: "Method not allowed"},
			samad.Text{Fa: "این نشانی با این روش HTTP کار نمی‌کند؛ سرایند Allow روش‌های درست را دارد.", En: "This path does not take this method; the Allow header lists those it takes."}, 0},
		{codeUnauthenticated, http.StatusUnauthorized,
			samad.Text{Fa: "وارد نشده‌اید", En: "Not signed in"},
			samad.Text{Fa: "برای این کار وارد سامانه شوید؛ شاید زمان نشست شما گذشته باشد.", En: "Sign in for this; your session may have ended."}, 0},
		{codeCredentials, http.StatusUnauthorized,
			samad.Text{Fa: "ورود ناموفق", En: "Sign-in failed"},
			samad.Text{Fa: "نام کاربری یا گذرواژه درست نیست.", En: "User name or password is wrong."}, 0},
		{codeLocked, http.StatusForbidden,
			samad.Text{Fa: "حساب قفل است", En: "Account locked"},
			samad.Text{Fa: "این حساب فعلا قفل است. چند دقیقه دیگر دوباره بیایید یا از راهبر سامانه کمک بگیرید.",
				En: "This account is locked for now. Come back in some minutes, or ask the administrator."}, 0},
		{codePasswordChange, http.StatusForbidden,
			samad.Text{Fa: "گذرواژه را تغییر دهید", En: "Change the password"},
			samad.Text{Fa: "نخست در صفحه ورود گذرواژه تازه‌ای بگذارید.", En: "Set a new password at the sign-in page first."}, 0},
		{codeSecondFactor, http.StatusForbidden,
			samad.Text{Fa: "عامل دوم لازم است", En: "A second factor is required"},
			samad.Text{Fa: "این حساب عامل دوم می‌خواهد: کد آن را در factor بفرستید. عامل دوم در صفحه‌ها ساخته می‌شود؛ برنامه‌ها کلید API بگیرند.",
				En: "This account needs its second factor: send its code as factor. It is set up at the pages; programs get an API key."}, 0},
		{codeTooMany, http.StatusTooManyRequests,
			samad.Text{Fa: "درخواست‌های پی‌درپی", En: "Too many requests"},
			samad.Text{Fa: "درخواست‌ها بیش از اندازه‌اند. اندکی صبر کنید و دوباره بفرستید.", En: "There were too many requests. Wait a moment and send it again."}, time.Second},
		{codePrecondition, http.StatusPreconditionFailed,
			samad.Text{Fa: "پرونده تغییر کرده است", En: "The case has changed"},
			samad.Text{Fa: "پرونده دیگر همان نیست که If-Match می‌گوید. آن را دوباره بخوانید و بسنجید. کاری انجام نشده است.",
				En: "The case is no longer what If-Match says. Read it again and think again. Nothing was done."}, 0},
		{codeBusy, http.StatusServiceUnavailable,
			samad.Text{Fa: "سامانه شلوغ است", En: "Busy"},
			samad.Text{Fa: "درخواست‌های هم‌زمان بیش از اندازه‌اند؛ چیزی ثبت نشده است. چند ثانیه دیگر دوباره بفرستید.",
				En: "There are too many requests at once; nothing was recorded. Send it again in a few seconds."}, busyWait},
		{codeNotReady, http.StatusServiceUnavailable,
			samad.Text{Fa: "آماده نیست", En: "Not ready"},
			samad.Text{Fa: "سامانه هنوز آماده پاسخگویی نیست.", En: "The service cannot take requests yet."}, 5 * time.Second},
		{codeTimeout, http.StatusServiceUnavailable,
			samad.Text{Fa: "زمان گذشت", En: "Timed out"},
			samad.Text{Fa: "پاسخ به‌هنگام آماده نشد. با همان کلید تکرار دوباره بفرستید.", En: "The answer was not ready in time. Send it again with the same idempotency key."}, time.Second},
	}
}
