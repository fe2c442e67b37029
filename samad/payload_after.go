package samad

// Objected says that the petitioner does not accept how the matter ended. Its
// value is "text". It begins a new episode.
type Objected struct {
	Commits
	Attached
	// Screening says that the agency that had the case cannot take it again.
	Screening bool `json:"screening,omitempty"`
}

// EventType implements [Payload].
func (*Objected) EventType() EventType { return EventObjected }

func (p *Objected) apply(c *Case, e Event) error {
	c.Objections++
	c.begin(e)
	if p.Screening {
		c.dropAgency()
	}
	return nil
}

// Reopened takes the case up again. Its value is "reason". It begins a new
// episode.
type Reopened struct {
	Commits
	// Screening says that the agency that had the case cannot take it again.
	Screening bool `json:"screening,omitempty"`
}

// EventType implements [Payload].
func (*Reopened) EventType() EventType { return EventReopened }

func (p *Reopened) apply(c *Case, e Event) error {
	c.begin(e)
	if p.Screening {
		c.dropAgency()
	}
	return nil
}

// Rated is the petitioner's judgement. Its value is "text" where given.
type Rated struct {
	Commits
	Answer  int `json:"answer"`  // 1 to 5
	Conduct int `json:"conduct"` // 1 to 5
}

// EventType implements [Payload].
func (*Rated) EventType() EventType { return EventRated }

func (p *Rated) apply(c *Case, e Event) error {
	c.Ratings = append(c.Ratings, Rating{Seq: e.Seq, Episode: c.Episode, At: e.At, Answer: p.Answer, Conduct: p.Conduct})
	return nil
}

// WithdrawnCase takes the matter back. Its value is "text" where given.
type WithdrawnCase struct{ Commits }

// EventType implements [Payload].
func (*WithdrawnCase) EventType() EventType { return EventWithdrawn }

func (p *WithdrawnCase) apply(c *Case, e Event) error {
	c.end(Withdrawn, EndWithdrawn, e)
	return nil
}

// ClosedCase ends the case. Its value is "reason" where a person gave one.
type ClosedCase struct {
	Commits
	Reason EndReason `json:"reason"`
}

// EventType implements [Payload].
func (*ClosedCase) EventType() EventType { return EventClosed }

func (p *ClosedCase) apply(c *Case, e Event) error {
	c.end(Closed, p.Reason, e)
	return nil
}

// PINReplaced says that a new PIN was sent to the recorded contact.
type PINReplaced struct{ Commits }

// EventType implements [Payload].
func (*PINReplaced) EventType() EventType { return EventPINReplaced }

func (p *PINReplaced) apply(*Case, Event) error { return nil }

// ErasedValues says that the personal data and texts of the case were
// destroyed, and on what ground.
type ErasedValues struct {
	Commits
	Ground string `json:"ground"` // "retention" or the reference of an order
	Values int    `json:"values"` // how many values were emptied
}

// EventType implements [Payload].
func (*ErasedValues) EventType() EventType { return EventErased }

func (p *ErasedValues) apply(c *Case, _ Event) error {
	c.Erased = true
	return nil
}
