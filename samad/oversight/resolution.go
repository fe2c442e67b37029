package oversight

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// ResolutionState says how far a resolution has come.
type ResolutionState string

// The states of a resolution.
const (
	ResolutionOpen     ResolutionState = "open"
	ResolutionReported ResolutionState = "reported" // the agency says that it is done
	ResolutionDone     ResolutionState = "done"
	ResolutionFailed   ResolutionState = "failed" // given up, with the reason
)

// Resolution (مصوبه) is a commission's decision, with who must do what by when.
type Resolution struct {
	ID         string          `json:"id"` // the session's and a number
	Session    string          `json:"session"`
	Commission string          `json:"commission"`
	Item       int             `json:"item"`
	State      ResolutionState `json:"state"`
	Text       string          `json:"text"`
	Public     string          `json:"public,omitempty"`
	Agency     samad.AgencyID  `json:"agency"`
	Place      samad.PlaceID   `json:"place"`
	Topic      samad.TopicID   `json:"topic,omitempty"`
	Cases      []samad.CaseID  `json:"cases,omitempty"`
	Made       time.Time       `json:"made"`
	Due        time.Time       `json:"due,omitzero"` // zero when the policy sets no limit
	Policy     string          `json:"policy,omitempty"`
	Governor   bool            `json:"governor,omitempty"` // was present
	Steps      []FollowUp      `json:"steps,omitempty"`
	// Reminders counts those sent since it is overdue; Next is when time asks
	// for the next step.
	Reminders int       `json:"reminders,omitempty"`
	Next      time.Time `json:"next,omitzero"`
	Demand    string    `json:"demand,omitempty"` // opened because it was ignored
	Ended     time.Time `json:"ended,omitzero"`
	Result    string    `json:"result,omitempty"`
}

// FollowUp is one step after a decision.
type FollowUp struct {
	At   time.Time   `json:"at"`
	By   samad.Stamp `json:"by"`
	Text string      `json:"text"`
	Kind string      `json:"kind"` // "reported", "sent_back", "reminded"
}

// Late reports whether the resolution is overdue at the instant.
func (r Resolution) Late(now time.Time) bool {
	return r.open() && !r.Due.IsZero() && now.After(r.Due)
}

func (r Resolution) open() bool { return r.State == ResolutionOpen || r.State == ResolutionReported }

func resolutionBook() *ledger.Book[Resolution] {
	return ledger.NewBook("resolution",
		func(r Resolution) ledger.Keys {
			k := ledger.Keys{State: string(r.State), Agency: r.Agency, Place: r.Place, At: r.Made,
				Free: []ledger.Key{{Name: "session", Value: r.Session}, {Name: "commission", Value: r.Commission}}}
			for _, c := range r.Cases {
				k.Free = append(k.Free, ledger.Key{Name: "case", Value: string(c)})
			}
			if r.State == ResolutionOpen {
				k.NextDue = r.Next
			}
			return k
		},
		func() ledger.Payload[Resolution] { return new(resolutionMade) },
		func() ledger.Payload[Resolution] { return new(resolutionReported) },
		func() ledger.Payload[Resolution] { return new(resolutionReminded) },
		func() ledger.Payload[Resolution] { return new(resolutionDemanded) },
		func() ledger.Payload[Resolution] { return new(resolutionJudged) },
		func() ledger.Payload[Resolution] { return resolutionMoved(time.Time{}) },
	)
}

type resolutionMade struct {
	Session    string         `json:"session"`
	Commission string         `json:"commission"`
	Item       int            `json:"item"`
	Text       string         `json:"text"`
	Public     string         `json:"public,omitempty"`
	Agency     samad.AgencyID `json:"agency"`
	Place      samad.PlaceID  `json:"place"`
	Topic      samad.TopicID  `json:"topic,omitempty"`
	Cases      []samad.CaseID `json:"cases,omitempty"`
	Due        time.Time      `json:"due,omitzero"`
	Policy     string         `json:"policy,omitempty"`
	Governor   bool           `json:"governor,omitempty"`
}

func (*resolutionMade) EventType() string { return "made" }

func (p *resolutionMade) Apply(s *Resolution, e ledger.Event) error {
	*s = Resolution{ID: e.Ref.ID, Session: p.Session, Commission: p.Commission, Item: p.Item, State: ResolutionOpen,
		Text: p.Text, Public: p.Public, Agency: p.Agency, Place: p.Place, Topic: p.Topic, Cases: p.Cases, Made: e.At,
		Due: p.Due, Policy: p.Policy, Governor: p.Governor, Next: p.Due}
	return nil
}

type resolutionReported struct {
	Text string `json:"text"`
}

func (*resolutionReported) EventType() string { return "reported" }

func (p *resolutionReported) Apply(s *Resolution, e ledger.Event) error {
	if s.State != ResolutionOpen {
		return wrongState("report on", s.State)
	}
	s.State = ResolutionReported
	s.Steps = append(s.Steps, FollowUp{At: e.At, By: e.Actor, Text: p.Text, Kind: "reported"})
	return nil
}

