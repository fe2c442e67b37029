package oversight

import (
	"fmt"
	"slices"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Action is something an actor does in this room. [Rights] is a table over
// actions.
type Action string

// The actions.
const (
	KeepPosts    Action = "keep_posts"    // posts, their hours and leaves
	NameStandIn  Action = "name_stand_in" // the head's own leave, with somebody who keeps the hours
	PlanVisits   Action = "plan_visits"   // draw visits, reveal the draw, order and cancel them
	ReadPlans    Action = "read_plans"    // see visits before they have happened
	ReportVisit  Action = "report_visit"  // see the own visit and report it
	ReadVisits   Action = "read_visits"   // see visits that were reported
	ReplyVisit   Action = "reply_visit"   // the manager's word on a report
	IssueLetter  Action = "issue_letter"  // notice, warning letter, report to the governor
	ReadLetters  Action = "read_letters"  // see letters and their histories
	Acknowledge  Action = "acknowledge"   // say that a letter has come
	Appeal       Action = "appeal"        // ask for a letter to be withdrawn
	DecideAppeal Action = "decide_appeal" // by another account than issued it

	KeepCommissions Action = "keep_commissions" // kinds of commission and their members
	ReadSessions    Action = "read_sessions"
	KeepSessions    Action = "keep_sessions" // agenda, attendance, resolutions, minutes
	ReportDone      Action = "report_done"   // say what was done about a resolution
	JudgeDone       Action = "judge_done"    // accept it or not

	OpenDemand   Action = "open_demand" // open, go on with and close a demand file
	ReadDemands  Action = "read_demands"
	AnswerDemand Action = "answer_demand"
	ReadDuties   Action = "read_duties"

	KeepGaps Action = "keep_gaps" // give a gap an owner, settle or dismiss it
	ReadGaps Action = "read_gaps"

	ReviewAnswers Action = "review_answers" // see samples and judge answers
	ReadReviews   Action = "read_reviews"   // see what was judged of the own agency

	KeepSurveys   Action = "keep_surveys"   // publish question sets
	AnswerSurveys Action = "answer_surveys" // for a petitioner on the line
	ReadSurveys   Action = "read_surveys"   // see figures
	ReadComments  Action = "read_comments"  // see what petitioners wrote

	OpenAction  Action = "open_action" // open and judge an action for improvement
	ReadActions Action = "read_actions"
	WorkAction  Action = "work_action" // the owner: say what was done
)

// general is the action of package samad under which an actor is narrowed.
func (a Action) general() samad.Action {
	switch a {
	case KeepPosts, NameStandIn:
		return samad.SetDuty
	case PlanVisits:
		return samad.PlanVisit
	case ReadPlans, ReadVisits:
		return samad.ReadVisits
	case ReportVisit:
		return samad.ReportVisit
	case IssueLetter:
		return samad.IssueNotice
	case ReadLetters:
		return samad.ReadNotices
	case Acknowledge:
		return samad.AcknowledgeNotice
	case Appeal, ReplyVisit:
		return samad.AppealNotice
	case DecideAppeal:
		return samad.DecideAppeal
	case KeepCommissions, KeepSessions:
		return samad.ManageCommission
	case ReadSessions:
		return samad.ReadCommission
	case JudgeDone:
		return samad.DecideResolution
	case ReportDone:
		return samad.ReportResolution
	case OpenDemand:
		return samad.OpenDemand
	case ReadDemands, ReadDuties:
		return samad.ReadDemands
	case AnswerDemand:
		return samad.AnswerDemand
	case KeepGaps, ReadGaps:
		return samad.ManageGaps
	case ReviewAnswers, KeepSurveys, ReadComments:
		return samad.ReviewAnswer
	case ReadReviews, ReadSurveys:
		return samad.ReadReviews
	case OpenAction, WorkAction, ReadActions:
		return samad.ManageImprovement
	case AnswerSurveys:
		return samad.TakeCall
	default:
		return ""
	}
}

// Scope says on what a right holds. The actor's Place always limits it too.
type Scope string

// The scopes.
const (
	// ScopePlace: what lies in the actor's place subtree, which must be set.
	ScopePlace Scope = "place"
	// ScopeAgency: what concerns an agency in the actor's subtree.
	ScopeAgency Scope = "agency"
	// ScopeAssigned: what is given to the actor's account.
	ScopeAssigned Scope = "assigned"
)

// Right is one line of the table of rights.
type Right struct {
	Role   samad.Role
	Action Action
	Scope  Scope
}

// Rights returns the whole table of rights. What is not in it is denied.
func Rights() []Right {
	var table []Right
	give := func(scope Scope, role samad.Role, actions ...Action) {
		for _, a := range actions {
			table = append(table, Right{role, a, scope})
		}
	}
	give(ScopePlace, samad.RoleOversight, KeepPosts, PlanVisits, ReadPlans, ReportVisit, ReadVisits, IssueLetter,
		ReadLetters, DecideAppeal, KeepCommissions, ReadSessions, JudgeDone, OpenDemand, ReadDemands, ReadDuties,
		KeepGaps, ReadGaps, ReviewAnswers, ReadReviews, KeepSurveys, ReadSurveys, ReadComments, OpenAction, ReadActions)
	give(ScopePlace, samad.RoleGovernor, ReadPlans, ReadVisits, ReadLetters, DecideAppeal, ReadSessions, OpenDemand,
		ReadDemands, ReadDuties, ReadGaps, ReadReviews, ReadSurveys, OpenAction, ReadActions)
	give(ScopeAssigned, samad.RoleInspector, ReportVisit)
	give(ScopePlace, samad.RoleCommissionSecretary, ReadSessions, KeepSessions, JudgeDone)
	give(ScopeAssigned, samad.RoleCommissionMember, ReadSessions)
	for _, role := range []samad.Role{samad.RoleAgencyHead, samad.RoleAgencyOversight} {
		give(ScopeAgency, role, ReadVisits, ReadLetters, ReportDone, ReadDemands, AnswerDemand, ReadDuties,
			ReadReviews, ReadSurveys, ReadActions, WorkAction)
	}
	give(ScopeAgency, samad.RoleAgencyHead, NameStandIn, ReplyVisit, Acknowledge, Appeal)
	give(ScopeAgency, samad.RoleAgencyExpert, ReadReviews)
	give(ScopePlace, samad.RoleOperator, AnswerSurveys)
	give(ScopePlace, samad.RoleSupervisor, AnswerSurveys)
	return table
}

// Subject is what an action is done to, as rights see it.
type Subject struct {
	// Path are the agency's ancestors and itself, the root first.
	Path  []samad.AgencyID
	Place samad.PlaceID
	// People are the accounts to whom it is given.
	People []string
}

// May reports whether the actor may do the action to the subject. It denies
// whatever [Rights] does not allow.
func May(actor samad.Actor, action Action, subject Subject) bool {
	_, ok := by(actor, action, subject)
	return ok
}

// by returns the role by which the actor may do it. An actor that is narrowed to
// some actions, such as a key of a service, may do here what those name.
func by(actor samad.Actor, action Action, s Subject) (samad.Role, bool) {
	if actor.Only != nil && !slices.Contains(actor.Only, action.general()) {
		return "", false
	}
	for _, r := range Rights() {
		if r.Action == action && actor.Has(r.Role) && r.Scope.covers(actor, s) {
			return r.Role, true
		}
	}
	return "", false
}

func (s Scope) covers(a samad.Actor, x Subject) bool {
	if a.Place != "" && !x.Place.Under(a.Place) {
		return false
	}
	switch s {
	case ScopePlace:
		return a.Place != ""
	case ScopeAgency:
		return a.Agency != "" && slices.Contains(x.Path, a.Agency)
	case ScopeAssigned:
		return a.ID != "" && slices.Contains(x.People, a.ID)
	default:
		return false
	}
}

// ForbiddenError tells which right is missing. It matches samad.ErrForbidden.
type ForbiddenError struct {
	Action Action
	Roles  []samad.Role // the actor's
}

// Error names the action and the actor's roles.
func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("oversight: %v may not %s here", e.Roles, e.Action)
}

