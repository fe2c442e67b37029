package samad

// StateName is the name of a state as pages and messages show it.
func StateName(s State) Text {
	switch s {
	case Received:
		return Text{"ثبت‌شده", "received"}
	case AwaitingPetitioner:
		return Text{"در انتظار تکمیل اطلاعات", "awaiting petitioner"}
	case Referred:
		return Text{"ارجاع‌شده", "referred"}
	case InProgress:
		return Text{"در دست اقدام", "in progress"}
	case Answered:
		return Text{"پاسخ‌داده‌شده", "answered"}
	case Closed:
		return Text{"مختومه", "closed"}
	case Declined:
		return Text{"خارج از رسیدگی", "declined"}
	case Merged:
		return Text{"پیوسته به پرونده دیگر", "merged"}
	case Withdrawn:
		return Text{"پس‌گرفته‌شده", "withdrawn"}
	default:
		return Text{}
	}
}

// KindName is the name of a kind as pages and messages show it.
func KindName(k Kind) Text {
	switch k {
	case Request:
		return Text{"درخواست", "request"}
	case Complaint:
		return Text{"شکایت", "complaint"}
	case Suggestion:
		return Text{"پیشنهاد", "suggestion"}
	case Criticism:
		return Text{"انتقاد", "criticism"}
	case Report:
		return Text{"گزارش", "report"}
	case Idea:
		return Text{"طرح و ایده", "plan or idea"}
	case Consultation:
		return Text{"مشاوره", "consultation"}
	default:
		return Text{}
	}
}

// OutcomeName is the name of an answer's outcome as pages show it.
func OutcomeName(o Outcome) Text {
	switch o {
	case Done:
		return Text{"انجام شد", "done"}
	case Partly:
		return Text{"بخشی انجام شد", "partly done"}
	case NotPossible:
		return Text{"شدنی نیست", "not possible"}
	case Advised:
		return Text{"راهنمایی شد", "advised"}
	case NeedsTime:
		return Text{"نیازمند زمان", "needs time"}
	default:
		return Text{}
	}
}

// RoleName is the name of a role as pages show it.
func RoleName(r Role) Text {
	switch r {
	case RolePetitioner:
		return Text{"متقاضی", "petitioner"}
	case RoleOperator:
		return Text{"اپراتور سامد", "operator"}
	case RoleSupervisor:
		return Text{"سرپرست نوبت", "shift supervisor"}
	case RoleAgencyHead:
		return Text{"مدیر دستگاه", "agency head"}
	case RoleAgencyExpert:
		return Text{"کارشناس دستگاه", "agency expert"}
	case RoleAgencyOversight:
		return Text{"کارشناس ارزیابی عملکرد", "agency assessment officer"}
	case RoleAgencyPR:
		return Text{"روابط عمومی", "public relations"}
	case RoleInspector:
		return Text{"ارزیاب", "inspector"}
	case RoleMeetingHost:
		return Text{"مدیرکل میزبان", "meeting host"}
	case RoleCommissionSecretary:
		return Text{"دبیر کمیسیون", "commission secretary"}
	case RoleCommissionMember:
		return Text{"عضو کمیسیون", "commission member"}
	case RoleOversight:
		return Text{"نظارت و بازرسی", "oversight"}
	case RoleGovernor:
		return Text{"استاندار", "governor"}
	case RoleAdmin:
		return Text{"راهبر سامانه", "administrator"}
	case RoleLocalAdmin:
		return Text{"راهبر محلی", "local administrator"}
	case RoleService:
		return Text{"سامانه همکار", "service"}
	case RoleSystem:
		return Text{"سامانه", "system"}
	default:
		return Text{}
	}
}

// EventName is what an event is called in a timeline.
func EventName(t EventType) Text {
	switch t {
	case EventSubmitted:
		return Text{"ثبت شد", "registered"}
	case EventAccepted:
		return Text{"پالایش شد", "screened"}
	case EventReferred:
		return Text{"ارجاع شد", "referred"}
	case EventReturned:
		return Text{"عودت شد", "returned"}
	case EventAssigned:
		return Text{"به کارشناس سپرده شد", "assigned to an expert"}
	case EventAsked:
		return Text{"از شما پرسش شد", "a question was asked"}
	case EventInformed:
		return Text{"اطلاعات تکمیل شد", "information was added"}
	case EventMerged:
		return Text{"به پرونده دیگری پیوست", "joined to another case"}
	case EventJoined:
		return Text{"پرونده دیگری به آن پیوست", "another case joined"}
	case EventSeparated:
		return Text{"جداگانه بررسی می‌شود", "separated"}
	case EventUnjoined:
		return Text{"پرونده پیوسته جدا شد", "a joined case left"}
	case EventMoved:
		return Text{"با پرونده پیوسته جابه‌جا شد", "moved with the case it joined"}
	case EventDeclined:
		return Text{"در سامد رسیدگی نمی‌شود", "declined"}
	case EventAdvised:
		return Text{"با راهنمایی حل شد", "settled by advice"}
	case EventActed:
		return Text{"گزارش اقدام", "a step was taken"}
	case EventDrafted:
		return Text{"پیش‌نویس پاسخ", "answer drafted"}
	case EventSentBack:
		return Text{"پاسخ برای اصلاح برگشت", "draft sent back"}
	case EventAnswered:
		return Text{"پاسخ داده شد", "answered"}
	case EventObjected:
		return Text{"به پاسخ اعتراض شد", "objection"}
	case EventRated:
		return Text{"ارزیابی شد", "rated"}
	case EventWithdrawn:
		return Text{"پس گرفته شد", "withdrawn"}
	case EventClosed:
		return Text{"مختومه شد", "closed"}
	case EventReopened:
		return Text{"دوباره باز شد", "reopened"}
	case EventFollowedUp:
		return Text{"پیگیری متقاضی", "followed up"}
	case EventEscalated:
		return Text{"به مقام بالاتر رسید", "escalated"}
	case EventWarned:
		return Text{"یادآوری مهلت", "deadline warning"}
	case EventBreached:
		return Text{"مهلت گذشت", "deadline passed"}
	case EventMarkSkipped:
		return Text{"یادآوری بی‌مورد شد", "warning skipped"}
	case EventClockStarted:
		return Text{"مهلت آغاز شد", "clock started"}
	case EventClockPaused:
		return Text{"مهلت متوقف شد", "clock paused"}
	case EventClockResumed:
		return Text{"مهلت ادامه یافت", "clock resumed"}
	case EventClockStopped:
		return Text{"مهلت پایان یافت", "clock stopped"}
	case EventClockMoved:
		return Text{"مهلت جابه‌جا شد", "deadline moved"}
	case EventExtensionAsked:
		return Text{"تمدید مهلت درخواست شد", "more time asked for"}
	case EventExtensionRefused:
		return Text{"تمدید مهلت پذیرفته نشد", "more time refused"}
	case EventExtended:
		return Text{"مهلت تمدید شد", "deadline extended"}
	case EventPINReplaced:
		return Text{"رمز تازه فرستاده شد", "PIN replaced"}
	case EventHeld:
		return Text{"به دستور مرجعی نگه داشته شد", "held from erasure by order"}
	case EventReleased:
		return Text{"نگهداری پایان یافت", "hold released"}
	case EventErasureBegun:
		return Text{"پاک کردن آغاز شد", "erasure begun"}
	case EventErased:
		return Text{"اطلاعات پاک شد", "data erased"}
	case EventTakenOver:
		return Text{"از دفتر پیشین آورده شد", "taken over from an earlier register"}
	default:
		return Text{}
	}
}
