package samad

// The actions that concern no case but an [Area]: the rooms beside the desk,
// figures, and the running of the system. Rights to them stand in the same
// table ([Rights]) and are decided by [MayIn]; package oversight divides those
// to open doors, commissions, demands and quality more finely.
const (
	// Meetings.

	PlanMeeting      Action = "plan_meeting"      // draw up the programme and invite
	AcceptInvitation Action = "accept_invitation" // accept or decline, name a stand-in
	RunConsole       Action = "run_console"       // open and end a session, take its next caller

	// Open doors.

	PlanVisit         Action = "plan_visit"   // draw visits, assign inspectors
	ReadVisits        Action = "read_visits"  // see plans and reports: never those visited
	ReportVisit       Action = "report_visit" // write what was found
	SetDuty           Action = "set_duty"     // duty hours, away days, stand-ins of a post
	IssueNotice       Action = "issue_notice" // notice, warning letter, report to the governor
	ReadNotices       Action = "read_notices"
	AcknowledgeNotice Action = "acknowledge_notice"
	AppealNotice      Action = "appeal_notice"
	DecideAppeal      Action = "decide_appeal"

	// Commissions.

	ManageCommission Action = "manage_commission" // members, agenda, papers, minutes
	ReadCommission   Action = "read_commission"
	ReportResolution Action = "report_resolution" // tell how it is carried out
	DecideResolution Action = "decide_resolution" // judge whether it was

	// Demands, gaps and quality.

	OpenDemand        Action = "open_demand" // go on with it and end it, too
	AnswerDemand      Action = "answer_demand"
	ReadDemands       Action = "read_demands"
	ManageGaps        Action = "manage_gaps"
	ReviewAnswer      Action = "review_answer"
	ReadReviews       Action = "read_reviews"
	ManageImprovement Action = "manage_improvement" // cause, measure, owner, deadline

	// Figures hold no personal data: counts and times, small numbers kept back
	// where they are published.

	ReadFigures    Action = "read_figures"
	PublishFigures Action = "publish_figures"
	ReadRoster     Action = "read_roster" // who is on shift, and their calls

	// Running the system.

	ManageAccounts  Action = "manage_accounts" // with [MayGrant] for each account
	ManageTexts     Action = "manage_texts"
	ManageRules     Action = "manage_rules"
	ManageCalendar  Action = "manage_calendar"
	ManageCampaigns Action = "manage_campaigns" // topics that are added while a wave lasts
	ManageDirectory Action = "manage_directory" // agencies, topics, places, who is connected
	ManageKeys      Action = "manage_keys"      // keys of services
	ManageWebhooks  Action = "manage_webhooks"
	ReadAudit       Action = "read_audit" // who signed in, changed accounts, gave keys
	ReadHealth      Action = "read_health"
)

// AreaActions returns all actions that concern an [Area].
func AreaActions() []Action {
	return []Action{
		PlanMeeting, AcceptInvitation, RunConsole,
		PlanVisit, ReadVisits, ReportVisit, SetDuty, IssueNotice, ReadNotices, AcknowledgeNotice, AppealNotice, DecideAppeal,
		ManageCommission, ReadCommission, ReportResolution, DecideResolution,
		OpenDemand, AnswerDemand, ReadDemands, ManageGaps, ReviewAnswer, ReadReviews, ManageImprovement,
		ReadFigures, PublishFigures, ReadRoster,
		ManageAccounts, ManageTexts, ManageRules, ManageCalendar, ManageCampaigns, ManageDirectory, ManageKeys, ManageWebhooks, ReadAudit, ReadHealth,
	}
}
