package meeting

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/sla/persian"
)

// Invite asks the hosts who were not asked yet. Each gets a letter in the same
// transaction.
func (r *Room) Invite(ctx context.Context, actor samad.Actor, id string) (Programme, error) {
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		role, err := r.may(actor, d.State.Province, nil, samad.PlanMeeting)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "برنامه آغاز شده یا پایان یافته است.", En: "the programme has begun or ended"}, Planned, Invited); err != nil {
			return nil, err
		}
		asked := 0
		for _, h := range d.State.Hosts {
			if h.State == NotAsked {
				asked++
			}
		}
		if asked == 0 && d.State.State == Invited {
			return nil, nil // sent twice does nothing twice
		}
		before := d.State.Hosts
		to := make([]samad.AgencyID, 0, asked)
		for _, h := range before {
			if h.State == NotAsked {
				to = append(to, h.Agency)
			}
		}
		if err := r.add(d, actor, role, &invited{}); err != nil {
			return nil, err
		}
		for _, agency := range to {
			m, err := samad.ComposeOffice(agency, samad.RoleAgencyHead, samad.LetterMessage, r.invitation(d.State), r.now(), r.random)
			if err != nil {
				return nil, err
			}
			d.Send(m)
		}
		return nil, nil
	})
}

// invitation is the letter to a host.
func (r *Room) invitation(p Programme) samad.Text {
	return samad.Text{
		Fa: "دعوت به ملاقات الکترونیکی سامد: " + r.when(p.Starts, persian.InPersian) + ". پذیرش، عدم پذیرش یا معرفی جانشین را در میز کار ثبت کنید.",
		En: "invitation to an electronic meeting at Samad: " + r.when(p.Starts, persian.InLatin) + ". Accept, decline or name a stand-in at the desk.",
	}
}

// when writes an instant as people read it here.
func (r *Room) when(at time.Time, in persian.Option) string {
	local := at.In(r.location)
	d, err := persian.FromTime(local)
	if err != nil {
		return local.Format(time.RFC3339)
	}
	return d.Format("EEEE d MMMM yyyy", in) + "، " + clockText(local)
}

func clockText(at time.Time) string {
	return digits(at.Hour()) + ":" + fmt.Sprintf("%s%s", digits(at.Minute()/10), digits(at.Minute()%10))
}

// Reply is what a host answers.
type Reply struct {
	Agency samad.AgencyID // default the actor's
	Accept bool
	// StandIn is the post that comes instead, with a Reason. Neither accepting
	// nor naming a stand-in is declining, with a Reason.
	StandIn samad.Text
	Reason  string
}

// Reply records what a host answers to the invitation. It may be changed until
// the programme begins.
func (r *Room) Reply(ctx context.Context, actor samad.Actor, id string, reply Reply) (Programme, error) {
	if reply.Agency == "" {
		reply.Agency = actor.Agency
	}
	var f faults
	checkReason(&f, reply.Reason, !reply.Accept)
	if reply.Accept && !reply.StandIn.IsZero() {
		f.add("/stand_in", "both", "یا خود میزبان می‌آید یا جانشین.", "either the host comes or a stand-in")
	}
	if len([]rune(reply.StandIn.Fa)) > 200 || len([]rune(reply.StandIn.En)) > 200 {
		f.add("/stand_in", "too_long", "نام پست جانشین حداکثر ۲۰۰ نویسه است.", "the post of the stand-in may have at most 200 characters")
	}
	if err := f.err(); err != nil {
		return Programme{}, err
	}
	return r.step(ctx, id, func(d *ledger.Draft[Programme]) ([]ledger.Change, error) {
		host, ok := d.State.Host(reply.Agency)
		if !ok {
			return nil, fmt.Errorf("meeting: host %s of programme %s: %w", reply.Agency, id, samad.ErrNotFound)
		}
		role, err := r.may(actor, d.State.Province, []samad.AgencyID{reply.Agency}, samad.AcceptInvitation)
		if err != nil {
			return nil, err
		}
		if err := stands(d.State, samad.Text{Fa: "پاسخ دعوت پیش از آغاز برنامه و پس از دعوت ثبت می‌شود.", En: "an invitation is answered after it was sent and before the programme begins"}, Invited); err != nil {
			return nil, err
		}
		e := &replied{Agency: reply.Agency, State: Declined, Reason: strings.TrimSpace(reply.Reason)}
		switch {
		case reply.Accept:
			e.State = Accepted
		case !reply.StandIn.IsZero():
			e.State, e.Post = StandIn, reply.StandIn
		}
		if host.State == e.State && host.Reason == e.Reason && (e.Post.IsZero() || host.Post == e.Post) {
			return nil, nil
		}
		return nil, r.add(d, actor, role, e)
	})
}
