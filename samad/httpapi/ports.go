package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/tracking"
)

// Desk is what the handlers call; *[samad.Desk] implements it.
type Desk interface {
	// What the public does.
	Submit(ctx context.Context, actor samad.Actor, sub samad.Submission) (samad.Receipt, error)
	PublicCounts(ctx context.Context, query samad.PublicQuery) (samad.PublicCounts, error)
	Track(ctx context.Context, code tracking.Code) (samad.View, error)
	Authenticate(ctx context.Context, code tracking.Code, pin tracking.PIN) (samad.Actor, samad.Case, error)
	Open(ctx context.Context, actor samad.Actor) (samad.View, error)
	Inform(ctx context.Context, actor samad.Actor, r samad.InformRequest) (samad.Case, error)
	Object(ctx context.Context, actor samad.Actor, r samad.ObjectRequest) (samad.Case, error)
	Rate(ctx context.Context, actor samad.Actor, r samad.RateRequest) (samad.Case, error)
	Withdraw(ctx context.Context, actor samad.Actor, r samad.WithdrawRequest) (samad.Case, error)
	Confirm(ctx context.Context, actor samad.Actor, ref samad.Ref) (samad.Case, error)

	// Files that come with steps, for the public and for staff.
	Upload(ctx context.Context, actor samad.Actor, u samad.Upload) (samad.Uploaded, error)
	Attachment(ctx context.Context, actor samad.Actor, id samad.CaseID, attachment string) (samad.AttachmentContent, error)
	AttachmentLimits() (size, count int)

	// What staff see.
	List(ctx context.Context, actor samad.Actor, query samad.Query) (samad.Page, error)
	Case(ctx context.Context, actor samad.Actor, id samad.CaseID) (samad.Case, error)
	Dossier(ctx context.Context, actor samad.Actor, id samad.CaseID) (samad.Dossier, error)
	History(ctx context.Context, actor samad.Actor, id samad.CaseID) ([]samad.Event, error)
	CaseByCode(ctx context.Context, actor samad.Actor, code string) (samad.Case, error)
	Earlier(ctx context.Context, actor samad.Actor, p samad.Petitioner, limit int) ([]samad.Case, error)
	Feed(ctx context.Context, actor samad.Actor, after string, limit int) (samad.FeedPage, error)
	ExplainClock(k samad.Clock, lang samad.Lang) string

	// What staff do.
	Accept(ctx context.Context, actor samad.Actor, r samad.AcceptRequest) (samad.Case, error)
	Ask(ctx context.Context, actor samad.Actor, r samad.AskRequest) (samad.Case, error)
	Merge(ctx context.Context, actor samad.Actor, r samad.MergeRequest) (samad.Case, error)
	Separate(ctx context.Context, actor samad.Actor, r samad.SeparateRequest) (samad.Case, error)
	Decline(ctx context.Context, actor samad.Actor, r samad.DeclineRequest) (samad.Case, error)
	Advise(ctx context.Context, actor samad.Actor, r samad.AdviseRequest) (samad.Case, error)
	Refer(ctx context.Context, actor samad.Actor, r samad.ReferRequest) (samad.Case, error)
	Return(ctx context.Context, actor samad.Actor, r samad.ReturnRequest) (samad.Case, error)
	Assign(ctx context.Context, actor samad.Actor, r samad.AssignRequest) (samad.Case, error)
	Act(ctx context.Context, actor samad.Actor, r samad.ActRequest) (samad.Case, error)
	Answer(ctx context.Context, actor samad.Actor, r samad.AnswerRequest) (samad.Case, error)
	Approve(ctx context.Context, actor samad.Actor, r samad.ApproveRequest) (samad.Case, error)
	SendBack(ctx context.Context, actor samad.Actor, r samad.SendBackRequest) (samad.Case, error)
	Close(ctx context.Context, actor samad.Actor, r samad.ReasonRequest) (samad.Case, error)
	Reopen(ctx context.Context, actor samad.Actor, r samad.ReasonRequest) (samad.Case, error)
	Extend(ctx context.Context, actor samad.Actor, r samad.ExtendRequest) (samad.Case, error)
	AskExtension(ctx context.Context, actor samad.Actor, r samad.ExtendRequest) (samad.Case, error)
	RefuseExtension(ctx context.Context, actor samad.Actor, r samad.ReasonRequest) (samad.Case, error)
	Escalate(ctx context.Context, actor samad.Actor, r samad.ReasonRequest) (samad.Case, error)
	ReplacePIN(ctx context.Context, actor samad.Actor, ref samad.Ref) (samad.Case, error)

	// Calls.
	TakeCall(ctx context.Context, actor samad.Actor, r samad.CallReport) (samad.CallResult, error)
	Calls(ctx context.Context, actor samad.Actor, query samad.CallQuery) (samad.CallPage, error)
}

