package samad

// ActionName is what an action is called on pages and in tables, or the zero
// Text for an unknown one.
func ActionName(a Action) Text {
	if t, ok := caseActionNames()[a]; ok {
		return t
	}
	return areaActionNames()[a]
}

func caseActionNames() map[Action]Text {
	return map[Action]Text{
		Submit:          {"ثبت پرونده", "submit a case"},
		TakeCall:        {"ثبت تماس", "record a call"},
		Accept:          {"پذیرش در پالایش", "accept"},
		Refer:           {"ارجاع", "refer"},
		Ask:             {"پرسش از متقاضی", "ask the petitioner"},
		Merge:           {"پیوستن به پرونده دیگر", "merge"},
		Separate:        {"جدا کردن پرونده پیوسته", "separate"},
		Decline:         {"خارج کردن از رسیدگی", "decline"},
		Advise:          {"حل با راهنمایی", "settle by advice"},
		Assign:          {"سپردن به کارشناس", "assign to an expert"},
		Return:          {"عودت", "return"},
		Act:             {"گزارش اقدام", "report a step"},
		Draft:           {"پیش‌نویس پاسخ", "draft an answer"},
		AnswerCase:      {"پاسخ", "answer"},
		AnswerByLetter:  {"ثبت پاسخ نامه‌ای دستگاه", "enter an agency's answer by letter"},
		Approve:         {"تأیید پاسخ", "approve an answer"},
		SendBack:        {"برگرداندن پاسخ برای اصلاح", "send an answer back"},
		Inform:          {"تکمیل اطلاعات", "add information"},
		Object:          {"اعتراض به پاسخ", "object"},
		Rate:            {"ارزیابی پاسخ", "rate"},
		Withdraw:        {"پس گرفتن", "withdraw"},
		Confirm:         {"پذیرفتن پاسخ", "confirm"},
		Close:           {"مختومه کردن", "close"},
		Reopen:          {"باز کردن دوباره", "reopen"},
		Extend:          {"تمدید مهلت", "extend"},
		AskExtension:    {"درخواست تمدید مهلت", "ask for more time"},
		RefuseExtension: {"رد تمدید مهلت", "refuse more time"},
		Escalate:        {"ارجاع به مقام بالاتر", "escalate"},
		FollowUp:        {"ثبت پیگیری", "note a follow-up"},
		ReplacePIN:      {"فرستادن رمز تازه", "replace the PIN"},
		Erase:           {"پاک کردن اطلاعات", "erase"},
		HoldCase:        {"نگه داشتن از پاک شدن", "hold from erasure"},
		ReleaseCase:     {"پایان نگهداری", "release from a hold"},
		Tick:            {"گذشت زمان", "time passes"},
		Lapse:           {"پایان مهلت متقاضی", "the petitioner's time ends"},
		Read:            {"دیدن پرونده", "read"},
		ReadIdentity:    {"دیدن هویت متقاضی", "see the petitioner"},
		ReadCalls:       {"دیدن تماس‌ها", "see calls"},
	}
}

func areaActionNames() map[Action]Text {
	return map[Action]Text{
		PlanMeeting:       {"برنامه‌ریزی ملاقات الکترونیکی", "plan meetings"},
		AcceptInvitation:  {"پاسخ به دعوت", "accept an invitation"},
		RunConsole:        {"میز تماس ملاقات", "run the meeting console"},
		PlanVisit:         {"برنامه‌ریزی بازدید", "plan visits"},
		ReadVisits:        {"دیدن بازدیدها", "see visits"},
		ReportVisit:       {"گزارش بازدید", "report a visit"},
		SetDuty:           {"تعیین حضور، مرخصی و جانشین", "set duty, leave and stand-ins"},
		IssueNotice:       {"صدور تذکر و اخطار", "issue notices"},
		ReadNotices:       {"دیدن تذکرها", "see notices"},
		AcknowledgeNotice: {"دریافت تذکر", "acknowledge a notice"},
		AppealNotice:      {"اعتراض به تذکر", "appeal a notice"},
		DecideAppeal:      {"رسیدگی به اعتراض به تذکر", "decide appeals"},
		ManageCommission:  {"دبیری کمیسیون", "manage commissions"},
		ReadCommission:    {"دیدن کمیسیون", "see commissions"},
		DecideResolution:  {"داوری درباره اجرای مصوبه", "judge how resolutions were carried out"},
		ReportResolution:  {"گزارش اجرای مصوبه", "report on resolutions"},
		OpenDemand:        {"گشودن مطالبه", "open a demand"},
		AnswerDemand:      {"پاسخ به مطالبه", "answer a demand"},
		ReadDemands:       {"دیدن مطالبه‌ها", "see demands"},
		ManageGaps:        {"پیگیری خلاءها", "manage gaps"},
		ReviewAnswer:      {"بازبینی پاسخ‌ها", "review answers"},
		ReadReviews:       {"دیدن بازبینی‌ها", "see reviews"},
		ManageImprovement: {"اقدام‌های بهبود", "manage improvement actions"},
		ReadFigures:       {"دیدن آمار", "see figures"},
		PublishFigures:    {"انتشار آمار", "publish figures"},
		ReadRoster:        {"دیدن نوبت‌کاری", "see the roster"},
		ManageAccounts:    {"مدیریت کاربران", "manage accounts"},
		ManageTexts:       {"مدیریت متن‌ها", "manage texts"},
		ManageRules:       {"مدیریت قاعده‌ها", "manage rules"},
		ManageCampaigns:   {"مدیریت موضوع‌های ویژه", "manage campaign topics"},
		ManageCalendar:    {"مدیریت تقویم", "manage the calendar"},
		ManageDirectory:   {"مدیریت دستگاه‌ها و موضوع‌ها", "manage agencies and topics"},
		ManageKeys:        {"مدیریت کلیدهای سامانه‌ها", "manage keys of services"},
		ManageWebhooks:    {"مدیریت وب‌هوک‌ها", "manage webhooks"},
		ReadAudit:         {"دیدن رخدادهای امنیتی", "see the audit log"},
		ReadHealth:        {"دیدن سلامت سامانه", "see health"},
	}
}
