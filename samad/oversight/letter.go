package oversight

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Step is a step of the ladder of consequences: "an absent director gets a
// notice and a warning" (the source article's claim 33). That a third one
// reaches the governor is our choice.
type Step string

// The steps, and letters that are on no ladder.
const (
	StepNotice   Step = "notice"          // تذکر
	StepWarning  Step = "warning_letter"  // اخطار
	StepGovernor Step = "governor_report" // گزارش به استاندار
	StepDemand   Step = "demand_letter"   // مطالبه
)

// nextStep returns the step that follows on n letters in force.
func nextStep(n int) Step {
	switch n {
	case 0:
		return StepNotice
	case 1:
		return StepWarning
	default:
		return StepGovernor
	}
}

// LetterState says how far a letter has come.
type LetterState string

// The states of a letter.
const (
	LetterIssued       LetterState = "issued"       // waits for acknowledgement
	LetterAcknowledged LetterState = "acknowledged" // the office has it
	LetterAppealed     LetterState = "appealed"     // somebody must decide
	LetterUpheld       LetterState = "upheld"       // the appeal was refused
	LetterWithdrawn    LetterState = "withdrawn"    // counts for nothing any more
)

// Letter is a numbered letter to an agency.
type Letter struct {
	ID string `json:"id"` // "10/1405/17": province, Persian year, serial
	// Year and Serial number the letters of a province without a gap.
	Year   int            `json:"year"`
	Serial int            `json:"serial"`
	State  LetterState    `json:"state"`
	Step   Step           `json:"step"`
	Agency samad.AgencyID `json:"agency"`
	Place  samad.PlaceID  `json:"place"`
	Post   string         `json:"post,omitempty"`
	// Ground is the visit or demand on which it rests.
	Ground  ledger.Ref  `json:"ground"`
	Subject string      `json:"subject"`
	Body    []string    `json:"body"` // paragraphs, in Persian
	By      samad.Stamp `json:"by"`
	Issued  time.Time   `json:"issued"`
	AckDue  time.Time   `json:"ack_due"`
	// Reminded is when the office was reminded to acknowledge.
	Reminded     time.Time   `json:"reminded,omitzero"`
	Acknowledged time.Time   `json:"acknowledged,omitzero"`
	AckBy        samad.Stamp `json:"ack_by,omitzero"`
	// AppealDue is until when it can be appealed.
	AppealDue time.Time `json:"appeal_due,omitzero"`
	Appeal    string    `json:"appeal,omitempty"`
	Appealed  time.Time `json:"appealed,omitzero"`
	Decision  string    `json:"decision,omitempty"`
	Decided   time.Time `json:"decided,omitzero"`
}

// Number returns the number of the letter as it is printed.
func (l Letter) Number() string {
	return persianDigits(fmt.Sprintf("%d/%s/%d", l.Year, l.Place.Province(), l.Serial))
}

func letterBook() *ledger.Book[Letter] {
	return ledger.NewBook("letter",
		func(l Letter) ledger.Keys {
			k := ledger.Keys{State: string(l.State), Agency: l.Agency, Place: l.Place, At: l.Issued,
				Free: []ledger.Key{{Name: "step", Value: string(l.Step)}, {Name: "ground", Value: l.Ground.String()}}}
			if l.Post != "" {
				k.Free = append(k.Free, ledger.Key{Name: "post", Value: l.Post})
			}
			if l.State == LetterIssued && l.Reminded.IsZero() {
				k.NextDue = l.AckDue
			}
			return k
		},
		func() ledger.Payload[Letter] { return new(letterIssued) },
		func() ledger.Payload[Letter] { return new(letterReminded) },
		func() ledger.Payload[Letter] { return new(letterAcknowledged) },
		func() ledger.Payload[Letter] { return new(letterAppealed) },
		func() ledger.Payload[Letter] { return new(letterDecided) },
		func() ledger.Payload[Letter] { return letterMoved(time.Time{}) },
	)
}

type letterIssued struct {
	Year    int            `json:"year"`
	Serial  int            `json:"serial"`
	Step    Step           `json:"step"`
	Agency  samad.AgencyID `json:"agency"`
	Place   samad.PlaceID  `json:"place"`
	Post    string         `json:"post,omitempty"`
	Ground  ledger.Ref     `json:"ground"`
	Subject string         `json:"subject"`
	Body    []string       `json:"body"`
	AckDue  time.Time      `json:"ack_due"`
}

func (*letterIssued) EventType() string { return "issued" }

