package oversight

import (
	"github.com/samad111/go-samad/samad/ledger"
)

// books are the kinds of records of this room.
type books struct {
	posts        *ledger.Book[Post]
	plans        *ledger.Book[Plan]
	visits       *ledger.Book[Visit]
	letters      *ledger.Book[Letter]
	series       *ledger.Book[series]
	commissions  *ledger.Book[Commission]
	sessions     *ledger.Book[Session]
	resolutions  *ledger.Book[Resolution]
	demands      *ledger.Book[Demand]
	registers    *ledger.Book[Register]
	gaps         *ledger.Book[Gap]
	reviews      *ledger.Book[Review]
	questions    *ledger.Book[QuestionSet]
	surveys      *ledger.Book[Survey]
	improvements *ledger.Book[Improvement]
	rounds       *ledger.Book[round]
	files        *ledger.Book[fileRecord]
}

func newBooks() books {
	return books{
		posts: postBook(), plans: planBook(), visits: visitBook(), letters: letterBook(), series: seriesBook(),
		commissions: commissionBook(), sessions: sessionBook(), resolutions: resolutionBook(),
		demands: demandBook(), registers: registerBook(), gaps: gapBook(), reviews: reviewBook(),
		questions: questionBook(), surveys: surveyBook(), improvements: improvementBook(), rounds: roundBook(), files: fileBook(),
	}
}

// Verify checks the record of this room with its history: the chain of hashes,
// and that the stored state is what the events give. A record of a kind that
// this room does not keep is checked for its chain alone.
func Verify(r ledger.Record, events []ledger.Event) error {
	b := newBooks()
	for kind, verify := range map[ledger.Kind]func(ledger.Record, []ledger.Event) error{
		b.posts.Kind: b.posts.Verify, b.plans.Kind: b.plans.Verify, b.visits.Kind: b.visits.Verify,
		b.letters.Kind: b.letters.Verify, b.series.Kind: b.series.Verify, b.commissions.Kind: b.commissions.Verify,
		b.sessions.Kind: b.sessions.Verify, b.resolutions.Kind: b.resolutions.Verify, b.demands.Kind: b.demands.Verify,
		b.registers.Kind: b.registers.Verify, b.gaps.Kind: b.gaps.Verify, b.reviews.Kind: b.reviews.Verify,
		b.questions.Kind: b.questions.Verify, b.surveys.Kind: b.surveys.Verify,
		b.improvements.Kind: b.improvements.Verify, b.rounds.Kind: b.rounds.Verify, b.files.Kind: b.files.Verify,
	} {
		if r.Kind == kind {
			return verify(r, events)
		}
	}
	return ledger.VerifyChain(r, events)
}

// Kinds returns the kinds of records that this room keeps.
func Kinds() []ledger.Kind {
	b := newBooks()
	return []ledger.Kind{
		b.posts.Kind, b.plans.Kind, b.visits.Kind, b.letters.Kind, b.series.Kind, b.commissions.Kind,
		b.sessions.Kind, b.resolutions.Kind, b.demands.Kind, b.registers.Kind, b.gaps.Kind, b.reviews.Kind,
		b.questions.Kind, b.surveys.Kind, b.improvements.Kind, b.rounds.Kind, b.files.Kind,
	}
}
