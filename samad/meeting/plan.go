package meeting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Plan is a programme to be held.
type Plan struct {
	Province samad.PlaceID // required
	Day      persian.Date  // required; a working day unless Reason says why not
	Title    samad.Text    // default names the hosts
	// Begins and Lasts default to the settings'; PerHour too.
	Begins, Lasts time.Duration
	PerHour       int
	// Hosts are at least one and at most five agencies. Posts that are empty
	// are filled in.
	Hosts []Host
	// Reason is required when the day is closed, or when a host is not among
	// the first of the week's proposals: why it is done otherwise.
	Reason string
}

// maxHosts is how many may sit in one programme, and maxReason how long a
// reason may be, in characters.
const (
	maxHosts  = 5
	maxReason = 1000
)

// Plan records a programme. Hosts are not asked before [Room.Invite].
func (r *Room) Plan(ctx context.Context, actor samad.Actor, plan Plan) (Programme, error) {
	role, err := r.may(actor, plan.Province, nil, samad.PlanMeeting)
	if err != nil {
		return Programme{}, err
	}
	e := &planned{Province: plan.Province, Title: plan.Title, Reason: plan.Reason}
	if e.Starts, e.Ends, e.PerHour, err = r.hours(plan); err != nil {
		return Programme{}, err
	}
	if e.Hosts, err = r.hosts(ctx, actor, plan); err != nil {
		return Programme{}, err
	}
	if e.Title.IsZero() {
		e.Title = r.title(e.Hosts)
	}
	if e.ID, err = ledger.NewID(r.now(), r.random); err != nil {
		return Programme{}, err
	}
	d := r.book.New(e.ID)
	if err := r.add(d, actor, role, e); err != nil {
		return Programme{}, err
	}
	change, err := d.Change()
	if err != nil {
		return Programme{}, err
	}
	if err := r.ledger.Apply(ctx, change); err != nil {
		return Programme{}, fmt.Errorf("meeting: plan a programme: %w", err)
	}
	return d.State, nil
}

// Change puts other hours or hosts and says why. Turns that were given keep
// their order and move along; hosts who stay keep what they answered unless
// the hours move, then they are asked again.
func (r *Room) Change(ctx context.Context, actor samad.Actor, id string, plan Plan) (Programme, error) {
	if strings.TrimSpace(plan.Reason) == "" {
		var f faults
		f.add("/reason", "required", "دلیل تغییر برنامه را بنویسید.", "say why the programme is changed")
		return Programme{}, f.err()
	}
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, nil, samad.PlanMeeting)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "تنها برنامه‌ای که آغاز نشده تغییر می‌کند.", En: "only a programme that has not begun can be changed"}, Planned, Invited); err != nil {
			return nil, err
		}
		plan.Province = d.State.Province
		e := &changed{Reason: plan.Reason}
		if e.Starts, e.Ends, e.PerHour, err = r.hours(plan); err != nil {
			return nil, err
		}
		if e.Hosts, err = r.hosts(ctx, actor, plan); err != nil {
			return nil, err
		}
		for i, h := range e.Hosts {
			if before, ok := d.State.Host(h.Agency); ok && e.Starts.Equal(d.State.Starts) {
				e.Hosts[i] = before
			}
		}
		given := 0
		for _, t := range d.State.Turns {
			if t.Open() && t.Requested() {
				given++
			}
			if _, stays := plan.host(t.Agency); t.Open() && !stays {
				return nil, turnsStay(d.State, t.Agency)
			}
		}
		if after := (&Programme{Starts: e.Starts, Ends: e.Ends, PerHour: e.PerHour}).Slots(); len(after) < given {
			var f faults
			f.add("/lasts", "turns", fmt.Sprintf("%s نوبت داده شده است و برنامه تازه تنها %s نوبت دارد.", digits(given), digits(len(after))),
				fmt.Sprintf("%d turns were given and the new programme has only %d", given, len(after)))
			return nil, f.err()
		}
		return nil, r.add(d, actor, role, e)
	})
}

func (p Plan) host(agency samad.AgencyID) (Host, bool) {
	return (&Programme{Hosts: p.Hosts}).Host(agency)
}

func turnsStay(p Programme, agency samad.AgencyID) error {
	return &StateError{Programme: p.ID, State: p.State, Reason: samad.Text{
		Fa: "برای " + string(agency) + " نوبت داده شده است؛ جانشینی بگذارید یا نخست نوبت‌ها را به برنامه‌ای دیگر ببرید.",
		En: "turns were given for " + string(agency) + "; let a stand-in come, or move the turns first",
	}}
}

// Cancel gives a programme up, with a reason that petitioners who hold a turn
// are told.
func (r *Room) Cancel(ctx context.Context, actor samad.Actor, id, reason string) (Programme, error) {
	var f faults
	checkReason(&f, reason, true)
	if err := f.err(); err != nil {
		return Programme{}, err
	}
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, nil, samad.PlanMeeting)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "تنها برنامه‌ای که آغاز نشده لغو می‌شود.", En: "only a programme that has not begun can be cancelled"}, Planned, Invited); err != nil {
			return nil, err
		}
		return nil, r.add(d, actor, role, &cancelled{Reason: reason})
	})
}

