package samad

import "slices"

// Right is one line of the table of rights.
type Right struct {
	Role   Role
	Action Action
	Scope  Scope
}

// Rights returns the whole table of rights, to cases and to areas. What is not
// in it is denied. docs/rights.md prints it.
func Rights() []Right { return slices.Concat(caseRights(), areaRights()) }

// table collects lines.
type table []Right

func (t *table) give(scope Scope, role Role, actions ...Action) {
	for _, a := range actions {
		*t = append(*t, Right{role, a, scope})
	}
}

// caseRights are the rights to what is done to cases.
func caseRights() []Right {
	var t table
	t.give(ScopeAny, RolePetitioner, Submit)
	t.give(ScopeOwn, RolePetitioner, Read, ReadIdentity, Inform, Object, Rate, Withdraw, Confirm)

	screening := []Action{Read, ReadIdentity, Accept, Refer, Ask, Merge, Separate, Decline, Advise, FollowUp, ReplacePIN, Close}
	onBehalf := []Action{Inform, Object, Rate, Withdraw, Confirm} // a caller whom the operator has on the line
	for _, role := range []Role{RoleOperator, RoleSupervisor} {
		t.give(ScopeAny, role, Submit, TakeCall)
		t.give(ScopeCentre, role, screening...)
		t.give(ScopeCentre, role, onBehalf...)
		t.give(ScopeCentre, role, ReadCalls)
		t.give(ScopeCentre, role, AnswerByLetter) // of agencies that are not connected, see Letters
	}
	t.give(ScopeCentre, RoleSupervisor, Reopen, Extend, RefuseExtension, Escalate)

	work := []Action{Ask, Return, Act, Draft, AnswerCase, AskExtension}
	t.give(ScopeAgency, RoleAgencyHead, Read, Assign, Refer, Approve, SendBack, Extend, RefuseExtension)
	t.give(ScopeAgency, RoleAgencyHead, work...)
	t.give(ScopeNamed, RoleAgencyHead, ReadIdentity)
	t.give(ScopeCooperating, RoleAgencyHead, Read, Act)
	t.give(ScopeAssigned, RoleAgencyExpert, Read)
	t.give(ScopeAssigned, RoleAgencyExpert, work...)
	t.give(ScopeAssignedNamed, RoleAgencyExpert, ReadIdentity)
	t.give(ScopeAgency, RoleAgencyOversight, Read, SendBack)
	t.give(ScopeAny, RoleMeetingHost, TakeCall)
	t.give(ScopeAgency, RoleMeetingHost, Read, Assign, Act, AnswerCase)

	t.give(ScopePlace, RoleInspector, Read)
	t.give(ScopePlace, RoleCommissionSecretary, Read)
	t.give(ScopePlace, RoleCommissionMember, Read)
	t.give(ScopePlace, RoleOversight, Read, ReadIdentity, ReadCalls, Refer, Extend, RefuseExtension, Escalate, Close, Reopen, Separate, FollowUp, HoldCase, ReleaseCase)
	t.give(ScopePlace, RoleGovernor, Read, ReadCalls, Escalate)

	t.give(ScopeAny, RoleAdmin, Read, Erase, HoldCase, ReleaseCase)
	// An agency's own case system works like its head, but does not approve:
	// what asks for approval asks for a person's.
	t.give(ScopeAny, RoleService, Submit)
	t.give(ScopeAgency, RoleService, Read, Assign)
	t.give(ScopeAgency, RoleService, work...)
	t.give(ScopeNamed, RoleService, ReadIdentity)
	t.give(ScopeAny, RoleSystem, Accept, Refer, Tick, Lapse, Escalate, Erase)
	return t
}

// areaRights are the rights to meetings, visits, commissions, demands, figures
// and the running of the system. Package oversight divides those to its room
// more finely; a test there holds the two tables against each other.
func areaRights() []Right {
	var t table
	t.give(ScopeCentre, RoleOperator, RunConsole)
	t.give(ScopeCentre, RoleSupervisor, RunConsole, PlanMeeting, ReadRoster, ReadFigures)

	t.give(ScopeAgency, RoleAgencyHead, AcceptInvitation, RunConsole, SetDuty, ReadNotices, AcknowledgeNotice,
		AppealNotice, ReportResolution, ReadDemands, AnswerDemand, ReadReviews, ManageImprovement, ReadFigures)
	t.give(ScopeAgency, RoleAgencyExpert, ReadReviews, ReadFigures)
	t.give(ScopeAgency, RoleAgencyOversight, ReadNotices, ReportResolution, ReadDemands, AnswerDemand, ReadReviews, ManageImprovement, ReadFigures)
	t.give(ScopeAgency, RoleAgencyPR, ReadFigures, PublishFigures, ManageTexts)
	t.give(ScopeAgency, RoleMeetingHost, AcceptInvitation, RunConsole, ReadFigures)

	t.give(ScopeAccount, RoleInspector, ReportVisit)
	t.give(ScopePlace, RoleCommissionSecretary, ManageCommission, ReadCommission, DecideResolution, ReadFigures)
	t.give(ScopePlace, RoleCommissionMember, ReadCommission)
	t.give(ScopePlace, RoleOversight, PlanMeeting, SetDuty, PlanVisit, ReadVisits, ReportVisit, IssueNotice, ReadNotices, DecideAppeal,
		ManageCommission, ReadCommission, DecideResolution, OpenDemand, ReadDemands, ManageGaps, ReviewAnswer, ReadReviews, ManageImprovement,
		ReadFigures, PublishFigures, ReadRoster, ManageCampaigns)
	t.give(ScopePlace, RoleGovernor, ReadVisits, ReadNotices, DecideAppeal, ReadCommission,
		ReadDemands, OpenDemand, ReadReviews, ManageImprovement, ReadFigures, PublishFigures)

	t.give(ScopeAny, RoleAdmin, ManageAccounts, ManageTexts, ManageRules, ManageCalendar, ManageCampaigns, ManageDirectory, ManageKeys,
		ManageWebhooks, ReadAudit, ReadHealth, ReadFigures)
	t.give(ScopeSubtree, RoleLocalAdmin, ManageAccounts, ManageTexts, ManageWebhooks)
	t.give(ScopeAgency, RoleService, ReadFigures, ManageWebhooks)
	return t
}
