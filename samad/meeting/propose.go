package meeting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Proposal is an agency that should be invited in a week.
type Proposal struct {
	Rank   int // from 1
	Agency samad.AgencyID
	Post   samad.Text // whom to invite
	// Day is the working day of the week that is proposed; zero for agencies
	// beyond the number of the week.
	Day persian.Date
	// Cases were filed about the agency's work within the window.
	Cases int64
	// Weeks since it was host last, -1 when never.
	Weeks int
	// Weight is Cases, less for those who were invited lately.
	Weight float64
	Reason samad.Text
}

// Week is what is proposed for a week of a province.
type Week struct {
	From, To persian.Date // Saturday to Friday
	Hosts    int          // so many are to be invited
	Reason   samad.Text   // of that number
	Days     []persian.Date
	Closed   []persian.Date // days of the week on which none can be held
	// Proposals are ranked; the first Hosts of them have a day.
	Proposals []Proposal
}

// Propose ranks the agencies of a province for the week in which the day lies.
// It fails with [samad.ErrInvalid] when no setting says how many are invited
// then.
func (r *Room) Propose(ctx context.Context, actor samad.Actor, province samad.PlaceID, day persian.Date) (Week, error) {
	if _, err := r.may(actor, province, nil, samad.PlanMeeting); err != nil {
		return Week{}, err
	}
	w, err := r.week(province, day)
	if err != nil {
		return Week{}, err
	}
	settings := r.Settings(province, w.From)
	weekly, ok := settings.On(w.From)
	if !ok {
		var f faults
		f.add("/week", "no_setting", "برای این هفته گفته نشده چند مدیرکل دعوت می‌شوند.", "no setting says how many hosts are invited in this week")
		return Week{}, f.err()
	}
	w.Hosts, w.Reason = weekly.Hosts, weekly.Reason
	counts, err := r.clients(ctx, actor, province, w.From)
	if err != nil {
		return Week{}, err
	}
	last, err := r.lastHosts(ctx, province, w.From)
	if err != nil {
		return Week{}, err
	}
	for _, a := range r.directory.Agencies(w.From) {
		if n := counts[a.ID]; n >= int64(settings.LeastCases) && a.Level == samad.ProvincialLevel && !a.Centre && serves(a, province) {
			w.Proposals = append(w.Proposals, r.proposal(a, n, last, w.From, settings))
		}
	}
	slices.SortStableFunc(w.Proposals, func(a, b Proposal) int {
		return cmp.Or(-cmp.Compare(a.Weight, b.Weight), -cmp.Compare(a.Cases, b.Cases), cmp.Compare(a.Agency, b.Agency))
	})
	for i := range w.Proposals {
		p := &w.Proposals[i]
		p.Rank = i + 1
		if i < w.Hosts && len(w.Days) > 0 {
			p.Day = w.Days[i%len(w.Days)]
		}
		p.Reason = reason(*p, settings)
	}
	return w, nil
}

// week finds the days of the week in which a day lies.
func (r *Room) week(province samad.PlaceID, day persian.Date) (Week, error) {
	// In Iran a week begins on Saturday.
	back := (int(day.Time(r.location, 12, 0, 0, 0).Weekday()) + 1) % 7
	from, err := day.AddDays(-back)
	if err != nil {
		return Week{}, fmt.Errorf("meeting: week of %s: %w", day, err)
	}
	w := Week{From: from}
	settings := r.Settings(province, from)
	for i := range 7 {
		d, err := from.AddDays(i)
		if err != nil {
			return Week{}, fmt.Errorf("meeting: week of %s: %w", day, err)
		}
		w.To = d
		if !slices.Contains(settings.Weekdays, d.Time(r.location, 12, 0, 0, 0).Weekday()) {
			continue
		}
		if open, _ := r.calendarOf(province).IsWorkingDay(d); open {
			w.Days = append(w.Days, d)
		} else {
			w.Closed = append(w.Closed, d)
		}
	}
	return w, nil
}

