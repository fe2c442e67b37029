package samad

import "slices"

// ReferredTo hands the case to an agency. Its value is "reason" where a
// person decided.
type ReferredTo struct {
	Commits
	Agency      AgencyID      `json:"agency"`
	Path        []AgencyID    `json:"path"`
	Unit        string        `json:"unit,omitempty"`
	Cooperating []Cooperation `json:"cooperating,omitempty"`
	// Rule, RuleSet and Because say why, when a rule decided.
	Rule    string `json:"rule,omitempty"`
	RuleSet string `json:"rule_set,omitempty"`
	Because Text   `json:"because,omitzero"`
}

// EventType implements [Payload].
func (*ReferredTo) EventType() EventType { return EventReferred }

func (p *ReferredTo) apply(c *Case, e Event) error {
	c.leave(e, false)
	c.State = Referred
	c.Agency, c.AgencyPath, c.Unit = p.Agency, slices.Clone(p.Path), p.Unit
	c.Cooperating, c.Expert, c.Drafted, c.TimeAsked = slices.Clone(p.Cooperating), "", 0, nil
	c.Referrals = append(c.Referrals, Referral{Episode: c.Episode, Agency: p.Agency, At: e.At, Rule: p.Rule})
	return nil
}

// Returned gives the case back as not the agency's business. Its value is
// "text".
type Returned struct {
	Commits
	Agency   AgencyID `json:"agency"`
	Proposed AgencyID `json:"proposed"`
}

// EventType implements [Payload].
func (*Returned) EventType() EventType { return EventReturned }

func (p *Returned) apply(c *Case, e Event) error {
	c.leave(e, true)
	c.Returns++
	c.State = Received
	c.Agency, c.AgencyPath, c.Unit, c.Expert = "", nil, "", ""
	c.Cooperating, c.Drafted, c.TimeAsked = nil, 0, nil
	return nil
}

// Assigned gives the case to an expert inside the agency.
type Assigned struct {
	Commits
	Expert string `json:"expert"` // account id
	Unit   string `json:"unit,omitempty"`
}

// EventType implements [Payload].
func (*Assigned) EventType() EventType { return EventAssigned }

func (p *Assigned) apply(c *Case, _ Event) error {
	c.State, c.Expert = InProgress, p.Expert
	if p.Unit != "" {
		c.Unit = p.Unit
	}
	return nil
}

// Acted reports a step on the way. Its value is "text".
type Acted struct {
	Commits
	Attached
	// Cooperating says that an agency other than the responsible one reports.
	Cooperating bool `json:"cooperating,omitempty"`
}

// EventType implements [Payload].
func (*Acted) EventType() EventType { return EventActed }

func (p *Acted) apply(c *Case, _ Event) error {
	if !p.Cooperating {
		c.State = InProgress
	}
	return nil
}

// Drafted is an answer that waits for approval. Its values are
// "explanation", "done", "basis" and "next".
type Drafted struct {
	Commits
	Attached
	Outcome      Outcome `json:"outcome"`
	WithoutVisit bool    `json:"without_visit"`
	Final        bool    `json:"final"`
}

// EventType implements [Payload].
func (*Drafted) EventType() EventType { return EventDrafted }

func (p *Drafted) apply(c *Case, e Event) error {
	c.State, c.Drafted = InProgress, e.Seq
	return nil
}

// SentBack gives a draft back to its writer. Its value is "reason".
type SentBack struct {
	Commits
	Draft int64 `json:"draft"` // Seq of the draft
}

// EventType implements [Payload].
func (*SentBack) EventType() EventType { return EventSentBack }

func (p *SentBack) apply(c *Case, _ Event) error {
	c.Drafted = 0
	return nil
}

// AnsweredCase is an answer to the petitioner. Its values are "explanation",
// "done", "basis" and "next", or those of the draft that it lets go out.
type AnsweredCase struct {
	Commits
	Attached
	Agency       AgencyID `json:"agency"`
	Outcome      Outcome  `json:"outcome"`
	WithoutVisit bool     `json:"without_visit"`
	Final        bool     `json:"final"`
	Draft        int64    `json:"draft,omitempty"` // Seq of the approved draft
	// Letter is the number and day of the agency's letter, as written on it,
	// when the centre entered the answer; see [Desk.AnswerByLetter].
	Letter string `json:"letter,omitempty"`
}

// EventType implements [Payload].
func (*AnsweredCase) EventType() EventType { return EventAnswered }

func (p *AnsweredCase) apply(c *Case, e Event) error {
	seq := e.Seq
	if p.Draft != 0 {
		seq = p.Draft
	}
	c.State, c.Drafted = InProgress, 0
	if p.Final {
		c.TimeAsked = nil
		c.State = Answered
	}
	c.Answers = append(c.Answers, Answer{
		Seq: seq, Episode: c.Episode, At: e.At, Agency: p.Agency,
		Outcome: p.Outcome, WithoutVisit: p.WithoutVisit, Final: p.Final,
	})
	return nil
}
