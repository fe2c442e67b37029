package samad

// StateName is the name of a state as pages and messages show it.
func StateName(s State) Text {
	return map[State]Text{
		Received:           {"ثبت‌شده", "received"},
		AwaitingPetitioner: {"در انتظار تکمیل اطلاعات", "awaiting petitioner"},
		Referred:           {"ارجاع‌شده", "referred"},
		InProgress:         {"در دست اقدام", "in progress"},
		Answered:           {"پاسخ‌داده‌شده", "answered"},
		Closed:             {"مختومه", "closed"},
		Declined:           {"خارج از رسیدگی", "declined"},
		Merged:             {"پیوسته به پرونده دیگر", "merged"},
		Withdrawn:          {"پس‌گرفته‌شده", "withdrawn"},
	}[s]
}

// KindName is the name of a kind as pages and messages show it.
func KindName(k Kind) Text {
	return map[Kind]Text{
		Request:      {"درخواست", "request"},
		Complaint:    {"شکایت", "complaint"},
		Suggestion:   {"پیشنهاد", "suggestion"},
		Criticism:    {"انتقاد", "criticism"},
		Report:       {"گزارش", "report"},
		Idea:         {"طرح و ایده", "plan or idea"},
		Consultation: {"مشاوره", "consultation"},
	}[k]
}

// OutcomeName is the name of an answer's outcome as pages show it.
func OutcomeName(o Outcome) Text {
	return map[Outcome]Text{
		Done:        {"انجام شد", "done"},
		Partly:      {"بخشی انجام شد", "partly done"},
		NotPossible: {"شدنی نیست", "not possible"},
		Advised:     {"راهنمایی شد", "advised"},
		NeedsTime:   {"نیازمند زمان", "needs time"},
	}[o]
}

// RoleName is the name of a role as pages show it.
func RoleName(r Role) Text {
	return map[Role]Text{
		RolePetitioner:          {"متقاضی", "petitioner"},
		RoleOperator:            {"اپراتور سامد", "operator"},
		RoleSupervisor:          {"سرپرست نوبت", "shift supervisor"},
		RoleAgencyHead:          {"مدیر دستگاه", "agency head"},
		RoleAgencyExpert:        {"کارشناس دستگاه", "agency expert"},
		RoleAgencyOversight:     {"کارشناس ارزیابی عملکرد", "agency assessment officer"},
		RoleAgencyPR:            {"روابط عمومی", "public relations"},
		RoleInspector:           {"ارزیاب", "inspector"},
		RoleMeetingHost:         {"مدیرکل میزبان", "meeting host"},
		RoleCommissionSecretary: {"دبیر کمیسیون", "commission secretary"},
		RoleCommissionMember:    {"عضو کمیسیون", "commission member"},
		RoleOversight:           {"نظارت و بازرسی", "oversight"},
		RoleGovernor:            {"استاندار", "governor"},
		RoleAdmin:               {"راهبر سامانه", "administrator"},
		RoleLocalAdmin:          {"راهبر محلی", "local administrator"},
		RoleService:             {"سامانه همکار", "service"},
		RoleSystem:              {"سامانه", "system"},
	}[r]
}

// EventName is what an event is called in a timeline.
func EventName(t EventType) Text {
	return map[EventType]Text{
		EventSubmitted:    {"ثبت شد", "registered"},
		EventAccepted:     {"پالایش شد", "screened"},
		EventReferred:     {"ارجاع شد", "referred"},
		EventReturned:     {"عودت شد", "returned"},
		EventAssigned:     {"به کارشناس سپرده شد", "assigned to an expert"},
		EventAsked:        {"از شما پرسش شد", "a question was asked"},
		EventInformed:     {"اطلاعات تکمیل شد", "information was added"},
		EventMerged:       {"به پرونده دیگری پیوست", "joined to another case"},
		EventJoined:       {"پرونده دیگری به آن پیوست", "another case joined"},
		EventSeparated:    {"جداگانه بررسی می‌شود", "separated"},
		EventUnjoined:     {"پرونده پیوسته جدا شد", "a joined case left"},
		EventDeclined:     {"در سامد رسیدگی نمی‌شود", "declined"},
		EventAdvised:      {"با راهنمایی حل شد", "settled by advice"},
		EventActed:        {"گزارش اقدام", "a step was taken"},
		EventDrafted:      {"پیش‌نویس پاسخ", "answer drafted"},
		EventSentBack:     {"پاسخ برای اصلاح برگشت", "draft sent back"},
		EventAnswered:     {"پاسخ داده شد", "answered"},
		EventObjected:     {"به پاسخ اعتراض شد", "objection"},
		EventRated:        {"ارزیابی شد", "rated"},
		EventWithdrawn:    {"پس گرفته شد", "withdrawn"},
		EventClosed:       {"مختومه شد", "closed"},
		EventReopened:     {"دوباره باز شد", "reopened"},
		EventFollowedUp:   {"پیگیری متقاضی", "followed up"},
		EventEscalated:    {"به مقام بالاتر رسید", "escalated"},
		EventWarned:       {"یادآوری مهلت", "deadline warning"},
		EventBreached:     {"مهلت گذشت", "deadline passed"},
		EventMarkSkipped:  {"یادآوری بی‌مورد شد", "warning skipped"},
		EventClockStarted: {"مهلت آغاز شد", "clock started"},
		EventClockPaused:  {"مهلت متوقف شد", "clock paused"},
		EventClockResumed: {"مهلت ادامه یافت", "clock resumed"},
		EventClockStopped: {"مهلت پایان یافت", "clock stopped"},
		EventClockMoved:   {"مهلت جابه‌جا شد", "deadline moved"},
		EventExtended:     {"مهلت تمدید شد", "deadline extended"},
		EventPINReplaced:  {"رمز تازه فرستاده شد", "PIN replaced"},
		EventErased:       {"اطلاعات پاک شد", "data erased"},
	}[t]
}
