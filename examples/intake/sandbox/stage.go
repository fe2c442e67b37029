package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/samad/ledger"
	"github.com/samad111/go-samad/samad/meeting"
	"github.com/samad111/go-samad/samad/oversight"
	"github.com/samad111/go-samad/samad/training"
	"github.com/samad111/go-samad/sla/persian"
)

// Stage makes what tasks begin with.
type Stage struct {
	Desk      samad.Config // required; that of the sandbox's desk
	Oversight oversight.Config
	Meetings  *meeting.Room
	Province  samad.PlaceID
	Centre    samad.AgencyID
}

// visited is the agency whose sample post is visited.
const visited samad.AgencyID = "isf.tamin"

// actor is somebody who plays along.
func (s Stage) actor(role samad.Role, agency samad.AgencyID, place samad.PlaceID) samad.Actor {
	return samad.Actor{ID: "TRAINING-" + string(role), Roles: []samad.Role{role}, Agency: agency, Place: place, Post: samad.RoleName(role)}
}

func (s Stage) operator() samad.Actor { return s.actor(samad.RoleOperator, s.Centre, s.Province) }
func (s Stage) overseer() samad.Actor { return s.actor(samad.RoleOversight, s.Centre, s.Province) }

// Set is a [training.Stage].
func (s Stage) Set(ctx context.Context, trainee samad.Actor, scene training.Scene) ([]ledger.Ref, error) {
	switch scene.Name {
	case "received", "late", "referred", "assigned", "drafted", "vague", "answered", "misrouted":
		return s.cases(ctx, trainee, scene)
	case "appeal":
		return s.appeal(ctx, trainee)
	case "demand":
		return s.demand(ctx, trainee, scene)
	case "session", "minutes":
		return s.session(ctx, trainee, scene, scene.Name == "minutes")
	case "visit", "absence":
		return s.visit(ctx, trainee, scene.Name == "absence")
	case "invitation", "console":
		return s.meeting(ctx, trainee, scene.Name == "console")
	}
	return nil, fmt.Errorf("sandbox: unknown scene %q", scene.Name)
}

// longAgo is when a case was filed whose deadline has passed.
const longAgo = 40 * 24 * time.Hour

func (s Stage) cases(ctx context.Context, trainee samad.Actor, scene training.Scene) ([]ledger.Ref, error) {
	config := s.Desk
	config.Observer = nil
	if scene.Name == "late" || scene.Name == "demand" {
		config.Now = func() time.Time { return s.Desk.Now().Add(-longAgo) }
	}
	desk, err := samad.NewDesk(config)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	var out []ledger.Ref
	for _, sample := range scene.Cases {
		receipt, err := desk.Submit(ctx, samad.Anonymous(), samad.Submission{
			Kind: sample.Kind, Topic: sample.Topic, Place: sample.Place, Text: sample.Text, Channel: samad.Web,
			Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
		})
		if err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		ref := samad.Ref{ID: receipt.Case}
		if scene.Name == "misrouted" {
			// Somebody of the agency that is right gets the next sample.
			right, err := s.rightOf(ctx, receipt.Case)
			if err != nil {
				return nil, err
			}
			if right == trainee.Agency {
				if _, err := desk.Decline(ctx, s.operator(), samad.DeclineRequest{Ref: ref, Text: "نمونه این تمرین برای دستگاه دیگری است."}); err != nil {
					return nil, fmt.Errorf("sandbox: %w", err)
				}
				continue
			}
		}
		out = append(out, training.CaseRef(receipt.Case))
		if scene.Name == "received" || scene.Name == "session" || scene.Name == "minutes" {
			continue
		}
		if err := s.refer(ctx, desk, trainee, scene.Name, ref); err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		if scene.Name == "misrouted" {
			break
		}
	}
	return out, nil
}

