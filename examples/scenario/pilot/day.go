package pilot

import (
	"fmt"
	"time"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla/persian"
)

// others are agencies that get cases besides Social Security, with a topic.
var others = [...]struct {
	agency samad.AgencyID
	topic  samad.TopicID
}{
	{"isf.abfa", "water/outage"}, {"isf.abfa", "water/bill"}, {"isf.gaz", "gas/leak"}, {"isf.abfa", "water/pressure"},
	{"isf.sabteahval", "identity/birth-certificate"}, {"isf.behzisti", "welfare/behzisti-disabled"}, {"isf.rahdari", "roads/damage"},
}

// submission is what somebody brings forward about an agency's work.
func (r *run) submission(agency samad.AgencyID, topic samad.TopicID) samad.Submission {
	kind := samad.Request
	switch n := r.random.IntN(100); {
	case n < 14:
		kind = samad.Complaint
	case n < 40:
		kind = samad.Consultation
	case n < 46:
		kind = samad.Suggestion
	}
	r.serial++
	return samad.Submission{
		Kind: kind, Text: fmt.Sprintf("موضوع شماره %d برای سناریو", r.serial), Topic: topic, About: agency,
		Place:      samad.PlaceID(fmt.Sprintf("10%02d", 1+r.random.IntN(24))),
		Petitioner: samad.Petitioner{Identity: samad.AnonymousIdentity},
	}
}

// social is a topic of Social Security: the three that the source names first.
func (r *run) social() samad.TopicID {
	switch n := r.random.IntN(100); {
	case n < 45:
		return "welfare/unemployment-insurance"
	case n < 75:
		return "welfare/retirement"
	default:
		return "welfare/disability-pension"
	}
}

// other is an agency and topic that the directory knows.
func (r *run) other() (samad.AgencyID, samad.TopicID) {
	for {
		o := others[r.random.IntN(len(others))]
		today, err := persian.FromTime(r.Now().In(r.Zone))
		if err != nil {
			continue
		}
		if _, ok := r.Packs.Directory().Agency(o.agency, today); !ok {
			continue
		}
		if _, ok := r.Packs.Directory().Topic(o.topic, today); ok {
			return o.agency, o.topic
		}
	}
}

// call takes an ordinary call.
func (r *run) call(started time.Time, cases int) error {
	r.calls++
	report := samad.CallReport{Started: started, Ended: started.Add(90 * time.Second), Outcome: samad.CallAdvised}
	var sub samad.Submission
	social := r.cases < cases
	agency := SocialSecurity
	switch n := r.random.IntN(100); {
	case social:
		r.cases++
		sub = r.submission(SocialSecurity, r.social())
		report.Submission, report.Outcome = &sub, samad.CallNewCase
	case n < 8:
		var topic samad.TopicID
		agency, topic = r.other()
		sub = r.submission(agency, topic)
		report.Submission, report.Outcome = &sub, samad.CallNewCase
	case n < 20:
		report.Outcome = samad.CallOutOfScope
	case n < 24:
		report.Outcome = samad.CallCutOff
	}
	result, err := r.Desk.TakeCall(r.ctx, operator(), report)
	if err != nil || result.Receipt == nil {
		return err
	}
	c := result.Receipt.Case
	if !social && r.random.IntN(20) == 0 {
		_, err := r.Desk.Decline(r.ctx, operator(), samad.DeclineRequest{Ref: samad.Ref{ID: c}, Text: "بیرون از کار سامد است."})
		return err
	}
	if _, err := r.Desk.Accept(r.ctx, operator(), samad.AcceptRequest{Ref: samad.Ref{ID: c}, Agency: agency, Reason: "سناریو"}); err != nil {
		return err
	}
	return r.plan(task{id: c, receipt: *result.Receipt, agency: agency})
}

// plan says when an agency will answer. Social Security answers all within a
// few days; the water company was without its manager in Mordad 1398.
func (r *run) plan(t task) error {
	today, err := persian.FromTime(r.Now().In(r.Zone))
	if err != nil {
		return err
	}
	wait := 1 + r.random.IntN(8)
	if t.agency != SocialSecurity && r.random.IntN(10) == 0 {
		wait += 8 + r.random.IntN(14)
	}
	if t.agency == "isf.abfa" && today.Year() == 1398 && today.Month() == 5 {
		wait += 15
	}
	on, err := today.AddDays(wait)
	if err != nil {
		return err
	}
	r.due[on] = append(r.due[on], t)
	return nil
}

// answer gives the day's answers, and lets some petitioners judge or object.
func (r *run) answer(d persian.Date) error {
	tasks := r.due[d]
	delete(r.due, d)
	for _, t := range tasks {
		c, err := r.DB.Cases().Case(r.ctx, t.id)
		if err != nil {
			return err
		}
		if c.State != samad.Referred && c.State != samad.InProgress {
			continue
		}
		outcome := []samad.Outcome{samad.Done, samad.Done, samad.Done, samad.Partly, samad.Advised, samad.NotPossible}[r.random.IntN(6)]
		if _, err := r.Desk.Answer(r.ctx, head(c.Agency), samad.AnswerRequest{
			Ref: samad.Ref{ID: t.id}, AnswerText: samad.AnswerText{Explanation: "بررسی شد.", Done: "اقدام شد."},
			Outcome: outcome, WithoutVisit: r.random.IntN(3) > 0, Final: true,
		}); err != nil {
			return err
		}
		if t.receipt.Case == "" || r.random.IntN(4) > 0 {
			continue
		}
		actor, _, err := r.Desk.Authenticate(r.ctx, t.receipt.Code, t.receipt.PIN)
		if err != nil {
			return err
		}
		if _, err := r.Desk.Rate(r.ctx, actor, samad.RateRequest{Ref: samad.Ref{ID: t.id}, Answer: 2 + r.random.IntN(4), Conduct: 2 + r.random.IntN(4)}); err != nil {
			return err
		}
		if t.agency != SocialSecurity && r.random.IntN(6) == 0 {
			if _, err := r.Desk.Object(r.ctx, actor, samad.ObjectRequest{Ref: samad.Ref{ID: t.id}, Text: "نمی‌پذیرم."}); err != nil {
				return err
			}
			if err := r.plan(task{id: t.id, receipt: t.receipt, agency: t.agency}); err != nil {
				return err
			}
		}
	}
	return nil
}