func (p *letterIssued) Apply(s *Letter, e ledger.Event) error {
	*s = Letter{ID: e.Ref.ID, Year: p.Year, Serial: p.Serial, State: LetterIssued, Step: p.Step, Agency: p.Agency,
		Place: p.Place, Post: p.Post, Ground: p.Ground, Subject: p.Subject, Body: p.Body, By: e.Actor, Issued: e.At, AckDue: p.AckDue}
	return nil
}

type letterReminded struct{}

func (*letterReminded) EventType() string { return "reminded" }

func (*letterReminded) Apply(s *Letter, e ledger.Event) error {
	s.Reminded = e.At
	return nil
}

type letterAcknowledged struct {
	AppealDue time.Time `json:"appeal_due"`
}

func (*letterAcknowledged) EventType() string { return "acknowledged" }

func (p *letterAcknowledged) Apply(s *Letter, e ledger.Event) error {
	if s.State != LetterIssued {
		return wrongState("acknowledge", s.State)
	}
	s.State, s.Acknowledged, s.AckBy, s.AppealDue = LetterAcknowledged, e.At, e.Actor, p.AppealDue
	return nil
}

type letterAppealed struct {
	Text string `json:"text"`
}

func (*letterAppealed) EventType() string { return "appealed" }

func (p *letterAppealed) Apply(s *Letter, e ledger.Event) error {
	if s.State != LetterAcknowledged {
		return wrongState("appeal against", s.State)
	}
	s.State, s.Appeal, s.Appealed = LetterAppealed, p.Text, e.At
	return nil
}

type letterDecided struct {
	Withdrawn bool   `json:"withdrawn,omitempty"`
	Reason    string `json:"reason"`
}

func (*letterDecided) EventType() string { return "decided" }

func (p *letterDecided) Apply(s *Letter, e ledger.Event) error {
	if s.State != LetterAppealed {
		return wrongState("decide on", s.State)
	}
	s.State, s.Decision, s.Decided = LetterUpheld, p.Reason, e.At
	if p.Withdrawn {
		s.State = LetterWithdrawn
	}
	return nil
}

// series counts the letters of a province in a Persian year.
type series struct {
	Last int `json:"last"`
}

func seriesBook() *ledger.Book[series] {
	return ledger.NewBook("letter_series", func(series) ledger.Keys { return ledger.Keys{} },
		func() ledger.Payload[series] { return new(numberTaken) })
}

type numberTaken struct {
	Serial int `json:"serial"`
}

func (*numberTaken) EventType() string { return "number_taken" }

func (p *numberTaken) Apply(s *series, _ ledger.Event) error {
	if p.Serial != s.Last+1 {
		return fmt.Errorf("number %d follows %d", p.Serial, s.Last)
	}
	s.Last = p.Serial
	return nil
}

// issue writes a letter with the next number; the number is taken in the same
// transaction, so that none is left out and none given twice. A step writes at
// most one letter.
func (o *Office) issue(ctx context.Context, w *write, l letterIssued, to samad.Role) (*ledger.Draft[Letter], error) {
	day := o.day(w.now)
	l.Year = day.Year()
	book := o.books.series
	id := string(l.Place.Province()) + "/" + strconv.Itoa(l.Year)
	d, err := open(ctx, o, book, id)
	if err != nil {
		return nil, err
	}
	l.Serial = d.State.Last + 1
	keep(w, d)
	if err := add(w, d, &numberTaken{Serial: l.Serial}); err != nil {
		return nil, err
	}
	if l.AckDue, err = o.workingDays(l.Agency, l.Place, w.now, o.at(l.Place, w.now).AckDays); err != nil {
		return nil, err
	}
	letter := keep(w, o.books.letters.New(id+"/"+strconv.Itoa(l.Serial)))
	if err := add(w, letter, &l); err != nil {
		return nil, err
	}
	m, err := w.officeMessage(l.Agency, to, samad.Text{
		Fa: l.Subject + "؛ نامه شماره " + letter.State.Number() + ". رسید آن را تا " + o.dayFa(l.AckDue) + " ثبت کنید.",
		En: "letter " + letter.State.ID + " from the inspection office; acknowledge it until " + o.dayEn(l.AckDue),
	})
	if err != nil {
		return nil, err
	}
	letter.Send(m)
	if l.Step == StepGovernor {
		centre, _ := o.directory.Centre(l.Place, day)
		m, err := w.officeMessage(centre, samad.RoleGovernor, samad.Text{
			Fa: "گزارش به استاندار: " + l.Subject + "؛ نامه شماره " + letter.State.Number(),
			En: "report to the governor: letter " + letter.State.ID,
		})
		if err != nil {
			return nil, err
		}
		if centre != "" {
			letter.Send(m)
		}
	}
	return letter, nil
}
