package oversight

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
)

// Minutes (صورت‌جلسه) are what is printed of a session: the data, and the
// document made of it.
type Minutes struct {
	Commission  Commission
	Session     Session
	Resolutions []Resolution // in the order in which they were made
	Document    Document
}

// Minutes returns the minutes of a session; they are final once it is closed.
func (o *Office) Minutes(ctx context.Context, actor samad.Actor, session string) (Minutes, error) {
	s, err := o.Session(ctx, actor, session)
	if err != nil {
		return Minutes{}, err
	}
	c, err := read(ctx, o, o.books.commissions, s.Commission)
	if err != nil {
		return Minutes{}, err
	}
	m := Minutes{Commission: c, Session: s}
	for _, id := range s.Resolutions {
		r, err := read(ctx, o, o.books.resolutions, id)
		if err != nil {
			return Minutes{}, err
		}
		m.Resolutions = append(m.Resolutions, r)
	}
	m.Document, err = o.minutesDocument(ctx, m)
	return m, err
}

func (o *Office) minutesDocument(ctx context.Context, m Minutes) (Document, error) {
	s := m.Session
	doc := Document{
		Title: "صورت‌جلسه " + m.Commission.Name.Fa,
		Day:   o.dayFa(s.At) + "، ساعت " + clockFa(o.minuteOf(s.At)), Subject: m.Commission.Kind,
	}
	if s.State != SessionClosed {
		doc.Title += " (پیش‌نویس)"
	}
	if s.Attendance != nil {
		doc.Sections = append(doc.Sections, attendanceSection(s))
		for _, member := range s.Members {
			for _, present := range s.Attendance.Present {
				if present == member.Account {
					doc.Signatures = append(doc.Signatures, member.Post.Fa)
				}
			}
		}
	}
	for _, item := range s.Agenda {
		section, err := o.itemSection(ctx, s, item)
		if err != nil {
			return Document{}, err
		}
		doc.Sections = append(doc.Sections, section)
	}
	if len(m.Resolutions) == 0 {
		return doc, nil
	}
	table := Section{Heading: "مصوبات", Head: []string{"ردیف", "دستور", "مصوبه", "دستگاه مسئول", "مهلت"}}
	for i, r := range m.Resolutions {
		due := "—"
		if !r.Due.IsZero() {
			due = o.dayFa(r.Due)
		}
		table.Rows = append(table.Rows, []string{
			persianDigits(fmt.Sprint(i + 1)), persianDigits(fmt.Sprint(r.Item)), r.Text,
			o.agencyName(r.Agency, o.day(r.Made)).Fa, due,
		})
	}
	doc.Sections = append(doc.Sections, table)
	return doc, nil
}

func attendanceSection(s Session) Section {
	section := Section{Heading: "حاضران", Head: []string{"عضو", "حضور"}}
	for _, m := range s.Members {
		is := "غایب"
		for _, p := range s.Attendance.Present {
			if p == m.Account {
				is = "حاضر"
			}
		}
		if m.Account == s.Attendance.President {
			is = "حاضر؛ رئیس جلسه"
		}
		if t, ok := s.Attendance.StandIns[m.Account]; ok {
			is = "غایب؛ جانشین: " + t.Fa
		}
		section.Rows = append(section.Rows, []string{m.Post.Fa, is})
	}
	governor := "استاندار در جلسه حضور نداشت."
	if s.Attendance.Governor {
		governor = "جلسه با حضور استاندار برگزار شد."
	}
	section.Paragraphs = []string{governor, fmt.Sprintf("حد نصاب: %s نفر از %s عضو",
		persianDigits(fmt.Sprint(s.Quorum)), persianDigits(fmt.Sprint(len(s.Members))))}
	return section
}

func (o *Office) itemSection(ctx context.Context, s Session, item AgendaItem) (Section, error) {
	section := Section{Heading: fmt.Sprintf("دستور %s: %s", persianDigits(fmt.Sprint(item.Number)), item.Title)}
	if len(item.Cases) > 0 {
		var codes []string
		for _, id := range item.Cases {
			c, err := o.cases.Case(ctx, id)
			if err != nil {
				return Section{}, fmt.Errorf("oversight: minutes of session %s: %w", s.ID, err)
			}
			codes = append(codes, c.Code.Format("fa"))
		}
		section.Paragraphs = append(section.Paragraphs, "پرونده‌ها: "+strings.Join(codes, "؛ "))
	}
	for _, r := range item.Reasons {
		section.Paragraphs = append(section.Paragraphs, r.Fa)
	}
	if said := s.Said[item.Number]; said != "" {
		section.Paragraphs = append(section.Paragraphs, said)
	}
	return section, nil
}

