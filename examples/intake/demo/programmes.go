package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/meeting"
)

// meetingAhead is how many days before a programme its week is planned.
const meetingAhead = 8

// callers are those of a programme, who asked before and who ring meanwhile: as
// many as fit the size of the year.
func (h *hall) callers() (asked, ring int) {
	return 1 + min(5, h.y.Cases/200), 1 + min(5, h.y.Cases/300)
}

// invite plans a programme of the agencies that are proposed for a coming week,
// and invites them.
func (h *hall) invite(ctx context.Context, n, ahead int) error {
	officer := h.y.Staff.Oversight
	day, err := h.daysOn(ahead)
	if err != nil {
		return err
	}
	week, err := h.Meetings.Propose(ctx, officer, h.Province, day)
	if err != nil || len(week.Days) == 0 { // a week of holidays
		return err
	}
	plan := meeting.Plan{Province: h.Province, Day: week.Days[n%len(week.Days)]}
	for _, p := range week.Proposals {
		if _, ok := h.y.Staff.Head(p.Agency); ok && len(plan.Hosts) < 2 {
			plan.Hosts = append(plan.Hosts, meeting.Host{Agency: p.Agency})
		}
	}
	if n == lastNumber { // still to come when the year ends
		plan.Day, plan.Hosts = week.Days[len(week.Days)-1], []meeting.Host{{Agency: h.y.shown()}}
	}
	if len(plan.Hosts) < 2 { // few cases so far
		plan.Reason = "به خواست استاندار"
		for _, a := range []samad.AgencyID{h.y.general[0], h.y.general[len(h.y.general)/2]} {
			if len(plan.Hosts) == 0 || plan.Hosts[0].Agency != a {
				plan.Hosts = append(plan.Hosts, meeting.Host{Agency: a})
			}
		}
	}
	if plan.Reason == "" {
		plan.Reason = "به پیشنهاد هفته و گنجایش تالار"
	}
	p, err := h.Meetings.Plan(ctx, officer, plan)
	if err != nil {
		return err
	}
	if p, err = h.Meetings.Invite(ctx, officer, p.ID); err != nil {
		return err
	}
	dice := h.y.chance(meetingChance, n)
	for i, host := range p.Hosts {
		reply := meeting.Reply{Accept: true}
		switch c := dice.IntN(100); {
		case i > 0 && c < 20:
			reply = meeting.Reply{StandIn: samad.Text{Fa: "معاون مدیرکل", En: "Deputy director-general"}, Reason: pick(dice, leaves)}
		case i > 0 && c < 35:
			reply = meeting.Reply{Reason: pick(dice, leaves)}
		}
		head, ok := h.y.Staff.Head(host.Agency)
		if !ok || n == lastNumber && i == 0 {
			continue // has not answered yet
		}
		h.after(time.Duration(20+dice.IntN(30))*time.Hour, func(ctx context.Context) error {
			_, err := h.Meetings.Reply(ctx, head, p.ID, reply)
			return err
		})
	}
	h.after(52*time.Hour, func(ctx context.Context) error { return h.turns(ctx, p, dice) })
	h.at(p.Starts, func(ctx context.Context) error { return h.meet(ctx, p.ID, dice) })
	return nil
}

// turns gives turns to petitioners whose cases wait with one of the hosts, or
// else to the last who wrote.
func (h *hall) turns(ctx context.Context, p meeting.Programme, dice *rand.Rand) error {
	asked := 0
	most, _ := h.callers()
	for _, query := range []samad.Query{
		{Agencies: []samad.AgencyID{p.Hosts[0].Agency}, States: []samad.State{samad.Referred, samad.InProgress}, Limit: 10},
		{States: []samad.State{samad.Received, samad.Referred, samad.InProgress, samad.Answered}, Limit: 20},
	} {
		page, err := h.y.Desk.Store.List(ctx, query)
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		for _, c := range page.Cases {
			if asked == most || !c.Reachable || c.Identity != samad.Named {
				continue
			}
			_, err := h.Meetings.Ask(ctx, h.y.Staff.Operator, p.ID, p.Hosts[0].Agency, c.ID)
			if errors.Is(err, meeting.ErrState) { // no turn is free
				continue
			}
			if err != nil {
				return err
			}
			asked++
		}
	}
	if hit(dice, 30) && asked > 1 { // somebody gives the turn back
		_, err := h.Meetings.Leave(ctx, h.y.Staff.Operator, p.ID, asked)
		return err
	}
	return nil
}

// meet holds a programme: call by call, each with what came of it.
func (h *hall) meet(ctx context.Context, id string, dice *rand.Rand) error {
	operator := h.y.Staff.Operator
	p, err := h.Meetings.Start(ctx, operator, id)
	if err != nil {
		return err
	}
	asked, ring := h.callers()
	for range ring {
		h.now = h.now.Add(time.Minute)
		if _, err := h.Meetings.RingIn(ctx, operator, id, p.Hosts[0].Agency, pick(dice, h.y.counties)); err != nil {
			return err
		}
	}
	for number := range asked + ring {
		call, err := h.Meetings.Next(ctx, operator, id)
		if errors.Is(err, meeting.ErrEmpty) {
			break
		}
		if err != nil {
			return err
		}
		if err := h.talk(ctx, id, call, 700_000+dice.IntN(100_000)+number, dice); err != nil {
			return err
		}
	}
	h.now = h.now.Add(time.Minute)
	_, err = h.Meetings.Finish(ctx, operator, id)
	return err
}

// talk is one call: answered live, handed to an expert, or missed.
func (h *hall) talk(ctx context.Context, id string, call meeting.Call, number int, dice *rand.Rand) error {
	h.now = h.now.Add(time.Duration(120+dice.IntN(150)) * time.Second)
	ended := h.now
	h.now = h.now.Add(time.Duration(30+dice.IntN(90)) * time.Second)
	live := meeting.Live{Turn: call.Turn.Number, Ended: ended}
	if hit(dice, 12) {
		live.Missed = true
	} else {
		s := pick(dice, h.y.byKind[samad.Request])
		live.Submission = samad.Submission{
			Kind: samad.Request, Text: s.Text, Topic: s.Expected.Topic, Place: call.Turn.County,
			Petitioner: samad.Petitioner{Identity: samad.Named, Name: pick(dice, firstNames) + " " + pick(dice, lastNames), Mobile: mobile(number)},
		}
		expert, ok := h.y.Staff.Expert(call.Turn.Agency)
		if a := pick(dice, answers); hit(dice, 65) || !ok {
			live.Answer = &samad.AnswerRequest{AnswerText: a.AnswerText, Outcome: a.outcome, WithoutVisit: true}
			live.Accepts = a.outcome == samad.Done && hit(dice, 70)
		} else {
			live.Expert = expert.ID
		}
	}
	_, err := h.Meetings.Record(ctx, h.y.Staff.Operator, id, live)
	if err == nil && !live.Missed {
		h.y.mu.Lock()
		h.y.report.Met++
		h.y.mu.Unlock()
	}
	return err
}