type resolutionReminded struct {
	Next time.Time `json:"next,omitzero"`
}

func (*resolutionReminded) EventType() string { return "reminded" }

func (p *resolutionReminded) Apply(s *Resolution, e ledger.Event) error {
	s.Reminders, s.Next = s.Reminders+1, p.Next
	s.Steps = append(s.Steps, FollowUp{At: e.At, By: e.Actor, Kind: "reminded"})
	return nil
}

type resolutionDemanded struct {
	Demand string `json:"demand"`
}

func (*resolutionDemanded) EventType() string { return "demanded" }

func (p *resolutionDemanded) Apply(s *Resolution, _ ledger.Event) error {
	s.Demand, s.Next = p.Demand, time.Time{}
	return nil
}

type resolutionJudged struct {
	State  ResolutionState `json:"state"`
	Result string          `json:"result"`
}

func (*resolutionJudged) EventType() string { return "judged" }

func (p *resolutionJudged) Apply(s *Resolution, e ledger.Event) error {
	switch {
	case !s.open():
		return wrongState("judge", s.State)
	case p.State == ResolutionOpen: // sent back
		s.State = ResolutionOpen
		s.Steps = append(s.Steps, FollowUp{At: e.At, By: e.Actor, Text: p.Result, Kind: "sent_back"})
	default:
		s.State, s.Ended, s.Result = p.State, e.At, p.Result
	}
	return nil
}

// tellResolution sends a new resolution to its agency and to the petitioner of
// every case.
func (o *Office) tellResolution(ctx context.Context, w *write, d *ledger.Draft[Resolution]) error {
	r := d.State
	until := samad.Text{}
	if !r.Due.IsZero() {
		until = samad.Text{Fa: " مهلت: " + o.dayFa(r.Due) + ".", En: " It is due by " + o.dayEn(r.Due) + "."}
	}
	m, err := w.officeMessage(r.Agency, samad.RoleAgencyHead, samad.Text{
		Fa: "مصوبه کمیسیون: " + r.Text + until.Fa, En: "a commission's resolution: " + r.Text + until.En,
	})
	if err != nil {
		return err
	}
	d.Send(m)
	said := r.Public
	if said == "" {
		said = r.Text
	}
	name := o.agencyName(r.Agency, o.day(w.now))
	return o.tellAll(ctx, d, r.Cases, func(_ samad.Case, lang samad.Lang) string {
		if lang == samad.English {
			return "a commission at the governorate has decided on it: " + said + "\nResponsible: " + name.In(lang) + "." + until.En
		}
		return "درباره آن در کمیسیون استانداری تصمیم گرفته شد: " + said + "\nدستگاه مسئول: " + name.In(lang) + "." + until.Fa
	})
}

// tellAll sends a message to the petitioner of every case and of those that
// joined it. Whose data was erased cannot be told.
func (o *Office) tellAll(ctx context.Context, d *ledger.Draft[Resolution], cases []samad.CaseID, text func(samad.Case, samad.Lang) string) error {
	told := map[samad.CaseID]bool{}
	for _, id := range cases {
		c, err := o.cases.Case(ctx, id)
		if err != nil {
			return fmt.Errorf("oversight: tell the petitioner of case %s: %w", id, err)
		}
		for _, to := range append([]samad.CaseID{id}, c.Joined...) {
			if told[to] {
				continue
			}
			told[to] = true
			m, err := o.desk.ComposeTo(ctx, to, samad.ResolutionMessage, text)
			if errors.Is(err, samad.ErrErased) {
				continue
			}
			if err != nil {
				return err
			}
			d.Send(m)
		}
	}
	return nil
}

// changeResolution takes a step on a resolution.
func (o *Office) changeResolution(ctx context.Context, actor samad.Actor, action Action, id string, step func(w *write, d *ledger.Draft[Resolution]) error) (Resolution, error) {
	var out Resolution
	err := retry("change resolution "+id, func() error {
		d, err := edit(ctx, o, o.books.resolutions, id)
		if err != nil {
			return err
		}
		s := o.subject(d.State.Agency, d.State.Place)
		read := ReadSessions
		if May(actor, ReportDone, s) {
			read = ReportDone
		}
		role, err := allow(actor, action, read, s, d.Ref())
		if err != nil {
			return err
		}
		w := o.begin(actor, role)
		keep(w, d)
		if err := step(w, d); err != nil {
			return err
		}
		out = d.State
		return w.apply(ctx)
	})
	return out, err
}

// ReportResolution is the agency's word that a resolution is done.
func (o *Office) ReportResolution(ctx context.Context, actor samad.Actor, id, text string) (Resolution, error) {
	var f faults
	f.text("/text", text)
	if err := f.err(); err != nil {
		return Resolution{}, err
	}
	return o.changeResolution(ctx, actor, ReportDone, id, func(w *write, d *ledger.Draft[Resolution]) error {
		if d.State.State != ResolutionOpen {
			return &StateError{Step: "report on", State: string(d.State.State)}
		}
		return add(w, d, &resolutionReported{Text: text})
	})
}

