package samad

import (
	"slices"
	"time"

	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Settings are what a province decides for itself. The zero value is the
// default of every field.
type Settings struct {
	// Approval lists agencies whose experts' answers go out only after a
	// head's approval; subtrees included.
	Approval []AgencyID
	// MaxReturns is the number of returns after which a case goes to the
	// screening centre by itself; default 3.
	MaxReturns int
	// MaxObjections is how often a petitioner may object in one case;
	// default 3. Our choice: the law is silent.
	MaxObjections int
	// MaxExtensions is how often the agency's time may be extended in one
	// episode, default 2, each time by at most MaxExtension, default 10d.
	MaxExtensions int
	MaxExtension  sla.Target
	// CentreExtends makes an extension by an agency's own head a request that
	// waits for the centre or oversight.
	CentreExtends bool
	// ReceiptTTL is how long a submission's receipt is kept for a repeated
	// request with the same idempotency key; default 24 hours.
	ReceiptTTL time.Duration
	// MaxText is the longest text, in characters; default 10,000.
	MaxText int
	// MaxAttachment is the largest attachment in bytes; default 10 MiB.
	MaxAttachment int
	// MaxAttachments is how many may come with one step; default 5.
	MaxAttachments int
	// UploadTTL is how long an upload waits for the step that it belongs to;
	// default 24 hours.
	UploadTTL time.Duration
	// ClaimLease is how long a sweep or courier holds what it took; default
	// one minute.
	ClaimLease time.Duration
	// MaxAttempts is after how many failed tries a message is given up;
	// default 12. The waits between double from RetryAfter, default 30 s,
	// up to one day.
	MaxAttempts int
	RetryAfter  time.Duration
	// RetentionYears is after how many Persian years from its end a case is
	// erased (see [Desk.Erase]), at the beginning of the day; default 10, -1
	// for never. Our choice: the article on Samad of 1399 is silent; the schedule
	// that the National Archives approve for the office decides.
	RetentionYears int
	// Retention are other times for the cases of single agencies. Of the rules
	// in force on the day on which a case ended, that of its responsible agency
	// counts, or of the nearest above it; without one, RetentionYears.
	Retention []Retention
	// CallRetentionYears is the same for the numbers and notes of calls,
	// counted from the call, whatever became of it; default RetentionYears.
	CallRetentionYears int
	// NoMatchTime is how long it takes, at the least, to be told that code
	// and PIN do not match; default 5 ms.
	NoMatchTime time.Duration
	// PublicUnit is to a multiple of what numbers for everybody are rounded,
	// and under which they are not shown; default 5.
	PublicUnit int
}

// Retention is how long the cases of an agency, and of those below it, are
// kept.
type Retention struct {
	Agency AgencyID
	Years  int // Persian years from the end; -1 for ever
	// From is the first day on which cases end that the rule is for, To the
	// first for which it is no longer; zero for no limit.
	From, To persian.Date
}

// retention returns the years for a case that ended on the day.
func (s Settings) retention(path []AgencyID, ended persian.Date) int {
	for _, id := range slices.Backward(path) {
		for _, r := range s.Retention {
			if r.Agency == id && (r.From.IsZero() || !ended.Before(r.From)) && (r.To.IsZero() || ended.Before(r.To)) {
				return r.Years
			}
		}
	}
	return s.RetentionYears
}

// shortestRetention returns the least number of years after which some case
// may be erased, -1 when none ever is.
func (s Settings) shortestRetention() int {
	least := s.RetentionYears
	for _, r := range s.Retention {
		if r.Years > 0 && (least < 0 || r.Years < least) {
			least = r.Years
		}
	}
	return least
}

func (s Settings) withDefaults() Settings {
	set := func(n *int, to int) {
		if *n == 0 {
			*n = to
		}
	}
	setDuration := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&s.MaxReturns, 3)
	set(&s.MaxObjections, 3)
	set(&s.MaxExtensions, 2)
	set(&s.MaxText, 10_000)
	set(&s.MaxAttachment, 10<<20)
	set(&s.MaxAttachments, 5)
	set(&s.MaxAttempts, 12)
	set(&s.PublicUnit, 5)
	set(&s.RetentionYears, 10)
	set(&s.CallRetentionYears, s.RetentionYears)
	setDuration(&s.ReceiptTTL, 24*time.Hour)
	setDuration(&s.UploadTTL, 24*time.Hour)
	setDuration(&s.ClaimLease, time.Minute)
	setDuration(&s.RetryAfter, 30*time.Second)
	setDuration(&s.NoMatchTime, 5*time.Millisecond)
	return s
}

// approves reports whether answers of the agency, given with its ancestors,
// need a head's approval.
func (s Settings) approves(path []AgencyID) bool {
	return slices.ContainsFunc(path, func(id AgencyID) bool { return slices.Contains(s.Approval, id) })
}
