package samad

import (
	"slices"
	"time"
)

// EarlierNumber is the number of a case in a register of earlier years.
type EarlierNumber struct {
	Source string `json:"source"`
	Number string `json:"number"`
}

// TakenOver says that the case comes from a register of earlier years and was
// not worked on here: how it stood there is told at once. It follows on the
// submitted event, whose instant is that of the register, as its own is where
// the case had ended. Its value is "explanation" where an answer is known.
type TakenOver struct {
	Commits
	Source string `json:"source"`
	Number string `json:"number"`
	// On is when it was taken over.
	On    time.Time `json:"on"`
	State State     `json:"state"`
	// Agency answered for it; "" when that is not known.
	Agency     AgencyID   `json:"agency,omitempty"`
	AgencyPath []AgencyID `json:"agency_path,omitempty"`
	Outcome    Outcome    `json:"outcome,omitempty"`
}

// EventType implements [Payload].
func (*TakenOver) EventType() EventType { return EventTakenOver }

func (p *TakenOver) apply(c *Case, e Event) error {
	if e.Seq != 2 {
		return &HistoryError{Case: e.Case, Seq: e.Seq, Reason: "a case is taken over once, as it begins"}
	}
	c.Earlier = EarlierNumber{Source: p.Source, Number: p.Number}
	if p.State.Open() {
		return nil // it is screened anew, whoever had it
	}
	if p.Agency != "" {
		c.Agency, c.AgencyPath = p.Agency, slices.Clone(p.AgencyPath)
		c.Referrals = []Referral{{Episode: c.Episode, Agency: p.Agency, At: c.Created}}
		if p.Outcome != "" {
			c.Answers = []Answer{{Seq: e.Seq, Episode: c.Episode, At: e.At, Agency: p.Agency, Outcome: p.Outcome, Final: true}}
		}
	}
	reason := EndEarlier
	switch p.State {
	case Declined:
		reason = EndDeclined
	case Withdrawn:
		reason = EndWithdrawn
	}
	c.end(p.State, reason, e)
	return nil
}
