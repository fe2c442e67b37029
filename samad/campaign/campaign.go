package campaign

import (
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// Office says that in some places another agency answers than elsewhere.
type Office struct {
	Place  samad.PlaceID  `json:"place"`
	Agency samad.AgencyID `json:"agency"`
}

// Content is what a campaign topic is made of. Its path is given once, see
// [Campaign]; all of this may be changed later.
type Content struct {
	// Title is what people read. English may be left out: the Persian stands
	// for it then.
	Title samad.Text `json:"title"`
	// Kind and Urgency are what most of its cases turn out to be; both may be
	// empty.
	Kind    samad.Kind    `json:"kind,omitempty"`
	Urgency samad.Urgency `json:"urgency,omitempty"`
	// Agency answers, except where Offices name another. Required.
	Agency  samad.AgencyID `json:"agency"`
	Offices []Office       `json:"offices,omitempty"`
	// Keywords are words and phrases by which suggestions find it. At least one.
	Keywords []string `json:"keywords"`
	// Text is told to those who file: what is known, where to turn at once.
	// May be empty.
	Text samad.Text `json:"text,omitzero"`
	// Limit is the time in which an answer is due, Aim the softer one. With
	// neither the pack's own hold; with a Limit alone there is no aim.
	Limit sla.Target `json:"limit,omitzero"`
	Aim   sla.Target `json:"aim,omitzero"`
	// From is the first day on which cases are filed under it, Last the last
	// one, zero for no end yet.
	From persian.Date `json:"from"`
	Last persian.Date `json:"last,omitzero"`
}

// Step is something that was done to a campaign topic.
type Step struct {
	Done StepKind    `json:"done"`
	Why  string      `json:"why"`
	At   time.Time   `json:"at,omitzero"` // UTC
	By   samad.Stamp `json:"by,omitzero"`
	// Content is how the topic was from then on.
	Content Content `json:"content"`
}

// StepKind says what a [Step] did.
type StepKind string

// The steps.
const (
	Added   StepKind = "added"
	Changed StepKind = "changed"
	Ended   StepKind = "ended" // was given its last day
)

// Name is the step in words.
func (k StepKind) Name() samad.Text {
	return map[StepKind]samad.Text{
		Added: {Fa: "افزوده شد", En: "added"}, Changed: {Fa: "تغییر کرد", En: "changed"}, Ended: {Fa: "پایان یافت", En: "ended"},
	}[k]
}

// Campaign is a campaign topic as it stands.
type Campaign struct {
	// ID is its path below a group of the pack: "health/flu-1405".
	ID       samad.TopicID `json:"id"`
	Province samad.PlaceID `json:"province"`
	Content
	Steps []Step `json:"steps"` // the oldest first
}

// Open reports whether cases are filed under the topic on the day.
func (c Campaign) Open(on persian.Date) bool {
	return !on.Before(c.From) && (c.Last.IsZero() || !on.After(c.Last))
}

// Over reports whether its last day has passed.
func (c Campaign) Over(on persian.Date) bool { return !c.Last.IsZero() && on.After(c.Last) }

// Parent is the group under which it lies, "" for none.
func (c Campaign) Parent() samad.TopicID {
	if i := strings.LastIndexByte(string(c.ID), '/'); i >= 0 {
		return c.ID[:i]
	}
	return ""
}

// Slug is the topic's path in one word, for ids that take no slashes.
func (c Campaign) Slug() string { return "campaign-" + strings.ReplaceAll(string(c.ID), "/", "-") }