// Unwrap makes the error match samad.ErrForbidden.
func (e *ForbiddenError) Unwrap() error { return samad.ErrForbidden }

// allow returns the role by which the actor may do the action, or the error:
// not found for those who may not even see it.
func allow(actor samad.Actor, action, read Action, s Subject, ref ledger.Ref) (samad.Role, error) {
	if role, ok := by(actor, action, s); ok {
		return role, nil
	}
	if read != "" && May(actor, read, s) {
		return "", &ForbiddenError{Action: action, Roles: slices.Clone(actor.Roles)}
	}
	return "", notFound(ref)
}

// permit is allow for what concerns nothing that is there yet.
func permit(actor samad.Actor, action Action, s Subject) (samad.Role, error) {
	if role, ok := by(actor, action, s); ok {
		return role, nil
	}
	return "", &ForbiddenError{Action: action, Roles: slices.Clone(actor.Roles)}
}

func notFound(ref ledger.Ref) error { return fmt.Errorf("oversight: %s: %w", ref, samad.ErrNotFound) }

// subject is what rights see of an agency in a place.
func (o *Office) subject(agency samad.AgencyID, place samad.PlaceID, people ...string) Subject {
	path := o.directory.AgencyPath(agency, o.day(o.now()))
	if len(path) == 0 && agency != "" {
		path = []samad.AgencyID{agency}
	}
	return Subject{Path: path, Place: place, People: people}
}
