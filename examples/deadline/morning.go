package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
	"github.com/samad111/go-samad/sla/persian"
)

// morning is the chore that tells the head of every agency, on each of the
// agency's working days, what is late, what is due today and what in the next
// seven days. Each agency is told once a day, however many checkers run; one
// that comes up after office hours leaves it to the next morning.
type morning struct {
	desk  teller
	store samad.Store
	// calendar gives the calendar by which an agency works.
	calendar func(samad.AgencyID, persian.Date) *sla.Calendar
	zone     *time.Location
	at       time.Duration // after midnight

	mu   sync.Mutex
	done persian.Date // the day on which all agencies were told
}

// teller is what the chore needs of [samad.Desk].
type teller interface {
	Tell(ctx context.Context, m samad.OfficeMessage) (bool, error)
}

// Name implements [samad.Chore].
func (*morning) Name() string { return "morning_digest" }

// Next is the first instant after the given one at which the chore runs.
func (m *morning) Next(after time.Time) time.Time {
	local := after.In(m.zone)
	for days := range 2 {
		at := m.instant(local.AddDate(0, 0, days))
		if at.After(after) {
			return at
		}
	}
	return time.Time{}
}

func (m *morning) instant(day time.Time) time.Time {
	y, month, d := day.Date()
	return time.Date(y, month, d, int(m.at/time.Hour), int(m.at%time.Hour/time.Minute), 0, 0, m.zone)
}

// Run implements [samad.Chore].
func (m *morning) Run(ctx context.Context, now time.Time, limit int) (int, error) {
	local := now.In(m.zone)
	begin := m.instant(local)
	today, err := persian.FromTime(local)
	if err != nil {
		return 0, fmt.Errorf("morning digest: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now.Before(begin) || m.done == today {
		return 0, nil
	}
	agencies, err := m.read(ctx, now)
	if err != nil {
		return 0, fmt.Errorf("morning digest: %w", err)
	}
	told := 0
	for _, a := range agencies {
		cal := m.calendar(a.id, today)
		if cal == nil {
			continue
		}
		closing, works := cal.Closing(today)
		if !works || !now.Before(closing) {
			continue
		}
		fresh, err := m.desk.Tell(ctx, samad.OfficeMessage{
			Key: "morning/" + string(a.id), At: begin, About: a.about, Office: a.id, Role: samad.RoleAgencyHead,
			Kind: samad.DigestMessage, Text: a.text(today),
		})
		if err != nil {
			return told, fmt.Errorf("morning digest of %s: %w", a.id, err)
		}
		if fresh {
			told++
		}
		if told == limit {
			return told, nil // the rest at the next sweep
		}
	}
	m.done = today
	return told, nil
}

// agenda is what lies before one agency.
type agenda struct {
	id                samad.AgencyID
	about             samad.CaseID // the most urgent
	late, today, week []string     // codes
}

// read walks the cases by their deadlines and stops at the first that is due
// later than in seven days: what is not due costs nothing.
func (m *morning) read(ctx context.Context, now time.Time) ([]*agenda, error) {
	local := now.In(m.zone)
	y, month, d := local.Date()
	tomorrow := time.Date(y, month, d+1, 0, 0, 0, 0, m.zone)
	end := time.Date(y, month, d+8, 0, 0, 0, 0, m.zone)
	by := map[samad.AgencyID]*agenda{}
	query := samad.Query{States: []samad.State{samad.Referred, samad.InProgress}, Order: samad.DueFirst, Limit: 1000}
	for {
		page, err := m.store.List(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Cases {
			due := c.Due()
			if due.IsZero() || !due.Before(end) {
				page.Next = ""
				break
			}
			a := by[c.Agency]
			if a == nil {
				a = &agenda{id: c.Agency, about: c.ID}
				by[c.Agency] = a
			}
			code := c.Code.String()
			switch {
			case c.Late(now):
				a.late = append(a.late, code)
			case due.Before(tomorrow):
				a.today = append(a.today, code)
			default:
				a.week = append(a.week, code)
			}
		}
		if query.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	var out []*agenda
	for _, a := range by {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *agenda) int { return strings.Compare(string(a.id), string(b.id)) })
	return out, nil
}

// shown is how many codes of a kind a digest lists.
const shown = 20

func (a *agenda) text(today persian.Date) samad.Text {
	fa := []string{"کارهای " + today.Format("EEEE d MMMM yyyy", persian.InPersian) + ":"}
	en := []string{"Matters of " + today.Format("EEEE d MMMM yyyy", persian.InLatin) + ":"}
	for _, part := range []struct {
		fa, en string
		codes  []string
	}{
		{"دیرکرده", "late", a.late}, {"مهلت تا امروز", "due today", a.today}, {"مهلت تا هفت روز دیگر", "due within seven days", a.week},
	} {
		if len(part.codes) == 0 {
			continue
		}
		list := strings.Join(part.codes[:min(shown, len(part.codes))], " ")
		if len(part.codes) > shown {
			list += " …"
		}
		fa = append(fa, part.fa+persianDigits(fmt.Sprintf(" %d: %s", len(part.codes), list)))
		en = append(en, fmt.Sprintf("%s %d: %s", part.en, len(part.codes), list))
	}
	return samad.Text{Fa: strings.Join(fa, "\n"), En: strings.Join(en, "\n")}
}

func persianDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '۰'
		}
		return r
	}, s)
}