// GovernorDesk is what waits for the governor.
type GovernorDesk struct {
	// Sessions are the planned ones that need the governor.
	Sessions []Session
	// Late are resolutions that are overdue.
	Late []Resolution
	// Reports are letters that reached the governor.
	Reports []Letter
	// Demands are those that were brought before the governor.
	Demands []Demand
	// Appeals wait for a decision.
	Appeals []Letter
	// Escalated are cases that were brought before the governor and are open.
	Escalated []samad.CaseID
	// More says how many there are beside those that are listed.
	More GovernorMore
}

// GovernorMore counts what a governor's desk did not list.
type GovernorMore struct {
	Sessions  int `json:"sessions,omitempty"`
	Late      int `json:"late_resolutions,omitempty"`
	Reports   int `json:"reports,omitempty"`
	Demands   int `json:"demands,omitempty"`
	Appeals   int `json:"appeals,omitempty"`
	Escalated int `json:"escalated,omitempty"`
}

// GovernorDesk returns what waits for the governor of the actor's place: at
// most so many of each, with the number of those beyond. The limit is 1 to
// 10,000; 0 means 100. Sessions and late resolutions come the oldest first, the
// others the newest first. It looks at every open case of the place.
func (o *Office) GovernorDesk(ctx context.Context, actor samad.Actor, limit int) (GovernorDesk, error) {
	var out GovernorDesk
	if _, err := permit(actor, ReadSessions, Subject{Place: actor.Place}); err != nil {
		return out, err
	}
	if limit == 0 {
		limit = 100
	}
	var f faults
	f.check(limit > 0 && limit <= 10_000, "/limit", "شمار از ۱ تا ۱۰۰۰۰ است.", "1 to 10000")
	if err := f.err(); err != nil {
		return out, err
	}
	now := o.instant()
	err := o.books.sessions.All(ctx, o.ledger, ledger.Query{States: []string{string(SessionPlanned)}, Place: actor.Place, OldestFirst: true},
		func(_ string, s Session) error {
			if s.NeedsGovernor {
				put(&out.Sessions, &out.More.Sessions, s, limit)
			}
			return nil
		})
	if err != nil {
		return out, err
	}
	err = o.books.resolutions.All(ctx, o.ledger, ledger.Query{
		States: []string{string(ResolutionOpen), string(ResolutionReported)}, Place: actor.Place, OldestFirst: true,
	}, func(_ string, r Resolution) error {
		if r.Late(now) {
			put(&out.Late, &out.More.Late, r, limit)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	letters := func(into *[]Letter, more *int, q ledger.Query) error {
		q.Place = actor.Place
		return o.books.letters.All(ctx, o.ledger, q, func(_ string, l Letter) error {
			put(into, more, l, limit)
			return nil
		})
	}
	if err := letters(&out.Reports, &out.More.Reports, ledger.Query{Keys: []ledger.Key{{Name: "step", Value: string(StepGovernor)}}}); err != nil {
		return out, err
	}
	if err := letters(&out.Appeals, &out.More.Appeals, ledger.Query{States: []string{string(LetterAppealed)}}); err != nil {
		return out, err
	}
	err = o.books.demands.All(ctx, o.ledger, ledger.Query{Place: actor.Place, States: []string{string(DemandRaised)}}, func(_ string, d Demand) error {
		put(&out.Demands, &out.More.Demands, d, limit)
		return nil
	})
	if err != nil {
		return out, err
	}
	query := samad.Query{States: []samad.State{samad.Received, samad.Referred, samad.InProgress, samad.AwaitingPetitioner}, Place: actor.Place}
	if len(actor.Place) == 2 {
		query.Province, query.Place = actor.Place, ""
	}
	err = o.eachCase(ctx, query, math.MaxInt, func(c samad.Case) error {
		for _, e := range c.Escalated {
			if e.Role == samad.RoleGovernor && e.Episode == c.Episode {
				put(&out.Escalated, &out.More.Escalated, c.ID, limit)
				break
			}
		}
		return nil
	})
	return out, err
}

// put adds one to a list, or counts it when the list is full.
func put[T any](into *[]T, more *int, one T, limit int) {
	if len(*into) < limit {
		*into = append(*into, one)
		return
	}
	*more++
}
