package pilot

import (
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/sla/persian"
)

// programmes is how many are held in the week of a day. One a week with two
// hosts makes 76 from 15 Mehr 1397 to the end of 1398. That there were 19 in
// spring 1399 and not 26 is laid to Nowruz and to three weeks of one: an
// assumption.
func programmes(d persian.Date) int {
	if d.Year() < 1399 {
		return 1
	}
	switch {
	case d.Month() == 1 && d.Day() < 16:
		return 0
	case d.Month() == 1 || d.Month() == 2 && d.Day() < 6:
		return 1
	default:
		return 2
	}
}

// meetings holds the day's programme, if the week has one left.
func (r *run) meetings(d persian.Date, cases int) error {
	first, err := d.AddDays(-int(d.Weekday()))
	if err != nil {
		return err
	}
	// Held on the first open days of the week, one a day.
	place := 0
	for one := first; one.Before(d); {
		began := one.Year() > 1397 || one.Month() > 7 || one.Month() == 7 && one.Day() >= 15
		if open, _ := r.Calendar.IsWorkingDay(one); open && began && one.Weekday() <= persian.Wednesday {
			place++
		}
		if one, err = one.AddDays(1); err != nil {
			return err
		}
	}
	want := programmes(first)
	if first.Year() == 1397 && d.Year() == 1398 || first.Year() == 1398 && d.Year() == 1399 {
		want = min(want, programmes(d)) // the week over Nowruz counts where it began
	}
	lastOfSpring := d.Year() == 1399 && d.Month() == 3 && d.Day() == 31 // its week is one of summer
	if place >= want || d.Weekday() > persian.Wednesday || lastOfSpring {
		return nil
	}
	return r.hold(d, first, cases)
}

// hold holds a programme with two hosts of the week's proposals.
func (r *run) hold(d, first persian.Date, cases int) error {
	week, err := r.Room.Propose(r.ctx, Overseer(), Province, d)
	if err != nil {
		return err
	}
	plan := meeting.Plan{Province: Province, Day: d}
	for _, p := range week.Proposals {
		// Social Security's cases are counted by the source: no more come than
		// are left of them.
		if p.Agency == SocialSecurity && cases-r.cases < 40/r.scale {
			plan.Reason = "به وقت دیگری افتاد."
			continue
		}
		if r.invited[p.Agency] == first {
			continue // was host in this week
		}
		if plan.Hosts = append(plan.Hosts, meeting.Host{Agency: p.Agency}); len(plan.Hosts) == 2 {
			break
		}
	}
	// In the first weeks there are too few cases for proposals.
	for _, o := range others {
		taken := slices.ContainsFunc(plan.Hosts, func(h meeting.Host) bool { return h.Agency == o.agency })
		if len(plan.Hosts) < 2 && !taken && r.invited[o.agency] != first {
			plan.Hosts = append(plan.Hosts, meeting.Host{Agency: o.agency})
			plan.Reason = "هنوز پرونده‌ای برای پیشنهاد نیست."
		}
	}
	for _, h := range plan.Hosts {
		r.invited[h.Agency] = first
	}
	programme, err := r.Room.Plan(r.ctx, Overseer(), plan)
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if programme, err = r.Room.Invite(r.ctx, Overseer(), programme.ID); err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	for i, h := range programme.Hosts {
		reply := meeting.Reply{Agency: h.Agency, Accept: true}
		if i == 1 && r.random.IntN(8) == 0 {
			reply = meeting.Reply{Agency: h.Agency, StandIn: samad.Text{Fa: "معاون", En: "Deputy"}, Reason: "مأموریت"}
		}
		if _, err := r.Room.Reply(r.ctx, head(h.Agency), programme.ID, reply); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	r.to(programme.Starts)
	if programme, err = r.Room.Start(r.ctx, operator(), programme.ID); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	return r.talk(programme)
}

// talk takes the calls of a programme: 10 to 25 an hour.
func (r *run) talk(p meeting.Programme) error {
	perHour := 10 + r.random.IntN(16)
	each := time.Hour / time.Duration(perHour)
	n := int(p.Ends.Sub(p.Starts) / each)
	for i := range n {
		host := p.Hosts[i%len(p.Hosts)].Agency
		county := samad.PlaceID(fmt.Sprintf("10%02d", 1+r.random.IntN(24)))
		if _, err := r.Room.RingIn(r.ctx, operator(), p.ID, host, county); err != nil {
			return fmt.Errorf("ring in: %w", err)
		}
		call, err := r.Room.Next(r.ctx, operator(), p.ID)
		if err != nil {
			return fmt.Errorf("next: %w", err)
		}
		r.to(p.Starts.Add(time.Duration(i+1)*each - time.Minute))
		ended := r.Now()
		r.to(p.Starts.Add(time.Duration(i+1) * each))
		topic := r.social()
		if host != SocialSecurity {
			_, topic = r.other()
		} else {
			r.cases++
		}
		live := meeting.Live{Turn: call.Turn.Number, Ended: ended, Submission: r.submission(host, topic)}
		live.Submission.Place = county
		if r.random.IntN(10) < 7 {
			live.Answer, live.Accepts = &samad.AnswerRequest{
				AnswerText: samad.AnswerText{Explanation: "در همان تماس پاسخ داده شد.", Done: "راهنمایی و دستور داده شد."},
				Outcome:    samad.Done, WithoutVisit: true, Final: true,
			}, r.random.IntN(2) == 0
		} else {
			live.Expert = "expert-" + string(host)
		}
		done, err := r.Room.Record(r.ctx, operator(), p.ID, live)
		if err != nil {
			return fmt.Errorf("record: %w", err)
		}
		r.calls++
		if live.Answer == nil {
			if err := r.plan(task{id: done.Case.ID, receipt: done.Receipt, agency: host}); err != nil {
				return err
			}
		}
	}
	r.to(p.Ends)
	if _, err := r.Room.Finish(r.ctx, operator(), p.ID); err != nil {
		return fmt.Errorf("finish: %w", err)
	}
	return nil
}