// refer brings a case to the trainee's agency, and on to where the scene begins.
func (s Stage) refer(ctx context.Context, desk *samad.Desk, trainee samad.Actor, scene string, ref samad.Ref) error {
	accept := samad.AcceptRequest{Ref: ref, Agency: trainee.Agency, Reason: "نمونه برای آموزش"}
	if scene == "late" || scene == "answered" {
		accept.Agency, accept.Reason = "", ""
	}
	c, err := desk.Accept(ctx, s.operator(), accept)
	if err != nil {
		return err
	}
	head := s.actor(samad.RoleAgencyHead, trainee.Agency, "")
	expert := s.actor(samad.RoleAgencyExpert, trainee.Agency, "")
	switch scene {
	case "assigned", "misrouted":
		_, err := desk.Assign(ctx, head, samad.AssignRequest{Ref: ref, Expert: trainee.ID})
		return err
	case "answered": // by a head, whose words nobody had to read
		head = s.actor(samad.RoleAgencyHead, c.Agency, "")
		if _, err := desk.Assign(ctx, head, samad.AssignRequest{Ref: ref, Expert: expert.ID}); err != nil {
			return err
		}
		_, err := desk.Answer(ctx, head, vague(ref))
		return err
	case "vague":
		if _, err := desk.Assign(ctx, head, samad.AssignRequest{Ref: ref, Expert: expert.ID}); err != nil {
			return err
		}
		_, err := desk.Answer(ctx, expert, vague(ref))
		return err
	case "drafted":
		if _, err := desk.Assign(ctx, head, samad.AssignRequest{Ref: ref, Expert: expert.ID}); err != nil {
			return err
		}
		_, err := desk.Answer(ctx, expert, samad.AnswerRequest{
			Ref: ref, Outcome: samad.Done, Final: true, WithoutVisit: true,
			AnswerText: samad.AnswerText{
				Explanation: "نوبت شما در سامانه ثبت شده بود ولی به‌سبب بیماری همکار ما بازدید انجام نشد.",
				Done:        "نوبت تازه برای روز شنبه ساعت نه ثبت شد و همکار جانشین تعیین شد.", Next: "اگر روز شنبه کسی نیامد در همین پرونده اعتراض کنید.",
			},
		})
		return err
	}
	return nil
}

// vague is an answer that tells nothing.
func vague(ref samad.Ref) samad.AnswerRequest {
	return samad.AnswerRequest{
		Ref: ref, Outcome: samad.Done, Final: true, WithoutVisit: true,
		AnswerText: samad.AnswerText{Explanation: "موضوع بررسی شد.", Done: "اقدام لازم انجام شد."},
	}
}

// rightOf is the agency that the rules name for a case.
func (s Stage) rightOf(ctx context.Context, id samad.CaseID) (samad.AgencyID, error) {
	c, err := s.Desk.Store.Case(ctx, id)
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	d, err := s.Desk.Router.Route(ctx, samad.RouteRequest{
		At: s.Desk.Now().UTC(), Kind: c.Kind, Topic: c.Topic, Place: c.Place, Channel: c.Channel, Urgency: c.Urgency, Identity: c.Identity,
	})
	if err != nil {
		return "", fmt.Errorf("sandbox: %w", err)
	}
	return d.Agency, nil
}

// Truth is the truth of a task (see [training.Config]): the agency that the
// rules name for the scene's case; of a question, who must carry out what the
// scene's session resolved, or else the agencies with the most open late cases.
func (s Stage) Truth(ctx context.Context, task training.Task, staged []ledger.Ref) ([]string, error) {
	if task.Ask.IsZero() {
		i := slices.IndexFunc(staged, func(r ledger.Ref) bool { return r == training.CaseRef(samad.CaseID(r.ID)) })
		if i < 0 {
			return nil, nil
		}
		right, err := s.rightOf(ctx, samad.CaseID(staged[i].ID))
		return []string{string(right)}, err
	}
	if len(staged) > 0 && staged[0].Kind == "session" {
		return s.resolved(ctx, staged[0].ID)
	}
	late := true
	tallies, err := s.Desk.Store.Count(ctx, samad.Query{Late: &late, Now: s.Desk.Now().UTC()}, samad.ByAgency)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	var out []string
	most := int64(0)
	for _, t := range tallies {
		switch agency := t.Values[0]; {
		case agency == "" || t.Cases < most:
		case t.Cases > most:
			most, out = t.Cases, []string{agency}
		default:
			out = append(out, agency)
		}
	}
	return out, nil
}