// hours checks when a programme is held.
func (r *Room) hours(plan Plan) (starts, ends time.Time, perHour int, err error) {
	var f faults
	settings := r.Settings(plan.Province, plan.Day)
	begins, lasts := or(plan.Begins, settings.Begins), or(plan.Lasts, settings.Lasts)
	perHour = or(plan.PerHour, settings.PerHour)
	if plan.Day.IsZero() {
		f.add("/day", "required", "روز برنامه را بگویید.", "say on which day it is held")
	} else if open, _ := r.calendarOf(plan.Province).IsWorkingDay(plan.Day); !open && strings.TrimSpace(plan.Reason) == "" {
		f.add("/day", "closed", "این روز تعطیل است؛ روز دیگری برگزینید یا دلیل بنویسید.", "the day is closed; choose another one, or say why")
	}
	if lasts < 30*time.Minute || begins < 0 || begins+lasts > 24*time.Hour {
		f.add("/lasts", "hours", "برنامه دست‌کم نیم ساعت است و در همان روز پایان می‌یابد.", "a programme lasts half an hour at least and ends on its day")
	}
	if perHour < 1 || perHour > settings.Band[1] {
		f.add("/per_hour", "range", "شمار تماس در ساعت باید از ۱ تا "+digits(settings.Band[1])+" باشد.", fmt.Sprintf("turns an hour: 1 to %d", settings.Band[1]))
	}
	checkReason(&f, plan.Reason, false)
	if err := f.err(); err != nil {
		return starts, ends, 0, err
	}
	midnight := plan.Day.Start(r.location)
	starts = midnight.Add(begins).UTC()
	if !starts.After(r.now()) {
		f.add("/day", "past", "آغاز برنامه گذشته است.", "the programme would have begun already")
		return starts, ends, 0, f.err()
	}
	return starts, midnight.Add(begins + lasts).UTC(), perHour, nil
}

// hosts checks who is invited; somebody whom the proposals do not name needs a
// reason.
func (r *Room) hosts(ctx context.Context, actor samad.Actor, plan Plan) ([]Host, error) {
	var f faults
	if len(plan.Hosts) == 0 || len(plan.Hosts) > maxHosts {
		f.add("/hosts", "number", "یک تا پنج میزبان نام ببرید.", "name one to five hosts")
		return nil, f.err()
	}
	week, err := r.Propose(ctx, actor, plan.Province, plan.Day)
	if err != nil {
		return nil, err
	}
	var out []Host
	for i, h := range plan.Hosts {
		field := fmt.Sprintf("/hosts/%d", i)
		a, ok := r.directory.Agency(h.Agency, plan.Day)
		switch {
		case !ok || !serves(a, plan.Province):
			f.add(field, "unknown", "این دستگاه در این استان نیست.", "no such agency in the province")
			continue
		case slices.ContainsFunc(out, func(o Host) bool { return o.Agency == h.Agency }):
			f.add(field, "twice", "این دستگاه دو بار آمده است.", "the agency is named twice")
			continue
		}
		host := Host{Agency: h.Agency, Post: h.Post, State: NotAsked}
		if host.Post.IsZero() {
			host.Post = samad.Text{Fa: "مدیر " + a.Name.Fa, En: "head of " + a.Name.En}
		}
		proposed := false
		for _, p := range week.Proposals {
			if p.Agency == h.Agency {
				host.Rank, host.Cases = p.Rank, p.Cases
				proposed = p.Rank <= week.Hosts
			}
		}
		if !proposed && strings.TrimSpace(plan.Reason) == "" {
			f.add(field, "not_proposed", "این دستگاه در پیشنهاد این هفته نیست؛ دلیل دعوت را بنویسید.", "the agency is not proposed for this week; say why it is invited")
		}
		out = append(out, host)
	}
	return out, f.err()
}

func (r *Room) title(hosts []Host) samad.Text {
	var fa, en []string
	for _, h := range hosts {
		fa, en = append(fa, h.Post.Fa), append(en, h.Post.En)
	}
	return samad.Text{Fa: "ملاقات الکترونیکی با " + listed(fa, "، ", " و "), En: "Electronic meeting with the " + listed(en, ", the ", " and the ")}
}

// listed joins names as a sentence does: the last one by a word of its own.
func listed(names []string, comma, and string) string {
	if len(names) < 2 {
		return strings.Join(names, and)
	}
	last := len(names) - 1
	return strings.Join(names[:last], comma) + and + names[last]
}

func checkReason(f *faults, reason string, required bool) {
	switch {
	case required && strings.TrimSpace(reason) == "":
		f.add("/reason", "required", "دلیل را بنویسید.", "say why")
	case len([]rune(reason)) > maxReason:
		f.add("/reason", "too_long", "دلیل باید حداکثر ۱۰۰۰ نویسه باشد.", "a reason may have at most 1,000 characters")
	}
}
