package httpapi

import "github.com/samad111/go-samad/samad"

// docsWords are the page's own words in one language.
type docsWords struct {
	Title, Opening, Skip, Document, Other, OtherLang, Version, Contents, Access, Parameters, Name, Where, Meaning, Required,
	Body, Type, Example, Answer, Answers, Problems, Status, Comma, Anyone, CodeOrPIN, PIN, Staff string
	Places, Statuses map[string]string
}

//nolint:dupl // the same words in two languages
func docsWordsIn(lang samad.Lang) docsWords {
	if lang == samad.English {
		return docsWords{
			Title: "The API of Samad 111", Skip: "To the contents", Document: "OpenAPI 3.1 document", Other: "فارسی", OtherLang: "fa",
			Opening: "Requests and answers are JSON in UTF-8, errors are problem+json (RFC 9457). Names, explanations and errors follow " +
				"Accept-Language. Instants are RFC 3339 in UTC.",
			Version: "Version", Contents: "Contents", Access: "Needs:", Parameters: "Parameters", Name: "Name", Where: "Where", Meaning: "Meaning",
			Required: "required", Body: "Body", Type: "Type", Example: "Example", Answer: "An answer", Answers: "Answers", Problems: "Problems",
			Status: "Status", Comma: ",", Anyone: "nothing", CodeOrPIN: "the tracking code; with the header Samad-PIN, texts and answers too",
			PIN: "the tracking code and its PIN in the header Samad-PIN", Staff: "a signed-in account",
			Places: map[string]string{"path": "path", "query": "query", "header": "header"},
			Statuses: map[string]string{
				"200": "done", "201": "recorded", "204": "done, with nothing to say", "304": "not changed", "400": "not readable", "401": "not proven who asks",
				"403": "not allowed", "404": "not there", "409": "does not go together with how it stands", "410": "erased", "412": "changed since it was read",
				"413": "too large", "415": "not the type that is taken", "422": "not right", "429": "too many requests", "503": "not now; see Retry-After", "default": "went wrong inside",
			},
		}
	}
	return docsWords{
		Title: "رابط برنامه‌نویسی سامد ۱۱۱", Skip: "رفتن به محتوا", Document: "سند OpenAPI 3.1", Other: "English", OtherLang: "en",
		Opening: "درخواست‌ها و پاسخ‌ها JSON با رمزگذاری UTF-8 هستند و خطاها problem+json (RFC 9457). نام‌ها، توضیح‌ها و خطاها به زبانی است که " +
			"سرایند Accept-Language می‌خواهد. زمان‌ها RFC 3339 و به وقت جهانی نوشته می‌شوند.",
		Version: "نسخه", Contents: "فهرست", Access: "آنچه لازم است:", Parameters: "پارامترها", Name: "نام", Where: "جا", Meaning: "معنا",
		Required: "لازم", Body: "بدنه", Type: "نوع", Example: "نمونه", Answer: "نمونه پاسخ", Answers: "پاسخ‌ها", Problems: "خطاها",
		Status: "کد HTTP", Comma: "،", Anyone: "هیچ", CodeOrPIN: "کد رهگیری؛ با سرایند Samad-PIN متن‌ها و پاسخ‌ها نیز دیده می‌شوند",
		PIN: "کد رهگیری و رمز آن در سرایند Samad-PIN", Staff: "ورود به سامانه",
		Places: map[string]string{"path": "نشانی", "query": "پرس‌وجو", "header": "سرایند"},
		Statuses: map[string]string{
			"200": "انجام شد", "201": "ثبت شد", "204": "انجام شد و چیزی برای گفتن نیست", "304": "تغییر نکرده است", "400": "خوانده نشد",
			"401": "هویت درخواست‌کننده روشن نیست", "403": "اجازه نیست", "404": "پیدا نشد", "409": "با وضع کنونی جور نیست", "410": "پاک شده است",
			"412": "از زمان خواندن تغییر کرده است", "413": "بزرگ است", "415": "از نوعی که پذیرفته است نیست", "422": "درست نیست", "429": "درخواست‌ها بیش از اندازه‌اند",
			"503": "اکنون نه؛ Retry-After را ببینید", "default": "خطا در سامانه",
		},
	}
}