// clients counts the cases of each agency that were filed within the window
// before a day. The Desk counts what the actor may see.
func (r *Room) clients(ctx context.Context, actor samad.Actor, province samad.PlaceID, before persian.Date) (map[samad.AgencyID]int64, error) {
	from, err := before.AddDays(-r.Settings(province, before).Window)
	if err != nil {
		return nil, fmt.Errorf("meeting: window before %s: %w", before, err)
	}
	tallies, err := r.desk.Count(ctx, actor, samad.Query{
		Province: province.Province(), CreatedFrom: from.Start(r.location), CreatedTo: before.Start(r.location),
	}, samad.ByAgency)
	if err != nil {
		return nil, fmt.Errorf("meeting: count cases of agencies: %w", err)
	}
	out := map[samad.AgencyID]int64{}
	for _, t := range tallies {
		// What a county's branch has is the clients of its provincial office.
		for _, a := range r.directory.AgencyPath(samad.AgencyID(t.Values[0]), before) {
			out[a] += t.Cases
		}
	}
	return out, nil
}

// lastHosts is when each agency was, or will be, host last before the end of
// the week that begins on from.
func (r *Room) lastHosts(ctx context.Context, province samad.PlaceID, from persian.Date) (map[samad.AgencyID]time.Time, error) {
	since, err := from.AddDays(-7 * r.Settings(province, from).Rest)
	if err != nil {
		return nil, fmt.Errorf("meeting: weeks before %s: %w", from, err)
	}
	until, err := from.AddDays(7)
	if err != nil {
		return nil, fmt.Errorf("meeting: weeks before %s: %w", from, err)
	}
	out := map[samad.AgencyID]time.Time{}
	err = r.book.All(ctx, r.ledger, ledger.Query{
		Place: province, From: since.Start(r.location).UTC(), To: until.Start(r.location).UTC(),
		States: []string{string(Planned), string(Invited), string(Running), string(Finished)},
	}, func(_ string, p Programme) error {
		for _, h := range p.Hosts {
			if h.State != Declined && p.Starts.After(out[h.Agency]) {
				out[h.Agency] = p.Starts
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("meeting: who was host: %w", err)
	}
	return out, nil
}

func (r *Room) proposal(a samad.Agency, cases int64, last map[samad.AgencyID]time.Time, week persian.Date, settings Settings) Proposal {
	p := Proposal{
		Agency: a.ID, Cases: cases, Weeks: -1, Weight: float64(cases),
		Post: samad.Text{Fa: "مدیر " + a.Name.Fa, En: "head of " + a.Name.En},
	}
	if at, ok := last[a.ID]; ok {
		p.Weeks = max(week.Sub(r.day(at)), 0) / 7
		if !at.Before(week.Start(r.location)) {
			p.Weeks = 0 // this very week
		}
		p.Weight *= min(float64(p.Weeks)/float64(settings.Rest), 1)
	}
	return p
}

// reason is why an agency stands where it does.
func reason(p Proposal, settings Settings) samad.Text {
	t := samad.Text{
		Fa: fmt.Sprintf("در %s روز گذشته %s پرونده", digits(settings.Window), digits(p.Cases)),
		En: fmt.Sprintf("%d cases in the last %d days", p.Cases, settings.Window),
	}
	switch {
	case p.Weeks == 0:
		t.Fa += "؛ همین هفته میزبان است"
		t.En += "; host this very week"
	case p.Weeks > 0:
		t.Fa += fmt.Sprintf("؛ %s هفته پیش میزبان بود، پس وزن آن کمتر شد", digits(p.Weeks))
		t.En += fmt.Sprintf("; host %d weeks ago, therefore of less weight", p.Weeks)
	default:
		t.Fa += fmt.Sprintf("؛ دست‌کم %s هفته است میزبان نبوده", digits(settings.Rest))
		t.En += fmt.Sprintf("; not host for at least %d weeks", settings.Rest)
	}
	return t
}

func serves(a samad.Agency, province samad.PlaceID) bool {
	return len(a.Places) == 0 || slices.ContainsFunc(a.Places, func(p samad.PlaceID) bool { return p.Province() == province.Province() })
}

// digits writes a number in Persian digits.
func digits[N int | int64](n N) string {
	var out []rune
	for _, d := range fmt.Sprint(n) {
		if d >= '0' && d <= '9' {
			d += '۰' - '0'
		}
		out = append(out, d)
	}
	return string(out)
}
