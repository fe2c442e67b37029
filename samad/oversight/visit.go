package oversight

import (
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// VisitState says how far a visit has come.
type VisitState string

// The states of a visit.
const (
	VisitPlanned   VisitState = "planned"   // nobody visited knows of it
	VisitReported  VisitState = "reported"  // the manager may reply
	VisitSettled   VisitState = "settled"   // nothing follows any more, or a letter did
	VisitCancelled VisitState = "cancelled" // did not take place
)

// Finding is what an inspector found.
type Finding string

// The findings.
const (
	Present Finding = "present"
	Late    Finding = "late"     // came after the hours had begun
	Absent  Finding = "absent"   // neither manager nor stand-in
	StandIn Finding = "stand_in" // the approved stand-in was there
)

// The points of the checklist of a visit: how people are served. They are our
// choice; no public source gives a form.
const (
	PointNotice   = "hours_posted"    // the hours stand at the door
	PointReceived = "people_received" // people are let in and heard
	PointOrder    = "orderly_queue"   // fair order, somewhere to sit
	PointCourtesy = "courteous"
	PointRecorded = "recorded" // what people say is written down and followed
)

// VisitPoints returns the points of the checklist in order.
func VisitPoints() []string {
	return []string{PointNotice, PointReceived, PointOrder, PointCourtesy, PointRecorded}
}

// Evidence is something that proves a report, or a paper of a session or demand.
type Evidence struct {
	Name string `json:"name"`
	// Digest is the SHA-256 sum of its content.
	Digest samad.Hash `json:"digest"`
	Type   string     `json:"type,omitempty"` // media type
	// File is where it is kept ([Office.File]), "" when the content lies with the
	// host; Size is that of the content in bytes, with File only.
	File string `json:"file,omitempty"`
	Size int    `json:"size,omitempty"`
}

// VisitReport is what an inspector writes.
type VisitReport struct {
	At      time.Time `json:"at"` // when at the door, UTC
	Finding Finding   `json:"finding"`
	// MinutesLate is with [Late] only.
	MinutesLate int `json:"minutes_late,omitempty"`
	// Points says for each point of [VisitPoints] whether it is in order; those
	// that could not be seen are left out.
	Points   map[string]bool `json:"points,omitempty"`
	Remarks  string          `json:"remarks,omitempty"`
	Evidence []Evidence      `json:"evidence,omitempty"`
	// Files are tokens of samad.Desk.Upload, to become evidence; never stored.
	Files []string `json:"-"`
}

// Poor reports whether more of the points are out of order than in order.
func (r VisitReport) Poor() bool {
	good, bad := 0, 0
	for _, ok := range r.Points {
		if ok {
			good++
		} else {
			bad++
		}
	}
	return bad > good
}

// Visit is one unannounced visit.
type Visit struct {
	ID        string         `json:"id"`
	State     VisitState     `json:"state"`
	Plan      string         `json:"plan,omitempty"` // "" when ordered by hand
	Post      string         `json:"post"`
	Agency    samad.AgencyID `json:"agency"`
	Place     samad.PlaceID  `json:"place"`
	Day       persian.Date   `json:"day"`
	Minute    int            `json:"minute"`
	At        time.Time      `json:"at"` // the planned instant
	Inspector string         `json:"inspector,omitempty"`
	Reason    string         `json:"reason,omitempty"` // why ordered or cancelled
	Report    *VisitReport   `json:"report,omitempty"`
	Reported  time.Time      `json:"reported,omitzero"`
	// ReplyDue is until when the manager may reply.
	ReplyDue time.Time `json:"reply_due,omitzero"`
	Reply    string    `json:"reply,omitempty"`
	Replied  time.Time `json:"replied,omitzero"`
	// Silent is when oversight was told that no reply came in time.
	Silent time.Time `json:"silent,omitzero"`
	// Letter is what followed.
	Letter string `json:"letter,omitempty"`
	// Excused says why nothing follows.
	Excused string `json:"excused,omitempty"`
}

// breach reports whether a letter can rest on the visit.
func (v Visit) breach() bool {
	return v.Report != nil && (v.Report.Finding == Absent || v.Report.Finding == Late || v.Report.Poor())
}

func visitBook() *ledger.Book[Visit] {
	return ledger.NewBook("visit",
		func(v Visit) ledger.Keys {
			k := ledger.Keys{State: string(v.State), Agency: v.Agency, Place: v.Place, At: v.At,
				Free: []ledger.Key{{Name: "post", Value: v.Post}}}
			if v.Inspector != "" {
				k.Free = append(k.Free, ledger.Key{Name: "inspector", Value: v.Inspector})
			}
			if v.State == VisitReported && v.Replied.IsZero() && v.Silent.IsZero() {
				k.NextDue = v.ReplyDue
			}
			return k
		},
		func() ledger.Payload[Visit] { return new(visitPlanned) },
		func() ledger.Payload[Visit] { return new(visitAssigned) },
		func() ledger.Payload[Visit] { return new(visitReported) },
		func() ledger.Payload[Visit] { return new(visitReplied) },
		func() ledger.Payload[Visit] { return new(visitUnanswered) },
		func() ledger.Payload[Visit] { return new(visitSettled) },
		func() ledger.Payload[Visit] { return new(visitCancelled) },
		func() ledger.Payload[Visit] { return visitMoved(time.Time{}) },
	)
}

type visitPlanned struct {
	Plan      string         `json:"plan,omitempty"`
	Post      string         `json:"post"`
	Agency    samad.AgencyID `json:"agency"`
	Place     samad.PlaceID  `json:"place"`
	Day       persian.Date   `json:"day"`
	Minute    int            `json:"minute"`
	At        time.Time      `json:"at"`
	Inspector string         `json:"inspector,omitempty"`
	Reason    string         `json:"reason,omitempty"`
}

func (*visitPlanned) EventType() string { return "planned" }

func (p *visitPlanned) Apply(s *Visit, e ledger.Event) error {
	*s = Visit{ID: e.Ref.ID, State: VisitPlanned, Plan: p.Plan, Post: p.Post, Agency: p.Agency, Place: p.Place,
		Day: p.Day, Minute: p.Minute, At: p.At, Inspector: p.Inspector, Reason: p.Reason}
	return nil
}

type visitAssigned struct {
	Inspector string `json:"inspector"`
	Reason    string `json:"reason"`
}

func (*visitAssigned) EventType() string { return "assigned" }

func (p *visitAssigned) Apply(s *Visit, _ ledger.Event) error {
	if s.State != VisitPlanned {
		return wrongState("assign", s.State)
	}
	s.Inspector = p.Inspector
	return nil
}

type visitReported struct {
	VisitReport
	ReplyDue time.Time `json:"reply_due,omitzero"`
}

func (*visitReported) EventType() string { return "reported" }

func (p *visitReported) Apply(s *Visit, e ledger.Event) error {
	if s.State != VisitPlanned {
		return wrongState("report", s.State)
	}
	s.Report, s.Reported, s.ReplyDue = &p.VisitReport, e.At, p.ReplyDue
	if s.State = VisitReported; !s.breach() {
		s.State = VisitSettled
	}
	return nil
}

type visitReplied struct {
	Text string `json:"text"`
}

func (*visitReplied) EventType() string { return "replied" }

func (p *visitReplied) Apply(s *Visit, e ledger.Event) error {
	if s.State != VisitReported || !s.Replied.IsZero() {
		return wrongState("reply to", s.State)
	}
	s.Reply, s.Replied = p.Text, e.At
	return nil
}

type visitUnanswered struct{}

func (*visitUnanswered) EventType() string { return "unanswered" }

func (*visitUnanswered) Apply(s *Visit, e ledger.Event) error {
	if s.State != VisitReported {
		return wrongState("note silence on", s.State)
	}
	s.Silent = e.At
	return nil
}

type visitSettled struct {
	Letter  string `json:"letter,omitempty"`
	Excused string `json:"excused,omitempty"`
}

func (*visitSettled) EventType() string { return "settled" }

func (p *visitSettled) Apply(s *Visit, _ ledger.Event) error {
	if s.State != VisitReported {
		return wrongState("settle", s.State)
	}
	s.State, s.Letter, s.Excused = VisitSettled, p.Letter, p.Excused
	return nil
}

type visitCancelled struct {
	Reason string `json:"reason"`
}

func (*visitCancelled) EventType() string { return "cancelled" }

func (p *visitCancelled) Apply(s *Visit, _ ledger.Event) error {
	if s.State != VisitPlanned {
		return wrongState("cancel", s.State)
	}
	s.State, s.Reason = VisitCancelled, p.Reason
	return nil
}
