package open311

import "github.com/samad111/go-samad/samad"

// The two statuses of the standard.
const (
	statusOpen   = "open"
	statusClosed = "closed"
)

// Status gives each state of a case its status: "closed" when nothing more is
// expected of anybody, otherwise "open". An answered case is open, because its
// petitioner may still object.
func Status(s samad.State) string {
	if s.Open() {
		return statusOpen
	}
	return statusClosed
}

// The statuses of the extension servicerequestupdates.
const (
	UpdateOpen           = "OPEN"
	UpdateInvestigating  = "INVESTIGATING"
	UpdateInProgress     = "IN_PROGRESS"
	UpdateScheduled      = "ACTION_SCHEDULED"
	UpdateFixed          = "FIXED"
	UpdateNoAction       = "NO_FURTHER_ACTION"
	UpdateNotResponsible = "NOT_COUNCILS_RESPONSIBILITY"
	UpdateReferred       = "INTERNAL_REFERRAL"
	UpdateTriage         = "FOR_TRIAGE"
	UpdateDuplicate      = "DUPLICATE"
	UpdateClosed         = "CLOSED"
	UpdateCancelled      = "CANCELLED"
	UpdateReopen         = "REOPEN"
)

// UpdateStatus gives a case the status of the extension. A referral to an
// agency is INVESTIGATING: clients take INTERNAL_REFERRAL for an end.
func UpdateStatus(c samad.Case) string {
	switch c.State {
	case samad.Received:
		return UpdateOpen
	case samad.AwaitingPetitioner, samad.Referred:
		return UpdateInvestigating
	case samad.InProgress:
		return UpdateInProgress
	case samad.Answered:
		return answeredStatus(c, UpdateInProgress)
	case samad.Declined:
		return UpdateNotResponsible
	case samad.Merged:
		return UpdateDuplicate
	case samad.Withdrawn:
		return UpdateCancelled
	default:
		return answeredStatus(c, UpdateClosed)
	}
}

// answeredStatus goes by what the last answer came to.
func answeredStatus(c samad.Case, otherwise string) string {
	if len(c.Answers) == 0 {
		return otherwise
	}
	switch c.Answers[len(c.Answers)-1].Outcome {
	case samad.Done:
		return UpdateFixed
	case samad.NotPossible, samad.Advised:
		return UpdateNoAction
	case samad.NeedsTime:
		if c.State == samad.Answered {
			return UpdateScheduled
		}
	}
	return otherwise
}

// notes says in words where a case stands.
func notes(s samad.State, end samad.EndReason, lang samad.Lang) text {
	out := samad.ExplainState(s, lang)
	if why := samad.ExplainEnd(end, lang); why != "" {
		out += " " + why
	}
	return text(out)
}