// JudgeResolution accepts what an agency reported as done, sends it back
// (state open), or gives the resolution up as failed. When it ends, every
// petitioner is told the result in the same transaction.
func (o *Office) JudgeResolution(ctx context.Context, actor samad.Actor, id string, state ResolutionState, result string) (Resolution, error) {
	var f faults
	f.text("/result", result)
	f.check(state == ResolutionOpen || state == ResolutionDone || state == ResolutionFailed, "/state",
		"نتیجه را بنویسید.", "say what came of it")
	if err := f.err(); err != nil {
		return Resolution{}, err
	}
	return o.changeResolution(ctx, actor, JudgeDone, id, func(w *write, d *ledger.Draft[Resolution]) error {
		reported := d.State.State == ResolutionReported
		if !d.State.open() || state != ResolutionFailed && !reported {
			return &StateError{Step: "judge", State: string(d.State.State), Reason: "the agency has not reported"}
		}
		if err := add(w, d, &resolutionJudged{State: state, Result: result}); err != nil {
			return err
		}
		if state == ResolutionOpen {
			m, err := w.officeMessage(d.State.Agency, samad.RoleAgencyHead, samad.Text{
				Fa: "گزارش اجرای مصوبه پذیرفته نشد: " + result, En: "the report on a resolution was sent back: " + result})
			if err != nil {
				return err
			}
			d.Send(m)
			return nil
		}
		return o.tellAll(ctx, d, d.State.Cases, func(_ samad.Case, lang samad.Lang) string {
			if lang == samad.English {
				return "the result of the commission's resolution: " + result
			}
			return "نتیجه مصوبه کمیسیون: " + result
		})
	})
}

// Resolution returns a resolution.
func (o *Office) Resolution(ctx context.Context, actor samad.Actor, id string) (Resolution, error) {
	r, err := read(ctx, o, o.books.resolutions, id)
	if err != nil {
		return Resolution{}, err
	}
	s := o.subject(r.Agency, r.Place)
	if !May(actor, ReadSessions, s) && !May(actor, ReportDone, s) {
		session, err := read(ctx, o, o.books.sessions, r.Session)
		if err != nil {
			return Resolution{}, err
		}
		if !May(actor, ReadSessions, o.subject("", r.Place, session.people()...)) {
			return Resolution{}, notFound(o.books.resolutions.Ref(id))
		}
	}
	r.Due, err = o.resolutionDue(r)
	return r, err
}

// Resolutions returns one page of resolutions within the actor's reach, the
// newest first. Keys are "session", "commission" and "case".
func (o *Office) Resolutions(ctx context.Context, actor samad.Actor, q ListQuery) ([]Resolution, string, error) {
	action := ReadSessions
	if !May(actor, ReadSessions, Subject{Place: actor.Place}) {
		action = ReportDone
	}
	all, next, err := list(ctx, o, o.books.resolutions, actor, action, q)
	for i := range all {
		if all[i].Due, err = o.resolutionDue(all[i]); err != nil {
			return nil, "", err
		}
	}
	return all, next, err
}

// tickResolution reminds the agency of an overdue resolution; when it was
// reminded often enough, a demand is opened.
func (o *Office) tickResolution(ctx context.Context, w *write, id string) error {
	d, err := edit(ctx, o, o.books.resolutions, id)
	if err != nil {
		return err
	}
	r := d.State
	if r.State != ResolutionOpen || r.Next.IsZero() || w.now.Before(r.Next) {
		return nil
	}
	keep(w, d)
	due, err := o.resolutionDue(r)
	if err != nil {
		return err
	}
	if due.After(r.Due) {
		return move(w, d, resolutionMoved(due), r.Agency, samad.Text{Fa: "مصوبه کمیسیون", En: "a commission's resolution"})
	}
	if r.Reminders >= o.at(r.Place, w.now).ResolutionReminders {
		demand, err := o.openDemand(ctx, w, violation{
			rule: RuleResolution, agency: r.Agency, place: r.Place, key: id, evidence: []ledger.Ref{d.Ref()},
			text: samad.Text{Fa: "مصوبه کمیسیون در مهلت اجرا نشد: " + r.Text, En: "a resolution was not carried out: " + r.Text},
		})
		if err != nil {
			return err
		}
		return add(w, d, &resolutionDemanded{Demand: demand})
	}
	next, err := o.workingDays(r.Agency, r.Place, w.now, o.at(r.Place, w.now).RemindEvery)
	if err != nil {
		return err
	}
	if err := add(w, d, &resolutionReminded{Next: next}); err != nil {
		return err
	}
	m, err := w.officeMessage(r.Agency, samad.RoleAgencyHead, samad.Text{
		Fa: "مهلت مصوبه کمیسیون گذشت: " + r.Text, En: "a resolution is overdue: " + r.Text})
	if err != nil {
		return err
	}
	d.Send(m)
	return nil
}