func persianTags() map[string]string {
	return map[string]string{
		"cases":     "آنچه مردم می‌کنند: ثبت، پیگیری، اعتراض، ارزیابی",
		"sessions":  "ورود، آنجا که سامانه میزبان ورود خود را ندارد",
		"desk":      "آنچه کارکنان می‌بینند",
		"steps":     "آنچه کارکنان با پرونده می‌کنند",
		"feed":      "رخدادها، برای دستگاه‌هایی که سامانه خود را دارند",
		"webhooks":  "نشانی‌هایی که رخدادها با امضا به آن‌ها فرستاده می‌شود",
		"calls":     "تماس‌ها، هر چه از آن‌ها برآید",
		"reference": "نوع‌ها، موضوع‌ها، مکان‌ها، دستگاه‌ها و آمار",
		"running":   "برای گرداننده سامانه",
	}
}

// persianOperations are summary and description of every operation.
func persianOperations() map[string][2]string {
	const today = "آنچه امروز معتبر است، به ترتیب بسته استان."
	const line = "برای متقاضی که پشت خط است."
	return map[string][2]string{
		"uploadAttachment": {"فرستادن پیوست", "بدنه خود پرونده است. نوع آن از محتوا خوانده می‌شود، نامش هر چه باشد: عکس، PDF، صدا، ویدئو، و Word و Excel بی‌ماکرو. " +
			"توکن پاسخ در attachments درخواستی می‌آید که پیوست از آنِ آن است؛ بی آن، پیوست از میان می‌رود."},
		"readOwnAttachment": {"خواندن پیوست پرونده خود", "آنچه متقاضی پیوست کرده و آنچه با پاسخ‌ها و گزارش‌ها آمده است. مرورگر آن را خودبه‌خود نشان نمی‌دهد."},
		"readAttachment":    {"خواندن پیوست پرونده", "پیوست‌های متقاضی تنها برای کسانی است که می‌توانند او را بشناسند: نه برای دستگاه‌ها در پرونده محرمانه و ناشناس."},
		"submitCase": {"ثبت پرونده", "موضوع را ثبت می‌کند و کد رهگیری و رمز آن را می‌دهد. با Idempotency-Key همان درخواست تا یک روز همان پاسخ را می‌گیرد " +
			"و پس از آن 409 receipt_expired تنها با کد رهگیری. پرونده با پیوست‌هایش در یک درخواست هم می‌آید: multipart/form-data با همین بدنه در بخش case " +
			"و یک بخش attachments برای هر پیوست. اگر یکی از آن‌ها پذیرفته نشود، چیزی ثبت نمی‌شود."},
		"trackCase":      {"پیگیری پرونده", "کد رهگیری، با هر گونه رقم و فاصله، مرحله‌ها، اداره‌ها و مهلت‌ها را نشان می‌دهد. با سرایند Samad-PIN متن‌ها و پاسخ‌ها نیز می‌آیند."},
		"confirmAnswer":  {"پذیرفتن پاسخ", "پرونده پاسخ‌داده‌شده را مختومه می‌کند."},
		"addInformation": {"تکمیل اطلاعات", "اطلاعات تازه، خواسته یا ناخواسته. پاسخ به پرسش، مهلت دستگاه را دوباره به راه می‌اندازد."},
		"objectToAnswer": {"اعتراض به پاسخ", "پرونده را در همان دستگاه با مهلتی تازه دوباره باز می‌کند."},
		"rateAnswer":     {"ارزیابی پاسخ و رفتار", "یک بار برای هر پاسخی که موضوع را پایان داد."},
		"withdrawCase":   {"پس گرفتن درخواست", "پرونده را به خواست متقاضی پایان می‌دهد."},
		"bulk": {"چند گام با یک درخواست", "حداکثر ۱۰۰ گام از هر نوع؛ هر یک جداگانه انجام یا رد می‌شود و نتیجه خود را دارد. شکست یکی دیگری را باز نمی‌دارد. " +
			"با Idempotency-Key هر گام تنها یک بار انجام می‌شود."},
		"listCalls":           {"فهرست تماس‌ها", "تازه‌ترین‌ها نخست، از مرکزهایی که کاربر می‌بیند."},
		"createWebhook":       {"اشتراک سامانه دیگر در رخدادها", "برای سامانه پرونده‌های یک دستگاه: پیام‌های امضاشده به روش Standard Webhooks، همان‌ها که \u200e/api/v1/events\u200e می‌دهد. راز امضا تنها همین یک بار نشان داده می‌شود."},
		"listWebhooks":        {"فهرست وب‌هوک‌ها و وضع تحویل", "آن‌هایی که شما به آن‌ها رسیدگی می‌کنید، تازه‌ترین نخست."},
		"readWebhook":         {"دیدن یک وب‌هوک و تحویل‌هایش", "تا کجا رسیده، آخرین خطا، و پیام‌هایی که گیرنده نپذیرفته است."},
		"deleteWebhook":       {"پایان یک وب‌هوک", "برای همیشه؛ تاریخچه آن می‌ماند."},
		"pauseWebhook":        {"نگه داشتن یک وب‌هوک", "جای آن در رخدادها می‌ماند."},
		"resumeWebhook":       {"ادامه وب‌هوک نگه‌داشته یا بازایستاده", "از همان جا که بود ادامه می‌یابد."},
		"replayWebhook":       {"فرستادن دوباره از جایی در رخدادها", "پیام‌هایی که گیرنده دارد با همان webhook-id دوباره می‌آیند."},
		"retryWebhook":        {"فرستادن دوباره پیام‌های رهاشده", "پیام‌هایی که گیرنده نپذیرفته است، یک بار دیگر و پیش از رخدادهای تازه."},
		"rotateWebhookSecret": {"تغییر راز امضای یک وب‌هوک", "تا چندی هر پیام هر دو امضا را دارد تا گیرنده در وقت خود تغییر دهد."},
		"takeCall":            {"ثبت تماس", "برای هر تماس، هر چه از آن برآید، همراه با پرونده تازه یا پیگیری‌ها. تماس دوباره درباره همان موضوع به پرونده پیشین می‌پیوندد."},
		"listCases":           {"فهرست پرونده‌ها", "یک صفحه از پرونده‌هایی که کاربر می‌بیند، با پالایه‌ها و جست‌وجو."},
		"readCase":            {"دیدن پرونده", "هر آنچه کاربر از پرونده می‌بیند و آنچه اکنون می‌تواند با آن بکند."},
		"readHistory":         {"دیدن و آزمودن تاریخچه", "رخدادهای پرونده چنان‌که نگهداری می‌شوند، و این‌که با هم می‌خوانند یا نه."},
		"earlierCases":        {"پرونده‌های پیشین متقاضی", "تازه‌ترین پرونده‌های صاحب شماره، از آن‌ها که کاربر می‌بیند."},
		"stepAction":          {"گزارش اقدام", "به متقاضی خبر داده می‌شود."},
		"stepAnswer":          {"پاسخ به متقاضی", "اگر دستگاه تأیید مدیر را بخواهد، پاسخ کارشناس در انتظار تأیید می‌ماند."},
		"stepApprove":         {"تأیید پاسخ", "پاسخی که در انتظار است همان‌گونه فرستاده می‌شود."},
		"stepAsk":             {"پرسش از متقاضی", "مهلت‌ها تا رسیدن پاسخ یا پایان زمان متقاضی می‌ایستند."},
		"stepAssign":          {"سپردن به کارشناس", "به کارشناسی در همان دستگاه."},
		"stepClose":           {"مختومه کردن", "متقاضی هنوز تا پایان مهلت می‌تواند اعتراض کند."},
		"stepConfirm":         {"پذیرفتن پاسخ از سوی متقاضی", line},
		"stepEscalate":        {"ارجاع به مقام بالاتر", "از مرکز به بازرسی، از بازرسی به استاندار."},
		"stepExtend":          {"تمدید مهلت", "با دلیلی که به متقاضی گفته می‌شود."},
		"stepAskExtension":    {"درخواست تمدید مهلت", "در انتظار می‌ماند تا کسی که اجازه دارد بپذیرد یا رد کند."},
		"stepRefuseExtension": {"رد تمدید مهلت", "دلیل آن به دستگاه گفته می‌شود."},
		"stepInform":          {"تکمیل اطلاعات از سوی متقاضی", line},
		"stepObject":          {"اعتراض از سوی متقاضی", line},
		"stepRate":            {"ارزیابی از سوی متقاضی", line},
		"stepRefer":           {"ارجاع پرونده", "به دستگاهی، یا به دستگاهی دیگر؛ زمان گذشته، گذشته می‌ماند."},
		"stepReopen":          {"باز کردن دوباره", "در دستگاهی که آن را داشت، یا در پالایش."},
		"stepReplacePin":      {"فرستادن رمز تازه", "رمز تازه تنها به شماره ثبت‌شده فرستاده می‌شود و به هیچ‌کس دیگر گفته نمی‌شود."},
		"stepReturn":          {"عودت پرونده", "چون کار این دستگاه نیست، با پیشنهاد دستگاهی که باید پاسخ دهد."},
		"stepScreen":          {"پالایش پرونده", "پذیرش، پرونده را با قاعده‌ها ارجاع می‌دهد؛ agency با دلیل به جای آن‌ها می‌نشیند. هر نتیجه تنها بخش‌های خود را می‌گیرد."},
		"stepSendBack":        {"برگرداندن پاسخ برای اصلاح", "پاسخی را که در انتظار است به نویسنده‌اش برمی‌گرداند."},
		"stepSeparate":        {"جدا کردن پرونده پیوسته", "از نو پالایش می‌شود."},
		"stepWithdraw":        {"پس گرفتن از سوی متقاضی", line},
		"readFeed": {"رخدادهای پرونده‌ها", "رخدادهای پرونده‌هایی که کاربر می‌بیند، به ترتیب ثبت و بی‌کم‌وکاست؛ همان که وب‌هوک‌ها می‌فرستند. صفحه‌ای با more " +
			"می‌تواند خالی باشد، چون آنچه از آن دیگران است کنار می‌رود. رخدادی با gone آخرین خبر از آن پرونده است."},
		"listKinds":    {"نوع‌های پرونده", today},
		"listTopics":   {"موضوع‌ها با پرسش‌ها و راهنمایی‌ها", today},
		"listPlaces":   {"استان‌ها، شهرستان‌ها و شهرها", today},
		"listAgencies": {"دستگاه‌ها", today},
		"statistics": {"آمار برای همه", "هر عدد جداگانه به مضربی از unit گرد می‌شود و کوچک‌تر از آن تنها در hidden شمرده می‌شود؛ " +
			"پس هیچ پرونده‌ای را در آن‌ها، حتی با کم کردن دو پاسخ از هم، نمی‌توان یافت."},
		"signIn":  {"ورود", "نشانه‌ای برای سرایند Authorization: Bearer می‌دهد."},
		"signOut": {"خروج", "نشست را پایان می‌دهد."},
		"health":  {"زنده بودن سامانه", "تا زنده است همیشه 200."},
		"ready":   {"آمادگی سامانه", "تا پایگاه داده یا چیز لازم دیگری در دسترس نیست 503."},
		"openapi": {"همین سند", "همه رابط به شکل OpenAPI 3.1، ساخته از همان نوع‌هایی که درخواست‌ها را می‌خوانند."},
	}
}