// visit makes a visit on the last day of open doors. It stands in the name of
// the trainee, or was made by somebody else, who found nobody.
func (s Stage) visit(ctx context.Context, trainee samad.Actor, absent bool) ([]ledger.Ref, error) {
	suffix, err := ledger.NewID(s.Desk.Now(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	now := s.Desk.Now()
	config := s.Oversight
	config.Now = func() time.Time { return now } // moves to the visit below
	office, err := oversight.NewOffice(config)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	post := oversight.Post{ID: "training/" + suffix, Agency: visited, Place: s.Province, Title: samad.Text{Fa: "مدیرکل نمونه برای آموزش", En: "Sample director-general"}}
	day, err := persian.FromTime(now.In(s.Oversight.Location))
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	duty, found := oversight.DutyDay{}, false
	const weeks = 8 // holidays may close several Mondays in a row
	for range 7 * weeks {
		if day, err = day.AddDays(-1); err != nil {
			return nil, fmt.Errorf("sandbox: %w", err)
		}
		if duty = office.Duty(post, day); duty.Owed {
			found = true
			break
		}
	}
	if !found {
		return nil, errors.New("sandbox: no day of open doors in the last weeks")
	}
	minute := duty.Hours.From + 30
	now = day.Time(s.Oversight.Location, 0, minute+10, 0, 0)
	if _, err := office.AddPost(ctx, s.overseer(), post); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	inspector := s.actor(samad.RoleInspector, "", s.Province)
	if !absent {
		inspector = trainee
	}
	visit, err := office.OrderVisit(ctx, s.overseer(), post.ID, day, minute, inspector.ID, "نمونه برای آموزش")
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	refs := []ledger.Ref{{Kind: "visit", ID: visit.ID}}
	if !absent {
		return refs, nil
	}
	_, err = office.Report(ctx, inspector, visit.ID, oversight.VisitReport{
		At: now, Finding: oversight.Absent, Points: map[string]bool{oversight.PointReceived: false}, Remarks: "کسی در دفتر نبود و مراجعان در راهرو منتظر بودند.",
	})
	if err == nil {
		_, err = office.ReplyVisit(ctx, s.actor(samad.RoleAgencyHead, visited, ""), visit.ID, "در جلسه‌ای بودم و جانشین تعیین نکرده بودم.")
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return refs, nil
}

// meeting makes a programme to which the trainee's agency is invited, or one of
// another agency that is running with somebody in the queue.
func (s Stage) meeting(ctx context.Context, trainee samad.Actor, running bool) ([]ledger.Ref, error) {
	host := trainee.Agency
	if running { // led by an operator, for somebody else
		host = visited
	}
	day, err := persian.FromTime(s.Desk.Now().In(s.Oversight.Location))
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	const ahead = 2
	if day, err = day.AddDays(ahead); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	p, err := s.Meetings.Plan(ctx, s.overseer(), meeting.Plan{
		Province: s.Province, Day: day, Hosts: []meeting.Host{{Agency: host}}, Reason: "نمونه برای آموزش",
	})
	if err == nil {
		p, err = s.Meetings.Invite(ctx, s.overseer(), p.ID)
	}
	if err == nil && running {
		_, err = s.Meetings.Reply(ctx, s.actor(samad.RoleAgencyHead, host, ""), p.ID, meeting.Reply{Accept: true})
		if err == nil {
			_, err = s.Meetings.Start(ctx, s.operator(), p.ID)
		}
		if err == nil {
			_, err = s.Meetings.RingIn(ctx, s.operator(), p.ID, host, "1014")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	return []ledger.Ref{{Kind: "meeting", ID: p.ID}}, nil
}

// Approval are all agencies: in the sandbox every expert's answer waits for the
// head, so that both learn it.
func Approval(directory samad.Directory, day persian.Date) []samad.AgencyID {
	var out []samad.AgencyID
	for _, a := range directory.Agencies(day) {
		if !slices.Contains(out, a.ID) {
			out = append(out, a.ID)
		}
	}
	return out
}
