package oversight

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// SessionState says how far a session has come.
type SessionState string

// The states of a session.
const (
	SessionPlanned SessionState = "planned"
	SessionOpen    SessionState = "open"
	SessionClosed  SessionState = "closed"
)

// Session is one session of a commission.
type Session struct {
	ID         string        `json:"id"`
	Commission string        `json:"commission"`
	Place      samad.PlaceID `json:"place"`
	State      SessionState  `json:"state"`
	At         time.Time     `json:"at"`
	Room       string        `json:"room,omitempty"`
	// Members, Quorum and NeedsGovernor are those of the commission when the
	// session was called; later changes do not touch it.
	Members       []Member     `json:"members"`
	Quorum        int          `json:"quorum"`
	NeedsGovernor bool         `json:"needs_governor,omitempty"`
	Agenda        []AgendaItem `json:"agenda,omitempty"`
	Attendance    *Attendance  `json:"attendance,omitempty"`
	// Said are the minutes' notes on items, by their number.
	Said        map[int]string `json:"said,omitempty"`
	Resolutions []string       `json:"resolutions,omitempty"`
	Closed      time.Time      `json:"closed,omitzero"`
}

// Attendance says who was there.
type Attendance struct {
	Present []string `json:"present"` // accounts of members
	// StandIns are the posts that sat for a member, by the member's account;
	// they do not count for the quorum.
	StandIns map[string]samad.Text `json:"stand_ins,omitempty"`
	// President is the account of the member who presided.
	President string `json:"president"`
	Governor  bool   `json:"governor,omitempty"`
}

func sessionBook() *ledger.Book[Session] {
	return ledger.NewBook("session",
		func(s Session) ledger.Keys {
			k := ledger.Keys{State: string(s.State), Place: s.Place, At: s.At,
				Free: []ledger.Key{{Name: "commission", Value: s.Commission}}}
			for _, m := range s.Members {
				k.Free = append(k.Free, ledger.Key{Name: "member", Value: m.Account})
			}
			seen := map[samad.CaseID]bool{}
			for _, i := range s.Agenda {
				for _, c := range i.Cases {
					if !seen[c] {
						seen[c] = true
						k.Free = append(k.Free, ledger.Key{Name: "case", Value: string(c)})
					}
				}
			}
			return k
		},
		func() ledger.Payload[Session] { return new(sessionCalled) },
		func() ledger.Payload[Session] { return new(itemAdded) },
		func() ledger.Payload[Session] { return new(papersAdded) },
		func() ledger.Payload[Session] { return new(sessionOpened) },
		func() ledger.Payload[Session] { return new(itemDiscussed) },
		func() ledger.Payload[Session] { return new(itemResolved) },
		func() ledger.Payload[Session] { return new(sessionClosed) },
	)
}

type sessionCalled struct {
	Commission    string        `json:"commission"`
	Place         samad.PlaceID `json:"place"`
	At            time.Time     `json:"at"`
	Room          string        `json:"room,omitempty"`
	Members       []Member      `json:"members"`
	Quorum        int           `json:"quorum"`
	NeedsGovernor bool          `json:"needs_governor,omitempty"`
}

func (*sessionCalled) EventType() string { return "called" }

func (p *sessionCalled) Apply(s *Session, e ledger.Event) error {
	*s = Session{ID: e.Ref.ID, Commission: p.Commission, Place: p.Place, State: SessionPlanned, At: p.At, Room: p.Room,
		Members: p.Members, Quorum: p.Quorum, NeedsGovernor: p.NeedsGovernor}
	return nil
}

type itemAdded struct{ AgendaItem }

func (*itemAdded) EventType() string { return "item_added" }

func (p *itemAdded) Apply(s *Session, _ ledger.Event) error {
	if s.State == SessionClosed || p.Number != len(s.Agenda)+1 {
		return wrongState("add an item to", s.State)
	}
	s.Agenda = append(s.Agenda, p.AgendaItem)
	return nil
}

type sessionOpened struct{ Attendance }

func (*sessionOpened) EventType() string { return "opened" }

func (p *sessionOpened) Apply(s *Session, _ ledger.Event) error {
	if s.State == SessionClosed {
		return wrongState("open", s.State)
	}
	s.State, s.Attendance = SessionOpen, &p.Attendance
	return nil
}

type itemDiscussed struct {
	Item int    `json:"item"`
	Text string `json:"text"`
}

func (*itemDiscussed) EventType() string { return "item_discussed" }

func (p *itemDiscussed) Apply(s *Session, _ ledger.Event) error {
	if s.State != SessionOpen || p.Item < 1 || p.Item > len(s.Agenda) {
		return wrongState("discuss an item of", s.State)
	}
	if s.Said == nil {
		s.Said = map[int]string{}
	}
	s.Said[p.Item] = p.Text
	return nil
}

type itemResolved struct {
	Resolution string `json:"resolution"`
}

func (*itemResolved) EventType() string { return "resolved" }

func (p *itemResolved) Apply(s *Session, _ ledger.Event) error {
	if s.State != SessionOpen {
		return wrongState("resolve in", s.State)
	}
	s.Resolutions = append(s.Resolutions, p.Resolution)
	return nil
}

type sessionClosed struct{}

func (*sessionClosed) EventType() string { return "closed" }

func (*sessionClosed) Apply(s *Session, e ledger.Event) error {
	if s.State != SessionOpen {
		return wrongState("close", s.State)
	}
	s.State, s.Closed = SessionClosed, e.At
	return nil
}

// quorate reports whether resolutions are possible, and why not.
func (s Session) quorate() error {
	switch {
	case s.Attendance == nil:
		return fmt.Errorf("%w: attendance is not recorded", ErrQuorum)
	case len(s.Attendance.Present) < s.Quorum:
		return fmt.Errorf("%w: %d of %d members needed are present", ErrQuorum, len(s.Attendance.Present), s.Quorum)
	case s.NeedsGovernor && !s.Attendance.Governor:
		return fmt.Errorf("%w: the governor must be present", ErrQuorum)
	}
	return nil
}

func (s Session) people() []string {
	out := make([]string, len(s.Members))
	for i, m := range s.Members {
		out[i] = m.Account
	}
	return out
}
