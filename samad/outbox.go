package samad

import (
	"encoding/json"
	"fmt"
	"time"
)

// messageContent is what lies sealed in a message.
type messageContent struct {
	Text string `json:"text"`
}

// contentName binds a message's content to its place when it is sealed.
const contentName = "message"

// textOf gives the text of a message to the petitioner of a case: each is
// spoken to about the own case, under the own code.
type textOf func(to Case, lang Lang) string

// tell writes a message to the petitioner of the step's case and, when spread
// is set, to those whose cases joined it: each under the own code.
func (s *step) tell(kind MessageKind, spread bool, text textOf) error {
	secrets, err := s.keys()
	if err != nil {
		return err
	}
	if err := s.tellOne(s.c, *secrets, kind, false, text); err != nil {
		return err
	}
	if !spread {
		return nil
	}
	for _, id := range s.c.Joined {
		child, err := s.desk.store.Case(s.ctx, id)
		if err != nil {
			return fmt.Errorf("samad: joined case %s: %w", id, err)
		}
		if child.Erased {
			continue // nobody is left to be told
		}
		keys, err := s.desk.store.Secrets(s.ctx, id)
		if err != nil {
			return fmt.Errorf("samad: secrets of joined case %s: %w", id, err)
		}
		if err := s.tellOne(child, keys, kind, false, text); err != nil {
			return err
		}
	}
	return nil
}

func (s *step) tellOne(to Case, keys Secrets, kind MessageKind, wipe bool, text textOf) error {
	m, err := s.message(to, keys, kind, wipe, to.Language, text(to, to.Language))
	if err != nil {
		return err
	}
	m.Audience, m.Carrier = ToPetitioner, ByPortal
	switch {
	case to.Reachable:
		m.Carrier = BySMS
		if to.By != "" {
			m.Carrier = to.By
		}
	case to.By == ByPhone && s.calledFor(kind):
		m.Carrier, m.State, m.Settled, m.Fault = ByPhone, Dead, s.now, FaultLandline
	default:
		m.State, m.Settled = Delivered, s.now
	}
	s.change.Messages = append(s.change.Messages, m)
	return nil
}

// calledFor reports whether somebody must be called because of a message: to
// give what was asked, to hear the answer, or why the case ended without the
// petitioner's doing. The rest waits until they ask.
func (s *step) calledFor(kind MessageKind) bool {
	switch kind {
	case QuestionMessage, AnswerMessage:
		return true
	case EndedMessage:
		return s.action != Withdraw && s.action != Confirm && s.action != Lapse
	default:
		return false
	}
}

// notify writes a message to whoever holds the role in an office.
func (s *step) notify(office AgencyID, role Role, kind MessageKind, text Text) error {
	if office == "" {
		return nil
	}
	secrets, err := s.keys()
	if err != nil {
		return err
	}
	m, err := s.message(s.c, *secrets, kind, false, Persian, text.In(Persian))
	if err != nil {
		return err
	}
	m.Audience, m.Carrier, m.Office, m.Role = ToOffice, ByDesk, office, role
	s.change.Messages = append(s.change.Messages, m)
	return nil
}

func (s *step) message(to Case, keys Secrets, kind MessageKind, wipe bool, lang Lang, text string) (Message, error) {
	id, err := newID(s.now, s.desk.random)
	if err != nil {
		return Message{}, err
	}
	content, err := json.Marshal(messageContent{Text: text})
	if err != nil {
		return Message{}, fmt.Errorf("samad: encode a message: %w", err)
	}
	sealed, err := s.desk.vault.Seal(s.ctx, keys.Key, string(to.ID), contentName, content)
	if err != nil {
		return Message{}, fmt.Errorf("samad: seal a message of case %s: %w", to.ID, err)
	}
	return Message{
		ID: id, Case: to.ID, Seq: s.c.Revision, Kind: kind, Lang: lang, Sealed: sealed, Wipe: wipe,
		State: Pending, Created: s.now, NotBefore: s.now,
	}, nil
}

// agencyName is the agency's name on the day of the step, its id when the
// directory no longer knows it.
func (d *Desk) agencyName(id AgencyID, at time.Time) Text {
	if a, ok := d.directory.Agency(id, d.day(at)); ok {
		return a.Name
	}
	return Text{Fa: string(id), En: string(id)}
}
