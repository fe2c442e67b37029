package samad

import (
	"slices"

	"github.com/samad111/go-samad/sla/persian"
)

// HeldCase says by what order the case is kept from being erased.
type HeldCase struct {
	Commits
	Ground string       `json:"ground"`
	Until  persian.Date `json:"until,omitzero"` // its last day
}

// EventType implements [Payload].
func (*HeldCase) EventType() EventType { return EventHeld }

func (p *HeldCase) apply(c *Case, e Event) error {
	c.Holds = append(slices.Clone(c.Holds), Hold{Seq: e.Seq, Ground: p.Ground, At: e.At, Until: p.Until})
	return nil
}

// ReleasedCase says by what order a hold ended.
type ReleasedCase struct {
	Commits
	Hold   int64  `json:"hold"` // the Seq of its event
	Ground string `json:"ground"`
}

// EventType implements [Payload].
func (*ReleasedCase) EventType() EventType { return EventReleased }

func (p *ReleasedCase) apply(c *Case, _ Event) error {
	c.Holds = slices.DeleteFunc(slices.Clone(c.Holds), func(h Hold) bool { return h.Seq == p.Hold })
	if len(c.Holds) == 0 {
		c.Holds = nil
	}
	return nil
}

// ErasureBegun says that the attachments of the case are being destroyed, so
// that nobody can hold it any more.
type ErasureBegun struct {
	Commits
	Ground string `json:"ground"`
}

// EventType implements [Payload].
func (*ErasureBegun) EventType() EventType { return EventErasureBegun }

func (p *ErasureBegun) apply(c *Case, _ Event) error {
	c.Erasing = true
	return nil
}
