package sqlstore

import (
	"encoding/json"
	"fmt"

	"github.com/samad111/go-samad/samad"
	"github.com/samad111/go-samad/sla"
)

// readDoc reads a case as it is stored. c is empty before.
func readDoc(doc []byte, c *samad.Case) error {
	r := newDocReader(doc)
	if readCase(&r, c); r.done() {
		return nil
	}
	*c = samad.Case{}
	if err := json.Unmarshal(doc, c); err != nil {
		return fmt.Errorf("read a stored case: %w", err)
	}
	return nil
}

// readActor reads who acted. by is empty before.
func readActor(text []byte, by *samad.Stamp) error {
	r := newDocReader(text)
	r.object(func() {
		textField(&r, `"id":`, &by.ID)
		textField(&r, `"role":`, &by.Role)
		textField(&r, `"agency":`, &by.Agency)
		textField(&r, `"unit":`, &by.Unit)
		if r.field(`"post":`) {
			r.object(func() {
				textField(&r, `"fa":`, &by.Post.Fa)
				textField(&r, `"en":`, &by.Post.En)
			})
		}
	})
	if r.done() {
		return nil
	}
	*by = samad.Stamp{}
	return json.Unmarshal(text, by)
}

// readLookups reads the look-ups of a case. to is nil before.
func readLookups(text []byte, to *[]samad.Lookup) error {
	if string(text) == "null" {
		return nil
	}
	r := newDocReader(text)
	listOf(&r, 2, to, func(r *docReader, x *samad.Lookup) {
		r.object(func() {
			textField(r, `"kind":`, &x.Kind)
			r.bytesField(`"hash":`, &x.Hash)
		})
	})
	if r.done() {
		return nil
	}
	*to = nil
	if err := json.Unmarshal(text, to); err != nil {
		return fmt.Errorf("read stored look-ups: %w", err)
	}
	return nil
}

// readCase reads the fields in the order in which samad.Case has them. A field
// that is missing here is not lost: the reader stops at it.
func readCase(r *docReader, c *samad.Case) {
	r.object(func() {
		textField(r, `"id":`, &c.ID)
		r.ownField(`"code":`, &c.Code)
		numberField(r, `"revision":`, &c.Revision)
		r.ownField(`"head":`, &c.Head)
		textField(r, `"kind":`, &c.Kind)
		textField(r, `"channel":`, &c.Channel)
		textField(r, `"topic":`, &c.Topic)
		textField(r, `"place":`, &c.Place)
		textField(r, `"province":`, &c.Province)
		textField(r, `"urgency":`, &c.Urgency)
		textField(r, `"identity":`, &c.Identity)
		textField(r, `"petitioner_type":`, &c.Type)
		textField(r, `"language":`, &c.Language)
		r.flagField(`"reachable":`, &c.Reachable)
		textField(r, `"by":`, &c.By)
		textField(r, `"about":`, &c.About)
		listField(r, `"flags":`, 1, &c.Flags, textItem)
		listField(r, `"labels":`, 1, &c.Labels, textItem)
		textField(r, `"state":`, &c.State)
		textField(r, `"resume":`, &c.Resume)
		textField(r, `"centre":`, &c.Centre)
		textField(r, `"agency":`, &c.Agency)
		listField(r, `"agency_path":`, 4, &c.AgencyPath, textItem)
		textField(r, `"unit":`, &c.Unit)
		textField(r, `"expert":`, &c.Expert)
		listField(r, `"cooperating":`, 1, &c.Cooperating, readCooperation)
		numberField(r, `"episode":`, &c.Episode)
		listField(r, `"referrals":`, 1, &c.Referrals, readReferral)
		numberField(r, `"returns":`, &c.Returns)
		numberField(r, `"asked":`, &c.Asked)
		numberField(r, `"drafted":`, &c.Drafted)
		if r.field(`"time_asked":`) {
			c.TimeAsked = new(samad.TimeAsked)
			r.object(func() {
				numberField(r, `"seq":`, &c.TimeAsked.Seq)
				r.ownField(`"by":`, &c.TimeAsked.By)
			})
		}
		listField(r, `"answers":`, 1, &c.Answers, readAnswer)
		listField(r, `"clocks":`, 2, &c.Clocks, readClock)
		numberField(r, `"objections":`, &c.Objections)
		listField(r, `"ratings":`, 1, &c.Ratings, readRating)
		listField(r, `"escalated":`, 1, &c.Escalated, readEscalation)
		textField(r, `"merged_into":`, &c.MergedInto)
		listField(r, `"joined":`, 1, &c.Joined, textItem)
		numberField(r, `"follow_ups":`, &c.FollowUps)
		textField(r, `"end":`, &c.End)
		if r.field(`"earlier":`) {
			r.object(func() {
				textField(r, `"source":`, &c.Earlier.Source)
				textField(r, `"number":`, &c.Earlier.Number)
			})
		}
		r.ownField(`"created":`, &c.Created)
		r.ownField(`"updated":`, &c.Updated)
		r.ownField(`"ended":`, &c.Ended)
		listField(r, `"holds":`, 1, &c.Holds, readHold)
		r.flagField(`"erasing":`, &c.Erasing)
		r.flagField(`"erased":`, &c.Erased)
	})
}