var _ Desk = (*samad.Desk)(nil)

// What a host's sign-in tells by errors.
var (
	// ErrUnauthenticated: nobody is signed in, or the token is no longer
	// good. The answer is 401 unauthenticated.
	ErrUnauthenticated = errors.New("httpapi: not signed in")
	// ErrNoExpert: the account is of no use to the actor's agency. The answer
	// is 422.
	ErrNoExpert = errors.New("httpapi: nobody of the agency")
	// ErrCredentials: user name and password do not match. The answer is 401
	// wrong_credentials, whatever of the two was wrong.
	ErrCredentials = errors.New("httpapi: wrong credentials")
	// ErrLocked: the account is locked. The answer is 403 account_locked, with
	// Retry-After when a [*RetryError] is wrapped beside; give it only to who
	// knows the password, or to all alike.
	ErrLocked = errors.New("httpapi: account locked")
	// ErrPasswordChange: the account must set a new password at the page
	// sign-in before it may use the API. The answer is 403
	// password_change_required.
	ErrPasswordChange = errors.New("httpapi: password must be changed first")
)

// Session is what a sign-in gives.
type Session struct {
	Token   string    // goes into Authorization: Bearer
	Expires time.Time // UTC
	Role    samad.Role
}

// Sessions is the host's sign-in for those who have no login of their own in
// front of the API. Implementations must be safe for concurrent use.
type Sessions interface {
	// SignIn checks user name and password. It fails with an error matching
	// [ErrCredentials], [ErrLocked], [ErrPasswordChange] or [ErrSecondFactor]; remote is the
	// client's address. The password must not be kept or logged.
	SignIn(ctx context.Context, username, password, remote string) (Session, error)
	// SignOut ends the session of the token. An unknown token is no error.
	SignOut(ctx context.Context, token string) error
}

// FactorSessions are [Sessions] that take the second factor along with the
// password.
type FactorSessions interface {
	Sessions
	// SignInWithFactor is SignIn for an account that has a second factor; of
	// one that has none the factor is not looked at. A wrong one fails with an
	// error matching [ErrCredentials], like a wrong password, and one that has
	// not been set up yet with [ErrSecondFactor]. It must not be kept or logged.
	SignInWithFactor(ctx context.Context, username, password, factor, remote string) (Session, error)
}

// The kinds of requests that a [Limiter] is asked about.
const (
	LimitSubmit  = "submit"  // a new case: ip
	LimitTrack   = "track"   // a look-up by code alone: ip, then code
	LimitPIN     = "pin"     // a request with a PIN: ip, then code
	LimitSession = "session" // a sign-in: ip, then account
	LimitUpload  = "upload"  // a file: ip

	LimitStatistics = "statistics" // public counts: ip
)

// Limiter slows down who asks too often. Implementations must be safe for
// concurrent use and should let pass kinds that they do not know.
type Limiter interface {
	// Allow counts one request of the kind by the key, which is "ip:" and an
	// address, "code:" and the digits of a tracking code, whether there is
	// such a case or not, or "account:" and a user name. When it is not ok
	// the answer is 429, with retryAfter, rounded up to seconds, as
	// Retry-After.
	Allow(ctx context.Context, kind, key string) (retryAfter time.Duration, ok bool)
}

// Forgiver may be implemented by a [Limiter]: Forgive gives back what the
// last Allow of the kind and key took, because the request had the right PIN.
// Petitioners who open their own case then do not use up the tries that
// guessers have.
type Forgiver interface {
	Forgive(ctx context.Context, kind, key string)
}

// ActorFunc says who a staff request comes from. It fails with
// [ErrUnauthenticated] when nobody is signed in; any other error is answered
// as [samad.ErrorCode] says.
type ActorFunc = func(r *http.Request) (samad.Actor, error)