func readCooperation(r *docReader, x *samad.Cooperation) {
	r.object(func() {
		textField(r, `"agency":`, &x.Agency)
		textField(r, `"purpose":`, &x.Purpose)
		listField(r, `"path":`, 4, &x.Path, textItem)
	})
}

func readReferral(r *docReader, x *samad.Referral) {
	r.object(func() {
		numberField(r, `"episode":`, &x.Episode)
		textField(r, `"agency":`, &x.Agency)
		r.ownField(`"at":`, &x.At)
		textField(r, `"rule":`, &x.Rule)
		r.ownField(`"left":`, &x.Left)
		r.flagField(`"returned":`, &x.Returned)
	})
}

func readAnswer(r *docReader, x *samad.Answer) {
	r.object(func() {
		numberField(r, `"seq":`, &x.Seq)
		numberField(r, `"episode":`, &x.Episode)
		r.ownField(`"at":`, &x.At)
		textField(r, `"agency":`, &x.Agency)
		textField(r, `"outcome":`, &x.Outcome)
		r.flagField(`"without_visit":`, &x.WithoutVisit)
		r.flagField(`"final":`, &x.Final)
	})
}

func readClock(r *docReader, x *samad.Clock) {
	r.object(func() {
		textField(r, `"stage":`, &x.Stage)
		numberField(r, `"episode":`, &x.Episode)
		r.ownField(`"started":`, &x.Started)
		listField(r, `"pauses":`, 1, &x.Pauses, readSpan)
		listField(r, `"extensions":`, 1, &x.Extensions, readTarget)
		r.ownField(`"stopped":`, &x.Stopped)
		if r.field(`"plan":`) {
			readPlan(r, &x.Plan)
		}
		listField(r, `"fired":`, 2, &x.Fired, textItem)
		r.ownField(`"breached":`, &x.Breached)
	})
}

func readSpan(r *docReader, x *sla.Span) {
	r.object(func() {
		r.ownField(`"from":`, &x.From)
		r.ownField(`"to":`, &x.To)
	})
}

func readTarget(r *docReader, x *sla.Target) { r.own(x) }

func readPlan(r *docReader, x *sla.Plan) {
	r.object(func() {
		textField(r, `"policy":`, &x.Policy)
		textField(r, `"rule":`, &x.Rule)
		r.ownField(`"limit":`, &x.Limit)
		r.ownField(`"due":`, &x.Due)
		r.ownField(`"aim":`, &x.Aim)
		r.ownField(`"aim_due":`, &x.AimDue)
		listField(r, `"marks":`, 6, &x.Marks, readMark)
		r.flagField(`"provisional":`, &x.Provisional)
	})
}

func readMark(r *docReader, x *sla.Mark) {
	r.object(func() {
		r.ownField(`"at":`, &x.At)
		textField(r, `"kind":`, &x.Kind)
		textField(r, `"name":`, &x.Name)
		textField(r, `"role":`, &x.Role)
	})
}

func readRating(r *docReader, x *samad.Rating) {
	r.object(func() {
		numberField(r, `"seq":`, &x.Seq)
		numberField(r, `"episode":`, &x.Episode)
		r.ownField(`"at":`, &x.At)
		numberField(r, `"answer":`, &x.Answer)
		numberField(r, `"conduct":`, &x.Conduct)
	})
}

func readEscalation(r *docReader, x *samad.Escalation) {
	r.object(func() {
		numberField(r, `"episode":`, &x.Episode)
		r.ownField(`"at":`, &x.At)
		textField(r, `"step":`, &x.Step)
		textField(r, `"role":`, &x.Role)
	})
}

func readHold(r *docReader, x *samad.Hold) {
	r.object(func() {
		numberField(r, `"seq":`, &x.Seq)
		textField(r, `"ground":`, &x.Ground)
		r.ownField(`"at":`, &x.At)
		r.ownField(`"until":`, &x.Until)
	})
}
